"""Inputs that share a cause are drawn together: a rank correlation laid over the low-discrepancy points.

    ties = correlations(setting)
    grid = correlate(grid, ties, strengths(ties, points, seed))   # symbol → points in (0, 1), marginals unchanged

Two sizes that rest on a claim of one source err together, and so do two groups' holds by one patron's state: the rows
of ``correlations.csv`` say which cause ties which inputs, and how closely, as a range with its reason. The rank
correlation ρ of a row is itself drawn by point, so that it has a share in what the comparison carries. With

    r = 2 sin(π ρ / 6),   R = [r between tied inputs, 1 on the diagonal],   z' = chol(R)·Φ⁻¹(u),   u' = Φ(z')

(a Gaussian copula; Iman & Conover 1982, Fang, Fang & Kotz 2002) every u' stays uniform and the first input of a tie
keeps its own points. A tie that would not be a correlation matrix (three inputs tied two by two) is drawn towards the
diagonal until it is one. To tie other inputs, add a row here and its cause in ``Spread.shared``.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from tether.order.setting import OrderSetting
from tether.order.theories import PROBABILITIES

Uniforms = NDArray[np.float64]
LEAST = 1e-6  # smallest eigenvalue of a tie's matrix


@dataclass(frozen=True)
class Cause:
    """One row of ``correlations.csv``: inputs ``<inputs>.<group>`` that share a ``cause`` are tied by ``value``."""

    cause: str
    inputs: str
    low: float
    value: float
    high: float
    label: str
    reason: str

    @property
    def symbol(self) -> str:
        """The name under which its strength is drawn."""
        return f"correlation.{self.inputs}"


@dataclass(frozen=True)
class Tie:
    """Inputs of one kind, and which pairs of them share a cause."""

    cause: Cause
    symbols: tuple[str, ...]
    pairs: tuple[tuple[int, int], ...]


@cache
def causes() -> tuple[Cause, ...]:
    """Return the registered causes."""
    text = (files("tether.futures") / "correlations.csv").read_text("utf-8").splitlines()
    return tuple(
        Cause(
            *(r["cause"], r["inputs"], float(r["low"]), float(r["value"]), float(r["high"])),
            *(r["label"], r["reason"]),
        )
        for r in csv.DictReader(text)
    )


def correlations(setting: OrderSetting) -> tuple[Tie, ...]:
    """Return the ties of a setting: for each cause the inputs that share it with another."""
    found = []
    for cause in causes():
        spreads = setting.sizes if cause.inputs == "size" else setting.patron
        shared = {n: frozenset(s for s in spread.shared if s.startswith(cause.cause)) for n, spread in spreads.items()}
        tied = [(a, b) for a, b in combinations(shared, 2) if shared[a] & shared[b]]
        names = [n for n in shared if any(n in pair for pair in tied)]
        if tied:
            symbols = tuple(f"{cause.inputs}.{n}" for n in names)
            found.append(Tie(cause, symbols, tuple((names.index(a), names.index(b)) for a, b in tied)))
    return tuple(found)


def strengths(ties: Sequence[Tie], points: int, seed: int) -> dict[str, Uniforms]:
    """Return each tie's rank correlation by point."""
    found = {}
    for number, tie in enumerate(ties):
        c, rank = tie.cause, np.random.default_rng([seed, number + 1]).random(points)
        found[c.symbol] = np.interp(rank, PROBABILITIES, (c.low, c.low, c.value, c.high, c.high))
    return found


def correlate(grid: Mapping[str, Uniforms], ties: Sequence[Tie], rho: Mapping[str, Uniforms]) -> dict[str, Uniforms]:
    """Return the points with tied inputs drawn together; all others are untouched."""
    found = dict(grid)
    for tie in ties:
        factor = np.linalg.cholesky(_matrices(tie, 2.0 * np.sin(np.pi * rho[tie.cause.symbol] / 6.0)))
        z = ndtri(np.stack([grid[s] for s in tie.symbols]))  # (input, point)
        moved = ndtr(np.einsum("pij,jp->ip", factor, z))
        found |= {s: np.clip(row, 1e-9, 1 - 1e-9) for s, row in zip(tie.symbols, moved, strict=True)}
    return found


def _matrices(tie: Tie, r: Uniforms) -> Uniforms:
    """Return the tie's correlation matrix by point, (point, input, input)."""
    count = len(tie.symbols)
    one = np.zeros((count, count))
    for i, j in tie.pairs:
        one[i, j] = one[j, i] = 1.0
    lowest = float(np.linalg.eigvalsh(one)[0])  # negative: r·one + I has the least eigenvalue 1 + r·lowest
    most = (1.0 - LEAST) / -lowest if lowest < 0 else 1.0
    return np.eye(count) + np.minimum(r, most)[:, None, None] * one
