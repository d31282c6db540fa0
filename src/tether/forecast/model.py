"""The core: how violence moves by itself, month by month, one place at a time.

    m' = m + ρ(μ − m) + σ_m g ε₁ + J,   J = Bern(π_J)·N(0, s_J²)     slow level, with jumps
    u' = φ u + σ_u g ε₂,   g = exp(−v·clip(m + u, −2, 6))      transient; steps shrink as violence grows
    s' = s̄ + φ_s (s − s̄) + σ_s ε₃                                   log mean excess size of an event
    o' = Bern(π_b)·N(μ_b, σ_b²)                                       a massacre month

In the filter places are independent. In projection a share ``nat`` of each step's variance is common to all places,
ε = √(1−nat) ε_place + √nat ε_country, and a share ``JUMPS_SHARED`` of the level's jumps is the whole country's: every
place jumps in the same month, each by its own member's size at the same rank. A place's own law is unchanged, and
country sums get width: a war that spreads, or a truce, comes to many places at once and stays (``paths.py`` widens them
further).
``step`` is a deterministic function of uniforms ``Shocks``: a new component is a uniform there and a line here.

    names, sets = members(np.datetime64("2015-05"), unit="adm1")     # leaves (member,)
    parameters = pooled(np.datetime64("2015-05"), unit="adm1").values  # the heaviest member alone

``registry.csv`` gives each hyper-parameter's unit, range, meaning and source. ``pooled.csv`` holds, per kind of unit,
the *members*: a few parameter sets whose mixture forecasts best over many months, found by ``scripts/fit_pool.py`` from
data up to the row's ``origin`` only. The latest members not later than the asked origin are used, and later ones are
refused (a projection must not know what its origin could not). How much each counts is a gate's matter
(``mixture.py``).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy.special import ndtri

from tether.errors import InputError, Problem
from tether.evidence.calendar import month

DRAWS = len(("level", "jump", "transient", "size", "massacre"))
LOWEST, HIGHEST = -12.0, 9.0  # of the level: e^9 = 8,100 events a month in one place is beyond any record
JUMPS_SHARED = 0.8  # of the level's jumps, in projection; chosen on origins to 2014 (docs/explanation/skill.md)
LARGEST = 6.0  # of the log mean excess size: 400 deaths in the usual event


class Shocks(NamedTuple):
    """What one month's step needs, arrays (place, particle), float32."""

    level: jax.Array  # standard normal
    jump: jax.Array  # uniform: below pi_jump it is a jump, and its rank there is the jump's size
    transient: jax.Array  # standard normal
    size: jax.Array  # standard normal
    massacre: jax.Array  # uniform, read as the jump's


def shocks(uniforms: jax.Array) -> Shocks:
    """Turn uniforms (draw, place, particle) into the shocks of a step; there are ``DRAWS`` of them."""
    level, jump, transient, size, massacre = uniforms
    return Shocks(ndtri(level), jump, ndtri(transient), ndtri(size), massacre)


def initial(uniforms: jax.Array, parameters: CoreParameters, spread: float = 2.0) -> CoreState:
    """Return a wide start (draw, place, particle) → state: level N(μ, spread²), size stationary, sd at most 1."""
    level, _, _, size, _ = uniforms
    p = parameters
    stationary = jnp.minimum(p.sigma_s / jnp.sqrt(1.0 - jnp.square(jnp.asarray(p.phi_s, jnp.float32))), 1.0)
    m = (p.mu + spread * ndtri(level)).astype(jnp.float32)
    s = (p.s_bar + stationary * ndtri(size)).astype(jnp.float32)
    return CoreState(m, jnp.zeros_like(m), s, jnp.zeros_like(m))


def step(state: CoreState, parameters: CoreParameters, shock: Shocks) -> CoreState:
    """Return next month's state. Shapes (place, particle)."""
    p = parameters
    damp = jnp.exp(-p.v * jnp.clip(state.log_rate, -2.0, 6.0))
    m = (
        state.m
        + p.rho * (p.mu - state.m)
        + p.sigma_m * damp * shock.level
        + _rare(shock.jump, p.pi_jump, 0.0, p.s_jump)
    )
    u = p.phi * state.u + p.sigma_u * damp * shock.transient
    m = jnp.clip(m, LOWEST, HIGHEST)
    s = jnp.minimum(p.s_bar + p.phi_s * (state.s - p.s_bar) + p.sigma_s * shock.size, LARGEST)
    o = _rare(shock.massacre, p.pi_big, p.mu_big, p.sigma_big)
    return CoreState(*(a.astype(jnp.float32) for a in (m, u, s, o)))


