"""Parts of the plan page: each takes finished results and gives words, pictures and tables; none computes a plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from tether.induction.absorption import Absorbed
from tether.induction.disclosure import PublishedTable
from tether.induction.frontier import most_local
from tether.induction.measures import Measures, by_month
from tether.induction.page_words import few, heads, leaving_words, percent, times
from tether.induction.pictures import floors, heatmap, spreads
from tether.induction.planning import Plan
from tether.induction.rolling import Rolled, beyond
from tether.induction.sampling import Robustness
from tether.induction.stages import NEGLIGIBLE

WORST = 10
AMOUNTS = ("rosters", "mean_heads", "most_heads")
WAYS = {"whole-unit": "whole units taken in", "paper": "individual on paper only"}


@dataclass(frozen=True)
class Grid:
    """A table of words; ``numbers`` sets all columns but the first to the right."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""
    numbers: bool = False


@dataclass(frozen=True)
class PlanPagePart:
    """One section."""

    title: str
    said: Sequence[str] = ()
    pictures: Sequence[str] = ()
    tables: Sequence[Grid] = field(default_factory=tuple)
    wide: bool = False

    def shown(self, markup: Callable[[str], Any]) -> PlanPagePart:
        """Return the part with its pictures marked as safe."""
        return replace(self, pictures=[markup(p) for p in self.pictures])


def tables_part(tables: Mapping[str, PublishedTable]) -> PlanPagePart:
    """Return militia by unit, before and after, from published tables."""
    if not tables:
        return PlanPagePart("Militia by unit, before and after", ["Nothing may be published: the roster is too small."])
    said = "From published tables alone: cells that could point at people are withheld, and others with them."
    pictures = [
        heatmap(
            tables["before"], "Before: who volunteers, by home province", "Militias in rows, provinces in columns."
        ),
        heatmap(tables["after"], "After: who serves where, and who leaves", "Militias in rows, places in columns."),
    ]
    return PlanPagePart("Militia by unit, before and after", [said], pictures, wide=True)


def measures_part(plan: Plan, absorbed: Sequence[Absorbed], threshold: int) -> PlanPagePart:
    """Return how mixed units are, between the floors and beside the other ways of taking militias in."""
    mine, posted = plan.measures, max(plan.measures.posted, 1)
    marks = [("floor: a perfect mixture of all posted", mine.floor, "bound")]
    if "concentration" in plan.bounds:
        marks.append(("floor: reachable under these rules", plan.bounds["concentration"] / posted, "bound"))
    marks.append(("this plan", mine.concentration, "plan"))
    marks += [(WAYS[a.way], a.plan.measures.concentration, "plan") for a in absorbed]
    said = [
        "Chance that two random members of a battalion served in the same militia: from the floor of a perfect "
        "mixture to 100 %, a militia under official cover. Open marks are bounds, full ones plans."
    ]
    columns = ["measure", "this plan", *(WAYS[a.way] for a in absorbed)]
    every = [mine, *(a.plan.measures for a in absorbed)]
    rows = [(name, *(tell(m) for m in every)) for name, tell in _lines(threshold).items()]
    over = ["0" if plan.bounds else "not counted", *(heads(beyond(a.broken)) for a in absorbed)]
    table = Grid(columns, [*rows, ("heads beyond the rules' rows", *over)], numbers=True)
    spread = Grid(
        ("over units", "least", "p10", "median", "p90", "most", "mean"),
        [(n, *(f"{v[k]:.0%}" for k in ("least", "p10", "median", "p90", "most", "mean"))) for n, v in _held(mine)],
        numbers=True,
    )
    return PlanPagePart("How mixed the units are", said, [floors(marks), spreads(dict(_held(mine)))], [table, spread])


def exits_part(plan: Plan, tables: Mapping[str, PublishedTable]) -> PlanPagePart:
    """Return exits by kind against their places, from the published table."""
    after, rows = tables.get("after"), []
    for out in plan.intake.policy.exits:
        name = f"exit: {out.id or out.kind}"
        used = "pooled with others"
        if after is not None and name in after.columns:
            used = heads(int(after.column_totals[after.columns.index(name)]))
        elif plan.measures.exits_by_kind[out.id or out.kind][0] == 0:
            used = "0"
        rows.append((out.id or out.kind, used, heads(out.places)))
    said = [] if rows else ["The rules name no exit."]
    tables_shown = [Grid(("exit", "people", "places"), rows, numbers=True)] if rows else []
    return PlanPagePart("Exits by kind against capacity", said, [], tables_shown)


def months_part(plan: Plan) -> PlanPagePart:
    """Return how the force fills month by month."""
    posts = max(plan.measures.posts, 1)
    rows = [
        (str(month + 1), f"{size / posts:.0%}", percent(mixed) if size else "nobody yet")
        for month, size, mixed, _ in by_month(plan.roll, plan.schedule)
    ]
    said = [f"Nine in ten are in after {plan.measures.months} months."]
    columns = ("month", "posts filled", "chance that two served together, so far")
    return PlanPagePart("Month by month", said, [], [Grid(columns, rows, numbers=True)])


