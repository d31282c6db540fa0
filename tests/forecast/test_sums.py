"""Sums along paths: months of one future belong together, and a sum that the file does not reach is missing."""

import numpy as np

from tether.forecast.series import Series
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
