"""A posterior over hyper-parameters for a user's own country: density-tempered SMC on the particle filter's likelihood.

    found = fit_tempered(record, pool_prior(basis), Noise(7), last=285)
    found.sets            # parameter sets of equal weight, leaves (set,), all the country's units sharing each
    found.report()        # per symbol: prior, posterior, overlap (hyperparameters.py)

Particles are pairs (x, seed): hyper-parameters on a free scale and the seed of a filter's luck, of which

    π_λ(x, seed) ∝ p(x) · L̂(x; seed)^λ,      λ from 0 (the pool's prior) to 1

Because L̂ is unbiased over seeds, the marginal of x at λ = 1 is the exact posterior, whatever the number of the
filter's particles; with few of them it mixes badly, so ``noise`` gives the sd of log L̂ there: it should be below 2.
Each step chooses λ so that half the effective sample is left, resamples, and moves every pair ``MOVES`` times by

    x' = μ + √(1 − β²)(x − μ) + β·L ξ,   a new seed;   μ, L L' from the particles, β of ``BETAS`` by lot

taken with Metropolis' probability (the move keeps N(μ, L L'): weakly learned symbols travel far). Needs ``blackjax``
(the extra ``posterior``).

Cost: sets × (moves + 3) × temperatures filters; minutes for a few units on two cores. Duan & Fulop 2015, JBES 33(2), on
the sampler; Andrieu & Roberts 2009, Annals of Statistics 37(2), on why a noisy likelihood will do.

The prior is what the pool says of a country's hyper-parameters before its own record is read, a normal law per symbol:

    prior = pool_prior(find_weights(origin, "adm1"))    # mean and sd of the published members, on a free scale
    sets = to_parameters(prior, x)                      # x (…, symbol) → parameters, leaves (…)

Scales: log for what is positive, logit for what lies between 0 and 1, plain for the rest. Each member weighs alike, so
that the prior knows nothing of the country; a symbol in which members hardly differ keeps ``LEAST`` of the spread of
the design that the search for members started from. ``nat`` is a declared share of the projection, not fitted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tether.errors import UsageError
from tether.forecast.filter import CoreModel, MixtureFilter
from tether.forecast.hyperparameters import design, report
from tether.forecast.mixture import MixtureWeights
from tether.forecast.model import CoreParameters
from tether.forecast.observation import MonthRecord
from tether.randomness.noise import Noise, SeriesNoise

FREE = tuple(name for name in CoreParameters._fields if name != "nat")
LOGIT = ("pi_jump", "phi", "v", "phi_s", "pi_big")
PLAIN = ("mu", "s_bar", "mu_big", "c")
LEAST = 0.25  # of the design's spread
DESIGN_SETS = 512


class Prior(NamedTuple):
    """Mean and sd (symbol,) on the free scale, in the order of ``FREE``; ``nat`` as the members have it."""

    mean: jax.Array
    sd: jax.Array
    nat: float


def pool_prior(basis: MixtureWeights) -> Prior:
    """Return the prior that the members of ``basis`` give."""
    held, searched = (to_free(sets) for sets in (basis.members, design(DESIGN_SETS, basis.gate.unit)))
    sd = np.maximum(held.std(axis=0), LEAST * searched.std(axis=0))
    return Prior(jnp.asarray(held.mean(axis=0)), jnp.asarray(sd), float(np.mean(np.asarray(basis.members.nat))))


def to_free(sets: CoreParameters) -> np.ndarray:
    """Return sets with leaves (set,) on the free scale, (set, symbol)."""
    return np.stack([_free(name, np.asarray(getattr(sets, name), float)) for name in FREE], axis=-1)


def to_parameters(prior: Prior, x: Any) -> CoreParameters:
    """Return the parameters at ``x`` (…, symbol) of the free scale; leaves (…), float32."""
    found = {name: _bound(name, x[..., column]) for column, name in enumerate(FREE)}
    nat = jnp.full(x.shape[:-1], prior.nat)
    return CoreParameters(*(jnp.asarray(v, jnp.float32) for v in CoreParameters(**found, nat=nat)))


def log_prior(prior: Prior, x: jax.Array) -> jax.Array:
    """Return the log density at ``x`` (symbol,), up to a constant."""
    return -0.5 * jnp.sum(jnp.square((x - prior.mean) / prior.sd))


def _free(name: str, value: np.ndarray) -> np.ndarray:
    if name in PLAIN:
        return value
    return np.log(value / (1.0 - value)) if name in LOGIT else np.log(value)


def _bound(name: str, x: jax.Array) -> jax.Array:
    if name in PLAIN:
        return x
    return jax.nn.sigmoid(x) if name in LOGIT else jnp.exp(x)


SETS, PARTICLES, MOVES = 64, 256, 8
MONTHS = 240  # of the record that are read: the last twenty years
KEPT = 0.5  # share of the effective sample that a step of the temperature leaves
STEPS = 60  # temperatures at most
BETAS = (0.2, 0.5, 0.9)  # how far a move reaches
DIAGONAL, INFLATED = 0.3, 1.3  # the particles' covariance: shrunk so far to its diagonal, then widened
REPEATS = 8  # filters by which the noise of the likelihood is measured
PRIOR_DRAWS = 2048

Likelihood = Callable[[Any, jax.Array, jax.Array], jax.Array]  # (data, x, seed) → log L̂; hashable: it compiles once


class TemperedParticle(NamedTuple):
    """A particle: ``x`` (symbol,) on the free scale, and the seed of its filter's luck."""

    x: jax.Array
    seed: jax.Array


