"""A bootstrap particle filter for many independent series at once.

    filtered = particle_filter(model, observations, noise, particles=4096)

Each series (a place) has its own particles, weights and log likelihood: a joint filter over places collapses to an
effective sample of one. Weights are resampled systematically when the effective sample size falls below half.

    log p̂(y_t | y_{1:t−1}) = log Σ_i w_i p(y_t | x_t^i);     ESS_t = 1 / Σ_i w_i²

Unbiased in likelihood, variance falls as 1/particles; cost is linear in particles, series and months. The model is any
``StateSpace``: three pure functions of uniforms, so a linear-Gaussian twin or a finite chain can be sent through the
same code and compared with an exact answer (tests/inference). Doucet & Johansen 2011, Handbook of Nonlinear Filtering.
"""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple, Protocol

import jax
import jax.numpy as jnp

from tether.randomness.noise import Noise

State = Any  # a pytree of arrays (series, particle)


class StateSpace(Protocol):
    """A hidden Markov model over several independent series; hashable, so that it compiles once."""

    @property
    def draws(self) -> int:
        """Uniforms that a step needs per particle."""

    def initial(self, parameters: Any, uniforms: jax.Array) -> State:
        """Return states (series, particle) from uniforms (draw, series, particle)."""

    def step(self, parameters: Any, state: State, uniforms: jax.Array) -> State:
        """Return the next states."""

    def log_density(self, parameters: Any, observation: Any, state: State) -> jax.Array:
        """Return log p(observation | state), (series, particle); observation leaves have leading axis series."""


class Filtered(NamedTuple):
    """The filter's answer at the last month."""

    state: State  # leaves (series, particle), equal weights
    log_likelihood: jax.Array  # (series,), float64
    ess: jax.Array  # (month, series): effective sample size as a share of the particles, before resampling


def particle_filter(
    model: StateSpace, parameters: Any, observations: Any, noise: Noise, particles: int, name: str = "filter"
) -> Filtered:
    """Filter observations with leaves (month, series, …); returns the equally weighted cloud at the last month."""
    return _filter(model, parameters, observations, noise.seed, particles, name)


@partial(jax.jit, static_argnames=("model", "particles", "name"))
def _filter(model: StateSpace, parameters: Any, observations: Any, seed: int, particles: int, name: str) -> Filtered:
    noise = Noise(seed)
    months, series = jax.tree.leaves(observations)[0].shape[:2]
    shape = (model.draws, series, particles)

    def one_month(carry: tuple[State, jax.Array], inputs: tuple[jax.Array, Any]) -> Any:
        state, log_weight = carry
        month, observation = inputs
        state = model.step(parameters, state, noise.uniforms(f"{name}.step", month, 0, shape))
        joint = log_weight + model.log_density(parameters, observation, state)
        gain = jax.scipy.special.logsumexp(joint.astype(jnp.float64), axis=1)
        log_weight = joint - gain[:, None].astype(jnp.float32)
        ess = 1.0 / jnp.sum(jnp.exp(2.0 * log_weight), axis=1)
        point = noise.uniforms(f"{name}.resample", month, 0, (series, 1))
        poor = (ess < 0.5 * particles)[:, None]
        chosen = jnp.where(poor, systematic(log_weight, point), jnp.arange(particles)[None, :])
        state = jax.tree.map(lambda leaf: jnp.take_along_axis(leaf, chosen, axis=1), state)
        log_weight = jnp.where(poor, -jnp.log(jnp.float32(particles)), log_weight)
        return (state, log_weight), (gain, ess / particles)

    state = model.initial(parameters, noise.uniforms(f"{name}.initial", 0, 0, shape))
    level = jnp.full((series, particles), -jnp.log(jnp.float32(particles)), jnp.float32)
    (state, log_weight), (gains, ess) = jax.lax.scan(one_month, (state, level), (jnp.arange(months), observations))
    last = systematic(log_weight, noise.uniforms(f"{name}.last", months, 0, (series, 1)))
    state = jax.tree.map(lambda leaf: jnp.take_along_axis(leaf, last, axis=1), state)
    return Filtered(state, gains.sum(axis=0), ess)


def systematic(log_weight: jax.Array, point: jax.Array, count: int | None = None) -> jax.Array:
    """Return ancestors (series, count) by systematic resampling: one uniform ``point`` (series, 1) for all.

    The number of copies of a particle differs from its expectation by less than one (Kitagawa 1996).
    """
    particles = log_weight.shape[1]
    wanted = particles if count is None else count
    ends = jnp.cumsum(jnp.exp(log_weight.astype(jnp.float64)), axis=1)
    ends = ends / ends[:, -1:]
    marks = (jnp.arange(wanted)[None, :] + point.astype(jnp.float64)) / wanted
    find = partial(jnp.searchsorted, method="scan_unrolled")
    return jnp.clip(jax.vmap(find)(ends, marks), 0, particles - 1)
