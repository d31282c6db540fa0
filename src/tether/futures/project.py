"""Charters in the same futures: every pair of a case projected block by block, into one Dataset filled as blocks come.

    futures = project_charters(basis, worlds, ground, groups, pairs, workers=2)
    futures["deaths"]                    # (pair, theory, point, month, particle), float32, summed over places
    by_decider(futures)["deaths"]        # (sponsor, host, theory, point, month, particle): the same bytes

What one block does is ``block.py``. Here blocks are run (threads, or a Dask cluster: ``cluster.py``), found again
from an interrupted run (``checkpoints.py``) and gathered. With a ``scratch`` folder the arrays lie on disk, mapped
into memory, so that memory holds one block a worker whatever the number of blocks.

Variables of the Dataset, dimensions always in this order, coordinates ``sponsor`` and ``host`` of a pair (pair 0: the
status quo on both sides), ``theory``, ``month``, ``place``:

- each record outcome (``RECORD``): monthly, summed over places
- each order outcome (``ENDS``): at the horizon
- ``place_totals`` (outcome, pair, theory, place, point, particle): record outcomes summed over months
- ``part_events`` (part, pair, theory, point, month, particle): one-sided events of the parts of the country watched
- ``stage`` (staged, theory, point, month, particle): the stage in force of pairs in phases (``levers/phases.py``),
  whose numbers are the coordinate ``staged``
- ``clip_share`` (pair): share of tilts cut

Each place's deaths month by month under each pair: what a scorecard needs and a comparison does not keep.

    deaths = deaths_by_month(basis, worlds, ground, groups, pairs)     # (pair, theory, month, place, lane)

The projection keeps places summed over the months; this looks at the sums as they grow (``project_block``'s
``on_month``), and a month is the difference of two: whole counts and exact. Row 0 of the pairs is the status quo and
equals the core's own projection (tested).
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import jax
import numpy as np
import xarray as xr
from numpy.typing import NDArray

from tether.armed_order.state import SettingArrays
from tether.documents.files import ask_writable, reserve
from tether.futures.basis import ProjectionInputs
from tether.futures.block import CLIP, BlockDraws, BlockTask, project_block
from tether.futures.checkpoints import Checkpoints, clear, leave
from tether.futures.kept_pairs import KeptPairs
from tether.futures.outcomes import ORDER_OUTCOMES, RECORD_OUTCOMES, measured
from tether.futures.status_quo import run_blocks
from tether.futures.worlds import Worlds
from tether.levers.compile import CharterPair

__all__ = [
    "CLIP",
    "ENDS",
    "RECORD",
    "by_decider",
    "clear_blocks",
    "end_outcomes",
    "futures_of",
    "pair_names",
    "project_charters",
    "record_outcomes_of",
    "theories_of",
]

RECORD = ("pair", "theory", "point", "month", "particle")
ENDS = ("pair", "theory", "point", "particle")


def futures_of(
    pairs: Sequence[tuple[str, str]],
    theories: Sequence[str],
    arrays: Mapping[str, tuple[Sequence[str], NDArray[Any]]],
    coords: Mapping[str, Sequence[Any]] | None = None,
    attrs: Mapping[str, Any] | None = None,
) -> xr.Dataset:
    """Return the Dataset of projected ``arrays`` (name → dimensions, values of that shape), wrapped and not copied.

    ``pairs`` are (sponsor, host) by name, the status quo first. Units and titles come from the registered outcomes.
    """
    sponsors, hosts = ([names[side] for names in pairs] for side in (0, 1))
    named = {"sponsor": ("pair", sponsors), "host": ("pair", hosts), "theory": list(theories), **(coords or {})}
    found = xr.Dataset(dict(arrays), named, dict(attrs or {}))
    for outcome in (*RECORD_OUTCOMES, *ORDER_OUTCOMES):
        if outcome.id in arrays:
            found[outcome.id].attrs |= {"units": outcome.unit, "long_name": outcome.title, "label": "assumption"}
    return found


def record_outcomes_of(futures: xr.Dataset) -> tuple[str, ...]:
    """Return the outcomes that are recorded month by month."""
    return tuple(str(name) for name, v in futures.variables.items() if v.dims == RECORD)


def end_outcomes(futures: xr.Dataset) -> tuple[str, ...]:
    """Return the outcomes that are read from the order at the horizon."""
    return tuple(str(name) for name, v in futures.variables.items() if v.dims == ENDS)


def theories_of(futures: xr.Dataset) -> tuple[str, ...]:
    """Return the theories in order."""
    return tuple(futures["theory"].values.tolist())


def pair_names(futures: xr.Dataset) -> list[tuple[str, str]]:
    """Return each pair's sponsor and host."""
    sponsor, host = (futures.variables[side].values.tolist() for side in ("sponsor", "host"))
    return list(zip(sponsor, host, strict=True))