class Data(NamedTuple):
    """A record, leaves (month, series), of which months ``first`` … ``stop`` − 1 are read; and the prior's scales."""

    record: MonthRecord
    prior: Prior
    first: int
    stop: int


@dataclass(frozen=True)
class FilterLikelihood:
    """The particle filter's log likelihood, summed over series; each call has the luck of its seed."""

    particles: int

    def __call__(self, data: Data, x: jax.Array, seed: jax.Array) -> jax.Array:
        """Return log L̂ of one set ``x`` (symbol,), float64."""
        member = CoreParameters(*(leaf[None] for leaf in to_parameters(data.prior, x)))
        noise = SeriesNoise(seed, 0)  # type: ignore[arg-type]
        core = MixtureFilter(CoreModel("informed"), member, noise)
        start = core.start(data.record.events.shape[1], self.particles)
        return core.advance(start, data.record, data.first, data.stop).log_likelihood.sum()


@dataclass(frozen=True)
class Tempered:
    """Parameter sets of equal weight, and how well the sampler held."""

    sets: CoreParameters  # leaves (set,)
    x: NDArray[np.float64]  # (set, symbol), the free scale
    prior: Prior
    temperatures: tuple[float, ...]
    accepted: float  # share of the moves at the end
    distinct: int  # sets that differ
    noise: float  # sd of the log likelihood's estimate at the posterior's mean

    def report(self) -> pd.DataFrame:
        """Return per symbol the quantiles of prior and posterior and their overlap."""
        z = np.random.default_rng(0).standard_normal((PRIOR_DRAWS, len(FREE)))
        drawn = to_parameters(self.prior, self.prior.mean + self.prior.sd * jnp.asarray(z))
        return report(drawn, self.sets, np.full(len(self.x), 1.0 / len(self.x)))

    def said(self) -> str:
        """Return how the sampler held, in a sentence."""
        return (
            f"{len(self.x)} sets ({self.distinct} distinct) through {len(self.temperatures)} temperatures; "
            f"{self.accepted:.0%} of the last moves taken; the log likelihood is estimated with sd {self.noise:.1f}"
            + ("." if self.noise < 2 else ": too much, take more particles or fewer units.")
        )


def check_blackjax() -> None:
    """Fail before the work where the extra isn't installed."""
    import blackjax  # noqa: F401


def fit_tempered(
    record: MonthRecord,
    prior: Prior,
    noise: Noise,
    last: int,
    sets: int = SETS,
    particles: int = PARTICLES,
    moves: int = MOVES,
) -> Tempered:
    """Return the posterior of one set for all series of ``record`` (leaves (month, series)), read to month ``last``."""
    likelihood, data = FilterLikelihood(particles), Data(record, prior, max(0, last + 1 - MONTHS), last + 1)
    pairs, temperatures, accepted = temper(likelihood, data, prior, noise, sets, moves)
    x = np.asarray(pairs.x, float)
    again = _repeated(likelihood, data, jnp.asarray(x.mean(axis=0)), _seeds(noise, "tempered.repeat", REPEATS))
    parameters = to_parameters(prior, jnp.asarray(x))
    distinct = len(np.unique(x, axis=0))
    return Tempered(parameters, x, prior, temperatures, accepted, distinct, float(np.asarray(again).std(ddof=1)))


