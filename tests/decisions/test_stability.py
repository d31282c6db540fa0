"""Doubling the draws must not change a verdict beyond Monte-Carlo error."""

import numpy as np
import pytest

from tether.decisions.differences import Contrast, Means, paired_draws
from tether.decisions.stability import luck_share, stability, verdict

LEADS = "civilian_deaths"


def drawn(make, shift, points=256, particles=8, seed=0):
    rng = np.random.default_rng(seed)
    return make.futures(shift + rng.normal(size=(5, points)), noise=1.0, particles=particles, seed=seed)


def told(futures):
    return stability(futures, outcomes=[LEADS]).iloc[0]


@pytest.mark.parametrize("shift", [-6.0, -2.5, -1.0, 0.0, 1.0, 2.5, 6.0])
def test_a_firm_verdict_is_the_same_with_twice_the_points_and_twice_the_particles(make, shift):
    small = told(drawn(make, shift))
    if small["firm"]:
        for larger in (drawn(make, shift, points=512), drawn(make, shift, particles=16)):
            assert told(larger)["verdict"] == small["verdict"]


def test_verdicts_far_from_the_edge_are_firm_and_one_at_the_edge_is_not(make):
    assert [told(drawn(make, s))["verdict"] for s in (-6.0, 0.0, 6.0)] == ["lower", "open", "higher"]
    assert all(told(drawn(make, s))["firm"] for s in (-6.0, 0.0, 6.0))
    edge = [told(drawn(make, -1.645, seed=s))["firm"] for s in range(4)]
    assert not all(edge), "the true 95th percentile is at zero"


def test_halves_are_judged_by_the_same_rule(make):
    futures = drawn(make, -6.0)
    futures[LEADS].values[1, :, 128:] += 1000  # the second half of the points turns the verdict
    row = told(futures)
    assert row["half_points"] == "lower" and row["verdict"] == "open"


def test_luck_is_the_share_of_the_spread_that_more_particles_would_take_away(make):
    draws = paired_draws(
        make.futures(np.random.default_rng(1).normal(size=(5, 2000)), noise=np.sqrt(8), particles=8),
        Contrast(1, 0),
        LEADS,
    )
    assert luck_share(draws) == pytest.approx(0.5, abs=0.05) and np.isnan(luck_share(draws[..., :1]))


def test_opposite_sides_under_different_theories_are_called_so():
    d = np.array([-5.0, -5, 5, 5, 0])[:, None] + np.linspace(-0.1, 0.1, 50)
    assert str(verdict(Means.of(d[..., None]), True)) == "opposite"
    assert str(verdict(Means.of(d[[0, 1, 4, 4, 4]][..., None]), True)) == "open"
