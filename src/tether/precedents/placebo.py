"""Placebo dates: the same country at a like level of violence, with no design near. What the forecast misses anyway.

    pool = placebo_pool(events)                     # (country, month) -> placebo months of that event
    chosen = pool[("Burundi", "2004-01")].months

A placebo month of an event lies in the same country, on the half-yearly grid of April and October; its last twelve
months' deaths are within a factor of two of the event's (both + 6); no coded design and no full or partial agreement
lies within a year either side; the 24 months after it are recorded. Where fewer than ``FEWEST`` fit, the factor is
widened to four, and the event is listed as widened; where none fits, the event has no placebo and is listed too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from tether.evidence.calendar import month as month_of
from tether.forecast.series import Series
from tether.precedents.agreements import PARTIAL, agreements
from tether.precedents.country_months import MONTH, WINDOW, country_record, own_series
from tether.precedents.designs import DatedDesign, dated_designs

FACTORS = (2.0, 4.0)
FEWEST = 3
APART = 12  # months between a placebo and any design
OFFSET = 6.0  # deaths added to both sides of a ratio
GRID = (4, 10)  # April, October


@dataclass(frozen=True)
class PlaceboMonths:
    """The placebo months of one event, and the factor within which their violence lies (0: there are none)."""

    months: tuple[str, ...]
    factor: float


def placebo_pool(
    events: Iterable[tuple[str, str]], also: Iterable[DatedDesign] = (), own: Mapping[str, Series] | None = None
) -> dict[tuple[str, str], PlaceboMonths]:
    """Return the placebo months of events (country, month); ``also`` are designs of a user's file, kept away from."""
    blocked: dict[str, set[int]] = {}
    for country, month in (*design_months(), *((d.country, d.month) for d in also)):
        blocked.setdefault(country, set()).add(_number(month))
    return {(c, m): _of(c, m, blocked.get(c, set()), own) for c, m in sorted(set(events))}


@cache
def design_months() -> tuple[tuple[str, str], ...]:
    """Return (country, month) of every coded design and every full or partial agreement."""
    coded = {(d.country, d.month) for d in dated_designs()}
    signed = {(c, a.month) for a in agreements() if a.kind <= PARTIAL for c in a.countries}
    return tuple(sorted(coded | signed))


def last_year(series: Series, month: str) -> float:
    """Return the deaths of the twelve months before ``month``; NaN where one is missing."""
    return float(series.at(month_of(month) - MONTH, tuple(range(-11, 1)))[0].sum())


def _of(country: str, month: str, blocked: set[int], own: Mapping[str, Series] | None) -> PlaceboMonths:
    given = (own or {}).get(country)
    series = given or own_series(country)
    if series is None:
        return PlaceboMonths((), 0.0)
    level = last_year(series, month)
    levels = _grid_levels(series, country, own) if given else _known_levels(country)
    free = [m for m in levels if all(abs(_number(m) - b) > APART for b in (*blocked, _number(month)))]
    fits: tuple[str, ...] = ()
    for factor in FACTORS:
        fits = tuple(m for m in free if _like(levels[m], level, factor))
        if len(fits) >= FEWEST:
            return PlaceboMonths(fits, factor)
    return PlaceboMonths(fits, FACTORS[-1] if fits else 0.0)


def _like(one: float, other: float, factor: float) -> bool:
    ratio = (one + OFFSET) / (other + OFFSET)
    return bool(1 / factor <= ratio <= factor)  # False where a month is missing


@cache
def _known_levels(country: str) -> dict[str, float]:
    series = own_series(country)
    return _grid_levels(series, country, None) if series is not None else {}


def _grid_levels(series: Series, country: str, own: Mapping[str, Series] | None) -> dict[str, float]:
    """Return the last year's deaths of the grid's months that can be judged."""
    last = series.end - (WINDOW - 1) * MONTH
    months = [str(m) for m in np.arange(series.start + 12 * MONTH, last + MONTH) if int(str(m)[5:7]) in GRID]
    return {m: last_year(series, m) for m in months if country_record(country, m, own).series is not None}


def _number(month: str) -> int:
    return int(month_of(month).astype(int))
