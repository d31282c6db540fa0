"""Rolling: an intake planned month by month, when nobody knows who will still come.

Each month the whole problem is solved again with what is known: those already posted stay where they are (barred from
every other location, open to no exit), those waiting are counted, those to come are expected as the roster says. Only
people who are there are posted, as many as can be screened, each to the battalion and company of his location where his
militia is fewest. Who is left at the end takes an exit while there are places.

    found = rolling(intake, sample_cells(intake.cells, Noise(7), 0))     # expected roster, the one that came
    found.plan.measures, found.knew.measures                            # against the plan that knew everything
    found.moved                                                         # posted people whom the last repair had to move

Rows are asked of the finished force, so a half-filled battalion may be short of sergeants for a while; the measures by
month say how concentrated it is meanwhile. The look-ahead is too hopeful in one point: later months' screening is not
told apart from what is left in all. What is posted in a month never exceeds that month's number.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from tether.induction.cells import Ints, RosterCells
from tether.induction.certificate import relax
from tether.induction.commanders import appoint
from tether.induction.deal import PostingRoll, Schedule, Seating, capacity, schedule
from tether.induction.measures import by_month, measure
from tether.induction.modes import leaving
from tether.induction.plan import SNUG, Breaches, Plan, achieved, attempt_plan, certify
from tether.induction.problem import POST_ONLY, Intake, Relaxation, Step, quiet
from tether.induction.repair import repair
from tether.induction.rounding import assign_cells, whole_types
from tether.induction.seats import breaches

COMPARED = ("posted", "exits", "unplaced", "concentration", "floor", "retention_subunit", "local_share", "distance")


@dataclass(frozen=True)
class RollingPlan:
    """A rolling plan, the plan that knew everything, and what each breaks. Neither claims more than it shows."""

    plan: Plan
    broken: Breaches
    moved: int
    knew: Plan
    knew_broken: Breaches
    months: pd.DataFrame = field(repr=False)  # month, arrived, posted, waiting, posted_so_far, concentration

    @property
    def compared(self) -> pd.DataFrame:
        """Return the measures of both, a row each: measure, rolling, knew_everything."""
        both = [(n, getattr(self.plan.measures, n), getattr(self.knew.measures, n)) for n in COMPARED]
        over = ("heads beyond rows", heads_beyond_rows(self.broken), heads_beyond_rows(self.knew_broken))
        return pd.DataFrame([*both, over], columns=["measure", "rolling", "knew_everything"])


def rolling(intake: Intake, actual: RosterCells, *, threads: int = 1, step: Step = quiet) -> RollingPlan:
    """Return the rolling plan of ``intake`` when ``actual`` came: the same cells, other counts; ``step`` is told."""
    truth = replace(intake, cells=actual)
    seating, waiting = Seating(truth), np.zeros(len(actual), np.int64)
    room, rows, wanted = _room(intake), [], 0
    for month in range(intake.policy.months):
        due = truth.postable & (actual.month == month)
        come = np.where(due, actual.heads, 0)
        waiting, before = waiting + come, len(seating)
        if waiting.any() and (wanted or (come + due * intake.cells.heads).any()):
            chosen = _chosen(intake, actual, month, waiting, seating, threads)
            seating.seat(*_screened(truth, chosen, room[month]), month)
            waiting = waiting - np.bincount(seating.cell[before:], minlength=len(actual))
            wanted = int(chosen[2].sum()) - (len(seating) - before)
        rows.append((month, int(come.sum()), len(seating) - before, int(waiting.sum())))
        step("months planned one by one", month + 1, intake.policy.months)
    return _finished(truth, seating, rows, threads)


def _room(intake: Intake) -> Ints:
    """Return heads that can be screened in each month, by the planner's own schedule."""
    empty = np.zeros(0, np.int64)
    nobody = np.zeros(len(intake.cells), np.int64)
    roll = PostingRoll(intake, empty, empty, empty, empty, nobody, nobody, empty)
    return np.minimum(capacity(roll), intake.units.total).astype(np.int64)


