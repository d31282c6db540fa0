"""STR: a force that keeps every rule may still be pushed aside by a stronger one.

Libya's Presidential Guard broke few rules of capture and lost its posts to Tripoli's militias in two years (tension 9).
The rule compares heads, which is all that a charter states; it knows nothing of will, training or arms. What stands on
the state's side is the new force, and whoever could make the strong comply (``enforcement``).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from tether.charter.findings import RuleVerdict, among, cannot_tell, fires, given, provided, quiet, within
from tether.charter.intervals import ANY, less, ratio, span, total
from tether.charter.reading import Design, covers, nest
from tether.charter.rules.command import status_unknown
from tether.charter.rules.rule import rule
from tether.charter.values import NONE, UNKNOWN, Blank, Number

REGULAR = ("army", "police", "gendarmerie", "border", "special", "intelligence")


@rule(
    code="STR01",
    severity="error",
    statement="The force can hold its places against the strongest armed outsider, alone or with an enforcer",
    words="creating a security vacuum and an imbalance in military capabilities which may generate increased "
    "tensions and lead to a resumption of armed violence",
    source="UN, IDDRS 4.10 §4.1",
    second="Libya's Presidential Guard: militias 'eventually captured all its positions and vehicles' (Libya "
    "Times, 2018); Walter, IO 51(3) 1997: settlements held where an outside power stepped in to guarantee "
    "them",
    evidence="mixed",
    remedy="Raise the force's strength or start in fewer places; take in or settle with the strongest group; name who "
    "enforces, with what strength, until when.",
    asks="the defence ministry",
    tensions=(9, 10),
    fails="""
forces: [{id: g, status: new, target_strength: 1000, places: [d]}]
groups: [{id: m1, size: 5000, home: [d]}]
induction: []
enforcement: none
""",
    passes="""
forces: [{id: g, status: new, target_strength: 6000, places: [d]}]
groups: [{id: m1, size: 5000, home: [d]}]
induction: []
enforcement: none
""",
)
def can_hold_its_places(design: Design) -> Iterator[RuleVerdict]:
    """Heads of the new force, and of its enforcers, over heads of the strongest armed outsider in its places."""
    for path, force, sure in design.created():
        rivals = _rivals(design, force)
        if rivals:
            found = _beside(design, f"{path}.target_strength", force, rivals)
            yield from provided(sure, [found], f"{path}.status", status_unknown(force))


def _beside(design: Design, at: str, force: Any, rivals: dict[str, Number]) -> RuleVerdict:
    name = max(rivals, key=lambda n: (rivals[n].hi, rivals[n].lo))
    left = span(max(r.lo for r in rivals.values()), rivals[name].hi)
    own, least = _strength(force), design.settings.strength_ratio
    alone = ratio(own, left)
    surely_weaker = alone is not None and alone.hi < least
    if left.hi == 0 or (alone is not None and alone.lo >= least):
        return quiet(at)
    if own is UNKNOWN or (math.isinf(left.hi) and not surely_weaker):
        return cannot_tell(at, f"How many people will {force.id!r} have, and how many does {name!r} keep under arms?")
    if isinstance(own, Blank):
        return fires(at, f"nothing says how strong {force.id!r} is beside {name!r}, which has {left}")
    return _with_help(design, at, force, own, name, left)


def _strength(row: Any) -> Number | Blank:
    """Return the planned strength of a force, else its strength now, else the blank that says why neither is known."""
    known = [n for n in (row.target_strength, row.strength) if isinstance(n, Number)]
    return known[0] if known else (UNKNOWN if UNKNOWN in (row.target_strength, row.strength) else NONE)


def _with_help(design: Design, at: str, force: Any, own: Number, name: str, left: Number) -> RuleVerdict:
    helpers = [row for _, row in design.rows("enforcement")]
    both = ratio(total([own, *(row.strength for row in helpers)]), left)
    if both is None or both.lo >= design.settings.strength_ratio:
        return quiet(at)
    if design.at("enforcement") is UNKNOWN or any(row.strength is UNKNOWN for row in helpers):
        return cannot_tell("enforcement", f"Who could make {name!r} comply with {force.id!r}, and with what strength?")
    regulars = [
        f.id
        for _, f in design.rows("forces")
        if f.kind in REGULAR and f.status == "existing" and _meet(design, f, force)
    ]
    partly = both.hi >= design.settings.strength_ratio
    lesser = bool(helpers or regulars) and not partly
    beside = f"; {regulars[0]!r} stands there too" if regulars else ""
    said = f"{force.id!r} ({own}) is weaker than {name!r} ({left}), and nobody is strong enough to enforce{beside}"
    measured = f"{both.lo:.2g} to {both.hi:.2g}" if not both.exact else f"{both.lo:.2g}"
    return fires(
        at,
        said,
        partly=partly,
        lesser=lesser,
        measured=f"{measured} of its heads against at least {design.settings.strength_ratio:g}",
    )


def _rivals(design: Design, force: Any) -> dict[str, Number]:
    """Return what each armed outsider keeps in the force's places: groups less those taken in, forces left outside."""
    found = {}
    for _, group in design.rows("groups"):
        streams = [s for _, s in design.rows("induction") if s.from_ == group.id]
        if _meet(design, group, force, "home"):
            taken = total(s.intake for s in streams)
            left = less(group.size, taken) if not isinstance(group.size, Blank) else ANY
            found[group.id] = left
    for _, other in design.rows("forces"):
        parallel = other.status == "excluded" or (other.funded_in_parallel is True and other.kind not in REGULAR)
        if other.id != force.id and parallel and _meet(design, other, force):
            size = other.strength if isinstance(other.strength, Number) else _strength(other)
            found[other.id] = size if isinstance(size, Number) else ANY
    return found


