"""A plain series: deaths (and, where known, events) per unit and month, with what is missing kept apart from zero.

Every forecaster of this room sees the world as a ``Series``: units down, months across. A month in which a unit had no
recorded death is a known zero; a month outside the file's span is *missing*: no forecaster may read its value, no score
counts its cell.

    series = Series(("anbar",), np.datetime64("2012-01"), deaths=np.array([[3.0, 0.0, np.nan]]))
    series.known        # [[True, True, False]]
    series.until("2012-02").deaths.shape   # (1, 2): nothing after the origin is left to read

What a series can be made of:

- ``series_of_events``: a GED file or a located-events table of one country, as one unit or by first-order places
- ``series_of_panel``: the same from a panel (a case's whole record; a hindcast is the one verb that may read past
  its cut-off)
- ``read_series``: a table with unit, month, value and, where known, events and country

Inside an event file's span a month without a row is zero; in a plain series a month without a row is missing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tether.errors import InputError, Problem, Problems, UsageError
from tether.evidence.calendar import month as month_of
from tether.evidence.events import Events
from tether.evidence.ged import FIRST_YEAR, LAST_YEAR
from tether.evidence.tables import open_table

if TYPE_CHECKING:
    import pandas as pd

    from tether.theatre.panel import Panel

Month = np.datetime64


@dataclass(frozen=True)
class Series:
    """Units × months. ``deaths`` and ``events`` are float64 (unit, month), NaN where missing; ``events`` may be None.

    ``groups`` names each unit's country (the cluster of a bootstrap, the scope of a shared shock); empty means that all
    units belong together. ``name`` labels the series in tables. ``as_seen``: units are named by the events
    themselves, so at an origin only those with a death or event before it are known to exist.
    """

    units: tuple[str, ...]
    start: Month
    deaths: NDArray[np.float64]
    events: NDArray[np.float64] | None = None
    groups: tuple[str, ...] = ()
    name: str = "series"
    notes: tuple[str, ...] = field(default=())
    as_seen: bool = False

    def __post_init__(self) -> None:
        """Check that the axes agree."""
        if self.deaths.ndim != 2 or self.deaths.shape[0] != len(self.units):
            raise ValueError(f"deaths has shape {self.deaths.shape}, expected ({len(self.units)}, months)")
        if self.events is not None and self.events.shape != self.deaths.shape:
            raise ValueError(f"events has shape {self.events.shape}, deaths {self.deaths.shape}")

    @property
    def known(self) -> NDArray[np.bool_]:
        """Return which cells are data, shape (unit, month)."""
        return ~np.isnan(self.deaths)

    @property
    def months(self) -> NDArray[np.datetime64]:
        """Return the months, datetime64[M], shape (month,)."""
        return month_of(self.start) + np.arange(self.deaths.shape[1])

    @property
    def end(self) -> Month:
        """Return the last month."""
        return self.months[-1]

    @property
    def clusters(self) -> tuple[str, ...]:
        """Return one country per unit: ``groups``, or the series' own name for all."""
        return self.groups or (self.name,) * len(self.units)

    def index(self, month: Month | str) -> int:
        """Return the column of ``month``; may lie outside the array."""
        return int((month_of(month) - month_of(self.start)).astype(int))

    def until(self, month: Month | str) -> Series:
        """Return the series with nothing after ``month`` (inclusive)."""
        keep = min(max(self.index(month) + 1, 0), self.deaths.shape[1])
        events = None if self.events is None else self.events[:, :keep]
        return replace(self, deaths=self.deaths[:, :keep], events=events)

    def only(self, rows: list[int] | NDArray[np.int64]) -> Series:
        """Return the series with only the units at ``rows``, axis 0 of each array."""
        rows = [int(r) for r in rows]
        return replace(
            self,
            units=tuple(self.units[r] for r in rows),
            deaths=self.deaths[rows],
            events=None if self.events is None else self.events[rows],
            groups=tuple(self.groups[r] for r in rows) if self.groups else (),
        )

    def at(self, origin: Month | str, leads: tuple[int, ...]) -> NDArray[np.float64]:
        """Return what happened at ``origin + leads``, shape (unit, lead); NaN where missing or outside."""
        columns = np.array([self.index(origin) + k for k in leads])
        out = np.full((len(self.units), len(leads)), np.nan)
        inside = (columns >= 0) & (columns < self.deaths.shape[1])
        out[:, inside] = self.deaths[:, columns[inside]]
        return out


NEEDED = ("unit", "month", "value")
BLANK = ("", "na", "nan", "null")  # what a missing month may say
MOST = 2**31 - 1
TYPES = {"all": slice(None), "sb": slice(0, 1)}
MOST_TOLD = 20


