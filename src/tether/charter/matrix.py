"""The authority matrix: which force leads on which power in which place, with places nested.

A grant on a place covers every declared place inside it. ``leads`` gives the rows that lead, by power, with all the
places each reaches; ``matrix`` gives the cells that the picture draws: overlaps and gaps are read off, not stored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tether.charter.blanks import UNKNOWN
from tether.charter.design import Design
from tether.charter.graphs import nest

Row = tuple[str, Any, frozenset[str]]  # path, power row, places reached


def leads(design: Design) -> dict[str, list[Row]]:
    """Return, by power, the rows that lead on it with every place they reach."""
    inside = _inside(design)
    found: dict[str, list[Row]] = defaultdict(list)
    for path, row in design.rows("powers"):
        if row.grant == "lead" and isinstance(row.places, tuple):
            found[row.power].append((path, row, _reached(row.places, inside)))
    return dict(found)


def reach(design: Design, rows: Iterable[Row]) -> list[str]:
    """Return the places at which to compare rows: those reached that have no declared place inside them."""
    inside = _inside(design)
    places = frozenset().union(*(reached for _, _, reached in rows))
    return sorted(p for p in places if not (inside.get(p, frozenset()) - {p}))


def places_without_lead(design: Design, power: str, standing: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the places where nobody leads on a power, and those where it can't be told."""
    covered = frozenset().union(*(reached for _, _, reached in leads(design).get(power, ())))
    missing = [place for place in standing if place not in covered]
    unclear = design.at("powers") is UNKNOWN or any(
        row.power == power and UNKNOWN in (row.grant, row.places) for _, row in design.rows("powers")
    )
    return ([], missing) if unclear else (missing, [])


@dataclass(frozen=True)
class PowerInPlace:
    """One power in one place: who leads, who else has it, and what is wrong with that."""

    power: str
    place: str
    lead: tuple[str, ...]
    others: tuple[tuple[str, str], ...]  # (force, grant)
    gap: bool

    @property
    def overlap(self) -> bool:
        """Whether two forces lead."""
        return len(self.lead) > 1


def matrix(design: Design) -> tuple[list[str], list[str], dict[tuple[str, str], PowerInPlace]]:
    """Return powers, places and cells: the powers granted or required, the places where forces stand or hold power."""
    rows = [row for _, row in design.rows("powers") if isinstance(row.places, tuple)]
    required = list(design.at("powers_required") or ())
    powers = list(dict.fromkeys([*required, *(row.power for row in rows)]))
    inside = _inside(design)
    standing = {p for _, f in design.new_forces() for p in f.places or ()}
    named = standing | {p for row in rows for p in row.places}
    leaves = sorted({leaf for place in named for leaf in _leaves(place, inside)})
    cells = {}
    for power in powers:
        held = [
            (r, frozenset().union(*(inside.get(p, frozenset((p,))) for p in r.places)))
            for r in rows
            if r.power == power
        ]
        for place in leaves:
            here = [r for r, reached in held if place in reached]
            lead = tuple(sorted({r.force for r in here if r.grant == "lead"}))
            others = tuple(sorted((r.force, str(r.grant)) for r in here if r.grant != "lead"))
            cells[power, place] = PowerInPlace(power, place, lead, others, power in required and not lead)
    return powers, leaves, cells


def _reached(places: Iterable[str], inside: dict[str, frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*(inside.get(p, frozenset((p,))) for p in places))


def _leaves(place: str, inside: dict[str, frozenset[str]]) -> list[str]:
    below = inside.get(place, frozenset((place,)))
    return [p for p in below if not (inside.get(p, frozenset()) - {p})]


def _inside(design: Design) -> dict[str, frozenset[str]]:
    """Return, for each declared place, itself and the places inside it."""
    inside: dict[str, set[str]] = defaultdict(set)
    for place, above in nest(design).items():
        for container in above:
            inside[container].add(place)
    return {container: frozenset(places) for container, places in inside.items()}
