"""The core's own projection: what would be recorded if nothing changed. Needs no order and no charter.

    core = project_core(basis, workers=2)
    core.country["deaths"]        # (point, month, particle)
    core.places                   # deaths (month, place, lane)

This is the only projection that is a forecast. The charters' status quo must equal it byte for byte (``project.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tether.documents.cache import MB, Cache, digest
from tether.forecast.observation import frailty, no_tilt, observation_luck
from tether.futures.basis import ProjectionInputs
from tether.futures.outcomes import measured, recorded
from tether.randomness.provenance import array_parts, code_key, packed, unpacked

ROOMS = ("randomness", "forecast", "futures")  # whose code the core's own projection depends on
CACHE = Cache("core", 128 * MB)
PLACES = "places"

Draws = NDArray[np.float32]
T = TypeVar("T")


@dataclass(frozen=True)
class CoreFutures:
    """``country``: outcome id → (point, month, particle); ``places``: deaths (month, place, lane). float32."""

    country: dict[str, Draws]
    places: Draws


def project_core(basis: ProjectionInputs, workers: int = 1, on_block: Callable[[], None] = lambda: None) -> CoreFutures:
    """Project every block, or find it as an earlier run has; the answer does not depend on ``workers``."""
    key = digest((code_key(ROOMS), *basis_parts(basis)))
    kept = CACHE.get(key)
    if kept is None:
        found = _projected(basis, workers, on_block)
        CACHE.put(key, packed({**found.country, PLACES: found.places}))
        return found
    for _ in range(basis.blocks):
        on_block()
    arrays = unpacked(kept)
    return CoreFutures({o.id: arrays[o.id] for o in measured(basis.civilians)}, arrays[PLACES])


def basis_parts(basis: ProjectionInputs) -> Iterator[str | bytes]:
    """Yield all that a projection on this ground depends on but code and charters, for a key."""
    yield repr((basis.places, basis.sizes, basis.months, basis.noise))
    yield from array_parts((basis.state, basis.parameters, basis.shares, basis.civilians))


def _projected(basis: ProjectionInputs, workers: int, on_block: Callable[[], None]) -> CoreFutures:
    sizes, outcomes = basis.sizes, measured(basis.civilians)
    country = {o.id: np.empty((sizes.points, basis.months, sizes.particles), np.float32) for o in outcomes}
    places = np.empty((basis.months, len(basis.places), sizes.points * sizes.particles), np.float32)

    def take(block: int, drawn: tuple[Draws, Draws]) -> None:
        totals, deaths = drawn
        for i, outcome in enumerate(outcomes):
            country[outcome.id][basis.points_of(block)] = by_point(totals[i], sizes.particles)
        places[..., block * sizes.lanes : (block + 1) * sizes.lanes] = deaths
        on_block()

    run_blocks(lambda block: _block(basis, block), range(basis.blocks), workers, take)
    return CoreFutures(country, places)


def run_blocks(one: Callable[[int], T], blocks: Iterable[int], workers: int, take: Callable[[int, T], None]) -> None:
    """Run blocks on ``workers`` threads (XLA frees the interpreter); ``take`` each as it comes, one at a time."""
    lock = Lock()

    def done(block: int) -> None:
        result = one(block)
        with lock:
            take(block, result)

    if workers <= 1:
        for block in blocks:
            done(block)
        return
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(done, blocks))


def by_point(lanes: Draws, particles: int) -> Draws:
    """Turn (month, lane) into (point, month, particle)."""
    months, count = lanes.shape
    return np.ascontiguousarray(lanes.reshape(months, count // particles, particles).transpose(1, 0, 2))


def _block(basis: ProjectionInputs, block: int) -> tuple[Draws, Draws]:
    paths, parameters = basis.paths(block)
    known, lanes = basis.civilians is not None, basis.sizes.lanes
    deaths_at = [o.id for o in measured(basis.civilians)].index("deaths")
    still, places = no_tilt(len(basis.places), lanes), len(basis.places)
    totals, deaths = [], []
    for month in range(basis.months):
        luck = observation_luck(basis.noise, month + 1, block, places, lanes)
        rate, size, g = paths.log_rate[month], paths.log_size[month], frailty(luck, parameters)
        found = recorded(rate, size, basis.shares, still, luck, parameters, g, basis.civilians, known)
        totals.append(np.asarray(found.totals))
        deaths.append(np.asarray(found.places[deaths_at]))
    return np.stack(totals, axis=1), np.stack(deaths)
