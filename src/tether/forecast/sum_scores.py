"""How good were the sums over 12, 24 and 36 months, beside what a unit's own past sums would have said?

Scores of drawn sums x against what was recorded, y, by unit, origin and span:

- CRPS of log(1 + x): a factor counts alike in a small war and a large one
- IGN: bits as in ``scores.py``, over bins whose edges grow about twofold (``SUM_EDGES``)
- the percentile (PIT), cover of the central 50, 80 and 90 %, the median

Opponents know deaths up to the origin and nothing else; h is the span, s_t the sum of the twelve months to t:

- ``nb-sums``: a negative binomial with mean h/12 · s_t; its size by maximum likelihood over the
  same years as ``ratio-sums-pooled``
- ``ratio-sums``: h/12 · s_t times a ratio drawn from the unit's own past (what followed over what that mean said, both
  plus ``SOME``), the last twenty years
- ``ratio-sums-pooled``: the same with the ratios of all units whose year was within a factor of four of this one's
- ``conflictology-sums``: one of the unit's last twelve sums of h months
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import gammaln, xlogy

from tether.forecast.benchmarks import draw_negative_binomial, uniforms
from tether.forecast.scores import LEVELS, crps_log1p, interval
from tether.forecast.series import Series
from tether.forecast.sums import SPANS, recorded_sums, sum_table
from tether.randomness.noise import Noise

Array = NDArray[np.float64]
SUM_EDGES = np.array([0.5, 2.5, 5.5, 10.5, 25.5, 50.5, 100.5, 250.5, 500.5, 1e3, 2500.5, 5000.5, 1e4, 25000.5])
SOME = 6.0  # deaths added before a ratio is taken, so that peace is no division by nothing
WINDOW, LEAST, NEAR = 240, 12, 4.0  # months of past that count, pairs that an opponent needs, factor of alike years
LIVELY = 100  # deaths in the year before an origin from which a country counts as violent
OPPONENTS = ("nb-sums", "ratio-sums", "ratio-sums-pooled", "conflictology-sums")


def score_sums(
    sums: NDArray[np.float32], series: Series, origin: str, noise: Noise, spans: tuple[int, ...] = SPANS
) -> pd.DataFrame:
    """Return one row per unit and span with all scores of drawn sums (unit, span, draw); NaN where y is missing."""
    cells, x = recorded_sums(series, origin, spans), np.sort(sums.astype(np.float64), axis=-1)
    frame = sum_table(sums, cells, series.until(origin), spans, noise)
    known, y = ~np.isnan(cells.observed), np.nan_to_num(cells.observed)
    columns = {"crps_log1p": crps_log1p(x, y), "ign": ignorance_of_sums(x, y)}
    for level in LEVELS:
        low, high = interval(x, level)
        columns[f"cover{level}"] = ((y >= low) & (y <= high)).astype(float)
    for name, values in columns.items():
        frame[name] = np.where(known, values, np.nan).ravel()
    return frame


def ignorance_of_sums(draws: Array, observed: Array) -> Array:
    """Return −log2 of the smoothed share of draws (…, draw) in the bin of ``observed`` (…)."""
    edges = np.concatenate([[-np.inf], SUM_EDGES, [np.inf]])
    bins = np.searchsorted(SUM_EDGES, observed)
    low, high = edges[bins][..., None], edges[bins + 1][..., None]
    hits = ((draws > low) & (draws <= high)).sum(axis=-1)
    return -np.log2((hits + 1) / (draws.shape[-1] + SUM_EDGES.size + 1))


def opponents(
    history: Series, noise: Noise, draws: int, spans: tuple[int, ...] = SPANS, pool: Series | None = None
) -> dict[str, NDArray[np.float32]]:
    """Return the opponents' sums by name, (unit, span, draw); ``pool``: whose ratios are pooled (default: history)."""
    shape = (len(history.units), len(spans), draws)
    out = {name: np.zeros(shape, np.float32) for name in OPPONENTS}
    for column, span in enumerate(spans):
        past = [_pairs(row, span) for row in history.deaths]
        whole = past if pool is None else [_pairs(row, span) for row in pool.deaths]
        means, sums = (np.concatenate([p[k] for p in whole]) for k in (0, 1))
        for row, unit in enumerate(history.units):
            u = uniforms(noise, f"sums.{span}/{history.clusters[row]}/{unit}", history, (len(OPPONENTS), draws))
            mean = span / 12.0 * _last_year(history.deaths[row])
            mine = past[row]
            near = np.abs(np.log((means + SOME) / (mean + SOME))) <= np.log(NEAR)
            alike = (means[near], sums[near])
            before = _rolling(history.deaths[row], span)[-12:]
            found = (
                draw_negative_binomial(max(mean, span / 24.0), _size(*alike), u[0]),
                _ratios(mean, mine if mine[0].size >= LEAST else alike, u[1]),
                _ratios(mean, alike, u[2]),
                before[(u[3] * before.size).astype(int)] if before.size else np.full(draws, mean),
            )
            for name, values in zip(OPPONENTS, found, strict=True):
                out[name][row, column] = values
    return out


