import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tether.decisions.scenario_discovery import box, choose, peel, pruned, quasi_p


def planted(points=1000, inputs=12, noise=0.0, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.uniform(size=(points, inputs))
    y = (x[:, 1] < 0.4) & (x[:, 6] > 0.5)
    return x, y ^ (rng.uniform(size=points) < noise)


@pytest.mark.parametrize("noise", [0.0, 0.05])
def test_a_planted_box_is_found_with_its_two_sides(noise):
    x, y = planted(noise=noise)
    found = pruned(x, y, choose(peel(x, y), 4))
    assert found.restricted == (1, 6)
    assert found.high[1] == pytest.approx(0.4, abs=0.05) and found.low[6] == pytest.approx(0.5, abs=0.05)
    assert np.isinf(found.low[1]) and np.isinf(found.high[6]) and found.informed > 0.7


def test_noise_leaves_no_bound_that_survives():
    rng = np.random.default_rng(3)
    kept = []
    for _ in range(5):
        x, y = rng.uniform(size=(400, 5)), rng.uniform(size=400) < 0.3
        found = pruned(x, y, choose(peel(x, y), 4), 0.001)
        kept.append(len(found.restricted))
    assert sum(kept) <= 3


def test_the_path_shrinks_while_its_density_rises_until_pasting():
    x, y = planted(noise=0.1)
    path = peel(x, y)
    masses, densities = [b.mass for b in path], [b.density for b in path]
    turn = int(np.argmin(masses))
    assert path[0].mass == 1.0 and path[0].restricted == () and min(masses) >= 0.05
    assert (np.diff(masses[: turn + 1]) < 0).all() and (np.diff(densities) > 0).all()


def test_equal_values_go_together_and_a_flag_is_peeled_whole():
    """Bug guarded: half of a tied value was cut off, so that a box held some of its equals and not the others."""
    rng = np.random.default_rng(1)
    flag = (np.arange(600) % 3 == 0).astype(float)
    x = np.stack([flag, rng.integers(0, 4, 600).astype(float)], axis=1)
    found = choose(peel(x, flag == 1), 2)
    assert found.restricted == (0,) and found.low[0] == 1.0 and found.density == found.coverage == 1.0


def test_a_box_that_says_nothing_is_chosen_where_nothing_can_be_peeled():
    x, y = np.ones((50, 3)), np.arange(50) % 2 == 0
    found = choose(peel(x, y), 3)
    assert found.restricted == () and found.informed == 0.0


def test_quasi_p_is_the_binomial_tail_of_the_wider_box():
    x = np.array([[0.0], [0.0], [1.0], [1.0]])
    y = np.array([False, True, True, True])
    found = box(x, y, np.array([0.5]), np.array([np.inf]))
    assert quasi_p(x, y, found, 0) == pytest.approx(0.75**2)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(20, 120), st.integers(1, 4))
def test_counts_add_up_for_any_table(seed, points, inputs):
    rng = np.random.default_rng(seed)
    x, y = rng.integers(0, 6, (points, inputs)).astype(float), rng.uniform(size=points) < 0.4
    for b in peel(x, y):
        inside = b.holds(x)
        assert b.mass == pytest.approx(inside.mean()) and inside.any()
        assert b.coverage * max(y.sum(), 1) == pytest.approx((inside & y).sum())
        assert b.density * inside.sum() == pytest.approx((inside & y).sum())
