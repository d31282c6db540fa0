"""What can't be, whatever the design: more seats than the house has, a country that nobody knows.

A number's own bounds stand with its kind (``values.Quantity``). Here are those that hang on another place of the text
or on a table, told at reading as every problem of the file is, with file and line:

    seats    a quorum, an attendance, the votes needed, and a player's seats are within the house's; the players'
             seats, each at its least, add up to no more
    country  one that ``tether.evidence.countries`` knows, the theatre's, or a place of kind country in the text: a
             made-up country is declared there

An overlay is held to the status quo's house where it writes none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tether.charter.schema import Charter
from tether.charter.values import Number
from tether.documents.models import shown
from tether.documents.yaml_file import Key, path_of
from tether.errors import Problem, Problems, did_you_mean
from tether.evidence.countries import countries, lookup


def check_arithmetic(charter: Charter, problems: Problems, theatre: Any = None, base: Charter | None = None) -> None:
    """Note what can't be."""
    for found in (_seats(charter, base), _country(charter, theatre, base)):
        problems.extend(found)


def _seats(charter: Charter, base: Charter | None) -> Iterator[Problem]:
    house = _number(charter, "politics.passage.seats") or (_number(base, "politics.passage.seats") if base else None)
    if house is None:
        return
    of = f"at most the house's seats ({house.hi:,.10g})"
    for name in ("quorum", "attendance", "needs"):
        said = _number(charter, f"politics.passage.{name}")
        if said is not None and said.lo > house.hi:
            yield _problem(charter, ("politics", "passage", name), f"{said.lo:,.10g} of {house.hi:,.10g} seats", of)
    vetoes = (charter.politics.vetoes or ()) if charter.politics else ()
    held = [(i, row.seats.lo) for i, row in enumerate(vetoes) if isinstance(row.seats, Number)]
    for i, seats in held:
        if seats > house.hi:
            found = f"{seats:,.10g} seats in a house of {house.hi:,.10g}"
            yield _problem(charter, ("politics", "vetoes", i, "seats"), found, of)
    total = sum(seats for _, seats in held)
    if total > house.hi >= max((seats for _, seats in held), default=0):
        found = f"players' seats that add up to {total:,.10g} in a house of {house.hi:,.10g}"
        yield _problem(charter, ("politics", "vetoes"), found, of)


def _number(charter: Charter, path: str) -> Number | None:
    value = charter.at(path)
    return value if isinstance(value, Number) else None


def _country(charter: Charter, theatre: Any, base: Charter | None) -> Iterator[Problem]:
    meant = str(charter.meta.country) if charter.meta and charter.meta.country else ""
    if not meant or lookup(meant) is not None:
        return
    own = {str(name) for one in (charter, base) if one for name in _declared(one)}
    own |= {str(getattr(theatre, name, "")) for name in ("id", "name", "country")}
    if meant.casefold() in {name.casefold() for name in own if name}:
        return
    remedy = did_you_mean(meant, [c.name for c in countries()])
    more = "a made-up country is declared under places, with kind: country"
    yield _problem(charter, ("meta", "country"), shown(meant), "a country", f"{remedy}; {more}")


def _declared(charter: Charter) -> Iterator[Any]:
    for place in charter.places or ():
        if place.kind == "country":
            yield from (place.id, *([place.name] if place.name else ()))


def _problem(charter: Charter, key: Key, found: str, expected: str, remedy: str = "") -> Problem:
    place = charter.position(path_of(key))
    return Problem(found, charter.file, place.line, place.column, path_of(key), expected, remedy)
