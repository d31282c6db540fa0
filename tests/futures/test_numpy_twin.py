"""The projection against the same order in plain NumPy, with loops, levers, tilts, record and samplers of its own."""

import importlib.util
from pathlib import Path

import jax
import numpy as np
import pytest
from scipy import stats

from tether.forecast.observation import observation_luck
from tether.futures.block import BlockTask, project_block
from tether.futures.outcomes import ORDER_OUTCOMES
from tether.levers.compile import compile_pair, in_force, levers_by_month
from tether.randomness import sampler

BENCH = Path(__file__).parents[2] / "bench" / "order_in_numpy.py"


@pytest.fixture(scope="module")
def twin():
    spec = importlib.util.spec_from_file_location("order_in_numpy", BENCH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_projection_and_its_numpy_twin_agree(small, twin):
    basis, groups, lanes = small.basis, small.groups, small.basis.sizes.lanes
    base, other = small.charter("busy"), small.charter("other", mode="individual", cap=0.2)
    pairs = tuple(compile_pair(base, base, c, small.frame) for c in (base, other))
    draws = project_block(
        BlockTask(basis, small.worlds, small.ground, groups, pairs, None, np.zeros((0, 18), np.float32)), 1
    )

    paths, parameters = basis.paths(1)
    world = jax.tree.map(np.asarray, small.worlds.block(basis.points_of(1), basis.sizes.particles))
    still, months = np.zeros(lanes, np.int8), range(basis.months)
    turned = [levers_by_month(p, groups, basis.months, basis.noise, 1, basis.sizes) for p in pairs]
    deaths, states = twin.project(
        [jax.tree.map(lambda leaf, t=t: leaf[t], world) for t in range(5)],
        jax.tree.map(np.asarray, small.ground),
        [[jax.tree.map(np.asarray, in_force(month, still)) for month in rows] for rows in turned],
        (np.asarray(paths.log_rate), np.asarray(paths.log_size)),
        [jax.tree.map(np.asarray, observation_luck(basis.noise, m + 1, 1, 18, lanes)) for m in months],
        [np.asarray(basis.noise.uniforms("order.chance", m + 1, 1, (18, lanes))) for m in months],
        np.asarray(basis.shares),
        jax.tree.map(np.asarray, parameters),
        sampler._table(),
    )
    ours = draws.totals[:, :, :, 3]  # all recorded deaths
    assert (deaths == ours).mean() > 0.98, "a count may flip where float32 rounds otherwise"
    assert abs(deaths.sum() / ours.sum() - 1) < 1e-3
    assert not np.array_equal(deaths[0], deaths[1])
    order = [o.id for o in ORDER_OUTCOMES]
    captured = np.array([[(s.bloc * s.guard).sum(axis=(0, 1)) for s in row] for row in states])
    assert np.allclose(captured, draws.ends[:, :, order.index("captured_men")], rtol=2e-3, atol=1e-2)
    fear = np.array([[s.fear.sum(axis=0) for s in row] for row in states])
    assert np.isclose(fear, draws.ends[:, :, order.index("fear")], rtol=1e-2, atol=1e-2).mean() > 0.95


def test_the_twins_own_samplers_are_the_exact_laws(twin):
    u = np.random.default_rng(1).uniform(size=4000).astype(np.float32)
    z = stats.norm.ppf(u).astype(np.float32)
    for mean in (0.05, 2.0, 7.9):
        exact = stats.poisson(mean).ppf(u.astype(float))
        assert (twin.poisson(u, z, np.full_like(u, mean)) == exact).mean() > 0.9999
    assert abs(twin.poisson(u, z, np.full_like(u, 400.0)) - stats.poisson(400).ppf(u.astype(float))).max() <= 1
    shape = np.full_like(u, 0.7)
    exact = stats.gamma(0.7).ppf(u.astype(float)) / 0.7
    assert np.allclose(twin.gamma_ratio(u, shape), exact, rtol=1e-4)
    assert np.median(abs(twin.gamma_ratio(u, shape, sampler._table()) / exact - 1)) < 2e-3
