"""The months of countries, for what came after past designs: deaths and events 1989–2020, splits told and widened.

    record = country_record("Sudan", "2010-02")      # Sudan and South Sudan together: the window crosses the split
    record.series, record.notes

``country_months.npz`` holds the located events of UCDP GED 21.1 by month of their start, and Iraq's whole file 19.1 by
month of their end (``scripts/make_designs_tables.py``). Located events are a part of all: ``located_share`` says which
part of the deaths that UCDP counts in the years of a window. Eight countries that are kept for judging are not in it.
A state that is younger than the file is known from the month in ``splits.csv`` on; before that it is missing, not zero.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tether.evidence.calendar import month as month_of
from tether.evidence.countries import lookup
from tether.forecast.series import Series

WINDOW = 24  # months from the design's own on
LEAST_HISTORY = 12
LEAST_WINDOW = 18  # of the 24 months; with fewer a design is not scored
THIN, TOO_THIN = 0.4, 0.1  # located share of a country's deaths below which a caution is said, and nothing scored
MONTH = np.timedelta64(1, "M")


@dataclass(frozen=True)
class CountryRecord:
    """One country's months as one unit, and what was done to them; ``why`` says why it can't be used, else ""."""

    series: Series | None
    notes: tuple[str, ...]
    why: str = ""


@cache
def _table() -> dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]:
    with np.load(Path(str(files("tether.precedents"))) / "country_months.npz") as held:
        names = [_ucdp(str(n)) for n in held["countries"]]
        deaths, events = (np.where(held[k] < 0, np.nan, held[k].astype(float)) for k in ("deaths", "events"))
    return {name: (deaths[i], events[i]) for i, name in enumerate(names)}


START = np.datetime64("1989-01")


def known_records() -> tuple[str, ...]:
    """Return the countries of the shipped table."""
    return tuple(_table())


@cache
def splits() -> tuple[tuple[str, str, np.datetime64], ...]:
    """Return (parent, child, first month of the child)."""
    text = (files("tether.precedents") / "splits.csv").read_text("utf-8").splitlines()
    return tuple((_ucdp(r["parent"]), _ucdp(r["child"]), month_of(r["since"])) for r in csv.DictReader(text))


def _ucdp(name: str) -> str:
    """Return the name under which designs know a country: the file may have an older one."""
    found = lookup(name)
    return found.ucdp if found else name


@cache
def own_series(country: str) -> Series | None:
    """Return a country's own months since it is one, NaN where the file does not reach; None where it is not there."""
    found = _table().get(country)
    if found is None:
        return None
    born = max([since for _, child, since in splits() if child == country], default=START)
    first = int((born - START).astype(int))
    deaths, events = (a[None, first:] for a in found)
    last = int(np.flatnonzero(~np.isnan(deaths[0]))[-1]) + 1
    return Series((country,), born, deaths[:, :last], events[:, :last], (country,), country)


def country_record(country: str, month: str, own: Mapping[str, Series] | None = None) -> CountryRecord:
    """Return the record to judge a design of ``month`` by; ``own`` adds or replaces countries by a user's series."""
    series = (own or {}).get(country) or own_series(country)
    if series is None:
        return CountryRecord(None, (), f"no record of {country}: give its events with --events")
    begin = month_of(month)
    if begin < series.start + LEAST_HISTORY * MONTH:
        return CountryRecord(
            None, (), f"dated before {country}'s record has {LEAST_HISTORY} months: it begins with {series.start}"
        )
    known = int(min(max((series.end - begin).astype(int) + 1, 0), WINDOW))
    if known < LEAST_WINDOW:
        return CountryRecord(
            None, (), f"only {known} of {WINDOW} months are recorded: {country}'s end with {series.end}"
        )
    series, notes = _with_children(series, country, begin, own is not None and country in own)
    if known < WINDOW:
        notes = (*notes, f"{known} of {WINDOW} months are recorded; forecast and record are summed over these")
    share = located_share(country, month) if not (own and country in own) else None
    if share is not None and share < TOO_THIN:
        return CountryRecord(None, (), f"the table holds {share:.0%} of the deaths that UCDP counts in {country} then")
    if share is not None and share < THIN:
        notes = (*notes, f"located events hold {share:.0%} of the deaths that UCDP counts in these years")
    return CountryRecord(series, notes)


def _with_children(
    series: Series, country: str, begin: np.datetime64, as_given: bool
) -> tuple[Series, tuple[str, ...]]:
    """Add those who leave within the window: the forecast is of the land as it was at the date."""
    born = [c for p, c, since in splits() if p == country and begin < since < begin + WINDOW * MONTH]
    found = [(c, _table()[c]) for c in born if c in _table()]
    if as_given or not found:
        return series, ()
    first, width = int((series.start - START).astype(int)), series.deaths.shape[1]
    deaths, events = series.deaths.copy(), None if series.events is None else series.events.copy()
    for _, (d, e) in found:
        deaths += np.nan_to_num(d[None, first : first + width])
        if events is not None:
            events += np.nan_to_num(e[None, first : first + width])
    names = ", ".join(c for c, _ in found)
    note = f"the country splits within the window: {country} is counted with {names}"
    return replace(series, deaths=deaths, events=events), (note,)


def located_share(country: str, month: str) -> float | None:
    """Return which part of the deaths UCDP counts in the window's years the table holds; None where it counts < 25."""
    found = _table().get(country)
    if found is None:
        return None
    first, last = int(month[:4]), int(str(month_of(month) + (WINDOW - 1) * MONTH)[:4])
    held = found[0][(first - 1989) * 12 : (last - 1989 + 1) * 12]
    known = _by_year().get(country, {})
    all_ = sum(known.get(y, 0) for y in range(first, last + 1))
    return None if all_ < 25 or np.isnan(held).any() else float(np.nansum(held) / all_)


@cache
def _by_year() -> dict[str, dict[int, int]]:
    """Return UCDP's deaths by country and year, all types."""
    known = {name: lookup(name) for name in _table()}
    numbers = {gw: name for name, country in known.items() if country for gw in country.gw}
    out: dict[str, dict[int, int]] = {name: {} for name in _table()}
    text = (files("tether.evidence") / "country_years.csv").read_text("utf-8").splitlines()
    for row in csv.DictReader(text):
        name = numbers.get(int(row["gw"]))
        if name:
            year = int(row["year"])
            deaths = sum(int(row[k]) for k in ("state_based", "non_state", "one_sided"))
            out[name][year] = out[name].get(year, 0) + deaths
    return out
