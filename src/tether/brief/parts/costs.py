"""Money and time: what men are paid as claimed, how long guards take to fill and to move."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from tether.brief.content import Comparison
from tether.brief.reason import END, Reason
from tether.brief.results import pair_id, with_ids
from tether.brief.sentences import pair_title, theory
from tether.decisions.costs import Resources
from tether.decisions.judgement import Judgement
from tether.errors import numbered
from tether.report.blocks import Method, Sentence
from tether.report.numbers import count, listed, measure, share

RESOURCES = "Money and time"
RESOURCES_MEAN = (
    "What each option costs stands in section 5. Months are counted in the projection, so they rest on the assumptions "
    "of section 9."
)


def costs_told(found: Judgement, comparison: Comparison) -> tuple[Sentence, ...]:
    """Say what is known of money and time; nothing where nobody asked."""
    return money_and_time(found.resources, comparison) if found.resources else ()


def money_and_time(found: Resources, comparison: Comparison) -> tuple[Sentence, ...]:
    """Say what men are paid, and how long guards take to fill and to move."""
    return (
        *(_paid(row) for _, row in found.pay.iterrows()),
        *_intakes(found.intake, comparison),
        *_moves(found.redeployment, comparison),
    )


def tables(found: Judgement) -> dict[str, pd.DataFrame]:
    """Return pay by actor, months to the intake and to a move by theory."""
    told = found.resources
    if told is None:
        return {}
    return {
        "pay": with_ids(told.pay, lambda r: f"pay/{r.actor}"),
        "intake": with_ids(told.intake, lambda r: f"intake/{pair_id(r.sponsor, r.host)}/{r.theory}"),
        "redeployment": with_ids(told.redeployment, lambda r: f"redeployment/{r.theory}"),
    }


def _paid(row: pd.Series) -> Sentence:
    money = f"{_money(row['lo'], row['hi'], row['currency'])} a month"
    part = ""
    if pd.notna(row["of_army_lo"]):
        part = f", {share(row['of_army_lo'])} to {share(row['of_army_hi'])} of a soldier’s pay"
    text = f"Pay of one man, {row['name']}: {money} as claimed ({row['year']}; {row['label']}){part}."
    return Sentence(text, f"pay/{row['actor']}")


def _intakes(table: pd.DataFrame, comparison: Comparison) -> tuple[Sentence, ...]:
    if table.empty:
        return ()
    groups = table[table["sponsor"] == comparison.status_quo].groupby(["sponsor", "host"], sort=False)
    return tuple(_intake(part, comparison) for _, part in groups)


def _intake(part: pd.DataFrame, comparison: Comparison) -> Sentence:
    first = part.iloc[0]
    name = pair_title(f"{first['sponsor']}+{first['host']}", comparison)
    filled = listed(
        f"{count(r['worlds_filled'])} of {count(r['worlds_total'])} assumed worlds under "
        f"{theory(r['theory'], comparison)}{_after(r)}"
        for _, r in part.iterrows()
    )
    within = (
        f"within the {numbered(first['months'], 'month')} left to the horizon in {filled}; the "
        "other worlds do not get there"
    )
    text = f"The guard of {name} has its intake as practised {within}."
    if first["planned"]:
        text = (
            f"The guard of {name}, as practised, has caught up with its plan {within}. Months are those behind the "
            "plan, whose own months (section 5) are not counted."
        )
    return Sentence(text, f"intake/{first['sponsor']}+{first['host']}")


def _after(row: pd.Series) -> str:
    if pd.isna(row["q50"]):
        return ""
    return f" (median {measure(row['q50'])} month{'' if row['q50'] == 1 else 's'})"


def _moves(table: pd.DataFrame, comparison: Comparison) -> tuple[Sentence, ...]:
    if table.empty:
        return ()
    spans: Sequence[str] = [
        f"{measure(r['q05'])} to {measure(r['q95'])} ({theory(r['theory'], comparison)})" for _, r in table.iterrows()
    ]
    text = f"Half of an ordered move, away from home or back, is carried out after so many months: {listed(spans)}."
    return (Sentence(text, "redeployment"),)


def _money(lo: float, hi: float, currency: str) -> str:
    return f"{currency} {count(lo)}" if lo == hi else f"{currency} {count(lo)} to {count(hi)}"


REASON = Reason(
    RESOURCES,
    END,
    costs_told,
    tables,
    {
        "pay": "What men are paid, as claimed",
        "intake": "Months below the guard's intake",
        "redeployment": "Months to half of an ordered move",
    },
    note=Method(RESOURCES_MEAN),
)
