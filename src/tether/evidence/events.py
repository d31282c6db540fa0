"""Events: one row per event of one country, typed, with the card of the file they came from.

Two declared inputs give Events. A **GED file** has everything. A **located-events table** has fewer columns: no
``date_end``, ``where_prec`` or ``adm_1``; it is dated by ``date_start``, and its notes say so. A column that the source
lacks is absent from the frame (missing, never zero).

What a person wants to know of an event file before resting anything on it.

Coverage: how much of what UCDP counts in a country a table of events holds, year by year.

A located-events table keeps only events with a precise place, so a year can look calm because its events could not be
placed: Libya's holds 87 % of the deaths of 2011–2020, but 48 % of those of 2019. The measure is UCDP's own deaths per
country and year (release 25.1), shipped as ``country_years.csv``; against a full GED file of an older release it shows
how much later coding added or took away.

    coverage(find_country("Libya"), {2019: 855}, 2020).share(2019, 2019)    # 0.48
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tether.errors import numbered
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
    unclear: pd.DataFrame | None = None  # candidate events that UCDP has not cleared: kept apart, in no table or score

    def __repr__(self) -> str:
        return (
            f"Events of {self.country.name}: {numbered(len(self), 'row')}, one per event; deaths in whole numbers\n"
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


CLEAR = "clear"  # as UCDP's candidate files say of an event whose coding is settled
STATUS = "code_status"


def set_apart(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Return the events whose coding UCDP calls clear, and the others; all of them where no row says anything of it.

    ``frame`` holds one row per event; its ``code_status``, where there is one, goes from both.
    """
    if STATUS not in frame:
        return frame, None
    status = frame[STATUS].fillna("").str.strip().str.lower()
    bare = frame.drop(columns=STATUS)
    if not status.astype(bool).any() or (status == CLEAR).all():
        return bare, None
    clear = status == CLEAR
    return bare[clear].reset_index(drop=True), bare[~clear].reset_index(drop=True)


def unclear_note(clear: int, unclear: int) -> str:
    """Return the sentence on what is kept apart."""
    return (
        f"{unclear:,} of {clear + unclear:,} events are candidates whose coding UCDP has not cleared (code_status): "
        "they are kept apart, and are in no count, projection or score."
    )


def describe(events: Events) -> dict[str, Any]:
    """Return rows, span, deaths, what is odd, and where the file comes from, as plain values in reading order."""
    frame, card = events.frame, events.card
    deaths = frame["best"].groupby(_years(events)).sum()
    found = coverage(events.country, dict(zip(deaths.index.tolist(), deaths.tolist(), strict=True)), events.last_year)
    first, last = found.window
    share = found.share(first, last)
    return {
        "country": events.country.name,
        "kind": {"ged": "GED file", "located": "located-events table"}[events.kind],
        "dated by": f"date_{events.dated_by}",
        "events": len(frame),
        "events kept apart, not cleared by UCDP": 0 if events.unclear is None else len(events.unclear),
        "deaths, best estimate": int(frame["best"].sum()),
        "first event": card.happened[0],
        "last event": card.happened[1],
        "file reaches to": f"{events.last_year}-12",
        "events without a death in the best estimate": events.warnings["zero_death_events"],
        "events whose low, best and high are out of order": events.warnings["order_violations"],
        f"share of UCDP's deaths {first}–{min(last, LAST_COUNTED)}": "not known" if share is None else f"{share:.0%}",
        "place column": events.place_column or "none",
        "release": card.version,
        "licence": card.licence,
        "sha256": card.sha256,
        "file": card.file,
        "citation": card.citation,
        "notes": list(events.notes),
    }


def _years(events: Events) -> Any:
    return events.frame[f"date_{events.dated_by}"].dt.year


COUNTRY_YEARS = Path(__file__).parent / "country_years.csv"
RELEASE = "25.1"
LAST_COUNTED = 2024
WINDOW = 10  # years that the note looks back
WEAK = 0.8  # a year that holds less is named
FEW = 25  # deaths below which a year's share means little
REVISED = 0.05  # a full file that differs by more is told to be of another coding


@dataclass(frozen=True)
class DeathCoverage:
    """``held`` and ``counted`` are deaths by year: in the table, and by UCDP's country-years."""

    held: Mapping[int, int]
    counted: Mapping[int, int]
    last_year: int

    def share(self, first: int, last: int) -> float | None:
        """Return held / counted over the years ``first`` to ``last``, or None where nothing is counted."""
        years = range(first, last + 1)
        counted = sum(self.counted.get(y, 0) for y in years)
        return sum(self.held.get(y, 0) for y in years) / counted if counted else None

    @property
    def window(self) -> tuple[int, int]:
        """Return the last ten years that both sides cover."""
        last = min(self.last_year, LAST_COUNTED)
        return max(last - WINDOW + 1, 1989), last

    @property
    def weak_years(self) -> tuple[tuple[int, float], ...]:
        """Return the years of the window that hold too little, the weakest first, with their shares."""
        first, last = self.window
        shares = {y: self.share(y, y) for y in range(first, last + 1) if self.counted.get(y, 0) >= FEW}
        return tuple(
            sorted(((y, s) for y, s in shares.items() if s is not None and s < WEAK), key=lambda pair: pair[1])
        )


def coverage(country: Country, held: Mapping[int, int], last_year: int) -> DeathCoverage:
    """Return the coverage of a table that holds ``held`` deaths by year, up to December of ``last_year``."""
    counted: dict[int, int] = {}
    for number in country.gw:
        for year, deaths in _counted().get(number, {}).items():
            counted[year] = counted.get(year, 0) + deaths
    return DeathCoverage({int(y): int(n) for y, n in held.items()}, counted, last_year)


def coverage_note(deaths: DeathCoverage, name: str, kind: Kind) -> str:
    """Return the sentence that every reader of a result must see, or "" where there is nothing to say."""
    first, last = deaths.window
    share = deaths.share(first, last)
    if share is None:
        return ""
    if kind == "ged":
        if abs(share - 1) <= REVISED:
            return ""
        return (
            f"This file holds {share:.0%} of the deaths that UCDP's release {RELEASE} counts in {name} in "
            f"{first}–{last}: the two releases code the same past differently."
        )
    weak = ", ".join(f"{y} ({s:.0%})" for y, s in deaths.weak_years[:4])
    return (
        f"The table holds {share:.0%} of the deaths that UCDP counts in {name} in {first}–{last} (release {RELEASE})"
        + (f"; it cannot show {weak}" if weak else "")
        + ". What it lacks is missing, not zero."
    )


@cache
def _counted() -> dict[int, dict[int, int]]:
    with COUNTRY_YEARS.open(encoding="utf-8") as file:
        deaths: dict[int, dict[int, int]] = {}
        for row in csv.DictReader(file):
            total = sum(int(row[k]) for k in ("state_based", "non_state", "one_sided"))
            deaths.setdefault(int(row["gw"]), {})[int(row["year"])] = total
    return deaths
