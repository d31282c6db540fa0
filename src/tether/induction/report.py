"""The plan page, for a reader who decides and for one who doubts.

    page = plan_page(found, title="Iraqi National Guard", beside=Beside([absorb(intake)], frontier=points))
    as_html(page)

What is proved comes first (the certificate, or by how much no plan exists), then what was measured, then what depends
on rosters and rules that could be otherwise, last what is assumption. Heads by militia, rank and place come from the
published tables alone (``disclosure.py``); where a kind of leaving is below the threshold, totals are not told apart.

Sections of the plan page: each takes finished results and gives words, pictures, tables; none computes a plan.

Words of the plan page: numbers as they may be said in public, and what the measures mean in a line.

Pictures of a plan as SVG: militia by unit, where a plan lies between its floors, and how units spread.

They are drawn from published tables and distributions alone. A share is an area as well as a shade, and what is
withheld is hatched, so that nothing hangs on colour.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from tether.induction.certificate import NEGLIGIBLE
from tether.induction.conflicts import Conflict
from tether.induction.disclosure import THRESHOLD, WITHHELD, PublishedTable, publish
from tether.induction.measures import INVENTED, Measures, by_month
from tether.induction.modes import Absorbed
from tether.induction.plan import Plan
from tether.induction.problem import FAMILIES
from tether.induction.rolling_horizon import Rolled, beyond
from tether.induction.uncertainty import SHARED, Robustness, most_local
from tether.report.blocks import (
    Block,
    Callout,
    Document,
    Method,
    Paragraph,
    Picture,
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
from tether.report.svg import GREY, INK, PALE, PAPER, RULE, SEA, box, dot, frame, hatch, named, path, turned, words
from tether.report.words import FOOT

PROVED = (
    "A bound is a number that no plan under these rules can beat; anybody can check it from the working folder with "
    "tether verify-plan, by code that shares nothing with the planner."
)


@dataclass(frozen=True)
class Beside:
    """What may be shown beside a plan; each part that is missing is left out and said to be."""

    absorbed: Sequence[Absorbed] = ()
    frontier: pd.DataFrame | None = None
    robustness: Robustness | None = None
    rolled: Rolled | None = None
    notes: Sequence[str] = field(default_factory=tuple)
    invented: bool = False  # the roster says of itself that it is synthetic


def plan_page(
    found: Plan | Conflict, *, title: str, beside: Beside | None = None, threshold: int = THRESHOLD
) -> Document:
    """Return the page of a plan, or of a conflict with the plan that its relaxations make possible."""
    beside = beside or Beside()
    plan = found.plan if isinstance(found, Conflict) else found
    invented = (Paragraph((Sign(INVENTED),)),) if beside.invented else ()
    sections = [
        Section(0, "verdict", "", (*invented, *_verdict(found, threshold))),
        *([_conflict(found)] if isinstance(found, Conflict) else []),
        *([_certificate(plan, threshold)] if plan and plan.bounds else []),
        *(_parts(plan, beside, threshold) if plan else []),
        section("What is assumption", bullets(map(Method, [*_assumed(plan, beside, threshold), *_absent(beside)]))),
    ]
    return Document(f"Induction plan: {title}", tuple(sections), _under(plan), foot=FOOT, name="plan")


def _parts(plan: Plan, beside: Beside, threshold: int) -> list[Section]:
    tables = {t.name: t for t in publish(plan, threshold=threshold)}
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
    size = f"{count(intake.cells.total)} volunteers, {count(intake.units.total)} posts in "
    return size + f"{count(int(intake.battalions.sum()))} battalions at {len(intake.units.locations)} places"


def _verdict(found: Plan | Conflict, threshold: int) -> tuple[Block, ...]:
    if isinstance(found, Conflict):
        return (Callout((Sentence(_impossible(found), "conflict"),), (), "stop"),)
    measured = found.measures
    out, left = leaving_words(measured.exits_by_kind, measured.unplaced, threshold)
    possible = (
        f"A plan that keeps every row exists: {count(measured.posted)} of {count(measured.posts)} posts filled, "
        f"people by an exit: {out}, with neither post nor exit: {left}; two random members of a battalion served in "
        f"the same militia with a chance of {percent(measured.concentration)}."
    )
    return (Paragraph((Sentence(possible, "measures"),), "lead"),)


def _impossible(found: Conflict) -> str:
    least = (
        f"at least {found.least:,.0f} heads, whatever the plan."
        if found.least >= 0.5
        else "some heads; that was found by trying, not proved."
    )
    shown = " What follows is a plan under relaxed rows, which are named." if found.plan else ""
    return f"No plan keeps every row: the rows would have to give way by {least}{shown}"


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
    columns = ("what is to be small", "this plan", "no plan below", "gap at most")
    return section("What is proved", Paragraph((PROVED,)), table(columns, rows, caption, 1))


def _conflict(found: Conflict) -> Section:
    blocks: list[Block] = []
    if found.clash:
        clash = f"A smallest set of families that can't all hold: {', '.join(found.clash)}."
        blocks.append(Paragraph((Sentence(clash, "conflict"),)))
    ways = [(f, "no amount helps" if h is None else f"{h:,.0f}") for f, h in found.alternatives.items()]
    if ways:
        blocks.append(table(("if only this gives way", "heads at least"), ways, "Either, or: a bound each.", 1))
    rows = []
    for family in sorted({c.family for c in found.clauses}):
        mine = [c for c in found.clauses if c.family == family]
        places, amount = len({c.place for c in mine}), sum(c.heads for c in mine)
        rows.append((family, FAMILIES[family], str(places), f"{amount:,.0f}"))
    if rows:
        caption = "The relaxations under which the plan below was found; every single one is in the working folder."
        blocks.append(table(("row", "one unit of it means", "places", "in all"), rows, caption, 1))
    return section("What would have to give way", *blocks)


def _assumed(plan: Plan | None, beside: Beside, threshold: int) -> Iterable[str]:
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


def _absent(beside: Beside) -> Iterable[str]:
    """Say what this page does not show."""
    shown = {
        "the frontier of bloc cap, local men and months": beside.frontier is not None,
        "how often a plan exists over the rosters' intervals": beside.robustness is not None,
        "an intake planned month by month": beside.rolled is not None,
        "whole-unit and paper-only intakes": bool(beside.absorbed),
    }
    left = [name for name, there in shown.items() if not there]
    return [f"Not computed for this page: {'; '.join(left)}."] if left else []


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


OBJECTIVE_WORDS = {
    "unplaced": "people with neither post nor exit",
    "exits": "people who leave by an exit",
    "concentration": "chance that two members of a battalion served together",
    "distance": "steps from home (same place 0, same province 1, next 2, farther 3)",
}
TOGETHER = "not told apart"


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


LEFT, CELL, MARGIN = 130.0, 18.0, 12.0
LINE, SCALE, NAMES = 26.0, 420.0, 250.0
SHADES = tuple(zip((0.1, 0.25, 0.5, 1.01), SEA, strict=True))
KEY = (0.05, 0.25, 0.5, 1.0)


def heatmap(table: PublishedTable, title: str, said: str) -> Picture:
    """Return militia by place: the share of each column's heads that is of each row."""
    pattern, top = f"hatch-{table.name}", 44 + 5.4 * max((len(_short(n)) for n in table.columns), default=0)
    body = words(MARGIN, 20, title, size=14, weight="600")
    for j, name in enumerate(table.columns):
        x = LEFT + j * CELL + CELL / 2
        body += named(f"{name}: {table.column_totals[j]:,} heads", turned(x + 4, top - 6, _short(name)))
    for i, name in enumerate(table.rows):
        y = top + i * CELL
        body += named(name, words(LEFT - 6, y + 13, _short(name, 18), size=11, anchor="end"))
        body += "".join(_cell(table, i, j, y, pattern) for j in range(len(table.columns)))
    height = top + len(table.rows) * CELL
    body += _key(height + 16, pattern)
    width = max(LEFT + len(table.columns) * CELL + MARGIN + 60, 620)
    return Picture(frame(width, height + 48, title, said, body, hatch(pattern)), f"{title}. {said}", wide=True)


