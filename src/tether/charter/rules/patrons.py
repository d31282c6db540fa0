"""PAT: no foreign hand on the force; money and arms from abroad pass through the state, on a date, from one side.

PAT01 is an error and not a stop: whether a foreign line of command is unlawful depends on consent and on control, which
a charter does not settle; where it rests on law, the screening note says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tether.charter.findings import RuleVerdict, cannot_tell, fires, given, provided, quiet
from tether.charter.reading import Design
from tether.charter.rules.command import WEHREY
from tether.charter.rules.rule import Tally, rule
from tether.charter.schema.entities import Group
from tether.charter.values import UNKNOWN, Blank, When

GIVES = ("funds", "arms", "advisers")


@rule(
    code="PAT01",
    severity="error",
    statement="No foreign actor commands any part of the force",
    words="vulnerable to outside manipulation",
    source=WEHREY,
    second="Knights, CTC Sentinel 12(7), Aug 2019, in hindsight: Iran-aligned 'special groups' from about 4,000 "
    "in 2010 to over 60,000 in 2014; Mansour, Chatham House, Feb 2021: 'fluid and adaptive networks'",
    evidence="mixed",
    remedy="End the line of command; turn advisers over to a written, dated training agreement with the ministry.",
    asks="the head of government",
    tensions=(8,),
    fails="patrons: [{actor: x, to: m1, kinds: [funds, command]}]",
    passes="""
actors: [{id: x, kind: foreign}]
patrons: [{actor: x, to: g, kinds: [training]}]
command: [{from: x, to: g, type: advisory}]
""",
)
def no_foreign_command(design: Design) -> Iterator[RuleVerdict]:
    """Command among what a patron gives, and lines of command that start abroad."""
    for path, p in design.rows("patrons"):
        at = f"{path}.kinds"
        if p.kinds is UNKNOWN:
            yield cannot_tell(at, f"Does {p.actor!r} command {p.to!r}, or only fund, arm, advise or train it?")
        elif "command" in (p.kinds or ()):
            yield fires(at, f"{p.actor!r}, a foreign patron, commands {p.to!r}")
        else:
            yield quiet(at)
    for path, edge in design.rows("command"):
        if not design.is_foreign(edge.from_):
            continue
        if edge.type is UNKNOWN:
            yield cannot_tell(f"{path}.type", f"Does {edge.from_!r}, a foreign actor, command or advise {edge.to!r}?")
        elif edge.type in ("full", "operational", "disciplinary"):
            yield fires(f"{path}.from", f"{edge.from_!r}, a foreign actor, gives orders to {edge.to!r}")
        else:
            yield quiet(f"{path}.type")


@rule(
    code="PAT02",
    severity="error",
    statement="Foreign money and arms come through the state, by a dated agreement",
    words="Setting out DDR/SSR commitments in a joint letter of agreement and regularly monitoring "
    "implementation provides a transparent means",
    source="UN, IDDRS 6.10 §10.1.3, on external actors",
    second="Of rebels: groups with foreign money abuse civilians more, less so with a democratic patron "
    "(Salehyan, Siroky & Wood, IO 68(3) 2014); of militias beside a state: Dube & Naidu: US aid raised "
    "paramilitary attacks near the bases it went to",
    evidence="mixed",
    remedy="Publish the agreement, route it through treasury and ministry depot, set its end and the hand-over.",
    asks="the sponsor",
    tally=Tally("patron", ("competing", "multiple")),
    fails="patrons: [{actor: x, to: m1, kinds: [funds, arms], via_state: false, agreement: none, ends: none}]",
    passes='patrons: [{actor: x, to: g, kinds: [arms], via_state: true, agreement: "MoU 2026", ends: 2027-12-31}]',
)
def through_the_state(design: Design) -> Iterator[RuleVerdict]:
    """Way, agreement and end of each patron's money, arms and advisers: one finding, one question for each patron."""
    for path, p in design.rows("patrons"):
        gives = None if p.kinds is UNKNOWN else bool(set(p.kinds or ()) & set(GIVES))
        question = f"What does {p.actor!r} give {p.to!r}: funds, arms, advisers or training, and by which way?"
        yield from provided(gives, _gift(path, p), f"{path}.kinds", question)
    yield from _unspoken(design)


def _unspoken(design: Design) -> Iterator[RuleVerdict]:
    """Backers of those who enter that the evidence knows, and of whom the charter says nothing."""
    spoken = {(p.actor, p.to) for _, p in design.rows("patrons")}
    for path, s in design.militia_streams():
        for who, fact in design.backers(s.from_).items():
            if spoken & {(who, s.from_), (who, s.into)}:
                continue
            at = f"{path}.from"
            if design.at("patrons") is UNKNOWN or not fact.sure:
                question = "does what it gives pass through the state, by which agreement, until when"
                yield cannot_tell(at, f"{fact.cited[0].upper()}{fact.cited[1:]}: {question}?")
            else:
                yield fires(at, f"{fact.cited}, and the charter says nothing of it", lesser=True)


