"""The particle filter: several versions of one model, filtered side by side on the same luck.

    core = MixtureFilter(CoreModel(), members, SeriesNoise(seed=7, block=0))
    state = core.start(series=18, particles=512)
    state = core.advance(state, record, 0, 286)      # months 0 … 285
    cloud = core.thin(state, 285, draws=256)         # equally weighted, (member, series, draw)

The *members* are a handful of parameter sets. Each is filtered over each series by itself (a joint filter over series
collapses to an effective sample of one); how much each member counts is decided afterwards (``mixture.py``). Members
share their uniforms: random numbers, the dearest part, are drawn once for all, and members differ by their parameters
and not by their luck. Each month, with q the proposal,

    w ← w · p(x | x⁻) / q(x | x⁻, y) · p(y | x),      log p̂(y_t | y_{1:t−1}) = log Σ_i w_i,      ESS = 1 / Σ_i w_i²

and weights are resampled systematically when the effective sample size falls below half. The likelihood is unbiased
and its variance falls as 1/particles; cost is linear in members × series × particles × months.

The model is any ``StateSpace``: three pure functions of uniforms. A linear-Gaussian model and a finite chain go through
this code and are compared with exact answers (test_filter_exact.py). ``CoreModel`` is the core of ``model.py`` and
``observation.py``; its ``guide`` names the way in which a month is proposed, and either way leaves the likelihood
unbiased, for the log of model / proposal goes into the weights:

- ``blind`` (what all published forecasts use): the model's step, but jumps come with probability max(π, ``GUIDE``)
- ``informed``: jumps and massacres come as often as the record suggests (at least as above, at most ``MOST``), their
  sizes drawn from the normal law that combines the model's N(0, s_J²), or N(μ_b, σ_b²), with what the record says of
  log rate and log size,

      log n − (m + u) ~ N(0, ``WIDE``·(1/n + 1/k)),      log(X/n) − s ~ N(0, ``WIDE``·(1/X + 1/(κ n^c)))

  At an onset many particles then land where the record is, instead of one in hundreds. Months with n = 0 or X = 0 say
  nothing so. A few per cent dearer.

Doucet & Johansen 2011, Handbook of Nonlinear Filtering; Doucet, Godsill & Andrieu 2000, Statistics and Computing 10.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, NamedTuple, Protocol

import jax
import jax.numpy as jnp
from jax.scipy.special import ndtri

from tether.forecast import model as dynamics
from tether.forecast import observation
from tether.forecast.model import CoreParameters, CoreState, Shocks
from tether.forecast.observation import MonthRecord
from tether.randomness.noise import SeriesNoise

POOR = 0.5  # share of the particles below which the weights are resampled
BLOCK = 32  # of the running sum

HiddenState = Any  # a pytree of arrays (member, series, particle)
Parameters = Any  # a pytree of arrays (member,); the model gets them as float32 columns (member, 1, 1)
Observation = Any  # a pytree of arrays (series,): one month of a record


class StateSpace(Protocol):
    """A hidden Markov model over independent series; hashable, so that it compiles once."""

    @property
    def draws(self) -> int:
        """Uniforms that a step needs per particle."""

    def initial(self, parameters: Parameters, uniforms: jax.Array) -> HiddenState:
        """Return states that broadcast to (member, series, particle) from uniforms (draw, series, particle)."""

    def propose(
        self, parameters: Parameters, state: HiddenState, observed: Observation, uniforms: jax.Array
    ) -> tuple[HiddenState, jax.Array]:
        """Return next month's states, and log(model / proposal) (member, series, particle): 0 if by the model."""

    def log_density(self, parameters: Parameters, observed: Observation, state: HiddenState) -> jax.Array:
        """Return log p(observed | state), (member, series, particle)."""


class FilterState(NamedTuple):
    """The filter between two months; leaves of ``hidden`` and ``log_weight`` are (member, series, particle)."""

    hidden: HiddenState
    log_weight: jax.Array  # float32; exp sums to 1 over particles
    log_likelihood: jax.Array  # (member, series), float64
    ess: jax.Array  # (member, series): smallest effective sample size so far, as a share of the particles
    worst: jax.Array  # (member, series): the month of that minimum, int32


