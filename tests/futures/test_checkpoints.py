"""Interrupted runs go on to the same bytes; another study's blocks are refused; memory and cluster change nothing."""

import inspect
import os
import pickle
import signal
import subprocess
import sys
from dataclasses import replace

import jax
import numpy as np
import pytest

from tether.errors import InputError, UsageError, extra_needed
from tether.futures.block import BlockTask
from tether.futures.checkpoints import Checkpoints, key_of
from tether.futures.project import by_decider, clear_blocks, project_charters
from tether.levers.compile import compile_pair


@pytest.fixture(scope="module")
def pairs(small):
    base, other = small.charter("busy"), small.charter("other", mode="individual", cap=0.2)
    return tuple(compile_pair(base, base, c, small.frame) for c in (base, other))


@pytest.fixture(scope="module")
def whole(small, pairs):
    return run(small, pairs)


def run(small, pairs, **more):
    return project_charters(small.basis, small.worlds, small.ground, small.groups, pairs, **more)


def plan(small, pairs):
    return BlockTask(small.basis, small.worlds, small.ground, small.groups, pairs, None, np.zeros((0, 18), np.float32))


def equal(a, b):
    assert set(a.variables) == set(b.variables)
    return all(a[name].values.tobytes() == b[name].values.tobytes() for name in a.data_vars)


class Stopped(Exception):
    """What stops a run midway."""


def stop_after(blocks):
    left = [blocks]

    def on_block():
        left[0] -= 1
        if left[0] == 0:
            raise Stopped

    return on_block


def test_a_stopped_run_goes_on_to_the_same_bytes_without_its_finished_blocks_again(
    small, pairs, whole, tmp_path, monkeypatch
):
    with pytest.raises(Stopped):
        run(small, pairs, scratch=tmp_path, on_block=stop_after(1))
    assert [p.name for p in tmp_path.glob("*/block-*.npz")] == ["block-0000.npz"]
    from tether.futures import project

    done = []
    ours = project.project_block
    monkeypatch.setattr(project, "project_block", lambda plan, block: done.append(block) or ours(plan, block))
    again = run(small, pairs, scratch=tmp_path)
    assert done == [1] and equal(again, whole)
    assert isinstance(again["deaths"].values.base, np.memmap)
    assert "scratch" not in whole.attrs and "scratch" not in by_decider(again).attrs
    clear_blocks(again)
    assert not tmp_path.exists() or not any(tmp_path.iterdir())


def test_a_changed_input_has_another_key(small, pairs):
    told = plan(small, pairs)
    key = key_of(told)
    worlds, basis = small.worlds, small.basis
    louder = replace(worlds, state=worlds.state * np.float32(1.001))
    changed = {
        "a size": {"worlds": louder},
        "a charter": {"pairs": (pairs[0], replace(pairs[1], settings=pairs[1].settings[:-1]))},
        "the seed": {"basis": replace(basis, noise=replace(basis.noise, seed=12))},
        "the record": {"basis": replace(basis, shares=basis.shares * np.float32(0.999))},
        "the horizon": {"basis": replace(basis, months=basis.months + 1)},
        "a mechanism": {"active": ("fear",)},
        "what is watched": {"parts": np.ones((1, 18), np.float32)},
        "the stages laid out": {"stages": 3},
        "the places": {"basis": replace(basis, places=basis.places[::-1])},
        "who died": {"basis": replace(basis, civilians=None)},
        "the sizes": {"basis": replace(basis, sizes=replace(basis.sizes, block=8))},
        "the groups": {"groups": small.groups[::-1]},
        "the ground": {"ground": jax.tree.map(lambda leaf: leaf + 1, told.ground)},
        "a parameter": {"basis": replace(basis, parameters=basis.parameters._replace(k=basis.parameters.k + 1))},
    }
    keys = {name: key_of(replace(told, **more)) for name, more in changed.items()}
    assert key not in keys.values() and len(set(keys.values())) == len(keys)
    assert key == key_of(plan(small, pairs)), "equal inputs, equal key"


