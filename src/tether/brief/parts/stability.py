"""How firm the verdicts are: what shuffled labels leave of them, and how many other draws would turn."""

from __future__ import annotations

import pandas as pd

from tether.brief.content import Comparison
from tether.brief.reason import END, Reason
from tether.brief.results import contrast_id, with_ids
from tether.decisions.judgement import Judgement
from tether.errors import numbered
from tether.report.blocks import Sentence
from tether.report.numbers import count, measure

ROBUSTNESS = "How firm the verdicts are"


def robustness(found: Judgement, comparison: Comparison) -> tuple[Sentence, ...]:
    """Say what shuffled labels leave of the conclusions, and how many verdicts other draws would turn."""
    test, table = found.permutation, found.stability
    shuffled = (
        f"Of {count(test.judged)} leading comparisons and outcomes, {count(test.conclusions)} are distinguishable; "
        f"with the charters’ labels shuffled {numbered(test.shuffles, 'time')}, "
        f"{measure(test.shuffled)} are on average and "
        f"{count(test.most)} at most."
    )
    firm = int(table["firm"].sum()) if len(table) else 0
    edge = (
        f"{count(firm)} of these {numbered(len(table), 'verdict')} stay the same in at least 95 of "
        "100 resamplings of the "
        f"points; {count(len(table) - firm)} lie at the edge, and other draws may turn them."
    )
    return Sentence(shuffled, "permutation"), *((Sentence(edge, "stability"),) if len(table) else ())


def tables(found: Judgement) -> dict[str, pd.DataFrame]:
    """Return the shuffles' counts, and each verdict under resampled points."""
    return {
        "permutation": pd.DataFrame([{"result": "permutation", **vars(found.permutation)}]),
        "stability": with_ids(found.stability, lambda r: f"stability/{r.outcome}/{contrast_id(r)}"),
    }


REASON = Reason(
    ROBUSTNESS,
    END + 50,
    robustness,
    tables,
    {"permutation": "Labels shuffled", "stability": "Verdicts under other draws"},
    fold=True,
    always=True,
)