def floors(marks: Sequence[tuple[str, float, str]]) -> Picture:
    """Return a line per (name, concentration, sort): sort ``bound`` is an open mark, ``plan`` a full one."""
    height, title = MARGIN * 2 + LINE * len(marks) + 26, "Chance that two random members of a battalion served together"
    body = _axis(len(marks))
    for n, (name, value, sort) in enumerate(marks):
        y, x = MARGIN + n * LINE + 13, NAMES + SCALE * min(max(value, 0.0), 1.0)
        fill = INK if sort == "plan" else PAPER
        mark = dot(x, y, 5, fill=fill, stroke=INK, stroke_width="1.6")
        body += words(NAMES - 10, y + 4, name, anchor="end") + mark + words(x + 10, y + 4, percent(value), size=11)
    said = "; ".join(f"{name} {percent(value)}" for name, value, _ in marks)
    return Picture(frame(NAMES + SCALE + 70, height, title, said, body), f"{title}: {said}.")


def spreads(spread: Mapping[str, Mapping[str, float]]) -> Picture:
    """Return a line per measure: least to most, the middle four fifths thick, the median a tick."""
    shown = [(name, values) for name, values in spread.items() if values]
    body, said = _axis(len(shown)), []
    for n, (name, values) in enumerate(shown):
        y = MARGIN + n * LINE + 13
        low, few, middle, many, high = (
            NAMES + SCALE * min(max(values[k], 0.0), 1.0) for k in ("least", "p10", "median", "p90", "most")
        )
        body += words(NAMES - 10, y + 4, name, anchor="end")
        body += path(f"M{low:.1f},{y:.1f} H{high:.1f}", stroke=GREY, stroke_width="1.5")
        body += box(few, y - 5, max(many - few, 1.5), 10, fill=SEA[1], stroke="none")
        body += path(f"M{middle:.1f},{y - 8:.1f} V{y + 8:.1f}", stroke=INK, stroke_width="2.5")
        least, median, most = (percent(values[k]) for k in ("least", "median", "most"))
        said.append(f"{name}: median {median}, from {least} to {most}")
    height, title, told = MARGIN * 2 + LINE * len(shown) + 26, "Spread over units", "; ".join(said)
    return Picture(frame(NAMES + SCALE + 70, height, title, told, body), f"{title}: {told}.")


