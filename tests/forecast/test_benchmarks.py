"""The benchmarks against numbers worked out by hand, and against the laws they claim to draw from."""

import numpy as np
import pytest
from scipy.stats import nbinom, poisson

from tether.forecast.benchmarks import BENCHMARKS, change_level, draw_negative_binomial, fit_negative_binomial, window
from tether.forecast.series import Series
from tether.randomness.noise import Noise

NOISE = Noise(3)
LEADS = (1, 2, 3)


def _series(*rows, groups=()):
    deaths = np.array(rows, dtype=float)
    return Series(tuple(f"u{i}" for i in range(len(rows))), np.datetime64("2010-01"), deaths, None, groups)


def test_zero_is_zero():
    assert not BENCHMARKS["zero"](_series([5, 6, 7]), LEADS, 10, NOISE).any()


def test_conflictology_draws_only_from_the_last_twelve_months():
    x = [99.0] * 5 + list(range(12))
    drawn = BENCHMARKS["conflictology-12"](_series(x), LEADS, 4000, NOISE)
    values, counts = np.unique(drawn, return_counts=True)
    assert list(values) == list(range(12))
    assert counts.min() > 0.8 * counts.max()  # each month alike


def test_boot240_pooled_mixes_units_and_own_does_not():
    series = _series([1.0] * 12, [7.0] * 12)
    assert set(np.unique(BENCHMARKS["boot240-own"](series, LEADS, 500, NOISE)[0])) == {1.0}
    assert set(np.unique(BENCHMARKS["boot240-pooled"](series, LEADS, 500, NOISE)[0])) == {1.0, 7.0}


def test_last_poisson_has_the_last_months_mean():
    drawn = BENCHMARKS["last-poisson"](_series([50.0, 4.0]), LEADS, 20_000, NOISE)
    assert drawn.mean() == pytest.approx(4.0, abs=0.05)
    assert drawn.var() == pytest.approx(4.0, abs=0.15)


def test_negative_binomial_is_the_maximum_of_its_likelihood_with_the_mean_held():
    x = np.array([0, 0, 9, 1, 0, 4, 22, 0, 3, 0, 0, 1.0])
    mean, r = fit_negative_binomial(x)
    assert mean == pytest.approx(x.mean())
    grid = np.exp(np.linspace(-4, 4, 801))
    loglik = [nbinom(s, s / (s + mean)).logpmf(x).sum() for s in grid]
    assert r == pytest.approx(grid[int(np.argmax(loglik))], rel=0.02)


@pytest.mark.parametrize("x", [[0.0] * 12, [3.0, 3, 3, 4]])
def test_negative_binomial_falls_back_to_poisson_where_variance_is_small(x):
    assert fit_negative_binomial(np.array(x)) == (pytest.approx(np.mean(x)), np.inf)


def test_negative_binomial_draws_are_its_quantiles():
    u = np.array([0.01, 0.5, 0.9, 0.999])
    assert np.array_equal(draw_negative_binomial(6.0, 0.4, u), nbinom(0.4, 0.4 / 6.4).ppf(u))
    assert np.array_equal(draw_negative_binomial(6.0, np.inf, u), poisson(6.0).ppf(u))


def test_change_benchmark_by_hand():
    # thirty months of 8, then 2, 2, 2: the level is 2, past changes at lead 1 are 0 but for the fall at the end
    x = np.array([8.0] * 30 + [2.0, 2.0, 2.0])
    u = np.array([np.linspace(0.001, 0.9, 50)])
    drawn = change_level(x, (1,), u)
    assert drawn[0, 0] == 2.0  # no change: expm1(log1p(2) + 0) = 2
    assert drawn.max() <= 8.0
    last = change_level(x, (1,), np.array([[0.9999]]))
    assert last[0, 0] == 1.0  # level 4 to 2: expm1(log1p(2) + log 3 - log 5) = 0.8


def test_change_benchmark_with_a_short_history_is_conflictology():
    x = np.array([1.0, 2, 3, 4, 5])
    assert set(np.unique(change_level(x, (1,), np.linspace(0.01, 0.99, 100)[None]))) == {1.0, 2.0, 3.0, 4.0, 5.0}


def test_missing_months_are_no_zeros():
    x = np.array([4.0] * 6 + [np.nan] * 6 + [8.0] * 6)
    assert set(window(x, 12)) == {8.0}
    assert set(window(np.array([4.0, 4.0] + [np.nan] * 20), 12)) == {4.0}
    assert not window(np.array([np.nan]), 12).any()


@pytest.mark.parametrize("name", [n for n in BENCHMARKS if n != "boot240-pooled"])
def test_a_units_draws_do_not_depend_on_its_neighbours(name):
    rng = np.random.default_rng(0)
    rows = rng.poisson(5.0, (3, 60)).astype(float)
    alone, beside = _series(rows[0]), _series(*rows)
    one, many = (BENCHMARKS[name](s, LEADS, 50, NOISE) for s in (alone, beside))
    assert np.array_equal(one[0], many[0])
    assert not np.isnan(many).any()


def test_origins_have_luck_of_their_own():
    series = _series(list(range(36)))
    one, two = (BENCHMARKS["conflictology-12"](series.until(m), LEADS, 50, NOISE) for m in ("2012-11", "2012-12"))
    assert not np.array_equal(one + 1, two)
