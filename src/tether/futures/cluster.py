"""Blocks on a Dask cluster: the same call, a scheduler's address, the same bytes.

    run_on_cluster(plan, blocks, "tcp://10.0.0.1:8786", take)

The plan is sent to the workers once; each block is one task; ``take`` gets each as it comes, and no more than two
blocks a thread are under way, so that neither side's memory grows with the number of blocks. A worker whose code,
library versions or kind of machine differ from ours would give other bytes: it is refused. Needs the extra ``cluster``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from importlib import import_module
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tether.errors import UsageError
from tether.futures.block import BlockDraws, BlockTask, project_block
from tether.futures.checkpoints import ROOMS
from tether.randomness.provenance import code_key

AHEAD = 2  # blocks under way for each thread
PATIENCE = 20  # seconds to wait for a scheduler


def run_on_cluster(
    plan: BlockTask, blocks: Iterable[int], address: str, take: Callable[[int, BlockDraws], None]
) -> None:
    """Run blocks on the cluster at ``address``.

    Raises:
        UsageError: nobody answers, or a worker runs other code.
    """
    client = connect(address)
    try:
        with client.as_current():
            _run(client, plan, list(blocks), take)
    finally:
        client.close()


def connect(address: str) -> Any:
    """Return a client of the scheduler at ``address``."""
    distributed: Any = import_module("distributed")
    try:
        return distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise UsageError(
            f"--scheduler {address}: no Dask scheduler answers ({error}); expected an address such as "
            "tcp://HOST:8786; start one with: dask scheduler"
        ) from None


def _run(client: Any, plan: BlockTask, blocks: list[int], take: Callable[[int, BlockDraws], None]) -> None:
    threads = sum(client.nthreads().values())
    if not threads:
        client.wait_for_workers(1, timeout=PATIENCE)
        threads = sum(client.nthreads().values())
    sent = client.scatter(_portable(plan), broadcast=True, hash=False)
    left, numbers = iter(blocks), {}

    def submit() -> Any:
        block = next(left, None)
        if block is None:
            return None
        future = client.submit(remote_block, sent, block, code_key(ROOMS), pure=False)
        numbers[future.key] = block
        return future

    first = [f for _ in range(AHEAD * threads) if (f := submit()) is not None]
    waiting: Any = import_module("distributed").as_completed(first)
    for future in waiting:
        take(numbers.pop(future.key), future.result())
        future.release()
        if (following := submit()) is not None:
            waiting.add(following)


def remote_block(plan: BlockTask, block: int, code: str) -> BlockDraws:
    """Run one block on a worker, which must have the client's code, versions and kind of machine."""
    if code_key(ROOMS) != code:
        raise UsageError(
            "a Dask worker has another version of tether, JAX or NumPy, or another kind of machine, than this process: "
            "its bytes would differ; install the same lock file there"
        )
    return project_block(_on_device(plan), block)


def _portable(plan: BlockTask) -> BlockTask:
    """Return the plan with NumPy arrays for JAX's, which travel without a device."""
    return _mapped(plan, lambda leaf: np.asarray(leaf) if isinstance(leaf, jax.Array) else leaf)


def _on_device(plan: BlockTask) -> BlockTask:
    return _mapped(plan, lambda leaf: jnp.asarray(leaf) if isinstance(leaf, np.ndarray) else leaf)


def _mapped(plan: BlockTask, change: Callable[[Any], Any]) -> BlockTask:
    basis = plan.basis
    state, parameters, shares, civilians, ground = jax.tree.map(
        change, (basis.state, basis.parameters, basis.shares, basis.civilians, plan.ground)
    )
    moved = replace(basis, state=state, parameters=parameters, shares=shares, civilians=civilians)
    return replace(plan, basis=moved, ground=ground)
