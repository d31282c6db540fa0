"""The sheet on which the numbers of one charter are written down, and how its clauses word them.

sheet.number("plan:g", force.target_strength, "forces.0.target_strength", "'g' is planned at {} men")
sheet.relate("NUM01", [(1, "plan:g"), (-1, "most:g")], -inf, 0, "no force is planned above its ceiling", path, question)
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from tether.charter.consistency.clauses import CharterClause
from tether.charter.consistency.linear import Constraint
from tether.charter.reading import Design
from tether.charter.values import UNKNOWN, Blank, Number

Terms = list[tuple[float, str]]


class NumberSheet:
    """The system of one charter while it is written down."""

    def __init__(self, design: Design):
        self.design = design
        self.closed = not design.open_world
        self.system: list[Constraint] = []
        self.unknown: dict[str, str] = {}  # quantity → path, where the charter says that it does not know
        self.known: dict[str, Number] = {}
        self.open: dict[str, list[tuple[Constraint, list[str]]]] = defaultdict(list)  # by code: what could not be told
        self.gap = design.settings.sum_gap
        self.head_gap = design.settings.head_gap if self.closed else design.settings.sum_gap
        self.share_gap = design.settings.share_gap if self.closed else design.settings.sum_gap

    def number(self, name: str, value: Any, path: str, said: str, *, share: bool = False) -> bool:
        """Write down a number, as a percentage where it is a share; whether there was one."""
        if value is UNKNOWN:
            self.unknown[name] = path
        if not isinstance(value, Number):
            return False
        self.known[name] = value
        clause = CharterClause(path, said.format(percent(value) if share else value))
        self.system.append(Constraint("", ((1.0, name),), value.lo, value.hi, (clause,), path=path))
        return True

    def relate(
        self,
        code: str,
        terms: Terms,
        lo: float,
        hi: float,
        why: str,
        path: str,
        question: str,
        clauses: Iterable[CharterClause] = (),
        *,
        lesser: bool = False,
    ) -> None:
        """Write down a relation; terms of one quantity are joined, and one without a quantity is left out."""
        joined: dict[str, float] = defaultdict(float)
        for a, name in terms:
            joined[name] += a
        found = tuple((a, name) for name, a in joined.items() if a)
        if found:
            self.system.append(Constraint(code, found, lo, hi, tuple(clauses), why, path, question, lesser))

    def doubt(self, code: str, question: str, *paths: str) -> None:
        """Note clauses that are not known, and without which a relation cannot be written down."""
        relation = Constraint(code, ((1.0, paths[0]),), 0.0, math.inf, path=paths[0], question=question)
        self.open[code].append((relation, list(paths)))

    def equal(self, code: str, left: Terms, right: Terms, gap: float, why: str, path: str, question: str) -> None:
        """Relate two sums that must be equal within a relative gap of the right one."""
        for sign, factor in ((1.0, 1 + gap), (-1.0, 1 - gap)):
            terms = [(sign * a, n) for a, n in left] + [(-sign * factor * a, n) for a, n in right]
            self.relate(code, terms, -math.inf, 0.0, why, path, question)


def quoted(name: Any) -> str:
    """Return a name in quotation marks."""
    return repr(str(name))


def children(design: Design) -> dict[str, list[Any]]:
    """Return the units right below each unit."""
    below: dict[str, list[Any]] = defaultdict(list)
    for _, unit in design.rows("units"):
        if isinstance(unit.parent, str):
            below[unit.parent].append(unit)
    return below


def unclaimed_units(design: Design) -> list[str]:
    """Return where it is not known of which force a unit is: each force may have it."""
    return [f"{path}.force" for path, unit in design.rows("units") if unit.force is UNKNOWN]


def staff_alone(unit: Any, kids: list[Any]) -> bool:
    """Whether a unit's size surely is its own staff, or nothing stands below it."""
    if not kids:
        return True
    least = sum(k.size.lo for k in kids if isinstance(k.size, Number))
    smaller = isinstance(unit.size, Number) and unit.size.hi < least
    return smaller or (unit.echelon == "hq" and not isinstance(unit.size, Number))


def bounded(unit: Any, kids: dict[str, list[Any]]) -> bool:
    """Whether the size of a unit is known and means its own men."""
    return isinstance(unit.size, Number) and staff_alone(unit, kids.get(unit.id, []))


def percent(share: Number) -> str:
    """Return a share in words: ``30 %``, ``30 to 40 %``."""
    if share.exact:
        return f"{100 * share.lo:.4g} %"
    return f"{100 * share.lo:.4g} to {100 * share.hi:.4g} %"


def group_path(sheet: NumberSheet, group: str) -> str:
    """Return the path of a group's community."""
    return next((f"{p}.community" for p, g in sheet.design.rows("groups") if g.id == group), "groups")


def empty(unit: Any) -> bool:
    """Whether a unit is a staff of no written size."""
    return unit.echelon == "hq" and isinstance(unit.size, Blank)
