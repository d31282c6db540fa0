"""The core's filter through a history: its clouds at the origin, and how it would have forecast at earlier origins.

    history = filter_history(record, members, SeriesNoise(7, 0), last=285, particles=512)
    history.state         # the filter after month 285
    history.past          # forecasts at months 279, 273, …, some or all of whose outcomes lie before the origin

The filter is causal: one pass gives every earlier origin, or *stop*, too. Stops lie whole half-years before the last
month (half a year on, leads to six months are known); at most ``PAST`` of them. How the components forecast at stops is
evidence about hyper-parameters, shrunk to none:

    past = judge_past(cdf, observed, ages)                  # one score per stop, unit and component
    z = evidence([past], groups)                            # (2, series, component): the unit's own, its country's

A stop's score is, over the known leads,

    CRPS / (the components' mean CRPS, at least ``FLOOR``) + λ × ignorance in bits,    λ = ``TRADE``

and it weighs ``FORGET`` to the power of its age in years, times the share of its leads that is known: what forecast
well lately counts, what forecast well long ago hardly does. A unit's evidence is Σ weight × score / (Σ weight +
``SHRINK``), so a short past says little; a country's is the same sum over all its units. A stop at which a unit was
quiet (``lively``) is no evidence: every narrow forecast is right there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from tether.forecast import cdf as grid
from tether.forecast.filter import CoreModel, FilterState, Guide, MixtureFilter
from tether.forecast.model import CoreParameters, CoreState
from tether.forecast.observation import MonthRecord
from tether.forecast.paths import project_totals
from tether.randomness.noise import SeriesNoise

PAST, EVERY = 16, 6  # origins, months
SCORED = (3, 5, 8, 11, 14)  # leads by which members are judged
DRAWS = 256  # per member and past origin
LEAST = 12  # months of history that a past origin must have
PAD = 240  # records are padded to whole multiples: one compiled program for all origins of a file


@dataclass(frozen=True)
class FilterHistory:
    """``past`` (stop, member, series, lead, grid) distribution functions; ``stops`` month indices; ages in years."""

    filter: MixtureFilter
    state: FilterState
    last: int
    past: NDArray[np.float32]
    stops: tuple[int, ...]

    @property
    def ages(self) -> NDArray[np.float64]:
        """Return how many years before the last month each stop lies, (stop,)."""
        return (self.last - np.array(self.stops, dtype=float)) / 12.0


def record_of(deaths: NDArray[np.float64], events: NDArray[np.float64] | None) -> MonthRecord:
    """Return the padded record, leaves (month, series), of deaths and events (series, month); NaN is missing.

    Without events the deaths themselves are counted as events, with no excess (the size model is then idle).
    """
    count = deaths if events is None else events
    excess = np.full_like(deaths, np.nan) if events is None else np.maximum(deaths - events, 0.0)
    width = -deaths.shape[1] % PAD
    padded = (np.pad(np.nan_to_num(a.T, nan=-1.0), ((0, width), (0, 0)), constant_values=-1.0) for a in (count, excess))
    return MonthRecord(*(jnp.asarray(a, jnp.float32) for a in padded))


def stops_before(last: int) -> tuple[int, ...]:
    """Return the past origins of an origin at month index ``last``, earliest first."""
    back = [last - EVERY * (i + 1) for i in range(PAST)]
    return tuple(sorted(stop for stop in back if stop >= LEAST - 1))


def filter_history(
    record: MonthRecord,
    members: CoreParameters,
    noise: SeriesNoise,
    last: int,
    particles: int,
    alone: bool = False,
    guide: Guide = "blind",
    heeded: bool = True,
) -> FilterHistory:
    """Filter ``record`` through month ``last``, forecasting at the stops on the way, unless nobody heeds those."""
    stops = stops_before(last) if heeded else ()
    core = MixtureFilter(CoreModel(guide), members, noise)
    state = core.start(record.events.shape[1], particles)
    past, month = [], 0
    for stop in stops:
        state = core.advance(state, record, month, stop + 1)
        month = stop + 1
        past.append(forecast_cdf(core, state, stop, alone))
    state = core.advance(state, record, month, last + 1)
    shape = (0, len(np.atleast_1d(members.rho)), record.events.shape[1], len(SCORED), grid.GRID.size)
    return FilterHistory(core, state, last, np.stack(past) if past else np.zeros(shape, np.float32), stops)


def forecast_cdf(
    core: MixtureFilter, state: FilterState, month: int, alone: bool, draws: int = DRAWS
) -> NDArray[np.float32]:
    """Return each member's distribution functions at the scored leads, (member, series, lead, grid)."""
    drawn = np.asarray(ahead(core, state, month, SCORED, draws, alone))
    return grid.cdf_of_draws(np.moveaxis(drawn, 0, 2))