def _gift(path: str, p: Any) -> Iterator[RuleVerdict]:
    asked = {
        "via_state": (p.via_state is True, "past the state", "does it pass through the state"),
        "agreement": (isinstance(p.agreement, str), "by no agreement", "under which written agreement"),
        "ends": (isinstance(p.ends, When), "without an end date", "until when"),
    }
    open_ = [key for key in asked if getattr(p, key) is UNKNOWN]
    lacks = [key for key, (good, _, _) in asked.items() if not good and key not in open_]
    gift = f"{p.actor!r} gives {p.to!r} {_listed([k for k in p.kinds or () if k in GIVES])}"
    if lacks:
        yield fires(f"{path}.{lacks[0]}", f"{gift} {_listed([asked[k][1] for k in lacks])}")
    if open_:
        yield cannot_tell(f"{path}.{open_[0]}", f"{gift}: {', '.join(asked[k][2] for k in open_)}?")
    if not lacks and not open_:
        yield quiet(path)


def _listed(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


@rule(
    code="PAT03",
    severity="warning",
    statement="One force does not serve two patrons",
    words="they pursued conflicting goals",
    source="Sayigh, Carnegie, 18 Jun 2015",
    second="Of rebels: several patrons, worse abuse (Salehyan, Siroky & Wood, IO 68(3) 2014)",
    evidence="mixed",
    remedy="Put all donors in one table under the ministry; separate the streams by unit and end the weaker one.",
    asks="the sponsor",
    tally=Tally("patron", ("multiple",)),
    fails="""
patrons: [{actor: x, to: g, kinds: [funds], via_state: false}, {actor: y, to: g, kinds: [arms], via_state: false}]
""",
    passes="""
patrons: [{actor: x, to: g, kinds: [funds], via_state: true}, {actor: y, to: g, kinds: [arms], via_state: true}]
""",
)
def one_patron(design: Design) -> Iterator[RuleVerdict]:
    """The patrons of a force and its groups: two, of whom one bypasses the state, are one too many."""
    served: dict[str, list[tuple[str, Any]]] = {}
    for path, p in design.rows("patrons"):
        for target in _fed_by(design, p.to):
            served.setdefault(target, []).append((path, p))
    for target, rows in served.items():
        actors = {p.actor for _, p in rows}
        past = {p.actor for _, p in rows if p.via_state is not True and p.via_state is not UNKNOWN}
        unsure = {p.actor for _, p in rows if p.via_state is UNKNOWN} - past
        path, related = rows[0][0], tuple(r for r, _ in rows[1:])
        names = " and ".join(map(repr, sorted(actors)))
        if len(actors) > 1 and past:
            said = f"{target!r}, with the groups that feed it, is backed by {names}"
            yield fires(path, f"{said}, not all of it through the state", lesser=len(past) == 1, related=related)
        elif len(actors) > 1 and unsure:
            yield cannot_tell(path, f"Does all that {names} give to {target!r} pass through the state?")
        else:
            yield quiet(path)


def _fed_by(design: Design, target: str) -> list[str]:
    """Return the forces that a group feeds, or the target itself."""
    if not isinstance(design.named(target), Group):
        unit = design.named(target)
        force = getattr(unit, "force", target)
        return [target if isinstance(force, Blank) else force]
    return sorted({s.into for _, s in design.rows("induction") if s.from_ == target and isinstance(s.into, str)}) or [
        target
    ]


@rule(
    code="PAT04",
    severity="warning",
    statement="A promise to those who change sides has a condition, an end, and somebody at home who can keep it",
    words="promises on reintegration assistance are not made during the disarmament and demobilization phases "
    "that cannot be delivered upon later",
    source="UN, IDDRS 4.30 §4.6",
    second="Military Review, Jul-Aug 2015: from 2010 the government stripped the Sons of Iraq of ranks, cut their pay "
    "and arrested some; one in five had been promised the security forces, the rest civil jobs",
    evidence="mixed",
    remedy="Write what is given for what, until when, and which office of the state stands behind it after the sponsor "
    "goes.",
    asks="the sponsor",
    tensions=(6,),
    fails="""
actors: [{id: us, kind: foreign}]
politics: {inducements: [{id: i1, to: tribes, kind: pay, condition: none, backed_by: us, until: none}]}
""",
    passes="""
actors: [{id: mof, state: true}]
politics: {inducements: [{id: i1, to: tribes, kind: pay, condition: service, backed_by: mof, until: 2028-06}]}
""",
)
def a_promise_that_can_be_kept(design: Design) -> Iterator[RuleVerdict]:
    """Condition, end and backer of each inducement; a foreign backer alone is a lesser fault."""
    for path, offer in design.rows("politics.inducements"):
        what = f"the offer of {offer.kind or 'something'} to {offer.to or 'whom it may concern'!r}"
        question = f"On what condition is {what} made?"
        yield given(f"{path}.condition", offer.condition, f"{what} has no condition", question)
        yield given(f"{path}.until", offer.until, f"{what} has no end date", f"Until when does {what} hold?")
        at = f"{path}.backed_by"
        if isinstance(offer.backed_by, str) and design.is_foreign(offer.backed_by):
            said = f"{what} rests on {offer.backed_by!r}, which will leave, and on no office of the state"
            yield fires(at, said, lesser=True)
        else:
            yield given(at, offer.backed_by, f"nobody stands behind {what}", f"Who stands behind {what}?")
