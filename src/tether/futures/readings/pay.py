"""``pay``: for how long the guard's pay is missing at hand-over, and until when there is money."""

from __future__ import annotations

import math
from typing import Any

from tether.charter import ABSENT, Charter, Number
from tether.futures.coding import ReadingContext, Setting, blank_section, everywhere, number

PAY_LEVERS = ("pay_gap",)
MONTH = 30.0
LONGEST = 120  # months: an open end


def read_pay(charter: Charter, status_quo: Charter, frame: ReadingContext, first: int) -> list[Setting]:
    """Return the gaps of the rows that pay a force into which this charter takes men."""
    section: Any = charter.pay
    blank = blank_section(section, PAY_LEVERS, frame, first, "pay")
    if blank is not None:
        return blank
    guards = {s.into for s in charter.induction or ()}
    found = []
    for index, row in enumerate(section):
        if row.force not in guards:
            continue
        if row.gap_days is not ABSENT:
            found += _gap(row.gap_days, frame, first, f"pay.{index}.gap_days")
        if row.funded_until:
            after = frame.index(row.funded_until, 0) + 1
            found += everywhere("pay_gap", (1.0, 1.0), frame, after, f"pay.{index}.funded_until")
    return found


def _gap(days: Any, frame: ReadingContext, first: int, path: str) -> list[Setting]:
    """Pay is missing for the days, spread evenly over the months they touch; unknown is drawn for one month."""
    if not isinstance(days, Number):
        span, length = number("pay_gap", days), 1
    else:
        length = max(1, math.ceil(days.hi / MONTH)) if math.isfinite(days.hi) else LONGEST
        span = min(days.lo / (MONTH * length), 1.0), min(days.hi / (MONTH * length), 1.0)
    return [
        *everywhere("pay_gap", span, frame, first, path),
        *everywhere("pay_gap", (0.0, 0.0), frame, first + length, path),
    ]
