"""Which inputs carry the spread of a difference, with their labels and sources."""

from __future__ import annotations

import pandas as pd

from tether.brief.content import Comparison
from tether.brief.reason import END, Reason
from tether.brief.results import CONTRAST, contrast_id, with_ids
from tether.brief.sentences import contrast_titles, named
from tether.decisions.judgement import Judgement
from tether.decisions.sensitivity import LUCK, REST
from tether.report.blocks import Sentence
from tether.report.numbers import listed, share, word

CARRIERS = "Which inputs carry the spread"
MOST_NAMED = 3  # of a kind that a sentence names


def carriers(found: Judgement, comparison: Comparison) -> tuple[Sentence, ...]:
    """Say which inputs carry the spread of each leading difference, with their labels and sources."""
    if found.sensitivity.empty:
        return ()
    groups = found.sensitivity.groupby(CONTRAST, sort=False)
    return tuple(Sentence(_carried(part, comparison), f"shares/{contrast_id(part.iloc[0])}") for _, part in groups)


def tables(found: Judgement) -> dict[str, pd.DataFrame]:
    """Return the inputs' shares of the spread, by contrast and theory."""
    return {"shares": with_ids(found.sensitivity, lambda r: f"shares/{contrast_id(r)}/{r.symbol}/{r.theory}")}


def _carried(part: pd.DataFrame, comparison: Comparison) -> str:
    a, b = contrast_titles(part.iloc[0], comparison)
    inputs = part[~part["symbol"].isin([REST, LUCK])]
    chance = part.loc[part["symbol"] == LUCK, "share"]
    theories = part["theory"].nunique()
    luck = f"; the luck of few particles carries {_shares(chance)}" if chance.notna().any() else ""
    if inputs.empty:
        spread = f"the spread of {a} against {b} under any of the {word(theories)} theories"
        return f"No drawn input alone carries {spread}{luck}."
    total = inputs.groupby("symbol", sort=False)["share"].sum().sort_values(ascending=False, kind="stable")
    clauses = []
    for symbol in total.index[:MOST_NAMED]:
        rows = inputs[inputs["symbol"] == symbol]
        first = rows.iloc[0]
        under = (
            f"under {named(rows['theory'], comparison)}"
            if len(rows) < theories
            else f"under all {word(theories)} theories"
        )
        clauses.append(f"“{first['meaning']}” ({_shares(rows['share'])} {under}; {first['label']}: {first['source']})")
    return f"Most of the spread of {a} against {b} comes from {listed(clauses)}{luck}."


def _shares(values: pd.Series) -> str:
    low, high = share(values.min()), share(values.max())
    return low if low == high else f"{low} to {high}"


REASON = Reason(CARRIERS, END + 30, carriers, tables, {"shares": "Inputs that carry the spread"}, fold=True)
