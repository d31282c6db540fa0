"""LAW08, LAW09: nobody on a list of terrorist or sanctioned groups is taken in as a body, paid, armed or aided.

Whom a list binds is declared, never guessed from its name. A list of the Security Council binds every state: to take
in, pay or arm a listed body breaks it, and is a stop. A list of one state or of the European Union binds those under
that law: for its own aid it is a stop, and for the state that raises the force an error, since money, arms and training
from there end at the door of that unit. Screening one by one at entry answers it: a man is not his group.

A group is listed itself, by a part of it (an umbrella that covers a listed organisation) or as a part of one. What is
known comes from the charter (``groups[].listed``, ``members``) and from the evidence (``known``), with source and date.
What rests on a claim that nobody read is a question; so is a group of which nobody has said whether it is listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tether.charter.findings import RuleVerdict, cannot_tell, fires, quiet
from tether.charter.known import KnownFact, Listed, the
from tether.charter.reading import Design
from tether.charter.rules.rule import rule
from tether.charter.values import ABSENT, UNKNOWN, Blank

ASK = (
    "who can answer: the Security Council's sanctions committees and their ombudsperson, the foreign ministry, and for "
    "their own lists the donor's treasury and embassy"
)
BODILY = ("whole-unit", "sub-unit", "mixed")
MOST = 3  # listings told in one sentence


@dataclass(frozen=True)
class OnLists:
    """What is known of an id: who of it is listed, and what is open (a question, or "")."""

    found: tuple[Listed, ...] = ()
    question: str = ""

    @property
    def sure(self) -> tuple[Listed, ...]:
        """The listings that rest on nothing unread."""
        return tuple(x for x in self.found if x.sure)


def listings(design: Design, name: Any) -> OnLists:
    """Return what the charter and the evidence know of the lists on which somebody stands."""
    if not isinstance(name, str):
        return OnLists()
    rows = {g.id: g for g in design.charter.groups or ()}
    reached, unknown = _reach(rows, name)
    found = [x for who, through in reached for x in _written(rows[who], through, design.charter) if who in rows]
    question = f"Is {name!r}, or a part of it, on a list of terrorist groups; {ASK}?" if unknown else ""
    declared = getattr(rows.get(name), "name", None)
    known = design.known
    if known is None:
        return OnLists(tuple(found), question)
    if known.knows(name, declared):
        seen = {(x.who, x.holder) for x in found}
        found += [x for x in known.listed(name) if (x.who, x.holder) not in seen]
        return OnLists(tuple(found), question or _nobody_looked(design, name, bool(found)))
    return OnLists(tuple(found), question or _who_is_meant(design, name, declared, bool(found)))


def _reach(rows: dict[str, Any], name: str) -> tuple[list[tuple[str, tuple[KnownFact, ...]]], bool]:
    """Return a group and those that it covers, as the charter says, and whether it leaves their lists open."""
    reached: list[tuple[str, tuple[KnownFact, ...]]] = [(name, ())] if name in rows else []
    unknown = False
    for who, through in reached:
        row = rows[who]
        unknown = unknown or UNKNOWN in (row.listed, row.members)
        for member in row.members or ():
            if member in rows and all(member != w for w, _ in reached):
                reached.append(
                    (member, (*through, KnownFact(f"{member!r} is a part of {who!r}", source="the charter")))
                )
    return reached, unknown


def _written(row: Any, through: tuple[KnownFact, ...], charter: Any) -> Iterator[Listed]:
    for entry in row.listed or ():
        keeper = str(entry.by or "a keeper not named")
        since = f" since {entry.since}" if entry.since else ""
        name = str(row.name or repr(row.id))
        cites = [str(s.cite or s.id) for s in charter.sources or () if s.id in {c.id for c in entry.src or ()}]
        fact = KnownFact(f"{name} is listed by {keeper}{since}", source=", ".join(cites) or "as the charter says")
        yield Listed(row.id, name, keeper, keeper, str(entry.binds or ""), str(entry.law or ""), fact, through)


def _nobody_looked(design: Design, name: str, found: bool) -> str:
    """Ask of a group of which no claim says whether it is listed; a force of a state is not asked about."""
    known = design.known
    assert known is not None
    actor = known.by_id[name]
    if found or known.looked(name) or actor.kind not in ("group", "umbrella", "unit"):
        return ""
    asked = f"Is {name!r} ({actor.name}), or a part of it, on a list of terrorist groups?"
    return f"{asked} {_where(design)[0].upper()}{_where(design)[1:]} does not say; {ASK}."


def _who_is_meant(design: Design, name: str, declared: Any, found: bool) -> str:
    """Ask whom the charter means, where id or name alone agrees with an actor; and of one that nobody knows."""
    known = design.known
    assert known is not None
    listed = [who for who in known.mistakable(name, declared) if known.listed(who)]
    if listed:
        actor = known.by_id[listed[0]]
        told = known.listed(listed[0])[0].cited
        called = f" ({declared})" if isinstance(declared, str) and declared else ""
        asked = f"Is {name!r}{called} the group that the theatre calls {actor.id!r} ({actor.name})?"
        return f"{asked} {told}. Write its id if so."
    if found or not any(g.id == name for g in design.charter.groups or ()):
        return ""
    return (
        f"Is {name!r}, of whom {_where(design)} knows nothing, or a part of it, on a list of terrorist groups; {ASK}?"
    )


def _where(design: Design) -> str:
    known = design.known
    assert known is not None
    return f"the evidence on {known.name or known.claims.country} as of {known.as_of}"


def _told(found: Iterable[Listed]) -> str:
    """Return who is listed, by whom, and how it belongs, each of them once."""
    listed = list(found)
    who = list(dict.fromkeys(x.who for x in listed))
    told = [fact.cited for w in who[:MOST] for fact in dict.fromkeys(_facts(x for x in listed if x.who == w))]
    return "; ".join(told) + (f"; and {len(who) - MOST} more" if len(who) > MOST else "")


def _facts(found: Iterable[Listed]) -> Iterator[KnownFact]:
    listed = list(found)
    yield from (x.fact for x in listed)
    yield from (fact for x in listed for fact in x.through)


def _bound(found: tuple[Listed, ...], design: Design, donor: Any = None) -> tuple[bool, str]:
    """Return whether a list surely binds the state (or the donor), and in words whom the lists bind."""
    surely, words = False, []
    for x in found:
        law = f" ({x.law})" if x.law else ""
        if x.binds == "every-state":
            surely, said = True, f"that list binds every state{law}"
        elif donor is None and design.is_state(x.keeper):
            surely, said = True, f"that list is this state's own{law}"
        elif donor is not None and x.keeper == donor:
            surely, said = True, f"that list binds {donor!r}, who gives{law}"
        elif x.binds == "its-own":
            keeper = the(design.known.name_of(x.keeper)) if design.known else x.keeper
            others = "this state" if donor is None else repr(donor)
            said = (
                f"that list binds {keeper} and whoever gives under its law{law}, and does not by itself bind {others}"
            )
        else:
            said = f"whom the list of {x.keeper} binds is not said"
        words.append(said)
    return surely, "; ".join(dict.fromkeys(words))


@rule(
    code="LAW08",
    severity="stop",
    statement="Nobody on a terrorist or sanctions list is taken in as a body, paid or armed",
    words="",
    source="judged: drawn from Security Council resolution 1373 (2001), para. 2(a)",
    second="Security Council resolutions 1267 (1999) and 2253 (2015): no funds, arms or training for those listed",
    evidence="normative",
    law="a list of the Security Council binds every state (resolutions 1267 and 1373); a list of one state or of the "
    "European Union binds those under its law, so that it is an error here and a stop for that donor's aid (LAW09)",
    remedy="Leave the listed body out; take its men one by one, screened against the list by somebody other than the "
    "group, under commanders from elsewhere; or have it taken off the list first.",
    asks="the justice ministry",
    fails="""
