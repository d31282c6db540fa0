"""The filter that the product runs against exact answers written without the package's code: Kalman, and a chain.

Two members of different parameters run side by side, as the core's do: each is judged by its own exact answer, and so
are their mixture, the thinned cloud, and a proposal that looks at the record.
"""

from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.scipy.special import ndtri

from tether.forecast.filter import MixtureFilter, ancestors
from tether.forecast.mixture import mix
from tether.randomness.noise import SeriesNoise

START = 1.0
MONTHS, SERIES, MANY = 40, 3, 20_000


class LinearParameters(NamedTuple):
    a: np.ndarray  # pull of the state on the next
    q: np.ndarray  # sd of its step
    r: np.ndarray  # sd of the record


LINEAR = LinearParameters(np.array([0.9, 0.6]), np.array([0.3, 0.4]), np.array([0.5, 0.55]))


def log_normal(x, mean, sd):
    return -0.5 * ((x - mean) / sd) ** 2 - jnp.log(sd * jnp.sqrt(2 * jnp.pi)).astype(jnp.float32)


@dataclass(frozen=True)
class Linear:
    """x' = a x + q ε, y = x + r ε; with ``informed`` the step is drawn from p(x' | x, y)."""

    informed: bool = False
    draws: int = 1

    def initial(self, parameters, uniforms):
        return START * ndtri(uniforms[0])

    def propose(self, p, state, observed, uniforms):
        mean, sd = p.a * state, p.q
        if not self.informed:
            return mean + sd * ndtri(uniforms[0]), jnp.float32(0.0)
        gain = p.q**2 / (p.q**2 + p.r**2)
        at, width = mean + gain * (observed[:, None] - mean), p.q * jnp.sqrt(1 - gain)
        new = at + width * ndtri(uniforms[0])
        return new, log_normal(new, mean, sd) - log_normal(new, at, width)

    def log_density(self, p, observed, state):
        return log_normal(observed[:, None], state, p.r)


def kalman(y, a, q, r):
    mean, variance, total = 0.0, START**2, 0.0
    for value in y:
        mean, variance = a * mean, a**2 * variance + q**2
        s = variance + r**2
        total += -0.5 * ((value - mean) ** 2 / s + np.log(2 * np.pi * s))
        gain = variance / s
        mean, variance = mean + gain * (value - mean), (1 - gain) * variance
    return mean, variance, total


def exact(y):
    """Kalman's means, variances and log likelihoods, each (member, series)."""
    answers = [[kalman(column, *member) for column in y.T] for member in zip(*LINEAR, strict=True)]
    return np.moveaxis(np.array(answers), 2, 0)


def linear_data():
    rng = np.random.default_rng(4)
    x, rows = rng.normal(0, START, SERIES), []
    for _ in range(MONTHS):
        x = 0.9 * x + 0.3 * rng.normal(size=SERIES)
        rows.append(x + 0.5 * rng.normal(size=SERIES))
    return np.array(rows)


def filtered(y, particles, informed=False):
    core = MixtureFilter(Linear(informed), LINEAR, SeriesNoise(1, 0))
    return core, core.advance(core.start(y.shape[1], particles), jnp.asarray(y, jnp.float32), 0, len(y))


@pytest.mark.parametrize("informed", [False, True])
def test_linear_gaussian_model_equals_kalman(informed):
    y = linear_data()
    core, state = filtered(y, MANY, informed)
    mean, variance, total = exact(y)
    cloud, weight = np.asarray(state.hidden, float), np.exp(np.asarray(state.log_weight, float))
    np.testing.assert_allclose(weight.sum(axis=2), 1.0, atol=1e-4)
    np.testing.assert_allclose((cloud * weight).sum(axis=2), mean, atol=0.015)
    np.testing.assert_allclose(state.log_likelihood, total, atol=0.15)
    thinned = np.asarray(core.thin(state, MONTHS, MANY), float)
    np.testing.assert_allclose(thinned.mean(axis=2), mean, atol=0.015)
    np.testing.assert_allclose(thinned.var(axis=2), variance, rtol=0.06)


def test_few_particles_leave_the_likelihood_unbiased():
    y = linear_data()[:12]
    many = np.repeat(y[:, :1], 4000, axis=1)  # 4,000 filters of one series, 16 particles each
    _, state = filtered(many, 16)
    _, _, total = exact(y[:, :1])
    ratio = np.exp(np.asarray(state.log_likelihood) - total)
    assert (np.abs(ratio.mean(axis=1) - 1) < 4 * ratio.std(axis=1) / np.sqrt(ratio.shape[1])).all()
    assert (ratio.std(axis=1) < 5).all()  # else the bound above says nothing


