"""From a charter's words and numbers to a lever's range: (low, high), equal where it is known.

Blanks: absent keeps the registered status quo, ``none`` is the off value, ``unknown`` the lever's whole range. A word
is read through ``codings.csv``, whose rows are assumptions and printed as such. A setting with ``low < high`` is drawn
per world and listed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from tether.charter import ABSENT, NONE, UNKNOWN, Blank, Charter, Number
from tether.evidence.calendar import Month, month, months_between
from tether.induction.handover import Handover, HandoverGroup
from tether.order.levers import registry

Range = tuple[float, float]


@dataclass(frozen=True)
class Setting:
    """One lever's range for one group from one month on; ``first`` 0 is the month after the cut-off."""

    lever: str
    group: str
    low: float
    high: float
    first: int
    said: str  # path in the charter, for the list of what is unknown

    @property
    def drawn(self) -> bool:
        """Return whether worlds draw it."""
        return self.high > self.low


@dataclass(frozen=True)
class Frame:
    """What reading a charter needs of a case: groups, the state's forces, groups under each umbrella, time, plans."""

    groups: tuple[str, ...]
    state: tuple[str, ...]
    umbrella: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # actor → groups it stands for
    cut_off: Month = field(default_factory=lambda: month("2015-05"))
    plans: Mapping[str, Handover] = field(default_factory=dict)  # charter id → what its induction plan achieves

    def under(self, actor: Any) -> tuple[str, ...]:
        """Return the case's groups that an actor's id stands for."""
        return tuple(g for g in self.umbrella.get(str(actor), (str(actor),)) if g in self.groups)

    def planned(self, charter: Charter) -> dict[str, HandoverGroup]:
        """Return what the charter's plan achieves, by group of the case; empty where nobody planned it."""
        plan = self.plans.get(charter.id)
        return {g.group: g for g in plan.by_group if g.group in self.groups} if plan else {}

    def first(self, charter: Charter) -> int:
        """Return the first projected month in which the charter acts."""
        return self.index(charter.starts, 0)

    def index(self, when: Any, default: int) -> int:
        """Return the projected month of a date; ``default`` where there is none."""
        return max(0, months_between(self.cut_off, getattr(when, "month", when)) - 1) if when else default


@cache
def codings() -> dict[tuple[str, str], float]:
    """Return the value of each coded word, by (field, word)."""
    text = (files("tether.futures") / "codings.csv").read_text("utf-8").splitlines()
    return {(r["field"], r["word"]): float(r["value"]) for r in csv.DictReader(text)}


def coded(name: str, word: Any, absent: float | None = None) -> Range:
    """Return the value of a coded word; its field's whole range where it is unknown (or absent, without ``absent``)."""
    values = [v for (f, _), v in codings().items() if f == name]
    if word is ABSENT and absent is not None:
        return absent, absent
    if not isinstance(word, str):
        return min(values), max(values)
    return codings()[name, word], codings()[name, word]


def number(lever: str, value: Any, *, scale: float = 1.0, absent_is_unknown: bool = False) -> Range:
    """Return a number or interval in the lever's unit, cut to the lever's range; or a blank's meaning."""
    row = registry()[lever]
    if value is UNKNOWN or (value is ABSENT and absent_is_unknown):
        return row.low, row.high
    if not isinstance(value, Number):
        fixed = row.off if value is NONE else row.status_quo
        return fixed, fixed
    return min(value.lo / scale, row.high), min(value.hi / scale, row.high)


def flag(value: Any, yes: float = 1.0, no: float = 0.0) -> Range:
    """Return a yes-or-no: absent and ``none`` are no, unknown is either."""
    if value is UNKNOWN:
        return min(no, yes), max(no, yes)
    return (yes, yes) if value is True else (no, no)


def everywhere(lever: str, span: Range, frame: Frame, first: int, said: str) -> list[Setting]:
    """Return a whole-country lever's setting: the same in every group."""
    return [Setting(lever, g, span[0], span[1], first, said) for g in frame.groups]


def open_range(levers: Iterable[str], groups: Iterable[str], first: int, said: str) -> list[Setting]:
    """Return the whole range of some levers: what ``unknown`` means for a section."""
    rows, wanted = registry(), list(levers)
    return [Setting(n, g, rows[n].low, rows[n].high, first, said) for g in groups for n in wanted]


def blank_section(section: Any, levers: tuple[str, ...], frame: Frame, first: int, said: str) -> list[Setting] | None:
    """Return the settings of a section that is blank: off, or open; None where it has content."""
    if not isinstance(section, Blank):
        return None
    if section is UNKNOWN:
        return open_range(levers, frame.groups, first, said)
    return [Setting(n, g, registry()[n].off, registry()[n].off, first, said) for n in levers for g in frame.groups]


def combined(ranges: Iterable[Range]) -> Range:
    """Return 1 − Π(1 − x) of several shares: what none of them leaves out."""
    low = high = 1.0
    for a, b in ranges:
        low, high = low * (1.0 - a), high * (1.0 - b)
    return 1.0 - low, 1.0 - high