def series_of_events(
    source: Path | str | Events,
    country: str = "",
    *,
    unit: str = "adm1",
    types: str = "all",
    span: str = "",
    date_by: Any = None,
    boundaries: Path | None = None,
    place_column: str = "",
) -> Series:
    """Return the series of one country of an event file, or of events read from one.

    ``unit`` country counts every event, placed or not; adm1 counts placed ones, on the shipped theatre's places, the
    units of ``boundaries``, or the names in the place column. Raises ``InputError`` where the file has none of these.
    """
    from tether.evidence.boundaries import read_boundaries
    from tether.theatre import build_panel, find_events, known_countries, load
    from tether.theatre.new_theatre import sketch_theatre

    if isinstance(source, Events):
        events, path = source, source.card.file
    else:
        events, path = (
            find_events(str(source), country, **({"place_column": place_column} if place_column else {})),
            str(source),
        )
    shipped = events.country.id in known_countries() and boundaries is None and not place_column
    if unit == "adm1" and not shipped and boundaries is None:
        _check_named_places(events, path)
    if shipped:
        theatre = load(events.country.id)
    else:
        units = read_boundaries(boundaries, events.country) if boundaries else ()
        theatre = sketch_theatre(events, units, boundaries.name if boundaries else "")
    panel = build_panel(events, theatre, date_by, span)
    panel = replace(panel, notes=(*panel.notes, *_span_notes(panel, events.last_year, span)))
    return series_of_panel(panel, unit, types, named_as_seen=not shipped and boundaries is None)


def _check_named_places(events: Events, path: str) -> None:
    if events.place_column and events.frame[events.place_column].notna().any():
        return
    empty = f"nothing in column {events.place_column}" if events.place_column else "no place column"
    raise InputError(
        Problem(
            f"--unit adm1, but {empty} and no boundaries",
            where=path,
            expected="a column adm_1 or ne_adm1",
            remedy="name one with --place-column, give --boundaries FILE, or use --unit country",
        )
    )


def _span_notes(panel: Panel, last_year: int, span: str) -> tuple[str, ...]:
    """Return what a user's span claims beyond the file, and which events it leaves out."""
    notes = []
    if span and panel.end > month_of(f"{last_year}-12"):
        notes.append(
            f"The span reaches past {last_year}, the file's last year: its months to {panel.end} count as months "
            "without a death because --span says so, not because the file does."
        )
    if span and panel.warnings.get("outside_span"):
        notes.append(f"{panel.warnings['outside_span']:,} events lie outside the span and were left out.")
    return tuple(notes)


def series_of_panel(panel: Panel, unit: str = "adm1", types: str = "all", named_as_seen: bool = False) -> Series:
    """Return deaths and events of a panel. ``named_as_seen``: a unit exists from its first event on (note it so)."""
    if unit not in ("adm1", "country") or types not in TYPES:
        raise UsageError(f"--unit {unit} --types {types}: units are adm1 and country, types all and sb")
    chosen = TYPES[types]
    deaths, events = (a[:, :, chosen].sum(axis=2).T.astype(float) for a in (panel.cells.best, panel.cells.events))
    notes = tuple(panel.notes)
    if unit == "country":
        lost = [a[:, chosen].sum(axis=1).astype(float) for a in (panel.unplaced.best, panel.unplaced.events)]
        deaths, events = (a.sum(axis=0, keepdims=True) + b for a, b in zip((deaths, events), lost, strict=True))
        return Series((panel.country,), panel.start, deaths, events, (panel.country,), panel.country, notes)
    lost_events, all_events = int(panel.unplaced.events[:, chosen].sum()), int(panel.cells.events[:, :, chosen].sum())
    notes += (f"{lost_events} of {lost_events + all_events} events have no place and are in no unit.",)
    groups = (panel.country,) * len(panel.places)
    series = Series(panel.places, panel.start, deaths, events, groups, panel.country, notes)
    return replace(series, as_seen=named_as_seen)


def read_series(path: Path | str) -> Series:
    """Return a plain series from CSV or Parquet: unit, month, value[, events, country]; every problem told at once."""
    path = Path(path)
    with open_table(path) as file:
        spelt = {h.strip().lower(): h for h in file.header}
        missing = [c for c in NEEDED if c not in spelt]
        if missing:
            _say_missing(missing, file.header, file.where)
        wanted = [c for c in (*NEEDED, "events", "country") if c in spelt]
        columns = ", ".join(f"""trim(cast("{spelt[c].replace('"', '""')}" as varchar)) as {c}""" for c in wanted)
        table = file.frame(f"select {columns} from source")
        return _assembled(_checked(table, file.where), path.stem)


def _say_missing(missing: list[str], header: tuple[str, ...], where: str) -> None:
    problems = Problems(where)
    for name in missing:
        problems.add(
            f"no column '{name}'",
            line=1,
            expected="columns unit, month, value and, where known, events and country",
            remedy=f"the file has: {', '.join(header[:12])}{' …' if len(header) > 12 else ''}",
        )
    problems.raise_if_any()


