"""Tempered SMC: an exact posterior where one is known, the same bytes for the same seed, parameters found again."""

import sys

import jax.numpy as jnp
import numpy as np
import pytest

from studies import calibration
from tether.errors import extra_needed
from tether.forecast.posterior import find_weights
from tether.forecast.tempered_smc import FREE, Prior, check_blackjax, pool_prior, temper, to_free, to_parameters
from tether.randomness.noise import Noise

pytest.importorskip("blackjax")
SEEN, SPREAD = jnp.array([1.5, -0.5]), jnp.array([0.5, 4.0])
PRIOR = Prior(jnp.array([0.0, 1.0]), jnp.array([1.0, 0.5]), 0.2)


def normal(data, x, seed):
    """A likelihood whose posterior under a normal prior is known; the seed's luck makes it noisy, unbiased in itself."""
    luck = jnp.where(seed % 2 == 0, jnp.log(0.4), jnp.log(1.6))
    return -0.5 * jnp.sum(jnp.square((data - x) / SPREAD)) + luck


@pytest.fixture(scope="module")
def pairs():
    return temper(normal, SEEN, PRIOR, Noise(3), sets=2_000, moves=8)


def test_a_noisy_likelihood_gives_the_exact_posterior(pairs):
    x = np.asarray(pairs[0].x)
    precision = 1 / np.square(PRIOR.sd) + 1 / np.square(SPREAD)
    mean = (np.asarray(PRIOR.mean) / np.square(PRIOR.sd) + np.asarray(SEEN) / np.square(SPREAD)) / precision
    assert x.mean(axis=0) == pytest.approx(np.asarray(mean), abs=0.05)
    assert x.std(axis=0) == pytest.approx(np.asarray(1 / np.sqrt(precision)), rel=0.08)
    assert (np.asarray(pairs[0].seed) % 2 == 1).mean() == pytest.approx(0.8, abs=0.05)  # 1.6 / (.4 + 1.6)


def test_temperatures_rise_to_one(pairs):
    temperatures = pairs[1]
    assert temperatures[-1] == 1.0
    assert list(temperatures) == sorted(set(temperatures))
    assert 0.1 < pairs[2] < 1.0


def test_the_same_seed_gives_the_same_bytes(pairs):
    again = temper(normal, SEEN, PRIOR, Noise(3), sets=2_000, moves=8)
    other = temper(normal, SEEN, PRIOR, Noise(4), sets=2_000, moves=8)
    assert np.asarray(again[0].x).tobytes() == np.asarray(pairs[0].x).tobytes()
    assert not np.array_equal(np.asarray(other[0].x), np.asarray(pairs[0].x))


def test_the_prior_is_the_pools_and_stays_in_bounds():
    basis = find_weights(np.datetime64("2014-10"), "adm1")
    prior = pool_prior(basis)
    held = to_free(basis.members)
    assert np.asarray(prior.mean) == pytest.approx(held.mean(axis=0))
    assert (np.asarray(prior.sd) >= held.std(axis=0) - 1e-9).all()
    back = to_parameters(prior, jnp.asarray(held))
    for name in FREE:
        assert np.asarray(getattr(back, name)) == pytest.approx(np.asarray(getattr(basis.members, name)), rel=1e-4)
    far = to_parameters(prior, prior.mean + 30 * prior.sd)
    assert 0 < float(far.phi) <= 1


def test_without_blackjax_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "blackjax", None)
    with pytest.raises(ModuleNotFoundError) as raised:
        check_blackjax()
    assert "pip install 'tether-charters[posterior]'" in str(extra_needed(raised.value))


@pytest.mark.slow
def test_parameters_are_found_again_and_ranks_are_even():
    prior = pool_prior(find_weights(np.datetime64("2014-10"), "adm1"))
    found = calibration.calibrate_tempered(
        prior, replicates=16, units=1, months=36, seed=5, sets=32, particles=32, moves=4
    )
    uneven = [calibration.unevenness(ranks, bins=4) for ranks in found.ranks.values()]
    assert max(uneven) < 21.1  # chi-square, 3 df: p = .0001, for seventeen symbols
    assert found.shrinkage["mu"] < 0.97  # something was learned
