"""Section 6's chart: deaths of the last twelve months beside those of the twelve before, place by place.

A place that lacks a month of either year is not drawn: missing is never zero.
"""

from __future__ import annotations

import altair as alt
import pandas as pd

from tether.brief.content import BriefContent, PrintedRecord
from tether.report.blocks import Cell, Figure, File
from tether.report.charts import BLUE, MARK, PAPER, SOFT, Chart, rows
from tether.report.numbers import count, month, spell

MOST = 8  # places drawn, those with most deaths in either year; the file has all
YEAR = 12
BEFORE, LAST = "the year before", "the last year"


def change_table(record: PrintedRecord) -> pd.DataFrame:
    """Return one row per place: result, place, name, before, last (sums of twelve months; NaN where one is missing)."""
    history = record.history.assign(month=record.history["month"].map(month))
    ends = history["month"].max()
    found = []
    for place in record.places:
        own = history[history["place"] == place.id].set_index("month")["best"].astype(float)
        sums = [_sum(own, ends - pd.DateOffset(months=YEAR * back)) for back in (1, 0)]
        found.append((f"record/change/{place.id}", place.id, place.name, *sums))
    return pd.DataFrame(found, columns=["result", "place", "name", "before", "last"])


def _sum(own: pd.Series, end: pd.Timestamp) -> float:
    year = own[(own.index > end - pd.DateOffset(months=YEAR)) & (own.index <= end)]
    return float(year.sum(min_count=YEAR)) if len(year) == YEAR else float("nan")


def change_figure(content: BriefContent) -> Figure | None:
    """Return the chart; None where no place has two whole years, or nothing was counted in any."""
    record, case = content.record, content.case
    if record is None:
        return None
    table = change_table(record)
    known = table.dropna(subset=["before", "last"])
    known = known[known[["before", "last"]].max(axis=1) > 0]
    if known.empty:
        return None
    shown = known.assign(most=known[["before", "last"]].max(axis=1)).nlargest(MOST, "most")
    return Figure(
        id="change",
        title=_title(known),
        unit=f"deaths in the 12 months to {spell(case.cut_off)} (filled), and in the 12 before (hollow)",
        source=case.data_version,
        cut_off=case.cut_off,
        cells=(Cell(draw(shown.sort_values("last", ascending=False)), _alt(shown)),),
        file=File("change", "Deaths by place, the last year and the year before", table),
    )


def draw(table: pd.DataFrame, step: int = 26) -> Chart:
    """Return one line per place, from a hollow mark (before) to a filled one (last): ``table`` as of the figure."""
    names = list(table["name"])
    y = alt.Y(
        "name:N", sort=names, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=205, labelPadding=9)
    )
    axis = alt.Axis(title=None, tickCount=5, format=",d", grid=True)
    data = table[["name", "before", "last"]].assign(
        way=["more" if r else "fewer" for r in table["last"] > table["before"]]
    )
    base = alt.Chart(rows(data))
    colour = alt.Color("way:N", scale=alt.Scale(domain=["more", "fewer"], range=[MARK, BLUE]), legend=None)
    tips = [alt.Tooltip("name:N", title="place")]
    tips += [alt.Tooltip(f"{n}:Q", format=",d", title=t) for n, t in (("before", BEFORE), ("last", LAST))]
    line = base.mark_rule(strokeWidth=2).encode(x=alt.X("before:Q", axis=axis), x2="last:Q", y=y, color=colour)
    first = base.mark_point(size=60, filled=True, fill=PAPER, stroke=SOFT, strokeWidth=1.4, opacity=1)
    last = base.mark_point(size=75, filled=True, opacity=1)
    return alt.layer(
        line,
        first.encode(x=alt.X("before:Q", axis=axis), y=y, tooltip=tips),
        last.encode(x=alt.X("last:Q", axis=axis), y=y, color=colour, tooltip=tips),
    ).properties(height=step * len(names))


def _title(table: pd.DataFrame) -> str:
    moved = table.assign(by=table["last"] - table["before"]).sort_values("by", kind="stable")
    low, high = moved.iloc[0], moved.iloc[-1]
    rose = f"Deaths rose most in {high['name']}, by {count(high['by'])}" if high["by"] > 0 else ""
    fell = f"fell most in {low['name']}, by {count(-low['by'])}" if low["by"] < 0 else ""
    if rose and fell:
        return f"{rose}, and {fell}"
    return rose or (f"Deaths {fell}" if fell else "No place had more or fewer deaths than the year before")


def _alt(table: pd.DataFrame) -> str:
    said = "; ".join(
        f"{n}: {count(b)} before, {count(a)} last"
        for n, b, a in zip(table["name"], table["before"], table["last"], strict=True)
    )
    return f"Deaths by place in the last year and the year before. {said}. {SOME}"


SOME = "Places with most deaths; the file has all."
