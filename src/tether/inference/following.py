"""The core's filter through a history: its clouds at the origin, and how it would have forecast at earlier origins.

    followed = follow(record, members, SeriesNoise(7, 0), last=285, particles=512)
    followed.state        # the filter after month 285
    followed.past         # forecasts at months 279, 273, …, some or all of whose outcomes lie before the origin

The filter is causal: one pass gives every earlier origin too. Earlier origins lie whole half-years before the last
month (half a year on, leads to six months are known); at most ``PAST`` of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from tether.core.observation import MonthRecord
from tether.core.parameters import CoreParameters
from tether.core.paths import project_totals
from tether.core.state import CoreState
from tether.inference import grid
from tether.inference.filter import FilterState, MixtureFilter
from tether.inference.model import CoreModel
from tether.inference.proposal import Guide
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
        """Return how many years before the last month each stop lies."""
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
