"""The filter with the core in it: guided proposals are corrected, and earlier origins know no later month."""

import jax.numpy as jnp
import numpy as np
import pytest

from tether.forecast import cdf as grid
from tether.forecast import filter_history as following
from tether.forecast import model as dynamics
from tether.forecast.filter import CoreModel, MixtureFilter
from tether.forecast.hyperparameters import PROTOTYPE, design
from tether.forecast.mixture import mix, share_out
from tether.forecast.model import CoreParameters
from tether.randomness.noise import SeriesNoise

NOISE, GUIDED = SeriesNoise(3, 0), CoreModel("blind")


def _record(months=40, units=2, seed=0):
    rng = np.random.default_rng(seed)
    events = rng.poisson(np.exp(rng.normal(0.5, 1.0, (units, 1))), (units, months)).astype(float)
    deaths = events + rng.poisson(2.0 * events)
    return deaths, events


def _alone(parameters) -> CoreParameters:
    return CoreParameters(*(np.array([leaf], np.float32) for leaf in parameters))


class Unguided(CoreModel):
    """The core proposed by its own law."""

    def propose(self, parameters, state, observed, uniforms):
        return dynamics.step(state, parameters, dynamics.shocks(uniforms)), jnp.float32(0.0)


def _filtered(parameters, record, months, particles, model=GUIDED):
    core = MixtureFilter(model, _alone(parameters), NOISE)
    return core.advance(core.start(record.events.shape[1], particles), record, 0, months)


def test_guided_jumps_leave_the_likelihood_unbiased():
    deaths, events = _record(units=1)
    events[:, 25:] += 10  # an onset the unguided filter still finds; at +40 its own scatter is several units
    deaths[:, 25:] += 30
    record = following.record_of(deaths, events)
    plain, guided = (_filtered(PROTOTYPE, record, 40, 20_000, model) for model in (Unguided(), GUIDED))
    assert float(guided.log_likelihood[0, 0]) == pytest.approx(float(plain.log_likelihood[0, 0]), abs=1.0)
    assert guided.ess.min() > plain.ess.min()
    often, rare = (_filtered(PROTOTYPE._replace(pi_jump=p), record, 40, 20_000) for p in (0.1, 0.001))
    # both propose jumps alike: only the corrected weights differ
    assert often.log_likelihood[0, 0] - rare.log_likelihood[0, 0] > 2.0


def test_missing_months_say_nothing():
    deaths, events = _record()
    gap = deaths.copy()
    gap[:, 20:] = np.nan
    core = MixtureFilter(GUIDED, _alone(PROTOTYPE), NOISE)
    record = following.record_of(gap, np.where(np.isnan(gap), np.nan, events))
    before = core.advance(core.start(2, 500), record, 0, 20)
    after = core.advance(before, record, 20, 40)
    # guided proposals still weigh jumps, on average by nothing
    assert np.asarray(after.log_likelihood) == pytest.approx(np.asarray(before.log_likelihood), abs=0.6)
    spread = [np.asarray(r.hidden.m).std() for r in (before, after)]
    assert spread[1] > spread[0]


def test_past_origins_are_those_a_filter_stopped_there_would_give():
    deaths, events = _record(months=60)
    members = design(3, "adm1")
    whole = following.filter_history(following.record_of(deaths, events), members, NOISE, 59, 128)
    changed = deaths.copy()
    changed[:, 36:] = 999.0
    again = following.filter_history(following.record_of(changed, np.minimum(events, changed)), members, NOISE, 59, 128)
    assert whole.stops == (11, 17, 23, 29, 35, 41, 47, 53)
    assert whole.past.shape == (8, 3, 2, len(following.SCORED), len(grid.GRID))
    assert np.array_equal(whole.past[:5], again.past[:5])  # month 35's forecast has not read month 36
    assert not np.array_equal(whole.past[5], again.past[5])


def test_particles_are_shared_out_to_one():
    weights = np.array([[0.5, 0.301, 0.199], [0.0, 1.0, 0.0]])
    shared = share_out(weights, 100, np.array([[0.3], [0.7]]))
    assert np.abs(np.bincount(shared[0], minlength=3) - [50, 30.1, 19.9]).max() < 1
    assert (shared[1] == 1).all()


def test_a_mixed_particle_carries_its_own_members_parameters():
    members = design(2, "adm1")
    record = following.record_of(*_record())
    core = MixtureFilter(GUIDED, members, NOISE)
    state = core.advance(core.start(2, 64), record, 0, 40)
    mixed = mix(core, state, np.array([[0.25, 0.75], [1.0, 0.0]]), 40, 39)
    assert np.array_equal(np.asarray(mixed.parameters.mu), np.asarray(members.mu)[mixed.component])
    assert (mixed.component[0] == 1).sum() == 30
