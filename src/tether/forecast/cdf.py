"""Forecasts as distribution functions on one fixed grid: what makes mixing them linear and scoring them quick.

For F on the grid z_1 < z_2 < … of whole deaths, and what happened, y:

    CRPS = Σ_j w_j (F(z_j) − 1{y ≤ z_j})²          w_j: unit steps to 10, trapezoids above
    p(y) = F(upper edge of y's bin) − F(lower edge)   bins as in the ignorance score

Both are exact for a mixture's F = Σ_k a_k F_k: the CRPS of a mixture is a quadratic form of its weights and p is
linear. This is the *fit's* arithmetic; the scorecard judges with its own, from draws.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
_TOP = (600, 720, 860, 1000, 1250, 1600, 2000, 2600, 3400, 4500, 6000, 9000, 15000, 30000)
GRID = np.array(
    [
        *range(11),
        12,
        14,
        17,
        20,
        25,
        30,
        36,
        43,
        50,
        60,
        72,
        86,
        100,
        120,
        145,
        175,
        210,
        250,
        300,
        360,
        430,
        500,
        *_TOP,
    ],
    dtype=np.float64,
)
UPPER = np.array([0, 2, 5, 10, 25, 50, 100, 250, 500, 1000])  # last whole number of each bin but the open one
_EDGE = np.searchsorted(GRID, UPPER)


def weights() -> NDArray[np.float64]:
    """Return w (grid,): how many whole numbers of deaths each grid point stands for."""
    width = np.diff(GRID)
    left = np.where(width == 1, 1.0, width / 2)
    right = np.where(width == 1, 0.0, width / 2)
    return np.append(left, 0.0) + np.insert(right, 0, 0.0)


def cdf_of_draws(draws: NDArray[np.float32]) -> Array:
    """Return F on the grid, (…, grid), of draws (…, draw)."""
    flat = draws.reshape(-1, draws.shape[-1])
    cell = np.searchsorted(GRID, flat.ravel(), side="left")
    rows = np.repeat(np.arange(flat.shape[0]), flat.shape[1])
    width = GRID.size + 1
    counts = np.bincount(rows * width + cell, minlength=flat.shape[0] * width).reshape(-1, width)
    below = np.cumsum(counts, axis=1)[:, : GRID.size] / flat.shape[1]
    return below.astype(np.float32).reshape(*draws.shape[:-1], GRID.size)


def residuals(cdf: Array, observed: NDArray[np.float64]) -> Array:
    """Return √w (F − 1{y ≤ z}), whose squared length is the CRPS; cdf (…, grid), observed (…)."""
    return ((cdf - (observed[..., None] <= GRID)) * np.sqrt(weights())).astype(np.float32)


def bin_probability(cdf: Array, observed: NDArray[np.float64]) -> Array:
    """Return p(y): the forecast's probability of the bin of ``observed``, (…)."""
    edges = cdf[..., _EDGE]
    shape = (*edges.shape[:-1], 1)
    steps = np.diff(edges, axis=-1, prepend=np.zeros(shape, np.float32), append=np.ones(shape, np.float32))
    which = np.searchsorted(UPPER, observed, side="left")
    shown = np.broadcast_to(which[..., None], (*steps.shape[:-1], 1))
    return np.take_along_axis(steps, shown, axis=-1)[..., 0]


def surprise(probability: Array) -> Array:
    """Return the ignorance in bits as the score smooths it at 1,000 draws: −log2((1000 p + 1) / 1011), shape kept."""
    return -np.log2((1000.0 * probability + 1.0) / 1011.0)
