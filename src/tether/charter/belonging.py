"""To whom an id belongs, and whether a force stands where it has something to do.

belongs_to(design, "first")          # {"first", "guard-1", "guard", …}: a post, its unit, its force, its party
is_of(design, "guard-1", "guard")    # True; None where it is not known who is meant
stands_at(design, "army", places)    # whether a force stands in one of these places, or all around it
"""

from __future__ import annotations

from typing import Any

from tether.charter.findings import either
from tether.charter.reading import Design, lies_in
from tether.charter.schema.entities import Force, Group, Post, Unit


def belongs_to(design: Design, name: str) -> frozenset[str]:
    """Return an id and everything that it is part of: a post's unit, its force, the party whose force it is."""
    found: set[str] = set()
    open_: list[Any] = [name]
    while open_:
        here = open_.pop()
        if isinstance(here, str) and here not in found:
            found.add(here)
            row = design.named(here)
            if isinstance(row, Post):
                open_.append(row.unit)
            elif isinstance(row, Unit):
                open_ += [row.force, row.parent]
            elif isinstance(row, Force | Group):
                open_.append(row.party)
    return frozenset(found)


def is_of(design: Design, name: Any, side: Any) -> bool | None:
    """Whether an id is a side, or part of it; None where either is not known."""
    if not isinstance(name, str) or not isinstance(side, str):
        return None
    return side in belongs_to(design, name)


def stands_at(design: Design, name: Any, places: Any) -> bool | None:
    """Whether a force stands in one of these places, inside it or around it; None where that is not known.

    None too for whoever is no force of this file, and for places that the file does not declare.
    """
    row = design.named(name)
    force = design.named(row.force) if isinstance(row, Unit) else row
    here = row.places if isinstance(row, Unit) and isinstance(row.places, tuple) else getattr(force, "places", None)
    if not isinstance(force, Force) or not isinstance(here, tuple) or not isinstance(places, tuple) or not places:
        return None
    around = [lies_in(design, place, here) for place in places]
    return either(*around, *(lies_in(design, place, places) for place in here))
