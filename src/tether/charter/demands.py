"""Whether a demand is met: as its row says, or as the clause on which it turns.

    with_demands(design, veto)      # the row of a player, each demand with what the charter says of it today

``when: {at: "induction[in-hill].mode", op: is, value: whole-unit}`` ties a demand to a clause, so that an amendment of
the clause moves the player. Met is yes or no; unknown where the clause is, or where an interval leaves it open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tether.charter.id_paths import place_at
from tether.charter.reading import Design
from tether.charter.schema.bargain import DemandTest
from tether.charter.values import NONE, UNKNOWN, Blank, Number, When

BOUNDS = ("at-least", "at-most")


def with_demands(design: Design, veto: Any) -> Any:
    """Return a player's row with each demand that turns on a clause met or not as the clause has it."""
    demands = veto.demands
    if isinstance(demands, Blank) or all(isinstance(d.when, Blank) for d in demands):
        return veto
    told = [d if isinstance(d.when, Blank) else _told(design, d) for d in demands]
    return Resolved(veto, tuple(told))


@dataclass(frozen=True)
class ResolvedDemand:
    """What a player wants, and whether the clause on which it turns gives it."""

    want: Any
    met: Any
    when: Any


class Resolved:
    """A player's row with its demands judged; everything else is the row's own."""

    def __init__(self, row: Any, demands: tuple[Any, ...]):
        self.row, self.demands = row, demands

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


def _told(design: Design, demand: Any) -> ResolvedDemand:
    return ResolvedDemand(demand.want, met_by(design, demand.when), demand.when)


def met_by(design: Design, test: DemandTest) -> str | Blank:
    """Return whether a charter meets a test: yes, no, or UNKNOWN."""
    if not isinstance(test.at, str) or not isinstance(test.value, str):
        return UNKNOWN
    op = test.op if isinstance(test.op, str) else "is"
    path = place_at(design.charter, test.at)
    value = NONE if path is None else design.at(path)
    if value is UNKNOWN:
        return UNKNOWN
    found = _holds(value, op, test.value)
    return UNKNOWN if found is None else "yes" if found else "no"


def _holds(value: Any, op: str, wanted: str) -> bool | None:
    if op in ("is-not", "excludes"):
        found = _holds(value, "is" if op == "is-not" else "includes", wanted)
        return None if found is None else not found
    if op == "includes":
        return not isinstance(value, Blank) and wanted in _words(value)
    if isinstance(value, Number):
        return _number(value, op, wanted)
    if isinstance(value, When):
        return _day(value, op, wanted)
    return op == "is" and _words(value) == (wanted,)


def _words(value: Any) -> tuple[str, ...]:
    """Return a value as the words of a text."""
    if isinstance(value, bool):
        return (str(value).lower(),)
    if isinstance(value, tuple | dict):
        return tuple(map(str, value))
    return (value.value,) if isinstance(value, Blank) else (str(value),)


def _number(value: Number, op: str, wanted: str) -> bool | None:
    try:
        bound = float(wanted)
    except ValueError:
        return None
    return _compared(value.lo, value.hi, op, bound, bound)


def _day(value: When, op: str, wanted: str) -> bool | None:
    try:
        bound = When.model_validate(wanted)
    except ValueError:
        return None
    ends = [float(date.toordinal(d)) for d in (value.lo, value.hi, bound.lo, bound.hi)]
    return _compared(ends[0], ends[1], op, ends[2], ends[3])


def _compared(lo: float, hi: float, op: str, low: float, high: float) -> bool | None:
    if op == "at-least":
        return True if lo >= low else False if hi < low else None
    if op == "at-most":
        return True if hi <= high else False if lo > high else None
    return True if low <= lo and hi <= high else False if hi < low or lo > high else None
