"""How the filter proposes a month's state: by the model's own law, or with an eye on what was recorded.

    state, correction = PROPOSALS["informed"](state, parameters, seen, shock)

Both keep the likelihood unbiased, for ``correction``, the log of model / proposal per particle, goes into the weights.

- ``blind`` (what all published forecasts use): the model's step, but jumps come with probability max(π, ``GUIDE``)
- ``informed``: jumps and massacres come as often as the record suggests (at least as above, at most ``MOST``), their
  sizes drawn from the normal law that combines the model's N(0, s_J²), or N(μ_b, σ_b²), with what the record says of
  log rate and log size,

      log n − (m + u) ~ N(0, ``WIDE``·(1/n + 1/k)),      log(X/n) − s ~ N(0, ``WIDE``·(1/X + 1/(κ n^c)))

  At an onset many particles then land where the record is, instead of one in hundreds. Months with n = 0 or X = 0 say
  nothing so. A few per cent dearer. Doucet, Godsill & Andrieu 2000, Statistics and Computing 10, on such proposals.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import jax
import jax.numpy as jnp
from jax.scipy.special import ndtri

from tether.core import dynamics
from tether.core.dynamics import Shocks
from tether.core.observation import MonthRecord
from tether.core.parameters import CoreParameters
from tether.core.state import CoreState

Guide = Literal["blind", "informed"]
Proposal = Callable[[CoreState, CoreParameters, MonthRecord, Shocks], tuple[CoreState, jax.Array]]
GUIDE = 0.1  # least probability with which the filter proposes a jump
MOST = 0.9  # a jump is never proposed more often than this, however the record looks
WIDE = 2.0  # a count is trusted with this much more variance than it has: the proposal's tails must be the wider


def blind(
    state: CoreState, parameters: CoreParameters, seen: MonthRecord, shock: Shocks
) -> tuple[CoreState, jax.Array]:
    """Return the model's step with jumps at least every tenth time, whatever was recorded."""
    guided = jnp.maximum(parameters.pi_jump, GUIDE)
    state = dynamics.step(state, parameters._replace(pi_jump=guided), shock)
    return state, _correction(shock.jump, parameters.pi_jump, guided)


def informed(
    state: CoreState, parameters: CoreParameters, seen: MonthRecord, shock: Shocks
) -> tuple[CoreState, jax.Array]:
    """Return a step whose jumps and massacres lean to the month's record."""
    p, n, x = parameters, seen.events[:, None], seen.excess[:, None]
    calm = dynamics.step(state, p._replace(pi_jump=0.0, pi_big=0.0), shock)
    events, deaths = jnp.maximum(n, 1.0), jnp.maximum(x, 1.0)
    gap = jnp.log(events) - calm.log_rate
    jump, correction = _leaning(shock.jump, p.pi_jump, 0.0, p.s_jump, gap, 1.0 / events + 1.0 / p.k, n > 0)
    thin = 1.0 / deaths + 1.0 / (p.kappa * events**p.c)
    gap = jnp.log(deaths / events) - calm.s
    big, more = _leaning(shock.massacre, p.pi_big, p.mu_big, p.sigma_big, gap, thin, (n > 0) & (x > 0))
    level = jnp.clip(calm.m + jump, dynamics.LOWEST, dynamics.HIGHEST)
    return calm._replace(m=level.astype(jnp.float32), o=big.astype(jnp.float32)), correction + more


def _leaning(
    uniform: jax.Array,
    probability: jax.Array,
    mean: jax.Array | float,
    sd: jax.Array,
    gap: jax.Array,
    variance: jax.Array,
    told: jax.Array,
) -> tuple[jax.Array, jax.Array]:
    """Return a rare normal drawn with an eye on ``gap``, the record's word for it, and the log of model / proposal."""
    noise = WIDE * variance
    trust = jnp.where(told, 1.0 / noise, 0.0)
    own = 1.0 / jnp.square(sd)
    at, width = (own * mean + trust * gap) / (own + trust), 1.0 / jnp.sqrt(own + trust)
    with_it = jnp.square(gap - mean) / (jnp.square(sd) + noise) + jnp.log(jnp.square(sd) + noise)
    without = jnp.square(gap) / noise + jnp.log(noise)
    odds = jnp.log(probability / (1.0 - probability)) + jnp.where(told, 0.5 * (without - with_it), 0.0)
    guided = jnp.clip(jax.nn.sigmoid(odds), jnp.maximum(probability, GUIDE), MOST)
    rank = jnp.clip(uniform / guided, 1e-7, 1.0 - 1e-7)
    z = ndtri(rank)
    drawn = at + width * z
    ratio = 0.5 * (jnp.square(z) - jnp.square((drawn - mean) / sd)) + jnp.log(width / sd)
    rare = uniform < guided
    return jnp.where(rare, drawn, 0.0), jnp.where(rare, ratio, 0.0) + _correction(uniform, probability, guided)


def _correction(uniform: jax.Array, probability: jax.Array, guided: jax.Array) -> jax.Array:
    """Return the log of the ratio of probabilities, of the event or of its absence."""
    return jnp.where(
        uniform < guided,
        jnp.log(probability / guided),
        jnp.log((1.0 - probability) / (1.0 - guided)),
    )


PROPOSALS: dict[str, Proposal] = {"blind": blind, "informed": informed}
