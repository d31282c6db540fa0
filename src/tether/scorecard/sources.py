"""What a hindcast can be made of: a case, an event file, or a plain series.

- ``series_of_events``: a GED file or a located-events table of one country, as one unit or by first-order places
- ``series_of_panel``: the same from a panel (a case's whole record; a hindcast is the one verb that may read past
  its cut-off)
- ``read_series``: a table with unit, month, value and, where known, events and country

Inside an event file's span a month without a row is zero; in a plain series a month without a row is missing.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tether.errors import InputError, Problem, Problems, UsageError
from tether.evidence.calendar import month as month_of
from tether.scorecard.series import Series

if TYPE_CHECKING:
    import pandas as pd

    from tether.theatre.panel import Panel

TYPES = {"all": slice(None), "sb": slice(0, 1)}
MOST_TOLD = 20


def series_of_events(
    path: Path | str,
    country: str = "",
    *,
    unit: str = "adm1",
    types: str = "all",
    span: str = "",
    date_by: Any = None,
    boundaries: Path | None = None,
    place_column: str = "",
) -> Series:
    """Return the series of one country of an event file.

    ``unit`` country counts every event, placed or not; adm1 counts placed ones, on the shipped theatre's places, the
    units of ``boundaries``, or the names in the place column. Raises ``InputError`` where the file has none of these.
    """
    from tether.evidence.boundaries import read_boundaries
    from tether.theatre import build_panel, find_events, known_countries, load
    from tether.theatre.sketching import sketch_theatre

    events = find_events(str(path), country, **({"place_column": place_column} if place_column else {}))
    shipped = events.country.id in known_countries() and boundaries is None and not place_column
    if unit == "adm1" and not shipped and boundaries is None and not events.place_column:
        raise InputError(
            Problem(
                "--unit adm1, but no place column and no boundaries",
                where=str(path),
                expected="a column adm_1 or ne_adm1",
                remedy="name one with --place-column, give --boundaries FILE, or use --unit country",
            )
        )
    if shipped:
        theatre = load(events.country.id)
    else:
        units = read_boundaries(boundaries, events.country) if boundaries else ()
        theatre = sketch_theatre(events, units, boundaries.name if boundaries else "")
    panel = build_panel(events, theatre, date_by, span)
    return series_of_panel(panel, unit, types, named_as_seen=not shipped and boundaries is None)


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
    import pandas as pd

    path = Path(path)
    try:
        table = pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path, dtype=str)
    except (OSError, ValueError, UnicodeDecodeError, pd.errors.ParserError) as error:
        raise InputError(Problem(f"cannot be read: {error}", where=str(path), expected="CSV or Parquet")) from None
    missing = [c for c in ("unit", "month", "value") if c not in table]
    if missing:
        found = f"no column {', '.join(missing)}"
        raise InputError(
            Problem(found, where=str(path), expected="columns unit, month, value and, where known, events")
        )
    return _assembled(_checked(table, str(path)), path.stem)


def _checked(table: pd.DataFrame, where: str) -> pd.DataFrame:
    import pandas as pd

    problems = Problems(where)
    table = table.assign(unit=table["unit"].astype(str), month=table["month"].astype(str).str.slice(0, 7))
    good = table["month"].str.fullmatch(r"\d{4}-(0[1-9]|1[0-2])")
    _tell(problems, table[~good], "month", "a month as YYYY-MM")
    for column in [c for c in ("value", "events") if c in table]:
        numbers = pd.to_numeric(table[column], errors="coerce")
        said = table[column].notna() & (table[column].astype(str).str.strip() != "")
        _tell(problems, table[said & numbers.isna()], column, "a number, or empty for a missing month")
        _tell(problems, table[numbers < 0], column, "no negative count; leave a missing month empty")
        table[column] = numbers
    if "events" in table:
        more = (table["events"] > table["value"]) & (table["value"] >= 0)
        _tell(problems, table[more], "events", "no more events than deaths")
    _tell(problems, table[table.duplicated(["unit", "month"])], "month", "one row per unit and month")
    problems.raise_if_any()
    return table


def _tell(problems: Problems, rows: pd.DataFrame, column: str, expected: str) -> None:
    for line, row in zip(rows.index.to_numpy() + 2, rows.head(MOST_TOLD).to_dict("records"), strict=False):
        problems.add(f"{row['unit']}: {column} '{row[column]}'", line=int(line), path=column, expected=expected)
    if len(rows) > MOST_TOLD:
        problems.add(f"{len(rows) - MOST_TOLD} more rows with such a {column}", path=column, expected=expected)


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
        deaths = np.where(np.isnan(events), np.nan, deaths)
    groups = tuple(table.drop_duplicates("unit")["country"].astype(str)) if "country" in table else ()
    notes = () if events is not None else ("The series has no events: its deaths were modelled alone.",)
    return Series(tuple(units), start, deaths, events, groups, name, notes)
