"""Which of two forecasters was better, and could it be luck? Paired differences with intervals that respect the blocks.

Both forecasters are scored on the same cells. Months of one origin share a forecast and a history, units of one
country share a war: so whole origins (``by_origin``) or whole countries (``by_country``) are drawn with replacement,
never cells.

- ``unit_ratios``: per unit, score of a / score of b, over units where b's exceeds ``floor`` (.15 deaths), clipped at 5
- ``differences``: per cell, a − b
- ``bootstrap_mean``: mean of values and its 95 % interval, blocks resampled (2,000 times)
- ``wins``: share of origins, leads or units in which a's mean score is lower
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tether.randomness.noise import Noise

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
    """Return the mean of ``values`` and a 95 % interval; ``blocks`` (same length) are resampled whole."""
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
