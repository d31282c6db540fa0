"""Paired differences: what one pair of choices changes against another, in every theory.

For a pair A against B and an outcome y, in each world (theory, point):

    d[theory, point] = mean over particles of ( y_A − y_B ),     y summed over months

Value is the median of d over the points of a theory, the interval its 5th to 95th percentile *across worlds* (not a
standard error). A mean over K particles still carries luck, which widens the spread across worlds by a term of order
1/K: left in, a verdict would change with the number of particles alone. It is taken out to first order by comparing
with halves of the particles (``within``): q = (K·q_K − h·q_h) / (K − h). ``worlds_below`` counts d < 0,
``worlds_tied`` d = 0, as drawn. **Distinguishable** means that zero lies outside the interval under at least four of
the five theories. What has no observed series gets kind ``sign``: no value and no interval, only in how many worlds;
there "outside" means that at least 95 in 100 of a theory's worlds lie on one side.

Gordy & Juneja 2010, Management Science 56 (nested estimates of quantiles: bias in 1/K, jackknife).

Who chooses between what: the options of one decider while the other's choice stands.

Nobody chooses between "the sponsor refuses" and "the host federalises". So regret, dominance and every list of options
run over one decider's options under one fixed option of the other:

    for choice in choices(futures): choice.decider, choice.given, choice.pairs
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from tether.decisions.order_statistics import median_of, quantile_of
from tether.futures.outcomes import ORDER_OUTCOMES, RECORD_OUTCOMES, TOLD_ALONE
from tether.futures.project import end_outcomes, pair_names, record_outcomes_of, theories_of

ENOUGH = 4  # theories under which zero must lie outside
INTERVAL = (0.05, 0.95)
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Contrast:
    """Indices of two pairs: ``a`` against ``b``."""

    a: int
    b: int


def contrasts(futures: xr.Dataset) -> tuple[Contrast, ...]:
    """Return each pair against the status quo, then neighbours: one decider's choice changed, the other's kept."""
    names = pair_names(futures)
    against_status_quo = [Contrast(i, 0) for i in range(1, len(names))]
    near = [Contrast(i, j) for i in range(2, len(names)) for j in range(1, i) if _near(names[i], names[j])]
    return (*against_status_quo, *near)


def outcomes_of(futures: xr.Dataset) -> tuple[str, ...]:
    """Return the outcomes on which pairs are set against each other, those with a series first."""
    return (*record_outcomes_of(futures), *(o for o in end_outcomes(futures) if o not in TOLD_ALONE))


def comparable() -> tuple[str, ...]:
    """Return every outcome that some case compares, known before anything runs."""
    return tuple(o.id for o in (*RECORD_OUTCOMES, *ORDER_OUTCOMES) if o.id not in TOLD_ALONE)


def compare(futures: xr.Dataset, chosen: Iterable[Contrast] | None = None) -> pd.DataFrame:
    """Return the tidy table: one row per contrast, theory and outcome."""
    totals = {outcome: total(futures, outcome) for outcome in outcomes_of(futures)}
    rows: list[dict[str, Any]] = []
    for contrast in contrasts(futures) if chosen is None else chosen:
        for outcome, y in totals.items():
            rows += _rows(futures, contrast, outcome, y[contrast.a] - y[contrast.b])
    return pd.DataFrame(rows)


def total(futures: xr.Dataset, outcome: str) -> Values:
    """Return the outcome by (pair, theory, point, particle), float64: summed over months, or as it ends."""
    y = futures.variables[outcome]
    if "month" in y.dims:
        return np.asarray(y.values.sum(axis=y.dims.index("month"), dtype=np.float64))
    return np.asarray(y.values.astype(np.float64))


def paired(futures: xr.Dataset, contrast: Contrast, outcome: str) -> Values:
    """Return d (theory, point), float64."""
    return paired_draws(futures, contrast, outcome).mean(axis=-1)


def paired_draws(futures: xr.Dataset, contrast: Contrast, outcome: str) -> Values:
    """Return y_A − y_B by (theory, point, particle), float64."""
    y = futures.variables[outcome]
    return differences(y.isel(pair=contrast.a), y.isel(pair=contrast.b))


def differences(one: xr.Variable, other: xr.Variable) -> Values:
    """Return the first less the other, both without ``pair``, by (theory, point, particle), summed over months."""
    difference: Values = one.values.astype(np.float64) - other.values
    return difference.sum(axis=one.dims.index("month")) if "month" in one.dims else difference


@dataclass(frozen=True)
class Means:
    """World means of paired draws: of all ``particles`` (theory, …, point), of four halves (4, theory, …, point)."""

    whole: Values
    halves: Values
    particles: int

    @classmethod
    def of(cls, draws: Values) -> Means:
        """Return the means of ``draws`` (theory, point, particle)."""
        half = draws.shape[-1] // 2
        parts = (slice(half), slice(half, 2 * half), slice(0, 2 * half, 2), slice(1, 2 * half, 2)) if half else ()
        whole = draws.mean(axis=-1)
        halves = [draws[..., part].mean(axis=-1) for part in parts]
        return cls(whole, np.stack(halves) if halves else np.empty((0, *whole.shape)), draws.shape[-1])

    def resampled(self, points: NDArray[np.intp]) -> Means:
        """Return the means with points taken anew; ``points`` (resample, point) gives (theory, resample, point)."""
        return Means(self.whole[..., points], self.halves[..., points], self.particles)

    def flipped(self, coins: Values) -> Means:
        """Return the means times ``coins`` (shuffle, point), as (theory, shuffle, point)."""
        return Means(self.whole[:, None] * coins, self.halves[:, :, None] * coins, self.particles)


def within(means: Means) -> tuple[Values, Values]:
    """Return the ends (theory, …) of the interval across worlds.

    Luck is taken out to first order in one over the number of particles; the median of the plain world means always
    lies inside.
    """
    ordered = np.sort(means.whole, axis=-1)
    ends, middle = np.stack([quantile_of(ordered, share) for share in INTERVAL]), median_of(ordered)
    if half := means.particles // 2:
        halves = np.sort(means.halves, axis=-1)
        noisy = np.stack([quantile_of(halves, share) for share in INTERVAL]).mean(axis=1)
        ends = (means.particles * ends - half * noisy) / (means.particles - half)
    return np.minimum(ends[0], middle), np.maximum(ends[1], middle)


def luck_ratio(draws: Values) -> Values:
    """Return by theory how much a difference varies between a world's futures, as a multiple of that between worlds.

    With w the mean over worlds of the variance over particles and b the variance of world means less w / particles,
    the ratio is w / b: infinite where worlds differ by no more than their futures' luck; ``draws`` (theory, point,
    particle). A ratio of r means that a world's mean over K particles is luck to the part r / (r + K).
    """
    if min(draws.shape[1:]) < 2:
        return np.full(len(draws), np.nan)
    luck = draws.var(axis=2, ddof=1).mean(axis=1)
    apart = draws.mean(axis=2).var(axis=1, ddof=1) - luck / draws.shape[2]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(apart > 0, luck / apart, np.where(luck > 0, np.inf, np.nan)), np.float64)


def distinguishable(low: Values, high: Values) -> bool:
    """Return whether zero lies outside [low, high], both (theory,), under at least ``ENOUGH`` theories."""
    return int(((low > 0) | (high < 0)).sum()) >= ENOUGH


def one_sided(d: Values) -> bool:
    """Return whether 95 in 100 of d (theory, world) lie strictly on one side of zero under ``ENOUGH`` theories."""
    share = np.maximum((d < 0).mean(axis=1), (d > 0).mean(axis=1))
    return int((share >= INTERVAL[1]).sum()) >= ENOUGH


def sides(means: Means, observed: bool) -> NDArray[np.int8]:
    """Return by (theory, …) −1 where a lies lower, 1 where higher, 0 where open."""
    if observed:
        low, high = within(means)
        return np.asarray((low > 0).astype(np.int8) - (high < 0), np.int8)
    lower, higher = ((side.mean(axis=-1) >= INTERVAL[1]) for side in (means.whole < 0, means.whole > 0))
    return np.asarray(higher.astype(np.int8) - lower, np.int8)


def unseen(outcome: str) -> bool:
    """Return whether the outcome has no observed series, so that only its sign may be told."""
    return outcome in {o.id for o in ORDER_OUTCOMES}


def named(futures: xr.Dataset, contrast: Contrast) -> dict[str, str]:
    """Return the columns that name a contrast in every table."""
    sponsor, host = futures.variables["sponsor"].values, futures.variables["host"].values
    return {
        "sponsor": str(sponsor[contrast.a]),
        "host": str(host[contrast.a]),
        "against_sponsor": str(sponsor[contrast.b]),
        "against_host": str(host[contrast.b]),
    }


def _rows(futures: xr.Dataset, contrast: Contrast, outcome: str, draws: Values) -> list[dict[str, Any]]:
    d, sign = draws.mean(axis=-1), unseen(outcome)
    low, high = (np.full(len(d), np.nan),) * 2 if sign else within(Means.of(draws))
    verdict = one_sided(d) if sign else distinguishable(low, high)
    told = named(futures, contrast)
    return [
        {
            **told,
            "theory": theory,
            "outcome": outcome,
            "kind": "sign" if sign else "difference",
            "value": np.nan if sign else float(np.median(d[i])),
            "lo": float(low[i]),
            "hi": float(high[i]),
            "worlds_below": int((d[i] < 0).sum()),
            "worlds_tied": int((d[i] == 0).sum()),
            "worlds_total": d.shape[1],
            "distinguishable": verdict,
            "label": "assumption",
        }
        for i, theory in enumerate(theories_of(futures))
    ]


def _near(a: tuple[str, str], b: tuple[str, str]) -> bool:
    return (a[0] == b[0]) != (a[1] == b[1])


@dataclass(frozen=True)
class Choice:
    """``decider`` chooses among ``pairs`` (indices, in the case's order) while the other has chosen ``given``."""

    decider: Literal["sponsor", "host"]
    given: str
    pairs: tuple[int, ...]


def choices(futures: xr.Dataset) -> tuple[Choice, ...]:
    """Return the host's choices under each option of the sponsor, then the sponsor's under each of the host."""
    return (*_of(futures, "host"), *_of(futures, "sponsor"))


def leading(futures: xr.Dataset) -> tuple[Contrast, ...]:
    """Return the contrasts that the slower judgements are made for, each against the status quo.

    They are each host's option while the sponsor changes nothing, and each sponsor's while the host changes nothing.
    """
    base, *_ = names = pair_names(futures)
    return tuple(
        c for c in contrasts(futures) if c.b == 0 and any(a == b for a, b in zip(names[c.a], base, strict=True))
    )


def _of(futures: xr.Dataset, decider: Literal["sponsor", "host"]) -> Iterator[Choice]:
    others = futures.variables["sponsor" if decider == "host" else "host"].values.tolist()
    for given in dict.fromkeys(others):
        found = tuple(i for i, other in enumerate(others) if other == given)
        if len(found) > 1:
            yield Choice(decider, given, found)