def _checked(table: pd.DataFrame, where: str) -> pd.DataFrame:
    problems = Problems(where)
    if table.empty:
        problems.add("a header and no rows", expected="one row per unit and month")
    table = table.fillna("").assign(month=table["month"].fillna("").str.slice(0, 7))
    _tell(problems, table[table["unit"] == ""], "unit", "the unit's name")
    good = table["month"].str.fullmatch(r"\d{4}-(0[1-9]|1[0-2])")
    year = table["month"].where(good, f"{FIRST_YEAR}-01").str.slice(0, 4).astype(int)
    good &= year.between(FIRST_YEAR, LAST_YEAR)
    _tell(problems, table[~good], "month", f"a month as YYYY-MM, {FIRST_YEAR} to {LAST_YEAR}")
    for column in [c for c in ("value", "events") if c in table]:
        table[column] = _counts(problems, table, column)
    if "events" in table:
        more = (table["events"] > table["value"]) & (table["value"] >= 0)
        _tell(problems, table[more], "events", "no more events than deaths")
    _tell(problems, table[table.duplicated(["unit", "month"]) & good], "month", "one row per unit and month")
    if "country" in table:
        _tell(problems, table[table["country"] == ""], "country", "the unit's country in every row, or no such column")
        several = table.groupby("unit")["country"].transform("nunique") > 1
        _tell(problems, table[several & table.duplicated("unit")], "country", "one country per unit")
    problems.raise_if_any()
    return table


def _counts(problems: Problems, table: pd.DataFrame, column: str) -> pd.Series:
    """Return the column's numbers, NaN where it says nothing; tell what is no count."""
    import pandas as pd

    said = ~table[column].str.lower().isin(BLANK)
    numbers = pd.to_numeric(table[column].where(said), errors="coerce")
    _tell(problems, table[said & numbers.isna()], column, "a number, or empty for a missing month")
    _tell(problems, table[numbers < 0], column, "no negative count; leave a missing month empty")
    whole = (numbers % 1 == 0) & (numbers <= MOST)
    _tell(problems, table[(numbers >= 0) & ~whole], column, f"a whole number, {MOST:,} at most")
    return numbers


def _tell(problems: Problems, rows: pd.DataFrame, column: str, expected: str) -> None:
    for line, row in zip(rows.index.to_numpy() + 2, rows.head(MOST_TOLD).to_dict("records"), strict=False):
        said = f"{column} '{row[column]}'" if row[column] != "" else f"{column} blank"
        whose = f"{row['unit']}: " if row["unit"] else ""
        problems.add(whose + said, line=int(line), path=column, expected=expected)
    if len(rows) > MOST_TOLD:
        problems.add(f"{len(rows) - MOST_TOLD} more rows like these", path=column, expected=expected)


def _assembled(table: pd.DataFrame, name: str) -> Series:
    units = list(dict.fromkeys(table["unit"]))
    start, end = month_of(table["month"].min()), month_of(table["month"].max())
    width = int((end - start).astype(int)) + 1
    row = {u: i for i, u in enumerate(units)}
    at = (table["unit"].map(row).to_numpy(), (table["month"].to_numpy("datetime64[M]") - start).astype(int))
    deaths = np.full((len(units), width), np.nan)
    deaths[at] = table["value"].to_numpy(float)
    events = None
    if "events" in table:
        events = np.full_like(deaths, np.nan)
        events[at] = table["events"].to_numpy(float)
        events = np.where(np.isnan(deaths), np.nan, events)
    groups = tuple(table.drop_duplicates("unit")["country"].astype(str)) if "country" in table else ()
    notes = _event_notes(deaths, events)
    return Series(tuple(units), start, deaths, events, groups, name, notes)


def _event_notes(deaths: NDArray[np.float64], events: NDArray[np.float64] | None) -> tuple[str, ...]:
    if events is None:
        return ("The series has no events: its deaths were modelled alone.",)
    lacking = int((np.isnan(events) & ~np.isnan(deaths)).sum())
    said = (
        f"{lacking:,} months have deaths and no number of events: they are scored, and the core reads them as missing."
    )
    return (said,) if lacking else ()


@dataclass(frozen=True)
class HindcastTask:
    """What to forecast: origins (last data months), leads, draws, the kind of unit, the seed."""

    origins: tuple[str, ...]
    leads: tuple[int, ...]
    draws: int = 1000
    unit: str = "adm1"
    seed: int = 1
    particles: int = 512
    sums: bool = False  # score sums over 12, 24 and 36 months too
    posterior: bool = False  # fit and score a posterior over hyper-parameters too: minutes per origin