def by_decider(futures: xr.Dataset) -> xr.Dataset:
    """Return the same arrays with dimensions (sponsor, host) in place of ``pair``; nothing is copied.

    Raises:
        ValueError: the pairs are not every sponsor's option under every host's, in order.
    """
    names = pair_names(futures)
    sponsors, hosts = (list(dict.fromkeys(n[side] for n in names)) for side in (0, 1))
    if names != [(s, h) for s in sponsors for h in hosts]:
        raise ValueError("the pairs are not each sponsor's option under each host's")

    def unstacked(v: xr.Variable) -> tuple[tuple[str, ...], NDArray[Any], dict[Any, Any]]:
        dims = tuple(str(d) for d in v.dims)
        if "pair" not in dims:
            return dims, v.values, v.attrs
        at = dims.index("pair")
        shape = (*v.shape[:at], len(sponsors), len(hosts), *v.shape[at + 1 :])
        return (*dims[:at], "sponsor", "host", *dims[at + 1 :]), v.values.reshape(shape), v.attrs

    arrays = {name: unstacked(futures.variables[name]) for name in futures.data_vars}
    coords = {name: v for name, v in futures.coords.items() if "pair" not in v.dims}
    told = {k: v for k, v in futures.attrs.items() if k != "scratch"}
    return xr.Dataset(arrays, {**coords, "sponsor": sponsors, "host": hosts}, told)


def clear_blocks(futures: xr.Dataset | None) -> None:
    """Remove a run's finished blocks and mapped arrays, once its results are kept elsewhere."""
    if futures is not None and "scratch" in futures.attrs:
        clear(Path(futures.attrs["scratch"]))


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
) -> xr.Dataset:
    """Project all pairs; ``pairs[0]`` must be the status quo. Workers, cluster and order of blocks change no byte.

    ``watch`` names parts of the country (place,) whose one-sided events are kept month by month; ``scratch`` keeps
    finished blocks until ``clear_blocks``, and finds those of the same inputs again; ``scheduler`` is the address of a
    Dask cluster. Pairs that an earlier run has projected are found again (``kept_pairs.py``).
    ``blocks`` are those to run (default: all): what others would fill is not there, and no table may be made of it.
    """
    parts = np.array(list((watch or {}).values()), np.float32).reshape(-1, len(basis.places))
    plan = BlockTask(basis, worlds, ground, groups, pairs, active, parts)
    finished = Checkpoints.of(plan, scratch)
    try:
        return _filled(plan, finished, tuple(watch or {}), workers, scheduler, on_block, blocks)
    except BaseException:
        leave(finished.folder)
        raise


