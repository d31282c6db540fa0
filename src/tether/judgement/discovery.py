"""Scenario discovery: in which part of the assumptions does one pair do worse than another?

All theories' worlds stand in one table: each drawn input in its own unit, and one yes-or-no column per theory. "Worse"
is a positive paired difference on the outcome that leads. PRIM (``prim.py``) finds the box; bounds that the data do
not need are dropped; at most ``MOST`` inputs stay, so that a reader can hold the box in mind.

A box fits the worlds it was found in. So it is found twice more, each time on every second point alone, and judged on
the points in between: ``held_density``, ``held_coverage``, ``held_elsewhere``. It *separates* when held coverage −
held elsewhere is at least a third (of the worlds on each side, two in three sorted right on average). "No part of the
assumptions separates them" is a result. Density and coverage are told under every theory.

Bryant & Lempert 2010, Technological Forecasting & Social Change 77.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from tether.futures.project import theories_of
from tether.judgement.compare import Contrast, Values, named, paired
from tether.judgement.inputs import Drawn
from tether.judgement.prim import BoxLimits, box, choose, peel, pruned, quasi_p

MOST = 4  # inputs that a printed box may bound
RARE = 0.05  # share of worlds below which one side is too rare to look for
SEPARATES = 1 / 3
THEORY = "theory="
Flags = NDArray[np.bool_]


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
    futures: xr.Dataset, drawn: Mapping[str, Drawn], chosen: Sequence[Contrast], outcome: str
) -> tuple[Box, ...]:
    """Return one box for each contrast (about half a second each for 1,280 worlds and 100 inputs)."""
    table, names = _table(futures, drawn)
    return tuple(_discover(futures, drawn, c, outcome, table, names) for c in chosen)


def _discover(
    futures: xr.Dataset, drawn: Mapping[str, Drawn], contrast: Contrast, outcome: str, x: Values, names: list[str]
) -> Box:
    worse = paired(futures, contrast, outcome) > 0
    y, points = worse.ravel(), worse.shape[1]
    if RARE <= y.mean() <= 1 - RARE:
        found = _found(x, y)
        held = _held(x, y, np.tile(np.arange(points) % 2 == 0, len(worse)))
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


def _table(futures: xr.Dataset, drawn: Mapping[str, Drawn]) -> tuple[Values, list[str]]:
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


def _bound(drawn: Drawn, found: BoxLimits, j: int, x: Values, y: Flags) -> Bound:
    low, high = float(found.low[j]), float(found.high[j])
    spread = float(drawn.values.min()), float(drawn.values.max())
    return Bound(drawn.symbol, drawn.meaning, drawn.unit, drawn.label, low, high, *spread, quasi_p(x, y, found, j))
