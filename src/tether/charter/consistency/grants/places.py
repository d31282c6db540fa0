"""Grants and bans by power, with every place that each of them reaches."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from tether.charter.consistency.clauses import CharterClause
from tether.charter.reading import Design, lies_in, nest, places_within
from tether.charter.values import Number

ENDED = ("to-dissolve", "excluded")


@dataclass(frozen=True)
class GrantRow:
    """A row of power with every place that it reaches."""

    path: str
    row: Any
    reached: frozenset[str]

    @property
    def clause(self) -> CharterClause:
        """The row in words, with its path."""
        where = ", ".join(self.row.places)
        if self.row.grant == "forbidden":
            return CharterClause(self.path, f"{self.row.force!r} is forbidden {self.row.power} in {where}")
        rank = {"lead": "leads on", "shared": "shares in", "support": "supports", "on-request": "may on request do"}
        return CharterClause(self.path, f"{self.row.force!r} {rank[self.row.grant]} {self.row.power} in {where}")


class GrantMap:
    """The grants and bans of a charter by power, and how its places nest."""

    def __init__(self, design: Design):
        self.design = design
        self.above = nest(design)
        self.inside = places_within(design)
        self.rests = _rests(design)
        self._leads: dict[str, list[GrantRow]] = {}
        self.grants: dict[str, list[GrantRow]] = defaultdict(list)
        self.bans: dict[tuple[str, str], list[GrantRow]] = defaultdict(list)
        for path, row in design.rows("powers"):
            if isinstance(row.places, tuple) and isinstance(row.grant, str):
                reached = frozenset().union(*(self.inside.get(p, frozenset((p,))) for p in row.places))
                grant = GrantRow(path, row, reached)
                if row.grant == "forbidden":
                    self.bans[row.force, row.power].append(grant)
                else:
                    self.grants[row.power].append(grant)

    def leads(self, power: str) -> list[GrantRow]:
        """Return the rows that lead on a power, without the places that a narrower row of that force carves out."""
        if power not in self._leads:
            rows = self.grants.get(power, ())
            lower: dict[tuple[str, str], list[GrantRow]] = defaultdict(list)  # (force, place of the row) → its rows
            for force in {g.row.force for g in rows}:
                bans = self.bans.get((force, power), ())
                for grant in (*bans, *(g for g in rows if g.row.force == force and g.row.grant != "lead")):
                    for place in grant.row.places:
                        lower[force, place].append(grant)
            self._leads[power] = [self._carved(g, lower) for g in rows if g.row.grant == "lead"]
        return self._leads[power]

    def _carved(self, grant: GrantRow, lower: dict[tuple[str, str], list[GrantRow]]) -> GrantRow:
        own, force = set(grant.row.places), grant.row.force
        inside = [r for p in grant.reached - own for r in lower.get((force, p), ()) if not own & r.reached]
        return GrantRow(grant.path, grant.row, grant.reached.difference(*(r.reached for r in inside)))

    def leaves(self, places: Any) -> list[str]:
        """Return the places at or below these that declared places inside them do not surely fill.

        A place of which the declared places inside hold nine tenths of the people at the most has a rest of its own.
        """
        below = frozenset().union(*(self.inside.get(p, frozenset((p,))) for p in places))
        return sorted(p for p in below if not (self.inside.get(p, frozenset()) - {p}) or p in self.rests)

    def lies_within(self, place: str, places: Any) -> bool | None:
        """Whether a place lies in one of others; None where the charter does not say how they nest."""
        return lies_in(self.design, place, places) if isinstance(places, tuple) and places else None


FILLED = 0.9  # share of a place's people in the declared places inside it from which they may be all of it


def _rests(design: Design) -> frozenset[str]:
    """Return the places that surely have people outside the declared places inside them."""
    inside: dict[str, list[Any]] = defaultdict(list)
    for _, place in design.rows("places"):
        if isinstance(place.parent, str):
            inside[place.parent].append(place.population)
    return frozenset(
        place.id
        for _, place in design.rows("places")
        if isinstance(place.population, Number)
        and (people := inside.get(place.id))
        and all(isinstance(n, Number) for n in people)
        and sum(n.hi for n in people) < FILLED * place.population.lo
    )


def grant_map(design: Design) -> GrantMap:
    """Return the grants and bans of a design, made once."""
    return design.once("grants", GrantMap)
