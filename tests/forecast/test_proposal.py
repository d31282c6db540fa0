"""Proposals: the same likelihood, and at an onset many more particles from the one that looks at the record."""

import jax.numpy as jnp
import numpy as np
import pytest

from tether.forecast import filter_history as following
from tether.forecast.filter import GUIDE, MOST, PROPOSALS, CoreModel, MixtureFilter, columns
from tether.forecast.hyperparameters import PROTOTYPE
from tether.forecast.model import DRAWS, CoreParameters, CoreState, shocks
from tether.forecast.observation import MonthRecord
from tether.randomness.noise import Noise, SeriesNoise

ALONE = CoreParameters(*(np.array([leaf], np.float32) for leaf in PROTOTYPE))


def _onset():
    rng = np.random.default_rng(0)
    events = rng.poisson(1.5, (1, 40)).astype(float)
    events[:, 25:] += 40
    return following.record_of(events + rng.poisson(2 * events), events)


def _likelihoods(guide, particles, seeds):
    found, least = [], []
    for seed in range(seeds):
        core = MixtureFilter(CoreModel(guide), ALONE, SeriesNoise(seed, 0))
        run = core.advance(core.start(1, particles), _onset(), 0, 40)
        found.append(float(run.log_likelihood[0, 0]))
        least.append(float(run.ess.min()) * particles)
    return np.array(found), np.mean(least)


def test_an_informed_proposal_keeps_the_likelihood_and_its_particles():
    truth, _ = _likelihoods("informed", 20_000, 2)
    blind, few = _likelihoods("blind", 512, 8)
    informed, many = _likelihoods("informed", 512, 8)
    assert informed.mean() == pytest.approx(truth.mean(), abs=1.5)
    assert informed.std() < 0.4 * blind.std()
    assert many > 10 * few


@pytest.mark.parametrize("guide", ["blind", "informed"])
@pytest.mark.parametrize(("events", "excess"), [(-1.0, -1.0), (0.0, 0.0), (2.0, 0.0), (4.0, 3.0)])
def test_weights_average_to_one_whatever_was_recorded(guide, events, excess):
    count = 200_000
    uniforms = Noise(3).uniforms("test", 0, 0, (DRAWS, 1, count))
    state = CoreState(*(jnp.full((1, 1, count), v, jnp.float32) for v in (1.0, 0.0, 0.5, 0.0)))
    seen = MonthRecord(jnp.array([events]), jnp.array([excess]))
    new, correction = PROPOSALS[guide](state, columns(ALONE), seen, shocks(uniforms))
    weight = np.exp(np.asarray(correction, float)).ravel()
    error = 4 * weight.std() / np.sqrt(count)
    assert weight.mean() == pytest.approx(1.0, abs=max(error, 1e-3))  # ∫ q · (p / q) = 1
    plain, _ = PROPOSALS["blind"](state, columns(ALONE), seen, shocks(uniforms))
    assert np.average(np.asarray(new.m).ravel(), weights=weight) == pytest.approx(1.0 - 0.025, abs=0.02)
    assert (np.asarray(new.s) == np.asarray(plain.s)).all()


def test_jumps_are_proposed_more_often_where_the_record_calls_for_them():
    uniforms = (
        jnp.full((DRAWS, 1, 3), 0.5, jnp.float32).at[1].set(jnp.array([0.5 * GUIDE, 0.6, 0.5 + MOST / 2], jnp.float32))
    )
    state = CoreState(*(jnp.full((1, 1, 3), v, jnp.float32) for v in (-3.0, 0.0, 0.5, 0.0)))
    quiet, loud = (
        np.asarray(PROPOSALS["informed"](state, columns(ALONE), MonthRecord(*s), shocks(uniforms))[0].m).ravel()
        for s in ((jnp.array([0.0]), jnp.array([0.0])), (jnp.array([50.0]), jnp.array([100.0])))
    )
    assert (quiet > -2.0).tolist() == [False, False, False]
    assert loud[1] > -1.0  # this uniform is no jump in a quiet month
    assert loud[2] < -2.5
