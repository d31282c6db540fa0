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

Permutation: shuffle the charters' labels, and see whether conclusions vanish.

In each point a coin decides whether a contrast's two pairs swap names (the same coin under all theories, which share
the point). If the verdicts come from the charters, none is left; if some remain, they came from the way of judging:

    permuted(futures)   ->  Permutation(conclusions=9, shuffled=0.0, most=0, shuffles=100, judged=84)

The same coin is tossed for every contrast and outcome of one shuffle, so that what hangs together stays together.
Fisher 1935 (sign flips); it tests the machinery, not the theories: a conclusion that survives is still assumed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from tether.decisions.differences import (
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


SHUFFLES = 100


@dataclass(frozen=True)
class Permutation:
    """``conclusions``: distinguishable verdicts as run, of ``judged``; ``shuffled``, ``most``: mean and most after."""

    conclusions: int
    judged: int
    shuffled: float
    most: int
    shuffles: int


def permuted(
    futures: xr.Dataset, chosen: Sequence[Contrast] | None = None, shuffles: int = SHUFFLES, seed: int = 0
) -> Permutation:
    """Count distinguishable verdicts over all contrasts (default) and outcomes, as run and with labels shuffled."""
    rng = np.random.default_rng(seed)
    points = futures.sizes["point"]
    coins = rng.choice([-1.0, 1.0], size=(shuffles, points))
    found, judged, left = 0, 0, np.zeros(shuffles, int)
    for outcome in outcomes_of(futures):
        y, observed = total(futures, outcome), not unseen(outcome)
        for contrast in contrasts(futures) if chosen is None else chosen:
            means = Means.of(y[contrast.a] - y[contrast.b])
            judged += 1
            found += int(_apart(means, observed))
            left += _apart(means.flipped(coins), observed)
    return Permutation(found, judged, float(left.mean()), int(left.max()), shuffles)


def _apart(means: Means, observed: bool) -> NDArray[np.bool_]:
    return np.asarray((sides(means, observed) != 0).sum(axis=0) >= ENOUGH)
