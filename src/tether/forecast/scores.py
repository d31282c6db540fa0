"""How good were the draws, and was one forecaster better than another by more than luck?

Proper scores of an ensemble, cell by cell, as the VIEWS challenge computes them. For draws x_1..x_M and what happened,
y (deaths in a unit and month):

- CRPS = mean|x − y| − ½ mean|x − x'| (the standard estimator, not the fair one), deaths; and of log(1 + x)
- twCRPS: CRPS of max(x, t) against max(y, t): only what happens above t = 25 deaths counts
- IGN = −log2((n_bin(y) + 1) / (M + 11)) over 11 bins: a density score in bits; at most log2(M + 11)
- MIS: width of the 90 % interval + 2/α × the distance by which y lies outside, α = 0.1
- coverage of the central 50, 80, 90 % intervals; randomised PIT, uniform if the draws and y are exchangeable

A cell whose y is missing has NaN in every column: it is neither right nor wrong.

Two forecasters are scored on the same cells. Months of one origin share a forecast and a history, units of one country
share a war: so intervals draw whole origins (``by_origin``) or whole countries (``by_country``) with replacement, never
cells.

- ``unit_ratios``: per unit, score of a / score of b, over units where b's exceeds ``floor`` (.15 deaths), clipped at 5
- ``differences``: per cell, a − b
- ``bootstrap_mean``: mean of values and its 95 % interval, blocks resampled (2,000 times)
- ``wins``: share of origins, leads or units in which a's mean score is lower
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scoringrules
from numpy.typing import NDArray

from tether.evidence.calendar import month as month_of
from tether.forecast.benchmarks import uniforms
from tether.forecast.series import Series
from tether.randomness.noise import Noise

Array = NDArray[np.float64]
BIN_EDGES = np.array([0.5, 2.5, 5.5, 10.5, 25.5, 50.5, 100.5, 250.5, 500.5, 1000.5])
TAIL_THRESHOLD = 25.0  # deaths in a month
ALPHA = 0.1
LEVELS = (50, 80, 90)


def crps(draws: Array, observed: Array) -> Array:
    """Return the CRPS (…) of sorted or unsorted ``draws`` (…, draw) at ``observed`` (…), in deaths."""
    return np.asarray(scoringrules.crps_ensemble(observed, draws, estimator="qd"))


def crps_log1p(draws: Array, observed: Array) -> Array:
    """Return the CRPS (…) of draws (…, draw) on log(1 + deaths): relative errors count alike in all units."""
    return crps(np.log1p(draws), np.log1p(observed))


def crps_tail(draws: Array, observed: Array, threshold: float = TAIL_THRESHOLD) -> Array:
    """Return the threshold-weighted CRPS of draws (…, draw): the part of its integral above ``threshold``."""
    return crps(np.maximum(draws, threshold), np.maximum(observed, threshold))


def ignorance(draws: Array, observed: Array) -> Array:
    """Return −log2 of the smoothed share of draws (…, draw) that fall into the bin of ``observed`` (…)."""
    bins = np.searchsorted(BIN_EDGES, observed)
    edges = np.concatenate([[-np.inf], BIN_EDGES, [np.inf]])
    low, high = edges[bins][..., None], edges[bins + 1][..., None]
    hits = ((draws > low) & (draws <= high)).sum(axis=-1)
    return -np.log2((hits + 1) / (draws.shape[-1] + BIN_EDGES.size + 1))


def interval(draws: Array, percent: float) -> tuple[Array, Array]:
    """Return the central interval's ends (…), ``np.quantile`` of the draws (…, draw)."""
    tail = (1.0 - percent / 100.0) / 2.0
    low, high = np.quantile(draws, [tail, 1.0 - tail], axis=-1)
    return low, high


def interval_score(draws: Array, observed: Array, alpha: float = ALPHA) -> Array:
    """Return the interval score of draws (…, draw) at level 1 − ``alpha``: width plus 2/alpha times the miss."""
    low, high = interval(draws, 100.0 * (1.0 - alpha))
    miss = np.maximum(low - observed, 0.0) + np.maximum(observed - high, 0.0)
    return high - low + 2.0 / alpha * miss


def pit(draws: Array, observed: Array, u: Array) -> Array:
    """Return the randomised PIT of M draws (…, draw): (draws below y + u (draws at y + 1)) / (M + 1)."""
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


FLOOR, CEILING = 0.15, 5.0
KEYS = ["unit", "origin", "lead"]
RESAMPLES = 2_000


