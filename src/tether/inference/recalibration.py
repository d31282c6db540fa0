"""What is published of a mixture: its law recalibrated, and many paths thinned to the draws asked for.

    law = Recalibration(a=-0.1, a_lead=0.0, b=-0.2, b_lead=0.0)
    draws = law.thin(paths, keep=1000, leads=(3, 14))     # paths (unit, lead, many) -> (unit, lead, 1000)

A mixture of forecasts that are each calibrated is too wide in the middle and too thin in the tails (Ranjan and
Gneiting 2010, J. R. Stat. Soc. B 72, 71–91). The published law is

    F* = 1 − (1 − F^α)^β,    log α = a + a_lead · l,   log β = b + b_lead · l,   l = (lead − 8.2) / 4

(Kumaraswamy's distribution function at F); the four numbers stand in the gate's row and are fitted with it. Draws are
quantiles of F* at (rank + ½)/keep, the rank among the kept paths: each month's draws are as even as a sample can be,
and a path keeps its place from month to month (as in Clark et al. 2004, J. Hydrometeorol. 5, 243–262).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

MIDDLE_LEAD, LEAD_SCALE, FIRST, LAST = 8.2, 4.0, 3, 14  # leads that the fit sees; outside them the nearest counts


class Recalibration(NamedTuple):
    """Log exponents of F → 1 − (1 − F^α)^β at the middle lead, and their change per four months of lead."""

    a: float = 0.0
    a_lead: float = 0.0
    b: float = 0.0
    b_lead: float = 0.0

    def exponents(self, leads: tuple[int, ...]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return α and β, one per lead."""
        place = (np.clip(np.array(leads, float), FIRST, LAST) - MIDDLE_LEAD) / LEAD_SCALE
        return np.exp(self.a + self.a_lead * place), np.exp(self.b + self.b_lead * place)

    def published(self, cdf: NDArray[np.float64], leads: tuple[int, ...]) -> NDArray[np.float64]:
        """Return F* of F, both (…, lead, grid)."""
        alpha, beta = (e[:, None] for e in self.exponents(leads))
        return np.asarray(1.0 - (1.0 - np.clip(cdf, 0.0, 1.0) ** alpha) ** beta)

    def thin(self, paths: NDArray[np.float32], keep: int, leads: tuple[int, ...]) -> NDArray[np.float32]:
        """Return ``keep`` of the paths (unit, lead, many), their values moved to quantiles of F*; many ≥ keep."""
        many = paths.shape[-1]
        kept = paths[..., (np.arange(keep) * many) // keep]
        rank = np.argsort(np.argsort(kept, axis=-1, kind="stable"), axis=-1, kind="stable")
        alpha, beta = (e[:, None] for e in self.exponents(leads))
        share = (1.0 - (1.0 - (np.arange(keep) + 0.5) / keep) ** (1.0 / beta)) ** (1.0 / alpha)  # (lead, keep)
        place = np.clip(np.ceil(share * many - 1e-6).astype(int) - 1, 0, many - 1)
        even = np.take_along_axis(np.sort(paths, axis=-1), np.broadcast_to(place, kept.shape), axis=-1)
        return np.take_along_axis(even, rank, axis=-1)


AS_IT_IS = Recalibration()
