"""How a place's events divide among UCDP's three types, and its deaths between fighters and civilians.

Both are smoothed counts of the record before the cut-off (never after it):

    share[type, place] = (a·country[type] + n[type, place]) / (a + n[place])       last ``window`` months, Dirichlet
    civil[type, place] = (b·country[type] + civilians[type, place]) / (b + deaths[type, place])   whole record, beta

One-sided violence is civilian by definition (UCDP), so its share is 1. Where the file has no column for civilians the
second is None: missing is never zero.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tether.theatre.panel import Panel

ONE_SIDED = 2


def type_shares(panel: Panel, window: int = 60, weight: float = 10.0) -> NDArray[np.float32]:
    """Return shares (type, place), summing to 1 over types; ``weight`` is the pseudo-count of the country's mix."""
    recent = panel.cells.events[-window:].sum(axis=0).astype(float)  # (place, type)
    country = (recent.sum(axis=0) + 1.0) / (recent.sum() + recent.shape[1])
    shares = (weight * country + recent) / (weight + recent.sum(axis=1, keepdims=True))
    return (shares / shares.sum(axis=1, keepdims=True)).T.astype(np.float32)


def civilian_shares(panel: Panel, weight: float = 20.0) -> NDArray[np.float32] | None:
    """Return the civilian share of deaths (type, place), or None where the source does not say who died."""
    if panel.cells.civilians is None:
        return None
    deaths = panel.cells.best.sum(axis=0).astype(float)  # (place, type)
    civilians = panel.cells.civilians.sum(axis=0).astype(float)
    country = civilians.sum(axis=0) / np.maximum(deaths.sum(axis=0), 1.0)
    shares = np.clip((weight * country + civilians) / (weight + deaths), 0.0, 1.0)
    shares[:, ONE_SIDED] = 1.0
    return shares.T.astype(np.float32)
