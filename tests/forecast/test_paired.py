"""Paired comparisons: hand-made cells whose answer is known."""

import numpy as np
import pandas as pd
import pytest

from tether.forecast import scores as paired
from tether.randomness.noise import Noise

NOISE = Noise(5)


def _cells(scores, units=("a", "b"), countries=("X", "Y"), origins=("2012-10", "2013-10"), leads=(3, 4)):
    rows = [(u, c, o, k) for u, c in zip(units, countries, strict=True) for o in origins for k in leads]
    frame = pd.DataFrame(rows, columns=["unit", "country", "origin", "lead"])
    frame["crps"] = np.array(scores, dtype=float)
    return frame


def test_unit_ratio_is_the_ratio_of_mean_scores_over_lively_units():
    b = _cells([1, 3, 2, 2, 0.1, 0.1, 0.1, 0.1])
    a = _cells([1, 1, 1, 1, 9, 9, 9, 9])
    table = paired.unit_ratios(a, b)
    assert table["unit"].tolist() == ["a"]  # b's score of .1 is below the floor
    assert table["ratio"].tolist() == [0.5]


def test_unit_ratio_is_clipped():
    assert paired.unit_ratios(_cells([100] * 8), _cells([1] * 8))["ratio"].tolist() == [5.0, 5.0]


def test_differences_refuse_doubled_cells_and_drop_missing_ones():
    a, b = _cells(range(8)), _cells([1] * 8)
    a.loc[0, "crps"] = np.nan
    table = paired.differences(a, b)
    assert table["difference"].tolist() == [0, 1, 2, 3, 4, 5, 6]
    with pytest.raises(pd.errors.MergeError):
        paired.differences(pd.concat([a, a]), b)


def test_wins_by_origin_a_tie_is_no_win():
    table = paired.wins(_cells([1, 1, 5, 5, 1, 1, 5, 5]), _cells([2, 2, 5, 5, 2, 2, 5, 5]), "origin")
    assert table["origin"].tolist() == ["2012-10", "2013-10"]
    assert table["won"].tolist() == [True, False]


def test_blocks_are_resampled_whole():
    # 2 blocks of opposite sign: cells drawn alone would give a narrow interval, blocks give the full width
    values, blocks = np.array([-1.0] * 500 + [1.0] * 500), np.array(["a"] * 500 + ["b"] * 500)
    interval = paired.bootstrap_mean(values, blocks, NOISE)
    assert (interval.low, interval.high, interval.blocks) == (-1.0, 1.0, 2)
    alone = paired.bootstrap_mean(values, np.arange(1000), NOISE)
    assert alone.high < 0.1


def test_interval_is_the_same_again():
    values, blocks = np.random.default_rng(0).normal(size=60), np.repeat(np.arange(12), 5)
    assert paired.bootstrap_mean(values, blocks, NOISE) == paired.bootstrap_mean(values, blocks, NOISE)
