"""The simple histories that the published mix may hold beside the core: as distribution functions on the fit's grid.

A mix is fitted with NB-12, NB-24 and the last 60 months among its components: where the core is too wide (a long quiet
spell) or too slow, a plain history takes weight. Their draws are the benchmarks' own (``benchmarks.py``).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import nbinom, poisson

from tether.inference.grid import GRID
from tether.scorecard.benchmarks import fit_negative_binomial, window

HISTORIES = ("nb-12", "nb-24", "boot60-own")


def history_cdf(name: str, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return F on the grid of the simple history ``name`` after the months ``x`` (NaN where missing)."""
    if name == "boot60-own":
        known = np.sort(window(x, 60))
        return np.searchsorted(known, GRID, side="right") / known.size
    mean, r = fit_negative_binomial(window(x, int(name.removeprefix("nb-"))))
    if mean == 0.0:
        return np.ones(GRID.size)
    law = poisson(mean) if np.isinf(r) else nbinom(r, r / (r + mean))
    return np.asarray(law.cdf(GRID))