def test_the_key_holds_the_code_of_every_room_that_a_block_runs_through():
    from tether.futures import basis, block
    from tether.futures import checkpoints as finished
    from tether.futures import outcomes as measure
    from tether.levers import compile as turned

    used = {m.__name__.split(".")[1] for m in map(inspect.getmodule, _called(basis, block, measure, turned)) if m}
    assert used - {"theatre", "errors"} <= set(finished.ROOMS), "a room's code would change and the blocks would not"


def _called(*modules):
    own = [v for m in modules for v in vars(m).values() if callable(v)]
    return [v for v in own if str(getattr(v, "__module__", "")).startswith("tether.")]


def test_a_part_of_the_blocks_has_its_own_share_of_cut_tilts(small, pairs, monkeypatch):
    from tether.futures import project

    ours = project.project_block
    cut = np.array([0.0, 0.5])
    monkeypatch.setattr(project, "project_block", lambda plan, block: ours(plan, block)._replace(clipped=cut))
    assert run(small, pairs, blocks=[1])["clip_share"].values.tolist() == [0.0, 0.5]


def test_another_runs_block_is_refused_where_it_lies_and_said_how_to_mend(small, pairs, tmp_path):
    run(small, pairs, scratch=tmp_path, blocks=[0])
    theirs = next(tmp_path.glob("*/block-0000.npz"))
    mine = Checkpoints.of(plan(small, pairs[:1]), tmp_path)
    (mine.folder / "block-0000.npz").write_bytes(theirs.read_bytes())
    with pytest.raises(InputError, match=r"block-0000.npz.*block 0 of a run with key.*delete the file"):
        mine.load(0)
    (mine.folder / "block-0001.npz").write_bytes(b"half a file")
    with pytest.raises(InputError, match="cannot be read"):
        mine.load(1)


KILLED = """
import os, pickle, signal, sys
from pathlib import Path
from tether.futures.project import project_charters
def killed():
    os.kill(os.getpid(), signal.SIGKILL)
given = pickle.loads(Path(sys.argv[1]).read_bytes())
project_charters(*given, on_block=killed, scratch=Path(sys.argv[2]))
"""


@pytest.mark.slow
def test_a_killed_process_leaves_whole_blocks_and_another_ends_with_the_same_bytes(small, pairs, whole, tmp_path):
    given, kept = tmp_path / "given.pickle", tmp_path / "kept"
    given.write_bytes(pickle.dumps((small.basis, small.worlds, small.ground, small.groups, pairs)))
    found = subprocess.run([sys.executable, "-c", KILLED, str(given), str(kept)], capture_output=True, text=True)
    assert found.returncode == -signal.SIGKILL, found.stderr
    assert [p.name for p in kept.glob("*/block-*")] == ["block-0000.npz"]
    again = run(small, pairs, scratch=kept)
    assert equal(again, whole) and len(list(kept.iterdir())) == 1, "the same key in another process"


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_dask_cluster_gives_the_same_bytes(small, pairs, whole, tmp_path, monkeypatch):
    distributed = pytest.importorskip("distributed", reason="the extra 'cluster' isn't installed")
    paths = [p for p in sys.path if p]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
    monkeypatch.chdir(tmp_path)
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        assert equal(run(small, pairs, scheduler=cluster.scheduler_address), whole)


def test_without_dask_the_message_says_what_to_install(monkeypatch):
    from tether.futures import cluster

    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ModuleNotFoundError) as raised:
        cluster.connect("tcp://127.0.0.1:1")
    assert "pip install 'tether-charters[cluster]'" in str(extra_needed(raised.value))


def test_a_worker_with_other_code_is_refused(small, pairs):
    from tether.futures.cluster import remote_block

    with pytest.raises(UsageError, match="its bytes would differ"):
        remote_block(plan(small, pairs), 0, "another")
