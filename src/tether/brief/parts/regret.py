"""Option by option: the gap to the lowest, and who is dominated by another of the same decider."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from tether.brief.content import Comparison
from tether.brief.reason import END, Reason
from tether.brief.results import pair_id, with_ids
from tether.brief.sentences import outcome_title, pair_title
from tether.decisions.judgement import Judgement
from tether.report.blocks import Sentence
from tether.report.numbers import count, listed, sentence_case

REGRETS = "Option by option: gaps to the lowest, and who is dominated"


def regrets(found: Judgement, comparison: Comparison) -> tuple[Sentence, ...]:
    """Say how each option of a decider stands to the lowest, the other keeping the status quo, and who is dominated."""
    rows = found.regret.options
    still = rows[rows["given"] == comparison.status_quo] if len(rows) else rows
    groups = still.groupby(["decider", "sponsor", "host"], sort=False) if len(still) else ()
    said = [Sentence(_regret(part, found, comparison), _regret_id(part)) for _, part in groups]
    return (*said, *_dominance(found, comparison))


def tables(found: Judgement) -> dict[str, pd.DataFrame]:
    """Return gaps, options within a threshold, and who is dominated."""
    told = found.regret
    return {
        "regret": with_ids(told.options, lambda r: f"regret/{r.decider}/{r.given}/{_pair(r)}/{r.theory}"),
        "satisficing": with_ids(told.satisficing, lambda r: f"satisficing/{r.threshold}/{_pair(r)}/{r.theory}"),
        "undominated": with_ids(told.undominated, lambda r: f"undominated/{r.decider}/{r.given}/{_pair(r)}"),
    }


def _regret(part: pd.DataFrame, found: Judgement, comparison: Comparison) -> str:
    first = part.iloc[0]
    name = pair_title(f"{first['sponsor']}+{first['host']}", comparison)
    outcome, other = outcome_title(found.outcome, comparison), "sponsor" if first["decider"] == "host" else "host"
    return sentence_case(
        f"{name}, among the {first['decider']}’s options while the {other} keeps the status quo: alone lowest on "
        f"{outcome} in {_span(part['worlds_lowest'])} of {count(first['worlds_total'])} assumed worlds, by theory; its "
        f"gap to the lowest has a median of {_span(part['regret_median'])} and a 95th percentile of "
        f"{_span(part['regret_high'])}; its worst tenth of worlds averages {_span(part['worst_tenth'])}."
    )


def _span(values: pd.Series) -> str:
    low, high = count(values.min()), count(values.max())
    return low if low == high else f"{low} to {high}"


def _regret_id(part: pd.DataFrame) -> str:
    first = part.iloc[0]
    return f"regret/{first['decider']}/{first['given']}/{first['sponsor']}+{first['host']}"


def _dominance(found: Judgement, comparison: Comparison) -> Iterator[Sentence]:
    rows = found.regret.undominated
    if rows.empty:
        return
    read = listed(outcome_title(o, comparison) for o in found.regret.aims)
    lost = rows[~rows["undominated"]]
    if lost.empty:
        yield Sentence(
            f"No option is dominated by another of the same decider on {read}, under all theories at once.",
            "undominated",
        )
    for _, row in lost.iterrows():
        names = listed(pair_title(p, comparison) for p in row["dominated_by"].split(", "))
        a = pair_title(f"{row.sponsor}+{row.host}", comparison)
        text = f"{a} is dominated by {names} on {read}, under all theories at once."
        yield Sentence(
            sentence_case(text), f"undominated/{row['decider']}/{row['given']}/{row['sponsor']}+{row['host']}"
        )


def _pair(row: pd.Series) -> str:
    return pair_id(row["sponsor"], row["host"])


REASON = Reason(
    REGRETS,
    END + 40,
    regrets,
    tables,
    {
        "regret": "Gaps to the lowest option, by theory",
        "satisficing": "Options within a threshold, by theory",
        "undominated": "Options that no other dominates",
    },
    fold=True,
)