@dataclass(frozen=True)
class MixtureFilter:
    """A model, its members' parameters with leaves (member,), and the noise of a block of series."""

    model: StateSpace
    members: Parameters
    noise: SeriesNoise

    def start(self, series: int, particles: int) -> FilterState:
        """Return the wide start of every member."""
        return _start(self.model, self.members, self.noise, series, particles)

    def advance(self, state: FilterState, record: Any, first: int, last: int) -> FilterState:
        """Filter months ``first`` … ``last`` − 1 of ``record`` (leaves (month, series)); one program for any span."""
        return _advance(self.model, self.members, self.noise, state, record, first, last)

    def thin(self, state: FilterState, month: int, draws: int) -> HiddenState:
        """Return ``draws`` equally weighted states per member and series, leaves (member, series, draw)."""
        return _thin(self.noise, state, month, draws)


def columns(members: Parameters) -> Parameters:
    """Return parameters with leaves (member,) as float32 columns (member, 1, 1) that broadcast over clouds."""
    return jax.tree.map(lambda leaf: jnp.asarray(leaf, jnp.float32).reshape(-1, 1, 1), members)


def ancestors(log_weight: jax.Array, point: jax.Array, count: int | None = None) -> jax.Array:
    """Return ancestors (…, count), int32, by systematic resampling: one uniform ``point`` (…, 1) for all.

    The number of copies of a particle differs from its expectation by less than one (Kitagawa 1996). A particle whose
    cumulative weight ends at e is the ancestor of the marks i + ``point`` below e. Counting the ends at or below each
    mark takes 7 ns each where searching for them takes 55.
    """
    particles = log_weight.shape[-1]
    wanted = particles if count is None else count
    ends = _running_sum(jnp.exp(log_weight))
    ends = jnp.clip(jnp.ceil(ends / ends[..., -1:] * wanted - point), 0, wanted).astype(jnp.int32)
    rows = ends.reshape(-1, particles)
    slots = (rows + jnp.arange(rows.shape[0], dtype=jnp.int32)[:, None] * (wanted + 1)).ravel()
    counts = jnp.zeros(rows.shape[0] * (wanted + 1), jnp.float32).at[slots].add(1.0)
    below = _running_sum(counts.reshape(*log_weight.shape[:-1], wanted + 1)[..., :wanted])
    return jnp.minimum(below.astype(jnp.int32), particles - 1)


@partial(jax.jit, static_argnames=("model", "series", "particles"))
def _start(model: StateSpace, members: Parameters, noise: SeriesNoise, series: int, particles: int) -> FilterState:
    uniforms = noise.uniforms("bank.initial", 0, (model.draws, series, particles))
    count = jnp.asarray(jax.tree.leaves(members)[0]).shape[0]
    shape = (count, series, particles)
    hidden = model.initial(columns(members), uniforms)
    return FilterState(
        jax.tree.map(lambda leaf: jnp.broadcast_to(leaf, shape), hidden),
        jnp.full(shape, -jnp.log(jnp.float32(particles)), jnp.float32),
        jnp.zeros((count, series), jnp.float64),
        jnp.ones((count, series), jnp.float32),
        jnp.zeros((count, series), jnp.int32),
    )


@partial(jax.jit, static_argnames="model")
def _advance(
    model: StateSpace,
    members: Parameters,
    noise: SeriesNoise,
    state: FilterState,
    record: Any,
    first: int,
    last: int,
) -> FilterState:
    parameters = columns(members)

    def one_month(month: jax.Array, state: FilterState) -> FilterState:
        observed = jax.tree.map(lambda leaf: leaf[month], record)
        return _assimilate(model, parameters, noise, state, observed, month)

    return jax.lax.fori_loop(first, last, one_month, state)