def share(own: Shocks, country: Shocks, parameters: CoreParameters) -> Shocks:
    """Mix the country's normals (1, particle) into each place's at unit variance, and its jumps; massacres stay.

    A uniform below pi_jump is a jump. The country's below pi_jump · share is one for every place, read at its rank;
    elsewhere the place's own, stretched so that its jumps come with probability pi_jump in all.
    """
    common = jnp.float32(JUMPS_SHARED)
    limit = jnp.asarray(parameters.pi_jump, jnp.float32) * common
    rest = own.jump * ((1.0 - limit) / (1.0 - common))
    nat = jnp.asarray(parameters.nat, jnp.float32)
    a, b = jnp.sqrt(1.0 - nat), jnp.sqrt(nat)
    return own._replace(
        level=a * own.level + b * country.level,
        jump=jnp.where(country.jump < limit, country.jump / common, rest),
        transient=a * own.transient + b * country.transient,
        size=a * own.size + b * country.size,
    )


def _rare(uniform: jax.Array, probability: float, mean: float, sd: float) -> jax.Array:
    """Bern(probability)·N(mean, sd²) from one uniform."""
    rank = jnp.clip(uniform / jnp.maximum(probability, 1e-12), 1e-7, 1.0 - 1e-7)
    return jnp.where(uniform < probability, mean + sd * ndtri(rank), 0.0)


class CoreState(NamedTuple):
    """Arrays (place, particle), float32."""

    m: jax.Array  # slow level: log expected events per month
    u: jax.Array  # transient: what passes within months
    s: jax.Array  # log mean excess size: log of deaths per event beyond the first
    o: jax.Array  # this month's massacre term, 0 in most months

    @property
    def log_rate(self) -> jax.Array:
        """Log of the expected number of events this month, (place, particle)."""
        return self.m + self.u

    @property
    def log_size(self) -> jax.Array:
        """Log of the expected excess deaths per event this month, (place, particle)."""
        return self.s + self.o


Value = Any  # a float, or an array that broadcasts to (place, particle)


class CoreParameters(NamedTuple):
    """Values in the units of ``registry.csv``; each a float or an array (place, 1) or (place, particle)."""

    rho: Value  # pull of the level to mu, per month
    mu: Value  # long-run level, log events per month
    sigma_m: Value  # sd of the level's monthly step
    pi_jump: Value  # probability of a level jump, per month
    s_jump: Value  # sd of a level jump
    phi: Value  # persistence of the transient, per month
    sigma_u: Value  # sd of the transient's step
    v: Value  # how fast steps shrink as violence grows
    phi_s: Value  # persistence of the log mean excess size
    s_bar: Value  # long-run log mean excess size
    sigma_s: Value  # sd of its step
    k: Value  # size of the events' negative binomial
    kappa: Value  # size of the deaths' negative binomial for one event
    c: Value  # its growth with the number of events
    pi_big: Value  # probability of a massacre month
    mu_big: Value  # mean of its log size
    sigma_big: Value  # sd of its log size
    nat: Value  # share of step variance common to all places, in projection


@dataclass(frozen=True)
class PooledRow:
    """One row of ``pooled.csv``: values, and up to which month they were estimated."""

    unit: str
    origin: np.datetime64
    member: str
    source: str
    values: CoreParameters


def members(origin: np.datetime64, unit: str = "adm1") -> tuple[tuple[str, ...], CoreParameters]:
    """Return the names and the sets, leaves float32 (member,), of the latest members not later than ``origin``.

    Raises:
        InputError: every shipped member of ``unit`` is later than the origin.
    """
    latest = pooled(origin, unit)
    rows = [row for row in _rows() if (row.unit, row.origin) == (latest.unit, latest.origin)]
    sets = CoreParameters(*(np.array(leaf, np.float32) for leaf in zip(*(row.values for row in rows), strict=True)))
    return tuple(row.member for row in rows), sets


def pooled(origin: np.datetime64, unit: str = "adm1") -> PooledRow:
    """Return the heaviest of the latest members of ``unit`` whose data end at or before ``origin``.

    Raises:
        InputError: no such row exists (every shipped row is later than the origin).
    """
    rows = [row for row in _rows() if row.unit == unit and row.origin <= month(origin)]
    if not rows:
        first = min((row.origin for row in _rows() if row.unit == unit), default=None)
        found = f"no pooled parameters for unit '{unit}' at origin {origin}: the first row was estimated to {first}"
        raise InputError(
            Problem(
                found, where="forecast/pooled.csv", expected="a row not later than the origin", remedy="fit this series"
            )
        )
    return max(rows, key=lambda row: row.origin)


@cache
def _rows() -> tuple[PooledRow, ...]:
    text = (files("tether.forecast") / "pooled.csv").read_text("utf-8").splitlines()
    return tuple(
        PooledRow(
            row["unit"],
            month(row["origin"]),
            row["member"],
            row["source"],
            CoreParameters(**{name: float(row[name]) for name in CoreParameters._fields}),
        )
        for row in csv.DictReader(text)
    )
