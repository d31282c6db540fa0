"""How the components forecast a unit and its country before: evidence about hyper-parameters, shrunk to none.

    past = judge_past(cdf, observed, ages)                  # one score per stop, unit and component
    z = evidence([past], groups)                            # (2, series, component): the unit's own, its country's

A *stop* is an earlier origin, some of whose outcomes are known by now. Its score is, over the known leads,

    CRPS / (the components' mean CRPS, at least ``FLOOR``) + λ × ignorance in bits,    λ = ``TRADE``

and it weighs ``FORGET`` to the power of its age in years, times the share of its leads that is known: what forecast
well lately counts, what forecast well long ago hardly does. A unit's evidence is Σ weight × score / (Σ weight +
``SHRINK``), so a short past says little; a country's is the same sum over all its units. A stop at which a unit was
quiet (``lively``) is no evidence: every narrow forecast is right there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tether.inference import grid

Array = NDArray[np.float64]
TRADE = 1.0  # relative CRPS that one bit of ignorance is worth, here and in the fit
FLOOR = 0.15  # deaths: the least scale of a unit's CRPS
FORGET, SHRINK = 0.7, 3.0  # per year; in stops
EVER, RECENTLY, WINDOW = 12, 6, 36  # a lively unit: months with deaths so far, and of them in the last months
YEARS_AFTER = 3  # a unit stays lively this many years


class Past(NamedTuple):
    """Scores of past forecasts, (stop, series, component), and how much each stop weighs, (stop, series)."""

    score: Array
    weight: Array


def judge_past(cdf: NDArray[np.float32], observed: Array, ages: Array, usual: int | None = None) -> Past:
    """Return the scores of past forecasts.

    cdf (stop, component, series, lead, grid); observed (stop, series, lead), NaN where missing or not yet known; ages
    of the stops in years. ``usual``: how many of the first components set the scale of a CRPS (all by default).
    """
    known = ~np.isnan(observed)
    y = np.nan_to_num(observed)[:, None]
    crps = np.square(grid.residuals(cdf, y)).sum(axis=-1)
    bits = grid.surprise(grid.bin_probability(cdf, np.broadcast_to(y, crps.shape)))
    count = np.maximum(known.sum(axis=-1), 1)[:, None]
    crps, bits = (np.where(known[:, None], s, 0.0).sum(axis=-1) / count for s in (crps, bits))  # (stop, comp, series)
    score = relative(crps, bits, usual)
    return Past(np.moveaxis(score, 1, 2), FORGET ** ages[:, None] * known.mean(axis=-1))


def relative(crps: Array, bits: Array, usual: int | None = None) -> Array:
    """Return the score of mean CRPS and bits, components along the second axis."""
    scale = np.maximum(crps[:, :usual].mean(axis=1, keepdims=True), FLOOR)
    return np.asarray(crps / scale + TRADE * bits)


def only_lively(past: Past, deaths: Array, stops: Sequence[int]) -> Past:
    """Return ``past`` with no weight on the stops (month indices) at which a unit of ``deaths`` was quiet."""
    some = np.nan_to_num(deaths) > 0
    alive = np.array([lively(some, stop) for stop in stops], bool).reshape(past.weight.shape)  # there may be no stop
    return past._replace(weight=past.weight * alive)


def lively(some: NDArray[np.bool_], month: int) -> NDArray[np.bool_]:
    """Return whether a unit was lively at ``month`` or up to three years before; ``some``: deaths > 0, (series, month).

    Lively: at least 12 months with deaths so far, 6 of them in the last three years.
    """
    out = np.zeros(len(some), bool)
    for back in range(0, 12 * YEARS_AFTER + 1, 12):
        end = month - back + 1
        if end > 0:
            recent = some[:, max(end - WINDOW, 0) : end].sum(axis=1) >= RECENTLY
            out |= recent & (some[:, :end].sum(axis=1) >= EVER)
    return out


def evidence(pasts: Sequence[Past], groups: Sequence[str]) -> Array:
    """Return z, (2, series, component), of blocks of units in order: the unit's own evidence and its country's.

    ``groups`` names every unit's country; all blocks have the same stops.
    """
    total = np.concatenate([(p.weight[..., None] * p.score).sum(axis=0) for p in pasts])  # (series, component)
    weight = np.concatenate([p.weight.sum(axis=0) for p in pasts])
    of = np.unique(np.array(groups, dtype=str), return_inverse=True)[1]
    summed = np.zeros((of.max() + 1, total.shape[1]))
    np.add.at(summed, of, total)
    shared = summed / (np.bincount(of, weights=weight) + SHRINK)[:, None]
    return np.stack([total / (weight + SHRINK)[:, None], shared[of]])
