"""How violence moves by itself, month by month, one place at a time.

    m' = m + ρ(μ − m) + σ_m g ε₁ + J,   J = Bern(π_J)·N(0, s_J²)     slow level, with jumps
    u' = φ u + σ_u g ε₂,   g = exp(−v·clip(m + u, −2, 6))      transient; steps shrink as violence grows
    s' = s̄ + φ_s (s − s̄) + σ_s ε₃                                   log mean excess size of an event
    o' = Bern(π_b)·N(μ_b, σ_b²)                                       a massacre month

In the filter places are independent. In projection a share ``nat`` of each step's variance is common to all places,
ε = √(1−nat) ε_place + √nat ε_country: a place's own law is unchanged, and country sums get their width back.

``step`` is a deterministic function of uniforms ``Shocks``: a new component is a uniform there and a line here.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax.scipy.special import ndtri

from tether.core.parameters import CoreParameters
from tether.core.state import CoreState

DRAWS = len(("level", "jump", "transient", "size", "massacre"))
LOWEST, HIGHEST = -12.0, 9.0  # of the level: e^9 = 8,100 events a month in one place is beyond any record
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
    """Mix the country's normals (1, particle) into each place's at unit variance; rare events stay the place's."""
    nat = jnp.asarray(parameters.nat, jnp.float32)
    a, b = jnp.sqrt(1.0 - nat), jnp.sqrt(nat)
    return own._replace(
        level=a * own.level + b * country.level,
        transient=a * own.transient + b * country.transient,
        size=a * own.size + b * country.size,
    )


def _rare(uniform: jax.Array, probability: float, mean: float, sd: float) -> jax.Array:
    """Bern(probability)·N(mean, sd²) from one uniform."""
    rank = jnp.clip(uniform / jnp.maximum(probability, 1e-12), 1e-7, 1.0 - 1e-7)
    return jnp.where(uniform < probability, mean + sd * ndtri(rank), 0.0)
