"""Numbers, months and lists as the brief prints them: missing as a dash, a minus as a minus, thousands apart."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pandas as pd

SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
MINUS = "−"


def count(value: float) -> str:
    """Return a whole number with thousands apart: ``1,280``; an en dash for what is missing."""
    return "–" if math.isnan(value) else f"{round(value):,}".replace("-", MINUS)


def signed(value: float) -> str:
    """Return a difference with its sign: ``−410``, ``+35``, ``0``; small ones keep two significant digits."""
    if math.isnan(value):
        return "–"
    text = f"{value:+,.0f}" if abs(value) >= 10 else f"{value:+.2g}"
    return "0" if float(text.replace(",", "")) == 0 else text.replace("-", MINUS)


def measure(value: float, span: float = 0.0) -> str:
    """Return a parameter's value with three significant digits: ``0.42``, ``12.5``, ``1,500``.

    ``span``: the width of the range it lies in; nothing finer than its thousandth is printed.
    """
    if math.isnan(value):
        return "–"
    if span > 0 and math.isfinite(value):
        value = round(value, max(0, 2 - math.floor(math.log10(span)))) + 0.0
    text = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return text.replace("-", MINUS)


def share(value: float) -> str:
    """Return a share of the data or of the computation as per cent (never one of worlds): ``5.5 %``."""
    if 0 < value < 0.001:
        return f"{100 * value:.1g} %"
    return f"{100 * value:.1f} %" if value < 0.1 else f"{100 * value:.0f} %"


def word(number: int) -> str:
    """Return a small number as a word."""
    return SMALL[number] if number < len(SMALL) else count(number)


def listed(names: Iterable[str], last: str = "and") -> str:
    """Return ``a, b and c``."""
    items = list(names)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}" if items else "none"


def month(value: object) -> pd.Timestamp:
    """Return the first day of a month given as text, date, Timestamp, Period or datetime64."""
    return pd.Period(str(value)[:7], freq="M").to_timestamp()


def month_text(value: object) -> str:
    """Return a month as ``YYYY-MM``."""
    return month(value).strftime("%Y-%m")


def spell(value: object) -> str:
    """Return a month in words: ``June 2015``."""
    return month(value).strftime("%B %Y")


def sentence_case(text: str) -> str:
    """Return the text with a capital first letter, the rest as it was."""
    return text[:1].upper() + text[1:]


def interval(lo: float, hi: float) -> str:
    """Return ``[−900 to −20]``."""
    return f"[{signed(lo)} to {signed(hi)}]"
