"""Sums along paths: months of one future belong together, and a sum that the file does not reach is missing."""

import numpy as np
import pandas as pd

from tether.forecast.series import Series
from tether.forecast.sum_scores import OPPONENTS, ignorance_of_sums, opponents, summary_of_sums
from tether.forecast.sums import SumCells, recorded_sums, sum_table, sums_along
from tether.randomness.noise import Noise


def _series(deaths):
    names = tuple(f"u{i}" for i in range(len(deaths)))
    return Series(names, np.datetime64("2000-01"), np.asarray(deaths, float), groups=names, name="made")


def test_a_sum_follows_its_own_path():
    paths = np.array([[[1, 10], [2, 20], [3, 30]]], np.float32)
    assert sums_along(paths, (1, 3)).tolist() == [[[1, 10], [6, 60]]]


def test_a_sum_past_the_file_or_over_a_missing_month_is_missing():
    deaths = np.ones((2, 40))
    deaths[1, 30] = np.nan
    cells = recorded_sums(_series(deaths), "2001-12", (6, 12, 24))
    assert cells.observed[0, :2].tolist() == [6, 12] and np.isnan(cells.observed[0, 2])
    assert cells.observed[1, 0] == 6 and np.isnan(cells.observed[1, 1:]).all()
    assert cells.last_year.tolist() == [12, 12] and cells.year_before.tolist() == [12, 12]


def test_percentiles_of_what_the_forecast_would_draw_itself_are_even():
    history = _series(np.ones((2000, 24)))
    drawn = np.random.default_rng(1).poisson(2.0, (2000, 1, 101)).astype(np.float32)
    ones = np.ones(2000)
    table = sum_table(drawn[..., 1:], SumCells(drawn[..., 0].astype(float), ones, ones), history, (12,), Noise(1))
    share = np.histogram(table["percentile"], 5, (0, 1))[0] / 2000
    assert abs(share - 0.2).max() < 0.03
    assert set(table["origin"]) == {"2001-12"} and set(table["span"]) == {12}


def test_opponents_know_the_past_alone_and_rest_on_the_last_year():
    rng = np.random.default_rng(3)
    history = _series(rng.poisson(5.0, (3, 150)).astype(float))
    drawn = opponents(history, Noise(1), 400, (12, 24))
    assert set(drawn) == set(OPPONENTS)
    year = history.deaths[:, -12:].sum(axis=1)
    for name, sums in drawn.items():
        assert sums.shape == (3, 2, 400) and (sums >= 0).all(), name
        assert np.abs(np.median(sums[:, 0], axis=1) / year - 1).max() < 0.5, name
        assert np.abs(np.median(sums[:, 1], axis=1) / (2 * year) - 1).max() < 0.5, name


def test_ignorance_of_a_sure_forecast_is_near_none_and_of_a_wrong_one_high():
    right, wrong = (ignorance_of_sums(np.full((1, 1, 1000), 300.0), np.array([[y]]))[0, 0] for y in (299.0, 3.0))
    assert right < 0.05 and wrong > 9


def test_a_table_of_sums_says_direction_and_level():
    n = 40
    rows = {
        "span": 12,
        "forecaster": "core",
        "observed": 220.0,
        "last_year": 100.0,
        "year_before": 50.0,
        "median": 100.0,
    }
    scores = pd.DataFrame({**{k: [v] * n for k, v in rows.items()}, "percentile": 0.9, "crps_log1p": 1.0, "ign": 1.0})
    told = summary_of_sums(scores.assign(cover50=0.0, cover80=0.0, cover90=1.0)).iloc[0]
    assert told["rose"] == 1 and np.isnan(told["fell"]) and told["foretold"] == 1
    assert abs(told["recorded"] - 226 / 106) < 1e-9
