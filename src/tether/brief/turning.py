"""Which inputs turn the sign inside this case, each alone, by the run's own worlds.

    turning_table(content)       # option, input, theory: how many worlds are lower at either end of the input
    turning_sentences(content)   # option by option, in words

The worlds of a theory are parted by one input: those with its lowest third of values, those with its highest. The
input turns the sign under that theory where at least ``MOST`` of the one lie on one side of the status quo and at least
as many of the other on the other side. The other inputs vary freely in both. Why two cases differ is another question:
``tether compare CASE --why OTHER``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tether.brief.content import BriefContent, Comparison, PrintedInput
from tether.brief.results import entries
from tether.brief.sentences import named, pair_title, theory
from tether.report.blocks import Method, Sentence
from tether.report.numbers import count, listed, sentence_case

MOST = 2 / 3  # of the worlds at one end of an input
LEAST = 20  # worlds at either end below which nothing is said
NAMED = 3  # inputs named for an option, those under most theories first
TURNING = "Which inputs turn the sign, each alone"
TURNS = Method(
    "An input turns the sign under a theory where at least two thirds of the worlds with its lowest third of values "
    "lie on one side of the status quo, and two thirds of those with its highest third on the other."
)
COLUMNS = ["result", "pair", "symbol", "meaning", "theory", "low_lower", "low_worlds", "high_lower", "high_worlds"]


def turning_table(content: BriefContent) -> pd.DataFrame:
    """Return the inputs that turn an option's sign under a theory, with the counts at either end."""
    worlds = content.worlds
    found = list(_turning(content)) if worlds is not None else []
    return pd.DataFrame(found, columns=COLUMNS)


def _turning(content: BriefContent) -> Iterator[tuple[Any, ...]]:
    worlds = content.worlds
    assert worlds is not None
    ends = [(one, t, _ends(one, t)) for one in worlds.inputs for t in range(len(worlds.theories))]
    for pair, sides in worlds.sides.items():
        for one, t, (low, high) in ends:
            counted = tuple(_lower(sides[t][end]) for end in (low, high))
            if _turns(*counted):
                name = worlds.theories[t]
                (a, n, _), (b, m, _) = counted
                yield f"turning/{pair}/{one.symbol}/{name}", pair, one.symbol, one.meaning, name, a, n, b, m


def _ends(one: PrintedInput, t: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which worlds (point,) of a theory have the lowest and the highest third of an input's values."""
    values = one.values[min(t, len(one.values) - 1)]
    low, high = np.quantile(values, (1 / 3, 2 / 3))
    return (values <= low, values >= high) if low < high else (values < low, values > high)


def _lower(sides: NDArray[np.uint8]) -> tuple[int, int, int]:
    """Return in how many worlds (point,) an option is lower, of how many, and in how many it is higher."""
    return int((sides == 0).sum()), len(sides), int((sides == 2).sum())


def _turns(low: tuple[int, int, int], high: tuple[int, int, int]) -> bool:
    if min(low[1], high[1]) < LEAST:
        return False
    (a, n, x), (b, m, y) = low, high
    return (a >= MOST * n and y >= MOST * m) or (x >= MOST * n and b >= MOST * m)


def turning_sentences(content: BriefContent) -> tuple[Sentence, ...]:
    """Say for each option which inputs turn its sign, each alone; last, of which options none does."""
    comparison, worlds = content.comparison, content.worlds
    if comparison is None or worlds is None:
        return ()
    table = turning_table(content)
    said = [_sentence(str(pair), part, comparison) for pair, part in table.groupby("pair", sort=False)]
    left = [pair_title(p, comparison) for p in worlds.sides if p not in set(table["pair"])]
    if left:
        said.append(Sentence(f"No input alone turns the sign of {listed(left)}.", f"comparison/{comparison.headline}"))
    return tuple(said)


def _sentence(pair: str, table: pd.DataFrame, comparison: Comparison) -> Sentence:
    """Say which inputs turn one option's sign; of the first, in how many worlds at either end."""
    groups = sorted((g for _, g in table.groupby("symbol", sort=False)), key=lambda g: -len(g))
    told = [f"{g['meaning'].iloc[0]} (under {named(g['theory'], comparison)})" for g in groups[:NAMED]]
    more = f", and {count(len(groups) - NAMED)} more" if len(groups) > NAMED else ""
    first = entries(groups[0])[0]
    counts = (
        f"lower in {count(first['low_lower'])} of {count(first['low_worlds'])} worlds with the lowest values of "
        f"the first, in {count(first['high_lower'])} of {count(first['high_worlds'])} with the highest "
        f"({theory(first['theory'], comparison)})"
    )
    text = f"{pair_title(pair, comparison)}: {listed(told)}{more}; {counts}."
    return Sentence(sentence_case(text), f"turning/{pair}", tuple(dict.fromkeys(table["theory"])))
