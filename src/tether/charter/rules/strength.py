"""STR: a force that keeps every rule may still be pushed aside by a stronger one.

Libya's Presidential Guard broke few rules of capture and lost its posts to Tripoli's militias in two years (tension 9).
The rule compares heads, which is all that a charter states; it knows nothing of will, training or arms. What stands on
the state's side is the new force, and whoever could make the strong comply (``enforcement``).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from tether.charter.findings import RuleVerdict, cannot_tell, fires, given, quiet
from tether.charter.intervals import ANY, less, ratio, span, total
from tether.charter.reading import Design, covers, nest
from tether.charter.rules.rule import rule
from tether.charter.values import NONE, UNKNOWN, Blank, Number

REGULAR = ("army", "police", "gendarmerie", "border", "special", "intelligence")


@rule(
    code="STR01",
    severity="error",
    statement="The force can hold its places against the strongest armed outsider, alone or with an enforcer",
    words="eventually captured all its positions and vehicles",
    source="Libya Times, 2018, on the Presidential Guard",
    second="Walter, IO 51(3) 1997: settlements held where an outside power stepped in to guarantee them; Bosnia and "
    "Kosovo kept unmixed regiments in line under heavy enforcement",
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
    for path, force in design.new_forces():
        rivals = _rivals(design, force)
        if not rivals:
            continue
        name = max(rivals, key=lambda n: (rivals[n].hi, rivals[n].lo))
        left = span(max(r.lo for r in rivals.values()), rivals[name].hi)
        own, at, least = _strength(force), f"{path}.target_strength", design.settings.strength_ratio
        alone = ratio(own, left)
        surely_weaker = alone is not None and alone.hi < least
        if left.hi == 0 or (alone is not None and alone.lo >= least):
            yield quiet(at)
        elif own is UNKNOWN or (math.isinf(left.hi) and not surely_weaker):
            yield cannot_tell(
                at, f"How many people will {force.id!r} have, and how many does {name!r} keep under arms?"
            )
        elif isinstance(own, Blank):
            yield fires(at, f"nothing says how strong {force.id!r} is beside {name!r}, which has {left}")
        else:
            yield _with_help(design, at, force, own, name, left)


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
        if row.kind != "sanctions":
            question = f"How many people does {who!r} bring?"
            yield given(f"{path}.strength", row.strength, f"{who!r} has no stated strength", question)
        yield given(f"{path}.until", row.until, f"{who!r} has no end date", f"Until when does {who!r} stay?")
