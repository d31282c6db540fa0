"""A charter as the rules read it: absent keys settled by the reading, rows with their paths, the bounds at hand.

Under the *open* reading an absent key means "we do not know" (coding history from the press); under the *closed* one it
means "there is none" (drafting one's own charter). Under the *general* one it means what the general law says that the
charter names (``layers``), and what that leaves out is read openly or closedly. An overlay keeps the values of the
status quo that it was read over. ``Design`` replaces every ABSENT accordingly, so a rule meets only a value, ``NONE``
or ``UNKNOWN`` and never asks which reading is on.

The graphs of a design: who commands whom, and which place contains which.

``command_graph`` has an edge from superior to subordinate for every line of command and every unit's parent; ``type``
and ``when`` are on the edge, ``path`` says where it is written. Orders flow along full and operational lines only.

The authority matrix: which force leads on which power in which place, with places nested.

A grant on a place covers every declared place inside it. ``matrix`` gives the cells that the picture draws: overlaps
and gaps are read off, not stored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import networkx as nx

from tether.charter.findings import among, both, either
from tether.charter.known import Known, KnownFact
from tether.charter.layers import GeneralRule, laid_over, under_the_law, with_rules
from tether.charter.paths import fields_with_parts, value_at
from tether.charter.references import ORIGINS
from tether.charter.schema import Charter
from tether.charter.schema.entities import Actor, Force, Group, Post, Unit
from tether.charter.settings import Settings
from tether.charter.values import ABSENT, NONE, UNKNOWN, Blank

if TYPE_CHECKING:
    from tether.evidence.claims.model import Interval

T = TypeVar("T")
_STATE_KINDS = {
    **dict.fromkeys(("government", "office", "institution", "ministry", "force"), True),
    **dict.fromkeys(("umbrella", "group", "party", "society", "state", "agency", "organisation"), False),
}
ENTITIES = ("places", "actors", "groups", "forces", "units", "posts")  # sections whose rows have ids of their own
SEIZERS = ("guard", "militia-auxiliary", "paramilitary")  # kinds of force that are neither army nor police
REGULAR = ("army", "police", "gendarmerie", "border")  # kinds of force that the general law governs


class Design:
    """One charter under one reading, with the bounds that apply."""

    told_kinds: tuple[str, ...] = ()  # what kind of design it is, by whoever has it checked; the charter goes before

    def __init__(
        self,
        charter: Charter,
        open_world: bool | None = None,
        settings: Settings | None = None,
        *,
        general: bool | None = None,
        today: date | None = None,
        known: Known | None = None,
    ):
        """Read a charter; ``general``: whether its general law speaks where it is silent (by default, if no world is
        asked for); ``known``: what the evidence knows of those whom it names.
        """
        self.today = today or date.today()  # the day on which it is read: waivers lapse
        self.known = known
        laid = laid_over(charter, charter._base) if charter._base is not None else charter
        self.laid = laid  # with the status quo's values, without the general law's
        self.law: tuple[GeneralRule, ...] = ()
        self.charter = laid
        if open_world is None if general is None else general:
            self.charter, self.law = under_the_law(laid)
        self.open_world = laid.open_world if open_world is None else open_world
        self.settings = settings or Settings()
        self.whole: Charter = _settled(self.charter, UNKNOWN if self.open_world else NONE)
        self._made: dict[str, Any] = {}

    @property
    def reading(self) -> str:
        """``open`` or ``closed``."""
        return "open" if self.open_world else "closed"

    def read_openly(self) -> Design:
        """Return the same charter with absent keys read as unknown."""
        today, known = self.today, self.known
        other = Design(self.laid, True, self.settings, general=bool(self.law), today=today, known=known)
        other.told_kinds = self.told_kinds
        return other

    def under(self, rules: Iterable[GeneralRule]) -> Design:
        """Return the design with other rules of the general law: a verdict that rests on one is gone without it."""
        today, known = self.today, self.known
        other = Design(self.laid, self.open_world, self.settings, general=False, today=today, known=known)
        other.law, other.told_kinds = tuple(rules), self.told_kinds
        other.charter = with_rules(self.laid, other.law)
        other.whole = _settled(other.charter, UNKNOWN if self.open_world else NONE)
        return other

    def at(self, path: str) -> Any:
        """Return the settled value at a dotted path (a blank if anything above it is blank)."""
        return value_at(self.whole, path)

    def silent(self, path: str) -> bool:
        """Whether the charter has no word at a path, read closedly: what it must speak of is the business of DUT."""
        return not self.open_world and self.charter.at(path) is ABSENT

    def rows(self, section: str) -> Iterator[tuple[str, Any]]:
        """Yield ``(path, row)`` for each row of a list such as ``units`` or ``sharing.allocation``."""
        value = self.at(section)
        if not isinstance(value, Blank):
            for index, row in enumerate(value):
                yield f"{section}.{index}", row

    def once(self, name: str, make: Callable[[Design], T]) -> T:
        """Return what ``make`` makes of this design, made once: several rules may read one system or graph."""
        if name not in self._made:
            self._made[name] = make(self)
        found: T = self._made[name]
        return found

    def command_graph(self, types: tuple[str | Blank, ...]) -> nx.MultiDiGraph:
        """Return the graph of the lines of these types (``command_graph``)."""
        graph: nx.MultiDiGraph = nx.MultiDiGraph()
        for path, edge in self.rows("command"):
            if edge.type in types:
                unknown = edge.when is UNKNOWN and self.charter.at(f"{path}.when") is not ABSENT
                when = UNKNOWN if unknown else edge.when or "always"
                graph.add_edge(edge.from_, edge.to, path=path, type=edge.type, when=when, phase=edge.phase)
        if "full" in types:
            for path, unit in self.rows("units"):
                above = unit.parent if isinstance(unit.parent, str) else unit.force
                if isinstance(above, str) and above != unit.id and not graph.has_edge(above, unit.id):
                    graph.add_edge(above, unit.id, path=f"{path}.parent", type="full", when="always", phase=None)
        return graph

    def new_forces(self) -> Iterator[tuple[str, Any]]:
        """Yield the forces that this charter creates."""
        return ((path, force) for path, force in self.rows("forces") if force.status == "new")

    def own_forces(self) -> Iterator[tuple[str, Any, bool | None]]:
        """Yield the forces that this charter is about: new ones, and others than army and police that groups enter.

        With each stands whether it surely is one: None where its status, its kind or who enters it leaves that open.
        """
        streams = [s for _, s in self.militia_streams()]
        fed = {s.into: None for s in streams} | {s.into: True for s in streams if s.from_ is not UNKNOWN}
        for path, force in self.rows("forces"):
            entered = both(fed.get(force.id, False), among(force.kind, SEIZERS))
            sure = either(among(force.status, ("new",)), entered)
            if sure is not False:
                yield path, force, sure

    def created(self) -> Iterator[tuple[str, Any, bool | None]]:
        """Yield ``(path, force, True)`` for each force that this charter creates, None for one of unknown status."""
        for path, force in self.rows("forces"):
            if force.status in ("new", UNKNOWN):
                yield path, force, force.status == "new" or None

    @property
    def creates(self) -> bool | None:
        """Whether this charter creates a force; None where the status of one is unknown and no other is new."""
        found = [sure for _, _, sure in self.created()]
        return True if True in found else None if found else False

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
        if row.id in self.administering:
            return True
        if self.is_foreign(name):
            return False
        return None if row.state is UNKNOWN else bool(row.state)

    @cached_property
    def administering(self) -> frozenset[str]:
        """The actors from outside that hold powers of the state for a time."""
        return frozenset(row.actor for _, row in self.rows("administrations"))

    def is_foreign(self, name: Any) -> bool:
        """Whether an id names a foreign actor."""
        row = self.named(name)
        if row is None:
            return isinstance(name, str) and self.charter.kinds.get(name) in ("state", "agency", "organisation")
        return isinstance(row, Actor) and (row.kind == "foreign" or row.level == "foreign")

    def aid_laws(self, donor: Any) -> tuple[str, ...] | Blank:
        """Return the laws on aid that bind a donor: as declared, else as the theatre has it; never judged by its id.

        A state or an organisation of the theatre of which no law is written gives under its own.
        """
        declared = getattr(self.named(donor), "bound_by", UNKNOWN if self.open_world else NONE)
        if not isinstance(declared, Blank) or not isinstance(donor, str):
            return declared if isinstance(donor, str) else UNKNOWN
        known = self.charter.aid_laws.get(donor, ())
        own = self.charter.kinds.get(donor) in ("state", "organisation")
        return known or (("national",) if own else declared)

    def known_of(self, name: Any) -> Known | None:
        """Return what the evidence knows, if an id and the name that the charter writes mean one of its actors."""
        known = self.known
        if known is None or not known.knows(name, getattr(self.named(name), "name", None)):
            return None
        return known

    def record(self, name: Any) -> tuple[str, KnownFact] | None:
        """Return the gravest word of the evidence on somebody's record, with what it rests on; None: nothing known."""
        known = self.known_of(name)
        return known.record(name) if known else None

    def backers(self, name: Any) -> dict[str, KnownFact]:
        """Return the outside backers of somebody that the evidence knows, by id."""
        known = self.known_of(name)
        return known.patrons(name) if known else {}

    def span(self, name: Any, predicate: str) -> Interval | None:
        """Return a number of somebody (size, ghost-share, seats) as the evidence spans it; None: nothing known."""
        known = self.known_of(name)
        return known.span(name, predicate) if known else None

    def on_record(self, name: Any) -> str:
        """Return what the evidence has of grave abuse by somebody, to stand after a sentence; "" where it has none."""
        found = self.record(name)
        return f"; on record, {found[1].cited}" if found and found[0] == "credible" else ""

    def feeding(self, force: Any) -> list[Any]:
        """Return the groups taken into a force by its streams."""
        streams = (row for _, row in self.rows("induction") if row.into == force)
        return [g for g in (self.named(s.from_) for s in streams) if isinstance(g, Group)]

    @cached_property
    def _by_id(self) -> dict[str, Any]:
        return {row.id: row for section in ENTITIES for _, row in self.rows(section)}


