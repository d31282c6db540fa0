"""Months: one way to read and write them, ``numpy.datetime64[M]`` inside, ``2015-05`` outside."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from pydantic import BeforeValidator

from tether.documents.models import wrong

Month = np.datetime64


def month(value: Any) -> Month:
    """Return the month of a ``YYYY-MM`` (or longer ISO) text, date or datetime64.

    >>> month("2015-05-17") == month("2015-05")
    True
    """
    return value.astype("datetime64[M]") if isinstance(value, np.datetime64) else np.datetime64(str(value)[:7], "M")


def _read_month(value: Any) -> Month:
    try:
        if str(value)[4:5] == "-" and len(str(value)) >= 7:
            return month(value)
    except ValueError:
        pass
    raise wrong(value, "a month as YYYY-MM")


MonthRead = Annotated[Any, BeforeValidator(_read_month)]  # a month in a YAML file


def months_between(start: Any, end: Any) -> int:
    """Return the number of months from ``start`` to ``end`` (0 in the same month)."""
    return int((month(end) - month(start)).astype(int))
