"""Sampling: in how many of 100 rosters a plan exists, since nobody has exact counts.

A roster is drawn from the cells' intervals: ghosts and double registration inflate a militia's lists together, so part
of the error is the militia's and part the cell's own,

    heads = low + ⌊u · (high − low + 1)⌋,   u = Φ(√s · z_militia + √(1 − s) · z_cell),   s = ``SHARED`` (an assumption)

    found = robustness(intake, rosters=100, seed=7, workers=2)
    found.sentence                       # "feasible in 87 of 100 rosters; first to give way: bloc (13 of 100), …"
    found.rows                           # family, place, key, rosters, mean and most heads: the worst binding row first

Every roster is planned anew; the order is from the cheap to the dear. The class-level program alone, without any
objective on mixing, says whether fractional people fit with room for whole ones; its answer is dealt into companies and
repaired, and only a roll that keeps every row counts as feasible. Where it does not fit, the elastic program proves how
many heads rows must give way by ("impossible"); between the two the planner's own margins are tried, and what is left
is "not found": no plan in whole people was found and none excluded, counted as infeasible and said apart. Rosters are
named noise and are solved on one thread each, so any number of workers gives the same answer.

Frontier: bloc cap × local men × months, or what one wish costs in terms of the others.

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

Bounds are the class-level program's, in closed form from its prices (``certificate.py``): fractional people, so a
point that looks possible may still have no plan in whole people. Missing is "not tried" or "not found", never zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from multiprocessing import get_context
from typing import TypeVar

import numpy as np
import pandas as pd
from scipy.special import ndtr

from tether.induction.cells import Floats, RosterCells
from tether.induction.certificate import (
    BREAKING,
    NEGLIGIBLE,
    RelaxedPlan,
    bounds,
    objective_bound,
    relax,
    settle_unplaced,
)
from tether.induction.conflicts import elastic, key_name
from tether.induction.deal import frame_of
from tether.induction.linear_program import solve
from tether.induction.plan import LOOSE, ROOMY, SNUG, SURE, DealAttempt, achieved, attempt_plan, realise
from tether.induction.posting_lp import ELASTIC, Margins, posting_program
from tether.induction.problem import BATTALION_OF_COMPANY, Intake, Step, quiet
from tether.randomness.noise import Noise

SHARED = 0.5
HOPING = {"unplaced": 1e-2, "exits": 3e-3, "slack": BREAKING}  # posts before exits, but rows before both
Found = TypeVar("Found")
Row = tuple[str, str, str, float]  # family, place, key, heads


@dataclass(frozen=True)
class SampledRoster:
    """What became of one roster. ``verdict`` is plan, impossible or not found; ``rows`` gave way by so many heads."""

    number: int
    heads: int
    verdict: str
    unplaced: int
    least: float
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Robustness:
    """How often a plan exists over the intervals."""

    sampled: tuple[SampledRoster, ...]

    @property
    def feasible(self) -> int:
        """Return in how many rosters a plan was found that keeps every row."""
        return self.count("plan")

    def count(self, verdict: str) -> int:
        """Return how many rosters ended so."""
        return sum(s.verdict == verdict for s in self.sampled)

    @cached_property
    def rows(self) -> pd.DataFrame:
        """Return the rows that gave way, worst first: family, place, key, rosters, mean_heads, most_heads."""
        return _ranked(self.sampled, ["family", "place", "key"])

    @cached_property
    def families(self) -> pd.DataFrame:
        """Return the same by family: a place more or less is the solver's choice, the family rarely is."""
        return _ranked(self.sampled, ["family"])

    @property
    def sentence(self) -> str:
        """Return the answer in words."""
        size = len(self.sampled)
        said = f"feasible in {self.feasible} of {size} rosters"
        if self.count("not found"):
            said += f"; in {self.count('not found')} none was found and none excluded"
        worst = [f"{r.family} ({r.rosters} of {size})" for r in self.families.head(3).itertuples()]
        return said + (f"; first to give way: {', '.join(worst)}" if worst else "")


def robustness(
    intake: Intake,
    *,
    rosters: int = 100,
    seed: int = 7,
    shared: float = SHARED,
    workers: int = 1,
    step: Step = quiet,
) -> Robustness:
    """Return what becomes of ``rosters`` rosters drawn from the intervals; ``step`` is told of each."""
    intake.check()
    found = _all_rosters(intake, range(rosters), seed, shared, workers)
    return Robustness(tuple(_counted("rosters drawn", found, rosters, step)))


def _counted(name: str, found: Iterator[Found], of: int, step: Step) -> Iterator[Found]:
    step(name, 0, of)
    for done, one in enumerate(found, 1):
        step(name, done, of)
        yield one


