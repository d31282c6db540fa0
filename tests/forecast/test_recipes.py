"""Benchmarks and scores written again from the recipes' words, in plain loops, and compared with the room's own."""

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.stats import nbinom, poisson

from tether.forecast import scores
from tether.forecast.benchmarks import BENCHMARKS, RECIPES, fit_negative_binomial
from tether.forecast.series import Series
from tether.randomness.noise import Noise

EDGES = [0, 0.5, 2.5, 5.5, 10.5, 25.5, 50.5, 100.5, 250.5, 500.5, 1000.5, math.inf]
RNG = np.random.default_rng(8)
HISTORY = np.rint(RNG.gamma(0.3, 12.0, 200))
LEADS = (1, 3, 14)
U = np.random.default_rng(9).random((len(LEADS), 400))
NOTHING = np.zeros(0)


def test_crps_is_mean_distance_less_half_the_mean_pair_distance_over_all_pairs():
    x, y = np.rint(RNG.gamma(0.4, 20.0, 60)), 17.0
    by_hand = sum(abs(a - y) for a in x) / 60 - sum(abs(a - b) for a in x for b in x) / 60**2 / 2
    assert scores.crps(x, np.array(y)) == pytest.approx(by_hand)
    logged = np.log1p(x)
    by_hand = sum(abs(a - math.log1p(y)) for a in logged) / 60
    by_hand -= sum(abs(a - b) for a in logged for b in logged) / 60**2 / 2
    assert scores.crps_log1p(x, np.array(y)) == pytest.approx(by_hand)


@pytest.mark.parametrize("y", [0, 1, 2, 3, 5, 6, 10, 11, 25, 26, 50, 51, 100, 101, 250, 251, 500, 501, 1000, 1001, 9e6])
def test_ignorance_by_the_challenges_edges(y):
    x = np.rint(RNG.gamma(0.3, 300.0, 1000))
    low, high = next((a, b) for a, b in pairwise(EDGES) if a <= y < b)
    hits = sum(low <= v < high for v in x)
    assert scores.ignorance(x, np.array(float(y))) == pytest.approx(-math.log2((hits + 1) / (1000 + 11)))


def test_ignorance_is_9_98_bits_at_most():
    assert scores.ignorance(np.zeros(1000), np.array(700.0)) == pytest.approx(9.98, abs=0.005)


def test_mis_is_the_width_and_twenty_times_the_miss():
    x = np.rint(RNG.gamma(0.5, 40.0, 1000))
    low, high = np.quantile(x, 0.05), np.quantile(x, 0.95)
    for y in (0.0, float(round((low + high) / 2)), high + 30.0):
        miss = max(low - y, 0, y - high)
        assert scores.interval_score(x, np.array(y)) == pytest.approx(high - low + 2 / 0.1 * miss)


def test_coverage_counts_the_ends_of_central_intervals():
    x = np.arange(101.0)[None, None]
    series = Series(("a",), np.datetime64("2012-01"), np.array([[0.0, 5.0]]))
    row = scores.score_cells(x.astype(np.float32), series, "2012-01", (1,), Noise(1)).iloc[0]
    assert (row["cover50"], row["cover80"], row["cover90"]) == (0.0, 0.0, 1.0)  # 25–75, 10–90, 5–95


def test_resampling_benchmarks_draw_each_month_alike():
    for name, months in (("conflictology-12", 12), ("boot240-own", 240), ("boot60-own", 60)):
        x = HISTORY[-months:]
        expected = [x[int(u * len(x))] for u in U.ravel()]
        assert RECIPES[name](HISTORY, NOTHING, LEADS, U).ravel().tolist() == expected


def test_pooled_bootstrap_knows_every_units_last_240_months():
    rows = np.stack([np.r_[np.full(60, 99.0), np.full(240, k)] for k in range(3)])
    series = Series(("a", "b", "c"), np.datetime64("1990-01"), rows)
    drawn = BENCHMARKS["boot240-pooled"](series, (1, 2), 3000, Noise(2))
    values, counts = np.unique(drawn[0], return_counts=True)
    assert values.tolist() == [0.0, 1.0, 2.0]
    assert counts / counts.sum() == pytest.approx([1 / 3] * 3, abs=0.03)


@pytest.mark.parametrize(("name", "months"), [("nb-12", 12), ("nb-24", 24)])
def test_negative_binomial_by_maximum_likelihood_with_the_mean_held(name, months):
    x = HISTORY[-months:]
    mean = x.mean()
    assert x.var() > mean > 0  # population variance: else a Poisson
    best = minimize_scalar(
        lambda r: -nbinom(math.exp(r), math.exp(r) / (math.exp(r) + mean)).logpmf(x).sum(), bounds=(-7, 9)
    )
    assert fit_negative_binomial(x) == (mean, pytest.approx(math.exp(best.x), rel=5e-3))
    drawn = RECIPES[name](HISTORY, NOTHING, LEADS, np.linspace(0.0005, 0.9995, 1000)[None])
    mixed = np.random.default_rng(0).gamma(math.exp(best.x), mean / math.exp(best.x), 200_000)
    twice = np.random.default_rng(1).poisson(mixed)  # gamma(r, mean / r), then Poisson
    assert np.quantile(drawn, [0.5, 0.8, 0.95]) == pytest.approx(np.quantile(twice, [0.5, 0.8, 0.95]), abs=1)


def test_negative_binomials_size_stays_within_its_bounds():
    _, r = fit_negative_binomial(np.array([0.0] * 11 + [5000.0]))
    assert r >= math.exp(-7)
    assert fit_negative_binomial(np.full(12, 3.0)) == (3.0, math.inf)


def test_last_poisson_is_poisson_of_the_last_month():
    x = np.r_[HISTORY, 7.0]
    assert RECIPES["last-poisson"](x, NOTHING, LEADS, U).ravel() == pytest.approx(poisson(7.0).ppf(U.ravel()))
    assert not RECIPES["last-poisson"](np.r_[x, 0.0], NOTHING, LEADS, U).any()


def change_by_hand(x, lead, u):
    """y the last 120 months; L[t] the mean of y[t−2..t]; level times a past change of matching lead, capped; not rounded."""
    y = list(x[-120:])
    level = {t: sum(y[t - 2 : t + 1]) / 3 for t in range(2, len(y))}
    pairs = [t for t in level if t + lead < len(y)]  # what is left after dropping the last ``lead`` values of L
    if len(pairs) < 12:
        return list(x[-12:])[int(u * len(x[-12:]))]
    changes = [math.log1p(y[t + lead]) - math.log1p(level[t]) for t in pairs]
    grown = math.expm1(math.log1p(level[len(y) - 1]) + changes[int(u * len(changes))])
    return min(max(grown, 0.0), max(y))


@pytest.mark.parametrize("months", [200, 120, 60, 27, 16, 15, 5])
def test_change_benchmark_by_the_recipes_words(months):
    x = HISTORY[-months:]
    drawn = RECIPES["change-120"](x, NOTHING, LEADS, U)
    for row, lead in enumerate(LEADS):
        expected = [change_by_hand(x, lead, u) for u in U[row]]
        assert np.array_equal(drawn[row], drawn[row].round())
        assert (np.abs(drawn[row] - expected) <= 0.5 + 1e-9).all()  # a tie may go either way, by the processor's log
