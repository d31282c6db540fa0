"""Evidence of past forecasts: what is known counts, lately more than long ago, a country's units together."""

import numpy as np
import pytest

from tether.forecast import cdf as grid
from tether.forecast.filter_history import (
    EVERY,
    FORGET,
    PAST,
    SHRINK,
    Past,
    evidence,
    judge_past,
    lively,
    only_lively,
    stops_before,
)


def _two_forecasts(stops=2):
    """No deaths or forty, for one unit at one lead."""
    draws = np.stack([np.full((1, 1, 50), 0.0), np.full((1, 1, 50), 40.0)]).astype(np.float32)
    return np.stack([grid.cdf_of_draws(draws)] * stops)


def test_a_missing_outcome_is_no_evidence():
    seen, ages = np.array([[[0.0]], [[np.nan]]]), np.array([2.0, 3.0])
    both = evidence([judge_past(_two_forecasts(), seen, ages)], ["x"])
    alone = evidence([judge_past(_two_forecasts(1), seen[:1], ages[:1])], ["x"])
    assert both == pytest.approx(alone)
    assert both[0, 0, 0] < both[0, 0, 1]


def test_old_evidence_counts_less_and_a_short_past_says_little():
    def gap(age, stops=1):
        past = judge_past(_two_forecasts(stops), np.zeros((stops, 1, 1)), np.full(stops, age))
        own = evidence([past], ["x"])[0, 0]
        return own[1] - own[0]

    assert 0 < gap(6.0) < gap(2.0)
    assert gap(2.0) < gap(2.0, stops=4)
    score = judge_past(_two_forecasts(1), np.zeros((1, 1, 1)), np.array([2.0])).score[0, 0]
    weight = FORGET**2.0
    assert gap(2.0) == pytest.approx((score[1] - score[0]) * weight / (weight + SHRINK))


def test_only_the_known_leads_of_a_young_forecast_are_scored():
    cdf = np.repeat(_two_forecasts(1), 2, axis=3)  # two leads
    half = judge_past(cdf, np.array([[[0.0, np.nan]]]), np.array([0.5]))
    whole = judge_past(cdf, np.array([[[0.0, 40.0]]]), np.array([0.5]))
    assert half.weight == pytest.approx(whole.weight / 2)
    assert half.score[0, 0, 0] < half.score[0, 0, 1]
    assert whole.score[0, 0, 0] == pytest.approx(whole.score[0, 0, 1])


def test_a_countrys_units_are_judged_together_in_whatever_blocks():
    rng = np.random.default_rng(1)
    past = Past(rng.uniform(size=(3, 5, 4)), rng.uniform(size=(3, 5)))
    groups = ["x", "y", "x", "y", "x"]
    own, shared = evidence([past], groups)
    assert np.array_equal(shared[0], shared[2])
    assert not np.array_equal(shared[0], shared[1])
    rows = [0, 2, 4]
    weight = past.weight[:, rows]
    expected = (weight[..., None] * past.score[:, rows]).sum(axis=(0, 1)) / (weight.sum() + SHRINK)
    assert shared[4] == pytest.approx(expected)
    cut = [Past(past.score[:, part], past.weight[:, part]) for part in (slice(0, 2), slice(2, 5))]
    assert evidence(cut, groups) == pytest.approx(np.stack([own, shared]))


def test_a_series_without_a_past_has_no_evidence():
    none = Past(np.zeros((0, 2, 3)), np.zeros((0, 2)))
    assert not evidence([only_lively(none, np.ones((2, 5)), ())], ["x", "x"]).any()


def test_quiet_stops_are_no_evidence():
    some = np.zeros((2, 120), bool)
    some[0, 40:60] = True  # twenty months of deaths
    assert not lively(some, 20).any()
    assert lively(some, 55).tolist() == [True, False]
    assert lively(some, 59 + 30 + 36).tolist() == [True, False]  # six in the last three years, up to three years before
    assert not lively(np.pad(some, ((0, 0), (0, 99))), 59 + 31 + 36).any()
    past = only_lively(Past(np.ones((2, 2, 1)), np.ones((2, 2))), some.astype(float), (20, 55))
    assert past.weight.tolist() == [[0, 0], [1, 0]]


def test_stops_lie_half_years_before_the_origin():
    stops = stops_before(100)
    assert stops[-1] == 100 - EVERY
    assert len(stops) == len(set(stops)) == min(PAST, (100 - 11) // EVERY)
    assert stops_before(12) == ()
