"""A plain series: deaths (and, where known, events) per unit and month, with what is missing kept apart from zero.

Every forecaster of this room (``forecaster.py``) sees the world as a ``Series``: units down, months across. A month in
which a unit had no recorded death is a known zero; a month outside the file's span is *missing*: no forecaster may read
its value, no score counts its cell.

    series = Series(("anbar",), np.datetime64("2012-01"), deaths=np.array([[3.0, 0.0, np.nan]]))
    series.known        # [[True, True, False]]
    series.until("2012-02").deaths.shape   # (1, 2): nothing after the origin is left to read
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tether.evidence.calendar import month as month_of

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
        """Return the series with only the units at ``rows``."""
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
