"""What the data taught about each hyper-parameter: prior against posterior, and how much the two overlap.

    table = learned(find_basis(origin, "adm1"), weights)     # weights (series, component), of a posterior

The prior is the design that the search for a bank started from (no data); the posterior is the bank's members by their
weights, averaged over the series. Overlap = Σ min(prior share, posterior share) over five bins of equal prior
probability: 1 means that nothing was learned, 0.2 that all weight lies in one fifth of the prior.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tether.core.design import design
from tether.core.parameters import CoreParameters

if TYPE_CHECKING:
    from tether.inference.published import MixtureWeights

PRIOR_SETS, BINS = 512, 5


def prior_posterior_overlap(basis: MixtureWeights, weights: NDArray[np.float64]) -> pd.DataFrame:
    """Return symbol, prior 5 %, 50 %, 95 %, posterior mean and the same quantiles, overlap; one row per symbol."""
    share = weights[:, : len(basis.names)].mean(axis=0)
    share = share / share.sum()
    prior = design(PRIOR_SETS, basis.gate.unit)
    return report(prior, basis.members, share)


def report(prior: CoreParameters, values: CoreParameters, share: NDArray[np.float64]) -> pd.DataFrame:
    """Return the same of any draws of a prior, leaves (draw,), and any sets, leaves (set,), weighing ``share``."""
    rows = []
    for symbol in CoreParameters._fields:
        if symbol == "nat":
            continue  # a declared share, not fitted
        drawn, held = (np.asarray(getattr(sets, symbol), float) for sets in (prior, values))
        rows.append((symbol, *np.quantile(drawn, [0.05, 0.5, 0.95]), share @ held, *_quantiles(held, share)))
        rows[-1] += (overlap(drawn, held, share),)
    names = ["symbol", "prior5", "prior50", "prior95", "mean", "q5", "q50", "q95", "overlap"]
    return pd.DataFrame(rows, columns=names)


def overlap(prior: NDArray[np.float64], values: NDArray[np.float64], share: NDArray[np.float64]) -> float:
    """Return Σ min(prior, posterior) over ``BINS`` bins of equal prior probability."""
    edges = np.quantile(prior, np.linspace(0, 1, BINS + 1)[1:-1])
    held = np.bincount(np.searchsorted(edges, values), weights=share, minlength=BINS)
    return float(np.minimum(held, 1.0 / BINS).sum())


def _quantiles(values: NDArray[np.float64], share: NDArray[np.float64]) -> tuple[float, float, float]:
    order = np.argsort(values)
    ends = np.cumsum(share[order])
    low, middle, high = (
        float(values[order][min(int(np.searchsorted(ends, q)), values.size - 1)]) for q in (0.05, 0.5, 0.95)
    )
    return low, middle, high
