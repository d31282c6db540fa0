"""Scenario discovery: in which part of the assumptions does one pair do worse than another?

All theories' worlds stand in one table: each drawn input in its own unit, and one yes-or-no column per theory. "Worse"
is a positive paired difference on the outcome that leads. PRIM (``peel``) finds the box; bounds that the data do
not need are dropped; at most ``MOST`` inputs stay, so that a reader can hold the box in mind.

A box fits the worlds it was found in. So it is found twice more, each time on every second point alone, and judged on
the points in between: ``held_density``, ``held_coverage``, ``held_elsewhere``. It *separates* when held coverage −
held elsewhere is at least a third (of the worlds on each side, two in three sorted right on average). "No part of the
assumptions separates them" is a result. Density and coverage are told under every theory.

Bryant & Lempert 2010, Technological Forecasting & Social Change 77.

PRIM: the patient rule induction method, which finds a box of inputs where a yes-or-no result is mostly yes.

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

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from scipy.special import betainc

from tether.decisions.differences import Contrast, Values, named, paired
from tether.decisions.inputs import DrawnInput
from tether.decisions.kept import kept
from tether.futures.project import theories_of

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
    ranked, hits = np.take_along_axis(x.T, order, axis=1), y[order]
    path = [box(x, y, low, high)]
    while end := _best_end(ranked, hits, path[-1].restricted, alpha, max(1.0, least * len(y))):
        low, high = low.copy(), high.copy()
        (low if end.low else high)[end.input] = end.bound
        path.append(box(x, y, low, high))
        inside = path[-1].holds(x)[order]
        shape = (len(order), -1)
        order, ranked, hits = order[inside].reshape(shape), ranked[inside].reshape(shape), hits[inside].reshape(shape)
    return path + _paste(x, y, path[-1], alpha)


def choose(path: list[BoxLimits], most_inputs: int) -> BoxLimits:
    """Return the most informed box that bounds at most ``most_inputs`` inputs; of equals the larger."""
    return max((b for b in path if len(b.restricted) <= most_inputs), key=lambda b: (b.informed, b.mass))


def pruned(x: Points, y: Flags, found: BoxLimits, limit: float = 0.05) -> BoxLimits:
    """Return the box without the bounds whose quasi-p exceeds ``limit``, the weakest first; x (point, input)."""
    while found.restricted:
        p, j = max((quasi_p(x, y, found, j), j) for j in found.restricted)
        if p <= limit:
            break
        found = _open(x, y, found, j)
    return found


def quasi_p(x: Points, y: Flags, limits: BoxLimits, j: int) -> float:
    """Return P(Binomial(points in the box, density without j's bound) ≥ yes in the box); x (point, input)."""
    inside, wider = limits.holds(x), _open(x, y, limits, j)
    count, yes = int(inside.sum()), int((inside & y).sum())
    return float(betainc(yes, count - yes + 1, wider.density)) if yes else 1.0


def _open(x: Points, y: Flags, limits: BoxLimits, j: int) -> BoxLimits:
    low, high = limits.low.copy(), limits.high.copy()
    low[j], high[j] = -np.inf, np.inf
    return box(x, y, low, high)


@dataclass(frozen=True)
class _End:
    """One end of the box that is peeled off: whose, which, and the new bound."""

    input: int
    low: bool
    bound: float


def _best_end(ranked: Points, hits: Flags, bounded: tuple[int, ...], alpha: float, least: float) -> _End | None:
    """Return the end that gains most density a point; None where none gains or may go.

    ``ranked``, ``hits`` (input, point of the box) are sorted by each input. Of equals one bounded already goes first.
    """
    count = ranked.shape[1]
    share = max(1, int(alpha * count))
    if count <= share:
        return None
    yes, below = int(hits[0].sum()), np.cumsum(hits, axis=1)
    ends: list[tuple[float, bool, int, bool, float]] = []
    for low, (bounds, gone) in ((True, _low_cuts(ranked, share)), (False, _high_cuts(ranked, share))):
        left = count - gone
        at = np.flatnonzero((ranked[:, 0] != ranked[:, -1]) & (gone > 0) & (left >= least))
        told = below[at, (gone if low else left)[at] - 1]
        lost = told if low else yes - told
        gain = ((yes - lost) / left[at] - yes / count) / gone[at]
        for k in np.flatnonzero((gain > 0) & (gain == gain.max(initial=0.0))).tolist():
            ends.append((float(gain[k]), int(at[k]) in bounded, int(at[k]), low, float(bounds[at[k]])))
    if not ends:
        return None
    _, _, of, low, bound = max(ends)
    return _End(of, low, bound)


def _low_cuts(ranked: Points, share: int) -> tuple[Points, NDArray[np.intp]]:
    """Return by input the new low bound and how many points it peels; equal values go together."""
    rows, last = np.arange(len(ranked)), ranked.shape[1] - 1
    past = np.minimum((ranked <= ranked[:, :1]).sum(axis=1), last)
    bound = np.where(ranked[:, share] > ranked[:, 0], ranked[:, share], ranked[rows, past])
    return bound, (ranked < bound[:, None]).sum(axis=1)


def _high_cuts(ranked: Points, share: int) -> tuple[Points, NDArray[np.intp]]:
    """Return by input the new high bound and how many points it peels; equal values go together."""
    rows, last = np.arange(len(ranked)), ranked.shape[1] - 1 - share
    before = (ranked < ranked[:, -1:]).sum(axis=1) - 1
    bound = np.where(ranked[:, last] < ranked[:, -1], ranked[:, last], ranked[rows, before])
    return bound, (ranked > bound[:, None]).sum(axis=1)


def _paste(x: Points, y: Flags, found: BoxLimits, alpha: float) -> list[BoxLimits]:
    path: list[BoxLimits] = []
    while wider := [w for w in _wider(x, y, found, alpha) if w.density > found.density]:
        found = max(wider, key=lambda w: (w.density, w.mass))
        path.append(found)
    return path


def _wider(x: Points, y: Flags, limits: BoxLimits, alpha: float) -> Iterator[BoxLimits]:
    """Yield the box with one bound moved out by at least one point and about the share α of its points."""
    more = max(1, int(alpha * limits.holds(x).sum()))
    for j in limits.restricted:
        column = x[_open(x, y, limits, j).holds(x), j]
        below, above = np.sort(column[column < limits.low[j]]), np.sort(column[column > limits.high[j]])
        low, high = limits.low.copy(), limits.high.copy()
        if len(below):
            low[j] = below[-more] if len(below) > more else -np.inf
            yield box(x, y, low, limits.high)
        if len(above):
            high[j] = above[more - 1] if len(above) > more else np.inf
            yield box(x, y, limits.low, high)


MOST = 4  # inputs that a printed box may bound
RARE = 0.05  # share of worlds below which one side is too rare to look for
SEPARATES = 1 / 3
THEORY = "theory="


@dataclass(frozen=True)
class Bound:
    """One side or two of a box: ``low``, ``high`` infinite where open; the range drawn over all theories beside it."""

    symbol: str
    meaning: str
    unit: str
    label: str
    low: float
    high: float
    range_low: float
    range_high: float
    quasi_p: float


@dataclass(frozen=True)
class Box:
    """Where a pair does worse than another; ``why`` says so where nothing was found. No bounds: theories alone part it.

    by_theory: theory, inside, worse_inside, worse, worlds_total.
    """

    sponsor: str
    host: str
    against_sponsor: str
    against_host: str
    outcome: str
    bounds: tuple[Bound, ...]
    theories: tuple[str, ...]  # those that the box reaches into
    base: float  # share of all worlds in which the pair does worse
    density: float
    coverage: float
    elsewhere: float  # share of the other worlds that lies in the box
    held_density: float
    held_coverage: float
    held_elsewhere: float
    by_theory: pd.DataFrame
    why: str = ""

    @property
    def separates(self) -> bool:
        """Return whether the box sorts worlds that it was not found in."""
        return not self.why and self.held_coverage - self.held_elsewhere >= SEPARATES


def discover(
    futures: xr.Dataset, drawn: Mapping[str, DrawnInput], chosen: Sequence[Contrast], outcome: str
) -> tuple[Box, ...]:
    """Return one box for each contrast (about half a second each for 1,280 worlds and 100 inputs)."""
    table, names = _table(futures, drawn)
    return tuple(_discover(futures, drawn, c, outcome, table, names) for c in chosen)


def _discover(
    futures: xr.Dataset, drawn: Mapping[str, DrawnInput], contrast: Contrast, outcome: str, x: Values, names: list[str]
) -> Box:
    worse = paired(futures, contrast, outcome) > 0
    y, points = worse.ravel(), worse.shape[1]
    if RARE <= y.mean() <= 1 - RARE:
        found, held = _searched(x, y, np.tile(np.arange(points) % 2 == 0, len(worse)))
        why = "" if found.restricted else "no bound survives"
    else:
        open_ = np.full(x.shape[1], np.inf)
        found, held = box(x, y, -open_, open_), (float("nan"),) * 3
        why = f"{'worse' if y.mean() > 0.5 else 'not worse'} in nearly every world"
    inside = found.holds(x).reshape(worse.shape)
    return Box(
        **named(futures, contrast),
        outcome=outcome,
        bounds=tuple(_bound(drawn[names[j]], found, j, x, y) for j in found.restricted if names[j] in drawn),
        theories=tuple(t for t, i in zip(theories_of(futures), inside, strict=True) if i.any()),
        base=float(y.mean()),
        density=found.density,
        coverage=found.coverage,
        elsewhere=found.elsewhere,
        held_density=held[0],
        held_coverage=held[1],
        held_elsewhere=held[2],
        by_theory=_by_theory(theories_of(futures), inside, worse),
        why=why,
    )


def _searched(x: Values, y: Flags, even: Flags) -> tuple[BoxLimits, tuple[float, ...]]:
    """Return the box of all points, and what boxes hold of points that they were not found in."""

    def searched() -> dict[str, Any]:
        found = _found(x, y)
        told = (found.density, found.coverage, found.elsewhere, found.mass, *_held(x, y, even))
        return {"low": found.low, "high": found.high, "told": np.array(told, np.float64)}

    found = kept("box", (x, y, even), searched)
    told = found["told"].tolist()
    return BoxLimits(found["low"], found["high"], *told[:4]), tuple(told[4:])


def _found(x: Values, y: Flags) -> BoxLimits:
    return pruned(x, y, choose(peel(x, y), MOST))


def _held(x: Values, y: Flags, even: Flags) -> tuple[float, float, float]:
    """Return density, coverage and elsewhere on the points that each box was not found in."""
    inside = np.zeros(len(y), bool)
    for part in (even, ~even):
        inside[~part] = _found(x[part], y[part]).holds(x[~part])
    yes, count = int((inside & y).sum()), int(inside.sum())
    density = yes / count if count else float("nan")
    return density, yes / int(y.sum()), (count - yes) / int((~y).sum())


def _table(futures: xr.Dataset, drawn: Mapping[str, DrawnInput]) -> tuple[Values, list[str]]:
    """Return the inputs (world, input), worlds by theory then point, and their names."""
    columns = [d.values.ravel() for d in drawn.values()]
    points = next(iter(drawn.values())).values.shape[1]
    of = np.repeat(np.arange(len(theories_of(futures))), points)
    columns += [(of == i).astype(np.float64) for i in range(len(theories_of(futures)))]
    return np.stack(columns, axis=1), [*drawn, *(f"{THEORY}{t}" for t in theories_of(futures))]


def _by_theory(theories: tuple[str, ...], inside: Flags, worse: Flags) -> pd.DataFrame:
    counts = {"inside": inside, "worse_inside": inside & worse, "worse": worse}
    rows = {name: flags.sum(axis=1) for name, flags in counts.items()}
    return pd.DataFrame({"theory": list(theories), **rows, "worlds_total": worse.shape[1]})


def _bound(drawn: DrawnInput, limits: BoxLimits, j: int, x: Values, y: Flags) -> Bound:
    low, high = float(limits.low[j]), float(limits.high[j])
    spread = float(drawn.values.min()), float(drawn.values.max())
    return Bound(drawn.symbol, drawn.meaning, drawn.unit, drawn.label, low, high, *spread, quasi_p(x, y, limits, j))
