"""Events: one row per event of one country, typed, with the card of the file they came from.

Two declared inputs give Events. A **GED file** has everything. A **located-events table** has fewer columns: no
``date_end``, ``where_prec`` or ``adm_1``; it is dated by ``date_start``, and its notes say so. A column that the source
lacks is absent from the frame (missing, never zero).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from tether.evidence.countries import Country
from tether.evidence.sources import SourceCard

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["ged", "located"]


@dataclass(frozen=True)
class Events:
    """The events of one country.

    ``frame`` has the columns of ``columns.COLUMNS`` that the source has, one row per event, in the file's order:
    dates as datetime64[s], deaths as int32, places as text. ``last_year`` is the last year of the **whole file**, so
    that a country which is quiet at the end of a world file is known to be quiet, not unknown. ``warnings`` counts
    what is odd and kept. ``place_column`` names the column that holds first-order places, or is empty.
    """

    country: Country
    frame: pd.DataFrame
    card: SourceCard
    kind: Kind
    last_year: int
    place_column: str = ""
    warnings: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return (
            f"Events of {self.country.name}: {len(self):,} rows, one per event; deaths in whole numbers\n"
            f"  {self.card.title}, dated by date_{self.dated_by}, up to {self.last_year}"
        )

    def to_dataframe(self) -> pd.DataFrame:
        """Return the rows, a copy: dates as datetime64[s], deaths as int32 (units and last month in ``attrs``)."""
        frame = self.frame.copy()
        last = frame[f"date_{self.dated_by}"].max()
        frame.attrs = {
            "country": self.country.name,
            "units": {c: "deaths" for c in frame if c in ("low", "best", "high") or str(c).startswith("deaths_")},
            "cut_off": f"{last:%Y-%m}" if len(frame) else str(self.last_year),
            "source": self.card.citation,
        }
        return frame

    @property
    def dated_by(self) -> Literal["end", "start"]:
        """Return which date an event stands under unless a user says otherwise."""
        return "end" if "date_end" in self.frame else "start"

    def __len__(self) -> int:
        return len(self.frame)