def frontier_part(table: pd.DataFrame) -> PlanPagePart:
    """Return bloc cap × local men for each number of months, and the most local men that each cap allows."""
    grids = []
    shown: list[pd.DataFrame] = []
    for months, part in table.groupby("months", sort=True):
        same = part.drop(columns="months").reset_index(drop=True)
        if not any(same.equals(s) for s in shown):
            shown.append(same)
            grids.append(_frontier_grid(part, f"{months} months"))
    if len(grids) < table.months.nunique():
        grids.append(Grid((), (), "Other numbers of months give the same: neither arrivals nor screening bind."))
    best = most_local(table)
    rows = [
        (f"{cap:.0%}", *("none of these" if pd.isna(v) else f"{v:.0%}" for v in line))
        for cap, line in zip(best.index, best.to_numpy(), strict=True)
    ]
    columns = ("largest share of a company", *(f"{m} months" for m in best.columns))
    grids.append(Grid(columns, rows, "Most local men (of those tried) at which the rows can hold.", True))
    said = [
        "A guard of local men is a guard of the militias that are strong there. In each cell the least chance that "
        "two members of a battalion served together (a bound: no plan is below), or by how many heads rows would have "
        "to give way (✕, a bound too). A possible cell is possible for fractional people; whole ones may do a little "
        "worse."
    ]
    return PlanPagePart("Bloc cap, local men, months", said, [], grids)


def robustness_part(found: Robustness) -> PlanPagePart:
    """Return in how many rosters a plan exists, and which rows give way first."""
    said = [f"Nobody has exact counts. Drawn anew within the cells' intervals: {found.sentence}."]
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
        tables.append(Grid(columns, by_family, "Worst first.", True))
        tables.append(Grid(("row", "place", "gave way in", "heads, mean there"), rows, "Single rows, worst first."))
    return PlanPagePart(f"In how many of {size} rosters", said, [], tables)


def rolling_part(found: Rolled, threshold: int) -> PlanPagePart:
    """Return the plan made month by month beside the one that knew everything."""
    rolled, knew = found.plan.measures, found.knew.measures
    rows = [(name, tell(rolled), tell(knew)) for name, tell in _lines(threshold).items()]
    rows.append(("heads beyond the rules' rows", heads(beyond(found.broken)), heads(beyond(found.knew_broken))))
    said = [
        "Planned anew each month with what had arrived, those posted staying where they were, against a plan that had "
        f"known from the start who would come (one roster drawn from the intervals). {few(found.moved, threshold)} "
        "posted people had to be moved at the end to keep rows."
    ]
    return PlanPagePart(
        "If volunteers are uncertain",
        said,
        [],
        [Grid(("measure", "month by month", "knew everything"), rows, numbers=True)],
    )


def _lines(threshold: int) -> dict[str, Callable[[Measures], str]]:
    return {
        "posts filled": lambda m: f"{heads(m.posted)} of {heads(m.posts)}",
        "people by an exit": lambda m: leaving_words(m.exits_by_kind, m.unplaced, threshold)[0],
        "people with neither": lambda m: leaving_words(m.exits_by_kind, m.unplaced, threshold)[1],
        "two of a battalion served in one militia": lambda m: percent(m.same_militia_battalion),
        "two of a company did": lambda m: percent(m.same_militia_company),
        "the same by group of militias, battalion": lambda m: percent(m.group_concentration),
        "members in battalions where one group is above half": lambda m: percent(m.capture),
        "former comrades meet in a company, against chance": lambda m: times(m.retention_subunit),
        "the same for members of one militia": lambda m: times(m.retention_militia),
        "local men": lambda m: percent(m.local_share),
        "battalions led by their largest bloc": lambda m: heads(m.commanders_of_largest),
        "pay a year": lambda m: f"{m.cost_per_year:,.0f}" if m.cost_per_year else "no pay given",
        "exits in all cost": lambda m: f"{m.exit_cost:,.0f}" if m.exit_cost else "no cost given",
        "months until nine in ten are in": lambda m: str(m.months),
    }


def _held(measures: Measures) -> list[tuple[str, Mapping[str, float]]]:
    return [(name, values) for name, values in measures.spread.items() if values]


def _frontier_grid(part: pd.DataFrame, caption: str) -> Grid:
    local = sorted(part.local.unique())
    at = part.set_index(["cap", "local"])
    rows = [(f"{cap:.0%}", *(_point(at.loc[(cap, s)]) for s in local)) for cap in sorted(part.cap.unique())]
    columns = ("largest share of a company", *(f"local men ≥ {s:.0%}" for s in local))
    return Grid(columns, rows, caption, True)


def _point(row: Any) -> str:
    if row.least_heads > NEGLIGIBLE:
        return f"✕ {max(row.least_heads, 1):,.0f} heads"
    found = "" if pd.isna(row.concentration) else f" (found {row.concentration:.1%})"
    unplaced = f", ≥ {row.unplaced_bound:,.0f} unplaced" if row.unplaced_bound >= 1 else ""
    return f"≥ {row.concentration_bound:.1%}{found}{unplaced}"
