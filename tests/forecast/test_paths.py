import jax.numpy as jnp
import numpy as np
import pytest

from tether.forecast import model as dynamics
from tether.forecast.model import CoreState, pooled
from tether.forecast.paths import AS_FITTED, Pull, project, project_totals, pull_of, simulate
from tether.randomness.noise import Noise, SeriesNoise

P = pooled(np.datetime64("2015-05")).values
SHARES = jnp.full((3, 4, 1), 1 / 3, jnp.float32)


def cloud(places=4, particles=256, level=1.0):
    flat = jnp.zeros((places, particles), jnp.float32)
    return CoreState(flat + level, flat, flat + 1.0, flat)


def test_paths_have_the_shape_and_repeat_exactly():
    a, b = (simulate(cloud(), P, Noise(3), 0, 6) for _ in range(2))
    assert a.log_rate.shape == (6, 4, 256) and a.log_rate.dtype == jnp.float32
    assert np.asarray(a.log_rate).tobytes() == np.asarray(b.log_rate).tobytes()
    assert not np.array_equal(a.log_rate, simulate(cloud(), P, Noise(3), 1, 6).log_rate)


def test_a_longer_horizon_does_not_move_the_first_months():
    short, long = simulate(cloud(), P, Noise(3), 0, 4), simulate(cloud(), P, Noise(3), 0, 9)
    assert np.asarray(short.log_rate).tobytes() == np.asarray(long.log_rate[:4]).tobytes()


def test_level_reverts_and_spreads():
    paths = simulate(cloud(particles=4096), P._replace(rho=0.05, pi_jump=0.0), Noise(1), 0, 30)
    rate = np.asarray(paths.log_rate, dtype=float)
    expected = P.mu + (1.0 - P.mu) * (1 - 0.05) ** 30
    assert abs(rate[-1].mean() - expected) < 0.05
    assert rate[20].std() > rate[1].std()


def test_shared_shocks_correlate_places_and_leave_each_place_its_law():
    alone, tied = (simulate(cloud(particles=8192), P._replace(nat=x), Noise(1), 0, 8).log_size for x in (0.0, 0.5))
    change = np.asarray(tied[-1] - 1.0, dtype=float)
    assert np.corrcoef(change[0], change[1])[0, 1] > 0.2
    assert abs(np.corrcoef(np.asarray(alone[-1], float))[0, 1]) < 0.06
    # level and size keep their spread (massacre months are rare and common to both)
    assert abs(np.asarray(tied[-1], float).std() / np.asarray(alone[-1], float).std() - 1) < 0.03


def test_a_rare_term_has_its_probability_and_law():
    u = jnp.asarray((np.arange(1 << 20) + 0.5) / (1 << 20), jnp.float32)
    value = np.asarray(dynamics._rare(u, 0.1, 2.0, 0.5), dtype=float)
    hit = value != 0
    assert abs(hit.mean() - 0.1) < 1e-3 and abs(value[hit].mean() - 2) < 0.01 and abs(value[hit].std() - 0.5) < 0.01


def test_projection_yields_whole_records_per_month():
    records = list(project(simulate(cloud(), P, Noise(3), 0, 5), SHARES, P, Noise(3), 0))
    assert len(records) == 5
    deaths = np.asarray(records[0].deaths)
    assert deaths.shape == (3, 4, 256) and (deaths == np.floor(deaths)).all() and (deaths >= 0).all()


def test_a_level_without_pull_stays_where_it_is_and_with_it_goes_to_peace():
    calm = P._replace(rho=0.05, pi_jump=0.0)
    stays, goes = (simulate(cloud(particles=4096), calm, Noise(1), 0, 36, pull) for pull in (Pull(0, 0), AS_FITTED))
    assert abs(np.median(np.asarray(stays.log_rate[-1], float)) - 1.0) < 0.05
    assert np.median(np.asarray(goes.log_rate[-1], float)) < -1.0


def test_a_pull_that_is_let_go_after_a_year_leaves_the_judged_months_their_bytes():
    state, luck, leads = cloud(particles=64), SeriesNoise(1, 0), tuple(range(1, 25))
    fitted, eased = (
        np.asarray(project_totals(state, P, 9, luck, leads, False, pull)) for pull in (AS_FITTED, Pull(1, 0))
    )
    assert fitted[:14].tobytes() == eased[:14].tobytes()
    assert not np.array_equal(fitted[14:], eased[14:])


@pytest.mark.parametrize("unit", ["adm1", "country", "deaths"])
def test_what_is_published_keeps_its_pull_in_the_months_that_it_was_fitted_to_and_no_path_after_them(unit):
    assert pull_of(unit, "mix") == Pull(1, 0)
    assert pull_of(unit, "model") == Pull(0, 0)


def test_shared_jumps_come_to_all_places_and_leave_each_its_law():
    rng, size = np.random.default_rng(2), (2, 1 << 18)
    own, country = (
        dynamics.Shocks(*(jnp.asarray(rng.random(s), jnp.float32) for _ in range(5))) for s in (size, (1, size[1]))
    )
    p = P._replace(pi_jump=0.05, s_jump=1.0)
    value = np.asarray(dynamics._rare(dynamics.share(own, country, p).jump, 0.05, 0.0, 1.0), float)
    hit = value != 0
    assert abs(hit.mean(axis=1) - 0.05).max() < 0.002
    assert abs(value[hit].std() - 1.0) < 0.02 and abs(value[hit].mean()) < 0.02
    both = hit[0] & hit[1]
    assert abs(both.mean() / 0.05 - dynamics.JUMPS_SHARED) < 0.05
    assert np.corrcoef(value[0][both], value[1][both])[0, 1] > 0.95
