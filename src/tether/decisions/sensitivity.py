"""Shares: which of the drawn inputs carry the spread of a conclusion, and how much of it nobody's input carries.

For a contrast under one theory, with z the ranks of the paired difference over worlds:

    z ≈ Σ over inputs i in S of (b_i r_i + c_i r_i²),   r_i = ranks of input i;    v(S) = adjusted R² of that fit
    share_i = Shapley value of v = average over orders of [ v(those before i and i) − v(those before i) ]

Shapley's average splits what correlated inputs carry together evenly between them, and the shares add up to v of all.
It takes only inputs whose own fit beats what the strongest of all inputs reaches when worlds are shuffled (95th
percentile of the maximum: with a hundred inputs some look strong by luck), at most ``MOST`` of them. Two rows close the
account: *luck*, the part of z that comes from too few particles (one less the reliability of z, by Spearman–Brown from
halves), and *rest*: weaker inputs, interactions, bends that a square cannot follow. An inert input that is correlated
with an active one gets a share: that is Shapley's answer, and no fault of the estimate. Brackets are from resampled
points.

A share is of the *spread*. A coefficient with a narrow range may carry a conclusion's whole level and show none of it
here: for that, switch its mechanism off and look (``leave_one_out.py``).

Lindeman, Merenda & Gold 1980; Owen 2014 (Shapley effects); Iooss & Prieur 2019 (correlated inputs); Westfall & Young
1993 (maximum over shuffles).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import factorial
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from tether.decisions.differences import Contrast, Values, named, paired_draws
from tether.decisions.inputs import DrawnInput
from tether.decisions.kept import kept
from tether.decisions.order_statistics import ranks
from tether.futures.project import theories_of

MOST = 6
SHUFFLES = 200
RESAMPLES = 60
LUCK, REST = "luck", "rest"


def sensitivity(
    futures: xr.Dataset, drawn: Mapping[str, DrawnInput], chosen: Sequence[Contrast], outcome: str, seed: int = 0
) -> pd.DataFrame:
    """Return one row per contrast, theory and input that carries a share, then ``rest`` and ``luck``.

    Columns: sponsor, host, against_sponsor, against_host, outcome, theory, symbol, meaning, label, source, share,
    lo, hi (90 % over resampled points).
    """
    values = np.stack([d.values for d in drawn.values()])  # (input, theory, point)
    bases = [rank_columns(values[:, t]) for t in range(len(theories_of(futures)))]
    rng = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    for contrast in chosen:
        draws = paired_draws(futures, contrast, outcome)
        for t, theory in enumerate(theories_of(futures)):
            told = {**named(futures, contrast), "outcome": outcome, "theory": theory}
            rows += [{**told, **row} for row in _account(bases[t], draws[t], list(drawn.values()), rng)]
    return pd.DataFrame(rows)


def rank_columns(values: Values) -> Values:
    """Return two columns per input of ``values`` (input, point): ranks and squared ranks, (input, 2, point).

    Each is centred, of unit length, and the second at a right angle to the first; an input that does not vary is zero.
    """
    ranked = ranks(values)
    first = _unit(ranked - ranked.mean(axis=1, keepdims=True))
    square = first**2 - (first**2).mean(axis=1, keepdims=True)
    second = _unit(square - (square * first).sum(axis=1, keepdims=True) * first)
    return np.stack([first, second], axis=1)


def chosen_inputs(columns: Values, z: Values, rng: np.random.Generator) -> list[int]:
    """Return the inputs whose own fit to ``z`` (point,) beats the strongest under shuffling, the strongest first."""
    own = ((columns @ z) ** 2).sum(axis=1)
    shuffled = rng.permuted(np.tile(z, (SHUFFLES, 1)), axis=1)
    null = ((columns @ shuffled.T) ** 2).sum(axis=1).max(axis=0)
    found = np.flatnonzero(own > np.quantile(null, 0.95))
    return sorted(found.tolist(), key=lambda i: -own[i])[:MOST]


def shapley(columns: Values, z: Values) -> Values:
    """Return the Shapley values (input,) of the adjusted R² of ``z`` (point,) on ``columns`` (input, 2, point).

    Where ``z`` does not vary (points drawn anew among which all worlds tie) there is no spread, and nobody carries it.
    """
    count, _, points = columns.shape
    flat = columns.reshape(2 * count, points)
    flat, z = flat - flat.mean(axis=1, keepdims=True), z - z.mean()
    gram, with_z, own = flat @ flat.T, flat @ z, float(z @ z)
    if own < 1e-12:
        return np.zeros(count)
    varies = [c for c in range(2 * count) if gram[c, c] > 1e-12]
    worth = {
        subset: _adjusted(gram, with_z, own, [c for c in varies if c // 2 in subset], points)
        for size in range(count + 1)
        for subset in combinations(range(count), size)
    }
    found = np.zeros(count)
    for subset, value in worth.items():
        for i in set(range(count)) - set(subset):
            weight = factorial(len(subset)) * factorial(count - len(subset) - 1) / factorial(count)
            found[i] += weight * (worth[tuple(sorted((*subset, i)))] - value)
    return found


def share_of_luck(draws: Values) -> float:
    """Return the part of the ranks of world means (point, particle) that is luck: 1 − reliability; NaN if unknown."""
    half = draws.shape[1] // 2
    if not half:
        return float("nan")
    first, second = (ranks(draws[:, s].mean(axis=1)) for s in (slice(half), slice(half, 2 * half)))
    if min(np.ptp(first), np.ptp(second)) == 0:
        return float("nan")
    r = max(0.0, float(np.corrcoef(first, second)[0, 1]))
    return 1.0 - 2.0 * r / (1.0 + r)


def _account(columns: Values, draws: Values, drawn: list[DrawnInput], rng: np.random.Generator) -> list[dict[str, Any]]:
    d = draws.mean(axis=1)
    if np.ptp(d) == 0:
        return []
    z = _unit(ranks(d) - (len(d) + 1) / 2)
    chosen = chosen_inputs(columns, z, rng)
    picked = columns[chosen]
    points = len(z)
    again = np.array([rng.integers(0, points, points) for _ in range(RESAMPLES if chosen else 0)], np.int64)
    shares = kept("shares", (picked, z, again), lambda: _shares(picked, z, again))
    value, spread = shares["value"], shares["spread"]
    ends = np.quantile(spread, (0.05, 0.95), axis=0) if chosen else np.zeros((2, 0))
    rows = [
        _row(drawn[i].symbol, drawn[i].meaning, drawn[i].label, drawn[i].source, value[k], ends[0, k], ends[1, k])
        for k, i in enumerate(chosen)
    ]
    chance = share_of_luck(draws)
    left = max(0.0, 1.0 - float(value.sum()) - (0.0 if np.isnan(chance) else chance))
    nan = float("nan")
    rows.append(_row(REST, "weaker inputs and what inputs do together", "", "", left, nan, nan))
    rows.append(_row(LUCK, "luck that more particles would average out", "", "", chance, nan, nan))
    return rows


def _shares(columns: Values, z: Values, again: NDArray[np.int64]) -> dict[str, Values]:
    """Return the Shapley values, and those over points drawn ``again`` (resample, point)."""
    spread = [shapley(columns[..., a], z[a]) for a in again]
    return {"value": shapley(columns, z), "spread": np.array(spread).reshape(len(again), len(columns))}


def _row(symbol: str, meaning: str, label: str, source: str, share: float, lo: float, hi: float) -> dict[str, Any]:
    told = {"symbol": symbol, "meaning": meaning, "label": label, "source": source}
    return {**told, "share": float(share), "lo": float(lo), "hi": float(hi)}


def _adjusted(gram: Values, with_z: Values, own: float, at: list[int], points: int) -> float:
    if not at:
        return 0.0
    told = with_z[at]
    fit = np.linalg.lstsq(gram[at][:, at], told, rcond=1e-10)[0] @ told
    return float(1.0 - (1.0 - fit / own) * (points - 1) / (points - len(at) - 1))


def _unit(values: NDArray[np.float64]) -> Values:
    length = np.sqrt((values**2).sum(axis=-1, keepdims=True))
    return np.asarray(np.where(length > 1e-9, values / np.where(length > 1e-9, length, 1.0), 0.0))
