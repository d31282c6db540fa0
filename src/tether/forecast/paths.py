"""The core's own future: paths of rate and size, simulated once and shared by every charter and theory.

    paths = simulate(cloud, parameters, noise, block=0, months=36)    # log_rate, log_size (month, place, particle)
    record = project(paths, shares, parameters, noise, block=0)       # the status quo: no order room is needed
    deaths = project_totals(cloud, parameters, 285, noise, (3, 14))   # (lead, place, particle): a forecast's draws

``project`` draws what would be recorded with no tilt. Months count from the origin: month 1 is the first after it.
``project_totals`` draws places by themselves and totals over types: the law that forecasts are scored by.
``country_totals`` draws one country's places together, as a brief does, and sums them.

**How hard the level is pulled.** The filter pulls every place's level to one pooled μ, which is peace, by .5–8 % a
month. That is how members were fitted, and how their past forecasts are judged; carried on for 36 months it turns every
war to peace. So a projection lets go of a part of it: ``Pull`` is the share of ρ that acts in months 1–14, which the
gates were fitted to, and after them. The shares stand in ``pull.csv`` by kind of unit and style, chosen on sums over
12, 24 and 36 months from origins to 2015 (docs/explanation/skill.md). They touch the core's paths alone: what charters
tilt is moved for the status quo and for every charter alike.

**How far sums spread.** Drawn so, the places of one country together gave sums whose 90 % band held 79 % of what came.
A country's paths are therefore recalibrated: with S_t = log(1 + deaths expected of all its places in months 1 … t) and
d_t its distance from the paths' median, every place's log rate moves by (``SPREAD`` − 1) · d_t, d_t held within
±``FARTHEST``. Medians stay, each path keeps its rank, and a place's single months hardly move
(docs/explanation/skill.md). Both numbers were chosen on origins to 2014. A place forecast by itself
(``project_totals``) is not touched.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from functools import cache, partial
from importlib.resources import files
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from tether.forecast import model as dynamics
from tether.forecast.mixture import LAST
from tether.forecast.model import CoreParameters, CoreState
from tether.forecast.observation import LIMIT, DrawnRecord, no_tilt, observation_luck, observe
from tether.randomness.noise import Noise, SeriesNoise

SPREAD, FARTHEST = 1.4, 1.5  # of a country's sums about their median, on the log scale
MONTHS = 4096  # more months than any file has: keeps the noise of two blocks apart


class Paths(NamedTuple):
    """Arrays (month, place, particle), float32; exogenous: no charter and no count moves them."""

    log_rate: jax.Array
    log_size: jax.Array


class Pull(NamedTuple):
    """Shares of the level's fitted pull that act in projection: up to month ``LAST``, and after it."""

    fitted: float = 1.0
    later: float = 1.0

    def eased(self, parameters: CoreParameters, month: Any) -> CoreParameters:
        """Return the parameters as they act ``month`` months after the origin."""
        share = jnp.where(month <= LAST, jnp.float32(self.fitted), jnp.float32(self.later))
        return parameters._replace(rho=jnp.asarray(parameters.rho, jnp.float32) * share)


AS_FITTED = Pull()


@cache
def pull_of(unit: str, style: str) -> Pull:
    """Return the pull of a kind of unit (adm1, country, deaths) and a style (mix, model)."""
    text = (files("tether.forecast") / "pull.csv").read_text("utf-8").splitlines()
    found = {(row["unit"], row["style"]): row for row in csv.DictReader(text)}
    row = found[unit, style]
    return Pull(float(row["fitted"]), float(row["later"]))


def simulate(
    cloud: CoreState, parameters: CoreParameters, noise: Noise, block: int, months: int, pull: Pull = AS_FITTED
) -> Paths:
    """Run the cloud (place, particle) of one country forward; place pairing and shocks are named by block."""
    return _simulate(cloud, parameters, noise.seed, block, months, pull)


