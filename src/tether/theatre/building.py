"""Builds a panel from events: month × place × type, nothing lost, nothing invented.

    panel = build_panel(read_events("ged191.csv", "Iraq"), load("iraq"))

**Dating.** ``end``: an event stands in the month of its ``date_end`` (VIEWS' way, the default where the file has that
date); ``start``: of its ``date_start``; ``spread``: its deaths are shared over the months that it touches, by days,
whole deaths by largest remainder, and each month that gets a death counts one event. Events that touch two months hold
26 % of Iraq's deaths.

**Span.** 1989-01 to December of the file's last year. Inside it no row is zero, outside it nothing is known. A file of
UCDP's monthly candidates (a release of three numbers) spans the months that it holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from tether.errors import InputError, Problem
from tether.evidence.calendar import Month, month, months_between
from tether.evidence.events import Events
from tether.theatre.panel import OPTIONAL, TYPES, EventCounts, Panel
from tether.theatre.placing import place_events
from tether.theatre.theatre import Theatre

if TYPE_CHECKING:
    import pandas as pd

DateBy = Literal["end", "start", "spread"]
FIRST_MONTH = "1989-01"  # where GED begins
COUNTED = {
    "low": "low",
    "best": "best",
    "high": "high",
    "civilians": "deaths_civilians",
    "unknown_side": "deaths_unknown",
}
SAID = {
    "end": "the month of date_end",
    "start": "the month of date_start",
    "spread": "spread over the months touched, by days",
}


def build_panel(events: Events, theatre: Theatre, date_by: DateBy | None = None, span: str = "") -> Panel:
    """Return the panel of ``events`` on the axes of ``theatre``.

    ``date_by`` defaults to the file's better date; ``span`` is "YYYY-MM:YYYY-MM". ``InputError`` if the file lacks the
    date that is asked for, or the span is no span.
    """
    how = date_by or events.dated_by
    if how not in get_args(DateBy):
        raise InputError(Problem(f"'{how}'", where="--date-by", expected=", ".join(get_args(DateBy))))
    if how != "start" and "date_end" not in events.frame:
        raise InputError(
            Problem(
                f"--date-by {how}", where=events.card.file, expected="a date_end column", remedy="use --date-by start"
            )
        )
    first, last = read_span(span) if span else _span(events)
    placing = place_events(events, theatre)
    parts = _parts(events.frame, how)
    at = parts["month"] - int(first.astype(int))
    length = months_between(first, last) + 1
    inside = (at >= 0) & (at < length)
    place, kind = placing.place[parts["event"]], parts["type"] - 1
    shape = (length, len(theatre.places), len(TYPES))
    placed, lost = inside & (place >= 0), inside & (place < 0)
    touching = _touching(events.frame)
    warnings = {
        **events.warnings,
        **placing.warnings,
        "long_events": int(touching.sum()),
        "outside_span": len(np.unique(parts["event"][~inside])),
    }
    return Panel(
        country=theatre.id,
        start=first,
        places=theatre.place_ids,
        cells=_cells(parts, placed, (at, place, kind), shape),
        unplaced=_cells(parts, lost, (at, kind), (shape[0], shape[2])),
        source=events.card.id,
        warnings=warnings,
        notes=(*events.notes, *_dating_note(events, how, touching), *placing.notes, *theatre.notes),
    )


def read_span(text: str) -> tuple[Month, Month]:
    """Return the first and last month of "YYYY-MM:YYYY-MM"."""
    try:
        first, last = (month(part.strip()) for part in text.split(":"))
        if np.isnat(first) or np.isnat(last) or last < first:
            raise ValueError
    except ValueError:
        raise InputError(
            Problem(f"span '{text}'", where="--span", expected="two months as 1989-01:2018-12, the earlier one first")
        ) from None
    return first, last


def _span(events: Events) -> tuple[Month, Month]:
    if events.card.version.count(".") == 2:
        dates = events.frame["date_end" if events.dated_by == "end" else "date_start"]
        return month(dates.min()), month(dates.max())
    return month(FIRST_MONTH), month(f"{events.last_year}-12")


def _months(dates: pd.Series) -> NDArray[np.int64]:
    """Return months since 1970-01, int64."""
    return dates.to_numpy().astype("datetime64[M]").astype(np.int64)


def _touching(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which events touch more than one month."""
    if "date_end" not in frame:
        return np.zeros(len(frame), bool)
    return _months(frame["date_start"]) != _months(frame["date_end"])