groups: [{id: m1, members: [m2]}, {id: m2, listed: [{by: the United Nations, since: 2014-11, binds: every-state}]}]
induction: [{id: s1, from: m1, into: g, mode: whole-unit, commander_rule: same-group}]
""",
    passes="""
groups: [{id: m1, members: [m2]}, {id: m2, listed: [{by: the United Nations, since: 2014-11, binds: every-state}]}]
induction:
  - {id: s1, from: m1, into: g, mode: individual, contract_with: person, vetting: {by: board, level: individual}}
""",
)
def nobody_listed_as_a_body(design: Design) -> Iterator[RuleVerdict]:
    """Streams, pay, arms and offers whose group is listed, holds a listed part, or is part of a listed body."""
    for path, s in design.militia_streams():
        yield from _stream(design, path, s)
    for section, key, does in (("pay", "force", "pays"), ("arms", "force", "arms"), ("politics.inducements", "to", "")):
        for path, row in design.rows(section):
            who = getattr(row, key)
            if section == "politics.inducements" and row.kind not in ("pay", "arms"):
                continue
            if isinstance(who, str) and any(s.from_ == who for _, s in design.militia_streams()):
                continue  # told with the stream
            sure = listings(design, who).sure
            if sure:
                binds, whom = _bound(sure, design)
                said = f"the charter {does or f'offers {row.kind} to'} {who!r}: {_told(sure)}; {whom}"
                yield fires(f"{path}.{key}", said, lesser=not binds)


def _stream(design: Design, path: str, s: Any) -> Iterator[RuleVerdict]:
    at, known = f"{path}.from", listings(design, s.from_)
    who, screened = f"the fighters of {s.from_!r}", _screened_one_by_one(s)
    told = _told(known.sure or known.found)
    if not known.found and not known.question:
        return
    if screened is True:
        yield quiet(at)
    elif not known.found:
        yield cannot_tell(at, known.question)
    elif screened is UNKNOWN:
        yield cannot_tell(at, f"Are {who} taken in one by one, each screened against the list? {told}.")
    elif not known.sure:
        yield cannot_tell(at, f"Is this so, since {who} come in as a body: {told}? {ASK[0].upper()}{ASK[1:]}.")
    else:
        binds, whom = _bound(known.sure, design)
        how = _how(s)
        rows = [p for section in ("pay", "arms") for p, row in design.rows(section) if row.force == s.into]
        yield fires(at, f"{who}{how}: {told}; {whom}", lesser=not binds, related=(f"{path}.mode", *rows))


def _screened_one_by_one(s: Any) -> bool | Blank:
    """Whether each man is screened as he enters; False: they come as a body, or nobody screens."""
    if s.mode in BODILY or s.contract_with in ("unit", "commander"):
        return False
    level = s.vetting if isinstance(s.vetting, Blank) else s.vetting.level
    if UNKNOWN in (s.mode, level):
        return UNKNOWN
    screened = s.mode == "individual" and level == "individual"
    return UNKNOWN if screened and s.contract_with is UNKNOWN else screened  # a unit may have signed


def _how(s: Any) -> str:
    heads = f" ({s.intake})" if s.intake else ""
    own = " under commanders of their own" if s.commander_rule == "same-group" else ""
    modes = {"whole-unit": "as whole units", "sub-unit": "by sub-unit", "mixed": "partly by unit"}
    if s.mode in modes or s.contract_with in ("unit", "commander"):
        return f"{heads} enter {modes.get(str(s.mode), 'by a contract with the unit')}{own}"
    return f"{heads} enter{own}, and nothing says that each is screened"


@rule(
    code="LAW09",
    severity="stop",
    statement="No aid reaches anybody on a list that binds the giver",
    words="",
    source="judged: drawn from Security Council resolution 1373 (2001), para. 2(a), and 18 USC 2339B",
    second="18 USC 2339A(b): training, expert advice, weapons, personnel and transport are support; medicine is not",
    evidence="normative",
    law="a list of the Security Council binds every giver (resolutions 1267 and 1373); material support to a foreign "
    "terrorist organisation is a crime under United States law (18 USC 2339B); other lists bind those under their law",
    remedy="Name a recipient that neither is, holds nor belongs to the listed body, or take that body out of the unit "
    "first; medicine alone may still go.",
    asks="the sponsor",
    fails="""
