"""Break-evens in their ranges: where along an assumption one pair of charters passes another, by theory."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from tether.brief.content import BriefContent, Comparison
from tether.brief.results import break_evens, entries
from tether.brief.sentences import PLAIN, pair_title
from tether.report.blocks import Cell, Figure, File, Method
from tether.report.charts import BLUE, SHAPES, SOFT, Chart, rows
from tether.report.numbers import listed, measure, sentence_case

BREAK_EVEN = (
    "A break-even is the value of one assumption at which the averaged paired difference changes its sign, the "
    "other assumptions left to vary over their ranges; brackets are bootstrap intervals."
)
NONE = {"always": "none in range: lower at every value", "never": "none in range: lower at no value"}


def break_even_figure(content: BriefContent, comparison: Comparison, outcome: str) -> Figure | None:
    """Return the break-even chart of one outcome, or None where none was computed."""
    table = break_evens(comparison)
    shown = table[table["outcome"] == outcome]
    if shown.empty:
        return None
    title = "Break-even: the value of one assumption at which the comparison turns"
    keys = ["a", "b", "symbol"]
    return Figure(
        id="break-even",
        title=title,
        unit="each in its own unit, over the range assumed",
        source=f"run {content.case.run_id}; ranges as in section 9",
        cut_off=content.case.cut_off,
        cells=tuple(_cell(group, comparison) for _, group in shown.groupby(keys, sort=False)),
        file=File("break-even", title, table),
        layout="rows",
        note=(Method(BREAK_EVEN),),
        on_paper=False,
    )


def placed(group: pd.DataFrame, comparison: Comparison) -> pd.DataFrame:
    """Return what one panel draws: theory (title), value, lo, hi clipped to the range, none (text where no value)."""
    titles = {t.id: t.title for t in comparison.theories}
    low, high = span(group)
    return pd.DataFrame(
        {
            "theory": group["theory"].map(titles),
            "value": group["value"],
            "lo": group["lo"].clip(low, high),
            "hi": group["hi"].clip(low, high),
            "none": [NONE[w] if pd.isna(v) else "" for v, w in zip(group["value"], group["a_lower"], strict=True)],
            "middle": (low + high) / 2,
        }
    )


def span(group: pd.DataFrame) -> tuple[float, float]:
    """Return the axis of one panel: the ranges of all theories and every value found, together."""
    columns = ["range_lo", "range_hi", "value"]
    return float(group[columns].min().min()), float(group[columns].max().max())


def draw(table: pd.DataFrame, low: float, high: float, order: list[str], height: int = 112) -> Chart:
    """Return one panel over the range from ``low`` to ``high``."""
    axis = alt.Axis(title=None, tickCount=5)
    x: dict[str, Any] = {
        "type": "quantitative",
        "scale": alt.Scale(domain=(low, high), nice=False, zero=False),
        "axis": axis,
    }
    y = alt.Y(
        "theory:N",
        sort=order,
        axis=alt.Axis(title=None, ticks=False, domain=False, grid=True, labelLimit=140, minExtent=104, offset=9),
    )
    found, missing = table[table["value"].notna()], table[table["value"].isna()]
    tips = [alt.Tooltip("theory:N"), *[alt.Tooltip(f"{c}:Q", format=".3g") for c in ("value", "lo", "hi")]]
    bar = alt.Chart(rows(found)).mark_rule(strokeWidth=2, color=BLUE).encode(x=alt.X("lo", **x), x2="hi", y=y)
    shapes = alt.Shape("theory:N", scale=alt.Scale(domain=order, range=list(SHAPES)[: len(order)]), legend=None)
    dot = alt.Chart(rows(found)).mark_point(size=64, filled=True, color=BLUE, opacity=1)
    dot = dot.encode(x=alt.X("value", **x), y=y, shape=shapes, tooltip=tips)
    note = (
        alt.Chart(rows(missing))
        .mark_text(color=SOFT, fontSize=10.5, fontStyle="italic")
        .encode(x=alt.X("middle", **x), y=y, text="none:N")
    )
    return alt.layer(bar, dot, note).properties(height=height)


def _cell(group: pd.DataFrame, comparison: Comparison) -> Cell:
    first = group.iloc[0]
    low, high = span(group)
    a, b = (pair_title(first[n], comparison) for n in ("a", "b"))
    table = placed(group, comparison)
    unit = f" ({first['unit']})" if first["unit"] not in PLAIN else ""
    points = listed(f"{r['theory']} {r['none'] or measure(r['value'])}" for r in entries(table))
    alt_text = (
        f"{sentence_case(first['meaning'])}, over its range {measure(low)} to {measure(high)}: "
        f"where {a} and {b} pass one another, by theory: {points}."
    )
    order = [t.title for t in comparison.theories]
    chart = draw(table, low, high, order)
    return Cell(chart, alt_text, f"{a}, against {b}", sentence_case(first["meaning"]) + unit)
