"""Arithmetic with numbers that are known only within bounds.

Every operation returns an interval that surely holds the true result (interval arithmetic, R. E. Moore 1966):

    total([a, b])   = [a.lo + b.lo, a.hi + b.hi]     an unknown adds [0, ∞), none adds 0
    less(a, b)      = [max(0, a.lo − b.hi), max(0, a.hi − b.lo)]
    ratio(a, b)     = [a.lo / b.hi, a.hi / b.lo]           None where b can only be 0

so a rule that fires because the *whole* interval is wrong fires whatever the true numbers are. Independent ends are
assumed, so a sum or a product is never narrower than the truth; a blank factor makes a product that blank.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from tether.charter.values import UNKNOWN, Blank, Number


def span(lo: float, hi: float) -> Number:
    """Return the interval ``[lo, hi]``; ``hi`` may be infinite."""
    return Number.model_construct(v=lo if lo == hi else None, lo=lo, hi=hi, src=(), conf=None, note=None)


ANY = span(0.0, math.inf)


def bounds(value: Number | Blank, most: float = math.inf) -> Number:
    """Return a number as it is, unknown as ``[0, most]``, none (or absent) as 0."""
    if isinstance(value, Number):
        return value
    return span(0.0, most) if value is UNKNOWN else span(0.0, 0.0)


def total(values: Iterable[Number | Blank]) -> Number:
    """Return the sum."""
    known = [bounds(value) for value in values]
    return span(sum(n.lo for n in known), sum(n.hi for n in known))


def less(whole: Number | Blank, part: Number | Blank) -> Number:
    """Return what is left of ``whole`` after ``part`` has gone; never negative."""
    a, b = bounds(whole), bounds(part)
    hi = a.hi if math.isinf(a.hi) else a.hi - b.lo
    return span(max(0.0, a.lo - b.hi), max(0.0, hi))


def ratio(top: Number | Blank, bottom: Number | Blank) -> Number | None:
    """Return ``top / bottom``; None where the bottom can only be 0 or nothing at all is known."""
    a, b = bounds(top), bounds(bottom)
    if b.hi == 0 or (math.isinf(a.hi) and a.lo == 0) or (math.isinf(b.hi) and b.lo == 0):
        return None
    lo = 0.0 if math.isinf(b.hi) else a.lo / b.hi
    return span(lo, a.hi / b.lo if b.lo > 0 else math.inf)


def shares(parts: Mapping[str, Number | Blank]) -> dict[str, Number]:
    """Return the shares of one whole, each at most what the least of the others leaves.

    ``{m1: unknown, recruits: 0.8}`` gives m1 in [0, 0.2]. Where the least of all exceeds 1 the shares stay as written.
    """
    known = {name: bounds(value, 1.0) for name, value in parts.items()}
    least = sum(n.lo for n in known.values())
    if least > 1:
        return known
    return {name: span(n.lo, min(n.hi, 1.0 - (least - n.lo))) for name, n in known.items()}


def percent(share: Number) -> str:
    """Return a share in words: ``80 %``, or ``20 to 40 %``."""
    if share.exact:
        return f"{share.lo:.0%}".replace("%", " %")
    return f"{100 * share.lo:.0f} to {100 * share.hi:.0f} %"


Quantity = Number | Blank


def times(*factors: Quantity) -> Quantity:
    """Multiply; a blank factor makes the product that blank."""
    blank = next((f for f in factors if isinstance(f, Blank)), None)
    if blank is not None:
        return blank
    numbers = [f for f in factors if isinstance(f, Number)]
    return Number(lo=math.prod(n.lo for n in numbers), hi=math.prod(n.hi for n in numbers))
