"""Places: the first-order units of one country, and the many ways of spelling them.

GED writes "Al Başrah  province" (two spaces), "At-Ta'mim" and "Kirkūk" for one place, Natural Earth "Al-Basrah". A
name is looked up after folding case, accents, punctuation and the word for the unit; what differs beyond that is an
alias in the country's file.

    index = PlaceIndex(theatre.places);  index.find("Al Başrah  province")   # "basra"
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, Field

from tether.documents.models import KNOWN_KEYS, Flag, Words, wrong
from tether.documents.spelling import key_of
from tether.errors import Problems
from tether.evidence.countries import slug

UNIT_WORDS = frozenset(
    (
        "province",
        "governorate",
        "muhafazah",
        "district",
        "state",
        "region",
        "county",
        "department",
        "prefecture",
        "oblast",
        "wilaya",
        "departement",
        "departamento",
        "provincia",
        "division",
        "republic",
    )
)


def _slug(value: str) -> str:
    if value != slug(value):
        raise wrong(value, "lower-case letters, digits and hyphens", f"write {slug(value)!r}" if slug(value) else "")
    return value


AxisId = Annotated[str, AfterValidator(_slug), Field(description="an id: lower-case letters, digits and hyphens")]


@dataclass(frozen=True)
class TheatrePlace:
    """One first-order unit; ``id`` is a slug, ``hull`` says that its polygon is only drawn around its events."""

    __pydantic_config__ = KNOWN_KEYS

    id: AxisId
    name: Words
    name_ar: str = ""
    iso3166_2: str = ""
    aliases: tuple[str, ...] = ()
    hull: Flag = False

    @property
    def names(self) -> tuple[str, ...]:
        """Return every name by which the place is found."""
        return tuple(n for n in (self.name, self.id, self.name_ar, self.iso3166_2, *self.aliases) if n)


class PlaceIndex:
    """Finds places by any of their names."""

    def __init__(self, places: Iterable[TheatrePlace]):
        places = tuple(places)
        self._by_name: dict[str, str] = {}
        for place in places:
            for name in place.names:
                self._by_name.setdefault(_exact(name), place.id)
        for place in places:
            for name in place.names:
                self._by_name.setdefault(_loose(name), place.id)

    def find(self, name: str) -> str | None:
        """Return the id of the place called ``name``, or None."""
        return self._by_name.get(_exact(name)) or self._by_name.get(_loose(name))


def check_names(places: Iterable[TheatrePlace], where: str) -> Problems:
    """Return the problems of names and ids that two places share."""
    problems = Problems(where)
    owner: dict[str, str] = {}
    for place in places:
        for name in {_exact(n) for n in place.names}:
            other = owner.setdefault(name, place.id)
            if other != place.id:
                problems.add(f"'{name}' names both {other} and {place.id}", expected="one place per name")
    return problems


def _exact(name: str) -> str:
    return key_of(name)


def _loose(name: str) -> str:
    """Return the folded name without the words for the unit, unless nothing else is left."""
    words = key_of(name).split()
    return " ".join(w for w in words if w not in UNIT_WORDS) or " ".join(words)
