"""Signposts: what to watch, until when, and how many worlds it would sort right.

Somebody has chosen a pair and watches a monthly series of the record. Would its sum up to month m tell the worlds where
A comes out lower than B from those where it doesn't?

    S = Σ of the series over months 1 … m under the chosen pair, in one future (a particle of a world)
    T = whether the mean of y_A − y_B over the world's *other* particles is below zero
    the signpost:  "above c by month m, take it that A is not the lower one"   (or below)

A future is one particle, as the record is one record; T leaves that particle out, so that a future cannot foretell its
own luck. The value c is one for all theories, since nobody knows which holds; it is found on every second point and
judged on those between, then the other way round. A signpost *separates* when, under at least four theories, at least
two in three worlds are sorted right on average over the two sides. Theories under which hardly any world lies on one
side have nothing to sort and are passed over. "No signpost separates them" is a result.

Signposts of adaptive plans: Walker, Rahman & Cave 2001; Haasnoot et al. 2013. The cut: Youden 1950.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from tether.armed_order.start import OrderSetting
from tether.decisions.differences import ENOUGH, Contrast, Values, named, paired_draws
from tether.evidence.calendar import Month
from tether.futures.outcomes import RECORD_OUTCOMES
from tether.futures.project import pair_names, record_outcomes_of, theories_of

SORTED = 2 / 3  # worlds sorted right, averaged over the two sides
RARE = 0.02  # a side with a smaller share of a theory's futures has nothing to sort
AHEAD = (3, 6, 9, 12, 18, 24)  # months after the cut-off
PARTS = {
    "one-sided-constituency": "one-sided events where most people are of the insurgent’s community",
    "one-sided-elsewhere": "one-sided events where most people are not of the insurgent’s community",
}
Draws = NDArray[np.float32]


@dataclass(frozen=True)
class SignpostSeries:
    """One monthly series of the record: ``values`` (pair, theory, point, month, particle)."""

    id: str
    title: str
    unit: str
    values: Draws


@dataclass(frozen=True)
class Signpost:
    """What to watch under ``watched`` (a pair, "sponsor+host"), for one contrast.

    ``says``: when the series' sum over ``months`` months (up to ``by``, YYYY-MM) lies above ``threshold``, the first
    pair of the contrast is taken to be "lower" or "not lower". sorted: theory, lower (worlds where the first pair is
    the lower one), lower_right (of them sorted right), other, other_right, all averaged over futures and rounded to
    worlds, right (mean of the two shares; NaN where there is nothing to sort), worlds_total.
    """

    sponsor: str
    host: str
    against_sponsor: str
    against_host: str
    outcome: str
    watched: str
    series: str
    title: str
    unit: str
    months: int
    by: str
    threshold: float
    says: str
    sorted: pd.DataFrame

    @property
    def separates(self) -> bool:
        """Return whether it sorts well enough under all but one of the theories, and under two at least."""
        right = self.sorted["right"].dropna()
        return len(right) >= 2 and int((right < SORTED).sum()) <= len(self.sorted) - ENOUGH

    @property
    def weakest(self) -> float:
        """Return the smallest share sorted right over the theories that have something to sort; NaN if none has."""
        return float(self.sorted["right"].min())


def signpost_table(posts: Sequence[Signpost]) -> pd.DataFrame:
    """Return the signposts as one table: their ``sorted`` rows, each with what is watched and whether it separates."""
    names = (
        *("sponsor", "host", "against_sponsor", "against_host", "outcome", "watched", "series", "title", "unit"),
        *("months", "by", "threshold", "says"),
    )
    parts = [p.sorted.assign(**{n: getattr(p, n) for n in names}, separates=p.separates) for p in posts]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def recorded(futures: xr.Dataset) -> tuple[SignpostSeries, ...]:
    """Return the series that the futures hold: the country's, and those of its parts that were watched."""
    known = {o.id: o for o in RECORD_OUTCOMES}
    whole = [
        SignpostSeries(i, known[i].title, known[i].unit, futures.variables[i].values)
        for i in record_outcomes_of(futures)
        if known[i].observed
    ]
    if "part_events" not in futures:
        return tuple(whole)
    parts = zip(futures["part"].values.tolist(), futures["part_events"].values, strict=True)
    return (*whole, *(SignpostSeries(i, PARTS.get(i, i), "events", v) for i, v in parts))


def parts_of(setting: OrderSetting) -> dict[str, NDArray[np.bool_]]:
    """Return the parts of the country (place,) to watch apart, by the ids of ``PARTS``; none where they are not two."""
    own = np.asarray(setting.constituency > 0.5)
    return dict(zip(PARTS, (own, ~own), strict=True)) if 0 < own.sum() < len(own) else {}


def signposts(
    futures: xr.Dataset,
    chosen: Sequence[Contrast],
    outcome: str,
    cut_off: Month,
    series: Sequence[SignpostSeries] = (),
    ahead: Sequence[int] = AHEAD,
) -> tuple[Signpost, ...]:
    """Return, for each contrast and each of its two pairs as the one chosen, the signpost that sorts best.

    Best is by the weakest theory; ``separates`` says whether that is enough. ``series``: more series than the
    country's own (parts of the country, say), in the same axes. Dates beyond the horizon are left out.
    """
    watch = (*recorded(futures), *series)
    months = [m for m in ahead if m <= watch[0].values.shape[3]] or [watch[0].values.shape[3]]
    found = []
    for contrast in chosen:
        lower = _others_lower(paired_draws(futures, contrast, outcome))
        for pair in (contrast.a, contrast.b):
            rules = [
                _sorting(s, m, sums[..., m - 1, :], lower)
                for s in watch
                for sums in [np.cumsum(s.values[pair], axis=-2, dtype=np.float64)]
                for m in months
            ]
            best = max(rules, key=lambda r: (np.nan_to_num(r.weakest), -r.months))
            found.append(_signpost(futures, contrast, outcome, pair, best, lower, cut_off))
    return tuple(found)


