"""The plan page, for a reader who decides and for one who doubts.

    page = plan_page(found, title="Iraqi National Guard", beside=Beside([absorb(intake)], frontier=points))
    as_html(page)

What is proved comes first (the certificate, or by how much no plan exists), then what was measured, then what depends
on rosters and rules that could be otherwise, last what is assumption. Heads by militia, rank and place come from the
published tables alone (``disclosure.py``); where a kind of leaving is below the threshold, totals are not told apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pandas as pd

from tether.induction.absorption import Absorbed
from tether.induction.conflicts import Conflict
from tether.induction.disclosure import THRESHOLD, publish
from tether.induction.handover import INVENTED
from tether.induction.page_parts import (
    exits_part,
    frontier_part,
    measures_part,
    months_part,
    robustness_part,
    rolling_part,
    tables_part,
)
from tether.induction.page_words import OBJECTIVE_WORDS, TOGETHER, few, leaving_words
from tether.induction.planning import Plan
from tether.induction.policy import FAMILIES
from tether.induction.rolling import Rolled
from tether.induction.sampling import SHARED, Robustness
from tether.report.blocks import (
    Block,
    Callout,
    Document,
    Method,
    Paragraph,
    Section,
    Sentence,
    Sign,
    bullets,
    section,
    table,
)
from tether.report.numbers import count, percent
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
