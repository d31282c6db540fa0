"""Small multiples: each place's recent record and its projection, all on one scale."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from tether.brief.content import BriefContent, PrintedRecord
from tether.brief.figures.history import fan, of_part
from tether.errors import numbered
from tether.report.blocks import Cell, Figure, File
from tether.report.charts import BLUE, INK, Chart, cut_off_rule, rows, time_axis
from tether.report.numbers import count, month, spell

SMALL_MULTIPLES = "Same scale in every place; the axis is a square root, so that quiet places stay readable."
YEARS = 5


def places_table(record: PrintedRecord, since: pd.Timestamp) -> pd.DataFrame:
    """Return result, place, month, part, best, and the projection's quantiles, for every place from one month on."""
    recent = (record.history["place"] != "unplaced") & (record.history["month"].map(month) >= since)
    past = record.history.loc[recent, ["place", "month", "best"]].assign(part="record")
    quantiles = [c for c in ("q10", "q25", "q50", "q75", "q90") if c in record.place_projection]
    ahead = record.place_projection[["place", "month", *quantiles]].assign(part="projection")
    both = pd.concat([past, ahead], ignore_index=True)
    both["month"] = both["month"].map(month)
    name = both["part"] + "/" + both["place"] + "/" + both["month"].dt.strftime("%Y-%m")
    both.insert(0, "result", "record/places/" + name)
    return both.sort_values(["place", "month"], kind="stable").reset_index(drop=True)


def places_figure(content: BriefContent) -> Figure:
    """Return one small chart per place."""
    record, case = content.record, content.case
    assert record is not None  # the section asks for no figure without one
    table = places_table(record, month(case.cut_off) - pd.DateOffset(years=YEARS))
    top = float(table[["best", "q90"]].max().max())
    cells = tuple(_cell(content, place.name, table[table["place"] == place.id], top) for place in record.places)
    title = f"The same by place: the last {YEARS} years, and {case.horizon} months projected under the status quo"
    return Figure(
        id="places",
        title=title,
        unit=f"{record.unit}; square-root axis, the same in every place; wide band 80 % of the draws",
        source=case.data_version,
        cut_off=case.cut_off,
        cells=cells,
        file=File("places", title, table),
        layout="grid",
        note=(SMALL_MULTIPLES,),
        on_paper=False,
    )


def _cell(content: BriefContent, name: str, table: pd.DataFrame, top: float) -> Cell:
    past, ahead = (of_part(table, part) for part in ("record", "projection"))
    year = float(past["best"].tail(12).sum(min_count=1))
    text = f"{name}: {numbered(year, 'death')} in the 12 months to {spell(content.case.cut_off)}"
    if len(ahead):
        end = ahead.iloc[-1]
        middle, low, high = (count(end[q]) for q in ("q50", "q10", "q90"))
        text += f"; status-quo projection for {spell(end['month'])}: median {middle}, 80 % band {low} to {high}"
    return Cell(draw(past, ahead, content.case.cut_off, top), f"{text}.", name)


def draw(past: pd.DataFrame, ahead: pd.DataFrame, cut_off: str, top: float, height: int = 92) -> Chart:
    """Return the small chart of one place; ``top`` is the end of the shared axis."""
    x = alt.X("month", **time_axis("%y", ticks=4))
    axis = alt.Axis(title=None, values=_ticks(top), format=",d", labelFontSize=9)
    scale = alt.Scale(type="sqrt", domain=[0, top], nice=False, clamp=True)
    y: dict[str, Any] = {"type": "quantitative", "scale": scale, "axis": axis}
    tip = [alt.Tooltip("when:N", title="month"), alt.Tooltip("best:Q", format=",d", title="deaths")]
    line = alt.Chart(rows(past)).mark_line(color=INK, strokeWidth=1).encode(x=x, y=alt.Y("best", **y), tooltip=tip)
    middle = alt.Chart(rows(ahead)).mark_line(color=BLUE, strokeWidth=1.5).encode(x=x, y=alt.Y("q50", **y))
    return alt.layer(*fan(ahead, x, y), line, middle, cut_off_rule(cut_off)).properties(height=height)


def _ticks(top: float) -> list[float]:
    """Return 0 and two round numbers that sit apart on a square-root axis."""
    step = 10 ** (len(str(int(max(top, 1)))) - 1)
    high = int(top // step) * step
    return [0, high / 4, high]
