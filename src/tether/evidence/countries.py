"""Countries as UCDP names them, and the other names by which people call them.

UCDP writes "Yemen (North Yemen)" or "Myanmar (Burma)" and numbers countries after Gleditsch and Ward (``country_id``).
A user may say any of these, a modern name, an ISO 3166 alpha-3 code or the number:

    find_country("MMR").ucdp      # "Myanmar (Burma)"
    find_country("678").name      # "Yemen"

The table ``countries.csv`` is our own compilation; to add a spelling, add it to the last column.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tether.documents.spelling import key_of
from tether.errors import InputError, Problem, did_you_mean


@dataclass(frozen=True)
class Country:
    """One country: ``gw`` holds its Gleditsch–Ward numbers (Serbia has two), ``others`` its further names."""

    gw: tuple[int, ...]
    iso3: str
    name: str
    ucdp: str
    others: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Return the short id used in file names and cases, e.g. ``south-sudan``."""
        return slug(self.name)

    @property
    def names(self) -> tuple[str, ...]:
        """Return every name of the country, UCDP's own first."""
        return (self.ucdp, self.name, *self.others)

    def is_called(self, text: str) -> bool:
        """Return whether ``text`` is one of this country's names, whatever its case and accents."""
        return key_of(text) in {key_of(n) for n in self.names}


def find_country(text: str) -> Country:
    """Return the country that a name, ISO3 code or Gleditsch–Ward number means.

    Raises ``InputError`` with the nearest name when none fits.
    """
    found = lookup(text)
    if found is None:
        raise InputError(unknown_country(text))
    return found


def lookup(text: str) -> Country | None:
    """Return the country that ``text`` means, or None."""
    return _index().get(key_of(str(text)))


def unknown_country(text: str, also: tuple[str, ...] = ()) -> Problem:
    """Return the problem of a country that nobody knows; ``also`` adds names that the file at hand holds."""
    names = [n for c in countries() for n in (c.name, c.ucdp)]
    return Problem(
        f"country '{text}'",
        where="--country",
        expected="UCDP's name, a modern name, an ISO3 code or a Gleditsch–Ward number",
        remedy=did_you_mean(str(text), [*names, *also]),
    )


@cache
def countries() -> tuple[Country, ...]:
    """Return the whole table, in the order of the Gleditsch–Ward numbers."""
    text = files("tether.evidence").joinpath("countries.csv").read_text("utf-8")
    return tuple(
        Country(
            gw=tuple(int(n) for n in row["gw"].split("|")),
            iso3=row["iso3"],
            name=row["name"],
            ucdp=row["ucdp"],
            others=tuple(o for o in row["others"].split("|") if o),
        )
        for row in csv.DictReader(text.splitlines())
    )


def slug(text: str) -> str:
    """Return ``text`` as an id: ASCII letters, digits and single hyphens."""
    from anyascii import anyascii

    return "-".join(key_of(anyascii(text)).split())


@cache
def _index() -> dict[str, Country]:
    index: dict[str, Country] = {}
    for country in countries():
        for key in (*country.names, country.iso3, *map(str, country.gw)):
            index.setdefault(key_of(key), country)
    return index
