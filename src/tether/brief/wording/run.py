"""Sentences about the run itself: its baseline, its clipping, how many assumptions it rests on."""

from __future__ import annotations

import pandas as pd

from tether.brief.blocks import Sentence
from tether.brief.numerals import count, listed, share, word
from tether.brief.wording.record import fact


def baseline(facts: pd.DataFrame) -> Sentence:
    """Say how the sum of places, from which charters differ, stands to the forecast of the status quo."""
    model, other = (fact(facts, f"comparison-run/baseline/{n}") for n in ("sum-of-places", "forecast"))
    lost = fact(facts, "comparison-run/baseline/unplaced")["value"]
    gap = model["value"] - other["value"]
    relation = "the same as" if round(gap) == 0 else f"{count(abs(gap))} {'above' if gap > 0 else 'below'}"
    text = (
        f"Differences are measured from the model’s sum of places under the status quo, {count(model['value'])} "
        f"{model['unit']}, which is {relation} the status-quo forecast of section 6 ({count(other['value'])}); "
        f"{share(lost)} of the events before the cut-off have no place and are in neither charter’s sum."
    )
    return Sentence(text, "comparison-run/baseline")


def clipped(facts: pd.DataFrame) -> Sentence:
    """Say how often the order's pull on the core was cut at its bound."""
    value = fact(facts, "comparison-run/clipped")["value"]
    return Sentence(f"{share(value)} of the tilts were clipped at their bound.", "comparison-run/clipped")


def assumptions_counted(table: pd.DataFrame) -> Sentence:
    """Say how many assumptions there are, and how many the data moved."""
    by_label = table.drop_duplicates("symbol")["label"].value_counts()
    parts = listed(f"{word(int(number))} labelled {label}" for label, number in by_label.items())
    return Sentence(f"The run rests on {count(by_label.sum())} parameters: {parts}.", "assumption")
