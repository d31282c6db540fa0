"""The panel: one country's recorded violence as dense month × place × type counts.

Counts are UCDP's: an event is at least one death at a place and date; ``events`` counts events with ``best >= 1``;
events with ``best = 0`` are kept apart in ``zero_events``. What could not be placed stands beside the panel in
``unplaced``, never inside a place and never dropped. Missing is never zero: a column that the source lacks is ``None``.

Builds a panel from events: month × place × type, nothing lost, nothing invented.

    panel = build_panel(read_events("ged191.csv", "Iraq"), load("iraq"))

**Dating.** ``end``: an event stands in the month of its ``date_end`` (VIEWS' way, the default where the file has that
date); ``start``: of its ``date_start``; ``spread``: its deaths are shared over the months that it touches, by days,
whole deaths by largest remainder, and each month that gets a death counts one event. Events that touch two months hold
26 % of Iraq's deaths.

**Span.** 1989-01 to December of the file's last year. Inside it no row is zero, outside it nothing is known. A file of
UCDP's candidates (a release of three numbers, or of four) spans the months that it holds.

The place rule: which first-order place an event belongs to.

The file's place name by the alias table where it gives one, else the polygon that holds the point (a point in the sea
within ``SHORE`` degrees of a place is that place's: outlines are simplified). Where the place is known worse than to
the first-order unit (``where_prec`` above 4), or nothing fits, the event is unplaced: counted beside the map, never
dropped. A point across the border, and a name and a point that disagree, are counted, never refused.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from tether.errors import InputError, Problem, numbered
from tether.evidence.calendar import Month, month, months_between
from tether.evidence.events import Events
from tether.randomness.memory import Need, refuse_too_large
from tether.theatre.theatre import Theatre

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

TYPES = ("state-based", "non-state", "one-sided")  # UCDP type_of_violence 1, 2, 3
ARRAYS = 12  # of a panel's shape, of eight bytes, that are held while it is made
SURE = ("events", "zero_events", "low", "best", "high", "largest")
OPTIONAL = ("civilians", "unknown_side")  # absent in located-events tables
UNITS = {"events": "events", "zero_events": "events"}  # of a month, place and type; all else counts deaths

Counts = NDArray[np.int32]


@dataclass(frozen=True)
class EventCounts:
    """Counts per cell, int32, all of one shape (month, place, type) or, unplaced, (month, type).

    ``best`` etc. are deaths; ``largest`` is the largest single event's best estimate; ``civilians`` and
    ``unknown_side`` are None where the source has no such column (missing, never zero).
    """

    events: Counts
    zero_events: Counts
    low: Counts
    best: Counts
    high: Counts
    largest: Counts
    civilians: Counts | None
    unknown_side: Counts | None

    def before(self, months: int) -> EventCounts:
        """Return the first ``months`` months."""
        names = (*SURE, *OPTIONAL)
        cut: dict[str, Any] = {n: None if getattr(self, n) is None else getattr(self, n)[:months] for n in names}
        return EventCounts(**cut)


@dataclass(frozen=True)
class Panel:
    """Months ``start`` onward (numpy datetime64[M]), places by id, UCDP's three types.

    ``warnings`` counts what was odd but kept (order violations, points across a border, long events, unplaced).
    ``notes`` are sentences that every reader of a result must see (e.g. "dated by date_start").
    """

    country: str
    start: np.datetime64
    places: tuple[str, ...]
    cells: EventCounts  # (month, place, type)
    unplaced: EventCounts  # (month, type)
    source: str  # id of the source card
    warnings: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        events, lost = int(self.cells.events.sum()), int(self.unplaced.events.sum())
        return (
            f"Panel {self.country}: {numbered(len(self.months), 'month')} × "
            f"{numbered(len(self.places), 'place')} × {numbered(len(TYPES), 'type')}, "
            f"deaths and events a month\n"
            f"  {self.start} to {self.end}: {events + lost:,} events, {lost:,} of them in no place; {self.source}"
        )

    @property
    def months(self) -> NDArray[np.datetime64]:
        """Return the months, shape (month,), datetime64[M]."""
        return self.start + np.arange(self.cells.best.shape[0])

    @property
    def end(self) -> np.datetime64:
        """Return the last month that the data cover."""
        return self.months[-1]

    def until(self, month: np.datetime64 | str) -> Panel:
        """Return the panel with nothing after ``month`` (inclusive): what a cut-off may know."""
        keep = months_between(self.start, month) + 1
        keep = min(max(keep, 0), len(self.months))
        return replace(self, cells=self.cells.before(keep), unplaced=self.unplaced.before(keep))

    def to_xarray(self) -> xr.Dataset:
        """Return the counts as a Dataset: each with dims (month, place, type), int32, and ``units`` in its ``attrs``.

        What has no place stands beside it as ``unplaced_…`` (month, type). A count that the source lacks is not there.
        """
        import xarray as xr

        arrays: dict[str, Any] = {}
        for prefix, cells, dims in (("", self.cells, ("month", "place", "type")), ("unplaced_", self.unplaced, None)):
            for name in (*SURE, *OPTIONAL):
                values = getattr(cells, name)
                if values is not None:
                    unit = {"units": UNITS.get(name, "deaths")}
                    arrays[prefix + name] = (dims or ("month", "type"), values.copy(), unit)
        axes = {"month": self.months.astype("datetime64[ns]"), "place": list(self.places), "type": list(TYPES)}
        return xr.Dataset(arrays, axes, self._told("events and deaths a month"))

    def to_dataframe(self) -> pd.DataFrame:
        """Return one row per month, place and type, and per month and type for place "unplaced"."""
        import pandas as pd

        names = [n for n in (*SURE, *OPTIONAL) if getattr(self.cells, n) is not None]
        places, shape = [*self.places, "unplaced"], (len(self.months), len(self.places) + 1, len(TYPES))
        axes = pd.MultiIndex.from_product([self.months.astype(str), places, TYPES], names=["month", "place", "type"])
        columns = {
            n: np.concatenate([getattr(self.cells, n), getattr(self.unplaced, n)[:, None]], axis=1)
            .reshape(shape)
            .ravel()
            for n in names
        }
        frame = pd.DataFrame(columns, axes).reset_index()
        frame.attrs = self._told({n: UNITS.get(n, "deaths") for n in names})
        return frame

    def _told(self, units: object) -> dict[Hashable | None, Any]:
        return {"country": self.country, "units": units, "cut_off": str(self.end), "source": self.source}


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
    length = months_between(first, last) + 1
    shape = (length, len(theatre.places), len(TYPES))
    need, found = Need("the panel", ARRAYS * 8.0 * math.prod(shape)), f"{shape[0]:,} months × {shape[1]:,} places"
    refuse_too_large([need], None, found, where=events.card.file, remedy="take larger units, or a shorter span")
    placing = place_events(events, theatre)
    parts = _parts(events.frame, how)
    at = parts["month"] - int(first.astype(int))
    inside = (at >= 0) & (at < length)
    place, kind = placing.place[parts["event"]], parts["type"] - 1
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
    if events.card.version.count(".") >= 2:
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


SHORE = 0.05  # degrees, about 5 km
FINEST_UNPLACED = 5  # where_prec from here on is coarser than a first-order unit
NAMES_TOLD = 8


@dataclass(frozen=True)
class Placing:
    """``place`` is (event,) int32: an index into the theatre's places, or −1 for unplaced."""

    place: NDArray[np.int32]
    warnings: dict[str, int]
    notes: tuple[str, ...]


