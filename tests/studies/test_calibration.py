"""A small simulation-based calibration: ranks are even, and stop being so when the filter is told wrong parameters."""

import numpy as np
import pytest

from studies import calibration
from tether.forecast.hyperparameters import design


@pytest.fixture(scope="module")
def found():
    return calibration.calibrate(design(4, "adm1"), replicates=200, months=30, particles=400, seed=2)


def test_ranks_of_states_and_parameters_are_even(found):
    for name, ranks in {**found.states, **found.parameters}.items():
        assert calibration.unevenness(ranks) < 27.9, (name, calibration.histogram(ranks))  # chi-square, 9 df: p = .001


def test_a_filter_told_too_little_change_is_found_out(monkeypatch):
    members = design(4, "adm1")
    true_simulate = calibration._simulate

    def livelier(sets, truth, months, seed):
        return true_simulate(sets._replace(sigma_u=np.asarray(sets.sigma_u) * 3), truth, months, seed)

    monkeypatch.setattr(calibration, "_simulate", livelier)
    wrong = calibration.calibrate(members, replicates=200, months=30, particles=400, seed=2)
    assert calibration.unevenness(wrong.states["u"]) > 27.9
