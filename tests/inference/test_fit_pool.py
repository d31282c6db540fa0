"""The script that makes the pooled fit: named candidates, and an interrupted search that resumes."""

import sys
from pathlib import Path

import numpy as np
import pytest

from tether.core.design import LOG, PLAIN, design
from tether.core.parameters import CoreParameters
from tether.scorecard.series import Series

SCRIPTS = Path(__file__).parents[2] / "scripts"


@pytest.fixture
def scripts(monkeypatch):
    monkeypatch.syspath_prepend(str(SCRIPTS))
    import fit_pool
    import training_pool

    yield fit_pool, training_pool
    for name in ("fit_pool", "training_pool"):
        del sys.modules[name]


def small_pool(training_pool, deaths):
    series = Series(("a", "b"), np.datetime64("1989-01"), np.array(deaths, float))
    return training_pool.Pool(series, (2,), (1996,), np.ones((1, 2), bool), True)


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
