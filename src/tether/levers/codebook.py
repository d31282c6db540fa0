"""From a charter's words and numbers to a lever's range: (low, high), equal where it is known.

Blanks: absent keeps the registered status quo, ``none`` is the off value, ``unknown`` the lever's whole range. A word
is read through ``codings.csv``, whose rows are assumptions with ranges and printed as such: its level is an expression
(``words.py``) that differs by world. A setting whose two ends differ is left open by its charter, drawn per world and
listed.

Levels: the number that a charter gives a lever, or an expression in words whose coding is itself uncertain.

    level = coded("induction.mode", "mixed")[0] * coded("induction.contract_with", "person")[0]
    float(level)                   # 0.5: every word at its middle
    level.at(ranks)                # by point: every field's words at that point's rank

A word of ``codings.csv`` has a range, so it is a quantile function like any other assumption: linear through
(.05, low), (.5, value), (.95, high). All words of one field share one rank a point (``coding.<field>``), so that where
"mixed" is read high "individual" is too, and words keep their order in every world. Only +, −, × and a share capped at
1 are needed; anything else a reading wants belongs into a lever. A word by definition (low = high) is a plain number.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tether.armed_order.beliefs import Belief, Believable
from tether.armed_order.levers import registry
from tether.armed_order.theories import PROBABILITIES
from tether.charter import ABSENT, NONE, UNKNOWN, Blank, Charter, Number
from tether.evidence.calendar import Month, month, months_between
from tether.induction.measures import Handover, HandoverGroup

Values = NDArray[np.float64]
Spans = Mapping[tuple[str, str], tuple[float, float, float]]


@dataclass(frozen=True)
class CodedWord:
    """One coded word of one field with its range; ``low`` < ``high``."""

    field: str
    word: str
    low: float
    value: float
    high: float


@dataclass(frozen=True)
class Coded:
    """An expression in coded words: ``op`` applied to ``parts`` (words, numbers, expressions)."""

    op: str  # "word", "times", "plus", "share" (min(a / b, 1))
    parts: tuple[Any, ...]

    def __add__(self, other: Level) -> Coded:
        return Coded("plus", (self, other))

    __radd__ = __add__

    def __mul__(self, other: Level) -> Coded:
        return Coded("times", (self, other))

    __rmul__ = __mul__

    def __rsub__(self, other: Level) -> Coded:
        return Coded("plus", (other, Coded("times", (-1.0, self))))

    def __sub__(self, other: Level) -> Coded:
        return Coded("plus", (self, -1.0 * other))

    def __float__(self) -> float:
        return float(self._value(lambda word: np.float64(word.value)))

    def at(self, ranks: Mapping[str, Values]) -> Values:
        """Return the level by point; ``ranks``: field → (point,), in (0, 1)."""
        return np.asarray(self._value(lambda word: _quantile(word, ranks[word.field])))

    def words(self) -> tuple[CodedWord, ...]:
        """Return the words it is made of, in order."""
        found = [w for p in self.parts for w in ((p,) if isinstance(p, CodedWord) else p.words() if _is(p) else ())]
        return tuple(dict.fromkeys(found))

    def respelt(self, spans: Spans) -> Coded:
        """Return the expression with other ranges for some words."""
        return Coded(self.op, tuple(_respelt(p, spans) for p in self.parts))

    def _value(self, of: Callable[[CodedWord], Any]) -> Any:
        if self.op == "word":
            return of(self.parts[0])
        a, b = (p._value(of) if isinstance(p, Coded) else p for p in self.parts)
        if self.op == "share":
            return np.minimum(a / b, 1.0)
        return a * b if self.op == "times" else a + b


Level = float | Coded


def word(field: str, name: str, low: float, value: float, high: float) -> Level:
    """Return the level of a word; a plain number where its range is a point."""
    return value if low == high else Coded("word", (CodedWord(field, name, low, value, high),))


def share_of(count: float, full: Level) -> Level:
    """Return min(count / full, 1)."""
    return Coded("share", (float(count), full)) if isinstance(full, Coded) else min(count / full, 1.0)


def words_in(levels: Any) -> tuple[CodedWord, ...]:
    """Return the words of several levels, each once, in order."""
    return tuple(dict.fromkeys(w for level in levels if isinstance(level, Coded) for w in level.words()))


def _quantile(word: CodedWord, rank: Values) -> Values:
    return np.interp(rank, PROBABILITIES, (word.low, word.low, word.value, word.high, word.high))


def _respelt(part: Any, spans: Spans) -> Any:
    if isinstance(part, CodedWord):
        return CodedWord(part.field, part.word, *spans.get((part.field, part.word), (part.low, part.value, part.high)))
    return part.respelt(spans) if isinstance(part, Coded) else part


def _is(part: Any) -> bool:
    return isinstance(part, Coded)


Range = tuple[Level, Level]


PLANNED = "plan: intake"  # what ``Setting.path`` is where an intake follows a plan, month by month


@dataclass(frozen=True)
class Setting:
    """One lever's range for one group from one month on; ``first`` 0 is the month after the cut-off."""

    lever: str
    group: str
    low: Level
    high: Level
    first: int
    path: str  # in the charter, for the list of what is unknown
    section: str = ""  # of the charter
    phase: int = 0  # acts while at least so many of its charter's phases are in force; 0 = always
    sponsor: bool = False  # whose charter set it
    row: str = ""  # of the charter, where ``path`` names none: its phase is the setting's

    @property
    def drawn(self) -> bool:
        """Return whether its charter leaves it open, so that worlds draw it."""
        return self.high != self.low


