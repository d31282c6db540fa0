"""The world's training units, what each parameter set forecast for them, and what fitting weights needs of it.

    train = pool("adm1", DATA, last=2006)                # units and half-yearly origins that count
    cdf = tables(train, sets, draws=96, work=WORK)       # forecasts (cell, member, lead, grid)
    reduced = cells(train, cdf, HISTORIES)               # residuals' products, probabilities, features

Filtering is the dear part. With a ``work`` folder every batch of members is kept there under the digest of everything
that it depends on (units, months, sets, seed, draws, particles), so that an interrupted search takes up where it
stopped and no table of other data is ever taken for this one's.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import jax
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))  # for studies/, which is no part of the package

from studies import panels
from tether.forecast import cdf as grid
from tether.forecast import filter_history as performance
from tether.forecast import mixture as stacking
from tether.forecast.benchmarks import history_cdf
from tether.forecast.filter import CoreModel, MixtureFilter
from tether.forecast.filter_history import EVERY, PAST, SCORED, ahead, record_of
from tether.forecast.model import CoreParameters
from tether.forecast.series import Series
from tether.randomness.noise import SeriesNoise

FIRST_ORIGIN = 1996
SEED, PARTICLES, DRAWS, BATCH, ROWS = 11, 800, 640, 8, 64
NEVER = 76  # states without a recorded event in the world table: they count where quiet countries do


@dataclass(frozen=True)
class Pool:
    """Units to learn from, at origins half a year apart; ``active``: the pairs that count."""

    series: Series
    origins: tuple[int, ...]  # month indices
    active: np.ndarray  # (origin, unit)
    alone: bool


def pool(kind: str, data: Path, last: int) -> Pool:
    """Return the training units of a kind, at each April and October.

    A unit counts at an origin if it was lively then or up to three years before (``performance.lively``): the rule by
    which the world panels were drawn, applied at every origin alike.
    """
    series = {
        "adm1": lambda: panels.every_region(data),
        "country": lambda: _together(panels.every_country(data), panels.every_country(data, True)),
        "deaths": lambda: _with_quiet(panels.every_country(data, True)),
    }[kind]()
    origins = tuple(series.index(f"{y}-{m}") for y in range(FIRST_ORIGIN, last + 1) for m in ("04", "10"))
    active = np.stack([performance.lively(series.deaths > 0, o) for o in origins])
    if kind == "deaths":
        active[:] = True  # quiet countries count: most of the world is one
    kept = np.flatnonzero(active.any(axis=0))
    series = series.only(kept).until(f"{last + 1}-12")
    return Pool(series, origins, active[:, kept], kind == "deaths")


def _with_quiet(series: Series) -> Series:
    units = tuple(f"quiet state {number + 1}" for number in range(NEVER))
    deaths = np.concatenate([series.deaths, np.zeros((NEVER, series.deaths.shape[1]))])
    return Series((*series.units, *units), series.start, deaths, None, (*series.groups, *units), series.name)


def _together(a: Series, b: Series) -> Series:
    units = (*a.units, *(f"{u} (state-based)" for u in b.units))
    events = np.concatenate([a.events, b.events])
    return Series(units, a.start, np.concatenate([a.deaths, b.deaths]), events, (*a.groups, *b.groups), a.name)


def tables(pool: Pool, members: CoreParameters, draws: int = DRAWS, work: Path | None = None) -> np.ndarray:
    """Return every member's forecasts at the active cells, (cell, member, lead, grid), cells by origin then unit.

    Members go ``BATCH`` at a time; a batch that stands in ``work`` is read from there.
    """
    parts, count = [], len(members.rho)
    for first in range(0, count, BATCH):
        some = CoreParameters(*(leaf[first : first + BATCH] for leaf in members))
        kept = None if work is None else work / f"{_digest(pool, some, draws)}.npy"
        if kept is not None and kept.exists():
            parts.append(np.load(kept))
            continue
        began = time.time()
        parts.append(_batch(pool, some, draws))
        print(f"sets {first + 1}–{first + len(some.rho)} of {count}: {time.time() - began:.0f} s", file=sys.stderr)
        if kept is not None:
            _keep(kept, parts[-1])
    return np.concatenate(parts, axis=1)


def _digest(pool: Pool, members: CoreParameters, draws: int) -> str:
    state = hashlib.sha256(repr((pool.series.units, pool.origins, pool.alone, SEED, PARTICLES, draws)).encode())
    for array in (pool.series.deaths, pool.series.events, pool.active, *members):
        state.update(b"none" if array is None else np.ascontiguousarray(array).tobytes())
    return state.hexdigest()[:24]


def _keep(path: Path, table: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    with partial.open("wb") as file:
        np.save(file, table)
    os.replace(partial, path)


def _batch(pool: Pool, members: CoreParameters, draws: int) -> np.ndarray:
    out = [[] for _ in pool.origins]
    for block, rows in enumerate(np.array_split(np.arange(len(pool.series.units)), -(-len(pool.series.units) // ROWS))):
        units = pool.series.only(np.resize(rows, ROWS))  # one shape for all blocks
        record = record_of(units.deaths, None if pool.alone else units.events)
        core, month = MixtureFilter(CoreModel(), members, SeriesNoise(SEED, block)), 0
        state = core.start(ROWS, PARTICLES)
        for number, origin in enumerate(pool.origins):
            state = core.advance(state, record, month, origin + 1)
            month = origin + 1
            wanted = np.flatnonzero(pool.active[number, rows])
            if wanted.size:
                out[number].append(_some(core, state, origin, wanted, pool.alone, draws))
    return np.concatenate([np.concatenate(parts) for parts in out if parts])


def _some(core, state, month, wanted, alone, draws) -> np.ndarray:
    size = next(n for n in (8, 16, 32, 64) if n >= wanted.size)
    part = jax.tree.map(lambda leaf: leaf[:, np.resize(wanted, size)], state)
    drawn = np.asarray(ahead(core, part, month, SCORED, draws, alone))[:, :, : wanted.size]
    return grid.cdf_of_draws(np.transpose(drawn, (2, 1, 0, 3))).astype(np.float16)


@dataclass(frozen=True)
class Cells:
    """What the weights are fitted to: forecasts and outcomes, NB-12's scores, features and evidence."""

    cdf: np.ndarray  # (cell, component, lead, grid)
    seen: np.ndarray  # (cell, lead): what happened
    usual: np.ndarray  # (cell,): NB-12's CRPS, the unit's usual error
    bits: np.ndarray  # (cell,): NB-12's ignorance
    unit: np.ndarray
    month: np.ndarray  # (cell,): the origin, months since January 1970
    x: np.ndarray  # (cell, feature)
    z: np.ndarray  # (2, cell, component)


