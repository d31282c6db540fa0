"""``sharing``: a share at the centre that constrains, authority in the provinces, and the order of its transfer."""

from __future__ import annotations

from typing import Any

from tether.charter import ABSENT, UNKNOWN, Charter
from tether.futures.coding import Range, ReadingContext, Setting, blank_section, coded, everywhere, level

SHARING_LEVERS = ("central", "territorial", "orderly")


def read_sharing(charter: Charter, status_quo: Charter, frame: ReadingContext, first: int) -> list[Setting]:
    """Return the three levers of power-sharing."""
    section: Any = charter.sharing
    blank = blank_section(section, SHARING_LEVERS, frame, first, "sharing")
    if blank is not None:
        return blank
    ranges = {
        "central": _central(section.central),
        "territorial": _territorial(section.territorial),
        "orderly": _orderly(section.territorial, charter.phases),
    }
    return [s for n, span in ranges.items() for s in everywhere(n, span, frame, first, f"sharing.{n}")]


def _central(rows: Any) -> Range:
    if rows is UNKNOWN:
        return 0.0, 1.0
    if not rows:
        return 0.0, 0.0
    if any(r.constrains is True for r in rows):
        return coded("sharing.central", "constrains")
    seats = level("sharing.central", "seats")  # without a say
    return seats, (level("sharing.central", "constrains") if any(r.constrains is UNKNOWN for r in rows) else seats)


def _territorial(part: Any) -> Range:
    if part is UNKNOWN:
        return 0.0, 1.0
    return coded("sharing.model", part.model, absent=0.0) if part else (0.0, 0.0)


def _orderly(part: Any, phases: Any) -> Range:
    if not part:
        return (0.0, 1.0) if part is UNKNOWN else (0.0, 0.0)
    kept = [part.crisis_rule, part.dispute_body, phases]
    low = sum(bool(k) for k in kept) / len(kept)
    open_ = sum(k is UNKNOWN for k in kept) / len(kept)
    return low, min(low + open_, 1.0) if part.crisis_rule is not ABSENT else low
