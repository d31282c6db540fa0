"""How good were the draws? Proper scores of an ensemble, cell by cell, as the VIEWS challenge computes them.

For draws x_1..x_M and what happened, y (deaths in a unit and month):

- CRPS = mean|x − y| − ½ mean|x − x'| (the standard estimator, not the fair one), deaths; and of log(1 + x)
- twCRPS: CRPS of max(x, t) against max(y, t): only what happens above t = 25 deaths counts
- IGN = −log2((n_bin(y) + 1) / (M + 11)) over 11 bins: a density score in bits; at most log2(M + 11)
- MIS: width of the 90 % interval + 2/α × the distance by which y lies outside, α = 0.1
- coverage of the central 50, 80, 90 % intervals; randomised PIT, uniform if the draws and y are exchangeable

A cell whose y is missing has NaN in every column: it is neither right nor wrong.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import scoringrules
from numpy.typing import NDArray

from tether.evidence.calendar import month as month_of
from tether.randomness.noise import Noise
from tether.scorecard.forecaster import uniforms
from tether.scorecard.series import Series

Array = NDArray[np.float64]
BIN_EDGES = np.array([0.5, 2.5, 5.5, 10.5, 25.5, 50.5, 100.5, 250.5, 500.5, 1000.5])
TAIL_THRESHOLD = 25.0  # deaths in a month
ALPHA = 0.1
LEVELS = (50, 80, 90)


def crps(draws: Array, observed: Array) -> Array:
    """Return the CRPS of sorted or unsorted ``draws`` (…, M) at ``observed`` (…), in deaths."""
    return np.asarray(scoringrules.crps_ensemble(observed, draws, estimator="qd"))


def crps_log1p(draws: Array, observed: Array) -> Array:
    """Return the CRPS on log(1 + deaths): relative errors count alike in small and large units."""
    return crps(np.log1p(draws), np.log1p(observed))


def crps_tail(draws: Array, observed: Array, threshold: float = TAIL_THRESHOLD) -> Array:
    """Return the threshold-weighted CRPS: the part of the CRPS integral above ``threshold``."""
    return crps(np.maximum(draws, threshold), np.maximum(observed, threshold))


def ignorance(draws: Array, observed: Array) -> Array:
    """Return −log2 of the smoothed share of draws that fall into the bin of ``observed``."""
    bins = np.searchsorted(BIN_EDGES, observed)
    edges = np.concatenate([[-np.inf], BIN_EDGES, [np.inf]])
    low, high = edges[bins][..., None], edges[bins + 1][..., None]
    hits = ((draws > low) & (draws <= high)).sum(axis=-1)
    return -np.log2((hits + 1) / (draws.shape[-1] + BIN_EDGES.size + 1))


def interval(draws: Array, percent: float) -> tuple[Array, Array]:
    """Return the central interval's ends, ``np.quantile`` of the draws."""
    tail = (1.0 - percent / 100.0) / 2.0
    low, high = np.quantile(draws, [tail, 1.0 - tail], axis=-1)
    return low, high


def interval_score(draws: Array, observed: Array, alpha: float = ALPHA) -> Array:
    """Return the interval score at level 1 − ``alpha``: width plus 2/alpha times the miss."""
    low, high = interval(draws, 100.0 * (1.0 - alpha))
    miss = np.maximum(low - observed, 0.0) + np.maximum(observed - high, 0.0)
    return high - low + 2.0 / alpha * miss


def pit(draws: Array, observed: Array, u: Array) -> Array:
    """Return the randomised PIT: (draws below y + u (draws at y + 1)) / (M + 1)."""
    below = (draws < observed[..., None]).sum(axis=-1)
    equal = (draws == observed[..., None]).sum(axis=-1)
    return (below + u * (equal + 1)) / (draws.shape[-1] + 1)


def score_cells(
    draws: NDArray[np.float32], series: Series, origin: np.datetime64 | str, leads: tuple[int, ...], noise: Noise
) -> pd.DataFrame:
    """Return one row per (unit, lead): observed and all scores of ``draws`` (unit, lead, draw).

    ``noise`` gives the PIT's uniforms. Cells with no observation keep their row, scores NaN.
    """
    x = np.sort(draws.astype(np.float64), axis=-1)
    y = series.at(origin, leads)
    u = np.stack([uniforms(noise, f"pit/{unit}", series.until(origin), (len(leads),)) for unit in series.units])
    filled = np.nan_to_num(y)
    columns = {
        "crps": crps(x, filled),
        "ign": ignorance(x, filled),
        "mis": interval_score(x, filled),
        "crps_log1p": crps_log1p(x, filled),
        "twcrps": crps_tail(x, filled),
        "pit": pit(x, filled, u),
        "mean": x.mean(axis=-1),
    }
    for level in LEVELS:
        low, high = interval(x, level)
        columns[f"cover{level}"] = ((filled >= low) & (filled <= high)).astype(float)
    frame = _cells(series, origin, leads, y)
    for name, values in columns.items():
        frame[name] = np.where(np.isnan(y), np.nan, values).ravel()
    return frame


def _cells(series: Series, origin: np.datetime64 | str, leads: tuple[int, ...], y: Array) -> pd.DataFrame:
    units, width = len(series.units), len(leads)
    months = month_of(origin) + np.array(leads)
    return pd.DataFrame(
        {
            "unit": np.repeat(np.array(series.units, dtype=object), width),
            "country": np.repeat(np.array(series.clusters, dtype=object), width),
            "origin": str(month_of(origin)),
            "month": np.tile(months.astype(str), units),
            "lead": np.tile(np.array(leads), units),
            "observed": y.ravel(),
        }
    )
