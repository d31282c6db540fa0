"""Coverage: how much of what UCDP counts in a country a table of events holds, year by year.

A located-events table keeps only events with a precise place, so a year can look calm because its events could not be
placed: Libya's holds 87 % of the deaths of 2011–2020, but 48 % of those of 2019. The measure is UCDP's own deaths per
country and year (release 25.1), shipped as ``country_years.csv``; against a full GED file of an older release it shows
how much later coding added or took away.

    coverage(find_country("Libya"), {2019: 855}, 2020).share(2019, 2019)    # 0.48
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tether.evidence.countries import Country
from tether.evidence.events import Kind

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


def coverage_note(found: DeathCoverage, name: str, kind: Kind) -> str:
    """Return the sentence that every reader of a result must see, or "" where there is nothing to say."""
    first, last = found.window
    share = found.share(first, last)
    if share is None:
        return ""
    if kind == "ged":
        if abs(share - 1) <= REVISED:
            return ""
        return (
            f"This file holds {share:.0%} of the deaths that UCDP's release {RELEASE} counts in {name} in "
            f"{first}–{last}: the two releases code the same past differently."
        )
    weak = ", ".join(f"{y} ({s:.0%})" for y, s in found.weak_years[:4])
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
