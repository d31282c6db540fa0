import jax.numpy as jnp
import numpy as np

from tether.forecast import model as dynamics
from tether.forecast.model import CoreState, pooled
from tether.forecast.paths import project, simulate
from tether.randomness.noise import Noise

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
