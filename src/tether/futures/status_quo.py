"""The core's own projection: what would be recorded if nothing changed. Needs no order and no charter.

    core = project_core(basis, workers=2)
    core.country["deaths"]        # (point, month, particle)
    core.places                   # deaths (month, place, lane)

This is the only projection that is a forecast. The charters' status quo must equal it byte for byte (``project.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tether.core.paths import project
from tether.futures.basis import Basis
from tether.futures.measure import measure, measured

Draws = NDArray[np.float32]
T = TypeVar("T")


@dataclass(frozen=True)
class CoreFutures:
    """``country``: outcome id → (point, month, particle); ``places``: deaths (month, place, lane). float32."""

    country: dict[str, Draws]
    places: Draws


def project_core(basis: Basis, workers: int = 1, on_block: Callable[[], None] = lambda: None) -> CoreFutures:
    """Project every block; the answer does not depend on ``workers``."""
    parts = run_blocks(lambda block: _block(basis, block), range(basis.blocks), workers, on_block)
    outcomes = measured(basis.civilians)
    totals = np.concatenate([totals for totals, _ in parts], axis=-1)  # (outcome, month, lane)
    places = np.concatenate([deaths for _, deaths in parts], axis=-1)
    return CoreFutures({o.id: by_point(totals[i], basis.sizes.particles) for i, o in enumerate(outcomes)}, places)


def run_blocks(one: Callable[[int], T], blocks: Iterable[int], workers: int, on_block: Callable[[], None]) -> list[T]:
    """Run blocks on ``workers`` threads (XLA frees the interpreter) and return them in block order."""
    wanted = list(blocks)
    results: dict[int, T] = {}

    def done(block: int) -> None:
        results[block] = one(block)
        on_block()

    if workers <= 1:
        for block in wanted:
            done(block)
    else:
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(done, wanted))
    return [results[b] for b in sorted(results)]


def by_point(lanes: Draws, particles: int) -> Draws:
    """Turn (month, lane) into (point, month, particle)."""
    months, count = lanes.shape
    return np.ascontiguousarray(lanes.reshape(months, count // particles, particles).transpose(1, 0, 2))


def _block(basis: Basis, block: int) -> tuple[Draws, Draws]:
    paths, parameters = basis.paths(block)
    known = basis.civilians is not None
    deaths_at = [o.id for o in measured(basis.civilians)].index("deaths")
    totals, deaths = [], []
    for record in project(paths, basis.shares, parameters, basis.noise, block):
        by_place = np.asarray(measure(record, basis.civilians, known))  # (outcome, place, lane)
        totals.append(by_place.sum(axis=1, dtype=np.float64).astype(np.float32))
        deaths.append(by_place[deaths_at])
    return np.stack(totals, axis=1), np.stack(deaths)
