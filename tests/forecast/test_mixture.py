"""Weights: from past scores and features, and never from a later row."""

import numpy as np
import pytest

from tether.errors import InputError
from tether.forecast import mixture as stacking
from tether.forecast.mixture import AS_IT_IS
from tether.forecast.model import members
from tether.forecast.posterior import find_weights


def _gate(law=AS_IT_IS):
    none = np.zeros((2, 6))
    return stacking.Gate(
        "adm1", np.datetime64("2012-10"), "mix", ("a", "b"), np.zeros(2), none, np.array([2.0, 4.0]), law
    )


def test_who_forecast_worse_counts_less_and_the_countrys_evidence_counts_by_itself():
    x, own, none = np.zeros((1, 6)), np.array([[0.5, 1.0]]), np.zeros((1, 2))
    a = _gate().weights(x, np.stack([own, none]))
    assert a[0, 0] / a[0, 1] == pytest.approx(np.exp(1.0))
    assert a.sum() == pytest.approx(1.0)
    a = _gate().weights(x, np.stack([own, own]))
    assert a[0, 0] / a[0, 1] == pytest.approx(np.exp(3.0))


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
    if unit == "deaths":
        assert not row.tau.any()  # short series have no past to go by: the gate was fitted without
    assert (row.law == AS_IT_IS) == (style == "model")  # what charters tilt is not recalibrated
    late = stacking.gate(np.datetime64("2020-12"), unit, style)
    with pytest.raises(InputError, match="not later"):
        stacking.check_not_later(late, np.datetime64("2012-10"))


def test_an_origin_before_the_first_row_is_fitted_on_the_file_alone():
    basis = find_weights(np.datetime64("2003-10"), "adm1")
    assert "this file alone" in basis.source
    assert len(basis.names) == len(basis.gate.components) > 5
