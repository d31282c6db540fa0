"""Value of information, in worlds: how many more worlds would be judged right if one assumption were known?

For a pair A against B, "right" in a world means to name the pair with the lower outcome. Without knowledge one names
the same pair everywhere: right in max(worlds where A is lower, worlds where B is). Knowing θ, one may name A on one
side of a value c and B on the other:

    right(θ) = worlds judged right by the best rule "A if θ > c" (or "<"), c found on other points than it is judged on
    gain(θ)  = right(θ) − right without,   in worlds;   tied worlds cannot be judged wrong and count on neither side

It is the expected value of partial perfect information with a loss of one per wrongly judged world, so never money.
The largest gain that shuffled assumptions reach stands beside it (``noise``, 95th percentile over shuffles): below
that, knowing θ is worth nothing that can be told. Raiffa & Schlaifer 1961; Strong, Oakley & Brennan 2014 (from one
sample).
``theory`` "any": the rule must do under all theories at once, because nobody knows which holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from tether.decisions.differences import Contrast, Values, named, paired
from tether.decisions.inputs import DrawnInput
from tether.decisions.kept import kept
from tether.futures.project import theories_of

FOLDS = 4
SHUFFLES = 20
ANY = "any"


def value_of_information(
    futures: xr.Dataset, drawn: Mapping[str, DrawnInput], chosen: Sequence[Contrast], outcome: str, seed: int = 0
) -> pd.DataFrame:
    """Return one row per contrast, theory (and "any") and assumption, the contrasts' columns first.

    Further columns: outcome, theory, symbol, meaning, unit, label, worlds_without, worlds_knowing, gain, noise,
    worlds_judged (not tied), worlds_total, cut (the value c found on all points), a_lower ("above" or "below" c).
    """
    parts = [_contrast(futures, drawn, c, outcome, seed) for c in chosen]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def best_cut(theta: Values, sign: Values) -> tuple[float, bool]:
    """Return (c, whether A is named above c) that judges most right; both (world,), ``sign`` −1 where A is lower."""
    value, above = _Sorted.of(theta[None]).best(sign)
    return float(value[0]), bool(above[0])


def _contrast(
    futures: xr.Dataset, drawn: Mapping[str, DrawnInput], contrast: Contrast, outcome: str, seed: int
) -> pd.DataFrame:
    sign = np.sign(paired(futures, contrast, outcome))  # (theory, point)
    values = np.stack([d.values for d in drawn.values()])  # (assumption, theory, point)
    groups = {t: [i] for i, t in enumerate(theories_of(futures))} | {ANY: list(range(len(theories_of(futures))))}
    worked = kept(f"information, seed {seed}", (sign, values), lambda: _worked(sign, values, [*groups.values()], seed))
    parts = []
    for at, (theory, members) in enumerate(groups.items()):
        told, without, knowing = sign[members].ravel(), worked["without"][at], worked["knowing"][at]
        rows = [[d.symbol, d.meaning, d.unit, d.label] for d in drawn.values()]
        frame = pd.DataFrame(rows, columns=["symbol", "meaning", "unit", "label"])
        frame = frame.assign(
            worlds_without=int(without),
            worlds_knowing=knowing,
            gain=knowing - int(without),
            noise=max(0, int(np.quantile(worked["shuffled"][at], 0.95))),
            worlds_judged=int((told != 0).sum()),
            worlds_total=len(told),
            cut=worked["cut"][at],
            a_lower=np.where(worked["above"][at], "above", "below"),
        )
        parts.append(frame.assign(**named(futures, contrast), outcome=outcome, theory=theory))
    first = [*named(futures, contrast), "outcome", "theory"]
    table = pd.concat(parts, ignore_index=True)
    return table[[*first, *(c for c in table if c not in first)]]


def _worked(sign: Values, values: Values, groups: Sequence[list[int]], seed: int) -> dict[str, NDArray[Any]]:
    """Return by group of theories what is judged right without knowing and knowing each assumption, and its rule."""
    rng = np.random.default_rng(seed)
    fold = rng.permutation(sign.shape[1]) % FOLDS
    shuffles = np.stack([rng.permutation(sign.shape[1]) for _ in range(SHUFFLES)])
    rows: list[tuple[Any, ...]] = []
    for members in groups:
        theta = _Sorted.of(values[:, members].reshape(len(values), -1))
        told, folds = sign[members].ravel(), np.tile(fold, len(members))
        without = max((told < 0).sum(), (told > 0).sum())
        knowing = _judged(theta, told, folds)
        shuffled = [_judged(theta, sign[members][:, s].ravel(), folds).max() - without for s in shuffles]
        rows.append((without, knowing, shuffled, *theta.best(told)))
    names = ("without", "knowing", "shuffled", "cut", "above")
    return {name: np.array(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}


@dataclass(frozen=True)
class _Sorted:
    """Assumptions (row, world) sorted once: the order, the cuts between neighbours, and which cuts part worlds."""

    theta: Values
    order: NDArray[np.intp]
    cuts: Values  # (row, world + 1)
    parts: NDArray[np.bool_]  # (row, world + 1)

    @classmethod
    def of(cls, theta: Values) -> _Sorted:
        order = np.argsort(theta, axis=1, kind="stable")
        ranked = np.take_along_axis(theta, order, axis=1)
        padded = np.concatenate([ranked[:, :1] - 1.0, ranked, ranked[:, -1:] + 1.0], axis=1)
        return cls(theta, order, (padded[:, 1:] + padded[:, :-1]) / 2, np.diff(padded, axis=1) > 0)

    def best(self, sign: Values) -> tuple[Values, NDArray[np.bool_]]:
        """Return by row the cut, and whether A is named above it, that judge most worlds right (sign 0: left out).

        With A named above, right less wrong is (B less A below the cut) − (B less A above it).
        """
        whole = sign.astype(np.int32)  # −1, 0, 1: their sums are whole, and narrow ones are summed faster
        below = np.zeros(self.cuts.shape, np.int32)
        np.cumsum(whole[self.order], axis=1, out=below[:, 1:])
        gain = np.where(self.parts, 2 * below - whole.sum(dtype=np.int32), np.int32(0))
        at = np.abs(gain).argmax(axis=1)
        rows = np.arange(len(at))
        return self.cuts[rows, at], gain[rows, at] >= 0


def _judged(theta: _Sorted, sign: Values, fold: NDArray[np.intp]) -> NDArray[np.int64]:
    """Return by assumption how many worlds the best rule judges right on folds that it was not found on."""
    right = np.zeros(len(theta.theta), np.int64)
    for held in range(FOLDS):
        out = fold == held
        cut, above = theta.best(np.where(out, 0.0, sign))
        names_a = (theta.theta[:, out] > cut[:, None]) == above[:, None]
        right += np.where(names_a, sign[out] < 0, sign[out] > 0).sum(axis=1)
    return right
