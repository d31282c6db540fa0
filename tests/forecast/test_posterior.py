"""The published posterior: particles with their own parameters, weak months named, nothing later read."""

import numpy as np
import pytest

from tether.forecast.posterior import fit_published
from tether.randomness.noise import Noise
from tether.theatre.panel import EventCounts, Panel


def _panel(months=72, places=3):
    rng = np.random.default_rng(0)
    events = rng.poisson(2.0, (months, places, 3)).astype(np.int32)
    events[:60, 0] = 0
    events[60:, 0] = 40  # an onset
    deaths = events * 3
    none = np.zeros((months, 3), np.int32)
    cells = EventCounts(events, events * 0, deaths, deaths, deaths, events, None, None)
    names = tuple(f"p{i}" for i in range(places))
    return Panel("x", np.datetime64("2009-01"), names, cells, EventCounts(*[none] * 6, None, None), "made")


@pytest.fixture(scope="module")
def posterior():
    return fit_published(_panel(), Noise(1), particles=200)


def test_every_particle_has_parameters_and_a_finite_state(posterior):
    assert posterior.state.m.shape == (3, 200)
    assert posterior.parameters.k.shape == (3, 200)
    assert all(np.isfinite(np.asarray(leaf)).all() for leaf in posterior.state)
    assert len(np.unique(np.asarray(posterior.parameters.k)[0])) > 1


def test_the_onset_is_the_weak_month(posterior):
    place, month, share = posterior.weak(0.5)[0]
    assert (place, month) == ("p0", np.datetime64("2014-01"))
    assert 0 < share < 0.2


def test_a_thinned_cloud_carries_parameters_along(posterior):
    state, parameters = posterior.cloud(64, Noise(2))
    assert state.m.shape == parameters.k.shape == (3, 64)


def test_the_same_noise_gives_the_same_posterior(posterior):
    again = fit_published(_panel(), Noise(1), particles=200)
    assert np.array_equal(np.asarray(again.state.m), np.asarray(posterior.state.m))


def test_diagnostics_tell_what_was_learned_and_where_the_filter_was_weak(posterior):
    found = posterior.diagnostics(floor=0.5)
    assert found.weak.iloc[0]["place"] == "p0"
    assert found.smallest == pytest.approx(found.weak["share"].min())
    assert found.prior_posterior_overlap is not None
    assert found.prior_posterior_overlap["overlap"].between(0, 1.0001).all()
    assert (found.prior_posterior_overlap["overlap"] < 0.9).any()
    page = repr(found)
    assert "2014-01" in page
    assert "sigma_m" in page
    assert found.source in page