def place_events(events: Events, theatre: Theatre) -> Placing:
    """Return each event's place by the rule above, with what was odd."""
    frame = events.frame
    by_name, unknown = _by_name(frame, events.place_column, theatre)
    by_point = _by_point(frame, theatre)
    place = np.where(by_name >= 0, by_name, by_point)
    coarse = (
        (frame["where_prec"] >= FINEST_UNPLACED).to_numpy() if "where_prec" in frame else np.zeros(len(frame), bool)
    )
    place = np.where(coarse, -1, place).astype(np.int32)
    has_point = frame["latitude"].notna().to_numpy() & frame["longitude"].notna().to_numpy()
    warnings = {
        "unplaced": int((place < 0).sum()),
        "unplaced_imprecise": int(coarse.sum()),
        "unplaced_no_fit": int(((place < 0) & ~coarse).sum()),
        "unknown_place_names": int(sum(unknown.values())),
    }
    if theatre.polygons:
        warnings["across_border"] = int((has_point & ~coarse & (by_point < 0)).sum())
        warnings["name_and_point_differ"] = int(
            ((by_name >= 0) & (by_point >= 0) & ~coarse & (by_name != by_point)).sum()
        )
    return Placing(place, warnings, _notes(unknown, events.place_column))


def _by_name(frame: pd.DataFrame, column: str, theatre: Theatre) -> tuple[NDArray[np.int32], dict[str, int]]:
    if not column:
        return np.full(len(frame), -1, np.int32), {}
    order = {p: i for i, p in enumerate(theatre.place_ids)}
    counts = frame[column].value_counts()
    found = {str(name): theatre.index.find(str(name)) for name in counts.index}
    unknown = {name: int(counts[name]) for name, place in found.items() if place is None}
    codes = {name: order[place] for name, place in found.items() if place is not None}
    return frame[column].map(codes).fillna(-1).to_numpy().astype(np.int32), unknown


def _by_point(frame: pd.DataFrame, theatre: Theatre) -> NDArray[np.int32]:
    """Return the place whose polygon holds each point, or the nearest within ``SHORE``, else −1."""
    import shapely

    codes = np.full(len(frame), -1, np.int32)
    drawn = [i for i, p in enumerate(theatre.places) if p.id in theatre.polygons]
    if not drawn:
        return codes
    tree = shapely.STRtree([theatre.polygons[theatre.places[i].id] for i in drawn])
    known = np.flatnonzero(frame["latitude"].notna().to_numpy() & frame["longitude"].notna().to_numpy())
    points = shapely.points(frame["longitude"].to_numpy()[known], frame["latitude"].to_numpy()[known])
    at, shape = tree.query_nearest(points, max_distance=SHORE, all_matches=False)
    codes[known[at]] = np.asarray(drawn, np.int32)[shape]
    return codes


def _notes(unknown: dict[str, int], column: str) -> tuple[str, ...]:
    if not unknown:
        return ()
    most = sorted(unknown.items(), key=lambda pair: (-pair[1], pair[0]))
    listed = ", ".join(f"{name} ({count})" for name, count in most[:NAMES_TOLD])
    more = f" and {len(most) - NAMES_TOLD} more" if len(most) > NAMES_TOLD else ""
    return (
        f"Names in {column} that the theatre does not know (placed by their point where one fits): {listed}{more}.",
    )