def _settled(part: Any, blank: Blank) -> Any:
    kind: Any = type(part)
    held = part.__dict__
    values = {name: blank if (value := held[name]) is ABSENT else value for name in kind.model_fields}
    for _, name in fields_with_parts(kind):
        value = values[name]
        if type(value) is tuple:
            if name != "src":
                values[name] = tuple(_settled(item, blank) for item in value)
        elif type(value) is not Blank:
            values[name] = _settled(value, blank)
    return kind.model_construct(**values)


ORDERS = ("full", "operational")
BINDING = ("full", "operational", "administrative", "disciplinary")
WHEN = {"always": {"always", "emergency", "joint-operation"}}


def command_graph(design: Design, types: Iterable[str | Blank] = ORDERS) -> nx.MultiDiGraph:
    """Return the graph of the lines of these types; a unit's parent counts as a full line that always holds.

    A line of which no circumstance is written always holds; one whose circumstance is written as unknown has UNKNOWN
    there. A force stands above its units without a parent, since a line to a force is a line to all of it.
    """
    return design.command_graph(tuple(types))


def heads(design: Design) -> list[str]:
    """Return the ids of the state's heads of command."""
    return [row.id for _, row in design.rows("actors") if row.head and (row.state or row.id in design.administering)]


def overlap_in_time(first: dict[str, Any], second: dict[str, Any]) -> bool | None:
    """Whether two lines of command can hold at the same moment (their circumstances and phases meet); None: unknown."""
    phases = (first["phase"] or None, second["phase"] or None)
    if None not in phases and phases[0] != phases[1]:
        return False
    if UNKNOWN in (first["when"], second["when"]):
        return True if "always" in (first["when"], second["when"]) else None
    return bool(WHEN.get(first["when"], {first["when"]}) & WHEN.get(second["when"], {second["when"]}))


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


def lies_in(design: Design, place: str, others: Iterable[str]) -> bool | None:
    """Whether a place lies in one of others, or is one; None where the charter does not say how they nest.

    What contains the outermost place around it may not be known: it is none of the places inside that one.
    """
    above, others = design.once("nest", nest), tuple(others)
    around = above.get(place, frozenset((place,)))
    if set(others) & around:
        return True
    if not all(name in above for name in (place, *others)):
        return None
    tops = {name for name in around if getattr(design.named(name), "parent", UNKNOWN) is UNKNOWN}
    return None if any(not tops & above[name] for name in others if tops) else False


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
    inside = places_within(design)
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


def _leaves(place: str, inside: dict[str, frozenset[str]]) -> list[str]:
    below = inside.get(place, frozenset((place,)))
    return [p for p in below if not (inside.get(p, frozenset()) - {p})]


def places_within(design: Design) -> dict[str, frozenset[str]]:
    """Return, for each declared place, itself and the places inside it."""
    inside: dict[str, set[str]] = defaultdict(set)
    for place, above in nest(design).items():
        for container in above:
            inside[container].add(place)
    return {container: frozenset(places) for container, places in inside.items()}