def _chosen(
    intake: Intake, actual: RosterCells, month: int, waiting: Ints, seating: Seating, threads: int
) -> tuple[Ints, Ints, Ints]:
    """Return (cell, location, heads) of waiting people whom this month's plan posts."""
    view, source, there = _view(intake, actual, month, waiting, seating)
    relaxed = relax(view, SNUG, threads=threads, mix_broken=True)
    postings = assign_cells(view, *whole_types(relaxed))
    mine = there[postings.cell]
    return source[postings.cell[mine]], postings.location[mine], postings.heads[mine]


def _view(
    intake: Intake, actual: RosterCells, month: int, waiting: Ints, seating: Seating
) -> tuple[Intake, Ints, np.ndarray]:
    """Return the problem as seen in a month, the cell behind each of its cells, and which of them are waiting."""
    cell, location, held = seating.held()
    here, later = np.flatnonzero(waiting), np.flatnonzero(actual.month > month)
    source = np.concatenate([cell, here, later])
    heads = np.concatenate([held, waiting[here], intake.cells.heads[later]])
    seen = actual.take(source).with_heads(heads)
    bar, consent, arrival = seen.bar.copy(), seen.consent.copy(), np.maximum(seen.month - month, 0)
    bar[: len(cell)] = len(actual.bars) + location
    consent[: len(cell)] = POST_ONLY
    names = frozenset(p.id for p in intake.units.locations)
    bars = (*actual.bars, *(names - {p.id} for p in intake.units.locations))
    there = np.zeros(len(source), bool)
    there[len(cell) : len(cell) + len(here)] = True
    seen = replace(seen, bars=bars, bar=bar, consent=consent, month=arrival)
    more = [Relaxation("vetting", "", "", intake.policy.slack("vetting", "") + len(seating))]
    policy = replace(intake.policy.relaxed(more), months=intake.policy.months - month)
    return replace(intake, cells=seen, policy=policy), source, there


def _screened(intake: Intake, chosen: tuple[Ints, Ints, Ints], room: int) -> tuple[Ints, Ints, Ints]:
    """Return as many of the chosen as can be screened, the earliest arrivals first, evenly over locations."""
    cell, location, heads = chosen
    person = np.repeat(np.arange(len(cell)), heads)
    within = np.arange(len(person)) - np.repeat(heads.cumsum() - heads, heads)
    order = np.lexsort(((within + 0.5) / heads[person], intake.cells.month[cell[person]]))[:room]
    kept = np.bincount(person[order], minlength=len(cell))
    return cell[kept > 0], location[kept > 0], kept[kept > 0]


def _finished(truth: Intake, seating: Seating, rows: list[tuple[int, int, int, int]], threads: int) -> RollingPlan:
    roll = seating.roll()
    left = truth.cells.heads - np.bincount(roll.cell, minlength=len(truth.cells))
    exits = leaving(truth, left)
    roll = replace(roll, exit=exits, unplaced=left - exits)
    mended = appoint(repair(roll) if breaches(roll) else roll)
    when = Schedule(np.maximum(seating.month, truth.cells.month[mended.cell]), schedule(mended).exits)
    plan = Plan(truth, mended, when, measure(mended, when), achieved(mended), {}, {})
    attempt = attempt_plan(truth, threads=threads)
    grown = [(size, mixed) for _, size, mixed, _ in by_month(roll, replace(when, month=seating.month))]
    table = pd.DataFrame(rows, columns=["month", "arrived", "posted", "waiting"])
    table["posted_so_far"], table["concentration"] = zip(*grown, strict=True)
    moved = int((mended.cell != roll.cell).sum())
    return RollingPlan(plan, breaches(mended), moved, certify(attempt, threads=threads), attempt.broken, table)


def heads_beyond_rows(broken: Breaches) -> int:
    """Return heads beyond the rows in all."""
    return sum(heads for rows in broken.values() for _, _, heads in rows)
