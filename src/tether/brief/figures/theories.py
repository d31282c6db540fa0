"""Five theories as five dots on one axis: differences as shares of the status quo's sum, with the size that matters.

A row is an option against the status quo, a dot the median under one theory, a line from the lowest 5th to the highest
95th percentile of any theory. The grey band is what does not matter: less than the share, or than the number, that the
case sets. Each theory's shape stands in the legend with its claim in two words.
"""

from __future__ import annotations

import re
from typing import Any

import altair as alt
import pandas as pd

from tether.brief.content import BriefContent, Comparison
from tether.brief.headline import matters
from tether.brief.results import entries, verdicts
from tether.brief.sentences import pair_title
from tether.report.blocks import Cell, Figure, File
from tether.report.charts import GRID, HUES, INK, SHAPES, SOFT, Chart, rows
from tether.report.numbers import count, listed, percent

LABEL = "datum.value == 0 ? format(0, 'd') : datum.label"
MOST = 8  # options drawn; the table has all


def theories_table(content: BriefContent, comparison: Comparison) -> pd.DataFrame:
    """Return one row per option against the status quo and theory, values as shares of the status quo's sum."""
    total = comparison.status_quo_sum
    base = f"{comparison.status_quo}+{comparison.status_quo}"
    claims = {t.id: f"{t.title}: {t.in_a_word}" for t in comparison.theories}
    found = []
    for verdict in [v for v in verdicts(comparison, comparison.headline) if v.against == base]:
        for row in entries(verdict.rows):
            ends = {n: row[n] / total if total else float("nan") for n in ("value", "lo", "hi")}
            title = _short(pair_title(verdict.pair, comparison))
            found.append({"result": row["result"], "option": title, "theory": claims[row["theory"]], **ends})
    return pd.DataFrame(found, columns=["result", "option", "theory", "value", "lo", "hi"])


def theories_figure(content: BriefContent, comparison: Comparison) -> Figure | None:
    """Return the chart; None where the status quo's sum is not known, or is none."""
    table = theories_table(content, comparison)
    if not comparison.status_quo_sum or table.empty:
        return None
    least = matters(content) / comparison.status_quo_sum
    kept = list(dict.fromkeys(table["option"]))[:MOST]
    shown = table[table["option"].isin(kept)]
    outcome = comparison.outcome(comparison.headline).title
    return Figure(
        id="theories",
        title=_title(shown, least),
        unit=f"{outcome} over {comparison.months} months, difference as a share of the status quo’s sum; left is fewer",
        source=f"run {content.case.run_id}; grey: below the size that matters, {percent(least)}",
        cut_off=content.case.cut_off,
        cells=(Cell(draw(shown, least, [f"{t.title}: {t.in_a_word}" for t in comparison.theories]), _alt(shown)),),
        file=File("theories", "Differences as shares of the status quo’s sum, by theory", table),
    )


def draw(table: pd.DataFrame, least: float, order: list[str], step: int = 46) -> Chart:
    """Return the chart: ``table`` as of ``theories_table``; ``least``: the size that matters, as a share."""
    options = list(dict.fromkeys(table["option"]))
    span = table.groupby("option", sort=False).agg(lo=("lo", "min"), hi=("hi", "max")).reset_index()
    edge = 1.15 * max(least * 1.6, float(table["value"].abs().max()))
    span[["lo", "hi"]] = span[["lo", "hi"]].clip(-edge, edge)
    x: dict[str, Any] = {
        "type": "quantitative",
        "scale": alt.Scale(domain=(-edge, edge), nice=False, clamp=True),
        "axis": alt.Axis(title=None, format="+.0%", labelExpr=LABEL, tickCount=5, grid=True, gridColor=GRID),
    }
    y = alt.Y("option:N", sort=options, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=300))
    band = alt.Chart(alt.Data(values=[{"a": -least, "b": least}])).mark_rect(color="#e8e5de", opacity=1)
    lines = alt.Chart(rows(span)).mark_rule(color=SOFT, strokeWidth=1.2)
    zero = alt.Chart(alt.Data(values=[{"at": 0}])).mark_rule(color=INK, strokeWidth=1)
    legend = alt.Legend(title=None, orient="top", columns=1, labelLimit=400, symbolSize=80)
    tips = [alt.Tooltip("theory:N"), alt.Tooltip("value:Q", format="+.1%", title="median")]
    dots = alt.Chart(rows(table)).mark_point(size=80, filled=True, opacity=0.95)
    return alt.layer(
        band.encode(x=alt.X("a:Q", **{k: v for k, v in x.items() if k != "type"}), x2="b:Q"),
        zero.encode(x=alt.X("at", **x)),
        lines.encode(x=alt.X("lo", **x), x2="hi", y=y),
        dots.encode(
            x=alt.X("value", **x),
            y=y,
            shape=alt.Shape("theory:N", scale=alt.Scale(domain=order, range=list(SHAPES)), legend=legend),
            color=alt.Color("theory:N", scale=alt.Scale(domain=order, range=list(HUES)), legend=legend),
            tooltip=tips,
        ),
    ).properties(height=step * len(options))


def _short(title: str) -> str:
    """Return two options together by their short names, where they have any: ``P3 with P9``."""
    codes = re.findall(r"\bP\d+\b", title)
    return " with ".join(codes) if len(codes) > 1 else title


def _title(table: pd.DataFrame, least: float) -> str:
    sides = table.groupby("option", sort=False)["value"]
    clear = [o for o, v in sides if (v.abs() > least).all() and (v.gt(0).all() or v.lt(0).all())]
    turning = [o for o, v in sides if v.gt(least).any() and v.lt(-least).any()]
    if clear:
        return f"Under every theory beyond the size that matters: {listed(map(str, clear))}"
    if turning:
        return f"The theories disagree on the sign for {listed(map(str, turning))}"
    return "No option lies beyond the size that matters under every theory"


def _alt(table: pd.DataFrame) -> str:
    told = [
        f"{option}: " + ", ".join(f"{r['theory']} {percent(r['value'])}" for r in entries(part))
        for option, part in table.groupby("option", sort=False)
    ]
    return f"Dots of {count(len(table))} medians. {'; '.join(told)}."
