"""Losses by community of the place: one sort of people beside the other, none weighed."""

from __future__ import annotations

import pandas as pd

from tether.brief.content import Comparison
from tether.brief.reason import HEADLINE, Reason
from tether.brief.results import CONTRAST, contrast_id, with_ids
from tether.brief.sentences import contrast_titles, outcome_title
from tether.decisions.judgement import Judgement
from tether.report.blocks import Sentence
from tether.report.numbers import count, sentence_case, signed

LOSSES = "Losses by community of the place, apart"
LOSSES_MEAN = (
    "The record does not say of which community the dead were. Places are sorted by published shares of their people; "
    "the sorts are not added up or weighed against each other."
)


def losses(found: Judgement, comparison: Comparison) -> tuple[Sentence, ...]:
    """Say, for each leading comparison, what it changes in places of each sort of people, one beside the other."""
    if found.losses.empty:
        return ()
    groups = found.losses.groupby(CONTRAST, sort=False)
    return tuple(Sentence(_lost(part, comparison), f"losses/{contrast_id(part.iloc[0])}") for _, part in groups)


def tables(found: Judgement) -> dict[str, pd.DataFrame]:
    """Return the differences by the people of the place and theory."""
    return {"losses": with_ids(found.losses, lambda r: f"losses/{contrast_id(r)}/{r.people}/{r.theory}")}


def _lost(part: pd.DataFrame, comparison: Comparison) -> str:
    first = part.iloc[0]
    a, b = contrast_titles(first, comparison)
    outcome = outcome_title(first["outcome"], comparison)
    clauses = [_where(rows) for _, rows in part.groupby("people", sort=False)]
    return sentence_case(f"{a} against {b} on {outcome}, by the people of the place: {'; '.join(clauses)}.")


def _where(rows: pd.DataFrame) -> str:
    first, total = rows.iloc[0], rows["worlds_total"].sum()
    below, tied = rows["worlds_below"].sum(), rows["worlds_tied"].sum()
    verdict = "distinguishable" if first["distinguishable"] else "not distinguishable"
    counts = f"lower in {count(below)}, higher in {count(total - below - tied)} of {count(total)} assumed worlds"
    medians = f"medians by theory {signed(rows['value'].min())} to {signed(rows['value'].max())}"
    number = f"{count(first['places'])} place{'' if first['places'] == 1 else 's'}"
    return f"where {first['title']} ({number}) {verdict}, {counts}, {medians}"


REASON = Reason(LOSSES, HEADLINE, losses, tables, {"losses": LOSSES}, note=LOSSES_MEAN)
