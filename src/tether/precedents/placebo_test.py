"""Two sides against placebo dates: the difference, its p-values, size and power, how strong a hidden cause must be.

For a comparison, T = mean y of one side − mean y of the other, y = log((recorded + 6) / (median + 6)).

- *noise*: every design is replaced by a placebo date, designs of a country whose windows overlap by the same one; T*
  over ``REPLICATES`` such draws. Deviations from a pool's mean are stretched by √((n+1)/(n−1)), because a pool's mean
  is itself a guess; n is the pool's effective number of months, m² / Σ ρ, with ρ = .7 (1 − lag / 24) between months
  whose windows overlap (placebo dates half a year, a year, eighteen months apart have .58, .32, .12). A pool with n of
  two or less says nothing of noise and is left out.
- *placebo p*: the same, but each design's own month is one of those dealt, with the chance 1 / (n+1) that one of n + 1
  like months has, and nothing is stretched; p is two-sided around T*'s mean. Where design and placebo dates are alike,
  T's squared distance from that mean is T*'s variance on average, n / (n+1) of one month's. With placebo dates alone a
  month that misses by far stood against a pool that could not hold it: of nothing, a twentieth was called at .076
  where backers compete, and a hundredth at .045.
- *permutation p*: sides are dealt anew among designs of the same context.
- *size and power*: the whole procedure on placebo dates in the designs' place, reference dates a year away from them.

    table = event_table(keys, outlooks, pool)
    compare_sides(table, sides, contexts, "entry").placebo_p
    try_procedure(table, sides, "entry").size
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tether.evidence.calendar import month as month_of
from tether.precedents.country_months import WINDOW
from tether.precedents.outlooks import Key, SumOutlook
from tether.precedents.placebo import APART, PlaceboMonths
from tether.randomness.noise import Noise

REPLICATES, TRIALS, REFERENCES, PERMUTATIONS, SEED = 2000, 1000, 400, 4999, 1
SHIFTS = (0.5, 1.0, 1.5, 2.0)
OVERLAP, LEAST = 0.7, 2.0
Array = NDArray[np.float64]
Sides = NDArray[np.int64]  # 1, 0, or -1 where on neither side


@dataclass(frozen=True)
class EventCluster:
    """Events of one country whose windows overlap: ``rows`` of the table, and the placebo months in their place."""

    country: str
    rows: tuple[int, ...]
    months: tuple[str, ...]
    y: Array  # (month,)

    @cached_property
    def numbers(self) -> Array:
        """Return the pool's months as numbers."""
        return np.array([_number(m) for m in self.months])

    def stretched(self, kept: NDArray[np.bool_]) -> Array | None:
        """Return y of the kept months with deviations stretched; None where they count as two or fewer."""
        number = effective_number(self.numbers[kept])
        if number <= LEAST:
            return None
        y = self.y[kept]
        mean = y.mean()
        return np.asarray(mean + (y - mean) * np.sqrt((number + 1) / (number - 1)))

    def dealt(self, kept: NDArray[np.bool_], luck: Array) -> tuple[NDArray[np.bool_], Array] | None:
        """Deal months anew, the event's own among the kept: where its own is dealt, else y; None for two or fewer."""
        number = effective_number(self.numbers[kept])
        if number <= LEAST:
            return None
        y, mine = self.y[kept], 1.0 / (number + 1.0)
        place = np.minimum(((luck - mine) / (1.0 - mine) * len(y)).astype(int), len(y) - 1)
        return luck < mine, np.asarray(y[place])


@dataclass(frozen=True)
class EventTable:
    """Events with outlooks in order, their placebo clusters, and who has none."""

    keys: tuple[Key, ...]
    y: Array
    percentile: Array
    clusters: tuple[EventCluster, ...]
    without_placebo: tuple[Key, ...]

    def covered(self) -> NDArray[np.bool_]:
        """Return which events a cluster with enough placebo months stands for, (event,)."""
        out = np.zeros(len(self.keys), bool)
        for cluster in self.clusters:
            if cluster.stretched(np.ones(len(cluster.months), bool)) is not None:
                out[list(cluster.rows)] = True
        return out


@dataclass(frozen=True)
class SidesCompared:
    """One comparison's numbers; ``difference`` over all with a known side, ``against`` less the placebo's mean."""

    one: int
    other: int
    mean_one: float
    mean_other: float
    percentile_one: float
    percentile_other: float
    difference: float
    permutation_p: float
    placebo_one: int
    placebo_other: int
    placebo_mean: float
    placebo_sd: float
    against: float
    placebo_p: float


@dataclass(frozen=True)
class Procedure:
    """How the placebo test behaves where nothing happened: share of p < .05, Kolmogorov–Smirnov, power by shift."""

    trials: int
    size: float
    ks_p: float
    power: dict[float, float]
    p_values: Array


