"""PRIM: the patient rule induction method, which finds a box of inputs where a yes-or-no result is mostly yes.

From the whole space, peel off the share α of one end of one input at a time, always the end that gives

    most   (mean after − mean before) / (points before − points after)

until too few points are left or no end gives anything; then paste ends back on while the mean rises. Ties go together:
an end of equal values is peeled whole. For a box B and a yes-or-no y,

    density = share of y in B,    coverage = share of all y that lies in B,    elsewhere = share of all not-y in B

    path = peel(x, y);  chosen = choose(path, 3);  chosen.low, chosen.high      # x (point, input), y (point,)

Friedman & Fisher 1999, Statistics and Computing 9; Bryant & Lempert 2010, Technological Forecasting & Social Change 77
(density, coverage, quasi-p). A yes-or-no column (0, 1) is an input like any other. Cost: sorts once, then O(points ×
inputs) a step; about 60 steps at α = 0.05.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

Points = NDArray[np.float64]
Flags = NDArray[np.bool_]
ALPHA = 0.05
LEAST = 0.05


@dataclass(frozen=True)
class BoxLimits:
    """A box: x[:, j] in [low[j], high[j]] for every input j (infinite where open), and what it holds."""

    low: Points
    high: Points
    density: float
    coverage: float
    elsewhere: float
    mass: float

    @property
    def restricted(self) -> tuple[int, ...]:
        """Return the inputs that the box bounds."""
        return tuple(np.flatnonzero(np.isfinite(self.low) | np.isfinite(self.high)).tolist())

    @property
    def informed(self) -> float:
        """Return coverage less elsewhere: 0 for a box that says nothing, 1 for all y and nothing else."""
        return self.coverage - self.elsewhere

    def holds(self, x: Points) -> Flags:
        """Return which rows of ``x`` (point, input) lie in the box."""
        return np.asarray(((x >= self.low) & (x <= self.high)).all(axis=1))


def box(x: Points, y: Flags, low: Points, high: Points) -> BoxLimits:
    """Return the limits with density, coverage, elsewhere and mass on ``x`` (point, input) and ``y`` (point,)."""
    inside = ((x >= low) & (x <= high)).all(axis=1)
    count, yes = int(inside.sum()), int((inside & y).sum())
    return BoxLimits(
        low,
        high,
        density=yes / max(count, 1),
        coverage=yes / max(int(y.sum()), 1),
        elsewhere=(count - yes) / max(int((~y).sum()), 1),
        mass=count / len(y),
    )


def peel(x: Points, y: Flags, alpha: float = ALPHA, least: float = LEAST) -> list[BoxLimits]:
    """Return the boxes from the whole space inward, then those of pasting; ``x`` (point, input), ``y`` (point,)."""
    low, high = np.full(x.shape[1], -np.inf), np.full(x.shape[1], np.inf)
    order = np.argsort(x, axis=0, kind="stable").T  # (input, point)
    ranked = np.take_along_axis(x.T, order, axis=1)
    path = [box(x, y, low, high)]
    while ends := list(_ends(order, ranked, y, path[-1].holds(x), alpha, least)):
        bounded = path[-1].restricted
        _, j, end, bound = max(ends, key=lambda e: (e[0], e[1] in bounded, e[1], e[2]))  # of equals one bounded already
        low, high = low.copy(), high.copy()
        (low if end else high)[j] = bound
        path.append(box(x, y, low, high))
    return path + _paste(x, y, path[-1], alpha)


def choose(path: list[BoxLimits], most_inputs: int) -> BoxLimits:
    """Return the most informed box that bounds at most ``most_inputs`` inputs; of equals the larger."""
    return max((b for b in path if len(b.restricted) <= most_inputs), key=lambda b: (b.informed, b.mass))


def pruned(x: Points, y: Flags, found: BoxLimits, limit: float = 0.05) -> BoxLimits:
    """Return the box without the bounds whose quasi-p exceeds ``limit``, dropped one by one, the weakest first."""
    while found.restricted:
        p, j = max((quasi_p(x, y, found, j), j) for j in found.restricted)
        if p <= limit:
            break
        found = _open(x, y, found, j)
    return found


def quasi_p(x: Points, y: Flags, found: BoxLimits, j: int) -> float:
    """Return P(Binomial(points in the box, density without j's bound) ≥ yes in the box)."""
    inside, wider = found.holds(x), _open(x, y, found, j)
    return float(binom.sf(int((inside & y).sum()) - 1, int(inside.sum()), wider.density))


def _open(x: Points, y: Flags, found: BoxLimits, j: int) -> BoxLimits:
    low, high = found.low.copy(), found.high.copy()
    low[j], high[j] = -np.inf, np.inf
    return box(x, y, low, high)


def _ends(
    order: NDArray[np.intp], ranked: Points, y: Flags, inside: Flags, alpha: float, least: float
) -> Iterator[tuple[float, int, bool, float]]:
    """Yield (gain per point, input, whether it is the low end, new bound) of every end that can be peeled."""
    count, yes = int(inside.sum()), int((inside & y).sum())
    share = max(1, int(alpha * count))
    for j in range(len(order)):
        kept = inside[order[j]]
        values, hits = ranked[j][kept], y[order[j]][kept]
        for end in (True, False):
            bound, gone = _cut(values, share, end)
            left = count - gone
            if not gone or left < max(1, least * len(y)):
                continue
            lost = int(hits[:gone].sum() if end else hits[left:].sum())
            gain = ((yes - lost) / left - yes / count) / gone
            if gain > 0:
                yield gain, j, end, bound


def _cut(values: Points, share: int, end: bool) -> tuple[float, int]:
    """Return the new bound and how many points it peels; equal values go together; (nan, 0) where nothing can go."""
    if len(values) <= share or values[0] == values[-1]:
        return float("nan"), 0
    if end:
        bound = values[share] if values[share] > values[0] else values[np.searchsorted(values, values[0], "right")]
        return float(bound), int(np.searchsorted(values, bound, "left"))
    last = len(values) - 1 - share
    bound = values[last] if values[last] < values[-1] else values[np.searchsorted(values, values[-1], "left") - 1]
    return float(bound), len(values) - int(np.searchsorted(values, bound, "right"))


def _paste(x: Points, y: Flags, found: BoxLimits, alpha: float) -> list[BoxLimits]:
    path: list[BoxLimits] = []
    while wider := [w for w in _wider(x, y, found, alpha) if w.density > found.density]:
        found = max(wider, key=lambda w: (w.density, w.mass))
        path.append(found)
    return path


def _wider(x: Points, y: Flags, found: BoxLimits, alpha: float) -> Iterator[BoxLimits]:
    """Yield the box with one bound moved out by at least one point and about the share α of its points."""
    more = max(1, int(alpha * found.holds(x).sum()))
    for j in found.restricted:
        column = x[_open(x, y, found, j).holds(x), j]
        below, above = np.sort(column[column < found.low[j]]), np.sort(column[column > found.high[j]])
        low, high = found.low.copy(), found.high.copy()
        if len(below):
            low[j] = below[-more] if len(below) > more else -np.inf
            yield box(x, y, low, found.high)
        if len(above):
            high[j] = above[more - 1] if len(above) > more else np.inf
            yield box(x, y, found.low, high)
