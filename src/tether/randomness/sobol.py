"""Scrambled Sobol sets, drawn once: SciPy's statistics take half a second to import, and a case draws the same points.

points = sobol_points(12, 256, seed=7)       # (point, column), float64 in [0, 1): the same bytes kept or drawn
"""

from __future__ import annotations

from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from tether.documents.cache import MB, Cache, digest
from tether.randomness.provenance import packed, unpacked

CACHE = Cache("points", 16 * MB)


def sobol_points(columns: int, count: int, seed: int) -> NDArray[np.float64]:
    """Return ``count`` points of a Sobol set of ``columns`` columns, scrambled under ``seed``: (point, column)."""
    key = digest((version("scipy"), version("numpy"), repr((columns, count, seed))))
    kept = CACHE.get(key)
    if kept is not None:
        return np.asarray(unpacked(kept)["points"])
    from scipy.stats import qmc

    drawn = qmc.Sobol(columns, scramble=True, rng=np.random.default_rng(seed)).random(count)
    CACHE.put(key, packed({"points": drawn}))
    return np.asarray(drawn)