def cells(pool: Pool, cdf: np.ndarray, histories: tuple[str, ...]) -> Cells:
    """Join forecasts (cell, member, lead, grid) and the named simple histories with all that fitting needs."""
    number, unit = np.nonzero(pool.active)
    leads, origins = np.array(SCORED), np.array(pool.origins)
    seen = np.stack([pool.series.deaths[u, o + leads] for o, u in zip(origins[number], unit, strict=True)])
    past = [pool.series.deaths[u, : o + 1] for o, u in zip(origins[number], unit, strict=True)]
    extra = np.stack([[history_cdf(name, x) for name in (*histories, "nb-12")] for x in past]).astype(np.float32)
    extra = np.broadcast_to(extra[:, :, None], (*extra.shape[:2], leads.size, grid.GRID.size))
    full = np.concatenate([cdf.astype(np.float32), extra], axis=1)
    y = np.broadcast_to(seen[:, None], full.shape[:3])
    crps, bits = np.square(grid.residuals(full, y)).sum(axis=-1), grid.surprise(grid.bin_probability(full, y))
    usual, usual_bits = crps[:, -1].mean(axis=-1), bits[:, -1].mean(axis=-1)
    x = np.stack([stacking.features(p[None])[0] for p in past])
    z = past_evidence(pool, number, unit, crps[:, :-1], bits[:, :-1], cdf.shape[1])
    month = (pool.series.start.astype("datetime64[M]").astype(int) + origins)[number]
    return Cells(full[:, :-1], seen, usual, usual_bits, unit, month, x, z * (not pool.alone))


def past_evidence(pool: Pool, number, unit, crps, bits, members: int) -> np.ndarray:
    """Return z (2, cell, component) as ``forecast/filter_history.py`` defines it; scores are (cell, component, lead).

    ``number`` and ``unit`` are each cell's origin and unit; a unit's cells are its lively origins.
    """
    units, groups = len(pool.series.units), pool.series.clusters
    z = np.zeros((2, *crps.shape[:2]))
    for now, origin in enumerate(pool.origins):
        score, weight = np.zeros((PAST, units, crps.shape[1])), np.zeros((PAST, units))
        for back in range(PAST):
            age = EVERY * (back + 1)
            if origin - age not in pool.origins:
                continue
            then = np.flatnonzero(number == pool.origins.index(origin - age))
            known = int((np.array(SCORED) <= age).sum())
            shown = (s[then, :, :known].mean(axis=-1) for s in (crps, bits))
            score[back, unit[then]] = performance.relative(*shown, members)
            weight[back, unit[then]] = performance.FORGET ** (age / 12) * known / len(SCORED)
        here = np.flatnonzero(number == now)
        z[:, here] = performance.evidence([performance.Past(score, weight)], groups)[:, unit[here]]
    return z
