"""Permutation: shuffle the charters' labels, and see whether conclusions vanish.

In each point a coin decides whether a contrast's two pairs swap names (the same coin under all theories, which share
the point). If the verdicts come from the charters, none is left; if some remain, they came from the way of judging:

    permuted(futures)   ->  Permutation(conclusions=9, shuffled=0.0, most=0, shuffles=100, judged=84)

The same coin is tossed for every contrast and outcome of one shuffle, so that what hangs together stays together.
Fisher 1935 (sign flips); it tests the machinery, not the theories: a conclusion that survives is still assumed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from tether.judgement.compare import ENOUGH, Contrast, Means, contrasts, outcomes_of, sides, total, unseen

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
