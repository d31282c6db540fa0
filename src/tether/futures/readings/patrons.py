"""``patrons``: how much of a foreign backer's support passes through the state by a written agreement."""

from __future__ import annotations

from typing import Any

from tether.charter import UNKNOWN, Charter
from tether.futures.coding import Range, ReadingContext, Setting, blank_section, coded

PATRONS_LEVERS = ("patron_cut",)


def read_patrons(charter: Charter, status_quo: Charter, frame: ReadingContext, first: int) -> list[Setting]:
    """Return the cut of each group that a row names."""
    section: Any = charter.patrons
    blank = blank_section(section, PATRONS_LEVERS, frame, first, "patrons")
    if blank is not None:
        return [s for s in blank if s.drawn]
    found = []
    for index, row in enumerate(section):
        low, high = _cut(row)
        found += [Setting("patron_cut", g, low, high, first, f"patrons.{index}") for g in frame.under(row.to)]
    return found


def _cut(row: Any) -> Range:
    if row.via_state is UNKNOWN:
        return 0.0, 1.0
    if row.via_state is not True:
        return 0.0, 0.0
    return coded("patrons.via_state", "agreement" if row.agreement else "unwritten")
