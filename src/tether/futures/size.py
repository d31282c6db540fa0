"""How much memory and disk a projection takes, from its shape alone: asked before it runs (``randomness/memory.py``).

    shape = RunShape(months=36, places=18, pairs=24, theories=5, outcomes=6, groups=9, parts=3, staged=4)
    projection_needs(shape, Sizes(256, 8, 64), workers=2)

With L = points × particles lanes of the whole run and b of one block, four bytes a number, a projection keeps

    record    outcomes × pairs × theories × months × L          placed   outcomes × pairs × theories × places × L
    ends      order outcomes × pairs × theories × L             seen     parts × pairs × theories × months × L
    stages    staged × theories × months × L, one byte          core     (outcomes + places) × months × L

in memory, or in mapped files where it has a ``scratch`` folder, beside finished blocks of the same size. Each worker
holds one block of the same with b in the place of L, sums by place in eight bytes, and the order's states of all pairs,
twice. What judges the run makes sums of the record by pair, theory and lane: ``JUDGED`` of them at once. Worlds are
eight bytes a parameter, theory and point; the cloud is what a particle carries, by place. All of it grows with points ×
particles alone, or with a block's share of them, so that halving either halves the whole.
"""

from __future__ import annotations

from dataclasses import dataclass

from tether.armed_order.levers import Levers
from tether.armed_order.theories import parameters
from tether.forecast.model import CoreParameters, CoreState
from tether.futures.outcomes import ORDER_OUTCOMES
from tether.randomness.memory import Need, too_large
from tether.randomness.sizes import Sizes

BASE = 1.5e9  # bytes of the program itself: libraries, compiled functions, inputs
JUDGED = 24  # arrays (pair, theory, lane) of eight bytes that judging holds at once
BY_GROUP, BY_PLACE, ALONE = 8, 12, 12  # leaves of the order's state and its tendencies, by what they are indexed with
SMALLEST = Sizes(8, 2, 8)


@dataclass(frozen=True)
class RunShape:
    """What a projection is made of, beside its sizes: how many of each."""

    months: int
    places: int
    pairs: int
    theories: int
    outcomes: int
    groups: int
    parts: int = 0
    staged: int = 0


def projection_needs(shape: RunShape, sizes: Sizes, workers: int = 1, *, on_disk: bool = False) -> tuple[Need, ...]:
    """Return what the core's projection, the charters' and their judging hold; ``on_disk``: with a scratch folder."""
    lanes, rows = sizes.points * sizes.particles, shape.pairs * shape.theories
    monthly = (shape.outcomes + shape.parts) * rows * shape.months
    kept = 4.0 * (monthly + rows * (shape.outcomes * shape.places + len(ORDER_OUTCOMES)))
    kept += shape.staged * shape.theories * shape.months
    core = 4.0 * (shape.outcomes + shape.places) * shape.months
    cloud = 4.0 * shape.places * (len(CoreState._fields) + len(CoreParameters._fields))
    worlds = 8.0 * sizes.points * shape.theories * (len(parameters()) + 3 * shape.groups)
    block = sizes.lanes * (kept + _block(shape, rows))
    held = BASE + lanes * (core + cloud) + worlds + workers * block
    judged = lanes * (8.0 * rows * JUDGED + 8.0 * rows * shape.months)
    memory, disk = (0.0, 2.0 * lanes * kept) if on_disk else (lanes * kept, 0.0)
    return (
        Need("the charters' futures", held + memory, disk),
        Need("what judges them", held - workers * block + judged + memory),
    )


def _block(shape: RunShape, rows: int) -> float:
    """Return the bytes a lane of one block while it runs."""
    paths = 4.0 * 3 * shape.months * shape.places
    sums = 8.0 * rows * shape.outcomes * shape.places
    order = BY_GROUP * shape.groups * shape.places + BY_PLACE * shape.places + ALONE * shape.groups
    levers = 4.0 * shape.pairs * min(shape.months, 4) * len(Levers._fields) * shape.groups
    return paths + sums + 2 * 4.0 * rows * order + levers


def sizes_that_fit(shape: RunShape, asked: Sizes, workers: int = 1, *, on_disk: bool = False) -> Sizes | None:
    """Return sizes up to those asked that fit in memory: particles are given up first, then points; None: none do."""
    points, particles, block = asked.points, asked.particles, min(asked.block, Sizes.block)
    while points * particles >= SMALLEST.points * SMALLEST.particles:
        sizes = Sizes(points, particles, min(block, points))
        if not too_large(projection_needs(shape, sizes, workers, on_disk=on_disk)):
            return sizes
        particles, points = (max(8, particles // 2), points) if particles > 8 else (particles, points // 2)
    return None
