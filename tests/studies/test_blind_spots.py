"""The blind spots against the figures of the studies they come from."""

import jax.numpy as jnp
import numpy as np
import pytest

from studies.blind_spots import detection, expert_error, missed_deaths, true_deaths
from tether.randomness.noise import Noise
from tether.randomness.sampler import draw_luck

N = 100_000
U = Noise(1).uniforms("t", 0, 0, (2, 3, N))


def test_detection_curve_meets_the_matched_shares():
    found = np.asarray(detection(jnp.array([1.0, 2.0, 5.0, 10.0, 20.0])))
    assert found == pytest.approx([0.17, 0.34, 0.62, 0.80, 0.90], abs=0.02)


@pytest.mark.parametrize(("recorded", "kind", "ratio"), [(10, 0, 1.51), (100, 0, 1.31), (50, 1, 1.34), (500, 2, 1.18)])
def test_expert_error_has_the_published_mean(recorded, kind, ratio):
    true = np.asarray(expert_error(jnp.full(N, float(recorded)), kind, U[0, 0], U[1, 0]))
    assert true.mean() / recorded == pytest.approx(ratio, abs=0.03)
    assert (true >= 0).all()


def test_nothing_recorded_stays_nothing():
    zero = jnp.zeros((3, N))
    lucks = (draw_luck(Noise(1), "a", 0, 0, (3, N)), draw_luck(Noise(1), "b", 0, 0, (3, N)))
    assert not np.asarray(true_deaths(zero, zero, U, lucks)).any()


def test_missed_events_have_the_negative_binomials_mean():
    events, deaths = jnp.full(N, 8.0), jnp.full(N, 16.0)
    lucks = (draw_luck(Noise(1), "a", 0, 0, (N,)), draw_luck(Noise(1), "b", 0, 0, (N,)))
    p = float(detection(jnp.array(2.0)))
    assert np.asarray(missed_deaths(events, deaths, *lucks)).mean() == pytest.approx(16 * (1 - p) / p, rel=0.02)
