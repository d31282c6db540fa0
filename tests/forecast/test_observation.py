import jax.numpy as jnp
import numpy as np
import pytest
from scipy import stats

from tether.forecast.model import CoreState, pooled
from tether.forecast.observation import TYPES, Tilt, log_density, no_tilt, observation_luck, observe
from tether.randomness.noise import Noise

P = pooled(np.datetime64("2013-01")).values
N = 60_000


def drawn(rate, size, tilt=None, shares=(0.5, 0.2, 0.3)):
    luck = observation_luck(Noise(1), 1, 0, 1, N)
    full = jnp.full((1, N), 1.0, jnp.float32)
    share = jnp.asarray(shares, jnp.float32)[:, None, None]
    return observe(full * rate, full * size, share, tilt or no_tilt(1, N), luck, P)


def state(rate, size):
    one = jnp.ones((1, 1), jnp.float32)
    return CoreState(one * rate, one * 0.0, one * size, one * 0.0)


@pytest.mark.parametrize("rate", [-1.0, 1.0, 3.0])
def test_drawn_totals_follow_the_density_of_the_filter(rate):
    events = np.asarray(drawn(rate, 1.0).events).sum(axis=(0, 1)).astype(int)
    counted = np.bincount(events, minlength=300)[:300] / N
    exact = np.array([stats.nbinom.pmf(n, P.k, P.k / (P.k + np.exp(rate))) for n in range(300)])
    assert 0.5 * np.abs(counted - exact).sum() < 0.02


def test_density_equals_scipy():
    value = log_density(jnp.asarray([5.0]), jnp.asarray([12.0]), state(1.2, 0.7), P)
    size = P.kappa * 5**P.c
    mean = 5 * np.exp(0.7)
    exact = stats.nbinom.logpmf(5, P.k, P.k / (P.k + np.exp(1.2))) + stats.nbinom.logpmf(12, size, size / (size + mean))
    assert float(value[0, 0]) == pytest.approx(exact, abs=1e-4)


def test_missing_months_weigh_nothing_and_missing_deaths_only_events():
    assert float(log_density(jnp.asarray([-1.0]), jnp.asarray([-1.0]), state(1, 1), P)[0, 0]) == 0.0
    known = log_density(jnp.asarray([5.0]), jnp.asarray([-1.0]), state(1, 1), P)
    other = log_density(jnp.asarray([5.0]), jnp.asarray([-1.0]), state(1, 3), P)
    assert float(known[0, 0]) == float(other[0, 0]) != 0.0


def test_deaths_have_the_right_mean_and_types_sum():
    record = drawn(2.0, 1.0)
    deaths, events = (np.asarray(a, dtype=float) for a in (record.deaths, record.events))
    assert record.events.shape == (TYPES, 1, N)
    assert deaths.sum(axis=0).mean() == pytest.approx(np.exp(2.0) * (1 + np.e), rel=0.03)
    assert events.mean(axis=(1, 2)) / events.mean(axis=(1, 2)).sum() == pytest.approx([0.5, 0.2, 0.3], abs=0.01)
    assert (deaths >= events).all()


def test_tilting_one_type_leaves_the_others_and_is_monotone():
    tilt = Tilt(no_tilt(1, N).rate.at[2].set(0.4), no_tilt(1, N).size)
    base, tilted = drawn(2.0, 1.0), drawn(2.0, 1.0, tilt)
    assert np.array_equal(base.events[:2], tilted.events[:2])
    more = np.asarray(tilted.events[2]) - np.asarray(base.events[2])
    assert (more >= 0).all() and more.mean() == pytest.approx(0.3 * np.exp(2.0) * (np.exp(0.4) - 1), rel=0.05)


def test_no_events_no_deaths():
    record = drawn(-3.0, 2.0)
    none = np.asarray(record.events).sum(axis=0) == 0
    assert none.any() and not np.asarray(record.deaths).sum(axis=0)[none].any()
