"""Sections of the plan page: each takes finished results and gives words, pictures, tables; none computes a plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from tether.induction.absorption import Absorbed
from tether.induction.disclosure import PublishedTable
from tether.induction.frontier import most_local
from tether.induction.measures import Measures, by_month
from tether.induction.page_words import few, leaving_words
from tether.induction.pictures import floors, heatmap, spreads
from tether.induction.planning import Plan
from tether.induction.rolling import Rolled, beyond
from tether.induction.sampling import Robustness
from tether.induction.stages import NEGLIGIBLE
from tether.report.blocks import Block, Method, Paragraph, Section, Sentence, Sign, Table, Text, section, table
from tether.report.numbers import count, percent, times

WORST = 10
AMOUNTS = ("rosters", "mean_heads", "most_heads")
PUBLISHED = "From published tables alone: cells that could point at people are withheld, and others with them."
MIXTURE = (
    "Chance that two random members of a battalion served in the same militia: from the floor of a perfect "
    "mixture to 100 %, a militia under official cover. Open marks are bounds, full ones plans."
)
FRONTIER = (
    "A guard of local men is a guard of the militias that are strong there. In each cell the least chance that "
    "two members of a battalion served together (a bound: no plan is below), or by how many heads rows would have "
    "to give way (✕, a bound too). A possible cell is possible for fractional people; whole ones may do a little "
    "worse."
)
ROLLING = (
    "Planned anew each month with what had arrived, those posted staying where they were, against a plan that had "
    "known from the start who would come (one roster drawn from the intervals)."
)
WAYS = {"whole-unit": "whole units taken in", "paper": "individual on paper only"}


def tables_part(tables: Mapping[str, PublishedTable]) -> Section:
    """Return militia by unit, before and after, from published tables."""
    title = "Militia by unit, before and after"
    if not tables:
        return section(title, Paragraph(("Nothing may be published: the roster is too small.",)))
    before, after = "Before: who volunteers, by home province", "After: who serves where, and who leaves"
    return section(
        title,
        Paragraph((PUBLISHED,)),
        heatmap(tables["before"], before, "Militias in rows, provinces in columns."),
        heatmap(tables["after"], after, "Militias in rows, places in columns."),
    )


def measures_part(plan: Plan, absorbed: Sequence[Absorbed], threshold: int) -> Section:
    """Return how mixed units are, between the floors and beside the other ways of taking militias in."""
    mine, posted = plan.measures, max(plan.measures.posted, 1)
    marks = [("floor: a perfect mixture of all posted", mine.floor, "bound")]
    if "concentration" in plan.bounds:
        marks.append(("floor: reachable under these rules", plan.bounds["concentration"] / posted, "bound"))
    marks.append(("this plan", mine.concentration, "plan"))
    marks += [(WAYS[a.way], a.plan.measures.concentration, "plan") for a in absorbed]
    columns = ["measure", "this plan", *(WAYS[a.way] for a in absorbed)]
    every = [mine, *(a.plan.measures for a in absorbed)]
    rows = [(name, *(tell(m) for m in every)) for name, tell in _lines(threshold).items()]
    over = ["0" if plan.bounds else "not counted", *(count(beyond(a.broken)) for a in absorbed)]
    points = ("least", "p10", "median", "p90", "most", "mean")
    spread = [(name, *(percent(values[k], 0) for k in points)) for name, values in _held(mine)]
    return section(
        "How mixed the units are",
        Paragraph((Method(MIXTURE),)),
        floors(marks),
        spreads(dict(_held(mine))),
        table(columns, [*rows, ("heads beyond the rules' rows", *over)], numeric=1),
        table(("over units", *points), spread, numeric=1),
    )


def exits_part(plan: Plan, tables: Mapping[str, PublishedTable]) -> Section:
    """Return exits by kind against their places, from the published table."""
    after, rows = tables.get("after"), []
    for out in plan.intake.policy.exits:
        name = f"exit: {out.id or out.kind}"
        used = "pooled with others"
        if after is not None and name in after.columns:
            used = count(int(after.column_totals[after.columns.index(name)]))
        elif plan.measures.exits_by_kind[out.id or out.kind][0] == 0:
            used = "0"
        rows.append((out.id or out.kind, used, count(out.places)))
    shown = table(("exit", "people", "places"), rows, numeric=1) if rows else Paragraph(("The rules name no exit.",))
    return section("Exits by kind against capacity", shown)


def months_part(plan: Plan) -> Section:
    """Return how the force fills month by month."""
    posts = max(plan.measures.posts, 1)
    rows = [
        (str(month + 1), percent(size / posts, 0), percent(mixed) if size else "nobody yet")
        for month, size, mixed, _ in by_month(plan.roll, plan.schedule)
    ]
    filled = Sentence(f"Nine in ten are in after {plan.measures.months} months.", "measures/months")
    columns = ("month", "posts filled", "chance that two served together, so far")
    return section("Month by month", Paragraph((filled,)), table(columns, rows, numeric=1))


def frontier_part(points: pd.DataFrame) -> Section:
    """Return bloc cap × local men for each number of months, and the most local men that each cap allows."""
    grids: list[Block] = []
    shown: list[pd.DataFrame] = []
    for months, part in points.groupby("months", sort=True):
        same = part.drop(columns="months").reset_index(drop=True)
        if not any(same.equals(s) for s in shown):
            shown.append(same)
            grids.append(_frontier_grid(part, f"{months} months"))
    if len(grids) < points.months.nunique():
        same_again = "Other numbers of months give the same: neither arrivals nor screening bind."
        grids.append(Paragraph((same_again,), "note"))
    best = most_local(points)
    rows = [
        (percent(cap, 0), *("none of these" if pd.isna(v) else percent(v, 0) for v in line))
        for cap, line in zip(best.index, best.to_numpy(), strict=True)
    ]
    columns = ("largest share of a company", *(f"{m} months" for m in best.columns))
    grids.append(table(columns, rows, "Most local men (of those tried) at which the rows can hold.", 1))
    return section("Bloc cap, local men, months", Paragraph((FRONTIER,)), *grids)


def robustness_part(found: Robustness) -> Section:
    """Return in how many rosters a plan exists, and which rows give way first."""
    counted = Sentence(f"Drawn anew within the cells' intervals: {found.sentence}.", "rosters")
    size = len(found.sampled)
    lines = found.families[["family", *AMOUNTS]].astype(object).to_numpy().tolist()
    by_family = [(f, f"{n} of {size}", f"{mean:,.0f}", f"{most:,.0f}") for f, n, mean, most in lines]
    lines = found.rows.head(WORST)[["family", "key", "place", *AMOUNTS]].astype(object).to_numpy().tolist()
    rows = [
        (f"{f} {'' if f.startswith('subunit') else key}".strip(), at or "nationwide", f"{n} of {size}", f"{mean:,.0f}")
        for f, key, at, n, mean, _ in lines
    ]
    tables = []
    if by_family:
        columns = ("family of rows", "gave way in", "heads, mean there", "most")
        tables.append(table(columns, by_family, "Worst first.", 1))
        tables.append(table(("row", "place", "gave way in", "heads, mean there"), rows, "Single rows, worst first."))
    return section(f"In how many of {size} rosters", Paragraph(("Nobody has exact counts.", counted)), *tables)


def rolling_part(found: Rolled, threshold: int) -> Section:
    """Return the plan made month by month beside the one that knew everything."""
    rolled, knew = found.plan.measures, found.knew.measures
    rows = [(name, tell(rolled), tell(knew)) for name, tell in _lines(threshold).items()]
    rows.append(("heads beyond the rules' rows", count(beyond(found.broken)), count(beyond(found.knew_broken))))
    moved = f"{few(found.moved, threshold)} posted people had to be moved at the end to keep rows."
    return section(
        "If volunteers are uncertain",
        Paragraph((ROLLING, Sentence(moved, "rolling"))),
        table(("measure", "month by month", "knew everything"), rows, numeric=1),
    )


def _lines(threshold: int) -> dict[str, Callable[[Measures], str]]:
    return {
        "posts filled": lambda m: f"{count(m.posted)} of {count(m.posts)}",
        "people by an exit": lambda m: leaving_words(m.exits_by_kind, m.unplaced, threshold)[0],
        "people with neither": lambda m: leaving_words(m.exits_by_kind, m.unplaced, threshold)[1],
        "two of a battalion served in one militia": lambda m: percent(m.same_militia_battalion),
        "two of a company did": lambda m: percent(m.same_militia_company),
        "the same by group of militias, battalion": lambda m: percent(m.group_concentration),
        "members in battalions where one group is above half": lambda m: percent(m.capture),
        "former comrades meet in a company, against chance": lambda m: times(m.retention_subunit),
        "the same for members of one militia": lambda m: times(m.retention_militia),
        "local men": lambda m: percent(m.local_share),
        "battalions led by their largest bloc": lambda m: count(m.commanders_of_largest),
        "pay a year": lambda m: f"{m.cost_per_year:,.0f}" if m.cost_per_year else "no pay given",
        "exits in all cost": lambda m: f"{m.exit_cost:,.0f}" if m.exit_cost else "no cost given",
        "months until nine in ten are in": lambda m: str(m.months),
    }


def _held(measures: Measures) -> list[tuple[str, Mapping[str, float]]]:
    return [(name, values) for name, values in measures.spread.items() if values]


def _frontier_grid(part: pd.DataFrame, caption: str) -> Table:
    local = sorted(part.local.unique())
    at = part.set_index(["cap", "local"])
    rows = [(percent(cap, 0), *(_point(at.loc[(cap, s)]) for s in local)) for cap in sorted(part.cap.unique())]
    columns = ("largest share of a company", *(f"local men ≥ {percent(s, 0)}" for s in local))
    return table(columns, rows, caption, 1)


def _point(row: Any) -> Text:
    if row.least_heads > NEGLIGIBLE:
        return Sign(f"✕ {max(row.least_heads, 1):,.0f} heads", "shut")
    found = "" if pd.isna(row.concentration) else f" (found {percent(row.concentration)})"
    unplaced = f", ≥ {row.unplaced_bound:,.0f} unplaced" if row.unplaced_bound >= 1 else ""
    return f"≥ {percent(row.concentration_bound)}{found}{unplaced}"
