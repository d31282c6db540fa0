"""The core's own future: paths of rate and size, simulated once and shared by every charter and theory.

    paths = simulate(cloud, parameters, noise, block=0, months=36)    # log_rate, log_size (month, place, particle)
    record = project(paths, shares, parameters, noise, block=0)       # the status quo: no order room is needed

``project`` draws what would be recorded with no tilt. Months count from the origin: month 1 is the first after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp

from tether.core import dynamics
from tether.core.observation import DrawnRecord, no_tilt, observation_luck, observe
from tether.core.parameters import CoreParameters
from tether.core.state import CoreState
from tether.randomness.noise import Noise


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
