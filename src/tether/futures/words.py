"""Levels: the number that a charter gives a lever, or an expression in words whose coding is itself uncertain.

    level = coded("induction.mode", "mixed")[0] * coded("induction.contract_with", "person")[0]
    float(level)                   # 0.5: every word at its middle
    level.at(ranks)                # by point: every field's words at that point's rank

A word of ``codings.csv`` has a range, so it is a quantile function like any other assumption: linear through
(.05, low), (.5, value), (.95, high). All words of one field share one rank a point (``coding.<field>``), so that where
"mixed" is read high "individual" is too, and words keep their order in every world. Only +, −, × and a share capped at
1 are needed; anything else a reading wants belongs into a lever. A word by definition (low = high) is a plain number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tether.order.theories import PROBABILITIES

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
