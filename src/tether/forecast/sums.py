"""Deaths over 12, 24 and 36 months, path by path: the forecast of what a brief's table prints, and its percentile.

    table = sum_forecasts(series, "2012-10", Noise(1), unit="country")      # one row per unit and span
    sums = forecast_sums(series.until("2012-10"), Noise(1))                 # deaths (unit, span, draw)

A sum is taken along a path, never over months drawn apart: months of one future belong together, and it is their
dependence that makes a sum wide. ``percentile`` is where what was recorded falls among the sums (randomised among ties,
uniform where the forecast is calibrated). A sum with a month that the file does not reach is missing, not small.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tether.evidence.calendar import month as month_of
from tether.forecast.benchmarks import uniforms
from tether.forecast.core_forecaster import core
from tether.forecast.scores import pit
from tether.forecast.series import Series
from tether.randomness.noise import Noise

SPANS = (12, 24, 36)  # months after the origin
DRAWS = 1000
Array = NDArray[np.float64]


@dataclass(frozen=True)
class SumCells:
    """What is known of the sums of some units at an origin, arrays (unit, span), NaN where the file does not reach."""

    observed: Array
    last_year: Array  # (unit,) deaths of the twelve months to the origin
    year_before: Array  # (unit,)


def forecast_sums(
    history: Series,
    noise: Noise,
    unit: str = "country",
    spans: tuple[int, ...] = SPANS,
    draws: int = DRAWS,
    style: str = "mix",
) -> NDArray[np.float32]:
    """Return deaths summed over the first ``spans`` months after the history's end, (unit, span, draw)."""
    paths = core(style, unit)(history, tuple(range(1, max(spans) + 1)), draws, noise)
    return sums_along(paths, spans)


def sums_along(paths: NDArray[np.float32], spans: tuple[int, ...]) -> NDArray[np.float32]:
    """Return sums (unit, span, draw) of paths (unit, month, draw) that begin with the first month after the origin."""
    running = paths.astype(np.float64).cumsum(axis=1)
    return running[:, np.array(spans) - 1].astype(np.float32)


def recorded_sums(series: Series, origin: np.datetime64 | str, spans: tuple[int, ...] = SPANS) -> SumCells:
    """Return what was recorded after ``origin`` and in the two years before it."""
    later = series.at(origin, tuple(range(1, max(spans) + 1))).cumsum(axis=1)  # NaN from the first missing month on
    before = series.at(origin, tuple(range(-23, 1)))
    observed = later[:, np.array(spans) - 1]
    return SumCells(observed, before[:, 12:].sum(axis=1), before[:, :12].sum(axis=1))


def sum_forecasts(
    series: Series,
    origin: np.datetime64 | str,
    noise: Noise,
    unit: str = "country",
    spans: tuple[int, ...] = SPANS,
    draws: int = DRAWS,
) -> pd.DataFrame:
    """Forecast from ``origin`` with what was known by then, and set what was recorded beside it.

    Columns: unit, country, origin, span, observed, percentile, q05, median, q95, last_year, year_before. Every unit
    of ``series`` is forecast by itself: what the others are does not move its row, but that countries' units pool
    what they know of the members.
    """
    history = series.until(origin)
    sums, cells = forecast_sums(history, noise, unit, spans, draws), recorded_sums(series, origin, spans)
    return sum_table(sums, cells, history, spans, noise)


def sum_table(
    sums: NDArray[np.float32], cells: SumCells, history: Series, spans: tuple[int, ...], noise: Noise
) -> pd.DataFrame:
    """Return the rows of ``sum_forecasts`` from drawn sums (unit, span, draw)."""
    draws, known = sums.astype(np.float64), ~np.isnan(cells.observed)
    luck = np.stack([uniforms(noise, f"pit.sums/{name}", history, (len(spans),)) for name in history.units])
    low, middle, high = np.quantile(draws, [0.05, 0.5, 0.95], axis=-1)
    percentile = np.where(known, pit(draws, np.nan_to_num(cells.observed), luck), np.nan)
    frame = pd.DataFrame(
        {
            "unit": np.repeat(np.array(history.units, dtype=object), len(spans)),
            "country": np.repeat(np.array(history.clusters, dtype=object), len(spans)),
            "origin": str(month_of(history.end)),
            "span": np.tile(np.array(spans), len(history.units)),
        }
    )
    columns = {"observed": cells.observed, "percentile": percentile, "q05": low, "median": middle, "q95": high}
    for name, values in columns.items():
        frame[name] = values.ravel()
    for name, year in (("last_year", cells.last_year), ("year_before", cells.year_before)):
        frame[name] = np.repeat(year, len(spans))
    return frame
