import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy import stats

from tether.randomness.noise import Noise
from tether.randomness.sampler import SWITCH, Luck, draw_luck, gamma_ratio, poisson


def luck_at(u):
    u = jnp.asarray(u, jnp.float32)
    return Luck(u, jax.scipy.special.ndtri(u))


@pytest.mark.parametrize("mean", [0.05, 0.7, 3.0, 7.99])
def test_poisson_equals_scipy_below_the_switch(mean):
    luck = draw_luck(Noise(3), "p", 0, 0, (200_000,))
    ours = np.asarray(poisson(luck, jnp.full(200_000, mean, jnp.float32)))
    exact = stats.poisson.ppf(np.asarray(luck.u, dtype=float), np.float64(np.float32(mean)))
    assert (ours == exact).mean() > 1 - 1e-5


@pytest.mark.parametrize("mean", [8.01, 12.0, 40.0, 900.0])
def test_poisson_total_variation_above_the_switch(mean):
    grid = (np.arange(1 << 20) + 0.5) / (1 << 20)
    ours = np.asarray(poisson(luck_at(grid), jnp.full(grid.shape, mean, jnp.float32))).astype(int)
    counted = np.bincount(ours, minlength=int(mean * 3 + 40)) / grid.size
    exact = stats.poisson.pmf(np.arange(counted.size), mean)
    assert 0.5 * np.abs(counted - exact).sum() < 5e-4


def test_poisson_is_monotone_in_its_mean_also_across_the_switch():
    rng = np.random.default_rng(0)
    u = rng.uniform(2.0**-24, 1 - 2.0**-24, 400)
    means = np.unique(
        np.concatenate(
            [rng.uniform(0, 30, 3000), SWITCH + rng.normal(0, 1e-3, 1000), SWITCH + rng.normal(0, 1e-6, 200)]
        )
    )
    means = means[means >= 0].astype(np.float32)
    tails = np.array([2.0**-24, 1e-6, 1 - 1e-6, 1 - 2.0**-24])
    draws = np.asarray(poisson(luck_at(np.concatenate([u, tails])[:, None]), jnp.asarray(means)[None, :]))
    assert (np.diff(draws, axis=1) >= 0).all()


def test_poisson_of_zero_is_zero_and_type_is_float32():
    draws = poisson(draw_luck(Noise(1), "p", 0, 0, (1000,)), jnp.zeros(1000, jnp.float32))
    assert draws.dtype == jnp.float32 and not np.asarray(draws).any()


@pytest.mark.parametrize("shape", [0.5, 1.0, 3.3, 14.0, 400.0])
def test_gamma_matches_scipy(shape):
    u = np.array([0.01, 0.1, 0.5, 0.9, 0.99, 0.999])
    ours = np.asarray(gamma_ratio(luck_at(u), jnp.float32(shape)))
    np.testing.assert_allclose(ours, stats.gamma.ppf(u, shape) / shape, rtol=2e-3)


def test_gamma_has_mean_one_and_variance_one_over_shape():
    luck = draw_luck(Noise(5), "g", 0, 0, (400_000,))
    for shape in (0.3, 2.0, 14.0):
        ratio = np.asarray(gamma_ratio(luck, jnp.float32(shape)), dtype=float)
        assert abs(ratio.mean() - 1) < 0.02 and abs(ratio.var() * shape - 1) < 0.05


def test_gamma_is_monotone_in_luck():
    z = jnp.linspace(-5.4, 5.4, 4001, dtype=jnp.float32)
    ratio = np.asarray(gamma_ratio(Luck(jax.scipy.special.ndtr(z), z), jnp.float32(1.7)))
    assert (np.diff(ratio) >= 0).all()