def event_table(
    keys: Iterable[Key], outlooks: Mapping[Key, SumOutlook], pool: Mapping[Key, PlaceboMonths]
) -> EventTable:
    """Return the events that have an outlook, by country and month, with their clusters."""
    kept = tuple(k for k in sorted(set(keys)) if k in outlooks)
    clusters, without = [], []
    for rows in _overlapping(kept):
        country = kept[rows[0]][0]
        near = [_number(kept[r][1]) for r in rows]
        months = sorted({m for r in rows for m in pool[kept[r]].months if (country, m) in outlooks})
        months = [m for m in months if all(abs(_number(m) - n) > APART for n in near)]
        if not months:
            without += [kept[r] for r in rows]
            continue
        y = np.array([outlooks[country, m].log_ratio for m in months])
        clusters.append(EventCluster(country, tuple(rows), tuple(months), y))
    found = [outlooks[k] for k in kept]
    return EventTable(
        kept,
        np.array([o.log_ratio for o in found]),
        np.array([o.percentile for o in found]),
        tuple(clusters),
        tuple(without),
    )


def compare_sides(table: EventTable, sides: Sides, strata: Sequence[str], name: str) -> SidesCompared:
    """Compare the events on side 1 with those on side 0; ``strata`` are the contexts, (event,)."""
    one, other = sides == 1, sides == 0
    y, p = table.y, table.percentile
    difference = _difference(y, one, other)
    covered = table.covered()
    drawn = replicates(table, name, REPLICATES)
    one_c, other_c = one & covered, other & covered
    both = one_c.any() and other_c.any()
    null = _differences(drawn, one_c, other_c) if both else np.array([np.nan])
    anew = _differences(dealt_anew(table, name, REPLICATES), one_c, other_c) if both else np.array([np.nan])
    seen = _difference(y, one_c, other_c) if both else float("nan")
    return SidesCompared(
        one=int(one.sum()),
        other=int(other.sum()),
        mean_one=float(y[one].mean()),
        mean_other=float(y[other].mean()),
        percentile_one=float(p[one].mean()),
        percentile_other=float(p[other].mean()),
        difference=difference,
        permutation_p=permutation_p(y, sides, strata, name),
        placebo_one=int(one_c.sum()),
        placebo_other=int(other_c.sum()),
        placebo_mean=float(null.mean()),
        placebo_sd=float(null.std()),
        against=float(seen - null.mean()),
        placebo_p=_two_sided(seen, anew),
    )


def _differences(drawn: Array, one: NDArray[np.bool_], other: NDArray[np.bool_]) -> Array:
    return np.asarray(drawn[:, one].mean(axis=1) - drawn[:, other].mean(axis=1))


