"""The ground of an intake: which homes there are, which place contains which, and who stands under which umbrella.

A home is a place of the theatre (a province or district: as fine as the theatre knows it), or a district, municipality
or town that the charter itself declares inside one. Without a theatre the charter's own places serve. A name above
them (a country, a region) stands for the homes that it contains.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tether.charter import Charter
from tether.induction.units import Homes

BELOW = ("district", "municipality", "town", "zone")  # kinds of place that may be a home inside a province
ABOVE = ("country", "region")


@dataclass(frozen=True)
class Containment:
    """``parent`` of each place, ``part_of`` of each actor, both by id."""

    homes: Homes
    parent: Mapping[str, str] = field(default_factory=dict)
    part_of: Mapping[str, str] = field(default_factory=dict)

    def within(self, places: Any) -> tuple[str, ...]:
        """Return the homes that named places contain, in order of id; none for a blank."""
        named = set(places) if isinstance(places, tuple) else set()
        return tuple(h for h in self.homes.ids if named & {*_chain(h, self.parent), self.homes.province_of[h]})

    def above(self, actor: str) -> tuple[str, ...]:
        """Return an actor and everything that it is part of, the nearest first."""
        return tuple(_chain(actor, self.part_of))


def ground_of(charter: Charter, theatre: Any, assumed: Callable[[str], None]) -> Containment:
    """Return the ground of a charter in a theatre (None: the charter's own places)."""
    rows = {row.id: row for row in charter.places or ()}
    parent = {name: row.parent for name, row in rows.items() if isinstance(row.parent, str)}
    part_of = {a.id: a.part_of for a in theatre.actors if a.part_of} if theatre is not None else {}
    if theatre is None:
        province_of, names, near = _own(rows, parent), {n: str(r.name or n) for n, r in rows.items()}, {}
        assumed("homes are the charter's own places, none of them neighbours: no theatre was given")
    else:
        fixed = {p.id: p.name for p in theatre.places}
        parent |= {place: theatre.id for place in fixed if place not in parent}
        inside = {n: p for n, r in rows.items() if r.kind in BELOW and (p := _first(_chain(n, parent)[1:], fixed))}
        province_of = {place: place for place in fixed} | inside
        names = fixed | {n: str(rows[n].name or n) for n in inside}
        near = {p: frozenset(q) for p, q in theatre.neighbours.items()}
        if not inside:
            assumed(
                f"a home is a {theatre.place_kind} of {theatre.name}: neither theatre nor charter knows finer places"
            )
    return Containment(Homes(province_of, near, names), parent, part_of)


def _own(rows: Mapping[str, Any], parent: Mapping[str, str]) -> dict[str, str]:
    """Return the charter's places that contain no other (or are provinces), each with its province."""
    inner = set(parent.values())
    homes = [n for n, r in rows.items() if r.kind not in ABOVE and (n not in inner or r.kind == "province")] or list(
        rows
    )
    return {n: _first(_chain(n, parent), [m for m in rows if rows[m].kind == "province"]) or n for n in homes}


def _first(names: Iterable[str], wanted: Iterable[str]) -> str:
    known = set(wanted)
    return next((n for n in names if n in known), "")


def _chain(name: str, parent: Mapping[str, str]) -> list[str]:
    """Return a name and what stands above it, the nearest first; a circle ends where it began."""
    chain: list[str] = []
    while name and name not in chain:
        chain.append(name)
        name = parent.get(name, "")
    return chain
