"""Sums over numbers known only within bounds: intervals are added and multiplied, and blanks make the sum unknown.

A comparison fires where the whole interval is wrong, partly where part of it is, and cannot tell where a term is
unknown. Independent ends are assumed, so a sum is never narrower than the truth.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from tether.charter.blanks import UNKNOWN, Blank, Number
from tether.charter.design import Design
from tether.charter.findings import RuleVerdict, cannot_tell, fires, quiet
from tether.charter.intervals import total

Quantity = Number | Blank


def times(*factors: Quantity) -> Quantity:
    """Multiply; a blank factor makes the product that blank."""
    blank = next((f for f in factors if isinstance(f, Blank)), None)
    if blank is not None:
        return blank
    numbers = [f for f in factors if isinstance(f, Number)]
    return Number(lo=math.prod(n.lo for n in numbers), hi=math.prod(n.hi for n in numbers))


def people_in(design: Design, places: Iterable[str] | Blank) -> Quantity:
    """Return the people of some places; unknown where one of them is undeclared or uncounted."""
    if isinstance(places, Blank):
        return UNKNOWN
    rows = [design.named(place) for place in places]
    counts = [getattr(row, "population", UNKNOWN) or UNKNOWN for row in rows]
    return UNKNOWN if UNKNOWN in counts else total(counts)


def needs_money(strength: Any, base_month: Any, oncost: float) -> Quantity:
    """Return a year's pay with on-cost."""
    return times(strength, base_month, Number(v=12 * oncost))


def sums_to(path: str, terms: Iterable[Quantity], whole: Quantity, gap: float, what: str, question: str) -> RuleVerdict:
    """Compare a sum with the whole that it should make, within a relative gap; an unknown term is anything above 0."""
    terms = list(terms)
    if isinstance(whole, Blank):
        return cannot_tell(path, question)
    sum_ = total(terms)
    lo, hi = whole.lo * (1 - gap), whole.hi * (1 + gap)
    said = f"{what} come to {sum_}, the total says {whole}"
    measured = f"{sum_} against {whole}"
    if sum_.lo > hi or sum_.hi < lo:
        return fires(path, said, measured=measured)
    if UNKNOWN in terms:
        return cannot_tell(path, question)
    inside = sum_.lo >= lo and sum_.hi <= hi
    return quiet(path) if inside or _mostly(sum_, lo, hi) else fires(path, said, partly=True, measured=measured)


def _mostly(sum_: Number, lo: float, hi: float) -> bool:
    """Whether the best value of a sum lies within the bounds: its wide ends alone prove nothing."""
    return lo <= sum_.mid <= hi


def capacity(path: str, has: Quantity, needs: Quantity, what: str, whom: str, question: str) -> RuleVerdict:
    """Compare what there is with what is needed of it."""
    if isinstance(has, Blank) or isinstance(needs, Blank):
        return cannot_tell(path, question) if question else quiet(path)
    said, measured = f"{what} ({has}) does not cover {whom} ({needs})", f"{has} against at least {needs}"
    if has.hi < needs.lo:
        return fires(path, said, measured=measured)
    return fires(path, said, partly=True, measured=measured) if has.lo < needs.lo else quiet(path)