@partial(jax.jit, static_argnames=("months", "pull"))
def _simulate(
    cloud: CoreState,
    parameters: CoreParameters,
    seed: int,
    block: int,
    months: int,
    pull: Pull,
    counts: jax.Array | float = 1.0,
) -> Paths:
    places, particles = cloud.m.shape
    noise = Noise(seed)

    def one_month(state: CoreState, month: jax.Array) -> tuple[CoreState, Paths]:
        own = dynamics.shocks(noise.uniforms("core.step", month, block, (dynamics.DRAWS, places, particles)))
        country = dynamics.shocks(noise.uniforms("core.country", month, block, (dynamics.DRAWS, 1, particles)))
        eased = pull.eased(parameters, month)
        state = dynamics.step(state, eased, dynamics.share(own, country, parameters))
        return state, Paths(state.log_rate, state.log_size)

    return spread_out(jax.lax.scan(one_month, cloud, jnp.arange(1, months + 1))[1], counts)


def spread_out(paths: Paths, counts: jax.Array | float = 1.0) -> Paths:
    """Return one country's paths with its sums spread about their median; ``counts`` (place, 1) is 0 for padding."""
    rate, size = (jnp.minimum(leaf, LIMIT) for leaf in paths)
    expected = (jnp.exp(rate) * (1.0 + jnp.exp(size)) * counts).sum(axis=1)  # (month, particle)
    summed = jnp.log1p(expected.cumsum(axis=0))
    far = jnp.clip(summed - jnp.median(summed, axis=1, keepdims=True), -FARTHEST, FARTHEST)
    return paths._replace(log_rate=paths.log_rate + jnp.float32(SPREAD - 1.0) * far[:, None, :])


def project(
    paths: Paths, shares: jax.Array, parameters: CoreParameters, noise: Noise, block: int
) -> Iterator[DrawnRecord]:
    """Yield each month's record under the status quo (Δ = 0); shares (type, place, 1)."""
    months, places, particles = paths.log_rate.shape
    still = no_tilt(places, particles)
    for month in range(months):
        luck = observation_luck(noise, month + 1, block, places, particles)
        yield observe(paths.log_rate[month], paths.log_size[month], shares, still, luck, parameters)


@partial(jax.jit, static_argnames=("months", "pull"))
def country_totals(
    cloud: CoreState, parameters: CoreParameters, counts: jax.Array, luck: SeriesNoise, months: int, pull: Pull
) -> jax.Array:
    """Return deaths summed over the places of one country, (month, particle), of months 1 to ``months``.

    ``counts`` (place, 1) is 1 for a place and 0 for padding. Shocks are shared as in ``simulate``.
    """
    return _recorded(cloud, parameters, luck, months, pull, lambda deaths: (deaths * counts).sum(axis=0), counts)


@partial(jax.jit, static_argnames=("months", "pull"))
def place_totals(cloud: CoreState, parameters: CoreParameters, luck: SeriesNoise, months: int, pull: Pull) -> jax.Array:
    """Return deaths (month, place, particle) of one country's places, which share shocks as in ``simulate``."""
    return _recorded(cloud, parameters, luck, months, pull, lambda deaths: deaths)


def _recorded(
    cloud: CoreState,
    parameters: CoreParameters,
    luck: SeriesNoise,
    months: int,
    pull: Pull,
    kept: Callable[[jax.Array], jax.Array],
    counts: jax.Array | float = 1.0,
) -> jax.Array:
    """Return what is ``kept`` of each month's deaths (place, particle), along the months."""
    places, particles = cloud.m.shape
    paths, noise = _simulate(cloud, parameters, luck.seed, luck.block, months, pull, counts), Noise(luck.seed)
    still, whole = no_tilt(places, particles, 1), jnp.ones((1, 1, 1), jnp.float32)

    def recorded(path: tuple[Any, jax.Array, jax.Array]) -> jax.Array:
        month, log_rate, log_size = path
        drawn = observation_luck(noise, month, luck.block, places, particles, 1)
        record = observe(log_rate, log_size, whole, still, drawn, parameters)
        return jnp.asarray(kept(record.deaths[0]))

    return jax.lax.map(recorded, (jnp.arange(1, months + 1), paths.log_rate, paths.log_size))


@partial(jax.jit, static_argnames=("leads", "alone", "pull"))
def project_totals(
    state: CoreState,
    parameters: CoreParameters,
    month: int,
    luck: SeriesNoise,
    leads: tuple[int, ...],
    alone: bool = False,
    pull: Pull = AS_FITTED,
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
        state = dynamics.step(state, pull.eased(parameters, lead), dynamics.shocks(own))
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