actors: [{id: x, kind: foreign}]
groups: [{id: m1, listed: [{by: x, since: 2014, binds: its-own}]}]
aid: [{id: a1, donor: x, to: m1, item: training}]
""",
    passes="""
actors: [{id: x, kind: foreign}]
groups: [{id: m1, listed: none}]
aid: [{id: a1, donor: x, to: m1, item: training}]
""",
)
def no_aid_to_the_listed(design: Design) -> Iterator[RuleVerdict]:
    """Each item but medicine: the recipient, and those who enter its force as a body, against the giver's lists."""
    asked: set[str] = set()
    for path, aid in design.rows("aid"):
        if aid.item == "medical":
            continue
        if not isinstance(aid.to, str):
            yield from _to_nobody_named(design, path, aid)
            continue
        for who in _reached_by(design, aid.to):
            known = listings(design, who)
            if known.found:
                yield _aid(design, path, aid, who, known)
            elif known.question and who not in asked:
                asked.add(who)
                yield cannot_tell(f"{path}.to", known.question)
            elif not known.question and _spoken_of(design, who):
                yield quiet(f"{path}.to")


def _to_nobody_named(design: Design, path: str, aid: Any) -> Iterator[RuleVerdict]:
    """Ask who receives an item where the charter names somebody who is listed."""
    listed = [g.id for _, g in design.rows("groups") if listings(design, g.id).sure]
    if aid.to is UNKNOWN and listed:
        question = f"Who receives item {aid.id!r}: nobody of {', '.join(map(repr, listed[:MOST]))}, who are listed?"
        yield cannot_tell(f"{path}.to", question)


