"""Where the men go: of each group's volunteers, who gets a post in the guard, who a way out, and who neither."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap
from typing import Any

import altair as alt
import pandas as pd

from tether.brief.content import BriefContent
from tether.brief.sentences import charter_titles
from tether.induction.measures import Handover
from tether.report.blocks import Cell, Figure, File
from tether.report.charts import BLUE, MARK, PAPER, Chart, rows
from tether.report.numbers import count, listed

LINE = 27  # letters; a longer name takes a second line
LINES: dict[str, Any] = {"labelExpr": r"split(datum.label, '\n')", "labelLineHeight": 12}
FATES = ("post", "way out", "neither")
FILLS = (BLUE, "#b7d0dc", MARK)


def men_table(content: BriefContent) -> pd.DataFrame:
    """Return ``men_rows`` of the brief's plans."""
    return men_rows(content.plan or {}, charter_titles(content), content.actors)


def men_rows(plans: Mapping[str, Handover], titles: Mapping[str, str], names: Mapping[str, str]) -> pd.DataFrame:
    """Return one row per option, group and fate: result, charter, option, group, fate, men.

    A way out is a place in civil life that the charter counts; places are shared out over those without a post.
    """
    found = []
    for name, plan in plans.items():
        left = sum(g.left for g in plan.by_group)
        out = min(plan.exit_places, left) / left if left else 0.0
        for group in plan.by_group:
            men = (group.inducted[-1] if group.inducted else 0, out * group.left, (1 - out) * group.left)
            for fate, number in zip(FATES, men, strict=True):
                result = f"men/{name}/{group.group}/{fate.replace(' ', '-')}"
                title = titles.get(name, name)
                found.append((result, name, title, names.get(group.group, group.group), fate, round(number)))
    return pd.DataFrame(found, columns=["result", "charter", "option", "group", "fate", "men"])


def men_title(plan: Handover) -> str:
    """Say as a title how many have neither a post nor a way out."""
    return f"{count(_without(plan))} of {count(plan.inducted + plan.unplaced)} men get neither post nor exit"


def _without(plan: Handover) -> int:
    return max(plan.unplaced - plan.exit_places, 0)


def men_figure(content: BriefContent, layout: str = "half") -> Figure | None:
    """Return the stacked bars of every planned option; None where no plan says where each group goes."""
    table = men_table(content)
    if table.empty:
        return None
    plans = list((content.plan or {}).values())
    plan = max(plans, key=_without)
    alike = _without(plan) > 0 and len(plans) > 1 and len({(_without(p), p.inducted + p.unplaced) for p in plans}) == 1
    return men_picture(table, plan, content.case.cut_off, layout, alike)


def men_picture(table: pd.DataFrame, plan: Handover, cut_off: str, layout: str = "half", alike: bool = False) -> Figure:
    """Return the stacked bars of ``men_rows``, titled by one plan; ``alike``: every option leaves as many without."""
    return Figure(
        id="men",
        title=f"{men_title(plan)}, whichever option" if alike else men_title(plan),
        unit="men",
        source="the plan of each option (section 5)",
        cut_off=cut_off,
        cells=(Cell(draw(table), _alt(table)),),
        file=File("men", "Where the men go, by option and group", table),
        layout=layout,
    )


def draw(table: pd.DataFrame, step: int = 26) -> Chart:
    """Return bars by option and group, stacked by fate."""
    code = table["option"].str.extract(r"^(P\d+)", expand=False).fillna(table["charter"])
    whose = [in_lines(f"{c}: {g}") for c, g in zip(code, table["group"], strict=True)]
    shown = table.assign(order=table["fate"].map(FATES.index), whose=whose)
    x = alt.X("men:Q", axis=alt.Axis(title=None, format=",d", tickCount=4), stack="zero")
    y = alt.Y(
        "whose:N",
        sort=list(dict.fromkeys(shown["whose"])),
        axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=205, minExtent=90, **LINES),
    )
    some = [n for n, fate in enumerate(FATES) if table.loc[table["fate"] == fate, "men"].sum() > 0]
    colour = alt.Color(
        "fate:N",
        scale=alt.Scale(domain=[FATES[n] for n in some], range=[FILLS[n] for n in some]),
        legend=alt.Legend(
            title=None, orient="top", columns=3, symbolType="square", symbolSize=50, labelFontSize=10, columnPadding=9
        ),
    )
    tips = [alt.Tooltip(f"{n}:N") for n in ("option", "group", "fate")] + [alt.Tooltip("men:Q", format=",d")]
    bars = alt.Chart(rows(shown)).mark_bar(stroke=PAPER, strokeWidth=0.6)
    drawn = bars.encode(x=x, y=y, color=colour, order="order:Q", tooltip=tips)
    return drawn.properties(height=step * shown["whose"].nunique())


def in_lines(name: str) -> str:
    """Return a name in at most two lines, as ``LINES`` reads it."""
    return "\n".join(wrap(name, LINE, max_lines=2, placeholder="…"))


def _alt(table: pd.DataFrame) -> str:
    sums = table.groupby(["option", "fate"], sort=False)["men"].sum()
    told = listed(
        f"{option}: " + ", ".join(f"{fate} {count(sums[option, fate])}" for fate in FATES)
        for option in dict.fromkeys(table["option"])
    )
    return f"Bars of where the volunteers of each group go. {told}."
