"""A hindcast: what would have been forecast at past origins, scored against what happened.

    hindcast(series, HindcastTask(origins, leads, draws=1000, unit="adm1"), out)

writes ``draws.parquet`` (unit, origin, month, lead, draw, outcome: deaths of the published forecast), ``scores.csv``
(one row per forecaster, unit, origin and lead) and ``hindcast.html`` with its JSON twin. At an origin nothing later
is read: forecasters get ``series.until(origin)``. Finished origins stand in ``OUT/origins``; a run that was interrupted
takes up where it stopped, and one whose input or settings differ is refused. Origins are independent, so workers change
no byte.

Origins as a user writes them: ``2012-10,2013-10`` names last data months; ``2012..2018`` means one origin a year:
Octobers where the first lead is 3 or more (the VIEWS challenge: calendar years forecast from October), Decembers where
it is 1 or 2. Leads: ``--leads 3-14``.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tether import __version__
from tether.documents.cells import csv_text, unguarded_table
from tether.documents.files import refuse_taken, replacing, write_text
from tether.documents.locks import locked
from tether.errors import InputError, Problem, Problems, UsageError, numbered
from tether.evidence.calendar import Month
from tether.evidence.calendar import month as month_of
from tether.forecast.benchmarks import BENCHMARKS, forecast_pooled
from tether.forecast.core_forecaster import (
    POSTERIOR,
    CoreForecaster,
    Forecasts,
    check_few,
    places_summed,
    posterior_forecast,
    posterior_table,
)
from tether.forecast.draws_file import PIECE, piece_of, read_pieces, write_pieces
from tether.forecast.scores import score_cells
from tether.forecast.series import HindcastTask, Series, read_series, series_of_events, series_of_panel
from tether.forecast.size import hindcast_needs
from tether.forecast.sum_scores import by_country, opponents, score_sums
from tether.forecast.sums import SPANS, sums_along
from tether.randomness.memory import refuse_too_large
from tether.randomness.noise import Noise
from tether.theatre.panel import Panel

PUBLISHED = (
    "mix"  # what scored better on training windows (docs/explanation/skill.md); the model alone is scored beside it
)
AGAINST = ("nb-12", "nb-24", "conflictology-12", "change-120", "boot240-own", "last-poisson", "zero")
POOLED = "boot240-pooled"  # the one simple history that looks at all units
STYLES = ("mix", "model")
NOTHING = np.zeros((0, 0, 0), np.float32)  # what a piece keeps of draws that are on disk
Say = Callable[[str], None]


@dataclass(frozen=True)
class Hindcast:
    """A finished hindcast: what was scored, and the folder that keeps its draws and its page (None where none does)."""

    series: Series
    task: HindcastTask
    scores: pd.DataFrame
    folder: Path | None = None

    def __repr__(self) -> str:
        task = self.task
        label, said = self.verdict
        return (
            f"Hindcast of {self.series.name}: {numbered(self.scores['unit'].nunique(), 'unit')}, "
            f"{numbered(len(task.origins), 'origin')} "
            f"({task.origins[0]} to {task.origins[-1]}), leads {task.leads[0]} to {task.leads[-1]} months\n"
            f"  deaths a unit and month, {task.draws:,} draws; data up to {self.series.end}\n"
            f"  {label} {said}"
        )

    @property
    def verdict(self) -> tuple[str, str]:
        """Return the label, and the sentence with its figures."""
        from tether.forecast.hindcast_page import verdict_of

        return verdict_of(self.scores)

    def to_dataframe(self) -> pd.DataFrame:
        """Return the scores, one row per forecaster, unit, origin and lead (``cut_off`` is each row's ``origin``)."""
        frame = self.scores.copy()
        units = "deaths a unit and month (crps, mis, twcrps), bits (ign), shares (cover…)"
        frame.attrs = {"series": self.series.name, "units": units, "cut_off": "each row's origin"}
        frame.attrs["verdict"] = " ".join(self.verdict)
        return frame


def hindcast(
    series: Series, task: HindcastTask, out: Path, workers: int = 1, say: Say = lambda text: None
) -> tuple[pd.DataFrame, Path]:
    """Run the origins that are not finished, assemble all, and return the scores and the page's path."""
    _check(series, task, out, workers)
    parts = out / "origins"
    _claim(series, task, parts)
    left = [o for o in task.origins if not (parts / f"{o}.json").exists()]
    for origin in _run(series, task, parts, left, workers):
        say(f"{origin}: done ({task.origins.index(origin) + 1} of {numbered(len(task.origins), 'origin')})")
    scores = pd.concat([read_scores(parts / f"{o}.csv") for o in task.origins], ignore_index=True)
    _put(out / "scores.csv", lambda p: p.write_text(csv_text(scores), "utf-8"))
    whole = read_pieces(parts / f"{o}.parquet" for o in task.origins)
    _put(out / "draws.parquet", lambda p: write_pieces(p, whole))
    notes = [json.loads((parts / f"{o}.json").read_text("utf-8")) for o in task.origins]
    from tether.forecast.hindcast_page import hindcast_page
    from tether.report.writers import save_with_twin

    if task.posterior:
        _put(out / "posterior.csv", lambda p: p.write_text(csv_text(posterior_table(notes)), "utf-8"))
    sums = None
    if task.sums:
        sums = pd.concat([read_scores(parts / f"{o}.sums.csv") for o in task.origins], ignore_index=True)
        _put(out / "sums.csv", lambda p: p.write_text(csv_text(sums), "utf-8"))
    page = hindcast_page(series, task, scores, notes, sums)
    save_with_twin(page, out / "hindcast.html")
    return scores, out / "hindcast.html"


def read_scores(path: Path) -> pd.DataFrame:
    """Return a table of scores: names as text ("NA" is a name), numbers missing where blank."""
    named = dict.fromkeys(("unit", "country", "origin", "month", "forecaster", "level"), str)
    numbers = [c for c in pd.read_csv(path, nrows=0).columns if c not in named]
    read = pd.read_csv(path, dtype=named, keep_default_na=False, na_values={key: [""] for key in numbers})
    return unguarded_table(read)


def _check(series: Series, task: HindcastTask, out: Path, workers: int) -> None:
    if not 10 <= task.draws <= 100_000:
        raise UsageError(f"--draws {task.draws}: 10 to 100,000 (fewer have no 90 % interval)")
    if workers < 1:
        raise UsageError(f"--workers {workers}: 1 or more")
    if task.posterior:
        check_few(series)
    units, origins, leads = len(series.units), len(task.origins), len(task.leads)
    found = f"{units:,} units × {origins} origins × {leads} leads × {task.draws:,} draws on {workers} workers"
    held = leads + 2 * max(SPANS) if task.sums else leads
    needs = hindcast_needs(units, origins, leads, task.draws, workers, held)
    refuse_too_large(needs, out, found, where="--draws", remedy="ask for fewer draws, leads, origins or workers")
    bad = [o for o in task.origins if not series.start <= month_of(o) <= series.end]
    if bad:
        found = f"origin {', '.join(bad)}, outside the data"
        raise InputError(Problem(found, where="--origins", expected=f"months from {series.start} to {series.end}"))


def _claim(series: Series, task: HindcastTask, parts: Path) -> None:
    """Stamp the folder with what it is for; refuse one that is for something else."""
    stamp = json.dumps({"version": __version__, "data": _digest(series), **asdict(task)}, sort_keys=True)
    mark = parts / "task.json"
    if not mark.exists():
        _refuse_foreign(parts.parent)
    parts.mkdir(parents=True, exist_ok=True)
    with locked(mark):
        if not mark.exists():
            write_text(mark, stamp)
        elif mark.read_text("utf-8") != stamp:
            raise InputError(
                Problem(
                    "a hindcast of other data or settings",
                    where=str(parts.parent),
                    expected="an empty folder, or the one of an interrupted run of this very hindcast",
                    remedy="choose another --out",
                )
            )


WRITTEN = ("origins", "scores.csv", "sums.csv", "draws.parquet", "posterior.csv", "hindcast.html", "hindcast.json")


def _refuse_foreign(out: Path) -> None:
    """Refuse a folder in which something that no hindcast wrote would be overwritten, or a name that is no folder."""
    taken = [name for name in WRITTEN if (out / name).exists() or (out / name).is_symlink()]
    if out.is_symlink() or (out.exists() and not out.is_dir()) or taken:
        refuse_taken(out)


def _digest(series: Series) -> str:
    state = hashlib.sha256(repr((series.units, str(series.start), series.groups, series.as_seen)).encode())
    for array in (series.deaths, series.events):
        state.update(b"none" if array is None else np.ascontiguousarray(array).tobytes())
    return state.hexdigest()


def _run(series: Series, task: HindcastTask, parts: Path, left: list[str], workers: int) -> Iterator[str]:
    if workers <= 1 or len(left) <= 1:
        for origin in left:
            yield one_origin(series, task, parts, origin)
        return
    with ProcessPoolExecutor(min(workers, len(left)), mp_context=get_context("spawn")) as pool:
        jobs = [pool.submit(one_origin, series, task, parts, origin) for origin in left]
        for job in jobs:
            yield job.result()


def one_origin(series: Series, task: HindcastTask, parts: Path, origin: str) -> str:
    """Forecast and score one origin and write its three files; the last one marks it finished."""
    noise, history = Noise(task.seed), series.until(origin)
    rows, said = units_at(history)
    history, truth = history.only(rows), series.only(rows)
    tables: list[pd.DataFrame] = []
    forecasts: list[Forecasts] = []

    def pieces() -> Iterator[Any]:
        for first in range(0, len(rows), PIECE):
            part = list(range(first, min(first + PIECE, len(rows))))
            found, scored = _forecast(history, truth.only(part), task, origin, part, noise)
            tables.append(scored)
            forecasts.append(found._replace(mixed=NOTHING, model=NOTHING))
            yield piece_of(found.mixed, truth.only(part).units, origin, task.leads)

    _put(parts / f"{origin}.parquet", lambda p: write_pieces(p, pieces()))
    note: dict[str, Any] = {"origin": origin, **said, "diagnoses": [asdict(d) for f in forecasts for d in f.said]}
    if task.posterior:
        drawn, note["posterior"] = posterior_forecast(history, task.leads, task.draws, noise, task.unit)
        tables.append(score_cells(drawn, truth, origin, task.leads, noise).assign(forecaster=POSTERIOR))
    table = pd.concat(tables, ignore_index=True)
    order = table["forecaster"].map(
        {name: n for n, name in enumerate(("core", "core-model", POSTERIOR, *AGAINST, POOLED))}
    )
    table = table.iloc[np.argsort(order.to_numpy(), kind="stable")]
    _put(parts / f"{origin}.csv", lambda p: p.write_text(csv_text(table), "utf-8"))
    if task.sums:
        sums = _sums(history, truth, task, origin, forecasts, noise)
        _put(parts / f"{origin}.sums.csv", lambda p: p.write_text(csv_text(sums), "utf-8"))
    _put(parts / f"{origin}.json", lambda p: p.write_text(json.dumps(note), "utf-8"))
    return origin


def _forecast(
    history: Series, truth: Series, task: HindcastTask, origin: str, rows: list[int], noise: Noise
) -> tuple[Forecasts, pd.DataFrame]:
    """Return the forecasts of some rows of ``history``, and all forecasters' scores."""
    whole, months = CoreForecaster(PUBLISHED, task.unit, task.particles), max(SPANS) if task.sums else 0
    part = history.only(rows)
    found = whole.both(part, task.leads, task.draws, noise, rows[0], len(history.units), months)
    forecasts = {"core": found.mixed, "core-model": found.model}
    forecasts |= {name: BENCHMARKS[name](part, task.leads, task.draws, noise) for name in AGAINST}
    forecasts[POOLED] = forecast_pooled(part, history, task.leads, task.draws, noise)
    scored = [score_cells(d, truth, origin, task.leads, noise).assign(forecaster=n) for n, d in forecasts.items()]
    return found, pd.concat(scored, ignore_index=True)


def _sums(
    history: Series, truth: Series, task: HindcastTask, origin: str, found: list[Forecasts], noise: Noise
) -> pd.DataFrame:
    """Return the scores of sums: the units' own, and of the model's places summed by country, beside the opponents."""
    published, model = (sums_along(np.concatenate([f.paths[style] for f in found]), SPANS) for style in STYLES)
    drawn = {"core": published, "core-model": model, **opponents(history, noise, task.draws)}
    scored = [score_sums(d, truth, origin, noise).assign(level="unit", forecaster=n) for n, d in drawn.items()]
    clouds = [cloud for f in found for cloud in f.clouds]
    if clouds:
        places, whole = places_summed(clouds, max(SPANS), noise), by_country(truth)
        paths = np.stack([places[name] for name in whole.units])
        drawn = {"places": sums_along(paths, SPANS), **opponents(whole.until(origin), noise, task.draws)}
        scored += [score_sums(d, whole, origin, noise).assign(level="summed", forecaster=n) for n, d in drawn.items()]
    return pd.concat(scored, ignore_index=True)


def units_at(history: Series) -> tuple[list[int], dict[str, list[str]]]:
    """Return the rows that can be forecast at the history's end, and who was left out and why."""
    known = [bool(row.any()) for row in history.known]
    counts = history.deaths if history.events is None else np.fmax(history.deaths, history.events)
    seen = [not history.as_seen or bool((np.nan_to_num(row) > 0).any()) for row in counts]
    rows = [int(r) for r in np.flatnonzero(np.logical_and(known, seen))]
    if not rows:
        found = f"no unit with a known month up to {history.end}"
        raise InputError(Problem(found, where="--origins", expected="an origin after the first months of the data"))
    return rows, {
        "no_history": [u for u, k in zip(history.units, known, strict=True) if not k],
        "named_later": [u for u, k, s in zip(history.units, known, seen, strict=True) if k and not s],
    }


def _put(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file whole or not at all."""
    with replacing(path) as draft:
        write(draft)


LONGEST = 60
_MONTH, _YEARS, _LEADS = (
    re.compile(r"\d{4}-(0[1-9]|1[0-2])"),
    re.compile(r"(\d{4})\.\.(\d{4})"),
    re.compile(r"(\d+)-(\d+)"),
)


def read_leads(text: str) -> tuple[int, ...]:
    """Return the leads of "A-B" (or "A"), months after the origin."""
    found = _LEADS.fullmatch(text.strip()) or _LEADS.fullmatch(f"{text.strip()}-{text.strip()}")
    first, last = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= first <= last <= LONGEST:
        problem = Problem(f"leads '{text}'", where="--leads", expected=f"A-B with 1 ≤ A ≤ B ≤ {LONGEST}, such as 3-14")
        raise InputError(problem)
    return tuple(range(first, last + 1))


def read_origins(text: str, leads: tuple[int, ...]) -> tuple[Month, ...]:
    """Return the origins of ``text``, ascending, each once."""
    problems, found = Problems("--origins"), set()
    calendar = "10" if leads[0] >= 3 else "12"
    for part in (p.strip() for p in text.split(",")):
        years = _YEARS.fullmatch(part)
        if years and int(years[1]) <= int(years[2]):
            found |= {month_of(f"{y}-{calendar}") for y in range(int(years[1]), int(years[2]) + 1)}
        elif _MONTH.fullmatch(part):
            found.add(month_of(part))
        else:
            problems.add(f"origin '{part}'", expected="a month such as 2012-10, or years such as 2012..2018")
    problems.raise_if_any()
    return tuple(sorted(found))


@dataclass(frozen=True)
class HindcastRequest:
    """The options of ``tether hindcast`` that name the data; exactly one of case, events, series is given."""

    case: str = ""
    events: str = ""
    country: str = ""
    series: Path | None = None
    unit: str = "adm1"
    types: str = "all"
    span: str = ""
    boundaries: Path | None = None
    place_column: str = ""
    date_by: str = ""


def open_series(asked: HindcastRequest, panel: Panel | None = None) -> Series:
    """Return the series that was asked for; ``panel`` is the opened record of ``asked.case``.

    Raises:
        UsageError: none or several of case, --events and --series; an unknown unit, type or dating.
        InputError: what the readers found wrong in the file.
    """
    given = [bool(asked.case), bool(asked.events), asked.series is not None]
    if sum(given) != 1:
        raise UsageError("give one of: a case, --events FILE, --series FILE")
    if asked.unit not in ("adm1", "country") or asked.types not in ("all", "sb"):
        raise UsageError(f"--unit {asked.unit} --types {asked.types}: units are adm1 and country, types all and sb")
    if asked.date_by not in ("", "start", "end", "spread"):
        raise UsageError(f"--date-by {asked.date_by}: start, end or spread")
    if asked.series is not None:
        return _with_note(read_series(asked.series), asked)
    if panel is not None:
        return series_of_panel(panel, asked.unit, asked.types)
    return series_of_events(
        asked.events,
        asked.country,
        unit=asked.unit,
        types=asked.types,
        span=asked.span,
        date_by=asked.date_by or None,
        boundaries=asked.boundaries,
        place_column=asked.place_column,
    )


def _with_note(series: Series, asked: HindcastRequest) -> Series:
    """Return the series with a note of the options that say nothing about a plain series."""
    idle = {
        "--country": asked.country,
        "--span": asked.span,
        "--boundaries": asked.boundaries,
        "--place-column": asked.place_column,
        "--date-by": asked.date_by,
    }
    named = ", ".join(option for option, value in idle.items() if value)
    said = f"{named}: not used, for a plain series has its own units and months." if named else ""
    return replace(series, notes=(*series.notes, *([said] if said else [])))
