"""The bar: simple forecasts from a unit's own history, none of which knows anything about wars.

    def forecaster(history: Series, leads, draws, noise) -> array (unit, lead, draw)

Benchmarks and the core are the same kind of thing. ``history`` ends at the origin; lead 1 is the next month. A
forecaster takes all its randomness from ``noise`` by name (forecaster, unit) and month (the origin), so that its draws
depend neither on which other units are forecast beside it nor on the order of calls.

x is the unit's history up to the origin, M the draws per lead, all leads independent (recipes as the VIEWS 2023/24
prediction challenge and its leaderboard use them):

- ``zero`` · ``last-poisson``: Poisson(x's last month)
- ``conflictology-12``: draws with replacement from the last 12 months (won the challenge's true-future leaderboard)
- ``boot60-own``, ``boot240-own``, ``boot240-pooled``: from the last 60 or 240 months of the unit, or of all units
- ``nb-12``, ``nb-24``: mean of the window; Poisson if the mean is 0 or the population variance ≤ the mean, else
  negative binomial with size r by maximum likelihood, mean held, log r in [−7, 9]
- ``change-120``: the level of the last three months times the unit's own past changes of matching lead, capped

A window's missing months are left out of it; a window with no known month at all falls back to the last known months.
To add one: a function of (x, pool, leads, M, u) in ``RECIPES``.

The published mix holds NB-12, NB-24 and the last 60 months beside the core, as distribution functions on the fit's grid
(``history_cdf``): where the core is too wide (a long quiet spell) or too slow, a plain history takes weight.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import gammaln, xlogy

from tether.evidence.calendar import month as month_of
from tether.forecast.cdf import GRID
from tether.forecast.series import Series
from tether.randomness.noise import Noise


class Forecaster(Protocol):
    """Draws of deaths for every unit and lead, float32 (unit, lead, draw), none negative."""

    def __call__(self, history: Series, leads: tuple[int, ...], draws: int, noise: Noise) -> NDArray[np.float32]:
        """Forecast from ``history``'s last month."""


