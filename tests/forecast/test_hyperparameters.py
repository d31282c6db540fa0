"""Prior against posterior: overlap is one where nothing was learned, a fifth where all weight is in one bin."""

import numpy as np
import pytest

from tether.forecast.hyperparameters import overlap, prior_posterior_overlap
from tether.forecast.posterior import find_weights


def test_overlap_at_both_ends():
    prior = np.linspace(0, 1, 1001)
    assert overlap(prior, np.linspace(0.05, 0.95, 10), np.full(10, 0.1)) == pytest.approx(1.0)
    assert overlap(prior, np.array([0.1]), np.array([1.0])) == pytest.approx(0.2)


def test_one_member_gives_its_own_values():
    basis = find_weights(np.datetime64("2015-05"), "adm1")
    weights = np.zeros((3, len(basis.names)))
    weights[:, 1] = 1.0
    table = prior_posterior_overlap(basis, weights).set_index("symbol")
    assert table.loc["k", ["mean", "q5", "q95"]].tolist() == pytest.approx([float(basis.members.k[1])] * 3)
    assert "nat" not in table.index
    assert (table["prior5"] < table["prior95"]).all()
