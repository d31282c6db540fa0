"""Stages: the objectives in their order, each bounded by itself.

    1 unplaced, 2 exits      nobody without a post or a way out; posts before exits
    3 concentration          Σ X²/S, the earlier ones held
    4 distance               heads × band, concentration held within ``TOLERANCE`` of its optimum

A weighted sum would let a large easy objective hide a bad small one, so each has its own bound. Where there are at
least as many postable people as posts, every post is filled and sizes are constants: one program settles stages 1–3.
Else sizes are free. All rows are elastic in the first program, at a price above what breaking them could gain; what is
still broken then goes to ``conflicts.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tether.induction.cells import Floats
from tether.induction.intake import Intake
from tether.induction.linear import LinearSolution, solve
from tether.induction.prices import Prices, objective_bound, plain_prices, prices_of
from tether.induction.program import ELASTIC, posting_program
from tether.induction.rows import Margins, Program
from tether.induction.squares import (
    PIECES,
    TANGENTS,
    add_pieces,
    add_tangents,
    cap_squares,
    concentration,
    points_near,
    priced_shares,
    share_points,
)

MIXING = {"unplaced": 10.0, "exits": 3.0, "concentration": 1.0}
MOVING = {"unplaced": 100.0, "exits": 30.0, "distance": 1.0}
BREAKING = 50.0  # price per head of breaking a row, against at most 1 for the worst concentration
FORBIDDING = 5000.0  # the same, where the first price was paid
TOLERANCE = 0.003  # by how much concentration may rise for shorter ways
NEGLIGIBLE = 0.01  # heads of slack that are the solver's inexactness


@dataclass(frozen=True)
class Relaxed:
    """A fractional plan by type and location, and the prices that bound each objective."""

    program: Program
    values: Floats
    prices: Mapping[str, Prices]  # objective: prices
    broken: Mapping[str, float]  # family: heads of slack, empty where the plan keeps every row

    @property
    def feasible(self) -> bool:
        """Return whether every row is kept."""
        return not self.broken


def relax(intake: Intake, margins: Margins, *, distance: bool = True, threads: int = 2) -> Relaxed:
    """Solve the stages; the answer's rows are tightened by ``margins``, its bounds are not."""
    sizes = _full(intake)
    program, points, answer = _mix(intake, margins, sizes, threads)
    broken = _broken(program, answer)
    if broken and sizes is not None:
        sizes = None
        program, points, answer = _mix(intake, margins, sizes, threads)
        broken = _broken(program, answer)
    if broken:
        program, points, answer = _mix(intake, margins, sizes, threads, FORBIDDING)
        broken = _broken(program, answer)
    mixing = prices_of(program, answer, MIXING, priced_shares(program, answer, points))
    prices = {name: plain_prices(intake, name) for name in ("unplaced", "exits")} | {"concentration": mixing}
    if broken or not distance:
        return Relaxed(program, answer.values, prices, broken)
    moved, end, way = _move(intake, margins, sizes, program, answer, threads)
    if end.status != "Optimal":
        return Relaxed(program, answer.values, prices, broken)
    return Relaxed(moved, end.values, prices | {"distance": way}, broken)


def settle_unplaced(intake: Intake, threads: int = 2) -> Prices:
    """Return prices for the bound on unplaced heads, from a program of its own (where the plain prices don't do)."""
    program = posting_program(intake)
    answer = solve(program.book, program.cost(unplaced=1.0), threads=threads)
    return prices_of(program, answer, {"unplaced": 1.0}, None)


def settle_exits(intake: Intake, threads: int = 2) -> Prices:
    """Return prices for the bound on exits, unplaced people counting a hundredfold."""
    weights = {"unplaced": 100.0, "exits": 1.0}
    program = posting_program(intake)
    answer = solve(program.book, program.cost(**weights), threads=threads)
    return prices_of(program, answer, weights, None)


def bounds(intake: Intake, prices: Mapping[str, Prices], achieved: Mapping[str, float]) -> dict[str, float]:
    """Return the bound on each objective, given what the plan achieved on the ones before."""
    return {name: objective_bound(intake, found, name, achieved) for name, found in prices.items()}


def _full(intake: Intake) -> Floats | None:
    high = intake.battalions * intake.battalion_range[1]
    postable = intake.cells.heads[intake.postable].sum()
    return high.astype(float) if postable >= high.sum() else None


def _mix(
    intake: Intake, margins: Margins, sizes: Floats | None, threads: int, breaking: float = BREAKING
) -> tuple[Program, Floats, LinearSolution]:
    program = posting_program(intake, margins=margins, elastic=ELASTIC, sizes=sizes)
    points = share_points(intake, TANGENTS if sizes is None else PIECES)
    _square(program, sizes, points)
    answer = solve(program.book, program.cost(**MIXING, slack=breaking), threads=threads)
    return program, points, answer


def _square(program: Program, sizes: Floats | None, points: Floats) -> None:
    if sizes is None:
        add_tangents(program, points)
    else:
        add_pieces(program, sizes, points)


def _move(
    intake: Intake, margins: Margins, sizes: Floats | None, mixed: Program, before: LinearSolution, threads: int
) -> tuple[Program, LinearSolution, Prices]:
    """Shorten the ways, concentration held: strangers travel by militia between provinces."""
    program = posting_program(intake, margins=margins, distance=True, sizes=sizes)
    heads, filled = before.values[mixed.heads].reshape(len(mixed.blocs), -1), before.values[mixed.size]
    points = points_near(intake, heads / np.maximum(filled, 1e-9))
    _square(program, sizes, points)
    cap_squares(program, concentration(heads, filled) * (1 + TOLERANCE))
    answer = solve(program.book, program.cost(**MOVING), threads=threads)
    weight = float(max(-answer.prices[program.book.row_blocks["concentration"]][0], 0))
    shares = priced_shares(program, answer, points, weight)
    prices = prices_of(program, answer, MOVING | {"concentration": weight}, shares)
    return program, answer, prices


def _broken(program: Program, answer: LinearSolution) -> dict[str, float]:
    slack = {family: float(answer.values[columns].sum()) for family, columns in program.slack.items()}
    return {family: amount for family, amount in slack.items() if amount > NEGLIGIBLE}
