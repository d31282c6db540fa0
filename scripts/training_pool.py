"""The world's training units, what each parameter set forecast for them, and what fitting weights needs of it.

    train = pool("adm1", DATA, last=2006)                # units and yearly origins that count
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

from tether.core.parameters import CoreParameters
from tether.inference import bank, grid, stacking
from tether.inference.bank import Stream
from tether.inference.following import SCORED, record_of
from tether.scorecard import panels
from tether.scorecard.components import history_cdf
from tether.scorecard.series import Series

FIRST_ORIGIN = 1996
SEED, PARTICLES, DRAWS, BATCH, ROWS = 11, 400, 320, 8, 64
NEVER = 76  # states without a recorded event in the world table: they count where quiet countries do


@dataclass(frozen=True)
class Pool:
    """Units to learn from, at yearly origins; ``cells`` are (origin index, unit) pairs that count."""

    series: Series
    origins: tuple[int, ...]  # month indices
    years: tuple[int, ...]
    active: np.ndarray  # (origin, unit)
    alone: bool


def pool(kind: str, data: Path, last: int) -> Pool:
    """Return the training units of a kind.

    A unit counts at an origin if at it, or up to three years before, it had 12 months with deaths, 6 of them in the
    last three years: the rule by which the world panels were drawn, applied at every origin alike.
    """
    series = {
        "adm1": lambda: panels.every_region(data),
        "country": lambda: _together(panels.every_country(data), panels.every_country(data, True)),
        "deaths": lambda: _with_quiet(panels.every_country(data, True)),
    }[kind]()
    years = tuple(range(FIRST_ORIGIN, last + 1))
    origins = tuple(series.index(f"{y}-10") for y in years)
    some = series.deaths > 0
    lively = [[_lively(some, o - 12 * back) for back in range(4)] for o in origins]
    active = np.stack([np.any(each, axis=0) for each in lively])
    if kind == "deaths":
        active[:] = True  # quiet countries count: most of the world is one
    kept = np.flatnonzero(active.any(axis=0))
    series = series.only(kept).until(f"{last + 1}-12")
    return Pool(series, origins, years, active[:, kept], kind == "deaths")


def _lively(some: np.ndarray, o: int) -> np.ndarray:
    return (some[:, : o + 1].sum(axis=1) >= 12) & (some[:, o - 35 : o + 1].sum(axis=1) >= 6)


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
        luck, month = Stream(SEED, block), 0
        run = bank.start(members, luck, ROWS, PARTICLES)
        for number, origin in enumerate(pool.origins):
            run = bank.advance(run, members, record, month, origin + 1, luck)
            month = origin + 1
            wanted = np.flatnonzero(pool.active[number, rows])
            if wanted.size:
                out[number].append(_some(run, members, origin, luck, wanted, pool.alone, draws))
    return np.concatenate([np.concatenate(parts) for parts in out if parts])


def _some(run, members, month, luck, wanted, alone, draws) -> np.ndarray:
    size = next(n for n in (8, 16, 32, 64) if n >= wanted.size)
    part = jax.tree.map(lambda leaf: leaf[:, np.resize(wanted, size)], run)
    drawn = np.asarray(bank.ahead(part, members, month, luck, SCORED, draws, alone))[:, :, : wanted.size]
    return grid.cdf_of_draws(np.transpose(drawn, (2, 1, 0, 3))).astype(np.float16)


@dataclass(frozen=True)
class Cells:
    """What the weights are fitted to: per cell the products of residuals Q, probabilities p, unit, year, features."""

    products: np.ndarray  # (cell, component, component)
    probability: np.ndarray  # (cell, component, lead)
    usual: np.ndarray  # (cell,): NB-12's CRPS, the unit's usual error
    bits: np.ndarray  # (cell,): NB-12's ignorance
    unit: np.ndarray
    year: np.ndarray
    x: np.ndarray
    z: np.ndarray


def cells(pool: Pool, cdf: np.ndarray, histories: tuple[str, ...]) -> Cells:
    """Reduce forecasts (cell, member, lead, grid) and the named simple histories to what fitting needs."""
    number, unit = np.nonzero(pool.active)
    leads = np.array(SCORED)
    y = np.stack([pool.series.deaths[u, pool.origins[n] + leads] for n, u in zip(number, unit, strict=True)])
    past = [pool.series.deaths[u, : pool.origins[n] + 1] for n, u in zip(number, unit, strict=True)]
    extra = np.stack([[history_cdf(name, x) for name in (*histories, "nb-12")] for x in past]).astype(np.float32)
    extra = np.broadcast_to(extra[:, :, None], (*extra.shape[:2], leads.size, grid.GRID.size))
    full = np.concatenate([cdf.astype(np.float32), extra], axis=1)
    residual = grid.residuals(full, y[:, None])
    flat = residual.reshape(*residual.shape[:2], -1)
    products = np.einsum("cag,cbg->cab", flat, flat, optimize=True) / leads.size
    probability = grid.bin_probability(full, np.broadcast_to(y[:, None], full.shape[:3]))
    usual, bits = products[:, -1, -1], grid.surprise(probability[:, -1]).mean(axis=-1)
    x = np.stack([stacking.features(p[None])[0] for p in past])
    products, probability = products[:, :-1, :-1], probability[:, :-1]
    z = past_scores(products, probability, unit, np.array(pool.years)[number], cdf.shape[1])
    z *= not pool.alone  # short series have no past to go by
    return Cells(products, probability, usual, bits, unit, np.array(pool.years)[number], x, z)


def past_scores(products, probability, unit, year, members) -> np.ndarray:
    """Return z (cell, component): as ``stacking.past_scores``, from earlier cells of the same unit."""
    crps = np.diagonal(products, axis1=1, axis2=2)
    scale = np.maximum(crps[:, :members].mean(axis=1, keepdims=True), stacking.FLOOR)
    score = crps / scale + stacking.TRADE * grid.surprise(probability).mean(axis=-1)
    z = np.zeros_like(score)
    for who in np.unique(unit):
        mine = np.flatnonzero(unit == who)
        for cell in mine:
            age = year[cell] - year[mine]
            before = mine[(age >= 2) & (age <= 13)]
            discount = stacking.FORGET ** (year[cell] - year[before])[:, None]
            z[cell] = (discount * score[before]).sum(axis=0) / (discount.sum() + stacking.SHRINK)
    return z
