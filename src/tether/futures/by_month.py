"""Each place's deaths month by month under each pair: what a scorecard needs and a comparison does not keep.

    deaths = deaths_by_month(basis, worlds, ground, groups, pairs)     # (pair, theory, month, place, lane)

``Futures`` holds places summed over the months. Noise is named by month, so the first k months of a longer run are the
run of k months: a month is the difference of two horizons, whole counts and exact. Row 0 of the pairs is the status
quo and equals the core's own projection (tested). Cost: the horizon's triangle instead of its length.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tether.futures.basis import Basis
from tether.futures.compile import Pair
from tether.futures.project import project_charters
from tether.futures.worlds import Worlds
from tether.order.world import Ground

Draws = NDArray[np.float32]


def deaths_by_month(
    basis: Basis,
    worlds: Worlds,
    ground: Ground,
    groups: tuple[str, ...],
    pairs: tuple[Pair, ...],
    active: tuple[str, ...] | None = None,
) -> Draws:
    """Return deaths by (pair, theory, month, place, lane), float32 whole numbers."""
    sums = [
        project_charters(replace(basis, months=k), worlds, ground, groups, pairs, active=active).place_totals["deaths"]
        for k in range(1, basis.months + 1)
    ]
    first = np.zeros_like(sums[0])
    return np.stack([b - a for a, b in zip([first, *sums[:-1]], sums, strict=True)], axis=2)