def _reached_by(design: Design, name: str) -> list[str]:
    force = getattr(design.named(name), "force", name)
    bodies = [s.from_ for _, s in design.militia_streams() if s.into in (name, force)]
    through = [
        s.from_ for _, s in design.militia_streams() if s.from_ in bodies and _screened_one_by_one(s) is not True
    ]
    return list(dict.fromkeys([name, *(n for n in through if isinstance(n, str))]))


def _spoken_of(design: Design, who: str) -> bool:
    """Whether the charter or the evidence says something of the lists on which somebody could stand."""
    written = any(g.id == who and g.listed is not ABSENT for g in design.charter.groups or ())
    return written or (design.known is not None and design.known.looked(who))


def _aid(design: Design, path: str, aid: Any, who: str, known: OnLists) -> RuleVerdict:
    at, told = f"{path}.to", _told(known.sure or known.found)
    item = f"item {aid.id!r} ({aid.item})" if aid.item else f"item {aid.id!r}"
    unless = ", unless it is medicine," if aid.item is UNKNOWN else ""
    if not known.sure:
        return cannot_tell(at, f"Is this so, since {item} would reach {who!r}: {told}? {ASK[0].upper()}{ASK[1:]}.")
    surely, whom = _bound(known.sure, design, donor=aid.donor)
    if not surely and isinstance(aid.donor, Blank):
        return cannot_tell(
            at, f"Who gives {item}, and is he bound by the list? It would reach {who!r}: {told}; {whom}."
        )
    return fires(at, f"{item}{unless} would reach {who!r}: {told}; {whom}", lesser=not surely, partly=bool(unless))
