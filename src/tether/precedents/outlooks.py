"""What was forecast for a country at a month, without any design, and what was recorded: once per country and month.

    found = outlooks([("Burundi", "2004-01")])[("Burundi", "2004-01")]
    found.percentile, found.log_ratio

The forecast is made from data to the month before, by the published country forecast (``core("mix", "country")``); the
sum runs along each path over the months of the window that are recorded. Rows before 2008 come from parameters that
left the country out (``left_out.py``). A country is one pass of the filter (``forecast/many_origins.py``): finished
countries stand in ``work`` and are taken up again; workers change no byte. ``outlooks.csv`` holds those of the shipped
designs, agreements and placebo dates, stamped with the freeze of the coding and with what the forecast rests on.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from tether.documents.cells import write_rows
from tether.documents.files import write_text
from tether.evidence.calendar import month as month_of
from tether.evidence.countries import slug
from tether.forecast.many_origins import paths_at
from tether.forecast.paths import pull_of
from tether.forecast.scores import pit
from tether.forecast.series import Series
from tether.precedents.country_months import MONTH, WINDOW, country_record
from tether.precedents.designs import freeze_hash
from tether.precedents.left_out import find_for
from tether.precedents.placebo import OFFSET, last_year
from tether.randomness.noise import Noise

DRAWS, SEED = 1000, 1
PULL = pull_of("country", "mix")  # as published; placebo dates, designs and a user's own are forecast alike
LEVELS = (0.05, 0.5, 0.95)
Key = tuple[str, str]  # country, month


@dataclass(frozen=True)
class SumOutlook:
    """One country at one month: deaths over ``months`` months, recorded and forecast."""

    country: str
    month: str
    months: int
    recorded: float
    last_year: float
    percentile: float
    low: float
    median: float
    high: float

    @property
    def key(self) -> Key:
        """Return country and month."""
        return self.country, self.month

    @property
    def log_ratio(self) -> float:
        """Return log((recorded + 6) / (median + 6))."""
        return float(np.log((self.recorded + OFFSET) / (self.median + OFFSET)))


def outlooks(
    wanted: Iterable[Key],
    own: Mapping[str, Series] | None = None,
    *,
    work: Path | None = None,
    workers: int = 1,
    again: bool = False,
    say: Callable[[str], None] = lambda text: None,
) -> dict[Key, SumOutlook]:
    """Return the outlooks of (country, month); months that can't be judged are not in it.

    Shipped rows serve unless ``again`` or the country is a user's ``own``; the others are forecast now, a pass per
    country. ``work`` keeps finished countries.
    """
    asked = {k for k in wanted if country_record(*k, own).series is not None}
    shipped = {} if again else {k: o for k, o in shipped_outlooks().items() if k in asked and k[0] not in (own or {})}
    left: dict[str, list[str]] = {}
    for country, month in sorted(asked - set(shipped)):
        left.setdefault(country, []).append(month)
    out = dict(shipped)
    jobs = [(c, tuple(m), (own or {}).get(c)) for c, m in left.items()]
    for number, rows in enumerate(_run(jobs, work, workers), start=1):
        out |= {row.key: row for row in rows}
        say(f"{number} of {len(jobs)} countries forecast: {jobs[number - 1][0]}")
    return {k: out[k] for k in sorted(out)}


def _run(
    jobs: list[tuple[str, tuple[str, ...], Series | None]], work: Path | None, workers: int
) -> Iterator[list[SumOutlook]]:
    if workers <= 1 or len(jobs) <= 1:
        for job in jobs:
            yield one_country(*job, work)
        return
    with ProcessPoolExecutor(min(workers, len(jobs)), mp_context=get_context("spawn")) as pool:
        for done in [pool.submit(one_country, *job, work) for job in jobs]:
            yield done.result()


def one_country(country: str, months: tuple[str, ...], own: Series | None, work: Path | None) -> list[SumOutlook]:
    """Return a country's outlooks at ``months``, from ``work`` where they were finished for this very data."""
    mine = {country: own} if own is not None else None
    records = {m: country_record(country, m, mine).series for m in months}
    kept = work / f"{slug(country)}-{_digest(months, records)}.csv" if work else None
    if kept is not None and kept.exists():
        return read_outlooks(kept.read_text("utf-8"))
    groups: dict[bytes, list[str]] = {}
    for month, series in records.items():
        assert series is not None
        groups.setdefault(series.deaths.tobytes(), []).append(month)
    rows: list[SumOutlook] = []
    for same in groups.values():
        series = records[same[0]]
        assert series is not None
        rows += _pass(country, series, same)
    rows.sort(key=lambda r: r.month)
    if kept is not None:
        write_text(kept, outlooks_text(rows))
    return rows