@dataclass(frozen=True)
class BootstrapMean:
    """A mean with its bootstrap interval, and over how many values and blocks."""

    mean: float
    low: float
    high: float
    values: int
    blocks: int

    def __str__(self) -> str:
        if self.blocks < 2:
            return f"{self.mean:.3f} [no interval from one block]"
        return f"{self.mean:.3f} [{self.low:.3f}, {self.high:.3f}]"


def differences(a: pd.DataFrame, b: pd.DataFrame, score: str = "crps") -> pd.DataFrame:
    """Return unit, country, origin, lead and ``difference`` = a − b on the cells that both have scored."""
    both = a.merge(b[[*KEYS, score]], on=KEYS, suffixes=("", "_b"), validate="one_to_one")
    out = both[["unit", "country", "origin", "lead"]].copy()
    out["difference"] = both[score] - both[f"{score}_b"]
    return out.dropna(subset=["difference"])


def lively_units(b: pd.DataFrame, floor: float = FLOOR) -> list[str]:
    """Return the units whose mean CRPS under the benchmark ``b`` exceeds ``floor``: not all-zero ones."""
    means = b.groupby("unit")["crps"].mean()
    return [str(u) for u in means.index[means > floor]]


def unit_ratios(a: pd.DataFrame, b: pd.DataFrame, score: str = "crps", floor: float = FLOOR) -> pd.DataFrame:
    """Return per lively unit the ratio of mean scores a / b, clipped at 5, with its country."""
    units = lively_units(b, floor)
    top, bottom = (frame.groupby("unit")[score].mean().loc[units] for frame in (a, b))
    country = b.drop_duplicates("unit").set_index("unit")["country"].loc[units]
    ratio = (top / bottom).clip(upper=CEILING)
    return pd.DataFrame({"unit": units, "country": country.to_numpy(), "ratio": ratio.to_numpy()})


def bootstrap_mean(values: np.ndarray, blocks: np.ndarray, noise: Noise, resamples: int = RESAMPLES) -> BootstrapMean:
    """Return the mean of ``values`` (cell,) and a 95 % interval; ``blocks`` (cell,) are resampled whole."""
    names, index = np.unique(np.asarray(blocks).astype(str), return_inverse=True)
    sums = np.bincount(index, weights=values, minlength=names.size)
    counts = np.bincount(index, minlength=names.size)
    u = np.asarray(noise.uniforms("paired.bootstrap", 0, 0, (resamples, names.size)), dtype=np.float64)
    picks = np.minimum((u * names.size).astype(int), names.size - 1)
    means = sums[picks].sum(axis=1) / counts[picks].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return BootstrapMean(float(np.mean(values)), float(low), float(high), len(values), names.size)


def ratio_by_country(a: pd.DataFrame, b: pd.DataFrame, noise: Noise, score: str = "crps") -> BootstrapMean:
    """Return the mean unit ratio of a to b, countries resampled: the headline of a world panel."""
    ratios = unit_ratios(a, b, score)
    return bootstrap_mean(ratios["ratio"].to_numpy(), ratios["country"].to_numpy(), noise)


def difference_by_country(a: pd.DataFrame, b: pd.DataFrame, noise: Noise, score: str = "ign") -> BootstrapMean:
    """Return the mean over lively units of a − b (bits for IGN), countries resampled."""
    table = differences(a, b, score)
    table = table[table["unit"].isin(lively_units(b))]
    means = table.groupby(["country", "unit"])["difference"].mean().reset_index()
    return bootstrap_mean(means["difference"].to_numpy(), means["country"].to_numpy(), noise)


def difference_by_origin(a: pd.DataFrame, b: pd.DataFrame, noise: Noise, score: str = "crps") -> BootstrapMean:
    """Return the mean over all cells of a − b, whole origins resampled."""
    table = differences(a, b, score)
    return bootstrap_mean(table["difference"].to_numpy(), table["origin"].to_numpy(), noise)


def wins(a: pd.DataFrame, b: pd.DataFrame, by: str, score: str = "crps") -> pd.DataFrame:
    """Return per value of ``by`` (origin, lead or unit): both mean scores and whether a won (a tie is no win)."""
    top, bottom = (frame.groupby(by)[score].mean() for frame in (a, b))
    table = pd.DataFrame({"a": top, "b": bottom}).reset_index()
    table["won"] = table["a"] < table["b"]
    return table
