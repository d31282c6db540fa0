"""Each place's deaths month by month under each pair: what a scorecard needs and a comparison does not keep.

    deaths = deaths_by_month(basis, worlds, ground, groups, pairs)     # (pair, theory, month, place, lane)

The projection keeps places summed over the months; this looks at the sums as they grow (``project_block``'s
``on_month``), and a month is the difference of two: whole counts and exact. Row 0 of the pairs is the status quo and
equals the core's own projection (tested).
"""

from __future__ import annotations

import jax
import numpy as np
from numpy.typing import NDArray

from tether.futures.basis import ProjectionInputs
from tether.futures.block import BlockTask, project_block
from tether.futures.compile import CharterPair
from tether.futures.measure import measured
from tether.futures.worlds import Worlds
from tether.order.world import SettingArrays

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