def _assimilate(
    model: StateSpace,
    parameters: Parameters,
    noise: SeriesNoise,
    state: FilterState,
    observed: Observation,
    month: jax.Array,
) -> FilterState:
    series, particles = state.log_weight.shape[1:]
    uniforms = noise.uniforms("bank.step", month, (model.draws, series, particles))
    hidden, correction = model.propose(parameters, state.hidden, observed, uniforms)
    joint = state.log_weight + correction + model.log_density(parameters, observed, hidden)
    gain = jax.scipy.special.logsumexp(joint, axis=2)
    log_weight = joint - gain[..., None]
    ess = 1.0 / (particles * jnp.sum(jnp.exp(2.0 * log_weight), axis=2))
    poor = (ess < POOR)[..., None]
    point = noise.uniforms("bank.resample", month, (series, 1))
    chosen = jnp.where(poor, ancestors(log_weight, point), jnp.arange(particles, dtype=jnp.int32))
    return FilterState(
        _gather(hidden, chosen),
        jnp.where(poor, -jnp.log(jnp.float32(particles)), log_weight),
        state.log_likelihood + gain.astype(jnp.float64),
        jnp.minimum(state.ess, ess),
        jnp.where(ess < state.ess, month.astype(jnp.int32), state.worst),
    )


@partial(jax.jit, static_argnames="draws")
def _thin(noise: SeriesNoise, state: FilterState, month: int, draws: int) -> HiddenState:
    point = noise.uniforms("bank.thin", month, (state.log_weight.shape[1], 1))
    return _gather(state.hidden, ancestors(state.log_weight, point, draws))


def _gather(hidden: HiddenState, chosen: jax.Array) -> HiddenState:
    """Return the particles ``chosen`` (…, int32: indices of 64 bits would cost more memory than the clouds)."""
    return jax.tree.map(lambda leaf: jnp.take_along_axis(leaf, chosen, axis=2, mode="promise_in_bounds"), hidden)


def _running_sum(values: jax.Array) -> jax.Array:
    """Cumulative sum over the last axis by blocks of ``BLOCK`` and a triangular product (XLA's own is slow here)."""
    size = values.shape[-1]
    padded = jnp.pad(values, [(0, 0)] * (values.ndim - 1) + [(0, -size % BLOCK)])
    blocks = padded.reshape(*values.shape[:-1], -1, BLOCK)
    inner = blocks @ jnp.triu(jnp.ones((BLOCK, BLOCK), jnp.float32))
    total = inner[..., -1]
    return (inner + (jnp.cumsum(total, axis=-1) - total)[..., None]).reshape(padded.shape)[..., :size]


Guide = Literal["blind", "informed"]
Proposal = Callable[[CoreState, CoreParameters, MonthRecord, Shocks], tuple[CoreState, jax.Array]]
GUIDE = 0.1  # least probability with which the filter proposes a jump
MOST = 0.9  # a jump is never proposed more often than this, however the record looks
WIDE = 2.0  # a count is trusted with this much more variance than it has: the proposal's tails must be the wider


def blind(
    state: CoreState, parameters: CoreParameters, seen: MonthRecord, shock: Shocks
) -> tuple[CoreState, jax.Array]:
    """Return the model's step with jumps at least every tenth time, and log(model / proposal), of its shape."""
    guided = jnp.maximum(parameters.pi_jump, GUIDE)
    state = dynamics.step(state, parameters._replace(pi_jump=guided), shock)
    return state, _correction(shock.jump, parameters.pi_jump, guided)


def informed(
    state: CoreState, parameters: CoreParameters, seen: MonthRecord, shock: Shocks
) -> tuple[CoreState, jax.Array]:
    """Return a step whose jumps and massacres lean to the record (series,), and log(model / proposal)."""
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


@dataclass(frozen=True)
class CoreModel:
    """The ``StateSpace`` of the core."""

    guide: Guide = "blind"
    draws: int = dynamics.DRAWS

    def initial(self, parameters: CoreParameters, uniforms: jax.Array) -> CoreState:
        """Return the wide start of ``dynamics.initial`` from uniforms (draw, series, particle)."""
        return dynamics.initial(uniforms, parameters)

    def propose(
        self, parameters: CoreParameters, state: CoreState, observed: MonthRecord, uniforms: jax.Array
    ) -> tuple[CoreState, jax.Array]:
        """Return one month of ``dynamics.step``, proposed by the guide, and log(model / proposal), of its shape."""
        return PROPOSALS[self.guide](state, parameters, observed, dynamics.shocks(uniforms))

    def log_density(self, parameters: CoreParameters, observed: MonthRecord, state: CoreState) -> jax.Array:
        """Return ``observation.log_density`` of a month's record (series,): (member, series, particle)."""
        return observation.log_density(observed.events, observed.excess, state, parameters)