def _filled(
    plan: BlockTask,
    finished: Checkpoints,
    watched: tuple[str, ...],
    workers: int,
    scheduler: str,
    on_block: Callable[[], None],
    blocks: list[int] | None,
) -> xr.Dataset:
    """Run or find every block and return what they come to; the folder is ours as long as its arrays are in use."""
    kept = KeptPairs.of(plan)
    gathered = _Gathered.of(plan, finished.folder)
    weakref.finalize(gathered.country, leave, finished.folder)
    todo = []
    for block in range(plan.basis.blocks) if blocks is None else blocks:
        found = finished.load(block) or kept.load(block)
        if found is None:
            todo.append(block)
        else:
            gathered.add(block, found)
            on_block()
    missing = kept.missing(todo)

    def take(block: int, draws: BlockDraws) -> None:
        whole = kept.completed(block, missing, draws) or project_block(plan, block)
        finished.save(block, whole)
        gathered.add(block, whole)
        on_block()

    if todo:
        _run(kept.only(missing), todo, workers, scheduler, take)
    return gathered.futures(watched, finished.folder)


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
        if folder is not None:
            lanes = outcomes * (basis.months + len(basis.places)) * sizes.points * sizes.particles
            ask_writable(folder / "arrays", 2 * 4 * len(plan.pairs) * len(plan.worlds.theories) * lanes)  # and blocks
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

    def futures(self, parts: tuple[str, ...], scratch: Path | None) -> xr.Dataset:
        """Return the arrays by name."""
        plan, basis, sizes = self.plan, self.plan.basis, self.plan.basis.sizes
        outcomes = [o.id for o in measured(basis.civilians)]
        lanes = (sizes.points, sizes.particles)
        arrays: dict[str, tuple[Sequence[str], NDArray[Any]]] = {
            **{name: (RECORD, self.country[i]) for i, name in enumerate(outcomes)},
            **{o.id: (ENDS, self.ends[i]) for i, o in enumerate(ORDER_OUTCOMES)},
            "place_totals": (
                ("outcome", "pair", "theory", "place", "point", "particle"),
                self.placed.reshape(*self.placed.shape[:-1], *lanes),
            ),
            "clip_share": (("pair",), np.nanmean(self.clipped, axis=0)),
        }
        coords: dict[str, Sequence[Any]] = {"outcome": outcomes, "place": list(basis.places)}
        coords["month"] = [str(basis.origin + k) for k in range(1, basis.months + 1)]
        if parts:
            arrays["part_events"], coords["part"] = (("part", *RECORD), self.seen), list(parts)
        if plan.staged:
            arrays["stage"], coords["staged"] = (("staged", *RECORD[1:]), self.stages), list(plan.staged)
        attrs = {"cut_off": str(basis.origin), "seed": basis.noise.seed} | (
            {"scratch": str(scratch)} if scratch else {}
        )
        return futures_of([(p.sponsor, p.host) for p in plan.pairs], plan.worlds.theories, arrays, coords, attrs)


def _array(folder: Path | None, name: str, shape: tuple[int, ...], dtype: Any = np.float32) -> NDArray[Any]:
    """Return an array of ``shape``: in memory, or mapped from a new file of ``folder``."""
    if folder is None or 0 in shape:
        return np.zeros(shape, dtype)
    path = folder / f"{name}.npy"
    path.unlink(missing_ok=True)
    mapped: NDArray[Any] = np.lib.format.open_memmap(path, "w+", dtype, shape)
    reserve(path)
    return mapped


def _by_point(values: NDArray[Any], split: tuple[int, int]) -> NDArray[Any]:
    """Turn (…, month, lane) into (…, point, month, particle)."""
    wide = values.reshape(*values.shape[:-1], *split)
    return np.moveaxis(wide, -2, -3)


Draws = NDArray[np.float32]


def deaths_by_month(
    basis: ProjectionInputs,
    worlds: Worlds,
    ground: SettingArrays,
    groups: tuple[str, ...],
    pairs: tuple[CharterPair, ...],
    active: tuple[str, ...] | None = None,
) -> Draws:
    """Return deaths by (pair, theory, month, place, lane), float32 whole numbers."""
    nowhere = np.zeros((0, len(basis.places)), np.float32)
    plan = BlockTask(basis, worlds, ground, groups, pairs, active, nowhere)
    return np.concatenate([_block(plan, block) for block in range(basis.blocks)], axis=-1)


def _block(plan: BlockTask, block: int) -> Draws:
    at = [o.id for o in measured(plan.basis.civilians)].index("deaths")
    sums: list[NDArray[np.float64]] = []  # (pair, theory, place, lane) up to each month

    def look(placed: list[jax.Array]) -> None:
        sums.append(np.stack([np.asarray(p[:, at]) for p in placed]))

    project_block(plan, block, look)
    return np.diff(np.stack(sums, axis=2), axis=2, prepend=0.0).astype(np.float32)
