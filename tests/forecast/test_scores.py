"""The scores against hand-computed numbers, the definition, and each other."""

import numpy as np
import pytest

from tether.forecast import scores
from tether.forecast.series import Series
from tether.randomness.noise import Noise


def _by_definition(draws, y):
    return np.mean(np.abs(draws - y)) - 0.5 * np.mean(np.abs(draws[:, None] - draws[None, :]))


def test_crps_is_the_standard_estimator_not_the_fair_one():
    draws, y = np.array([0.0, 2.0, 10.0]), 3.0
    # mean distance (3 + 1 + 7)/3; mean pair distance over all nine pairs (2·(2 + 10 + 8))/9
    assert scores.crps(draws, y) == pytest.approx(11 / 3 - 20 / 9)
    rng = np.random.default_rng(1)
    many = rng.gamma(0.5, 20.0, (4, 300))
    seen = np.array([0.0, 5.0, 50.0, 500.0])
    assert scores.crps(many, seen) == pytest.approx([_by_definition(d, v) for d, v in zip(many, seen, strict=True)])


def test_a_sure_forecast_has_the_absolute_error():
    assert scores.crps(np.full((1, 7), 4.0), np.array([9.0]))[0] == pytest.approx(5.0)


def test_tail_crps_sees_only_what_is_above_the_threshold():
    draws = np.array([[0.0, 10.0, 25.0], [0.0, 10.0, 40.0]])
    quiet, loud = scores.crps_tail(draws, np.array([7.0, 7.0]))
    assert quiet == 0.0
    assert loud == pytest.approx(5.0 - 30.0 / 9.0)


def test_ignorance_counts_the_draws_in_the_bin_of_what_happened():
    draws = np.concatenate([np.zeros(600), np.full(300, 2.0), np.full(100, 3.0)])
    assert scores.ignorance(draws, np.array(0.0)) == pytest.approx(-np.log2(601 / 1011))
    assert scores.ignorance(draws, np.array(1.0)) == pytest.approx(-np.log2(301 / 1011))  # 1 and 2 share a bin
    assert scores.ignorance(draws, np.array(5000.0)) == pytest.approx(np.log2(1011))  # the most it can cost: 9.98


def test_bins_are_those_of_the_challenge():
    edges = [0, 1, 3, 6, 11, 26, 51, 101, 251, 501, 1001]
    assert [int(np.searchsorted(scores.BIN_EDGES, e)) for e in edges] == list(range(11))
    assert [int(np.searchsorted(scores.BIN_EDGES, e - 1)) for e in edges[1:]] == list(range(10))


def test_interval_score_by_hand():
    draws = np.arange(101.0)  # 5 % and 95 % quantiles are 5 and 95
    assert scores.interval_score(draws, np.array(50.0)) == pytest.approx(90.0)
    assert scores.interval_score(draws, np.array(100.0)) == pytest.approx(90.0 + 20.0 * 5.0)
    assert scores.interval_score(draws, np.array(2.0)) == pytest.approx(90.0 + 20.0 * 3.0)


def test_pit_is_uniform_for_exchangeable_counts_with_ties():
    rng = np.random.default_rng(2)
    draws = rng.poisson(0.4, (20_000, 9)).astype(float)
    values = scores.pit(draws, rng.poisson(0.4, 20_000).astype(float), rng.random(20_000))
    assert np.histogram(values, 10, (0, 1))[0] == pytest.approx(2000, abs=200)


def _cells(deaths, draws, leads=(1, 2)):
    series = Series(("a", "b"), np.datetime64("2012-01"), np.array(deaths, dtype=float), None, ("X", "Y"))
    return scores.score_cells(draws, series, "2012-02", leads, Noise(1))


def test_a_missing_month_is_neither_right_nor_wrong():
    frame = _cells([[1, 2, np.nan, 3], [0, 0, 0, 0]], np.ones((2, 2, 20), np.float32))
    assert frame["crps"].isna().tolist() == [True, False, False, False]
    assert frame["cover90"].tolist()[1:] == [0.0, 0.0, 0.0]
    assert frame["month"].tolist() == ["2012-03", "2012-04"] * 2
    assert frame["country"].tolist() == ["X", "X", "Y", "Y"]


def test_months_outside_the_file_are_missing():
    frame = _cells([[1, 2, 3, 4], [0, 0, 0, 0]], np.ones((2, 3, 20), np.float32), (1, 2, 3))
    assert frame["crps"].isna().tolist() == [False, False, True] * 2


def test_a_wide_forecast_covers_and_a_sure_wrong_one_does_not():
    draws = np.stack([np.tile(np.arange(100.0), (2, 1)), np.full((2, 100), 70.0)]).astype(np.float32)
    frame = _cells([[0, 0, 50, 50], [0, 0, 50, 50]], draws)
    assert frame["cover50"].tolist() == [1, 1, 0, 0]
    assert frame["mean"].tolist() == pytest.approx([49.5, 49.5, 70, 70])