def _meet(design: Design, one: Any, other: Any, key: str = "places") -> bool:
    """Whether two stand in one place, or one in a place that contains the other's."""
    above = nest(design)
    mine, theirs = getattr(one, key) or (), other.places or ()
    return any(covers((a,), b, above) or covers((b,), a, above) for a in mine for b in theirs)


@rule(
    code="STR02",
    severity="warning",
    statement="Whoever enforces has a right to, a strength and an end date",
    words="Only when an outside enforcer steps in to guarantee the terms",
    source="Walter, IO 51(3), 1997",
    second="Tension 10 of the coded cases: Bosnia's three regiments and Kosovo's KPC held under heavy enforcement; "
    "Libya's Presidential Guard had none (Menas Associates, May 2016)",
    evidence="mixed",
    remedy="Write the mandate, the number of people, the share of the places covered, and the last day.",
    asks="the sponsor",
    tensions=(9, 10),
    fails="enforcement: [{actor: un-mission, kind: peacekeepers, strength: 4000, mandate: none, until: none}]",
    passes='enforcement: [{actor: un, kind: peacekeepers, strength: 4000, mandate: "SC resolution", until: 2028-06}]',
)
def an_enforcer_with_a_mandate(design: Design) -> Iterator[RuleVerdict]:
    """Mandate, strength (but for sanctions) and end of each enforcer."""
    for path, row in design.rows("enforcement"):
        who = row.actor if isinstance(row.actor, str) else "the enforcer"
        yield given(
            f"{path}.mandate", row.mandate, f"{who!r} enforces without a mandate", f"By what right does {who!r} act?"
        )
        question = f"How many people does {who!r} bring?"
        strength = given(f"{path}.strength", row.strength, f"{who!r} has no stated strength", question)
        brings = among(row.kind, ("sanctions",))
        question = f"How does {who!r} enforce: with how many people, or by sanctions?"
        yield from provided(None if brings is None else not brings, [strength], f"{path}.kind", question)
        yield given(f"{path}.until", row.until, f"{who!r} has no end date", f"Until when does {who!r} stay?")
        least, near = design.settings.enforcer_share, design.settings.near
        what, question = f"share of the places that {who!r} covers", f"Which share of the places does {who!r} cover?"
        yield within(f"{path}.share", row.share, what, question, at_least=least, near=near, none_is_fine=True)