@dataclass(frozen=True)
class _Sorting:
    """What one series says after some months: a rule found on all futures, and how it sorts futures not used for it."""

    series: SignpostSeries
    months: int
    threshold: float
    says: str
    told: NDArray[np.bool_]  # (theory, point, particle)
    weakest: float


def _sorting(series: SignpostSeries, months: int, seen: Values, lower: NDArray[np.bool_]) -> _Sorting:
    """Find the rule; ``seen``, ``lower``: (theory, point, particle)."""
    told = np.empty(lower.shape, bool)
    for half in (slice(0, None, 2), slice(1, None, 2)):
        rest = slice(1 - (half.start or 0), None, 2)
        value, above = best_threshold(seen[:, half].ravel(), lower[:, half].ravel())
        told[:, rest] = (seen[:, rest] > value) == above
    value, above = best_threshold(seen.ravel(), lower.ravel())
    right = [r for t, one in zip(told, lower, strict=True) if not np.isnan(r := _sides(t, one)[1])]
    return _Sorting(series, months, value, "lower" if above else "not lower", told, min(right, default=float("nan")))


def _signpost(
    futures: xr.Dataset,
    contrast: Contrast,
    outcome: str,
    pair: int,
    rule: _Sorting,
    lower: NDArray[np.bool_],
    cut_off: Month,
) -> Signpost:
    return Signpost(
        **named(futures, contrast),
        outcome=outcome,
        watched="+".join(pair_names(futures)[pair]),
        series=rule.series.id,
        title=rule.series.title,
        unit=rule.series.unit,
        months=rule.months,
        by=str(cut_off + rule.months),
        threshold=rule.threshold,
        says=rule.says,
        sorted=pd.DataFrame([_sorted(t, rule.told[i], lower[i]) for i, t in enumerate(theories_of(futures))]),
    )


def best_threshold(seen: Values, lower: NDArray[np.bool_]) -> tuple[float, bool]:
    """Return the value that parts the two sides best, and whether "lower" lies above it.

    Best: the largest |share of "lower" above − share of the others above| (Youden). ``seen``, ``lower``: (future,).
    """
    yes = int(lower.sum())
    if not 0 < yes < len(lower):
        return float(np.median(seen)), True
    values, all_, lowers = _counted(seen, lower)
    below, below_lower = np.cumsum(all_), np.cumsum(lowers)
    gap = (below - below_lower) / (len(lower) - yes) - below_lower / yes  # above: lower's share − the others'
    gap[-1] = 0.0
    at = int(np.abs(gap).argmax())
    if gap[at] == 0:  # no value parts them: the two smallest, which may be one value twice
        return float(np.sort(seen)[:2].sum()) / 2, True
    return float(values[at] + values[at + 1]) / 2, bool(gap[at] >= 0)


def _counted(seen: Values, lower: NDArray[np.bool_]) -> tuple[Values, NDArray[np.intp], NDArray[np.intp]]:
    """Return the different values of ``seen`` (future,), rising, and of how many futures, and "lower" ones, each is.

    Counts of events and deaths are small whole numbers, so they are counted rather than sorted.
    """
    most = float(seen.max())
    if most < 8 * len(seen) and seen.min() >= 0:
        whole = seen.astype(np.intp)
        if (whole == seen).all():
            every = np.bincount(whole)
            values = np.flatnonzero(every)
            return values.astype(np.float64), every[values], np.bincount(whole[lower], minlength=len(every))[values]
    different, at = np.unique(seen, return_inverse=True)
    return different, np.bincount(at), np.bincount(at[lower], minlength=len(different))


def _others_lower(draws: Values) -> NDArray[np.bool_]:
    """Return T (theory, point, particle); with one particle, its own sign."""
    count = draws.shape[-1]
    rest = draws.sum(axis=-1, keepdims=True) - draws if count > 1 else draws
    return np.asarray(rest < 0)


def _sorted(theory: str, told: NDArray[np.bool_], lower: NDArray[np.bool_]) -> dict[str, Any]:
    count = lower.shape[1]
    sides, right = _sides(told, lower)
    (a, a_right), (b, b_right) = [(round(n / count), round(r / count)) for n, r in sides]
    told_ = {"lower": a, "lower_right": a_right, "other": b, "other_right": b_right}
    return {"theory": theory, **told_, "right": right, "worlds_total": len(lower)}


def _sides(told: NDArray[np.bool_], lower: NDArray[np.bool_]) -> tuple[list[tuple[int, int]], float]:
    """Return the futures of each side with how many are sorted right, and the mean share; NaN where one is rare."""
    yes, both, named_lower = int(lower.sum()), int((lower & told).sum()), int(told.sum())
    no = lower.size - yes
    sides = [(yes, both), (no, no - (named_lower - both))]
    enough = min(yes, no) >= max(1.0, RARE * lower.size)
    return sides, float(np.mean([r / n for n, r in sides])) if enough else float("nan")
