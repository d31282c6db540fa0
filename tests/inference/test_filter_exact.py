"""The filter against exact answers written without the package's code: a Kalman filter and an enumerated chain."""

from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.scipy.special import ndtri

from tether.inference.filter import particle_filter, systematic
from tether.randomness.noise import Noise

A, Q, R, START = 0.9, 0.3, 0.5, 1.0
MONTHS, SERIES = 40, 3


@dataclass(frozen=True)
class Linear:
    draws: int = 1

    def initial(self, parameters, uniforms):
        return START * ndtri(uniforms[0])

    def step(self, parameters, state, uniforms):
        return A * state + Q * ndtri(uniforms[0])

    def log_density(self, parameters, observation, state):
        return -0.5 * ((observation[:, None] - state) / R) ** 2 - jnp.log(R * np.sqrt(2 * np.pi)).astype(jnp.float32)


def kalman(y):
    mean, variance, total = 0.0, START**2, 0.0
    for value in y:
        mean, variance = A * mean, A**2 * variance + Q**2
        s = variance + R**2
        total += -0.5 * ((value - mean) ** 2 / s + np.log(2 * np.pi * s))
        gain = variance / s
        mean, variance = mean + gain * (value - mean), (1 - gain) * variance
    return mean, variance, total


def linear_data():
    rng = np.random.default_rng(4)
    x, rows = rng.normal(0, START, SERIES), []
    for _ in range(MONTHS):
        x = A * x + Q * rng.normal(size=SERIES)
        rows.append(x + R * rng.normal(size=SERIES))
    return np.array(rows)


def test_linear_gaussian_twin_equals_kalman():
    y = linear_data()
    out = particle_filter(Linear(), None, jnp.asarray(y, jnp.float32), Noise(1), 20_000)
    cloud = np.asarray(out.state, dtype=float)
    for series in range(SERIES):
        mean, variance, total = kalman(y[:, series])
        assert cloud[series].mean() == pytest.approx(mean, abs=0.015)
        assert cloud[series].var() == pytest.approx(variance, rel=0.06)
        assert float(out.log_likelihood[series]) == pytest.approx(total, abs=0.15)


P_STAY, RATES = 0.85, np.array([0.4, 2.0, 9.0])


class Chain(NamedTuple):
    draws: int = 1

    def initial(self, parameters, uniforms):
        return jnp.floor(uniforms[0] * 3).astype(jnp.int32)

    def step(self, parameters, state, uniforms):
        u = uniforms[0]
        move = jnp.where(u < P_STAY, 0, jnp.where(u < P_STAY + (1 - P_STAY) / 2, 1, 2))
        return (state + move) % 3

    def log_density(self, parameters, observation, state):
        rate = jnp.asarray(RATES, jnp.float32)[state]
        return (observation[:, None] * jnp.log(rate) - rate).astype(jnp.float32)


def enumerated(y):
    move = np.full((3, 3), (1 - P_STAY) / 2) + np.eye(3) * (P_STAY - (1 - P_STAY) / 2)
    belief, total = np.full(3, 1 / 3), 0.0
    for value in y:
        belief = (belief @ move) * RATES**value * np.exp(-RATES)
        total += np.log(belief.sum())
        belief /= belief.sum()
    return belief, total


def test_finite_chain_equals_enumeration():
    rng = np.random.default_rng(5)
    y = rng.poisson(RATES[(np.arange(30) // 10)[:, None] * np.ones((1, 2), int)])
    out = particle_filter(Chain(), None, jnp.asarray(y, jnp.float32), Noise(2), 20_000)
    for series in range(2):
        belief, total = enumerated(y[:, series])
        counted = np.bincount(np.asarray(out.state[series]), minlength=3) / 20_000
        np.testing.assert_allclose(counted, belief, atol=0.02)
        assert float(out.log_likelihood[series]) == pytest.approx(total, abs=0.1)


def test_systematic_copies_differ_from_expectation_by_less_than_one():
    weight = np.random.default_rng(0).dirichlet(np.full(64, 0.3), size=4)
    chosen = np.asarray(systematic(jnp.log(jnp.asarray(weight, jnp.float32)), jnp.full((4, 1), 0.37, jnp.float32)))
    for row, w in zip(chosen, weight, strict=True):
        assert (np.abs(np.bincount(row, minlength=64) - 64 * w) < 1 + 1e-3).all()


def test_series_do_not_touch_each_other():
    y = linear_data()
    other = y.copy()
    other[:, 2] += 50.0
    a, b = (particle_filter(Linear(), None, jnp.asarray(v, jnp.float32), Noise(1), 500) for v in (y, other))
    assert np.asarray(a.state[:2]).tobytes() == np.asarray(b.state[:2]).tobytes()
    assert not np.array_equal(a.state[2], b.state[2])


def test_a_surprise_shows_in_the_effective_sample_size():
    y = linear_data()
    y[20, 0] += 6.0
    ess = np.asarray(particle_filter(Linear(), None, jnp.asarray(y, jnp.float32), Noise(1), 2000).ess)
    assert ess.shape == (MONTHS, SERIES) and (ess > 0).all() and (ess <= 1 + 1e-5).all()
    assert ess[20, 0] < 0.1 < ess[20, 1]


def test_jax_and_numpy_agree_on_the_resampling_marks():
    weight = np.random.default_rng(1).dirichlet(np.ones(50))
    marks = (np.arange(50) + 0.25) / 50
    expected = np.minimum(np.searchsorted(np.cumsum(weight), marks), 49)
    ours = systematic(jnp.log(jnp.asarray(weight[None], jnp.float32)), jnp.full((1, 1), 0.25, jnp.float32))
    assert (np.asarray(ours[0]) == expected).mean() > 0.95
    assert jax.numpy.all(jnp.diff(ours[0]) >= 0)
