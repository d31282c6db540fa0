"""The panel: one country's recorded violence as dense month × place × type counts.

Counts are UCDP's: an event is at least one death at a place and date; ``events`` counts events with ``best >= 1``;
events with ``best = 0`` are kept apart in ``zero_events``. What could not be placed stands beside the panel in
``unplaced``, never inside a place and never dropped. Missing is never zero: a column that the source lacks is ``None``.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tether.evidence.calendar import months_between

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

TYPES = ("state-based", "non-state", "one-sided")  # UCDP type_of_violence 1, 2, 3
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
            f"Panel {self.country}: {len(self.months)} months × {len(self.places)} places × {len(TYPES)} types, "
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