def _difference(y: Array, one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    return float(y[one].mean() - y[other].mean())


def _two_sided(seen: float, null: Array) -> float:
    middle = null.mean()
    if np.isnan(middle):
        return float("nan")
    return float((1 + (np.abs(null - middle) >= abs(seen - middle)).sum()) / (len(null) + 1))


def permutation_p(y: Array, sides: Sides, strata: Sequence[str], name: str) -> float:
    """Return the two-sided p of the difference when sides are dealt anew within strata."""
    known = np.flatnonzero(sides >= 0)
    labels, values = sides[known], y[known]
    groups = np.unique(np.array([strata[int(k)] for k in known]), return_inverse=True)[1]
    luck = np.asarray(Noise(SEED).uniforms(f"after-designs.deal/{name}", 0, 0, (PERMUTATIONS, len(known))), float)
    dealt = np.empty((PERMUTATIONS, len(known)), np.int64)
    for group in range(groups.max() + 1):
        here = np.flatnonzero(groups == group)
        dealt[:, here] = labels[here][np.argsort(luck[:, here], axis=1, kind="stable")]
    ones = dealt == 1
    null = (ones * values).sum(axis=1) / ones.sum(axis=1) - (~ones * values).sum(axis=1) / (~ones).sum(axis=1)
    seen = values[labels == 1].mean() - values[labels == 0].mean()
    return _two_sided(float(seen), null)


def replicates(table: EventTable, name: str, count: int) -> Array:
    """Return y of placebo dates in the events' place, (replicate, event); NaN where an event has none."""
    luck = np.asarray(Noise(SEED).uniforms(f"after-designs.placebo/{name}", 0, 0, (count, len(table.clusters))), float)
    out = np.full((count, len(table.keys)), np.nan)
    for number, cluster in enumerate(table.clusters):
        y = cluster.stretched(np.ones(len(cluster.months), bool))
        if y is not None:
            picked = np.minimum((luck[:, number] * len(y)).astype(int), len(y) - 1)
            out[:, list(cluster.rows)] = y[picked][:, None]
    return out


def dealt_anew(table: EventTable, name: str, count: int) -> Array:
    """Return y of months dealt anew, each event's own among its placebo dates, (replicate, event); NaN without."""
    luck = np.asarray(Noise(SEED).uniforms(f"after-designs.anew/{name}", 0, 0, (count, len(table.clusters))), float)
    out = np.full((count, len(table.keys)), np.nan)
    for number, cluster in enumerate(table.clusters):
        rows = list(cluster.rows)
        found = cluster.dealt(np.ones(len(cluster.months), bool), luck[:, number])
        if found is not None:
            own, y = (part[:, None] for part in found)
            out[:, rows] = np.where(own, table.y[rows], y)
    return out


def try_procedure(table: EventTable, sides: Sides, name: str, trials: int = TRIALS) -> Procedure:
    """Run the placebo test on placebo dates in the designs' place, each trial's reference dates a year from them."""
    seen, null, own = _trials(table, sides, name, trials)

    def tails(shift: float) -> Array:
        moved = null + shift * own  # a month that is dealt its own place brings its shift with it
        middle = moved.mean(axis=1, keepdims=True)
        further = np.abs(moved - middle) >= np.abs(seen[:, None] + shift - middle)
        return np.asarray((1 + further.sum(axis=1)) / (moved.shape[1] + 1))

    p = tails(0.0)
    power = {shift: float((tails(shift) < 0.05).mean()) for shift in SHIFTS}
    return Procedure(trials, float((p < 0.05).mean()), _ks_p(p), power, p)


def _trials(table: EventTable, sides: Sides, name: str, trials: int) -> tuple[Array, Array, Array]:
    """Return T (trial,) of dates in the designs' place, and (trial, replicate): T* of months dealt anew, own shares.

    The last is the share of the first side's events to whom their own month was dealt.
    """
    noise, many = Noise(SEED), len(table.clusters)
    pick = np.asarray(noise.uniforms(f"after-designs.trial/{name}", 0, 0, (trials, many)), float)
    seen, null, count = np.zeros((2, trials)), np.zeros((2, trials, REFERENCES)), np.zeros((2, trials))
    own = np.zeros((trials, REFERENCES))
    for number, cluster in enumerate(table.clusters):
        heads = [(sides[list(cluster.rows)] == side).sum() for side in (1, 0)]
        shape = (trials, REFERENCES)
        luck = np.asarray(noise.uniforms(f"after-designs.reference/{name}", 0, number, shape)) if any(heads) else None
        at = np.minimum((pick[:, number] * len(cluster.months)).astype(int), len(cluster.months) - 1)
        for date in np.unique(at):
            rows, apart = np.flatnonzero(at == date), np.abs(cluster.numbers - cluster.numbers[date]) > APART
            found = None if luck is None else cluster.dealt(apart, luck[rows])
            if found is None:
                continue
            drawn = np.where(found[0], cluster.y[date], found[1])
            own[rows] += heads[0] * found[0]
            for side, head in enumerate(heads):
                seen[side, rows] += head * cluster.y[date]
                null[side, rows] += head * drawn
                count[side, rows] += head
    seen, null = seen / count, null / count[:, :, None]
    return seen[0] - seen[1], null[0] - null[1], own / count[0][:, None]


def _ks_p(p: Array) -> float:
    """Return Kolmogorov's asymptotic p of uniform p-values (they come by steps of one in ``REFERENCES``)."""
    from scipy.special import kolmogorov

    found, many = np.sort(p), len(p)
    ranks = np.arange(1, many + 1) / many
    distance = max(float((ranks - found).max()), float((found - ranks + 1 / many).max()))
    return float(kolmogorov(np.sqrt(many) * distance))


def e_value(effect: float, sd: float) -> float:
    """Return how strong a hidden cause would have to be (VanderWeele and Ding 2017), for a difference of ``effect``.

    RR = exp(.91 |effect| / sd); E = RR + √(RR (RR − 1)): on the risk-ratio scale, with the side and with the outcome.
    """
    ratio = float(np.exp(0.91 * abs(effect) / sd))
    return float(ratio + np.sqrt(ratio * (ratio - 1.0)))


def _overlapping(keys: Sequence[Key]) -> list[list[int]]:
    """Return rows of keys (sorted by country and month) in chains whose windows overlap."""
    chains: list[list[int]] = []
    for row, (country, month) in enumerate(keys):
        last = keys[chains[-1][-1]] if chains else ("", "")
        if last[0] == country and _number(month) - _number(last[1]) < WINDOW:
            chains[-1].append(row)
        else:
            chains.append([row])
    return chains


def effective_number(numbers: Array) -> float:
    """Return how many independent months a pool (month numbers) counts as."""
    if not len(numbers):
        return 0.0
    lag = np.abs(numbers[:, None] - numbers[None])
    shared = OVERLAP * np.maximum(0.0, 1.0 - lag / WINDOW)
    np.fill_diagonal(shared, 1.0)
    return float(len(numbers) ** 2 / shared.sum())


def _number(month: str) -> int:
    return int(month_of(month).astype(int))


Side = Callable[[Key], int | None]


def sides_of(keys: Iterable[Key], side: Side) -> Sides:
    """Return the side of each key, -1 where on neither."""
    found = [side(k) for k in keys]
    return np.array([-1 if s is None else s for s in found], np.int64)
