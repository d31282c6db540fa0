"""The country's history and the fan of the status-quo projection: record, bands, median, cut-off, on a linear axis."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from tether.brief.content import BriefContent, PrintedRecord
from tether.brief.results import bands, national
from tether.report.blocks import Cell, Figure, File
from tether.report.charts import BANDS, BLUE, INK, Chart, cut_off_rule, rows, time_axis
from tether.report.numbers import count, listed, month, spell

YEARS = 9  # of history drawn; the file carries all
PAST, PAST_EDGE = "#f3e6d6", "#b07a45"  # past forecasts: their 90 % band and median
WHOLE, SHORT = 24, 12  # months that past forecasts are drawn for: side by side, never one over another
MANY = 6  # past forecasts a year apart, from which every other one is drawn for ``WHOLE`` months


def past_forecasts(record: PrintedRecord) -> pd.DataFrame:
    """Return the past forecasts that are drawn (origin, month, q05, q50, q95), side by side; none if none is known."""
    fans = record.track_record.fans if record.track_record else None
    if fans is None:
        return pd.DataFrame(columns=["origin", "month", "q05", "q50", "q95"])
    origins = sorted(set(fans["origin"]), reverse=True)
    length = WHOLE if len(origins) >= MANY else SHORT
    chosen = origins[1::2] if length == WHOLE else origins
    first = {origin: month(origin) + pd.DateOffset(months=length) for origin in chosen}
    shown = fans[fans["origin"].isin(chosen)].copy()
    shown["month"] = shown["month"].map(month)
    return shown[shown["month"] <= shown["origin"].map(first)][["origin", "month", "q05", "q50", "q95"]]


def history_table(record: PrintedRecord) -> pd.DataFrame:
    """Return all months: result, month, part ("record", "projection"), best, low, high, and the quantiles."""
    past = national(record).assign(part="record")
    quantiles = [c for c in record.projection if str(c).startswith("q")]
    ahead = record.projection[["month", *quantiles]].assign(part="projection")
    ahead["month"] = ahead["month"].map(month)
    both = pd.concat([past, ahead], ignore_index=True).sort_values("month", kind="stable")
    both.insert(0, "result", "record/" + both["part"] + "/" + both["month"].dt.strftime("%Y-%m"))
    return both


def history_figure(content: BriefContent) -> Figure:
    """Return the fan chart of the whole country."""
    record, case = content.record, content.case
    assert record is not None  # the section asks for no figure without one
    table = history_table(record)
    end, inside = table.iloc[-1], bands(record.projection)
    low, high, widest = inside[0]
    alt_text = (
        f"Line chart of {record.unit} in {case.country} up to {spell(case.cut_off)}, then a fan of the status-quo "
        f"projection for {case.horizon} months. In its last month the median is {count(end['q50'])} and the {widest} % "
        f"band runs from {count(end[low])} to {count(end[high])}."
    )
    past = past_forecasts(record)
    if len(past):
        alt_text += f" Under the record lies the status quo as seen from {_origins(past)}, with 90 % bands."
    title = f"{case.country}: the record, and the status quo projected {case.horizon} months on"
    return Figure(
        id="history",
        title=title,
        unit=f"{record.unit}; bands hold {listed(str(b[2]) for b in inside[::-1])} % of the draws{brown_means(record)}",
        source=case.data_version,
        cut_off=case.cut_off,
        cells=(Cell(draw(table, case.cut_off, past), alt_text),),
        file=File("history", title, table),
    )


def brown_means(record: PrintedRecord) -> str:
    """Return what a legend says of the past forecasts; nothing where none is drawn."""
    past = past_forecasts(record)
    return f"; brown: the status quo as seen from {_origins(past)} (90 %)" if len(past) else ""


def brown_in_short(record: PrintedRecord) -> str:
    """Return for page one what the past forecasts are, and how often the record left their bands."""
    past = past_forecasts(record)
    if past.empty:
        return "the fan: where paths lie"
    counted = past.merge(national(record)[["month", "best"]].dropna(), on="month")
    outside = int(((counted["best"] < counted["q05"]) | (counted["best"] > counted["q95"])).sum())
    return f"brown: the status quo as seen earlier (90 %), which the record left in {outside} of {len(counted)} months"


def _origins(past: pd.DataFrame) -> str:
    return listed([spell(o) for o in sorted(set(past["origin"]))])


def draw(table: pd.DataFrame, cut_off: str, past_fans: pd.DataFrame, height: int = 300) -> Chart:
    """Return the fan chart of a history table, over the past forecasts."""
    start = month(cut_off) - pd.DateOffset(years=YEARS)
    shown = table[table["month"] >= start]
    past, ahead = (of_part(shown, part) for part in ("record", "projection"))
    x = alt.X("month", **time_axis())
    scale = alt.Scale(nice=False, domainMin=0, zero=True)
    y: dict[str, Any] = {
        "type": "quantitative",
        "scale": scale,
        "axis": alt.Axis(title="deaths a month", tickCount=6, format=",d"),
    }
    recorded = rows(past)
    spread = alt.Chart(recorded).mark_area(color="#d9d6cf", opacity=0.9).encode(x=x, y=alt.Y("low", **y), y2="high")
    tips = [alt.Tooltip("when:N", title="month"), *_tips("best", "low", "high")]
    line = alt.Chart(recorded).mark_line(color=INK, strokeWidth=1.3).encode(x=x, y=alt.Y("best", **y), tooltip=tips)
    return alt.layer(
        *_past(past_fans, x, y),
        *fan(ahead, x, y),
        spread,
        line,
        *_median(ahead, x, y),
        *_names_of_bands(ahead, x, y),
        cut_off_rule(cut_off, "cut-off"),
    ).properties(height=height)


def of_part(table: pd.DataFrame, part: str) -> pd.DataFrame:
    """Return the rows of the record or of the projection, with the columns that drawing needs."""
    rows_of = table[table["part"] == part]
    return rows_of.drop(columns=[c for c in rows_of if c in _NOT_DRAWN or rows_of[c].isna().all()])


_NOT_DRAWN = ("result", "part", "place", "events", "civilians")


def fan(ahead: pd.DataFrame, x: alt.X, y: dict[str, Any]) -> list[Chart]:
    """Return the bands of a projection, outermost first."""
    data = rows(ahead)
    return [
        alt.Chart(data).mark_area(color=BANDS[inside]).encode(x=x, y=alt.Y(low, **y), y2=high)
        for low, high, inside in bands(ahead)
    ]


def _median(ahead: pd.DataFrame, x: alt.X, y: dict[str, Any]) -> list[Chart]:
    low, high, inside = bands(ahead)[0]
    tips = [alt.Tooltip("when:N", title="month"), alt.Tooltip("q50:Q", format=",d", title="median")]
    tips += [
        alt.Tooltip(f"{c}:Q", format=",d", title=f"{inside} % band, {end}") for c, end in ((low, "low"), (high, "high"))
    ]
    line = alt.Chart(rows(ahead)).mark_line(color=BLUE, strokeWidth=2).encode(x=x, y=alt.Y("q50", **y), tooltip=tips)
    return [line]


def _names_of_bands(ahead: pd.DataFrame, x: alt.X, y: dict[str, Any]) -> list[Chart]:
    """Return the name of each band, written inside its upper edge in the last month."""
    last = ahead.iloc[-1]
    ends = [(last["month"], float(last[high]), f"{inside} %") for _, high, inside in bands(ahead)]
    text = alt.Chart(rows(pd.DataFrame(ends, columns=["month", "at", "name"]))).mark_text(
        align="right", baseline="top", dx=-3, dy=3, fontSize=10, color=INK
    )
    return [text.encode(x=x, y=alt.Y("at:Q", **y), text="name:N")]


def _past(fans: pd.DataFrame, x: alt.X, y: dict[str, Any]) -> list[Chart]:
    """Return each past forecast's band and median."""
    if fans.empty:
        return []
    data, each = rows(fans), alt.Detail("origin:N")
    band = alt.Chart(data).mark_area(color=PAST).encode(x=x, y=alt.Y("q05", **y), y2="q95", detail=each)
    middle = alt.Chart(data).mark_line(color=PAST_EDGE, strokeDash=[3, 2], strokeWidth=1.2)
    return [band, middle.encode(x=x, y=alt.Y("q50", **y), detail=each)]


def _tips(*names: str) -> list[alt.Tooltip]:
    return [alt.Tooltip(f"{n}:Q", format=",d", title=n) for n in names]
