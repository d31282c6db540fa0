"""Sentences about break-evens: at which value of one assumption two pairs of charters pass one another."""

from __future__ import annotations

import pandas as pd

from tether.brief.blocks import Sentence
from tether.brief.content import Comparison
from tether.brief.numerals import listed, measure, sentence_case, word
from tether.brief.wording.comparison import named, pair_title, theory

PLAIN = ("", "1", "share", "fraction", "ratio")  # units that a reader need not be told


def break_even_sentence(rows: pd.DataFrame, comparison: Comparison) -> Sentence:
    """Say at which values of one assumption one pair comes out lower than another, theory by theory.

    ``rows``: the break-even rows of one outcome, one pair of pairs and one symbol.
    """
    first = rows.iloc[0]
    a, b = (pair_title(first[n], comparison) for n in ("a", "b"))
    outcome = next(o.title for o in comparison.outcomes if o.id == first["outcome"])
    unit = f" {first['unit']}" if first["unit"] not in PLAIN else ""
    low, high = rows["range_lo"].min(), rows["range_hi"].max()
    ranges = "Assumed range" if rows[["range_lo", "range_hi"]].nunique().max() == 1 else "Assumed range, all theories"
    inside = int(rows["value"].notna().sum())
    text = (
        f"{a} comes out lower than {b} on {outcome}, averaged over the other assumptions, "
        f"{_turns(rows, unit, high - low, comparison)}{_flat(rows, comparison)}. "
        f"{ranges}: {measure(low)} to {measure(high)}{unit}; the sign turns inside it "
        f"under {word(inside) if inside else 'none'} of {word(len(rows))} theories."
    )
    theories = tuple(rows.loc[rows["a_lower"] != "never", "theory"])
    return Sentence(sentence_case(text), first["result"].rsplit("/", 1)[0], theories)


def _turns(rows: pd.DataFrame, unit: str, span: float, comparison: Comparison) -> str:
    """Say where the sign turns: ``if x is above 0.42 [0.32 to 0.54] (article), or below 0.31 […] (strength)``."""
    sides = [(way, rows[rows["a_lower"] == way]) for way in ("above", "below")]
    said = [
        f"{way} {listed((_crossing(r, unit, span, comparison) for _, r in part.iterrows()), 'or')}"
        for way, part in sides
        if len(part)
    ]
    return f"if {rows['meaning'].iloc[0]} is {', or '.join(said)}" if said else ""


def _flat(rows: pd.DataFrame, comparison: Comparison) -> str:
    """Say under which theories the sign never turns in the range."""
    ways = (("always", "every"), ("never", "no"))
    held = [(value, rows.loc[rows["a_lower"] == way, "theory"]) for way, value in ways]
    turning = rows["a_lower"].isin(["above", "below"]).any()
    what = "" if turning else f" of {rows['meaning'].iloc[0]}"
    parts = [f"at {value} value{what} under {named(theories, comparison)}" for value, theories in held if len(theories)]
    return f"{'; ' if turning and parts else ''}{', '.join(parts)}"


def _crossing(row: pd.Series, unit: str, span: float, comparison: Comparison) -> str:
    value, lo, hi = (measure(row[name], span) for name in ("value", "lo", "hi"))
    return f"{value}{unit} [{lo} to {hi}] ({theory(row['theory'], comparison)})"
