"""The script that makes the pooled fit: named candidates, and an interrupted search that resumes."""

import sys
from pathlib import Path

import numpy as np
import pytest

from tether.forecast.hyperparameters import LOG, PLAIN, design
from tether.forecast.model import CoreParameters
from tether.forecast.series import Series

SCRIPTS = Path(__file__).parents[2] / "scripts"


@pytest.fixture
def scripts(monkeypatch):
    monkeypatch.syspath_prepend(str(SCRIPTS))
    import fit_pool
    import training_pool

    yield fit_pool, training_pool
    for name in ("fit_pool", "gate_fit", "training_pool"):
        del sys.modules[name]


def small_pool(training_pool, deaths):
    series = Series(("a", "b"), np.datetime64("1989-01"), np.array(deaths, float))
    return training_pool.Pool(series, (2,), np.ones((1, 2), bool), True)


def test_moves_are_named_stay_in_range_and_leave_about_half_alone(scripts):
    fit_pool, _ = scripts
    sets = design(5, "adm1")
    near, again = (fit_pool.moved(sets, "adm1", moves=4) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(near, again, strict=True))
    same = []
    for name, (low, high) in (LOG | PLAIN).items():
        leaf = getattr(near, name)
        assert leaf.shape == (20,)
        assert (leaf >= np.float32(low)).all() and (leaf <= np.float32(high)).all(), name
        same.append(np.isclose(leaf, np.repeat(getattr(sets, name), 4), rtol=1e-5))
    assert 0.35 < np.mean(same) < 0.65
    assert np.array_equal(near.nat, np.repeat(sets.nat, 4))  # a declared share is not searched


def test_an_interrupted_search_resumes_and_no_table_of_other_data_is_taken(scripts, monkeypatch, tmp_path):
    _, training_pool = scripts
    asked = []

    def batch(pool, members, draws):
        asked.append(len(members.rho))
        return np.full((2, len(members.rho), 5, 3), members.mu[0], np.float16)

    monkeypatch.setattr(training_pool, "_batch", batch)
    pool, sets = small_pool(training_pool, [[1, 2, 3, 4], [0, 0, 1, 0]]), design(10, "deaths")
    first = CoreParameters(*(leaf[:8] for leaf in sets))
    training_pool.tables(pool, first, 32, tmp_path)  # "interrupted" after one batch
    whole = training_pool.tables(pool, sets, 32, tmp_path)
    assert asked == [8, 2]
    assert whole.shape == (2, 10, 5, 3)
    assert np.array_equal(whole, training_pool.tables(pool, sets, 32, tmp_path))
    assert asked == [8, 2]
    training_pool.tables(small_pool(training_pool, [[1, 2, 3, 5], [0, 0, 1, 0]]), sets, 32, tmp_path)
    training_pool.tables(pool, sets, 33, tmp_path)
    assert asked == [8, 2, 8, 2, 8, 2]


def test_a_bank_is_read_back_as_it_was_written(scripts, tmp_path):
    fit_pool, _ = scripts
    sets = design(3, "country")
    rows = [["country", "2008-10", f"m{k}", "here", *(repr(float(leaf[k])) for leaf in sets)] for k in range(3)]
    fit_pool.write(tmp_path / "bank.csv", [*fit_pool.BANK_HEAD, *CoreParameters._fields], rows)
    names, found = fit_pool.read_bank(tmp_path / "bank.csv", "country")
    assert names == ("m0", "m1", "m2")
    assert all(np.array_equal(a, b) for a, b in zip(sets, found, strict=True))
    assert fit_pool.read_bank(tmp_path / "bank.csv", "adm1")[0] == ()


def test_the_fits_evidence_is_what_a_forecast_would_weigh_by(scripts):
    """Both sides, script and package, give the same z for the same forecasts."""
    from tether.forecast import cdf as grid
    from tether.forecast import filter_history as performance
    from tether.forecast.filter_history import EVERY, SCORED, stops_before

    _, training_pool = scripts
    rng = np.random.default_rng(0)
    last, count = 95, 3
    deaths = rng.poisson(4.0, (2, last + 15)).astype(float)
    origins = tuple(range(last - EVERY * 8, last + 1, EVERY))
    series = Series(("a", "b"), np.datetime64("1989-01"), deaths, groups=("x", "x"))
    active = np.ones((len(origins), 2), bool)
    pool = training_pool.Pool(series, origins, active, False)
    draws = rng.poisson(rng.uniform(1, 9, (len(origins), 2, count, len(SCORED), 1)), (len(origins), 2, count, 5, 64))
    cdf = grid.cdf_of_draws(draws.astype(np.float32))
    found = training_pool.cells(pool, cdf.reshape(-1, count, 5, grid.GRID.size), ()).z[:, -2:]
    stops = [s for s in stops_before(last) if s in origins]
    later = np.pad(deaths[:, : last + 1], ((0, 0), (0, 14)), constant_values=np.nan)
    seen = np.stack([later[:, s + np.array(SCORED)] for s in stops])
    past = np.stack([np.moveaxis(cdf[origins.index(s)], 0, 1) for s in stops])
    ages = (last - np.array(stops)) / 12
    assert found == pytest.approx(performance.evidence([performance.judge_past(past, seen, ages)], ("x", "x")))


def test_a_gate_finds_who_forecast_well_and_a_shape_that_is_right(scripts):
    """Made-up cells: one component is right but too narrow; the fit takes it and widens it."""
    import gate_fit

    from tether.forecast import cdf as grid

    _, training_pool = scripts
    rng = np.random.default_rng(1)
    cells, width = 400, 400
    level = rng.uniform(20, 60, (cells, 1, 1))
    seen = np.rint(level[..., 0] * np.exp(rng.normal(0, 0.8, (cells, 5))))
    narrow = np.rint(level * np.exp(rng.normal(0, 0.4, (cells, 5, width))))
    wrong = rng.poisson(2.0, (cells, 5, width))
    cdf = grid.cdf_of_draws(np.stack([narrow, wrong], axis=1).astype(np.float32))
    unit, none = np.arange(cells) % 40, np.zeros((2, cells, 2))
    made = training_pool.Cells(
        cdf, seen, np.full(cells, 20.0), np.full(cells, 3.0), unit, np.zeros(cells), np.zeros((cells, 6)), none
    )
    fit = gate_fit.fit_gate(made, np.ones(cells, bool), np.arange(2), 5e-3, gate_fit.PUBLISHED)
    gate = gate_fit.gate_of(fit, "adm1", 2012, "mix", ("narrow", "wrong"))
    plain = gate_fit.gate_of(fit._replace(law=np.zeros(4)), "adm1", 2012, "mix", ("narrow", "wrong"))
    assert gate.weights(np.zeros((1, 6)), np.zeros((2, 1, 2)))[0, 0] > 0.8
    assert np.exp(gate.law.a) < 1 or np.exp(gate.law.b) < 1
    assert gate_fit.judge(made, made.month == 0, np.arange(2), gate)[1] < (
        gate_fit.judge(made, made.month == 0, np.arange(2), plain)[1] - 0.02
    )


def test_the_fit_recalibrates_as_the_package_does(scripts):
    import gate_fit

    from tether.forecast.filter_history import SCORED
    from tether.forecast.mixture import Recalibration

    law = Recalibration(0.3, 0.05, -0.2, 0.04)
    cdf = np.tile(np.linspace(0.0, 1.0, 21), (2, len(SCORED), 1))
    assert np.asarray(gate_fit.recalibrated(cdf, np.array(law))) == pytest.approx(law.published(cdf, SCORED), abs=1e-5)
