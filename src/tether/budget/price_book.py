"""The price book: what one man or one place costs, by country and year, with sources and spread.

    price("pay", "IRQ", 2015, as_of="2015-06")      # the row of Iraq 2014: 500,000 to 875,000 dinars a month
    price("screening", "IRQ", 2015)                  # None: nothing was read, so nothing is said

A row of ``prices.csv`` is read in a source, judged (a division of two read numbers, or our round figure, as its note
says) or assumed. The nearest row wins: the country's own, then its world region's, then the world's. A row that was
published after ``as_of`` is not known yet. To add a price: a row; a country needs its ISO3 code in ``where``.

What is sold in dollars is turned into a currency by the country's rate of the nearest year, an interval too.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Literal

from tether.evidence.countries import lookup

Label = Literal["charter", "read", "judged", "assumed"]
DOLLAR = "USD"
WORLD = "world"
REGIONS = ((200, "americas"), (400, "europe"), (630, "africa"), (700, "middle-east"), (1000, "asia"))
ITEMS = {  # item → what it is, without a comma: the letter lists them
    "pay": "a soldier’s pay",
    "keep": "food, kit and cover",
    "training": "the training of a man",
    "equipment": "the equipment of a man",
    "screening": "the screening of a man",
    "exit": "a place in civil life",
    "exit-month": "a month of support in civil life",
    "pension": "a month’s pension",
    "cover": "payments to the families of the dead",
}


@dataclass(frozen=True)
class MoneySpan:
    """An amount known within ``low`` and ``high``; ``middle`` is the best value. All ends are positive."""

    low: float
    middle: float
    high: float

    def __add__(self, other: MoneySpan) -> MoneySpan:
        return MoneySpan(self.low + other.low, self.middle + other.middle, self.high + other.high)

    def __mul__(self, other: MoneySpan | float) -> MoneySpan:
        by = other if isinstance(other, MoneySpan) else MoneySpan(other, other, other)
        return MoneySpan(self.low * by.low, self.middle * by.middle, self.high * by.high)

    def over(self, rate: MoneySpan) -> MoneySpan:
        """Return the amount divided by a rate, the widest way round."""
        return MoneySpan(self.low / rate.high, self.middle / rate.middle, self.high / rate.low)


NOTHING = MoneySpan(0.0, 0.0, 0.0)


@dataclass(frozen=True)
class BookPrice:
    """One row: ``where`` is an ISO3 code, a world region, or "world"; ``currency`` "" is a ratio."""

    item: str
    where: str
    year: int
    currency: str
    amount: MoneySpan
    label: Label
    published: str
    source: str
    url: str
    note: str

    @property
    def general(self) -> bool:
        """Return whether it is a region's or the world's, and no country's own."""
        return len(self.where) != 3

    @property
    def standing(self) -> str:
        """Return what it rests on, for a table."""
        where = "" if not self.general else " for the world" if self.where == WORLD else f" for {self.where}"
        return f"{self.label}{where}: {self.source}, prices of {self.year}"


@cache
def price_book() -> tuple[BookPrice, ...]:
    """Return every row."""
    text = files("tether.budget").joinpath("prices.csv").read_text("utf-8")
    return tuple(_row(r) for r in csv.DictReader(text.splitlines()))


def _row(said: dict[str, str]) -> BookPrice:
    amount = MoneySpan(*(float(said[name]) for name in ("low", "middle", "high")))
    label: Label = "read" if said["label"] == "read" else "judged" if said["label"] == "judged" else "assumed"
    kept = [said[name] for name in ("published", "source", "url", "note")]
    return BookPrice(said["item"], said["where"], int(said["year"]), said["currency"], amount, label, *kept)


def price(item: str, country: str, year: int, as_of: str = "") -> BookPrice | None:
    """Return the nearest row of an item that was known by ``as_of`` (YYYY-MM or a day; "": whatever is known)."""
    known = [p for p in price_book() if p.item == item and (not as_of or p.published[: len(as_of)] <= as_of)]
    for where in (country, region(country), WORLD):
        found = [p for p in known if where and p.where == where]
        if found:
            return min(found, key=lambda p: (abs(p.year - year), p.year > year))
    return None


def region(country: str) -> str:
    """Return the world region of a country by its Gleditsch–Ward number; "" where the country is unknown."""
    found = lookup(country) if country else None
    return next((name for below, name in REGIONS if min(found.gw) < below), "") if found else ""


def in_currency(found: BookPrice, currency: str, country: str, year: int, as_of: str = "") -> BookPrice | None:
    """Return a price in a currency; None where no rate between the two is known."""
    if found.currency in ("", currency):
        return found
    rate = price("rate", country, year, as_of)
    if rate is None or rate.general or {found.currency, currency} != {DOLLAR, rate.currency}:
        return None
    amount = found.amount * rate.amount if found.currency == DOLLAR else found.amount.over(rate.amount)
    return replace(found, amount=amount, currency=currency)