def temper(
    likelihood: Likelihood, data: Any, prior: Prior, noise: Noise, sets: int = SETS, moves: int = MOVES
) -> tuple[TemperedParticle, tuple[float, ...], float]:
    """Return pairs of equal weight from the posterior of ``likelihood``, the temperatures, the share of moves taken."""
    check_blackjax()
    from blackjax.smc import tempered as smc

    z = noise.normals("tempered.prior", 0, 0, (sets, len(prior.mean)))
    state = smc.init(TemperedParticle(prior.mean + prior.sd * z, _seeds(noise, "tempered.seed", sets)))
    step = _stepper(likelihood, moves)
    key, temperatures, accepted = noise.key("tempered.step"), [0.0], 0.0
    for number in range(STEPS):
        moved = temperatures[-1] >= 1.0
        state, accepted = step(jax.random.fold_in(key, number), state, *_reach(state), prior, data)
        if moved:
            return state.particles, tuple(temperatures[1:]), float(accepted)
        temperatures.append(float(state.tempering_param))
    raise UsageError(f"{STEPS} temperatures were not enough: take more --sets, or fewer units")


@cache
def _stepper(likelihood: Likelihood, moves: int) -> Any:
    """Return one compiled step: choose the next temperature, resample, move at the present one, weigh."""
    from blackjax.mcmc import random_walk
    from blackjax.smc import adaptive_tempered, resampling

    walk = random_walk.build_rmh()

    def mutate(key: jax.Array, state: Any, density: Any, centre: jax.Array, root: jax.Array) -> Any:
        def away(x: jax.Array) -> jax.Array:
            return jax.scipy.linalg.solve_triangular(root, x - centre, lower=True)

        def proposed(key: jax.Array, pair: TemperedParticle) -> TemperedParticle:
            of_x, of_beta, of_seed = jax.random.split(key, 3)
            beta = jnp.asarray(BETAS)[jax.random.randint(of_beta, (), 0, len(BETAS))]
            z = jnp.sqrt(1.0 - beta**2) * away(pair.x) + beta * jax.random.normal(of_x, pair.x.shape, pair.x.dtype)
            return TemperedParticle(centre + root @ z, jax.random.randint(of_seed, (), 0, 2**31 - 1, jnp.int32))

        def kept(before: Any, after: Any) -> jax.Array:  # the move keeps this law, whatever β
            return -0.5 * jnp.sum(jnp.square(away(after.position.x)))

        return walk(key, state, density, proposed, kept)

    @jax.jit
    def step(
        key: jax.Array, state: Any, centre: jax.Array, root: jax.Array, prior: Prior, data: Any
    ) -> tuple[Any, jax.Array]:
        kernel = adaptive_tempered.build_kernel(
            lambda pair: log_prior(prior, pair.x),
            lambda pair: likelihood(data, pair.x, pair.seed),
            mutate,
            random_walk.init,
            resampling.systematic,
            KEPT,
        )
        new, info = kernel(key, state, moves, {"centre": centre[None], "root": root[None]})
        return new, jnp.mean(info.update_info.is_accepted)

    return step


def _reach(state: Any) -> tuple[jax.Array, jax.Array]:
    """Return the moves' centre (symbol,) and root (symbol, symbol) from the weighted particles."""
    x, w = np.asarray(state.particles.x, float), np.asarray(state.weights, float)
    w = w / w.sum()
    centre = w @ x
    covariance = ((x - centre) * w[:, None]).T @ (x - centre)
    diagonal = np.diag(np.diag(covariance) + 1e-8)
    root = np.linalg.cholesky(INFLATED * ((1.0 - DIAGONAL) * covariance + DIAGONAL * diagonal))
    return jnp.asarray(centre), jnp.asarray(root)


def _seeds(noise: Noise, name: str, count: int) -> jax.Array:
    return jax.random.randint(noise.key(name), (count,), 0, 2**31 - 1, jnp.int32)


@partial(jax.jit, static_argnums=0)
def _repeated(likelihood: Likelihood, data: Any, x: jax.Array, seeds: jax.Array) -> jax.Array:
    return jax.vmap(lambda seed: likelihood(data, x, seed))(seeds)
