"""Dates as sources give them: a day, a month, a year, a span, or "since then".

    2015-06-09            that day
    2015-06               some time in June 2015: first to last day
    2012..2014-05         from the first day of 2012 to the last of May 2014
    2014-06..             since June 2014, no end known

A vague date is an interval, never a guessed day. For what may be known at a cut-off the *last* day of a vague date
counts: what happened "in 2015" is not known before the year is out, nor is a report dated so.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_PARTS = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True)
class Period:
    """First and last day (inclusive); ``end`` is None where no end is known.

    ``known`` is the day by which it had surely begun: the last day of a vague start.
    """

    start: date
    end: date | None
    known: date = date.min

    def holds(self, day: date) -> bool:
        """Return whether ``day`` lies inside."""
        return self.start <= day and (self.end is None or day <= self.end)


def read_period(text: str) -> Period:
    """Read one of the forms above; raises ``ValueError`` with what was expected."""
    begin, dots, finish = str(text).strip().partition("..")
    start, last = _span(begin)
    if not dots:
        return Period(start, last, last)
    period = Period(start, _span(finish)[1] if finish.strip() else None, last)
    if period.end is not None and period.end < period.start:
        raise ValueError(f"the end {finish} lies before the start {begin}")
    return period


def last_day(when: str | date) -> date:
    """Return the last day of a day, month or year: the moment a cut-off is taken at."""
    return when if isinstance(when, date) else _span(str(when))[1]


def _span(text: str) -> tuple[date, date]:
    found = _PARTS.fullmatch(text.strip())
    if not found:
        raise ValueError(f"'{text}' is no date: write YYYY, YYYY-MM, YYYY-MM-DD, A..B or A..")
    year, month, day = (int(p) if p else None for p in found.groups())
    assert year is not None
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if not 1 <= month <= 12:
        raise ValueError(f"'{text}' has no month {month}")
    if day is None:
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return date(year, month, day), date(year, month, day)
