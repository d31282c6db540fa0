"""A small hierarchical model of what followed designs: clauses, context and country pooled towards nothing.

    fit = fit_effects(y, x, country, weight)       # rows: designs and placebo dates
    fit.effect("entry"), fit.interval("entry")

    y = μ + γ [a design] + Σ β_f x_f + u_country + e,     β_f ~ N(0, τ²), u ~ N(0, ω²), e ~ N(0, σ² / weight)

x_f is ½ where a design stands on the first side of a comparison, −½ on the other, 0 where it is not known and at
placebo dates; the context (war on or over) is one of them. Placebo dates carry the noise and the countries' own levels;
they weigh as the effective number of months in their country. μ and γ are flat. Given (τ, ω, σ) the posterior is
Gaussian, in closed form; the three are summed over a grid with flat weights. No sampler, no library but NumPy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
TAU, OMEGA, SIGMA = (0.05, 0.15, 0.3, 0.6, 1.0), (0.1, 0.3, 0.6, 1.0), tuple(np.linspace(0.6, 2.2, 9))
FLAT = 10.0  # sd of μ and γ


@dataclass(frozen=True)
class EffectFit:
    """Grid weights, and posterior means (grid, coefficient) and covariances (grid, coefficient, coefficient)."""

    names: tuple[str, ...]  # "all", "design", the comparisons, the context, then countries
    weights: Array
    means: Array
    covariances: Array
    sigma: Array  # (grid,)
    omega: Array

    def mean(self) -> Array:
        """Return the coefficients' posterior means, (coefficient,)."""
        return np.asarray(self.weights @ self.means)

    def effect(self, name: str) -> float:
        """Return one coefficient's posterior mean."""
        return float(self.mean()[self.names.index(name)])

    def interval(self, name: str, level: float = 0.9) -> tuple[float, float]:
        """Return the central interval of one coefficient."""
        row = np.zeros(len(self.names))
        row[self.names.index(name)] = 1.0
        return self._quantiles(row, np.zeros(1), level)

    def predict(self, x: Sequence[float], country: str, level: float = 0.9) -> tuple[float, float, float]:
        """Return mean and interval of a new design's y; a country without rows adds its own spread."""
        row, extra = self._row(x, country)
        low, high = self._quantiles(row, extra, level)
        return float(self.weights @ (self.means @ row)), low, high

    def log_density(self, y: float, x: Sequence[float], country: str) -> float:
        """Return the log predictive density of a new design's y."""
        row, extra = self._row(x, country)
        middle, spread = self._normals(row, extra)
        each = -0.5 * ((y - middle) / spread) ** 2 - np.log(spread * np.sqrt(2 * np.pi))
        return float(np.log(self.weights @ np.exp(each)))

    def _row(self, x: Sequence[float], country: str) -> tuple[Array, Array]:
        row = np.zeros(len(self.names))
        row[: 2 + len(x)] = (1.0, 1.0, *x)
        known = f"country {country}" in self.names
        if known:
            row[self.names.index(f"country {country}")] = 1.0
        return row, self.sigma**2 + (0.0 if known else self.omega**2)

    def _normals(self, row: Array, extra: Array) -> tuple[Array, Array]:
        middle = self.means @ row
        return middle, np.sqrt(np.einsum("i,gij,j->g", row, self.covariances, row) + extra)

    def _quantiles(self, row: Array, extra: Array, level: float) -> tuple[float, float]:
        middle, spread = self._normals(row, extra)
        return tuple(_mixture_quantile(self.weights, middle, spread, q) for q in (0.5 - level / 2, 0.5 + level / 2))  # type: ignore[return-value]


def fit_effects(
    y: Array, x: Array, design: NDArray[np.bool_], country: Sequence[str], weight: Array, names: Sequence[str]
) -> EffectFit:
    """Fit rows y (row,), x (row, comparison), whether a row is a design, its country, and how much it counts."""
    lands = sorted(set(country))
    at = np.array([lands.index(c) for c in country])
    full = np.column_stack([np.ones(len(y)), design.astype(float), x, np.eye(len(lands))[at]])
    clauses, size = x.shape[1], full.shape[1]
    gram, cross = full.T @ (full * weight[:, None]), full.T @ (y * weight)
    square, half_log = float(weight @ y**2), 0.5 * float(np.log(weight).sum())
    grid = [(t, o, s) for t in TAU for o in OMEGA for s in SIGMA]
    logs, means, covariances = [], [], []
    for tau, omega, sigma in grid:
        prior = np.r_[np.full(2, FLAT**-2), np.full(clauses, tau**-2), np.full(len(lands), omega**-2)]
        precision = gram / sigma**2 + np.diag(prior)
        covariance = np.linalg.inv(precision)
        mean = covariance @ cross / sigma**2
        fit = -0.5 * (square / sigma**2 - mean @ precision @ mean) - len(y) * np.log(sigma) + half_log
        logs.append(fit + 0.5 * (np.log(prior).sum() - np.linalg.slogdet(precision)[1]))
        means.append(mean)
        covariances.append(covariance)
    weights = np.exp(np.array(logs) - max(logs))
    every = ("all", "design", *names, *(f"country {c}" for c in lands))
    assert len(every) == size
    return EffectFit(
        every,
        weights / weights.sum(),
        np.array(means),
        np.array(covariances),
        np.array([s for _, _, s in grid]),
        np.array([o for _, o, _ in grid]),
    )


def _mixture_quantile(weights: Array, middle: Array, spread: Array, q: float) -> float:
    from scipy.special import ndtr

    low, high = float((middle - 8 * spread).min()), float((middle + 8 * spread).max())
    for _ in range(60):
        at = (low + high) / 2
        if float(weights @ ndtr((at - middle) / spread)) < q:
            low = at
        else:
            high = at
    return (low + high) / 2
