"""Sentences about money and time, and about losses by community of the place: each apart, none weighed.

Sentences about what caution costs: a charter in phases beside the same charter in force from its start.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from tether.brief.content import Comparison
from tether.brief.results import CONTRAST, contrast_id, pair_id
from tether.brief.sentences import pair_title, theory
from tether.decisions.costs import Resources
from tether.decisions.judgement import Judgement
from tether.report.blocks import Sentence
from tether.report.numbers import count, interval, listed, measure, sentence_case, share, signed

Sentences = tuple[Sentence, ...]


def losses(found: Judgement, comparison: Comparison) -> Sentences:
    """Say, for each leading comparison, what it changes in places of each sort of people, one beside the other."""
    if found.losses.empty:
        return ()
    groups = found.losses.groupby(CONTRAST, sort=False)
    return tuple(Sentence(_lost(part, comparison), f"losses/{contrast_id(part.iloc[0])}") for _, part in groups)


def money_and_time(found: Resources, comparison: Comparison) -> Sentences:
    """Say what charters say that they cost, what men are paid, and how long guards take to fill and to move."""
    return (
        *(_cost(row, comparison) for _, row in found.costs.iterrows()),
        *(_paid(row) for _, row in found.pay.iterrows()),
        *_intakes(found.intake, comparison),
        *_moves(found.redeployment, comparison),
    )


def _lost(part: pd.DataFrame, comparison: Comparison) -> str:
    first = part.iloc[0]
    a, b = (pair_title(f"{first[s]}+{first[h]}", comparison) for s, h in (CONTRAST[:2], CONTRAST[2:]))
    outcome = next((o.title for o in comparison.outcomes if o.id == first["outcome"]), first["outcome"])
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


def _cost(row: pd.Series, comparison: Comparison) -> Sentence:
    name = comparison.charters.get(row["charter"], row["charter"])
    base = f", in prices of {row['year']}" if row["year"] else ""
    told = f"{_money(row['lo'], row['hi'], row['currency'] or 'its own currency')}{base}"
    silent = f"unknown, for the charter does not state {listed(row['unknown'].split('; '))}"
    text = f"{name}, {row['line']}: {told if row['stated'] else silent}"
    if pd.notna(row.get("at_army_lo")):
        money = _money(row["at_army_lo"], row["at_army_hi"], row["at_army_currency"])
        text += f"; at a soldier’s pay as claimed its whole intake would be paid {money} a year"
    return Sentence(f"{text}.", f"cost/{row['charter']}/{row['line'].replace(' ', '-')}")


def _paid(row: pd.Series) -> Sentence:
    money = f"{_money(row['lo'], row['hi'], row['currency'])} a month"
    part = ""
    if pd.notna(row["of_army_lo"]):
        part = f", {share(row['of_army_lo'])} to {share(row['of_army_hi'])} of a soldier’s pay"
    text = f"Pay of one man, {row['name']}: {money} as claimed ({row['year']}; {row['label']}){part}."
    return Sentence(text, f"pay/{row['actor']}")


def _intakes(table: pd.DataFrame, comparison: Comparison) -> Sentences:
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
        f"within the {count(first['months'])} months left to the horizon in {filled}; the others are censored there"
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


def _moves(table: pd.DataFrame, comparison: Comparison) -> Sentences:
    if table.empty:
        return ()
    spans: Sequence[str] = [
        f"{measure(r['q05'])} to {measure(r['q95'])} ({theory(r['theory'], comparison)})" for _, r in table.iterrows()
    ]
    text = f"Half of an ordered move away from or back to home is carried out after months: {listed(spans)}."
    return (Sentence(text, "redeployment"),)


def _money(lo: float, hi: float, currency: str) -> str:
    return f"{currency} {count(lo)}" if lo == hi else f"{currency} {count(lo)} to {count(hi)}"


def caution_sentences(found: Judgement, comparison: Comparison) -> tuple[Sentence, ...]:
    """Say, for each charter in phases, what waiting changed and how its phases went, theory by theory."""
    if found.caution.empty:
        return ()
    groups = found.caution.groupby(["sponsor", "host"], sort=False)
    return tuple(s for _, rows in groups for s in _of(rows, comparison))


def _of(rows: pd.DataFrame, comparison: Comparison) -> tuple[Sentence, Sentence]:
    first = rows.iloc[0]
    pair = pair_id(first["sponsor"], first["host"])
    title, result = pair_title(pair, comparison), f"caution/{pair}"
    outcome = comparison.outcome(first["outcome"])
    verdict = "distinguishable" if first["distinguishable"] else "not distinguishable"
    sizes = listed(
        f"{signed(r['value'])} {interval(r['lo'], r['hi'])}, more in {count(r['worlds_more'])} of "
        f"{count(r['worlds_total'])} assumed worlds ({theory(r['theory'], comparison)})"
        for _, r in rows.iterrows()
    )
    course = listed(
        f"{measure(r['months_late'])} months, {count(r['futures_reversed'])} futures and {count(r['worlds_reversed'])} "
        f"worlds ({theory(r['theory'], comparison)})"
        for _, r in rows.iterrows()
    )
    cost = f"{title} is {verdict} from the same charter in force whole from its start on {outcome.title}: {sizes}."
    went = (
        f"On average {title} was not wholly in force for so many months, a phase was taken back in so many of "
        f"{count(first['futures_total'])} futures, and in at least half of the futures of so many of "
        f"{count(first['worlds_total'])} worlds: {course}."
    )
    return Sentence(sentence_case(cost), result), Sentence(sentence_case(went), result)
