"""Money and time: what a charter says that it costs, what men are paid, how long its guard takes to fill.

Money is never a weight here and is summed with nothing else. Per charter, from its own lines, in its own currency and
in the prices of the year in which it starts:

    guard pay a year = Σ over streams of intake × base pay × 12        (of the force that the stream enters)
    exits in all     = Σ over exits of places × cost per place
    training         = the charter's form has no money line for it: always unknown

A line that the charter leaves out is *unknown*, never zero, and makes the total unknown: what is stated is then a part
of it. Intervals are multiplied end by end (``charter/intervals.py``). ``claimed_pay`` sets beside them what the claims
say that a militiaman and a soldier are paid (row 18, "more cheaply").

Time, from the projection: ``months_to_intake`` counts months in which the guard stood below its intake as practised; a
world whose guard never fills within the horizon is censored, and said to be. ``months_to_redeploy`` is the time in
which half of an ordered move is carried out, ln ½ / ln(1 − role_speed) (row 18, "flexibly").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from tether.charter import UNKNOWN, Charter, Number
from tether.charter.intervals import ratio, times, total
from tether.evidence.claims import Claims, Interval
from tether.futures.project import theories_of
from tether.levers.codebook import PLANNED
from tether.levers.compile import CharterPair

LINES = ("guard pay a year", "exits in all", "training")
ENDS = (0.05, 0.5, 0.95)
NAN = float("nan")


@dataclass(frozen=True)
class Resources:
    """Tables of money and time.

    costs: charter, line, lo, hi (NaN where unknown), currency, year, stated, unknown (what the charter does not say);
      at_army_lo, at_army_hi, at_army_currency where the intake and a soldier's pay are known.
    pay: actor, name, lo, middle, hi, currency, year, label, source, of_army_lo,
      of_army_hi (ratio to the first state force's pay).
    intake: sponsor, host, theory, worlds_filled, worlds_total, months (after the start, to the horizon), planned, q05,
      q50, q95 (months below the intake; NaN where not filled within the horizon).
    redeployment: theory, q05, q50, q95 (months).
    """

    costs: pd.DataFrame
    pay: pd.DataFrame
    intake: pd.DataFrame
    redeployment: pd.DataFrame = field(default_factory=pd.DataFrame)


def costs(charters: Iterable[Charter], soldier: Interval | None = None) -> pd.DataFrame:
    """Return the money lines of every charter that takes men in, leads men out or trains them.

    ``soldier`` (a month's pay as claimed) adds what the intake would cost a year at a soldier's pay, as no line of the
    charter.
    """
    return pd.DataFrame([row for charter in charters for row in _lines(charter, soldier)])


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


def _lines(charter: Charter, soldier: Interval | None) -> Iterator[dict[str, Any]]:
    streams = tuple(charter.induction or ())
    if streams:
        yield {**_row(charter, LINES[0], _pay(charter, streams)), **_at_soldiers_pay(streams, soldier)}
    exits = tuple(charter.exits or ())
    if exits:
        amounts = {f"cost per place of {e.id}": times(e.places, e.cost) for e in exits}
        yield _row(charter, LINES[1], amounts)
    if any(s.training for s in streams):
        yield _row(charter, LINES[2], {"what training costs": None})


def _at_soldiers_pay(streams: Sequence[Any], soldier: Interval | None) -> dict[str, Any]:
    heads = [s.intake for s in streams]
    if soldier is None or not all(isinstance(h, Number) for h in heads):
        return {}
    found = times(total(heads), _number(soldier.lo, soldier.hi), Number(v=12.0))
    assert isinstance(found, Number)
    return {"at_army_lo": found.lo, "at_army_hi": found.hi, "at_army_currency": soldier.unit}


def _pay(charter: Charter, streams: Sequence[Any]) -> dict[str, Any]:
    """Return each stream's pay a year; None under what the charter would have to say."""
    base: Mapping[str, Any] = {row.force: row.base_month for row in charter.pay or ()}
    found: dict[str, Any] = {}
    for s in streams:
        into = str(s.into)
        paid = times(s.intake, base.get(into, UNKNOWN), Number(v=12.0))
        missing = f"the intake of {s.id}" if isinstance(base.get(into), Number) else f"base pay in {into}"
        found[s.id if isinstance(paid, Number) else missing] = paid
    return found


def _row(charter: Charter, line: str, amounts: Mapping[str, Any]) -> dict[str, Any]:
    known = [a for a in amounts.values() if isinstance(a, Number)]
    unknown = [what for what, a in amounts.items() if not isinstance(a, Number)]
    whole = total(known)
    meta = charter.meta
    starts = charter.starts or ""
    return {
        "charter": charter.id,
        "line": line,
        **({"lo": whole.lo, "hi": whole.hi} if not unknown else {"lo": NAN, "hi": NAN}),
        "currency": str(meta.currency) if meta and isinstance(meta.currency, str) else "",
        "year": starts[:4],
        "stated": not unknown,
        "unknown": "; ".join(unknown),
    }


def _number(lo: float, hi: float) -> Number:
    return Number(lo=lo, hi=hi)