def _pass(country: str, series: Series, months: list[str]) -> list[SumOutlook]:
    """Forecast one series at the month before each of ``months``."""
    noise, rows = Noise(SEED), []
    origins = {str(month_of(m) - MONTH): m for m in months}
    for origin, paths in paths_at(series, tuple(origins), WINDOW, DRAWS, noise, find=find_for(country), pull=PULL):
        seen = series.at(origin, tuple(range(1, WINDOW + 1)))[0]
        known = ~np.isnan(seen)
        sums = paths[known].astype(np.float64).sum(axis=0)
        total = float(seen[known].sum())
        u = np.asarray(noise.uniforms(f"pit.designs/{country}", int(month_of(origin).astype(int)), 0, (1,)), float)
        low, median, high = (float(v) for v in np.quantile(sums, LEVELS))
        share = float(pit(sums[None], np.array([total]), u)[0])
        year = last_year(series, origins[origin])
        rows.append(SumOutlook(country, origins[origin], int(known.sum()), total, year, share, low, median, high))
    return rows


def _digest(months: tuple[str, ...], records: Mapping[str, Series | None]) -> str:
    state = hashlib.sha256(repr((months, DRAWS, SEED, WINDOW, forecast_hash())).encode())
    for series in records.values():
        assert series is not None
        for array in (series.deaths, series.events):
            state.update(b"none" if array is None else np.ascontiguousarray(array).tobytes())
    return state.hexdigest()[:16]


# --- the shipped table ----------------------------------------------------------------------------------------------

HEAD = ("country", "month", "months", "recorded", "last_year", "percentile", "low", "median", "high")


def outlooks_text(rows: Iterable[SumOutlook]) -> str:
    """Return rows as CSV."""
    held = io.StringIO()
    write_rows(
        held,
        HEAD,
        (
            {
                k: f"{v:.4f}" if k == "percentile" else f"{v:g}" if isinstance(v, float) else v
                for k, v in asdict(row).items()
            }
            for row in rows
        ),
    )
    return held.getvalue()


def read_outlooks(text: str) -> list[SumOutlook]:
    """Return the rows of CSV."""
    return [
        SumOutlook(r["country"], r["month"], int(r["months"]), *(float(r[k]) for k in HEAD[3:]))
        for r in csv.DictReader(text.splitlines())
    ]


@cache
def shipped_outlooks() -> dict[Key, SumOutlook]:
    """Return the shipped outlooks by country and month."""
    path = Path(str(files("tether.precedents"))) / "outlooks.csv"
    return {r.key: r for r in read_outlooks(path.read_text("utf-8"))}


@cache
def stamp() -> dict[str, str]:
    """Return what the shipped outlooks were made with: hashes of the coding, of the forecast, of the record."""
    found: dict[str, str] = json.loads((files("tether.precedents") / "outlooks.json").read_text("utf-8"))
    return found


def stamp_now() -> dict[str, str]:
    """Return the stamp that outlooks made now would carry."""
    record = (Path(str(files("tether.precedents"))) / "country_months.npz").read_bytes()
    return {"coding": freeze_hash(), "forecast": forecast_hash(), "record": hashlib.sha256(record).hexdigest()}


def forecast_hash() -> str:
    """Return the hash of the numbers that these forecasts rest on: members and gates of countries, the pull."""
    state = hashlib.sha256(repr(tuple(PULL)).encode())
    for room, name in (("forecast", "pooled.csv"), ("forecast", "gates.csv"), ("precedents", "left_out.csv")):
        for row in csv.DictReader((files(f"tether.{room}") / name).read_text("utf-8").splitlines()):
            if row.get("unit", "country") == "country" and row.get("kind", "mix") == "mix":
                row.pop("nat", None)  # how much of a shock a country's places share: nothing to a country by itself
                state.update(repr(sorted(row.items())).encode())
    return state.hexdigest()
