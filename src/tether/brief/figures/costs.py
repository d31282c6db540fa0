"""What each option costs: bars of the best values by part, a line from the least to the most, a mark for the money."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import pandas as pd

from tether.brief.content import BriefContent
from tether.brief.figures.men import LINES, in_lines
from tether.brief.money import PARTS, UNITS, money_title, parts_of, span_words
from tether.brief.sentences import charter_titles
from tether.budget.cost import CharterCost
from tether.documents.slug import as_slug
from tether.report.blocks import Cell, Figure, File
from tether.report.charts import BLUE, INK, MARK, PAPER, Chart, rows
from tether.report.numbers import listed

FILLS = (BLUE, "#8fb4c4", "#d9a441", "#7d8c5c", "#c3bfb5")
ENDS = ["result", "option", "low", "middle", "high", "named"]


def cost_figure(content: BriefContent) -> Figure | None:
    """Return the chart; None where no option is priced. What is in another currency is in the table alone."""
    costs = {n: c for n, c in (content.costs or {}).items() if c.takes_in and c.lines}
    if not costs:
        return None
    currencies = [c.currency for c in costs.values()]
    currency = max(dict.fromkeys(currencies), key=currencies.count)
    shown = {n: c for n, c in costs.items() if c.currency == currency}
    titles = charter_titles(content)
    table = cost_parts_table(shown, titles)
    most = max(c.total.high for c in shown.values())
    scale, unit = next(((by, name) for by, name in UNITS if most >= by), (1.0, ""))
    told = listed(f"{titles.get(n, n)}: {span_words(c.total, currency)}" for n, c in shown.items())
    return Figure(
        id="costs",
        title=money_title(costs, titles),
        unit=f"{unit} {currency} over the planned months; bars: best values, line: least to most".strip(),
        source="the charters’ own lines and the price book (annex); black mark: money named with a sum",
        cut_off=content.case.cut_off,
        cells=(Cell(draw(table, _ends(shown, titles), scale), f"Bars of what each option costs. {told}."),),
        file=File("cost-parts", "What each option costs, by part", table),
    )


def cost_parts_table(costs: Mapping[str, CharterCost], titles: Mapping[str, str]) -> pd.DataFrame:
    """Return one row per option and part: result, option, part, value (best), in the option's currency."""
    found = [
        (
            f"cost-part/{name}/{as_slug(part)}",
            titles.get(name, name),
            part,
            s.middle,
        )
        for name, cost in costs.items()
        for part, s in parts_of(cost).items()
    ]
    return pd.DataFrame(found, columns=["result", "option", "part", "value"])


def _ends(costs: Mapping[str, CharterCost], titles: Mapping[str, str]) -> pd.DataFrame:
    found = []
    for name, cost in costs.items():
        named = None if cost.named is None else cost.named.middle
        total = cost.total
        found.append((f"cost/{name}", titles.get(name, name), total.low, total.middle, total.high, named))
    return pd.DataFrame(found, columns=ENDS)


def draw(table: pd.DataFrame, ends: pd.DataFrame, scale: float, step: int = 34) -> Chart:
    """Return bars stacked by part, with the ends of the whole and the money named, in units of ``scale``."""
    parts = [p for p in PARTS if p in set(table["part"])]
    made = table.assign(value=table["value"] / scale, order=table["part"].map(parts.index))
    made = made.assign(option=made["option"].map(in_lines))
    outer = ends.assign(**{n: ends[n].astype(float) / scale for n in ("low", "middle", "high", "named")})
    outer = outer.assign(option=outer["option"].map(in_lines))
    options = list(dict.fromkeys(made["option"]))
    axis = alt.Axis(title=None, tickCount=5, format=",")
    y = alt.Y("option:N", sort=options, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=205, **LINES))
    colour = alt.Color(
        "part:N",
        scale=alt.Scale(domain=parts, range=list(FILLS[: len(parts)])),
        legend=alt.Legend(title=None, orient="top", columns=3, symbolType="square", symbolSize=50, labelFontSize=10),
    )
    tips = [alt.Tooltip("option:N"), alt.Tooltip("part:N"), alt.Tooltip("value:Q", format=".2f", title="best value")]
    bars = alt.Chart(rows(made)).mark_bar(stroke=PAPER, strokeWidth=0.6, height=15)
    base = alt.Chart(rows(outer))
    layers = [
        bars.encode(x=alt.X("value:Q", axis=axis, stack="zero"), y=y, color=colour, order="order:Q", tooltip=tips),
        base.mark_rule(color=MARK, strokeWidth=1.6).encode(x=alt.X("low:Q", axis=axis), x2="high:Q", y=y),
    ]
    if outer["named"].notna().any():
        named = alt.Chart(rows(outer.dropna(subset=["named"])))
        layers.append(named.mark_tick(color=INK, thickness=3, size=24).encode(x=alt.X("named:Q", axis=axis), y=y))
    return alt.layer(*layers).properties(height=step * len(options))
