"""``oversight``: a body outside the force, with powers."""

from __future__ import annotations

from typing import Any

from tether.charter import ABSENT, UNKNOWN, Charter
from tether.futures.coding import Range, ReadingContext, Setting, blank_section, combined, everywhere, flag, level
from tether.futures.words import share_of

OVERSIGHT_LEVERS = ("oversight",)


def read_oversight(charter: Charter, status_quo: Charter, frame: ReadingContext, first: int) -> list[Setting]:
    """Return what the bodies leave unwatched, together."""
    section: Any = charter.oversight
    blank = blank_section(section, OVERSIGHT_LEVERS, frame, first, "oversight")
    if blank is not None:
        return blank
    return everywhere("oversight", combined(_body(b) for b in section), frame, first, "oversight")


def _body(body: Any) -> Range:
    yes, no = (level("oversight.independent", w) for w in ("yes", "no"))
    alone = (no, yes) if body.independent is ABSENT else flag(body.independent, yes, no)
    if body.powers is UNKNOWN or body.powers is ABSENT:
        return 0.0, alone[1]
    strength = share_of(len(body.powers or ()), level("oversight.powers", "full"))
    return alone[0] * strength, alone[1] * strength
