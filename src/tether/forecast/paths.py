"""The core's own future: paths of rate and size, simulated once and shared by every charter and theory.

    paths = simulate(cloud, parameters, noise, block=0, months=36)    # log_rate, log_size (month, place, particle)
    record = project(paths, shares, parameters, noise, block=0)       # the status quo: no order room is needed
    deaths = project_totals(cloud, parameters, 285, noise, (3, 14))   # (lead, place, particle): a forecast's draws

``project`` draws what would be recorded with no tilt. Months count from the origin: month 1 is the first after it.
``project_totals`` draws places by themselves and totals over types: the law that forecasts are scored by.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from tether.forecast import model as dynamics
from tether.forecast.model import CoreParameters, CoreState
from tether.forecast.observation import DrawnRecord, no_tilt, observation_luck, observe
from tether.randomness.noise import Noise, SeriesNoise

MONTHS = 4096  # more months than any file has: keeps the noise of two blocks apart


class Paths(NamedTuple):
    """Arrays (month, place, particle), float32; exogenous: no charter and no count moves them."""

    log_rate: jax.Array
    log_size: jax.Array


def simulate(cloud: CoreState, parameters: CoreParameters, noise: Noise, block: int, months: int) -> Paths:
    """Run the cloud (place, particle) forward; place pairing and shocks are named by block."""
    return _simulate(cloud, parameters, noise.seed, block, months)


@partial(jax.jit, static_argnames="months")
def _simulate(cloud: CoreState, parameters: CoreParameters, seed: int, block: int, months: int) -> Paths:
    places, particles = cloud.m.shape
    noise = Noise(seed)

    def one_month(state: CoreState, month: jax.Array) -> tuple[CoreState, Paths]:
        own = dynamics.shocks(noise.uniforms("core.step", month, block, (dynamics.DRAWS, places, particles)))
        country = dynamics.shocks(noise.uniforms("core.country", month, block, (dynamics.DRAWS, 1, particles)))
        state = dynamics.step(state, parameters, dynamics.share(own, country, parameters))
        return state, Paths(state.log_rate, state.log_size)

    return jax.lax.scan(one_month, cloud, jnp.arange(1, months + 1))[1]


def project(
    paths: Paths, shares: jax.Array, parameters: CoreParameters, noise: Noise, block: int
) -> Iterator[DrawnRecord]:
    """Yield each month's record under the status quo (Δ = 0); shares (type, place, 1)."""
    months, places, particles = paths.log_rate.shape
    still = no_tilt(places, particles)
    for month in range(months):
        luck = observation_luck(noise, month + 1, block, places, particles)
        yield observe(paths.log_rate[month], paths.log_size[month], shares, still, luck, parameters)


@partial(jax.jit, static_argnames=("leads", "alone"))
def project_totals(
    state: CoreState,
    parameters: CoreParameters,
    month: int,
    luck: SeriesNoise,
    leads: tuple[int, ...],
    alone: bool = False,
) -> jax.Array:
    """Return drawn deaths of the months ``leads`` after ``month``, (lead, place, particle), float32.

    ``state`` and ``parameters`` have leaves that broadcast to (place, particle). The law is ``observe``'s with one type
    and no tilt. ``alone``: events were not known, the record's "events" are the deaths themselves.
    """
    places, particles = state.m.shape
    still, whole = no_tilt(places, particles, 1), jnp.ones((1, 1, 1), jnp.float32)
    noise, block = Noise(luck.seed), luck.block * MONTHS + month  # one name per block and origin

    def one_month(state: CoreState, lead: Any) -> tuple[CoreState, tuple[jax.Array, jax.Array]]:
        own = noise.uniforms("bank.ahead", lead, block, (dynamics.DRAWS, places, particles))
        state = dynamics.step(state, parameters, dynamics.shocks(own))
        return state, (state.log_rate, state.log_size)

    def recorded(path: tuple[Any, jax.Array, jax.Array]) -> jax.Array:
        lead, log_rate, log_size = path
        record = observe(
            log_rate, log_size, whole, still, observation_luck(noise, lead, block, places, particles, 1), parameters
        )
        return (record.events if alone else record.deaths)[0]

    _, (log_rate, log_size) = jax.lax.scan(one_month, state, jnp.arange(1, max(leads) + 1))
    asked = jnp.array(leads)
    return jax.lax.map(recorded, (asked, log_rate[asked - 1], log_size[asked - 1]))
