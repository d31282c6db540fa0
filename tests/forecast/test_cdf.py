"""The fit's arithmetic on a grid against the scorecard's own, from draws."""

import numpy as np
import pytest

from tether.forecast import cdf as grid
from tether.forecast import scores


def test_crps_on_the_grid_is_the_draws_own():
    rng = np.random.default_rng(0)
    draws = np.rint(rng.gamma(0.4, 30.0, (50, 400))).astype(np.float32)
    seen = np.rint(rng.gamma(0.4, 30.0, 50))
    cdf = grid.cdf_of_draws(draws)
    on_grid = np.square(grid.residuals(cdf, seen)).sum(axis=-1)
    assert on_grid.mean() == pytest.approx(scores.crps(draws.astype(float), seen).mean(), rel=0.03)
    small = np.minimum(draws, 10.0)  # below 11 the grid has every whole number: exact
    exact = np.square(grid.residuals(grid.cdf_of_draws(small), np.minimum(seen, 10))).sum(axis=-1)
    assert exact == pytest.approx(scores.crps(small.astype(float), np.minimum(seen, 10)), abs=1e-5)


@pytest.mark.parametrize("seen", [0.0, 2.0, 3.0, 26.0, 1000.0, 5000.0])
def test_bin_probability_uses_the_challenges_bins(seen):
    draws = np.array([[0, 1, 2, 3, 5, 6, 26, 50, 1000, 1001]], np.float32)
    p = grid.bin_probability(grid.cdf_of_draws(draws), np.array([seen]))
    mine = np.searchsorted(scores.BIN_EDGES, seen)
    assert p[0] == pytest.approx((np.searchsorted(scores.BIN_EDGES, draws[0]) == mine).mean())


def test_weights_count_every_whole_number_once():
    assert grid.weights().sum() == pytest.approx(grid.GRID[-1] - grid.GRID[0])
    assert (grid.weights()[:10] == 1).all()


def test_a_mixtures_crps_is_a_quadratic_form():
    rng = np.random.default_rng(1)
    a, b = (grid.cdf_of_draws(rng.poisson(m, (1, 500)).astype(np.float32)) for m in (2.0, 30.0))
    y = np.array([7.0])
    mixed = np.square(grid.residuals(0.3 * a + 0.7 * b, y)).sum()
    r = [grid.residuals(f, y)[0] for f in (a, b)]
    assert mixed == pytest.approx(0.09 * r[0] @ r[0] + 0.49 * r[1] @ r[1] + 0.42 * r[0] @ r[1], rel=1e-5)
