"""The bank's filter: the same answer as the plain filter, as exact ones, and its luck in order."""

import jax.numpy as jnp
import numpy as np
import pytest

from tether.core.design import PROTOTYPE, design
from tether.core.parameters import CoreParameters
from tether.inference import bank, following, grid, proposal
from tether.inference.bank import SeriesNoise
from tether.inference.filter import particle_filter, systematic
from tether.inference.mixture import mix, share_out
from tether.inference.model import CoreModel
from tether.randomness.noise import Noise

LUCK = SeriesNoise(3, 0)


def _record(months=40, units=2, seed=0):
    rng = np.random.default_rng(seed)
    events = rng.poisson(np.exp(rng.normal(0.5, 1.0, (units, 1))), (units, months)).astype(float)
    deaths = events + rng.poisson(2.0 * events)
    return deaths, events


def _alone(parameters) -> CoreParameters:
    return CoreParameters(*(np.array([leaf], np.float32) for leaf in parameters))


def test_likelihood_agrees_with_the_plain_filter():
    deaths, events = _record()
    record = following.record_of(deaths, events)
    ours = bank.start(_alone(PROTOTYPE), LUCK, 2, 4000)
    ours = bank.advance(ours, _alone(PROTOTYPE), record, 0, 40, LUCK)
    plain = particle_filter(
        CoreModel(), PROTOTYPE, type(record)(*(leaf[:40] for leaf in record)), Noise(5), particles=4000
    )
    assert np.asarray(ours.log_likelihood)[0] == pytest.approx(np.asarray(plain.log_likelihood), abs=1.0)


def test_guided_jumps_leave_the_likelihood_unbiased(monkeypatch):
    deaths, events = _record(units=1)
    events[:, 25:] += 10  # an onset the unguided filter still finds; at +40 its own scatter is several units
    deaths[:, 25:] += 30
    record = following.record_of(deaths, events)
    found = {}
    for guide in (0.0, 0.1):
        monkeypatch.setattr(proposal, "GUIDE", guide)
        bank.advance.clear_cache()
        run = bank.start(_alone(PROTOTYPE), LUCK, 1, 20_000)
        run = bank.advance(run, _alone(PROTOTYPE), record, 0, 40, LUCK)
        found[guide] = (float(run.log_likelihood[0, 0]), float(run.ess.min()))
    bank.advance.clear_cache()
    assert found[0.1][0] == pytest.approx(found[0.0][0], abs=1.0)
    assert found[0.1][1] > found[0.0][1]
    often, rare = (_alone(PROTOTYPE._replace(pi_jump=p)) for p in (0.1, 0.001))
    likelihood = [
        bank.advance(bank.start(m, LUCK, 1, 20_000), m, record, 0, 40, LUCK).log_likelihood for m in (often, rare)
    ]
    assert likelihood[0][0, 0] - likelihood[1][0, 0] > 2.0  # both propose jumps alike: only the mended weights differ


def test_counting_ancestors_equals_searching_for_them():
    weights = np.random.default_rng(1).dirichlet(np.ones(300) * 0.2, 7)
    log_weight = jnp.asarray(np.log(weights + 1e-12), jnp.float32)
    point = jnp.linspace(0.1, 0.9, 7, dtype=jnp.float32)[:, None]
    searched = np.asarray(systematic(log_weight, point))
    counted = np.asarray(bank._ancestors(log_weight, point))
    assert (searched != counted).mean() < 0.002  # a float32 sum may move a mark that lies on an edge


def test_missing_months_say_nothing():
    deaths, events = _record()
    gap = deaths.copy()
    gap[:, 20:] = np.nan
    run = bank.start(_alone(PROTOTYPE), LUCK, 2, 500)
    record = following.record_of(gap, np.where(np.isnan(gap), np.nan, events))
    before = bank.advance(run, _alone(PROTOTYPE), record, 0, 20, LUCK)
    after = bank.advance(before, _alone(PROTOTYPE), record, 20, 40, LUCK)
    # guided proposals still weigh jumps, on average by nothing
    assert np.asarray(after.log_likelihood) == pytest.approx(np.asarray(before.log_likelihood), abs=0.6)
    spread = [np.asarray(r.state.m).std() for r in (before, after)]
    assert spread[1] > spread[0]


def test_past_origins_are_those_a_filter_stopped_there_would_give():
    deaths, events = _record(months=60)
    members = design(3, "adm1")
    whole = following.follow(following.record_of(deaths, events), members, LUCK, 59, 128)
    changed = deaths.copy()
    changed[:, 36:] = 999.0
    again = following.follow(following.record_of(changed, np.minimum(events, changed)), members, LUCK, 59, 128)
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
    run = bank.advance(bank.start(members, LUCK, 2, 64), members, record, 0, 40, LUCK)
    mixed = mix(run, members, np.array([[0.25, 0.75], [1.0, 0.0]]), 40, LUCK, 39)
    assert np.array_equal(np.asarray(mixed.parameters.mu), np.asarray(members.mu)[mixed.component])
    assert (mixed.component[0] == 1).sum() == 30
