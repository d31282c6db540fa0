"""From hidden state to recorded events and deaths, in two directions.

``log_density`` scores a month's record under a state (the filter):

    n ~ NB(e^{m+u}, k)              events with best ≥ 1
    D = n + X,  X ~ NB(n e^{s+o}, κ n^c)      deaths, X = 0 if n = 0

``observe`` draws a month's record from the same law, split by type and tilted by a charter (design §3):

    G = gamma(k)/k, one per cell;          n_type ~ Poisson(e^{m+u} · G · share_type · e^{Δ_type})
    H = gamma(κ n^c)/(κ n^c), n the total; X_type ~ Poisson(H · n_type · e^{s+o+Δ_size})

With Δ = 0 the sums over types have the law above. Core and futures call this one function with rows of one shape, so a
charter without effect gives the core's own bytes. Luck is shared by charters and theories, and so is G: it is drawn
once a month and block (``frailty``) and handed to every row.

How a place's events divide among UCDP's three types (``type_shares``), and its deaths between fighters and civilians
(``civilian_shares``), are smoothed counts of the record before the cut-off, never after it:

    share[type, place] = (a·country[type] + n[type, place]) / (a + n[place])       last ``window`` months, Dirichlet
    civil[type, place] = (b·country[type] + civilians[type, place]) / (b + deaths[type, place])   whole record, beta

One-sided violence is civilian by definition (UCDP), so its share is 1. Where the file has no column for civilians the
second is None: missing is never zero.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy.special import gammaln
from numpy.typing import NDArray

from tether.forecast.model import CoreParameters, CoreState
from tether.randomness.noise import Noise
from tether.randomness.sampler import Luck, draw_luck, gamma_ratio, gamma_ratio_at, poisson
from tether.theatre.panel import Panel

TYPES = 3
LIMIT = 12.0  # log of the largest mean ever drawn from: e^12 = 160,000 events a month is beyond any record


class Tilt(NamedTuple):
    """A charter's change of the record: log event rate by type (type, place, particle), log mean excess size."""

    rate: jax.Array
    size: jax.Array  # (place, particle)


class DrawnRecord(NamedTuple):
    """One month's drawn record, float32 whole numbers (type, place, particle)."""

    events: jax.Array
    deaths: jax.Array


class MonthRecord(NamedTuple):
    """What was recorded, leaves (month, place) or (place,), float32; negative where missing."""

    events: jax.Array
    excess: jax.Array  # deaths beyond one per event


class ObservationLuck(NamedTuple):
    """The luck of one month's record; leaves (place, particle) or (type, place, particle)."""

    frailty: Luck
    events: Luck
    size: Luck
    deaths: Luck


def no_tilt(places: int, particles: int, types: int = TYPES) -> Tilt:
    """Return Δ = 0."""
    return Tilt(jnp.zeros((types, places, particles), jnp.float32), jnp.zeros((places, particles), jnp.float32))


def observation_luck(
    noise: Noise, month: int, block: int, places: int, particles: int, types: int = TYPES
) -> ObservationLuck:
    """Return the luck of a month and block, the same for every charter and theory; ``types`` = 1 draws totals only."""
    cell, typed = (places, particles), (types, places, particles)
    return ObservationLuck(
        draw_luck(noise, "observation.frailty", month, block, cell),
        draw_luck(noise, "observation.events", month, block, typed),
        draw_luck(noise, "observation.size", month, block, cell),
        draw_luck(noise, "observation.deaths", month, block, typed),
    )


@jax.jit
def frailty(luck: ObservationLuck, parameters: CoreParameters) -> jax.Array:
    """Return G (place, particle): the month's luck in how many events there are, shared by types and charters."""
    return gamma_ratio(luck.frailty, parameters.k)


@jax.jit
def observe(
    log_rate: jax.Array,
    log_size: jax.Array,
    shares: jax.Array,
    tilt: Tilt,
    luck: ObservationLuck,
    parameters: CoreParameters,
    shared: jax.Array | None = None,
) -> DrawnRecord:
    """Draw one month's record. log_rate, log_size (place, particle); shares (type, place, 1) sum to 1 over type.

    ``shared`` is G where it was drawn before (:func:`frailty`); else it is drawn here.
    """
    g = frailty(luck, parameters) if shared is None else shared
    rate = jnp.exp(jnp.minimum(log_rate + tilt.rate, LIMIT)) * g * shares
    events = poisson(luck.events, rate.astype(jnp.float32))
    total = events.sum(axis=0)
    c = jnp.asarray(parameters.c, jnp.float32)
    log_shape = jnp.log(jnp.asarray(parameters.kappa, jnp.float32)) + c * jnp.log(jnp.maximum(total, 1.0))
    spread = gamma_ratio_at(luck.size, log_shape)
    excess = poisson(luck.deaths, events * (spread * jnp.exp(jnp.minimum(log_size + tilt.size, LIMIT))))
    return DrawnRecord(events, events + excess)


def log_density(events: jax.Array, excess: jax.Array, state: CoreState, parameters: CoreParameters) -> jax.Array:
    """Return log p(n, X | state), shape (place, particle); ``events``, ``excess`` (place,), float32.

    A negative ``events`` marks a missing month (density 1); a negative ``excess`` marks missing deaths.
    """
    p = parameters
    n, x = events[:, None], excess[:, None]
    known = _log_nb(jnp.maximum(n, 0.0), state.log_rate, jnp.asarray(p.k, jnp.float32))
    size = p.kappa * jnp.maximum(n, 1.0) ** p.c
    sized = _log_nb(jnp.maximum(x, 0.0), jnp.log(jnp.maximum(n, 1.0)) + state.log_size, size)
    return jnp.where(n < 0, 0.0, known + jnp.where((n > 0) & (x >= 0), sized, 0.0)).astype(jnp.float32)


def _log_nb(count: jax.Array, log_mean: jax.Array, size: jax.Array) -> jax.Array:
    """Log of the negative binomial of given mean and size; ``count`` and ``size`` have no particle axis to repeat."""
    log_size = jnp.log(size)
    constant = gammaln(count + size) - gammaln(size) - gammaln(count + 1.0)
    total = jnp.logaddexp(log_size, log_mean)
    return constant + size * (log_size - total) + count * (log_mean - total)


ONE_SIDED = 2


def type_shares(panel: Panel, window: int = 60, weight: float = 10.0) -> NDArray[np.float32]:
    """Return shares (type, place), summing to 1 over types; ``weight`` is the pseudo-count of the country's mix."""
    recent = panel.cells.events[-window:].sum(axis=0).astype(float)  # (place, type)
    country = (recent.sum(axis=0) + 1.0) / (recent.sum() + recent.shape[1])
    shares = (weight * country + recent) / (weight + recent.sum(axis=1, keepdims=True))
    return (shares / shares.sum(axis=1, keepdims=True)).T.astype(np.float32)


def civilian_shares(panel: Panel, weight: float = 20.0) -> NDArray[np.float32] | None:
    """Return the civilian share of deaths (type, place), or None where the source does not say who died."""
    if panel.cells.civilians is None:
        return None
    deaths = panel.cells.best.sum(axis=0).astype(float)  # (place, type)
    civilians = panel.cells.civilians.sum(axis=0).astype(float)
    country = civilians.sum(axis=0) / np.maximum(deaths.sum(axis=0), 1.0)
    shares = np.clip((weight * country + civilians) / (weight + deaths), 0.0, 1.0)
    shares[:, ONE_SIDED] = 1.0
    return shares.T.astype(np.float32)
