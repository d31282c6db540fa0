"""Parameter sets drawn without looking at data: where the search for a bank starts, and what a lone file is fitted
with.

    sets = design(48, unit="adm1", seed=11)     # core.md's set first, then random ones; leaves (set,)

Ranges are those in which the model forecasts at all sensibly: steps per month in log units, event and death sizes of
negative binomials. ``deaths`` has ranges of its own for three: deaths without events are rougher than events.
"""

from __future__ import annotations

import numpy as np

from tether.core.parameters import CoreParameters

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
SHARED = 0.2  # share of step variance common to a country's places, in projection
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