def _cell(table: PublishedTable, i: int, j: int, y: float, pattern: str) -> str:
    x, value = LEFT + j * CELL, table.counts[i, j]
    ground = box(x, y, CELL - 1, CELL - 1, fill=PALE)
    where = f"{table.rows[i]}, {table.columns[j]}"
    if math.isnan(value):
        return named(f"{where}: {WITHHELD}", ground + box(x, y, CELL - 1, CELL - 1, fill=f"url(#{pattern})"))
    share = float(value) / max(int(table.column_totals[j]), 1)
    return named(f"{where}: {value:,.0f} heads, {percent(share, 0)} of them", ground + _square(x, y, share))


def _square(x: float, y: float, share: float) -> str:
    side = (CELL - 1) * math.sqrt(share)
    shade = next(colour for limit, colour in SHADES if share < limit)
    at = (CELL - 1 - side) / 2
    return box(x + at, y + at, side, side, fill=shade) if share > 0 else ""


def _key(y: float, pattern: str) -> str:
    out, x = words(MARGIN, y + 13, "share of a column's heads:", size=11, fill=GREY), 175.0
    for share in KEY:
        out += (
            box(x, y, CELL - 1, CELL - 1, fill=PALE)
            + _square(x, y, share)
            + words(x + 22, y + 13, percent(share, 0), size=11)
        )
        x += 62
    out += box(x, y, CELL - 1, CELL - 1, fill=f"url(#{pattern})") + words(x + 22, y + 13, WITHHELD, size=11)
    return out


def _axis(lines: int) -> str:
    bottom = MARGIN + lines * LINE + 4
    out = ""
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = NAMES + SCALE * tick
        out += path(f"M{x:.1f},{MARGIN:.1f} V{bottom:.1f}", stroke=RULE, stroke_width="1")
        out += words(x, bottom + 14, percent(tick, 0), size=10, fill=GREY, anchor="middle")
    return out


def _short(text: str, most: int = 15) -> str:
    """Return a name cut to fit; of group/militia the end is kept, for the group alone tells no two rows apart."""
    if len(text) <= most:
        return text
    return "…" + text[1 - most :] if "/" in text and " " not in text else text[: most - 1] + "…"
