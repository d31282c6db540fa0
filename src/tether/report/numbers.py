"""Numbers, months and lists as every page prints them: missing as a dash, a minus as a minus, thousands apart.

``read_numbers`` is the way back: the numbers that a printed sentence holds, for the JSON twin.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from tether.errors import numbered, plural_of

SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
MINUS = "−"
MISSING = "–"
_DATE = re.compile(r"\b\d{4}-\d{2}(?:-\d{2})?\b")
_NUMBER = re.compile(r"(?<![\w.,/−-])[−+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?!\w)")


def count(value: float) -> str:
    """Return a whole number with thousands apart: ``1,280``; an en dash for what is missing."""
    return MISSING if math.isnan(value) else f"{round(value):,}".replace("-", MINUS)


def signed(value: float) -> str:
    """Return a difference with its sign: ``−410``, ``+35``, ``0``; small ones keep two significant digits."""
    if math.isnan(value):
        return MISSING
    text = f"{value:+,.0f}" if abs(value) >= 10 else f"{value:+.2g}"
    return "0" if float(text.replace(",", "")) == 0 else text.replace("-", MINUS)


def measure(value: float, span: float = 0.0) -> str:
    """Return a parameter's value with three significant digits: ``0.42``, ``12.5``, ``1,500``.

    ``span``: the width of the range it lies in; nothing finer than its thousandth is printed.
    """
    if math.isnan(value):
        return MISSING
    if span > 0 and math.isfinite(value):
        value = round(value, max(0, 2 - math.floor(math.log10(span)))) + 0.0
    text = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return text.replace("-", MINUS)


def decimals(value: float, digits: int = 3) -> str:
    """Return a number with so many decimals: ``0.622``; an en dash for what is missing."""
    return MISSING if math.isnan(value) else f"{value:,.{digits}f}".replace("-", MINUS)


def share(value: float) -> str:
    """Return a share of the data or of the computation as per cent (never one of worlds): ``5.5 %``."""
    if 0 < value < 1e-6:
        return "under 0.0001 %"
    if 0 < value < 0.001:
        return f"{100 * value:.1g} %"
    return f"{100 * value:.1f} %" if value < 0.1 else f"{100 * value:.0f} %"


def percent(value: float, digits: int = 1) -> str:
    """Return a share as per cent with so many decimals: ``31.2 %``; an en dash for what is missing."""
    return MISSING if math.isnan(value) else f"{100 * value:,.{digits}f} %".replace("-", MINUS)


def times(value: float, digits: int = 1) -> str:
    """Return a ratio: ``1.4 ×``; an en dash for what is missing."""
    return MISSING if math.isnan(value) else f"{value:,.{digits}f} ×"


def word(number: int) -> str:
    """Return a small number as a word."""
    return SMALL[number] if number < len(SMALL) else count(number)


def counted(number: int, noun: str) -> str:
    """Return ``no stops``, ``1 stop`` or ``3 stops``."""
    return numbered(number, noun) if number else f"no {plural_of(noun)}"


def listed(names: Iterable[str], last: str = "and") -> str:
    """Return ``a, b and c``."""
    items = list(names)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}" if items else "none"


def month(value: object) -> Any:
    """Return the first day (a pandas Timestamp) of a month given as text, date, Timestamp, Period or datetime64."""
    return _month(str(value)[:7])


@cache
def _month(text: str) -> Any:
    import pandas as pd

    return pd.Period(text, freq="M").to_timestamp()


def month_text(value: object) -> str:
    """Return a month as ``YYYY-MM``."""
    return f"{_first_day(value):%Y-%m}"


def spell(value: object) -> str:
    """Return a month in words: ``June 2015``."""
    return f"{_first_day(value):%B %Y}"


def sentence_case(text: str) -> str:
    """Return the text with a capital first letter, the rest as it was."""
    return text[:1].upper() + text[1:]


def interval(lo: float, hi: float) -> str:
    """Return ``[−900 to −20]``."""
    return f"[{signed(lo)} to {signed(hi)}]"


def read_numbers(text: str) -> list[float | int]:
    """Return the numbers that a printed text holds, in order; dates, and digits inside words, are none.

    >>> read_numbers("P9 by 2015-06: 1,280 deaths, 5.5 % [−900 to −20]")
    [1280, 5.5, -900, -20]
    """
    found = (m.group().replace(",", "").replace(MINUS, "-") for m in _NUMBER.finditer(_DATE.sub("", text)))
    return [float(n) if "." in n else int(n) for n in found]


def _first_day(value: object) -> date:
    year, _, number = str(value)[:7].partition("-")
    return date(int(year), int(number or 1), 1)
