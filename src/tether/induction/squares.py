"""Σ X²/S made linear: how concentrated militias are, in a program that knows only straight lines.

Where the sizes S are fixed, X[m,l] is cut into pieces between shares a₀ < a₁ < …, piece k costing its chord's slope
a_k + a_{k+1} per head: a little dear, never cheap, one equality per (militia, location). Where S is free, q ≥ 2aX − a²S
for each share a (the tangent planes of a function convex in X and S together): a little cheap, one row per share.

Either way the price of a head of m at l is 2a for some share a, and

    Σ X²/S ≥ Σ 2aX − a²S      for any shares a whatever,

which is all that the bound uses (``prices.py``): the pieces steer, they certify nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tether.induction.cells import Floats, Ints
from tether.induction.intake import Intake
from tether.induction.linear import INF, LinearSolution
from tether.induction.rows import Program

PIECES = (0, 0.2, 0.4, 0.55, 0.7, 0.8, 0.88, 0.94, 1, 1.06, 1.12, 1.2, 1.3, 1.42, 1.6, 1.8, 2.1, 2.5, 3.1, 4, 5.5)
TANGENTS = (0.0, 0.4, 0.7, 0.9, 1.0, 1.1, 1.35, 1.8, 2.6, 4.0)  # both as multiples of a militia's own share
NEAR = (0, 0.4, 0.7, 0.85, 0.92, 0.97, 1.02, 1.07, 1.14, 1.25, 1.45, 1.8, 2.5, 4)  # of a share found before


def share_points(intake: Intake, multiples: Sequence[float]) -> Floats:
    """Return shares around each bloc's share of those who can be posted, ascending, shape (bloc, location, point)."""
    own = _own_shares(intake)
    points = np.minimum(own[:, None] * np.asarray(multiples), intake.policy.battalion_cap + own[:, None])
    return np.repeat(points[:, None, :], len(intake.units.locations), axis=1)


def points_near(intake: Intake, shares: Floats, multiples: Sequence[float] = NEAR) -> Floats:
    """Return shares around those found before (bloc, location), shape (bloc, location, point)."""
    centre = np.maximum(shares, 0.25 * _own_shares(intake)[:, None])
    return np.minimum(centre[:, :, None] * np.asarray(multiples), 1.0)


def add_pieces(program: Program, sizes: Floats, points: Floats) -> None:
    """Cut X[m,l] at the shares ``points`` (bloc, location, point) of fixed sizes; the last piece has no end."""
    book, count = program.book, points.shape[2] - 1
    every = np.arange(len(program.heads))
    entries: list[tuple[Ints, Ints, float]] = [(every, program.heads, -1.0)]
    parts = []
    for k in range(count):
        width = (points[:, :, k + 1] - points[:, :, k]) * sizes[None, :]
        columns = book.columns(f"piece-{k}", len(every), upper=width.reshape(-1) if k < count - 1 else INF)
        parts.append((columns, (points[:, :, k + 1] + points[:, :, k]).reshape(-1)))
        entries.append((every, columns, 1.0))
    book.rows("piece", len(every), *entries, lower=0.0, upper=0.0)
    program.square = tuple(parts)


def add_tangents(program: Program, points: Floats) -> None:
    """Add q[m,l] ≥ 2aX − a²S for each share a in ``points`` (bloc, location, point)."""
    book, locations = program.book, len(program.size)
    every = np.arange(len(program.heads))
    square = book.columns("square", len(every))
    size = program.size[every % locations]
    for k in range(points.shape[2]):
        a = points[:, :, k].reshape(-1)
        entries = (every, square, 1.0), (every, program.heads, -2 * a), (every, size, a * a)
        book.rows(f"tangent-{k}", len(every), *entries, lower=0.0)
    program.square = ((square, np.ones(len(every))),)


def cap_squares(program: Program, limit: float) -> None:
    """Let the concentration be at most ``limit``: a row for the later objectives."""
    entries = [(0 * columns, columns, price) for columns, price in program.square]
    program.book.rows("concentration", 1, *entries, upper=limit)


def priced_shares(program: Program, answer: LinearSolution, points: Floats, weight: float = 1.0) -> Floats:
    """Return the share a at which each (bloc, location) was priced, Σ X²/S counting ``weight``; (bloc, location)."""
    shape = (len(program.blocs), len(program.size))
    blocks = program.book.row_blocks
    if "piece" in blocks:
        return np.clip(answer.prices[blocks["piece"]].reshape(shape) / (2 * max(weight, 1e-12)), 0, 1)
    weights = [answer.prices[blocks[f"tangent-{k}"]].reshape(shape) for k in range(points.shape[2])]
    force = np.maximum(np.stack(weights, -1), 0)
    total = force.sum(-1)
    return np.where(total > 0, (force * points).sum(-1) / np.where(total > 0, total, 1), 0.0)


def concentration(heads: Floats, sizes: Floats) -> float:
    """Return Σ X²/S of heads (bloc, unit) in units of ``sizes``; empty units count nothing."""
    return float((heads**2 / np.maximum(sizes, 1e-9)).sum())


def _own_shares(intake: Intake) -> Floats:
    cells = intake.cells
    heads = np.bincount(cells.militia, cells.heads * intake.postable, len(cells.militias))
    return heads[cells.blocs] / max(heads.sum(), 1)