def _parts(frame: pd.DataFrame, how: DateBy) -> dict[str, NDArray[np.int64]]:
    """Return one row per event and month: ``event`` (its row), ``month`` (since 1970-01), ``type`` and the counts."""
    counts = {ours: frame[theirs].to_numpy(np.int64) for ours, theirs in COUNTED.items() if theirs in frame}
    zero = (counts["best"] == 0).astype(np.int64)
    event = np.arange(len(frame))
    if how != "spread":
        when = _months(frame["date_end" if how == "end" else "date_start"])
    else:
        event, when, days = _spread(frame)
        counts = {name: _share(value, event, days) for name, value in counts.items()}
        zero = zero[event] * np.append(event[1:] != event[:-1], True)  # once, in the month of its end
    kind = frame["type_of_violence"].to_numpy(np.int64)[event]
    return {"event": event, "month": when, "type": kind, "zero": zero, **counts}


def _spread(frame: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return (event, month, days of the event in that month), in the order of events and months."""
    start = frame["date_start"].to_numpy().astype("datetime64[D]")
    stop = frame["date_end"].to_numpy().astype("datetime64[D]") + 1
    first, last = _months(frame["date_start"]), _months(frame["date_end"])
    lengths = last - first + 1
    event = np.repeat(np.arange(len(frame)), lengths)
    when = first[event] + np.arange(len(event)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    opens, closes = (m.astype("datetime64[M]").astype("datetime64[D]") for m in (when, when + 1))
    days = np.minimum(stop[event], closes) - np.maximum(start[event], opens)
    return event, when, days.astype(np.int64)


def _share(value: NDArray[np.int64], event: NDArray[np.int64], days: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return whole shares of each event's value in proportion to days, by largest remainder (ties: earlier month)."""
    total = np.bincount(event, weights=days)[event]
    exact = value[event] * days / total
    whole = np.floor(exact).astype(np.int64)
    left = value - np.bincount(event, weights=whole, minlength=len(value)).astype(np.int64)
    order = np.lexsort((np.arange(len(event)), -(exact - whole), event))
    first = np.searchsorted(event, np.arange(len(value)))
    rank = np.empty(len(event), np.int64)
    rank[order] = np.arange(len(event)) - first[event[order]]
    return whole + (rank < left[event])


def _cells(
    parts: dict[str, NDArray[np.int64]],
    which: NDArray[np.bool_],
    axes: tuple[NDArray[Any], ...],
    shape: tuple[int, ...],
) -> EventCounts:
    at = tuple(a[which] for a in axes)
    best = parts["best"][which]

    def total(values: NDArray[np.int64]) -> NDArray[np.int32]:
        cells = np.zeros(shape, np.int64)
        np.add.at(cells, at, values)
        return cells.astype(np.int32)

    largest = np.zeros(shape, np.int32)
    np.maximum.at(largest, at, best.astype(np.int32))
    sums: dict[str, Any] = {
        n: total(parts[n][which]) if n in parts else None for n in ("low", "best", "high", *OPTIONAL)
    }
    return EventCounts(
        events=total((best > 0).astype(np.int64)), zero_events=total(parts["zero"][which]), largest=largest, **sums
    )


def _dating_note(events: Events, how: DateBy, touching: NDArray[np.bool_]) -> tuple[str, ...]:
    if events.kind == "located":
        return ()  # its own note says it
    deaths = events.frame["best"].to_numpy(np.int64)
    share = deaths[touching].sum() / max(deaths.sum(), 1)
    return (
        f"Events are dated by {SAID[how]}; {int(touching.sum()):,} events that touch more than one month hold "
        f"{share:.0%} of the deaths.",
    )
