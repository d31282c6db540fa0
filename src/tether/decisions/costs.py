"""Money and time: what men are paid as claimed, how long a charter's guard takes to fill and to move.

What a charter costs is counted in ``budget`` and nowhere else. ``claimed_pay`` sets beside it what the claims say that
a militiaman and a soldier are paid (row 18, "more cheaply"). Money is never a weight here.

Time, from the projection: ``months_to_intake`` counts months in which the guard stood below its intake as practised; a
world whose guard never fills within the horizon is censored, and said to be. ``months_to_redeploy`` is the time in
which half of an ordered move is carried out, ln ½ / ln(1 − role_speed) (row 18, "flexibly").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from tether.charter import Number
from tether.charter.intervals import ratio
from tether.evidence.claims import Claims
from tether.futures.project import theories_of
from tether.levers.codebook import PLANNED
from tether.levers.compile import CharterPair

ENDS = (0.05, 0.5, 0.95)
NAN = float("nan")


@dataclass(frozen=True)
class Resources:
    """Tables of money and time.

    pay: actor, name, lo, middle, hi, currency, year, label, source, of_army_lo,
      of_army_hi (ratio to the first state force's pay).
    intake: sponsor, host, theory, worlds_filled, worlds_total, months (after the start, to the horizon), planned, q05,
      q50, q95 (months below the intake; NaN where not filled within the horizon).
    redeployment: theory, q05, q50, q95 (months).
    """

    pay: pd.DataFrame
    intake: pd.DataFrame
    redeployment: pd.DataFrame = field(default_factory=pd.DataFrame)


def claimed_pay(claims: Claims, names: Mapping[str, str], army: str) -> pd.DataFrame:
    """Return what the claims say that actors' men are paid a month (id → printed name), beside the army's men."""
    soldier = claims.interval(army, "pay") if army else None
    rows = []
    for actor, name in names.items():
        found = claims.interval(actor, "pay")
        if found is None:
            continue
        years = [c.happened_from.year for c in found.claims if c.happened_from]
        beside = soldier if actor != army and soldier and soldier.unit == found.unit else None
        part = ratio(_number(found.lo, found.hi), _number(beside.lo, beside.hi)) if beside else None
        rows.append(
            {
                "actor": actor,
                "name": name,
                "lo": found.lo,
                "middle": found.v,
                "hi": found.hi,
                "currency": found.unit,
                "year": "–".join(str(y) for y in sorted({min(years), max(years)})) if years else "",
                "label": "assumption" if found.recalled else "literature range",
                "source": "; ".join(dict.fromkeys(c.source.title for c in found.claims)),
                "of_army_lo": part.lo if part else NAN,
                "of_army_hi": part.hi if part else NAN,
            }
        )
    return pd.DataFrame(rows)


def months_to_intake(futures: xr.Dataset, pairs: Sequence[CharterPair]) -> pd.DataFrame:
    """Return, for each of the futures' pairs whose guard takes men in, in how many worlds it fills and when.

    Where the intake is ``planned`` it grows by the plan's months, and the months counted are those behind the plan.
    """
    horizon, theories = futures.sizes["month"], theories_of(futures)
    rows = []
    for pair, short in zip(pairs, futures["months_short"].values, strict=True):
        waited = short.astype(np.float64).mean(axis=-1)  # (theory, point)
        if not waited.any():
            continue
        most = horizon - pair.first
        filled = waited < most - 0.5
        for t, theory in enumerate(theories):
            ends = np.quantile(np.where(filled[t], waited[t], np.inf), ENDS, method="inverted_cdf")
            rows.append(
                {
                    "sponsor": pair.sponsor,
                    "host": pair.host,
                    "theory": theory,
                    "worlds_filled": int(filled[t].sum()),
                    "worlds_total": waited.shape[1],
                    "months": most,
                    "planned": any(s.path == PLANNED for s in pair.settings),
                    **{
                        n: float(e) if np.isfinite(e) else NAN for n, e in zip(("q05", "q50", "q95"), ends, strict=True)
                    },
                }
            )
    return pd.DataFrame(rows)


def months_to_redeploy(speed: NDArray[np.float32], theories: Sequence[str]) -> pd.DataFrame:
    """Return the months in which half of an ordered move is carried out; ``speed`` (theory, point) a month."""
    half = np.log(0.5) / np.log1p(-np.minimum(speed.astype(np.float64), 0.999))
    ends = np.quantile(half, ENDS, axis=1)
    return pd.DataFrame({"theory": list(theories), **dict(zip(("q05", "q50", "q95"), ends, strict=True))})


def _number(lo: float, hi: float) -> Number:
    return Number(lo=lo, hi=hi)
