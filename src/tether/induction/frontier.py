"""Frontier: bloc cap × local men × months, or what one wish costs in terms of the others.

A guard of local men is a guard of the militias that are strong there. How much of the one goes with how little of the
other, and in how many months, is a property of who volunteers, and no argument about charters gets round it.

    table = frontier(intake, caps=(0.2, 0.33), local=(0.15, 0.5), months=(6, 24))

One line per point, all other rules as they are:

    cap, local, months      largest share of a company from one militia (a battalion: four fifths of it), least share of
                            local men in every battalion, months planned
    least_heads             0 where the rows can hold; else heads by which rows must give way whatever the plan: a bound
    unplaced_bound          least heads without a post or an exit: a bound, no plan has fewer
    concentration_bound     least chance that two random members of a battalion served in one militia, with nobody left
                            out who need not be: a bound
    unplaced, concentration what a plan in whole people was found to reach (``whole=True``; missing where none was)

Bounds are the class-level program's, in closed form from its prices (``prices.py``): fractional people, so a point that
looks possible may still have no plan in whole people. Missing is "not tried" or "not found", never zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import product
from multiprocessing import get_context

import numpy as np
import pandas as pd

from tether.induction.conflicts import elastic
from tether.induction.intake import Intake
from tether.induction.planning import SURE, achieved, attempt_plan
from tether.induction.policy import BATTALION_OF_COMPANY
from tether.induction.prices import objective_bound
from tether.induction.program import ELASTIC
from tether.induction.rows import Margins
from tether.induction.stages import NEGLIGIBLE, Relaxed, bounds, relax, settle_unplaced

CAPS = (0.20, 0.25, 0.33, 0.50)
LOCAL = (0.0, 0.15, 0.30, 0.50)
MONTHS = (6, 12, 24)
POINT = ("cap", "local", "months")
FOUND = ("least_heads", "unplaced_bound", "concentration_bound", "unplaced", "concentration")


def frontier(
    intake: Intake,
    *,
    caps: Sequence[float] = CAPS,
    local: Sequence[float] = LOCAL,
    months: Sequence[int] = MONTHS,
    whole: bool = False,
    workers: int = 1,
) -> pd.DataFrame:
    """Return a line per point of the grid: ``POINT`` and ``FOUND``."""
    grid = list(product(caps, local, months))
    same = {point: _same(intake, point) for point in grid}
    ready = sorted(set(same.values()))
    found = dict(zip(ready, _all_points(intake, ready, whole, workers), strict=True))
    return pd.DataFrame([(*point, *found[same[point]]) for point in grid], columns=[*POINT, *FOUND])


def most_local(table: pd.DataFrame) -> pd.DataFrame:
    """Return the largest local share of the grid at which the rows can hold: a row per cap, a column per months."""
    held = table[table.least_heads <= NEGLIGIBLE]
    out = held.pivot_table(index="cap", columns="months", values="local", aggfunc="max")
    return out.reindex(index=sorted(table.cap.unique()), columns=sorted(table.months.unique()))


def at_point(intake: Intake, cap: float, local: float, months: int) -> Intake:
    """Return the intake under the rules of one point."""
    policy = replace(
        intake.policy,
        company_cap=cap,
        battalion_cap=cap * BATTALION_OF_COMPANY,
        local_low=local,
        local_high=max(local, intake.policy.local_high),
        months=months,
    )
    return replace(intake, policy=policy)


def one_point(intake: Intake, point: tuple[float, float, int], whole: bool = False) -> tuple[float, ...]:
    """Return ``FOUND`` at one point."""
    trial = at_point(intake, *point)
    relaxed = relax(trial, Margins(), distance=False, threads=1)
    if relaxed.broken:
        least = elastic(trial, ELASTIC, threads=1)[0]
        if least > NEGLIGIBLE:
            return (least, *[float("nan")] * 4)
    return (0.0, *_bounds(relaxed), *(_whole(trial) if whole else (float("nan"),) * 2))


def _same(intake: Intake, point: tuple[float, float, int]) -> tuple[float, float, int]:
    """Return the point with as few months as make the same problem: without a screening number only arrivals count."""
    cap, local, months = point
    if intake.policy.vetting_per_month is None:
        months = min(months, int(intake.cells.month.max(initial=0)) + 1)
    return cap, local, months


def _all_points(
    intake: Intake, points: Sequence[tuple[float, float, int]], whole: bool, workers: int
) -> Iterator[tuple[float, ...]]:
    if workers <= 1 or len(points) <= 1:
        yield from (one_point(intake, point, whole) for point in points)
        return
    with ProcessPoolExecutor(min(workers, len(points)), mp_context=get_context("spawn")) as pool:
        jobs = [pool.submit(one_point, intake, point, whole) for point in points]
        yield from (job.result() for job in jobs)


def _bounds(relaxed: Relaxed) -> tuple[float, float]:
    """Return the bounds on unplaced heads and, the earlier objectives as good as can be, on concentration."""
    program, values = relaxed.program, np.maximum(relaxed.values, 0)
    intake, posted = program.intake, float(values[program.size].sum())
    reached = {"unplaced": float(values[program.unplaced].sum()), "exits": float(values[program.exit].sum())}
    proved = bounds(intake, relaxed.prices, reached | {"concentration": 0.0})
    unplaced = proved["unplaced"]
    if reached["unplaced"] - unplaced > SURE * max(intake.cells.total, 1):
        unplaced = max(unplaced, objective_bound(intake, settle_unplaced(intake, 1), "unplaced", reached))
    return unplaced, proved["concentration"] / max(posted, 1e-9)


def _whole(intake: Intake) -> tuple[float, float]:
    """Return what a plan in whole people reaches, missing where none was found."""
    attempt = attempt_plan(intake, threads=1)
    if attempt.broken:
        return float("nan"), float("nan")
    found = achieved(attempt.roll)
    return found["unplaced"], found["concentration"] / max(len(attempt.roll), 1)
