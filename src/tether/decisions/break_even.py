"""Break-even: at which value of one assumption would the choice turn?

For an assumption θ and a contrast with paired differences d over worlds, the others left to vary,

    d ≈ f(θ), f monotone (isotonic regression, direction by Spearman's ρ);   break-even: the zero of f

with a bootstrap interval over worlds. No zero within the range that is printed (the 90 % range of the assumption, the
same wherever one stands) is an answer: one side is then lower throughout it.
The zero of an isotonic fit settles slowly (as the cube root of the number of worlds), so read the interval as a rough
one. Barlow & Brunk 1972 (isotonic regression); the θ shown for a contrast is that with the largest |ρ| over all
theories.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from tether.armed_order.theories import Parameter, parameters
from tether.decisions.differences import Contrast, Values, named, paired
from tether.decisions.kept import kept
from tether.decisions.order_statistics import ranks
from tether.futures.project import theories_of

RESAMPLES = 200
SIDES = ("above", "below", "always", "never")
COLUMNS = (
    *("a_sponsor", "a_host", "b_sponsor", "b_host", "outcome", "symbol", "meaning", "unit", "theory"),
    *("value", "lo", "hi", "range_lo", "range_hi", "a_lower"),
)


@dataclass(frozen=True)
class BreakEven:
    """``value`` NaN where f has no zero in the range; ``a_lower`` says where a's outcome is lower."""

    value: float
    low: float
    high: float
    a_lower: str  # "above", "below", "always", "never"


def break_even(
    theta: Values, difference: Values, seed: int = 0, span: tuple[float, float] = (-np.inf, np.inf)
) -> BreakEven:
    """Return the break-even of ``difference`` (world,) in ``theta`` (world,), with a 90 % bootstrap interval.

    A zero outside ``span`` is none: what is told then is the side on which the worlds within it lie.
    """

    def worked() -> dict[str, Values]:
        found = _break_even(theta, difference, seed, span)
        return {"told": np.array((found.value, found.low, found.high, SIDES.index(found.a_lower)), np.float64)}

    inputs = (theta, difference, np.array(span, np.float64))
    value, low, high, side = kept(f"break-even, seed {seed}", inputs, worked)["told"].tolist()
    return BreakEven(value, low, high, SIDES[int(side)])


def _break_even(theta: Values, difference: Values, seed: int, span: tuple[float, float]) -> BreakEven:
    rising = _spearman(theta, difference) >= 0
    value = _zero(theta, difference, rising)
    inside = (theta >= span[0]) & (theta <= span[1])
    if not span[0] <= value <= span[1]:  # NaN too
        within = difference[inside] if inside.any() else difference
        return BreakEven(np.nan, np.nan, np.nan, "always" if np.median(within) < 0 else "never")
    rng = np.random.default_rng(seed)
    drawn = [rng.integers(0, len(theta), len(theta)) for _ in range(RESAMPLES)]
    zeros = np.array([_zero(theta[d], difference[d], rising) for d in drawn])
    turned = zeros[~np.isnan(zeros)]
    low, high = np.quantile(turned, (0.05, 0.95)) if len(turned) > RESAMPLES // 10 else (np.nan, np.nan)
    return BreakEven(value, float(low), float(high), "below" if rising else "above")


def break_even_table(
    futures: xr.Dataset,
    drawn: Mapping[str, NDArray[np.float32]],
    chosen: tuple[Contrast, ...],
    outcome: str,
    table: Mapping[str, Parameter] | None = None,
) -> pd.DataFrame:
    """Return one row per contrast and theory for the assumption that moves the contrast most.

    ``drawn`` holds each assumption's values (theory, point), ``table`` its ranges (default: as authored). Columns as in
    the brief's ``Comparison.break_even``.
    """
    rows: list[dict[str, Any]] = []
    for contrast in chosen:
        d = paired(futures, contrast, outcome)
        symbol = strongest(drawn, d)
        if not symbol:
            continue
        row = (table or parameters())[symbol]
        told = named(futures, contrast)
        for i, theory in enumerate(theories_of(futures)):
            span = row.span(theory)
            found = break_even(drawn[symbol][i].astype(float), d[i], span=span)
            rows.append(
                {
                    "a_sponsor": told["sponsor"],
                    "a_host": told["host"],
                    "b_sponsor": told["against_sponsor"],
                    "b_host": told["against_host"],
                    "outcome": outcome,
                    "symbol": symbol,
                    "meaning": row.meaning,
                    "unit": row.unit,
                    "theory": theory,
                    "value": found.value,
                    "lo": found.low,
                    "hi": found.high,
                    "range_lo": span[0],
                    "range_hi": span[1],
                    "a_lower": found.a_lower,
                }
            )
    return pd.DataFrame(rows, columns=COLUMNS)


def strongest(drawn: Mapping[str, NDArray[np.float32]], difference: Values) -> str:
    """Return the symbol whose mean |Spearman ρ| with ``difference`` (theory, point) is largest; '' if nothing moves."""
    found = kept("strongest", (*drawn.values(), difference), lambda: {"each": _strengths(drawn, difference)})
    strength = dict(zip(drawn, found["each"].tolist(), strict=True))
    best = max(strength, key=lambda s: (strength[s], s), default="")
    return best if best and strength[best] > 0 else ""


def _strengths(drawn: Mapping[str, NDArray[np.float32]], difference: Values) -> Values:
    """Return the mean |Spearman ρ| of each assumption, shape (assumption,)."""
    each = [
        np.mean([abs(_spearman(v.astype(float), d)) for v, d in zip(values, difference, strict=True)])
        for values in drawn.values()
    ]
    return np.array(each, np.float64)


def _zero(theta: Values, difference: Values, rising: bool) -> float:
    """Return where the isotonic fit crosses zero, linear between neighbours; NaN if it keeps one sign."""
    order = np.argsort(theta, kind="stable")
    x, fit = theta[order], isotonic_regression(difference[order], increasing=rising).x
    signed = fit if rising else -fit
    if signed[0] > 0 or signed[-1] < 0 or signed[0] == signed[-1]:
        return float("nan")
    left = int(np.searchsorted(signed, 0.0, side="left"))
    right = int(np.searchsorted(signed, 0.0, side="right"))
    if left == 0 or right == len(signed):
        return float("nan")  # at the edge of the range nothing turns within it
    if left < right:  # a flat stretch at zero
        return float((x[left] + x[right - 1]) / 2)
    gap = signed[left] - signed[left - 1]
    return float(x[left - 1] - signed[left - 1] / gap * (x[left] - x[left - 1]))


def _spearman(x: Values, y: Values) -> float:
    a, b = ranks(x), ranks(y)
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return 0.0
    return float(np.corrcoef(a, b)[0, 1])
