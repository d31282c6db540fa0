"""Section 3's bars: how the past cases nearest to each option ended."""

from __future__ import annotations

import pandas as pd

from tether.brief.content import BriefContent
from tether.brief.figures.stacks import draw, in_words
from tether.brief.sentences import charter_titles
from tether.report.blocks import Cell, Figure, File
from tether.report.numbers import count

FILLS = {"ended ill": "#a3401a", "did not end ill": "#17506b", "not known": "#dcdbd7"}


def past_cases_table(content: BriefContent) -> pd.DataFrame:
    """Return one row per option and ending: result, row, part, value."""
    titles, found = charter_titles(content), []
    for name, tried in (content.tried or {}).items():
        ended = [case.ended_badly for case in tried.near]
        numbers = (sum(e is True for e in ended), sum(e is False for e in ended), sum(e is None for e in ended))
        for part, number in zip(FILLS, numbers, strict=True):
            found.append((f"past-cases/{name}/{part.replace(' ', '-')}", titles.get(name, name), part, number))
    return pd.DataFrame(found, columns=["result", "row", "part", "value"])


def past_cases_figure(content: BriefContent) -> Figure | None:
    """Return the bars; None where no past case is near to any option."""
    table = past_cases_table(content)
    if table.empty or not table["value"].sum():
        return None
    near = table[table.groupby("row")["value"].transform("sum") > 0]
    return Figure(
        id="past-cases",
        title=_title(near),
        unit="past cases that share most clauses with each option",
        source="the coded table of past cases (annex)",
        cut_off=content.case.cut_off,
        cells=(Cell(draw(near, FILLS), f"Bars of past cases by how they ended. {in_words(near)}."),),
        file=File("past-cases", "How the nearest past cases ended, by option", table),
    )


def _title(table: pd.DataFrame) -> str:
    whole = table.groupby("row", sort=False)["value"].sum()
    ill = table[table["part"] == "ended ill"].set_index("row")["value"]
    most = str((ill / whole).idxmax())
    if not ill.max():
        return "No case nearest to an option is known to have ended ill"
    if ((ill / whole).nunique() == 1) and (whole.nunique() == 1) and len(ill) > 1:
        return f"For every option {count(ill[most])} of its {count(whole[most])} nearest past cases ended ill"
    return f"{count(ill[most])} of the {count(whole[most])} past cases nearest to {most} ended ill"
