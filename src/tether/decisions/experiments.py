"""A study's worlds as two tables, a row a world: what was drawn in it, and what came of each option.

    experiments = experiments_table(drawn, theories)      # theory, point, then one column an uncertain input
    outcomes = outcomes_table(futures)                     # theory, point, then one column an outcome and pair

Row k of the one is row k of the other: worlds by theory, then by point. This is the layout that workbenches of
decision-making under deep uncertainty read (Kwakkel 2017, Environmental Modelling & Software 96: ``experiments`` as a
data frame, ``outcomes`` as arrays by name), so that scenario discovery may be done again with another program. An
outcome is the mean over a world's particles: with a series, its sum over the months; without one, as it ends.

``coordinates`` gives the same rows as numbers in their ranges, 0 to ``STEPS``, for a copy small enough for a page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from tether.decisions.differences import outcomes_of, total
from tether.decisions.inputs import DrawnInput
from tether.futures.project import pair_names, theories_of

WORLD = ("theory", "point")  # what names a row
STEPS = 254  # of a coordinate: one byte


def experiments_table(drawn: Mapping[str, DrawnInput], theories: Sequence[str]) -> pd.DataFrame:
    """Return what was drawn, one row a theory and point, one column an input in its own unit."""
    points = next(iter(drawn.values())).values.shape[1] if drawn else 0
    columns = {name: row.values.ravel() for name, row in drawn.items()}
    return pd.DataFrame({**_named(theories, points), **columns})


def outcomes_table(futures: xr.Dataset) -> pd.DataFrame:
    """Return what came of every pair, in the same rows; a column is named OUTCOME:SPONSOR+HOST."""
    theories = theories_of(futures)
    means = {o: total(futures, o).mean(axis=-1) for o in outcomes_of(futures)}  # (pair, theory, point)
    points = next(iter(means.values())).shape[-1]
    columns = {
        outcome_name(outcome, pair): values[i].ravel()
        for outcome, values in means.items()
        for i, pair in enumerate(pair_names(futures))
    }
    return pd.DataFrame({**_named(theories, points), **columns})


def outcome_name(outcome: str, pair: tuple[str, str]) -> str:
    """Return the column of an outcome under a pair (sponsor, host)."""
    return f"{outcome}:{pair[0]}+{pair[1]}"


def coordinates(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return values (theory, point) as whole steps from their least, 0, to their most, ``STEPS``, in the same shape.

    All are 0 where the values are one number.
    """
    low, high = float(values.min()), float(values.max())
    return np.rint((values - low) / (high - low or 1.0) * STEPS).astype(np.uint8)


def _named(theories: Sequence[str], points: int) -> dict[str, NDArray[np.generic]]:
    return {"theory": np.repeat(np.array(theories, object), points), "point": np.tile(np.arange(points), len(theories))}