def _last_year(x: Array) -> float:
    return float(np.nan_to_num(x[-12:]).sum())


def _rolling(x: Array, span: int) -> Array:
    """Return all sums of ``span`` months in a row whose months are known."""
    if x.size < span:
        return np.zeros(0)
    running = np.concatenate([[0.0], x.cumsum()]) if not np.isnan(x).any() else None
    if running is not None:
        return np.asarray(running[span:] - running[:-span])
    sums = np.convolve(x, np.ones(span), mode="valid")
    return np.asarray(sums[~np.isnan(sums)])


def _pairs(x: Array, span: int) -> tuple[Array, Array]:
    """Return, for the past origins of a unit, the mean that the year before said and the sum that followed."""
    recent = x[-WINDOW - span :]
    if recent.size < 12 + span:
        return np.zeros(0), np.zeros(0)
    year = np.convolve(recent, np.ones(12), mode="valid")[:-span]
    later = np.convolve(recent, np.ones(span), mode="valid")[12:]
    known = ~(np.isnan(year) | np.isnan(later))
    return span / 12.0 * year[known], later[known]


def _size(means: Array, sums: Array) -> float:
    """Return the size r of NB(mean, r) by maximum likelihood over past pairs; 1 where there are too few."""
    if means.size < LEAST:
        return 1.0
    mean = np.maximum(means, 0.5)

    def negative_loglik(log_r: float) -> float:
        r = np.exp(log_r)
        terms = gammaln(sums + r) - gammaln(r) - (sums + r) * np.log1p(mean / r) + xlogy(sums, mean / r)
        return -float(terms.sum())

    return float(np.exp(minimize_scalar(negative_loglik, bounds=(-4.0, 7.0), method="bounded").x))


def _ratios(mean: float, past: tuple[Array, Array], u: Array) -> Array:
    """Return ``mean`` times past ratios, whole deaths, none negative."""
    means, sums = past
    if not means.size:
        return np.full(u.shape, np.rint(mean))
    ratio = (sums + SOME) / (means + SOME)
    return np.rint(np.maximum((mean + SOME) * ratio[(u * ratio.size).astype(int)] - SOME, 0.0))


def summary_of_sums(scores: pd.DataFrame) -> pd.DataFrame:
    """Return per span and forecaster: scores, cover, mean percentile, direction, and medians against the last year.

    ``rose`` and ``fell``: the share of cells recorded above the median, by whether the last year was above the one
    before. ``foretold`` and ``recorded``: the median of the forecast, and what came, over the last year's rate, as
    geometric means (both plus ``SOME``).
    """
    known = scores.dropna(subset=["observed"])
    rows = []
    for (span, name), part in known.groupby(["span", "forecaster"], sort=False):
        rate = part["span"] / 12.0 * part["last_year"] + SOME
        rose = part["last_year"] > part["year_before"]
        above = part["percentile"] > 0.5
        rows.append(
            {
                "span": span,
                "forecaster": name,
                "cells": len(part),
                **part[["crps_log1p", "ign", "percentile", "cover50", "cover80", "cover90"]].mean().to_dict(),
                "rose": above[rose].mean(),
                "fell": above[~rose].mean(),
                "foretold": float(np.exp(np.log((part["median"] + SOME) / rate).mean())),
                "recorded": float(np.exp(np.log((part["observed"] + SOME) / rate).mean())),
            }
        )
    return pd.DataFrame(rows).sort_values(["span", "crps_log1p"], kind="stable").reset_index(drop=True)


def violent(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of units with at least ``LIVELY`` deaths in the year before the origin."""
    return scores[scores["last_year"] >= LIVELY]


def by_country(series: Series) -> Series:
    """Return the series with its units summed to countries (a month missing in one unit is missing)."""
    names = tuple(dict.fromkeys(series.clusters))
    rows = [np.flatnonzero(np.array(series.clusters) == name) for name in names]
    deaths = np.stack([series.deaths[r].sum(axis=0) for r in rows])
    return Series(names, series.start, deaths, None, names, series.name)
