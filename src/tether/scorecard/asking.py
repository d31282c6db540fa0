"""What a hindcast was asked for on the command line, and the series that it names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from tether.errors import UsageError
from tether.scorecard.series import Series
from tether.scorecard.sources import read_series, series_of_events, series_of_panel
from tether.theatre.panel import Panel


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
