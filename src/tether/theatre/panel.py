"""The panel: one country's recorded violence as dense month × place × type counts.

Counts are UCDP's: an event is at least one death at a place and date; ``events`` counts events with ``best >= 1``;
events with ``best = 0`` are kept apart in ``zero_events``. What could not be placed stands beside the panel in
``unplaced``, never inside a place and never dropped. Missing is never zero: a column that the source lacks is ``None``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tether.evidence.calendar import months_between

TYPES = ("state-based", "non-state", "one-sided")  # UCDP type_of_violence 1, 2, 3
SURE = ("events", "zero_events", "low", "best", "high", "largest")
OPTIONAL = ("civilians", "unknown_side")  # absent in located-events tables

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
