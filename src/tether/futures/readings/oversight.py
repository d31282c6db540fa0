"""``oversight``: a body outside the force, with powers."""

from __future__ import annotations

from typing import Any

from tether.charter import ABSENT, UNKNOWN, Charter
from tether.futures.coding import Frame, Range, Setting, blank_section, combined, everywhere, flag

LEVERS = ("oversight",)
POWERS = 4.0  # kinds of power at which a body counts as fully armed


def read(charter: Charter, status_quo: Charter, frame: Frame, first: int) -> list[Setting]:
    """Return what the bodies leave unwatched, together."""
    section: Any = charter.oversight
    blank = blank_section(section, LEVERS, frame, first, "oversight")
    if blank is not None:
        return blank
    return everywhere("oversight", combined(_body(b) for b in section), frame, first, "oversight")


def _body(body: Any) -> Range:
    alone = (0.3, 1.0) if body.independent is ABSENT else flag(body.independent, 1.0, 0.3)
    if body.powers is UNKNOWN or body.powers is ABSENT:
        return 0.0, alone[1]
    strength = min(len(body.powers or ()) / POWERS, 1.0)
    return alone[0] * strength, alone[1] * strength