def sample_cells(cells: RosterCells, noise: Noise, number: int, shared: float = SHARED) -> RosterCells:
    """Return roster ``number``: counts drawn from the intervals, the same for the same noise."""
    militia = _normals(noise, "induction.roster.militia", number, len(cells.militias))[cells.militia]
    own = _normals(noise, "induction.roster.cell", number, len(cells))
    at = ndtr(np.sqrt(shared) * militia + np.sqrt(1 - shared) * own)
    width = cells.high - cells.low
    return cells.with_heads(cells.low + np.minimum(np.floor(at * (width + 1)).astype(np.int64), width))


def one_roster(intake: Intake, number: int, seed: int, shared: float = SHARED) -> SampledRoster:
    """Return what becomes of roster ``number``."""
    cells = sample_cells(intake.cells, Noise(seed), number, shared)
    trial = replace(intake, cells=cells)
    relaxed = relaxed_answer(trial)
    if relaxed.broken:
        least, given = elastic(trial, ELASTIC, threads=1)
        if least > NEGLIGIBLE:
            rows = [(f, *at, heads) for f, spots in given.items() for at, heads in spots.items()]
            return SampledRoster(number, cells.total, "impossible", 0, least, tuple(rows))
    best: DealAttempt | None = None
    for chance in _chances(trial, relaxed):
        best = realise(chance)
        if not best.broken:
            return SampledRoster(number, cells.total, "plan", int(best.roll.unplaced.sum()), 0.0)
    assert best is not None
    return SampledRoster(number, cells.total, "not found", int(best.roll.unplaced.sum()), 0.0, _broken_rows(best))


def relaxed_answer(intake: Intake) -> RelaxedPlan:
    """Return the class-level program's answer without any objective on mixing: enough to see whether rows hold."""
    program = posting_program(intake, margins=SNUG, elastic=ELASTIC)
    answer = solve(program.book, program.cost(**HOPING), threads=1)
    slack = {family: float(answer.values[columns].sum()) for family, columns in program.slack.items()}
    return RelaxedPlan(program, answer.values, {}, {f: heads for f, heads in slack.items() if heads > NEGLIGIBLE})


def _chances(intake: Intake, first: RelaxedPlan) -> Iterator[RelaxedPlan]:
    """Give fractional plans from the cheapest to the most careful."""
    if first.feasible:
        yield first
    for margins in (SNUG, LOOSE, ROOMY):
        yield relax(intake, margins, distance=False, threads=1)


def _all_rosters(
    intake: Intake, numbers: Sequence[int], seed: int, shared: float, workers: int
) -> Iterator[SampledRoster]:
    if workers <= 1 or len(numbers) <= 1:
        yield from (one_roster(intake, number, seed, shared) for number in numbers)
        return
    with ProcessPoolExecutor(min(workers, len(numbers)), mp_context=get_context("spawn")) as pool:
        jobs = [pool.submit(one_roster, intake, number, seed, shared) for number in numbers]
        yield from (job.result() for job in jobs)


def _normals(noise: Noise, name: str, number: int, size: int) -> Floats:
    return np.asarray(noise.normals(name, 0, number, (size,)), float)


def _broken_rows(attempt: DealAttempt) -> tuple[Row, ...]:
    """Return what the best roll breaks, by place and key."""
    intake, frame = attempt.roll.intake, frame_of(attempt.roll.intake)
    total: dict[tuple[str, str, str], float] = {}
    for family, rows in attempt.broken.items():
        for unit, key, heads in rows:
            battalion = frame.battalion[unit] if family.endswith("-company") else unit
            place = intake.units.locations[frame.location[battalion]].id if unit >= 0 else ""
            at = (family, place, key_name(intake, family, key))
            total[at] = total.get(at, 0.0) + heads
    return tuple((*at, heads) for at, heads in total.items())


def _ranked(sampled: Sequence[SampledRoster], by: list[str]) -> pd.DataFrame:
    """Return in how many rosters each row gave way and by how much there, worst first."""
    lines = [(s.number, *row) for s in sampled for row in s.rows]
    table = pd.DataFrame(lines, columns=["number", "family", "place", "key", "heads"])
    each = table.groupby(["number", *by])["heads"].sum().reset_index()
    found = each.groupby(by)["heads"].agg(rosters="size", mean_heads="mean", most_heads="max").reset_index()
    return found.sort_values(["rosters", "mean_heads", *by], ascending=[False, False, *([True] * len(by))]).reset_index(
        drop=True
    )


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
    step: Step = quiet,
) -> pd.DataFrame:
    """Return a line per point of the grid: ``POINT`` and ``FOUND``; ``step`` is told of each."""
    grid = list(product(caps, local, months))
    same = {point: _same(intake, point) for point in grid}
    ready = sorted(set(same.values()))
    points = _counted("points of the frontier", _all_points(intake, ready, whole, workers), len(ready), step)
    found = dict(zip(ready, points, strict=True))
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


def _bounds(relaxed: RelaxedPlan) -> tuple[float, float]:
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
