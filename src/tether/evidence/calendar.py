"""Months: one way to read and write them, ``numpy.datetime64[M]`` inside, ``2015-05`` outside."""

from __future__ import annotations

import re
from typing import Annotated, Any

import numpy as np
from pydantic import BeforeValidator

from tether.documents.models import wrong

Month = np.datetime64
FIRST_YEAR, LAST_YEAR = 1900, 2100  # of a month in a YAML file: event records begin after 1900
_MONTH = re.compile(r"(\d{4})-(?:0[1-9]|1[0-2])(?:-\d\d)?", re.ASCII)


def month(value: Any) -> Month:
    """Return the month of a ``YYYY-MM`` (or longer ISO) text, date or datetime64.

    >>> month("2015-05-17") == month("2015-05")
    True
    """
    return value.astype("datetime64[M]") if isinstance(value, np.datetime64) else np.datetime64(str(value)[:7], "M")


def _read_month(value: Any) -> Month:
    found = _MONTH.fullmatch(str(value))
    if found is None:
        raise wrong(value, "a month as YYYY-MM")
    if not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise wrong(value, f"a month of the years {FIRST_YEAR} to {LAST_YEAR}")
    return month(value)


MonthRead = Annotated[Any, BeforeValidator(_read_month)]  # a month in a YAML file


def months_between(start: Any, end: Any) -> int:
    """Return the number of months from ``start`` to ``end`` (0 in the same month)."""
    return int((month(end) - month(start)).astype(int))