def ahead(
    core: MixtureFilter, state: FilterState, month: int, leads: tuple[int, ...], draws: int, alone: bool = False
) -> jax.Array:
    """Return each member's drawn deaths of the months ``leads`` after ``month``: (lead, member, series, draw)."""
    cloud = core.thin(state, month, draws)
    count, series = cloud.m.shape[:2]
    flat = CoreState(*(leaf.reshape(count * series, draws) for leaf in cloud))
    rows = (jnp.asarray(leaf, jnp.float32).reshape(-1, 1) for leaf in core.members)
    parameters = CoreParameters(*(jnp.repeat(leaf, series, axis=0) for leaf in rows))
    totals = project_totals(flat, parameters, month, core.noise, leads, alone)
    return totals.reshape(len(leads), count, series, draws)


Array = NDArray[np.float64]
TRADE = 1.0  # relative CRPS that one bit of ignorance is worth, here and in the fit
FLOOR = 0.15  # deaths: the least scale of a unit's CRPS
FORGET, SHRINK = 0.7, 3.0  # per year; in stops
EVER, RECENTLY, WINDOW = 12, 6, 36  # a lively unit: months with deaths so far, and of them in the last months
YEARS_AFTER = 3  # a unit stays lively this many years


class Past(NamedTuple):
    """Scores of past forecasts, (stop, series, component), and how much each stop weighs, (stop, series)."""

    score: Array
    weight: Array


def judge_past(cdf: NDArray[np.float32], observed: Array, ages: Array, usual: int | None = None) -> Past:
    """Return the scores of past forecasts.

    cdf (stop, component, series, lead, grid); observed (stop, series, lead), NaN where missing or not yet known; ages
    of the stops in years. ``usual``: how many of the first components set the scale of a CRPS (all by default).
    """
    known = ~np.isnan(observed)
    y = np.nan_to_num(observed)[:, None]
    crps = np.square(grid.residuals(cdf, y)).sum(axis=-1)
    bits = grid.surprise(grid.bin_probability(cdf, np.broadcast_to(y, crps.shape)))
    count = np.maximum(known.sum(axis=-1), 1)[:, None]
    crps, bits = (np.where(known[:, None], s, 0.0).sum(axis=-1) / count for s in (crps, bits))  # (stop, comp, series)
    score = relative(crps, bits, usual)
    return Past(np.moveaxis(score, 1, 2), FORGET ** ages[:, None] * known.mean(axis=-1))


def relative(crps: Array, bits: Array, usual: int | None = None) -> Array:
    """Return the score of mean CRPS and bits, components along the second axis."""
    scale = np.maximum(crps[:, :usual].mean(axis=1, keepdims=True), FLOOR)
    return np.asarray(crps / scale + TRADE * bits)


def only_lively(past: Past, deaths: Array, stops: Sequence[int]) -> Past:
    """Return ``past`` with no weight on the stops (month indices) at which a unit of ``deaths`` was quiet."""
    some = np.nan_to_num(deaths) > 0
    alive = np.array([lively(some, stop) for stop in stops], bool).reshape(past.weight.shape)  # there may be no stop
    return past._replace(weight=past.weight * alive)


def lively(some: NDArray[np.bool_], month: int) -> NDArray[np.bool_]:
    """Return whether a unit was lively at ``month`` or up to three years before; ``some``: deaths > 0, (series, month).

    Lively: at least 12 months with deaths so far, 6 of them in the last three years.
    """
    out = np.zeros(len(some), bool)
    for back in range(0, 12 * YEARS_AFTER + 1, 12):
        end = month - back + 1
        if end > 0:
            recent = some[:, max(end - WINDOW, 0) : end].sum(axis=1) >= RECENTLY
            out |= recent & (some[:, :end].sum(axis=1) >= EVER)
    return out


def evidence(pasts: Sequence[Past], groups: Sequence[str]) -> Array:
    """Return z, (2, series, component), of blocks of units in order: the unit's own evidence and its country's.

    ``groups`` names every unit's country; all blocks have the same stops.
    """
    total = np.concatenate([(p.weight[..., None] * p.score).sum(axis=0) for p in pasts])  # (series, component)
    weight = np.concatenate([p.weight.sum(axis=0) for p in pasts])
    of = np.unique(np.array(groups, dtype=str), return_inverse=True)[1]
    summed = np.zeros((of.max() + 1, total.shape[1]))
    np.add.at(summed, of, total)
    shared = summed / (np.bincount(of, weights=weight) + SHRINK)[:, None]
    return np.stack([total / (weight + SHRINK)[:, None], shared[of]])
