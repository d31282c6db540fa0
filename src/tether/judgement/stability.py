"""Stability: would other draws give the same verdict?

For each contrast and outcome, three questions that a run can put to itself:

- *agree*: in how many of ``RESAMPLES`` resamplings of points (the same points under all theories) the verdict is the
  same. A verdict is *firm* when at least 95 in 100 agree; otherwise it lies at the edge, and doubling the draws may
  turn it.
- *halves*: are the verdicts of the first half of the points (itself a balanced Sobol set) and of half of the particles
  the same as the whole run's?
- *luck*: the share of the spread of world means that comes from too few particles: mean over worlds of the variance
  within a world ÷ particles, over the variance across worlds.

Efron & Tibshirani 1993 (resampling). Requirement: doubling the draws turns no firm verdict but by chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from tether.judgement.compare import (
    ENOUGH,
    Contrast,
    Means,
    Values,
    contrasts,
    named,
    outcomes_of,
    sides,
    total,
    unseen,
)

RESAMPLES = 100
FIRM = 0.95


def stability(
    futures: xr.Dataset, chosen: Sequence[Contrast] | None = None, outcomes: Sequence[str] | None = None, seed: int = 0
) -> pd.DataFrame:
    """Return one row per contrast (default: all) and outcome (default: all), the contrasts' columns first.

    Further columns: outcome, verdict ("lower", "higher", "opposite", "open"), agree (share of resamples), firm,
    half_points, half_particles (verdicts), luck (the largest over theories; NaN for one particle or no spread).
    """
    rng = np.random.default_rng(seed)
    points = futures.sizes["point"]
    again = rng.integers(0, points, (RESAMPLES, points))
    rows: list[dict[str, Any]] = []
    for outcome in outcomes_of(futures) if outcomes is None else outcomes:
        y, observed = total(futures, outcome), not unseen(outcome)
        for contrast in contrasts(futures) if chosen is None else chosen:
            told = {**named(futures, contrast), "outcome": outcome}
            rows.append({**told, **_row(y[contrast.a] - y[contrast.b], observed, again)})
    return pd.DataFrame(rows)


def verdict(means: Means, observed: bool) -> NDArray[np.str_]:
    """Return "lower", "higher", "opposite" (both, by theory) or "open" by (…,), theories folded."""
    found = sides(means, observed)
    lower, higher = (found < 0).any(axis=0), (found > 0).any(axis=0)
    told = np.where(lower & higher, "opposite", np.where(lower, "lower", "higher"))
    return np.asarray(np.where((found != 0).sum(axis=0) < ENOUGH, "open", told))


def luck_share(draws: Values) -> float:
    """Return the largest share over theories; ``draws`` (theory, point, particle)."""
    particles = draws.shape[-1]
    spread = draws.mean(axis=-1).var(axis=-1)
    if particles < 2 or not spread.any():
        return float("nan")
    inside = draws.var(axis=-1, ddof=1).mean(axis=-1) / particles
    return float((inside[spread > 0] / spread[spread > 0]).max())


def _row(draws: Values, observed: bool, again: NDArray[np.intp]) -> dict[str, Any]:
    means, half = Means.of(draws), max(1, draws.shape[-1] // 2)
    whole = str(verdict(means, observed))
    agree = float((verdict(means.resampled(again), observed) == whole).mean())
    return {
        "verdict": whole,
        "agree": agree,
        "firm": agree >= FIRM,
        "half_points": str(verdict(Means.of(draws[:, : draws.shape[1] // 2]), observed)),
        "half_particles": str(verdict(Means.of(draws[..., :half]), observed)),
        "luck": luck_share(draws),
    }
