"""A charter as the rules read it: absent keys settled by the reading, rows with their paths, the bounds at hand.

Under the *open* reading an absent key means "we do not know" (coding history from the press); under the *closed* one it
means "there is none" (drafting one's own charter). ``Design`` replaces every ABSENT accordingly, so a rule meets only a
value, ``NONE`` or ``UNKNOWN`` and never asks which reading is on.

The graphs of a design: who commands whom, and which place contains which.

``command_graph`` has an edge from superior to subordinate for every line of command and every unit's parent; ``type``
and ``when`` are on the edge, ``path`` says where it is written. Orders flow along full and operational lines only.

The authority matrix: which force leads on which power in which place, with places nested.

A grant on a place covers every declared place inside it. ``leads`` gives the rows that lead, by power, with all the
places each reaches; ``matrix`` gives the cells that the picture draws: overlaps and gaps are read off, not stored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import networkx as nx
from pydantic import BaseModel

from tether.charter.paths import value_at
from tether.charter.references import ORIGINS
from tether.charter.schema import Charter
from tether.charter.schema.entities import Actor, Force, Group, Post, Unit
from tether.charter.settings import Settings
from tether.charter.values import ABSENT, NONE, UNKNOWN, Blank, Number, When

_STATE_KINDS = {
    **dict.fromkeys(("government", "office", "institution", "ministry", "force"), True),
    **dict.fromkeys(("umbrella", "group", "party", "society", "state", "agency", "organisation"), False),
}
SEIZERS = ("guard", "militia-auxiliary", "paramilitary")  # kinds of force that are neither army nor police


class Design:
    """One charter under one reading, with the bounds that apply."""

    def __init__(self, charter: Charter, open_world: bool | None = None, settings: Settings | None = None):
        self.charter = charter
        self.open_world = charter.open_world if open_world is None else open_world
        self.settings = settings or Settings()
        self.whole: Charter = _settled(charter, UNKNOWN if self.open_world else NONE)

    @property
    def reading(self) -> str:
        """``open`` or ``closed``."""
        return "open" if self.open_world else "closed"

    def at(self, path: str) -> Any:
        """Return the settled value at a dotted path (a blank if anything above it is blank)."""
        return value_at(self.whole, path)

    def rows(self, section: str) -> Iterator[tuple[str, Any]]:
        """Yield ``(path, row)`` for each row of a list such as ``units`` or ``sharing.allocation``."""
        value = self.at(section)
        if not isinstance(value, Blank):
            for index, row in enumerate(value):
                yield f"{section}.{index}", row

    def new_forces(self) -> Iterator[tuple[str, Any]]:
        """Yield the forces that this charter creates."""
        return ((path, force) for path, force in self.rows("forces") if force.status == "new")

    def local_forces(self) -> Iterator[tuple[str, Any]]:
        """Yield the forces raised in and for particular places."""
        return ((path, force) for path, force in self.rows("forces") if force.local)

    def militia_streams(self) -> Iterator[tuple[str, Any]]:
        """Yield the streams that come from a group (or from nobody knows whom), not from recruits, army or police."""
        return (
            (path, stream)
            for path, stream in self.rows("induction")
            if stream.from_ is UNKNOWN or (isinstance(stream.from_, str) and stream.from_ not in ORIGINS)
        )

    def named(self, name: Any) -> Any:
        """Return the actor, group, force, unit, post or place of an id; None where the file does not declare it."""
        return self._by_id.get(name) if isinstance(name, str) else None

    def is_state(self, name: Any) -> bool | None:
        """Whether an id names an organ of the state, a force, a unit or a post; None where it is unclear.

        What the charter declares comes first; an id that only the theatre knows is judged by its kind there.
        """
        row = self.named(name)
        if row is None:
            return _STATE_KINDS.get(self.charter.kinds.get(name, "")) if isinstance(name, str) else None
        if not isinstance(row, Actor):
            return False if isinstance(row, Group) else True if isinstance(row, Force | Unit | Post) else None
        if row.state is UNKNOWN:
            return False if row.kind in ("foreign", "bloc") else None
        return bool(row.state)

    def is_foreign(self, name: Any) -> bool:
        """Whether an id names a foreign actor."""
        row = self.named(name)
        if row is None:
            return isinstance(name, str) and self.charter.kinds.get(name) in ("state", "agency", "organisation")
        return isinstance(row, Actor) and (row.kind == "foreign" or row.level == "foreign")

    def feeding(self, force: Any) -> list[Any]:
        """Return the groups taken into a force by its streams."""
        streams = (row for _, row in self.rows("induction") if row.into == force)
        return [g for g in (self.named(s.from_) for s in streams) if isinstance(g, Group)]

    @cached_property
    def _by_id(self) -> dict[str, Any]:
        sections = ("places", "actors", "groups", "forces", "units", "posts")
        return {row.id: row for section in sections for _, row in self.rows(section)}


def _settled(part: Any, blank: Blank) -> Any:
    values = {}
    for name in type(part).model_fields:
        value = getattr(part, name)
        if value is ABSENT:
            value = blank
        elif isinstance(value, BaseModel):
            value = value if isinstance(value, Number | When) else _settled(value, blank)
        elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel) and name != "src":
            value = tuple(_settled(item, blank) for item in value)
        values[name] = value
    return type(part).model_construct(**values)


ORDERS = ("full", "operational")
BINDING = ("full", "operational", "administrative", "disciplinary")
WHEN = {"always": {"always", "emergency", "joint-operation"}}


def command_graph(design: Design, types: Iterable[str] = ORDERS) -> nx.MultiDiGraph:
    """Return the graph of the lines of these types; a unit's parent counts as a full line that always holds.

    A force stands above its units without a parent, since a line to a force is a line to all of it.
    """
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    wanted = tuple(types)
    for path, edge in design.rows("command"):
        if edge.type in wanted:
            graph.add_edge(edge.from_, edge.to, path=path, type=edge.type, when=edge.when or "always", phase=edge.phase)
    if "full" in wanted:
        for path, unit in design.rows("units"):
            above = unit.parent if isinstance(unit.parent, str) else unit.force
            if isinstance(above, str) and above != unit.id and not graph.has_edge(above, unit.id):
                graph.add_edge(above, unit.id, path=f"{path}.parent", type="full", when="always", phase=None)
    return graph


def heads(design: Design) -> list[str]:
    """Return the ids of the state's heads of command."""
    return [row.id for _, row in design.rows("actors") if row.head and row.state]


def overlap_in_time(first: dict[str, Any], second: dict[str, Any]) -> bool:
    """Whether two lines of command can hold at the same moment (their circumstances and phases meet)."""
    times = WHEN.get(first["when"], {first["when"]}) & WHEN.get(second["when"], {second["when"]})
    phases = (first["phase"] or None, second["phase"] or None)
    return bool(times) and (None in phases or phases[0] == phases[1])


def nest(design: Design) -> dict[str, frozenset[str]]:
    """Return, for each declared place, itself and every place that contains it."""
    parent = {row.id: row.parent for _, row in design.rows("places")}
    above: dict[str, frozenset[str]] = {}
    for place in parent:
        chain, here = [], place
        while isinstance(here, str) and here not in chain:
            chain.append(here)
            here = parent.get(here)
        above[place] = frozenset(chain)
    return above


def covers(granted: Any, place: str, above: dict[str, frozenset[str]]) -> bool:
    """Whether a grant on these places holds in ``place`` (there, or in a place that contains it)."""
    return isinstance(granted, tuple) and bool(set(granted) & above.get(place, frozenset((place,))))


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
