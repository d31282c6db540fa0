"""Paired differences by theory: a dot and its interval across worlds, one panel for each pair of charters."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from tether.brief.content import BriefContent, Comparison
from tether.brief.results import PairVerdict, compared, entries, verdicts
from tether.brief.sentences import pair_title
from tether.futures.outcomes import Outcome
from tether.report.blocks import Cell, Figure, File, Method
from tether.report.charts import BLUE, INK, PAPER, SHAPES, Chart, rows
from tether.report.numbers import interval, listed, sentence_case, signed

INTERVALS = (
    "Each dot is the median over worlds of the paired difference, each bar the 5th to 95th percentile across worlds, "
    "with the spread that mere luck of the draw adds taken out. Two charters are called distinguishable where that bar "
    "leaves zero out under at least four of the five theories."
)
NOT_ALL_DRAWN = "The first comparisons are drawn; the file has them all."
ON_PAPER = 6  # panels; more are left to the table
DRAWN = 12  # panels on the screen; more are left to the table


def differences_table(comparison: Comparison) -> pd.DataFrame:
    """Return the whole comparison with ids, in the order of the columns that a reader needs first."""
    first = ["result", "pair", "against", "theory", "outcome", "kind", "value", "lo", "hi"]
    worlds = ["worlds_below", "worlds_tied", "worlds_above", "worlds_total", "distinguishable", "label"]
    return compared(comparison)[[*first, *worlds]]


def differences_figure(content: BriefContent, comparison: Comparison, outcome: Outcome) -> Figure:
    """Return the dot-and-interval chart of one outcome."""
    found = verdicts(comparison, outcome.id)
    domain = _domain(pd.concat([v.rows for v in found[:DRAWN]]))
    cells = tuple(_cell(v, comparison, outcome, domain) for v in found[:DRAWN])
    title = f"{sentence_case(outcome.title)}: paired differences, by theory"
    return Figure(
        id=f"differences-{outcome.id.replace('_', '-')}",
        title=title,
        unit=f"{comparison.unit(outcome)}, difference; left of the line is fewer",
        source=f"{content.case.data_version}; run {content.case.run_id}",
        cut_off=content.case.cut_off,
        cells=cells,
        file=File(f"comparison-{outcome.id}", title, differences_table(comparison).query("outcome == @outcome.id")),
        layout="rows",
        note=(Method(INTERVALS), *((NOT_ALL_DRAWN,) if len(found) > DRAWN else ())),
        on_paper=len(cells) <= ON_PAPER,
    )


def draw(table: pd.DataFrame, domain: tuple[float, float], order: list[str], height: int = 118) -> Chart:
    """Return one panel; ``table``: theory (title), value, lo, hi, apart ("zero left out" or "zero inside")."""
    x: dict[str, Any] = {
        "type": "quantitative",
        "scale": alt.Scale(domain=domain, nice=False),
        "axis": alt.Axis(title=None, format="+,d", labelExpr=_LABEL, tickCount=4),
    }
    y = alt.Y(
        "theory:N", sort=order, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=140, minExtent=104)
    )
    base = alt.Chart(rows(table))
    zero = alt.Chart(alt.Data(values=[{"at": 0}])).mark_rule(color=INK, strokeWidth=1).encode(x=alt.X("at", **x))
    bar = base.mark_rule(strokeWidth=2, color=BLUE).encode(x=alt.X("lo", **x), x2="hi", y=y)
    tips = [
        alt.Tooltip("theory:N"),
        *[alt.Tooltip(f"{c}:Q", format="+,.0f", title=t) for c, t in _TIPS],
        alt.Tooltip("worlds:N", title="worlds"),
    ]
    shapes = alt.Shape("theory:N", scale=alt.Scale(domain=order, range=list(SHAPES)[: len(order)]), legend=None)
    fill = alt.Fill(
        "apart:N",
        scale=alt.Scale(domain=["zero left out", "zero inside"], range=[BLUE, PAPER]),
        legend=None,
    )
    dot = base.mark_point(size=64, stroke=BLUE, strokeWidth=1.6, opacity=1).encode(
        x=alt.X("value", **x), y=y, shape=shapes, fill=fill, tooltip=tips
    )
    return alt.layer(zero, bar, dot).properties(height=height)


_LABEL = "datum.value == 0 ? '0' : datum.label"
_TIPS = (("value", "median"), ("lo", "5th percentile"), ("hi", "95th percentile"))


def _cell(verdict: PairVerdict, comparison: Comparison, outcome: Outcome, domain: tuple[float, float]) -> Cell:
    titles = {t.id: t.title for t in comparison.theories}
    table = verdict.rows[["value", "lo", "hi"]].assign(
        theory=verdict.rows["theory"].map(titles),
        apart=[
            "zero left out" if t in verdict.lower + verdict.higher else "zero inside" for t in verdict.rows["theory"]
        ],
        worlds=[f"lower in {r['worlds_below']} of {r['worlds_total']}" for r in entries(verdict.rows)],
    )
    a, b = (pair_title(p, comparison) for p in (verdict.pair, verdict.against))
    points = listed(f"{r['theory']} {signed(r['value'])} {interval(r['lo'], r['hi'])}" for r in entries(table))
    alt_text = f"{sentence_case(outcome.title)}, {a} minus {b}, median and interval across worlds by theory: {points}."
    return Cell(draw(table, domain, list(titles.values())), alt_text, f"{a}, against {b}")


def _domain(table: pd.DataFrame) -> tuple[float, float]:
    low, high = min(0.0, float(table["lo"].min())), max(0.0, float(table["hi"].max()))
    edge = 0.04 * (high - low) or 1.0
    return low - edge, high + edge
