"""The plan page, for a reader who decides and for one who doubts.

    page = plan_page(found, title="Iraqi National Guard", beside=PlanExtras([absorb(intake)], frontier=points))
    as_html(page)

What is proved comes first (the certificate, or by how much no plan exists), then what was measured, then what depends
on rosters and rules that could be otherwise, last what is assumption. Heads by militia, rank and place come from the
published tables alone (``disclosure``); where a kind of leaving is below the threshold, totals are not told apart. Each
section takes finished results and gives words, pictures and tables; none computes a plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from tether.errors import numbered
from tether.induction.certificate import NEGLIGIBLE
from tether.induction.conflicts import Conflict
from tether.induction.disclosure import THRESHOLD, PublishedTable
from tether.induction.measures import INVENTED, Measures, by_month
from tether.induction.modes import AlternativePlan
from tether.induction.pictures import floors, heatmap, spreads
from tether.induction.plan import Plan
from tether.induction.problem import FAMILIES
from tether.induction.rolling_horizon import RollingPlan, heads_beyond_rows
from tether.induction.uncertainty import SHARED, Robustness, most_local
from tether.report.blocks import (
    Block,
    Callout,
    Document,
    Method,
    Paragraph,
    Section,
    Sentence,
    Sign,
    Table,
    Text,
    bullets,
    section,
    table,
)
from tether.report.numbers import count, percent, times
from tether.report.words import FOOT

PROVED = (
    "A bound is a number that no plan under these rules can beat; anybody can check it from the working folder with "
    "tether verify-plan, by code that shares nothing with the planner."
)
WORST = 10
AMOUNTS = ("rosters", "mean_heads", "most_heads")
BEYOND = "people beyond what the rules allow"
PUBLISHED = "From published tables alone: cells that could point at people are withheld, and others with them."
MIXTURE = (
    "Chance that two random members of a battalion served in the same militia: from the floor of a perfect "
    "mixture to 100 %, a militia under official cover. Open marks are bounds, full ones plans."
)
FRONTIER = (
    "A guard of local men is a guard of the militias that are strong there. In each cell the least chance that "
    "two members of a battalion served together (a bound: no plan is below), or by how many people rules would have "
    "to give way (✕, a bound too). A possible cell is possible for fractional people; whole ones may do a little "
    "worse."
)
ROLLING = (
    "One plan is made anew each month with those who had come by then, and leaves people where they were posted; the "
    "other knew from the start who would come. Both use one roster drawn from the intervals."
)
WAYS = {"whole-unit": "whole units taken in", "paper": "individual on paper only"}
OBJECTIVE_WORDS = {
    "unplaced": "people with neither post nor exit",
    "exits": "people who leave by an exit",
    "concentration": "chance that two members of a battalion served together",
    "distance": "steps from home (same place 0, same province 1, next 2, farther 3)",
}
TOGETHER = "not told apart"


@dataclass(frozen=True)
class PlanExtras:
    """What may be shown beside a plan; each part that is missing is left out and said to be."""

    absorbed: Sequence[AlternativePlan] = ()
    frontier: pd.DataFrame | None = None
    robustness: Robustness | None = None
    rolled: RollingPlan | None = None
    notes: Sequence[str] = field(default_factory=tuple)
    invented: bool = False  # the roster says of itself that it is synthetic
    tables: Sequence[PublishedTable] = ()  # as they are published (``disclosure.publish``)


def plan_page(
    outcome: Plan | Conflict, *, title: str, beside: PlanExtras | None = None, threshold: int = THRESHOLD
) -> Document:
    """Return the page of a plan, or of a conflict with the plan that its relaxations make possible."""
    beside = beside or PlanExtras()
    plan = outcome.plan if isinstance(outcome, Conflict) else outcome
    invented = (Paragraph((Sign(INVENTED),)),) if beside.invented else ()
    sections = [
        Section(0, "verdict", "", (*invented, *_verdict(outcome, threshold))),
        *([_conflict(outcome)] if isinstance(outcome, Conflict) else []),
        *([_certificate(plan, threshold)] if plan and plan.bounds else []),
        *(_parts(plan, beside, threshold) if plan else []),
        section("What is assumption", bullets(map(Method, [*_assumed(plan, beside, threshold), *_absent(beside)]))),
    ]
    return Document(f"Induction plan: {title}", tuple(sections), _under(plan), foot=FOOT, name="plan")


def _parts(plan: Plan, beside: PlanExtras, threshold: int) -> list[Section]:
    tables = {t.name: t for t in beside.tables}
    parts = [tables_part(tables), measures_part(plan, beside.absorbed, threshold), exits_part(plan, tables)]
    parts.append(months_part(plan))
    if beside.frontier is not None:
        parts.append(frontier_part(beside.frontier))
    if beside.robustness is not None:
        parts.append(robustness_part(beside.robustness))
    if beside.rolled is not None:
        parts.append(rolling_part(beside.rolled, threshold))
    return parts


def _under(plan: Plan | None) -> str:
    if plan is None:
        return ""
    intake = plan.intake
    size = f"{numbered(intake.cells.total, 'volunteer')}, {numbered(intake.units.total, 'post')} in "
    return (
        size
        + f"{numbered(int(intake.battalions.sum()), 'battalion')} at {numbered(len(intake.units.locations), 'place')}"
    )


def _verdict(outcome: Plan | Conflict, threshold: int) -> tuple[Block, ...]:
    if isinstance(outcome, Conflict):
        return (Callout((Sentence(_impossible(outcome), "conflict"),), (), "stop"),)
    measured = outcome.measures
    out, left = leaving_words(measured.exits_by_kind, measured.unplaced, threshold)
    possible = (
        f"A plan that keeps every rule exists: {count(measured.posted)} of {numbered(measured.posts, 'post')} filled; "
        f"people who leave by an exit: {out}; people with neither post nor exit: {left}. Two random members of a "
        f"battalion served in the same militia with a chance of {percent(measured.concentration)}."
    )
    return (Paragraph((Sentence(possible, "measures"),), "lead"),)


def _impossible(conflict: Conflict) -> str:
    least = (
        f"at least {conflict.least:,.0f} people, whatever the plan."
        if conflict.least >= 0.5
        else "some people; that was found by trying, not proved."
    )
    shown = " What follows is a plan under relaxed rules, which are named." if conflict.plan else ""
    return f"No plan keeps every rule: rules would have to give way by {least}{shown}"


def _certificate(plan: Plan, threshold: int) -> Section:
    rows = []
    for name, bound in plan.bounds.items():
        reached, posted = plan.achieved[name], max(plan.measures.posted, 1)
        if name == "concentration":
            shown = percent(reached / posted), percent(bound / posted)
        elif name == "distance":
            shown = f"{reached:,.0f}", f"{bound:,.0f}"
        else:
            out, left = leaving_words(plan.measures.exits_by_kind, plan.measures.unplaced, threshold)
            said = left if name == "unplaced" else out
            shown = said, (few(int(bound), threshold) if said != TOGETHER else said)
        if bound <= 0 < reached:
            shown = shown[0], "nothing proved"
        rows.append((OBJECTIVE_WORDS[name], *shown, percent(plan.gaps[name], 2)))
    caption = "In the order in which they count; each is bounded given what was reached on those before it."
    columns = ("what should be small", "this plan", "no plan below", "gap at most")
    return section("What is proved", Paragraph((PROVED,)), table(columns, rows, caption, 1))


def _conflict(conflict: Conflict) -> Section:
    blocks: list[Block] = []
    if conflict.clash:
        clash = f"A smallest set of rules that cannot all hold: {', '.join(conflict.clash)}."
        blocks.append(Paragraph((Sentence(clash, "conflict"),)))
    ways = [(f, "no amount helps" if h is None else f"{h:,.0f}") for f, h in conflict.alternatives.items()]
    if ways:
        blocks.append(
            table(
                ("if only this gives way", "people at least"), ways, "Each alone would do; each figure is a bound.", 1
            )
        )
    rows = []
    for family in sorted({c.family for c in conflict.clauses}):
        mine = [c for c in conflict.clauses if c.family == family]
        places, amount = len({c.place for c in mine}), sum(c.heads for c in mine)
        rows.append((family, FAMILIES[family], str(places), f"{amount:,.0f}"))
    if rows:
        caption = "The relaxations under which the plan below was found; every single one is in the working folder."
        blocks.append(table(("rule", "one unit of it means", "places", "in all"), rows, caption, 1))
    return section("What would have to give way", *blocks)


def _assumed(plan: Plan | None, beside: PlanExtras, threshold: int) -> Iterable[str]:
    if plan is not None:
        policy = plan.intake.policy
        yield (
            f"Rules: at most {percent(policy.company_cap)} of a company and {percent(policy.battalion_cap)} of a "
            f"battalion from one militia, {percent(policy.subunit_cap)} from one former sub-unit, "
            f"{percent(policy.officer_cap)} of officers; local men {percent(policy.local_low)} to "
            f"{percent(policy.local_high)}; each community within {percent(policy.community_band)} of its target; "
            f"manning {percent(policy.manning_low)} to {percent(policy.manning_high)}."
        )
        yield from policy.notes
        yield "Plans are made on the middle count of each cell; consent and places barred for a family are as given."
    if beside.robustness is not None:
        own = percent(SHARED, 0)
        yield f"Counts err within their intervals; {own} of the variance is a militia's own, in all its cells."
    if beside.absorbed:
        yield "Whole units: the largest militia is served first, and in it the largest sub-unit, near its home."
    yield f"Published tables withhold cells of 1 to {threshold - 1} heads and others that would give them away."
    yield from beside.notes


def _absent(beside: PlanExtras) -> Iterable[str]:
    """Say what this page does not show."""
    shown = {
        "the frontier of bloc cap, local men and months": beside.frontier is not None,
        "how often a plan exists over the rosters' intervals": beside.robustness is not None,
        "an intake planned month by month": beside.rolled is not None,
        "whole-unit and paper-only intakes": bool(beside.absorbed),
    }
    left = [name for name, there in shown.items() if not there]
    return [f"Not computed for this page: {'; '.join(left)}."] if left else []


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


def measures_part(plan: Plan, absorbed: Sequence[AlternativePlan], threshold: int) -> Section:
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
    over = ["0" if plan.bounds else "not counted", *(count(heads_beyond_rows(a.broken)) for a in absorbed)]
    points = ("least", "p10", "median", "p90", "most", "mean")
    spread = [(name, *(percent(values[k], 0) for k in points)) for name, values in _held(mine)]
    return section(
        "How mixed the units are",
        Paragraph((Method(MIXTURE),)),
        floors(marks),
        spreads(dict(_held(mine))),
        table(columns, [*rows, (BEYOND, *over)], numeric=1),
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


def robustness_part(robustness: Robustness) -> Section:
    """Return in how many rosters a plan exists, and which rows give way first."""
    counted = Sentence(f"Drawn anew within the cells' intervals: {robustness.sentence}.", "rosters")
    size = len(robustness.sampled)
    lines = robustness.families[["family", *AMOUNTS]].astype(object).to_numpy().tolist()
    by_family = [(f, f"{n} of {size}", f"{mean:,.0f}", f"{most:,.0f}") for f, n, mean, most in lines]
    lines = robustness.rows.head(WORST)[["family", "key", "place", *AMOUNTS]].astype(object).to_numpy().tolist()
    rows = [
        (f"{f} {'' if f.startswith('subunit') else key}".strip(), at or "nationwide", f"{n} of {size}", f"{mean:,.0f}")
        for f, key, at, n, mean, _ in lines
    ]
    tables = []
    if by_family:
        columns = ("kind of rule", "gave way in", "people, mean there", "most")
        tables.append(table(columns, by_family, "Worst first.", 1))
        tables.append(table(("rule", "place", "gave way in", "people, mean there"), rows, "Single rules, worst first."))
    return section(f"In how many of {size} rosters", Paragraph(("Nobody has exact counts.", counted)), *tables)


def rolling_part(rolling_plan: RollingPlan, threshold: int) -> Section:
    """Return the plan made month by month beside the one that knew everything."""
    rolled, knew = rolling_plan.plan.measures, rolling_plan.knew.measures
    rows = [(name, tell(rolled), tell(knew)) for name, tell in _lines(threshold).items()]
    rows.append(
        (
            "people beyond what the rules allow",
            count(heads_beyond_rows(rolling_plan.broken)),
            count(heads_beyond_rows(rolling_plan.knew_broken)),
        )
    )
    moved = f"{few(rolling_plan.moved, threshold)} posted people had to be moved at the end to keep the rules."
    return section(
        "If volunteers are uncertain",
        Paragraph((ROLLING, Sentence(moved, "rolling"))),
        table(("measure", "month by month", "knew everything"), rows, numeric=1),
    )


def _lines(threshold: int) -> dict[str, Callable[[Measures], str]]:
    return {
        "posts filled": lambda m: f"{count(m.posted)} of {count(m.posts)}",
        "people who leave by an exit": lambda m: leaving_words(m.exits_by_kind, m.unplaced, threshold)[0],
        "people with neither post nor exit": lambda m: leaving_words(m.exits_by_kind, m.unplaced, threshold)[1],
        "two of a battalion served in one militia": lambda m: percent(m.same_militia_battalion),
        "two of a company did": lambda m: percent(m.same_militia_company),
        "the same by group of militias, battalion": lambda m: percent(m.group_concentration),
        "members of battalions in which one group has more than half": lambda m: percent(m.capture),
        "former comrades meet in a company, against chance": lambda m: times(m.retention_subunit),
        "the same for members of one militia": lambda m: times(m.retention_militia),
        "local men": lambda m: percent(m.local_share),
        "battalions led by their largest bloc": lambda m: count(m.commanders_of_largest),
        "pay a year": lambda m: f"{m.cost_per_year:,.0f}" if m.cost_per_year else "no pay given",
        "cost of all exits": lambda m: f"{m.exit_cost:,.0f}" if m.exit_cost else "no cost given",
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


def few(number: int, threshold: int) -> str:
    """Return a count of people, "fewer than …" where it could point at them."""
    return f"fewer than {threshold}" if 0 < number < threshold else count(number)


def leaving_words(exits: Mapping[str, tuple[int, int]], unplaced: int, threshold: int) -> tuple[str, str]:
    """Return how many leave by an exit and how many have neither; not told apart where a kind of leaving is small.

    A total beside its other parts would give the small one away.
    """
    used = [number for number, _ in exits.values()]
    if any(0 < number < threshold for number in (*used, unplaced)):
        return TOGETHER, TOGETHER
    return count(sum(used)), count(unplaced)
