"""Weights: from past scores and features, and never from a later row."""

import numpy as np
import pytest

from tether.core.parameters import members
from tether.errors import InputError
from tether.inference import grid, stacking
from tether.inference.published import find_basis


def test_who_forecast_worse_counts_less():
    flat = stacking.Gate("adm1", np.datetime64("2012-10"), "model", ("a", "b"), np.zeros(2), np.zeros((2, 6)), 2.0)
    a = flat.weights(np.zeros((1, 6)), np.array([[0.5, 1.0]]))
    assert a[0, 0] / a[0, 1] == pytest.approx(np.exp(1.0))
    assert a.sum() == pytest.approx(1.0)


def test_past_scores_are_discounted_and_shrunk():
    draws = np.stack([np.full((1, 1, 50), 0.0), np.full((1, 1, 50), 40.0)]).astype(np.float32)  # two components
    cdf = np.stack([grid.cdf_of_draws(draws)] * 2)  # the same forecasts at two stops
    seen = np.array([[[0.0]], [[np.nan]]])
    one = stacking.past_scores(cdf, seen, np.array([2.0, 3.0]))
    alone = stacking.past_scores(cdf[:1], seen[:1], np.array([2.0]))
    assert one == pytest.approx(alone)  # a missing outcome is no evidence
    assert one[0, 0] < one[0, 1]
    later = stacking.past_scores(cdf[:1], seen[:1], np.array([6.0]))
    assert 0 < later[0, 1] - later[0, 0] < one[0, 1] - one[0, 0]


def test_features_of_a_short_or_missing_history_are_finite():
    x = stacking.features(np.array([[np.nan] * 4, [0, 0, 0, 0], [1, np.nan, 900, 3]], dtype=float))
    assert np.isfinite(x).all()
    assert x[0].tolist() == x[1].tolist()


@pytest.mark.parametrize("unit", ["adm1", "country", "deaths"])
@pytest.mark.parametrize("style", ["model", "mix"])
def test_no_row_is_later_than_the_origin(unit, style):
    for year in range(2009, 2021):
        row = stacking.gate(np.datetime64(f"{year}-06"), unit, style)
        assert row is not None
        assert row.origin == np.datetime64(f"{year - 1}-10")
        names, _ = members(np.datetime64(f"{year}-06"), unit)
        assert set(row.components[: len(names)]) <= set(names)
    late = stacking.gate(np.datetime64("2020-12"), unit, style)
    with pytest.raises(InputError, match="not later"):
        stacking.check_not_later(late, np.datetime64("2012-10"))


def test_an_origin_before_the_first_row_is_fitted_on_the_file_alone():
    basis = find_basis(np.datetime64("2003-10"), "adm1")
    assert "this file alone" in basis.said
    assert len(basis.names) == len(basis.gate.components) > 5
