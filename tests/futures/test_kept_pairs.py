"""A changed clause projects only its own pairs; what was kept changes no byte, and nothing stale is ever found."""

from dataclasses import replace

import numpy as np
import pytest

from tether.documents.cache import cache_folder, without_cache
from tether.futures import kept_pairs, project, status_quo
from tether.futures.project import project_charters
from tether.futures.status_quo import project_core
from tether.levers.compile import compile_pair


@pytest.fixture(scope="module")
def pairs(small):
    base, other = small.charter("busy"), small.charter("other", mode="individual", cap=0.2)
    return tuple(compile_pair(base, base, c, small.frame) for c in (base, other, small.charter("third", cap=0.3)))


@pytest.fixture
def ran(tmp_path, monkeypatch):
    """A cache of this test's own, and (block, pairs run) of every block that is projected."""
    monkeypatch.setenv("TETHER_CACHE", str(tmp_path / "cache"))
    found, ours = [], project.project_block
    monkeypatch.setattr(
        project, "project_block", lambda plan, block: found.append((block, len(plan.pairs))) or ours(plan, block)
    )
    return found


def run(small, pairs, **more):
    return project_charters(small.basis, small.worlds, small.ground, small.groups, pairs, **more)


def equal(a, b):
    assert set(a.variables) == set(b.variables)
    return all(a[name].values.tobytes() == b[name].values.tobytes() for name in a.data_vars)


def test_only_a_changed_pair_is_projected_and_every_byte_is_as_without(small, pairs, ran):
    with without_cache():
        bare = run(small, pairs[:2])
        edited = (*pairs[:2], replace(pairs[2], settings=pairs[2].settings[:-1]))
        wanted = run(small, edited)
    ran.clear()
    first = run(small, pairs[:2])
    assert ran == [(0, 2), (1, 2)] and equal(first, bare)
    ran.clear()
    assert equal(run(small, pairs[:2]), bare) and ran == []
    assert equal(run(small, edited, workers=2), wanted)
    assert sorted(ran) == [(0, 2), (1, 2)], "the status quo and the third pair"


def test_a_damaged_or_lost_entry_is_projected_again(small, pairs, ran):
    bare = run(small, pairs[:2])
    entries = sorted(cache_folder("pairs").iterdir())
    assert len(entries) == 4
    entries[0].write_bytes(entries[0].read_bytes()[:-3])
    entries[-1].unlink()
    ran.clear()
    assert equal(run(small, pairs[:2]), bare) and ran
    ran.clear()
    assert equal(run(small, pairs[:2]), bare) and not ran


def test_the_status_quos_own_pair_and_the_code_stand_in_every_key(small, pairs, ran, monkeypatch):
    run(small, pairs[:2])
    ran.clear()
    moved = replace(pairs[0], settings=(*pairs[0].settings, pairs[1].settings[-1]))
    run(small, (moved, pairs[1]))
    assert ran == [(0, 2), (1, 2)], "another status quo: another tilt of every pair"
    for module in (project, kept_pairs, status_quo):
        if hasattr(module, "common_key"):
            monkeypatch.setattr(module, "common_key", lambda plan: "other code")
    ran.clear()
    run(small, pairs[:2])
    assert ran == [(0, 2), (1, 2)]


def test_a_run_too_large_to_be_kept_is_not_kept_in_part(small, pairs, ran, monkeypatch):
    monkeypatch.setattr(kept_pairs, "LARGEST", 1)
    run(small, pairs[:1])
    assert not cache_folder("pairs").exists() or not list(cache_folder("pairs").iterdir())


def test_the_cores_own_projection_is_kept_too_and_told_by_block(small, ran, monkeypatch):
    with without_cache():
        bare = project_core(small.basis)
    told = []
    project_core(small.basis)
    monkeypatch.setattr(status_quo, "_block", None)
    again = project_core(small.basis, on_block=lambda: told.append(1))
    assert len(told) == small.basis.blocks
    assert again.places.tobytes() == bare.places.tobytes() and set(again.country) == set(bare.country)
    assert all(again.country[o].tobytes() == bare.country[o].tobytes() for o in bare.country)
    with pytest.raises(TypeError):  # another ground is projected, not found
        project_core(replace(small.basis, shares=small.basis.shares * np.float32(0.99)))
