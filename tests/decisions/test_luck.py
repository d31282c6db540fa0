"""The interval across worlds does not depend on the number of particles, but by chance."""

import numpy as np
import pytest

from tether.decisions.differences import Contrast, Means, compare, luck_ratio, paired_draws, sides, within


def nested(particles, points=1024, seed=0):
    """True world means are gamma less 30; each particle adds luck with an sd that grows with the world's mean."""
    rng = np.random.default_rng(seed)
    truth = rng.standard_gamma(1.5, (5, points)) * 100 - 30
    scale = 150 * (1 + truth.clip(0) / 200)
    return truth, truth[..., None] + scale[..., None] * (rng.standard_gamma(1.0, (5, points, particles)) - 1)


@pytest.mark.parametrize("particles", [8, 16, 32])
def test_the_ends_lie_nearer_the_truth_than_those_of_the_plain_means(particles):
    truth, draws = nested(particles)
    wanted = np.quantile(truth, (0.05, 0.95), axis=-1).mean(axis=1)
    plain = np.quantile(draws.mean(axis=-1), (0.05, 0.95), axis=-1).mean(axis=1)
    ours = np.array(within(Means.of(draws))).mean(axis=1)
    assert (abs(ours - wanted) < 0.6 * abs(plain - wanted)).all()


def test_doubling_the_particles_moves_the_ends_less_than_it_moves_the_plain_ones():
    _, draws = nested(16)
    ours = [np.array(within(Means.of(draws[..., :k]))).mean(axis=1) for k in (8, 16)]
    plain = [np.quantile(draws[..., :k].mean(axis=-1), (0.05, 0.95), axis=-1).mean(axis=1) for k in (8, 16)]
    assert abs(ours[1] - ours[0]).sum() < 0.8 * abs(plain[1] - plain[0]).sum()


def test_a_verdict_that_luck_alone_hid_is_found():
    """Bug guarded: with few particles, luck widened the interval over zero although every world's mean lay below."""
    rng = np.random.default_rng(4)
    draws = -10 + rng.uniform(-1, 1, (5, 1024, 1)) + 20 * rng.normal(size=(5, 1024, 8))
    assert (np.quantile(draws.mean(axis=-1), 0.95, axis=-1) > 0).all()
    assert (sides(Means.of(draws), observed=True) == -1).all()


def test_without_luck_nothing_is_corrected_and_one_particle_is_taken_as_it_is(make):
    d = np.random.default_rng(0).normal(size=(5, 64))
    for particles in (1, 2, 3, 8):
        low, high = within(Means.of(np.repeat(d[..., None], particles, axis=-1)))
        assert np.allclose([low, high], np.quantile(d, (0.05, 0.95), axis=-1))


def test_the_printed_median_lies_inside_the_printed_interval(make):
    rng = np.random.default_rng(5)
    table = compare(make.futures(rng.normal(size=(5, 16)), noise=30.0, particles=2))
    assert (table["lo"] <= table["value"]).all() and (table["value"] <= table["hi"]).all()


def test_resampling_all_points_once_and_tossing_heads_change_nothing(make):
    means = Means.of(
        paired_draws(
            make.futures(np.random.default_rng(6).normal(size=(5, 32)), noise=1.0), Contrast(1, 0), "civilian_deaths"
        )
    )
    once = np.stack([np.arange(32), np.arange(32)[::-1]])
    for other in (means.resampled(once), means.flipped(np.ones((2, 32)))):
        low, high = within(other)
        assert np.allclose(low, within(means)[0][:, None]) and np.allclose(high, within(means)[1][:, None])


def test_the_ratio_of_luck_is_the_one_that_was_put_in():
    rng = np.random.default_rng(3)
    apart, luck = rng.normal(0, 1, (1, 4000, 1)), rng.normal(0, 3, (1, 4000, 8))
    assert luck_ratio(apart + luck)[0] == pytest.approx(9, rel=0.15)
    assert luck_ratio(100 * (apart + luck))[0] == pytest.approx(luck_ratio(apart + luck)[0])
    assert luck_ratio(np.repeat(apart, 8, axis=2))[0] == 0 and np.isnan(luck_ratio(apart)[0])
    assert np.isnan(luck_ratio(np.zeros((1, 5, 4)))[0])