@dataclass(frozen=True)
class ReadingContext:
    """What reading a charter needs of a case: groups, forces, groups under umbrellas, time, the record, plans."""

    groups: tuple[str, ...]
    state: tuple[str, ...]
    umbrella: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # actor → groups it stands for
    cut_off: Month = field(default_factory=lambda: month("2015-05"))
    outcomes: tuple[str, ...] = ()  # of the record, in the order of a month's totals: what a phase's tests may name
    plans: Mapping[str, Handover] = field(default_factory=dict)  # charter id → what its induction plan achieves
    carried_out: bool = False  # the charters tell what was done, not what is written: every clause counts (replays)

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


@dataclass(frozen=True)
class Coding:
    """One row of ``codings.csv``: how a word of a field is read, and why its range is what it is."""

    field: str
    word: str
    low: float
    value: float
    high: float
    label: str
    meaning: str
    reason: str


@cache
def codings() -> dict[tuple[str, str], Coding]:
    """Return the coded words by (field, word)."""
    text = (files("tether.levers") / "codings.csv").read_text("utf-8").splitlines()
    return {(r["field"], r["word"]): _coding(r) for r in csv.DictReader(text)}


def _coding(row: dict[str, str]) -> Coding:
    low, value, high = (float(row[n]) for n in ("low", "value", "high"))
    return Coding(row["field"], row["word"], low, value, high, row["label"], row["meaning"], row["reason"])


def believable_words() -> dict[str, Believable]:
    """Return what a user's beliefs may say of coded words, by ``field=word``; those by definition are left out."""
    return {
        f"{r.field}={r.word}": Believable("lever", *_bounds(r), by_theory=False)
        for r in codings().values()
        if r.low < r.high
    }


def spans(beliefs: Iterable[Belief] = ()) -> Spans:
    """Return each word's range as authored, or as believed."""
    authored = {at: (r.low, r.value, r.high) for at, r in codings().items()}
    held = {f"{f}={w}": (f, w) for f, w in authored}
    believed = {held[b.symbol]: (b.quantiles[1], b.quantiles[2], b.quantiles[3]) for b in beliefs if b.symbol in held}
    return authored | believed


def _bounds(row: Coding) -> tuple[float, float]:
    if row.word == "full":
        return 0.5, 20.0
    return 0.0, 2.0 if row.field == "powers.outside-home" else 1.0


def level(name: str, spelt: str) -> Level:
    """Return the level of one coded word."""
    row = codings()[name, spelt]
    return word(name, spelt, row.low, row.value, row.high)


def coded(name: str, spelt: Any, absent: float | None = None) -> Range:
    """Return the level of a coded word; its field's whole range where it is unknown (or absent, without ``absent``)."""
    if spelt is ABSENT and absent is not None:
        return absent, absent
    if isinstance(spelt, str):
        return level(name, spelt), level(name, spelt)
    levels = sorted((level(f, w) for f, w in codings() if f == name), key=float)
    return levels[0], levels[-1]


def number(lever: str, value: Any, *, scale: float = 1.0, absent_is_unknown: bool = False) -> tuple[float, float]:
    """Return a number or interval in the lever's unit, cut to the lever's range; or a blank's meaning."""
    row = registry()[lever]
    if value is UNKNOWN or (value is ABSENT and absent_is_unknown):
        return row.low, row.high
    if not isinstance(value, Number):
        fixed = row.off if value is NONE else row.status_quo
        return fixed, fixed
    return min(value.lo / scale, row.high), min(value.hi / scale, row.high)


def flag(value: Any, yes: Level = 1.0, no: Level = 0.0) -> Range:
    """Return a yes-or-no: absent and ``none`` are no, unknown is either; ``no`` is the lower one."""
    if value is UNKNOWN:
        return no, yes
    return (yes, yes) if value is True else (no, no)


def everywhere(lever: str, span: Range, frame: ReadingContext, first: int, said: str) -> list[Setting]:
    """Return a whole-country lever's setting: the same in every group."""
    return [Setting(lever, g, span[0], span[1], first, said) for g in frame.groups]


def open_range(levers: Iterable[str], groups: Iterable[str], first: int, said: str) -> list[Setting]:
    """Return the whole range of some levers: what ``unknown`` means for a section."""
    rows, wanted = registry(), list(levers)
    return [Setting(n, g, rows[n].low, rows[n].high, first, said) for g in groups for n in wanted]


def blank_section(
    section: Any, levers: tuple[str, ...], frame: ReadingContext, first: int, said: str
) -> list[Setting] | None:
    """Return the settings of a section that is blank: off, or open; None where it has content."""
    if not isinstance(section, Blank):
        return None
    if section is UNKNOWN:
        return open_range(levers, frame.groups, first, said)
    return [Setting(n, g, registry()[n].off, registry()[n].off, first, said) for n in levers for g in frame.groups]


def combined(ranges: Iterable[Range]) -> Range:
    """Return 1 − Π(1 − x) of several shares: what none of them leaves out."""
    low: Level = 1.0
    high: Level = 1.0
    for a, b in ranges:
        low, high = low * (1.0 - a), high * (1.0 - b)
    return 1.0 - low, 1.0 - high
