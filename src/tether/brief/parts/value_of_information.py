"""What would be worth knowing: in how many more worlds the lower pair would be named."""

from __future__ import annotations

import pandas as pd

from tether.brief.content import Comparison
from tether.brief.reason import END, Reason
from tether.brief.results import CONTRAST, contrast_id, with_ids
from tether.brief.sentences import contrast_titles
from tether.decisions.judgement import Judgement
from tether.decisions.value_of_information import ANY
from tether.report.blocks import Sentence
from tether.report.numbers import count, listed, measure, sentence_case

WORTH_KNOWING = "What would be worth knowing"
CARRIED = 12  # rows of the value of information that the page carries for each contrast; the run folder has all
MOST_NAMED = 3  # of a kind that a sentence names


def information_sentences(found: Judgement, comparison: Comparison) -> tuple[Sentence, ...]:
    """Say in how many more worlds the lower pair would be named if one assumption were known."""
    if found.value_of_information.empty:
        return ()
    groups = found.value_of_information.groupby(CONTRAST, sort=False)
    return tuple(Sentence(_known(part, comparison), f"information/{contrast_id(part.iloc[0])}") for _, part in groups)


def tables(found: Judgement) -> dict[str, pd.DataFrame]:
    """Return what knowing one assumption is worth, by contrast and theory."""
    return {
        "information": with_ids(
            found.value_of_information, lambda r: f"information/{contrast_id(r)}/{r.symbol}/{r.theory}"
        )
    }


def _carried(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that the page carries: of each contrast the most worth knowing, whichever theory holds."""
    ranked = rows[rows["theory"] == ANY].sort_values("gain", ascending=False, kind="stable")
    return ranked.groupby(CONTRAST, sort=False).head(CARRIED)


def _known(part: pd.DataFrame, comparison: Comparison) -> str:
    a, b = contrast_titles(part.iloc[0], comparison)
    blind = part[part["theory"] == ANY]
    told = blind[blind["gain"] > blind["noise"]].sort_values("gain", ascending=False, kind="stable").head(MOST_NAMED)
    without, total = (count(blind[c].iloc[0]) for c in ("worlds_without", "worlds_total"))
    start = f"naming the same side everywhere is right in {without} of {total} assumed worlds"
    if told.empty:
        idle = "knowing any one assumption would not raise that by more than shuffled ones do"
        return f"{sentence_case(a)} against {b}: {start}, and {idle}."
    clauses = listed(
        f"“{r['meaning']}” ({count(r['worlds_knowing'])}: {a} is the lower one {r['a_lower']} {measure(r['cut'])})"
        for _, r in told.iterrows()
    )
    more = f"it would be right in more worlds if one knew {clauses}"
    return f"{sentence_case(a)} against {b}, whichever theory holds: {start}; {more}."


REASON = Reason(
    WORTH_KNOWING, END + 20, information_sentences, tables, {"information": WORTH_KNOWING}, carried=_carried
)
