"""Paired differences: what one pair of choices changes against another, in every theory.

For a pair A against B and an outcome y, in each world (theory, point):

    d[theory, point] = mean over particles of ( y_A − y_B ),     y summed over months

Value is the median of d over the points of a theory, the interval its 5th to 95th percentile *across worlds* (not a
standard error). ``worlds_below`` counts d < 0, ``worlds_tied`` d = 0. **Distinguishable** means that zero lies outside
the interval under at least four of the five theories. What has no observed series gets kind ``sign``: no value and no
interval, only in how many worlds; there "outside" means that at least 95 in 100 of a theory's worlds lie on one side.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tether.futures.outcomes import ORDER_OUTCOMES
from tether.futures.project import Futures

ENOUGH = 4  # theories under which zero must lie outside
INTERVAL = (0.05, 0.95)
Worlds = NDArray[np.float64]


@dataclass(frozen=True)
class Contrast:
    """Indices of two pairs: ``a`` against ``b``."""

    a: int
    b: int


def contrasts(futures: Futures) -> tuple[Contrast, ...]:
    """Return each pair against the status quo, then neighbours: one decider's choice changed, the other's kept."""
    count = range(len(futures.pairs))
    against_status_quo = [Contrast(i, 0) for i in count if i]
    near = [Contrast(i, j) for i in count for j in count if j and i > j and _near(futures, i, j)]
    return (*against_status_quo, *near)


def compare(futures: Futures, chosen: Iterable[Contrast] | None = None) -> pd.DataFrame:
    """Return the tidy table: one row per contrast, theory and outcome."""
    rows: list[dict[str, Any]] = []
    for contrast in contrasts(futures) if chosen is None else chosen:
        for outcome in (*futures.country, *futures.order):
            rows += _rows(futures, contrast, outcome)
    return pd.DataFrame(rows)


def paired(futures: Futures, contrast: Contrast, outcome: str) -> Worlds:
    """Return d (theory, point), float64."""
    if outcome in futures.country:
        draws = futures.country[outcome]
        difference = draws[contrast.a].astype(np.float64) - draws[contrast.b]
        return difference.sum(axis=-2).mean(axis=-1)
    ends = futures.order[outcome]
    return (ends[contrast.a].astype(np.float64) - ends[contrast.b]).mean(axis=-1)


def distinguishable(low: NDArray[np.float64], high: NDArray[np.float64]) -> bool:
    """Return whether zero lies outside [low, high] under at least ``ENOUGH`` theories."""
    return int(((low > 0) | (high < 0)).sum()) >= ENOUGH


def one_sided(d: Worlds) -> bool:
    """Return whether 95 in 100 worlds lie strictly on one side of zero under at least ``ENOUGH`` theories."""
    share = np.maximum((d < 0).mean(axis=1), (d > 0).mean(axis=1))
    return int((share >= INTERVAL[1]).sum()) >= ENOUGH


def _rows(futures: Futures, contrast: Contrast, outcome: str) -> list[dict[str, Any]]:
    d = paired(futures, contrast, outcome)
    low, high = np.quantile(d, INTERVAL, axis=1)
    unseen = outcome in {o.id for o in ORDER_OUTCOMES}
    a, b = futures.pairs[contrast.a], futures.pairs[contrast.b]
    verdict = one_sided(d) if unseen else distinguishable(low, high)
    return [
        {
            "sponsor": a.sponsor,
            "host": a.host,
            "against_sponsor": b.sponsor,
            "against_host": b.host,
            "theory": theory,
            "outcome": outcome,
            "kind": "sign" if unseen else "difference",
            "value": np.nan if unseen else float(np.median(d[i])),
            "lo": np.nan if unseen else float(low[i]),
            "hi": np.nan if unseen else float(high[i]),
            "worlds_below": int((d[i] < 0).sum()),
            "worlds_tied": int((d[i] == 0).sum()),
            "worlds_total": d.shape[1],
            "distinguishable": verdict,
            "label": "assumption",
        }
        for i, theory in enumerate(futures.theories)
    ]


def _near(futures: Futures, i: int, j: int) -> bool:
    a, b = futures.pairs[i], futures.pairs[j]
    return (a.sponsor == b.sponsor) != (a.host == b.host)
