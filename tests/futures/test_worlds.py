"""The contract of anchoring: what must not move does not move by a bit, and what should move does."""

import subprocess
import sys

import jax
import numpy as np
import pytest

from tether.armed_order import dynamics
from tether.armed_order.mechanisms import mechanisms
from tether.armed_order.state import MonthContext, MonthEvents
from tether.charter import charter_from_text
from tether.futures.project import project_charters
from tether.futures.status_quo import project_core
from tether.levers.compile import compile_pair, in_force, levers_by_month


@pytest.fixture(scope="module")
def pairs(small):
    base, copy = small.charter("busy"), small.charter("copy-of-busy")
    other = small.charter("other", mode="individual", cap=0.2)
    late = small.charter("late", starts="2015-12", mode="individual", cap=0.2)  # the sixth projected month
    return tuple(compile_pair(base, base, c, small.frame) for c in (base, copy, other, late))


def run(small, pairs, **more):
    return project_charters(small.basis, small.worlds, small.ground, small.groups, pairs, **more)


@pytest.fixture(scope="module")
def futures(small, pairs):
    return run(small, pairs)


@pytest.fixture(scope="module")
def core(small):
    return project_core(small.basis)


def same(a, b):
    return np.ascontiguousarray(a).tobytes() == np.ascontiguousarray(b).tobytes()


def test_every_mechanism_is_at_work_in_the_status_quo_of_these_tests(small, pairs):
    world = jax.tree.map(lambda leaf: leaf[0], small.worlds.block(slice(0, 4), 2))
    levers = levers_of(small, pairs[0], 8)
    state, moved = dynamics.initial(world, small.ground), dict.fromkeys(mechanisms(), 0.0)
    for month in range(5):
        seen = MonthEvents(np.full(state.fear.shape, 5.0, np.float32), np.full(state.fear.shape, 1e-6, np.float32))
        scene = MonthContext(world, small.ground, levers[month], seen)
        for name, mechanism in mechanisms().items():
            channels = mechanism.channels(state, scene)
            moved[name] = max(moved[name], float(np.abs(channels.rate).max()), float(np.abs(channels.size).max()))
        state, asked = dynamics.step(state, scene)
        for name, tendency in asked.items():
            parts = [float(np.abs(np.asarray(part)).max()) for part in tendency if part is not None]
            moved[name] = max([moved[name], *parts])
    assert min(moved.values()) > 0, moved


def test_a_renamed_status_quo_gives_the_cores_own_bytes_under_every_theory(futures, core):
    for outcome, draws in core.country.items():
        for theory in range(5):
            assert same(futures[outcome].values[0, theory], draws), outcome
            assert same(futures[outcome].values[1, theory], draws), outcome
    by_place = futures["place_totals"].sel(outcome="deaths").values[1, 3]  # (place, point, particle)
    assert same(by_place, core.places.sum(axis=0, dtype=np.float64).astype(np.float32))


def test_another_design_moves_the_futures_and_theories_differ(futures):
    deaths = futures["deaths"].values
    assert not same(deaths[2], deaths[0])
    assert len({deaths[2, theory].tobytes() for theory in range(5)}) > 1


def test_a_charter_that_starts_in_month_six_changes_nothing_before(futures):
    deaths = futures["deaths"].values  # (pair, theory, point, month, particle)
    assert same(deaths[3, :, :, :6], deaths[0, :, :, :6])
    assert not same(futures["captured_men"].values[3], futures["captured_men"].values[0])


def test_workers_and_block_order_change_no_byte(small, pairs, futures):
    assert small.basis.blocks == 2
    for other in (run(small, pairs, workers=2), run(small, pairs, blocks=[1, 0])):
        for name in futures.data_vars:
            assert same(other[name].values, futures[name].values), name


def levers_of(small, pair, months):
    """The levers of a pair without phases, month by month."""
    turned = levers_by_month(pair, small.groups, months, small.basis.noise, 0, small.basis.sizes)
    return [in_force(levers, np.zeros(small.basis.sizes.lanes, np.int8)) for levers in turned]


def after(small, pair, active=None, months=5):
    """State and channels of one pair's order after some months, by the same steps that the projection takes."""
    world = jax.tree.map(lambda leaf: leaf[0], small.worlds.block(slice(0, 4), 2))
    levers = levers_of(small, pair, months)
    state = dynamics.initial(world, small.ground)
    for month in range(months):
        chance = small.basis.noise.uniforms("order.chance", month + 1, 0, state.fear.shape)
        scene = MonthContext(
            world, small.ground, levers[month], MonthEvents(np.full(state.fear.shape, 5.0, np.float32), chance)
        )
        state, _ = dynamics.step(state, scene, active)
    return [np.asarray(a) for a in (*state, *dynamics.channels(state, scene, active))]


@pytest.mark.parametrize("name", sorted(mechanisms()))
def test_taking_a_mechanism_out_moves_the_order(small, pairs, name):
    others = tuple(m for m in mechanisms() if m != name)
    whole, without = after(small, pairs[2]), after(small, pairs[2], others)
    assert not all(same(a, b) for a, b in zip(whole, without, strict=True)), f"{name} makes no difference"


def test_with_every_mechanism_off_no_charter_moves_anything(small, pairs, core):
    still = run(small, pairs, active=())
    for pair in range(len(pairs)):
        assert same(still["deaths"].values[pair, 0], core.country["deaths"])


def test_the_core_alone_needs_no_order(small, core, tmp_path):
    """The same projection in a process that never imports the order room gives the same bytes."""
    code = f"""
import sys
import numpy as np
from tether.futures.basis import make_basis
from tether.randomness.sizes import Sizes
from tether.futures.status_quo import project_core
from tether.forecast.posterior import fit_published
from tether.randomness.noise import Noise
from tether.theatre import load_panel
panel = load_panel("iraq").until("2015-06")
posterior = fit_published(panel, Noise(2015), 64)
basis = make_basis(panel, posterior, Sizes(8, 2, 4), {small.basis.months}, Noise(11))
assert not [m for m in sys.modules if m.startswith("tether.armed_order")], "the order room was imported"
np.savez({str(tmp_path / "core.npz")!r}, **project_core(basis).country)
"""
    subprocess.run([sys.executable, "-c", code], check=True)
    with np.load(tmp_path / "core.npz") as alone:
        for outcome, draws in core.country.items():
            assert same(alone[outcome], draws), outcome


def test_unknown_is_drawn_over_its_range_and_listed(small):
    text = 'charter: "0.3"\nmeta: {id: open, decider: host}\ninduction: unknown\n'
    base, host = small.charter("busy"), charter_from_text(text, "open.yaml", small.theatre)
    pair = compile_pair(base, base, host, small.frame)
    assert pair.unknown == ("induction",)
    levers = levers_of(small, pair, 2)
    individual = np.asarray(levers[0].individual)
    assert individual.min() >= 0 and individual.max() <= 1 and np.unique(individual[0]).size == 4
    assert np.array_equal(individual[..., 0], individual[..., 1]), "particles of a point share its lever"