def uniforms(noise: Noise, name: str, history: Series, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return float64 uniforms of ``shape`` for ``name`` (forecaster/unit) at the history's last month."""
    origin = int(month_of(history.end).astype(int)) & 0x7FFFFFFF
    return np.asarray(noise.uniforms(name, origin, 0, shape), dtype=np.float64)


Array = NDArray[np.float64]
Recipe = Callable[[Array, Array, tuple[int, ...], Array], Array]
CHANGE_WINDOW, CHANGE_LEAST = 120, 12
TABLE_LIMIT = 200_000  # longest table of cumulative probabilities before the library's own quantile takes over


def benchmark(name: str) -> Forecaster:
    """Return the benchmark called ``name`` as a forecaster; the names are those of ``BENCHMARKS``."""
    return partial(_forecast, name)


def forecast_pooled(
    history: Series, pool: Series, leads: tuple[int, ...], draws: int, noise: Noise
) -> NDArray[np.float32]:
    """Return boot240-pooled's draws (unit, lead, draw) of ``history``, from the months of all units of ``pool``."""
    return _forecast("boot240-pooled", history, leads, draws, noise, pool)


def _forecast(
    name: str, history: Series, leads: tuple[int, ...], draws: int, noise: Noise, all_units: Series | None = None
) -> NDArray[np.float32]:
    pool = _pool(all_units or history) if name == "boot240-pooled" else np.zeros(0)
    out = np.empty((len(history.units), len(leads), draws), dtype=np.float32)
    for row, unit in enumerate(history.units):
        u = uniforms(noise, f"{name}/{history.clusters[row]}/{unit}", history, (len(leads), draws))
        out[row] = RECIPES[name](history.deaths[row], pool, leads, u)
    return out


def window(x: Array, months: int) -> Array:
    """Return the known of the last ``months`` of x (month,), else the last known ones, else a single zero."""
    recent = x[-months:]
    recent = recent[~np.isnan(recent)]
    if recent.size:
        return recent
    known = x[~np.isnan(x)]
    return known[-months:] if known.size else np.zeros(1)


def fit_negative_binomial(x: Array) -> tuple[float, float]:
    """Return (mean, size r) of ``x`` (month,); r by maximum likelihood, the mean held; inf: a Poisson."""
    mean = float(x.mean())
    if mean == 0.0 or float(x.var()) <= mean:
        return mean, np.inf

    def negative_loglik(log_r: float) -> float:
        r = np.exp(log_r)
        terms = gammaln(x + r) - gammaln(r) - (x + r) * np.log1p(mean / r) + xlogy(x, mean / r)
        return -float(terms.sum())

    best = minimize_scalar(negative_loglik, bounds=(-7.0, 9.0), method="bounded", options={"xatol": 1e-4})
    return mean, float(np.exp(best.x))


def _law(mean: float, r: float) -> Any:
    """Return NB(mean, size r), Poisson where r is inf; SciPy's statistics take half a second to import."""
    from scipy.stats import nbinom, poisson

    return poisson(mean) if np.isinf(r) else nbinom(r, r / (r + mean))


def draw_negative_binomial(mean: float, r: float, u: Array) -> Array:
    """Return counts by inverse CDF at uniforms ``u``, shape kept: NB(mean, size r), Poisson where r is inf."""
    if mean == 0.0:
        return np.zeros(u.shape)
    law = _law(mean, r)
    top = float(law.ppf(u.max()))
    if top > TABLE_LIMIT:
        return law.ppf(u)
    return np.searchsorted(law.cdf(np.arange(top + 1.0)), u).astype(np.float64)


def change_level(x: Array, leads: tuple[int, ...], u: Array, months: int = CHANGE_WINDOW) -> Array:
    """Return (lead, draw): the three-month level times past log1p changes of that lead, capped at the maximum."""
    y = x[-months:]
    y = y[~np.isnan(y)]  # gaps close up: a missing month gives no change
    if y.size < 3:
        return _resample(window(x, 12), u)
    level = np.convolve(y, np.ones(3) / 3.0, mode="valid")  # level[i] is the mean of y[i .. i+2]
    out = np.empty(u.shape)
    for row, lead in enumerate(leads):
        if level.size - lead < CHANGE_LEAST:
            out[row] = _resample(window(x, 12), u[row])
            continue
        changes = np.log1p(y[2 + lead :]) - np.log1p(level[:-lead])
        grown = np.expm1(np.log1p(level[-1]) + _resample(changes, u[row]))
        out[row] = np.rint(np.clip(grown, 0.0, y.max()))
    return out


def _resample(values: Array, u: Array) -> Array:
    return values[np.minimum((u * values.size).astype(int), values.size - 1)]


def _pool(history: Series) -> Array:
    recent = history.deaths[:, -240:]
    values = recent[~np.isnan(recent)]
    return values if values.size else np.zeros(1)


def _negative_binomial(months: int, x: Array, pool: Array, leads: tuple[int, ...], u: Array) -> Array:
    return draw_negative_binomial(*fit_negative_binomial(window(x, months)), u)


RECIPES: dict[str, Recipe] = {
    "zero": lambda x, pool, leads, u: np.zeros(u.shape),
    "last-poisson": lambda x, pool, leads, u: draw_negative_binomial(float(window(x, 1)[-1]), np.inf, u),
    "conflictology-12": lambda x, pool, leads, u: _resample(window(x, 12), u),
    "boot240-own": lambda x, pool, leads, u: _resample(window(x, 240), u),
    "boot60-own": lambda x, pool, leads, u: _resample(window(x, 60), u),
    "boot240-pooled": lambda x, pool, leads, u: _resample(pool, u),
    "nb-12": partial(_negative_binomial, 12),
    "nb-24": partial(_negative_binomial, 24),
    "change-120": lambda x, pool, leads, u: change_level(x, leads, u),
}
BENCHMARKS: dict[str, Forecaster] = {name: benchmark(name) for name in RECIPES}


HISTORIES = ("nb-12", "nb-24", "boot60-own")


def history_cdf(name: str, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return F (grid,) of the simple history ``name`` after the months x (month,), NaN where missing."""
    if name == "boot60-own":
        known = np.sort(window(x, 60))
        return np.searchsorted(known, GRID, side="right") / known.size
    mean, r = fit_negative_binomial(window(x, int(name.removeprefix("nb-"))))
    if mean == 0.0:
        return np.ones(GRID.size)
    law = _law(mean, r)
    return np.asarray(law.cdf(GRID))
