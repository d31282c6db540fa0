"""Bars of counts, one row per option or decider, parted by what was found; the number stands in each part.

    draw(table, PARTS)           # table: row, part, value (a count); a part of nothing is not drawn

Parts lie in a fixed order and carry their number, so that nobody needs the colours to read them.
"""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap

import altair as alt
import pandas as pd

from tether.brief.figures.men import LINE, LINES
from tether.report.charts import INK, PAPER, Chart, rows
from tether.report.numbers import count

DARK = ("#17506b", "#a3401a", "#7a2f12")  # fills on which a number is set in white
STEP = 38  # pixels a row


def draw(table: pd.DataFrame, fills: Mapping[str, str]) -> Chart:
    """Return the bars; ``fills``: the parts in their order, each with its colour."""
    shown = placed(table, list(fills))
    names = list(dict.fromkeys(shown["row"]))
    axis = alt.Axis(title=None, ticks=False, domain=False, labelLimit=205, **LINES)
    y = alt.Y("row:N", sort=names, axis=axis)
    scale = alt.Scale(domain=list(fills), range=list(fills.values()))
    legend = alt.Legend(title=None, orient="top", columns=3, symbolType="square", symbolSize=50, labelFontSize=10)
    x = alt.X("start:Q", axis=alt.Axis(title=None, tickMinStep=1, tickCount=5, format=",d"))
    tips = [alt.Tooltip("row:N", title="who"), alt.Tooltip("part:N", title="found")]
    tips.append(alt.Tooltip("value:Q", format=",d", title="number"))
    base = alt.Chart(rows(shown))
    bars = base.mark_bar(stroke=PAPER, strokeWidth=0.8, height=17).encode(
        x=x, x2="end:Q", y=y, color=alt.Color("part:N", scale=scale, legend=legend), tooltip=tips
    )
    layers = [bars]
    for light, colour in ((True, INK), (False, PAPER)):
        part = shown[[(fills[p] not in DARK) is light for p in shown["part"]]]
        if len(part):
            text = alt.Chart(rows(part)).mark_text(fontSize=10.5, color=colour)
            layers.append(text.encode(x=alt.X("middle:Q"), y=y, text=alt.Text("value:Q", format=",d")))
    return alt.layer(*layers).properties(height=max(60, STEP * len(names)))


def placed(table: pd.DataFrame, parts: list[str]) -> pd.DataFrame:
    """Return the parts that hold something with where each begins, ends and has its middle: row, part, value, …."""
    kept = table[table["value"] > 0].assign(order=table["part"].map(parts.index), row=table["row"].map(_whole))
    ranks = {name: n for n, name in enumerate(dict.fromkeys(table["row"].map(_whole)))}
    kept = kept.assign(rank=kept["row"].map(ranks)).sort_values(["rank", "order"], kind="stable")
    end = kept.groupby("row", sort=False)["value"].cumsum()
    start = end - kept["value"]
    return kept.assign(start=start, end=end, middle=(start + end) / 2)[
        ["row", "part", "value", "start", "end", "middle"]
    ]


def in_words(table: pd.DataFrame) -> str:
    """Return the bars in words: ``P9: errors 3, warnings 5; P10: …``; a row of nothing is left out."""
    said = [
        f"{name}: " + ", ".join(f"{p} {count(v)}" for p, v in zip(part["part"], part["value"], strict=True) if v)
        for name, part in table.groupby("row", sort=False)
        if part["value"].sum()
    ]
    return "; ".join(said)


def _whole(name: str) -> str:
    """Return a name in as many lines as it takes: nothing of it is cut."""
    return "\n".join(wrap(name, LINE))
