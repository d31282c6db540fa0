"""The hyper-parameters' prior, drawn without looking at data, and what the data taught about each of them.

    sets = design(48, unit="adm1", seed=11)               # core.md's set first, then random ones; leaves (set,)
    table = prior_posterior_overlap(weights_found, a)     # a: weights (series, component), of a posterior

The design is where the search for the shipped members started, and what a lone file is fitted with. Its ranges are
those in which the model forecasts at all sensibly: steps per month in log units, event and death sizes of negative
binomials. ``deaths`` has ranges of its own for three: deaths without events are rougher than events.

The prior is the design, the posterior the members by their weights, averaged over the series. Overlap = Σ min(prior
share, posterior share) over five bins of equal prior probability: 1 means that nothing was learned, 0.2 that all weight
lies in one fifth of the prior.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tether.forecast.model import CoreParameters

if TYPE_CHECKING:
    from tether.forecast.mixture import MixtureWeights

LOG = {
    "rho": (0.003, 0.08),
    "sigma_m": (0.04, 0.28),
    "pi_jump": (0.005, 0.06),
    "sigma_u": (0.1, 0.7),
    "sigma_s": (0.05, 0.3),
    "k": (2.0, 40.0),
    "kappa": (0.3, 1.6),
    "pi_big": (0.008, 0.1),
}
PLAIN = {
    "mu": (-5.0, -1.0),
    "s_jump": (0.6, 1.7),
    "phi": (0.1, 0.95),
    "v": (0.0, 0.3),
    "s_bar": (0.4, 1.3),
    "phi_s": (0.86, 0.995),
    "c": (0.5, 1.1),
    "mu_big": (0.3, 1.5),
    "sigma_big": (0.4, 1.2),
}
ALONE = {"k": (0.15, 2.0), "sigma_u": (0.1, 1.2), "sigma_m": (0.04, 0.4)}
SHARED = 0.5  # share of step variance common to a country's places, in projection
PROTOTYPE = CoreParameters(
    0.005, -4.0, 0.08, 0.037, 1.0, 0.6, 0.3, 0.1, 0.97, 0.9, 0.2, 14.0, 0.6, 1.0, 0.05, 1.0, 0.8, SHARED
)


def design(count: int, unit: str, seed: int = 11) -> CoreParameters:
    """Return the prototype's set and ``count`` − 1 random ones, leaves float32 (set,); unit adm1, country or deaths."""
    rng = np.random.default_rng(seed)
    logarithmic = LOG | (ALONE if unit == "deaths" else {})
    sets = [PROTOTYPE._replace(k=0.6) if unit == "deaths" else PROTOTYPE]
    for _ in range(count - 1):
        drawn = {name: float(np.exp(rng.uniform(*np.log(logarithmic[name])))) for name in LOG}
        drawn |= {name: float(rng.uniform(*PLAIN[name])) for name in PLAIN}
        sets.append(CoreParameters(**drawn, nat=SHARED))
    return CoreParameters(*(np.array(leaf, np.float32) for leaf in zip(*sets, strict=True)))


PRIOR_SETS, BINS = 512, 5


def prior_posterior_overlap(basis: MixtureWeights, weights: NDArray[np.float64]) -> pd.DataFrame:
    """Return prior and posterior quantiles, mean and overlap, one row per symbol; weights (series, component)."""
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
    """Return Σ min(prior, posterior) over ``BINS`` bins of equal prior probability; prior (draw,), values (set,)."""
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