def test_the_mixture_of_members_is_the_exact_average_over_models():
    y = linear_data()
    core, state = filtered(y, MANY)
    mean, _, total = exact(y)
    belief = np.exp(total - total.max(axis=0))
    belief /= belief.sum(axis=0)
    mixed = mix(core, state, belief.T, MANY, MONTHS)
    np.testing.assert_allclose(np.asarray(mixed.state, float).mean(axis=1), (belief * mean).sum(axis=0), atol=0.02)
    assert np.array_equal(np.asarray(mixed.parameters.r), LINEAR.r.astype(np.float32)[mixed.component])
    assert 0.1 < belief[1].max() < 0.9  # else one member alone would do


class ChainParameters(NamedTuple):
    stay: np.ndarray


CHAIN, RATES = ChainParameters(np.array([0.85, 0.6])), np.array([0.4, 2.0, 9.0])


class Chain(NamedTuple):
    draws: int = 1

    def initial(self, parameters, uniforms):
        return jnp.floor(uniforms[0] * 3).astype(jnp.int32)

    def propose(self, p, state, observed, uniforms):
        u = uniforms[0]
        move = jnp.where(u < p.stay, 0, jnp.where(u < p.stay + (1 - p.stay) / 2, 1, 2))
        return (state + move) % 3, jnp.float32(0.0)

    def log_density(self, p, observed, state):
        rate = jnp.asarray(RATES, jnp.float32)[state]
        return (observed[:, None] * jnp.log(rate) - rate).astype(jnp.float32)


def enumerated(y, stay):
    move = np.full((3, 3), (1 - stay) / 2) + np.eye(3) * (stay - (1 - stay) / 2)
    belief, total = np.full(3, 1 / 3), 0.0
    for value in y:
        belief = (belief @ move) * RATES**value * np.exp(-RATES)
        total += np.log(belief.sum())
        belief /= belief.sum()
    return belief, total


def test_finite_chain_equals_enumeration():
    rng = np.random.default_rng(5)
    y = rng.poisson(RATES[(np.arange(30) // 10)[:, None] * np.ones((1, 2), int)])
    core = MixtureFilter(Chain(), CHAIN, SeriesNoise(2, 0))
    state = core.advance(core.start(2, MANY), jnp.asarray(y, jnp.float32), 0, len(y))
    cloud = np.asarray(core.thin(state, len(y), MANY))
    for member, stay in enumerate(CHAIN.stay):
        for series in range(2):
            belief, total = enumerated(y[:, series], stay)
            counted = np.bincount(cloud[member, series], minlength=3) / MANY
            np.testing.assert_allclose(counted, belief, atol=0.02)
            assert float(state.log_likelihood[member, series]) == pytest.approx(total, abs=0.1)


def test_a_filter_stopped_on_the_way_goes_on_as_if_it_had_not():
    y = linear_data()
    core, whole = filtered(y, 500)
    record = jnp.asarray(y, jnp.float32)
    parts = core.advance(core.advance(core.start(SERIES, 500), record, 0, 17), record, 17, MONTHS)
    for a, b in zip(jax.tree.leaves(whole), jax.tree.leaves(parts), strict=True):
        assert np.asarray(a).tobytes() == np.asarray(b).tobytes()


def test_series_do_not_touch_each_other():
    y = linear_data()
    other = y.copy()
    other[:, 2] += 50.0
    (_, a), (_, b) = (filtered(v, 500) for v in (y, other))
    assert np.asarray(a.hidden[:, :2]).tobytes() == np.asarray(b.hidden[:, :2]).tobytes()
    assert not np.array_equal(a.hidden[:, 2], b.hidden[:, 2])


def test_a_surprise_shows_in_the_effective_sample_size():
    y = linear_data()
    y[20, 0] += 6.0
    _, state = filtered(y, 2000)
    assert state.ess.shape == (2, SERIES) and (state.ess > 0).all() and (state.ess <= 1 + 1e-5).all()
    assert state.ess[0, 0] < 0.1 < state.ess[0, 1]
    assert state.worst[0, 0] == 20


def test_copies_differ_from_expectation_by_less_than_one():
    weight = np.random.default_rng(0).dirichlet(np.full(64, 0.3), size=4)
    chosen = np.asarray(ancestors(jnp.log(jnp.asarray(weight, jnp.float32)), jnp.full((4, 1), 0.37, jnp.float32)))
    for row, w in zip(chosen, weight, strict=True):
        assert (np.abs(np.bincount(row, minlength=64) - 64 * w) < 1 + 1e-3).all()


@pytest.mark.parametrize("count", [300, 70])
def test_ancestors_are_those_found_by_searching(count):
    weight = np.random.default_rng(1).dirichlet(np.ones(300) * 0.2, 7)
    point = np.linspace(0.1, 0.9, 7, dtype=np.float32)[:, None]
    counted = np.asarray(ancestors(jnp.asarray(np.log(weight + 1e-12), jnp.float32), jnp.asarray(point), count))
    ends = np.cumsum(weight, axis=1)
    marks = (np.arange(count) + point) / count
    searched = np.array([np.searchsorted(e, m) for e, m in zip(ends, marks, strict=True)])
    assert (searched != counted).mean() < 0.002  # a float32 sum may move a mark that lies on an edge
