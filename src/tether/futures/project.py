"""Charters in the same futures: every pair of a case projected block by block, into arrays filled as blocks come.

    futures = project_charters(basis, worlds, ground, groups, pairs, workers=2)
    futures.country["deaths"]            # (pair, theory, point, month, particle)

What one block does is ``block.py``. Here blocks are run (threads, or a Dask cluster: ``cluster.py``), found again from
an interrupted run (``finished.py``) and gathered. With a ``scratch`` folder the arrays lie on disk, mapped into memory,
so that memory holds one block a worker whatever the number of blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tether.futures.basis import ProjectionInputs
from tether.futures.block import CLIP, BlockDraws, BlockTask, Draws, project_block
from tether.futures.compile import CharterPair
from tether.futures.finished import Checkpoints
from tether.futures.measure import measured
from tether.futures.outcomes import ORDER_OUTCOMES
from tether.futures.status_quo import run_blocks
from tether.futures.worlds import Worlds
from tether.order.world import SettingArrays

__all__ = ["CLIP", "Futures", "project_charters"]


@dataclass(frozen=True)
class Futures:
    """What was projected.

    ``country``: outcome id → (pair, theory, point, month, particle) float32, summed over places;
    ``places``: outcome id → (pair, theory, place, lane), summed over months;
    ``order``: outcome id → (pair, theory, point, particle) at the horizon; ``clipped``: share of tilts cut, by pair;
    ``watched``: part of the country → its one-sided events, axes as in ``country``;
    ``stages``: index of a staged pair → (theory, point, month, particle), the stage in force (``course.py``);
    ``scratch``: the folder of this run's finished blocks, which the caller may ``clear`` once its results are kept.
    """

    pairs: tuple[CharterPair, ...]
    theories: tuple[str, ...]
    places: tuple[str, ...]
    country: dict[str, Draws]
    place_totals: dict[str, Draws]
    order: dict[str, Draws]
    clipped: tuple[float, ...]
    watched: dict[str, Draws] = field(default_factory=dict)
    stages: dict[int, NDArray[np.int8]] = field(default_factory=dict)
    scratch: Path | None = None


def project_charters(
    basis: ProjectionInputs,
    worlds: Worlds,
    ground: SettingArrays,
    groups: tuple[str, ...],
    pairs: tuple[CharterPair, ...],
    workers: int = 1,
    on_block: Callable[[], None] = lambda: None,
    blocks: list[int] | None = None,
    active: tuple[str, ...] | None = None,
    watch: Mapping[str, NDArray[np.bool_]] | None = None,
    scratch: Path | None = None,
    scheduler: str = "",
) -> Futures:
    """Project all pairs; ``pairs[0]`` must be the status quo. Workers, cluster and order of blocks change no byte.

    ``watch`` names parts of the country (place,) whose one-sided events are kept month by month; ``scratch`` keeps
    finished blocks, and finds those of the same inputs again; ``scheduler`` is the address of a Dask cluster.
    ``blocks`` are those to run (default: all): what others would fill is not there, and no table may be made of it.
    """
    parts = np.array(list((watch or {}).values()), np.float32).reshape(-1, len(basis.places))
    plan = BlockTask(basis, worlds, ground, groups, pairs, active, parts)
    finished = Checkpoints.of(plan, scratch)
    gathered = _Gathered.of(plan, finished.folder)

    def take(block: int, draws: BlockDraws) -> None:
        finished.save(block, draws)
        gathered.add(block, draws)
        on_block()

    todo = []
    for block in range(basis.blocks) if blocks is None else blocks:
        found = finished.load(block)
        if found is None:
            todo.append(block)
        else:
            gathered.add(block, found)
            on_block()
    _run(plan, todo, workers, scheduler, take)
    return gathered.futures(tuple(watch or {}), finished.folder)


def _run(
    plan: BlockTask, todo: Iterable[int], workers: int, scheduler: str, take: Callable[[int, BlockDraws], None]
) -> None:
    if scheduler:
        from tether.futures.cluster import run_on_cluster

        run_on_cluster(plan, todo, scheduler, take)
    else:
        run_blocks(partial(project_block, plan), todo, workers, take)


@dataclass(frozen=True)
class _Gathered:
    """The whole run's arrays, in memory or mapped from files of ``folder``; one leading axis for what has names."""

    plan: BlockTask
    country: Draws  # (outcome, pair, theory, point, month, particle)
    placed: Draws  # (outcome, pair, theory, place, lane)
    ends: Draws  # (order outcome, pair, theory, point, particle)
    seen: Draws  # (part, pair, theory, point, month, particle)
    stages: NDArray[np.int8]  # (staged pair, theory, point, month, particle)
    clipped: NDArray[np.float64]  # (block, pair), NaN where a block was not asked for

    @classmethod
    def of(cls, plan: BlockTask, folder: Path | None) -> _Gathered:
        basis, sizes = plan.basis, plan.basis.sizes
        outcomes, rows = len(measured(basis.civilians)), (len(plan.pairs), len(plan.worlds.theories))
        future = (sizes.points, basis.months, sizes.particles)
        new = partial(_array, folder)
        return cls(
            plan,
            new("country", (outcomes, *rows, *future)),
            new("placed", (outcomes, *rows, len(basis.places), sizes.points * sizes.particles)),
            new("ends", (len(ORDER_OUTCOMES), *rows, sizes.points, sizes.particles)),
            new("seen", (len(plan.parts), *rows, *future)),
            new("stages", (len(plan.staged), rows[1], *future), np.int8),
            np.full((basis.blocks, len(plan.pairs)), np.nan),
        )

    def add(self, block: int, draws: BlockDraws) -> None:
        """Put a block where it belongs."""
        sizes = self.plan.basis.sizes
        points, lanes = self.plan.basis.points_of(block), slice(block * sizes.lanes, (block + 1) * sizes.lanes)
        split = (sizes.block, sizes.particles)
        for i, country in enumerate(self.country):
            country[:, :, points] = _by_point(draws.totals[:, :, :, i], split)
            self.placed[i][..., lanes] = draws.placed[:, :, i]
        for i, seen in enumerate(self.seen):
            seen[:, :, points] = _by_point(draws.seen[:, :, :, i], split)
        for i, ends in enumerate(self.ends):
            ends[:, :, points] = draws.ends[:, :, i].reshape(*ends.shape[:2], *split)
        self.stages[:, :, points] = _by_point(draws.stages, split)
        self.clipped[block] = draws.clipped

    def futures(self, parts: tuple[str, ...], scratch: Path | None) -> Futures:
        """Return the arrays by name."""
        plan, outcomes = self.plan, measured(self.plan.basis.civilians)
        return Futures(
            plan.pairs,
            plan.worlds.theories,
            plan.basis.places,
            {o.id: self.country[i] for i, o in enumerate(outcomes)},
            {o.id: self.placed[i] for i, o in enumerate(outcomes)},
            {o.id: self.ends[i] for i, o in enumerate(ORDER_OUTCOMES)},
            tuple(float(x) for x in np.nanmean(self.clipped, axis=0)),
            {name: self.seen[i] for i, name in enumerate(parts)},
            {pair: self.stages[i] for i, pair in enumerate(plan.staged)},
            scratch,
        )


def _array(folder: Path | None, name: str, shape: tuple[int, ...], dtype: Any = np.float32) -> NDArray[Any]:
    """Return an array of ``shape``: in memory, or mapped from a new file of ``folder``."""
    if folder is None or 0 in shape:
        return np.zeros(shape, dtype)
    mapped: NDArray[Any] = np.lib.format.open_memmap(folder / f"{name}.npy", "w+", dtype, shape)
    return mapped


def _by_point(values: NDArray[Any], split: tuple[int, int]) -> NDArray[Any]:
    """Turn (…, month, lane) into (…, point, month, particle)."""
    wide = values.reshape(*values.shape[:-1], *split)
    return np.moveaxis(wide, -2, -3)
