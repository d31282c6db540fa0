"""The published posterior: particles with their own parameters, weak months named, nothing later read."""

from dataclasses import replace

import jax
import numpy as np
import pytest

import tether.forecast.posterior as module
from tether.documents.cache import cache_folder, without_cache
from tether.forecast.posterior import fit_published, posterior_key
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


@pytest.fixture
def filters(tmp_path, monkeypatch):
    """A cache of this test's own, and a count of what is filtered."""
    monkeypatch.setenv("TETHER_CACHE", str(tmp_path / "cache"))
    found, ours = [], module.filter_history
    monkeypatch.setattr(module, "filter_history", lambda *given: found.append(1) or ours(*given))
    return found


def test_a_kept_posterior_is_found_again_byte_for_byte_and_a_damaged_one_is_filtered_anew(posterior, filters):
    for count, damaged in ((1, False), (1, True), (2, False), (2, False)):
        found = fit_published(_panel(), Noise(1), particles=200)
        assert len(filters) == count
        assert repr(found) == repr(posterior)
        assert found.prior_posterior_overlap.equals(posterior.prior_posterior_overlap)
        assert found.worst.dtype == posterior.worst.dtype and (found.worst == posterior.worst).all()
        trees = [(p.state, p.parameters, p.log_likelihood, p.ess) for p in (found, posterior)]
        for a, b in zip(*map(jax.tree.leaves, trees), strict=True):
            assert np.asarray(a).dtype == np.asarray(b).dtype and np.asarray(a).tobytes() == np.asarray(b).tobytes()
        (entry,) = cache_folder("posteriors").iterdir()
        entry.write_bytes(entry.read_bytes()[:-1] + b"?" if damaged else entry.read_bytes())


def test_what_is_checked_is_filtered_whatever_is_kept(filters):
    fit_published(_panel(), Noise(1), particles=200)
    with without_cache():
        fit_published(_panel(), Noise(1), particles=200)
    assert len(filters) == 2


def test_every_changed_input_has_another_key(monkeypatch):
    panel, noise = _panel(), Noise(1)
    key = posterior_key(panel, noise, 200, "adm1")
    assert key == posterior_key(_panel(), Noise(1), 200, "adm1")
    keys = {posterior_key(panel, Noise(2), 200, "adm1"), posterior_key(panel, noise, 201, "adm1")}
    keys.add(posterior_key(panel, noise, 200, "country"))
    keys.add(posterior_key(replace(panel, country="y"), noise, 200, "adm1"))
    keys.add(posterior_key(replace(panel, start=np.datetime64("2009-02")), noise, 200, "adm1"))
    keys.add(posterior_key(replace(panel, places=("p0", "p2", "p1")), noise, 200, "adm1"))
    keys.add(posterior_key(panel.until("2014-11"), noise, 200, "adm1"))
    fields = [n for n in vars(panel.cells) if getattr(panel.cells, n) is not None]
    rng = np.random.default_rng(7)
    for part in ("cells", "unplaced"):
        for name in fields:
            values = getattr(getattr(panel, part), name).copy()
            values[tuple(rng.integers(values.shape))] += 1
            changed = replace(panel, **{part: replace(getattr(panel, part), **{name: values})})
            keys.add(posterior_key(changed, noise, 200, "adm1"))
    for name in ("civilians", "unknown_side"):
        cells = replace(panel.cells, **{name: panel.cells.events})
        keys.add(posterior_key(replace(panel, cells=cells), noise, 200, "adm1"))
    monkeypatch.setattr(module, "code_key", lambda rooms: "other code, versions or machine")
    keys.add(posterior_key(panel, noise, 200, "adm1"))
    assert key not in keys and len(keys) == 7 + 2 * len(fields) + 2 + 1
