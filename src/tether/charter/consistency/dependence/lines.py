"""Lines of command: when each holds, in which matter; and circles of those that hold at one moment (DEP01)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import networkx as nx

from tether.charter.consistency.clauses import CharterClause, Inconsistency, apart
from tether.charter.findings import RuleVerdict, cannot_tell, quiet
from tether.charter.reading import ORDERS, Design
from tether.charter.rules.rule import rule
from tether.charter.values import ABSENT, NONE

ALWAYS = "always"
MOMENTS = {ALWAYS: "in ordinary times", "emergency": "in an emergency", "joint-operation": "in a joint operation"}
MATTERS = {
    "orders": ("full", "operational"),
    "administration": ("full", "administrative"),
    "discipline": ("full", "disciplinary"),
}


@dataclass(frozen=True)
class CommandLine:
    """A line of command, or a unit's place below its parent: full, and always."""

    above: str
    below: str
    type: str | None  # None where it is not known
    when: str | None  # None where it is not known
    phase: str | None
    clause: CharterClause

    def holds(self, moment: str, phase: str | None) -> bool:
        """Whether it surely holds in a circumstance and a phase."""
        return self.type is not None and self.when in (ALWAYS, moment) and self.phase in (None, phase)

    def may_hold(self, moment: str, phase: str | None) -> bool:
        """Whether it holds there, or may."""
        return self.when in (ALWAYS, moment, None) and self.phase in (None, phase)

    def meets(self, other: CommandLine, moment: str, *, surely: bool) -> bool:
        """Whether two lines hold, or may hold, in one circumstance, each in its own phase."""
        if surely:
            return self.holds(moment, self.phase) and other.holds(moment, other.phase)
        return self.may_hold(moment, self.phase) and other.may_hold(moment, other.phase)


def lines_of(design: Design) -> list[CommandLine]:
    """Return every line of command, of a type not known too; one without a circumstance always holds."""
    return design.once("lines", _read_lines)


def _read_lines(design: Design) -> list[CommandLine]:
    found = []
    for path, edge in design.rows("command"):
        if edge.type is NONE:
            continue
        kind = edge.type if isinstance(edge.type, str) else None
        when = ALWAYS if edge.when is NONE or design.charter.at(f"{path}.when") is ABSENT else edge.when
        said = f"{edge.from_!r} commands {edge.to!r} ({kind or 'in which matter is not known'})"
        if when != ALWAYS and isinstance(when, str):
            said += f" {MOMENTS[when]}"
        phase = edge.phase if isinstance(edge.phase, str) else None
        when = when if isinstance(when, str) else None
        found.append(CommandLine(edge.from_, edge.to, kind, when, phase, CharterClause(path, said)))
    direct = {(line.above, line.below) for line in found if line.type in ORDERS}
    for path, unit in design.rows("units"):
        above = unit.parent if isinstance(unit.parent, str) else unit.force
        if isinstance(above, str) and above != unit.id and (above, unit.id) not in direct:
            clause = CharterClause(f"{path}.parent", f"unit {unit.id!r} stands below {above!r}")
            found.append(CommandLine(above, unit.id, "full", ALWAYS, None, clause))
    return found


def _moments(design: Design, lines: Iterable[CommandLine]) -> Iterator[tuple[str, str | None]]:
    phases = list(dict.fromkeys(line.phase for line in lines if line.phase))
    for moment in MOMENTS:
        yield from ((moment, phase) for phase in phases or (None,))


def circles_of(design: Design) -> Iterator[tuple[Inconsistency | None, Inconsistency | None]]:
    """Yield (a sure circle, or a possible one) for each matter, circumstance and phase; each circle once."""
    lines = [*lines_of(design), *_held_by_heads(design)]
    seen: set[frozenset[str]] = set()
    for matter, types in MATTERS.items():
        ours = [line for line in lines if line.type in (*types, None)]
        whole = nx.DiGraph((line.above, line.below) for line in ours)
        loops = [c for c in nx.strongly_connected_components(whole) if len(c) > 1]
        loops += [{n} for n in nx.nodes_with_selfloops(whole)]
        for part in loops:
            within = [line for line in ours if line.above in part and line.below in part]
            for moment, phase in _moments(design, within):
                for sure in (True, False):
                    circle = _circle([k for k in within if (k.holds if sure else k.may_hold)(moment, phase)])
                    if circle is None or (key := frozenset(k.clause.path for k in circle)) in seen:
                        continue
                    seen.add(key)
                    names = " → ".join([*(k.above for k in circle), circle[0].above])
                    said = f"a circle of command {MOMENTS[moment]}, in {matter}: {names}"
                    found = Inconsistency("DEP01", tuple(k.clause for k in circle), headline=said)
                    yield (found, None) if sure else (None, found)


def _held_by_heads(design: Design) -> Iterator[CommandLine]:
    """Yield each post below the unit or force in which it stands, where it gives orders to none of that force.

    Who commands a unit commands its head: a head who commands somebody outside passes on the orders that he is under.
    """
    lines = lines_of(design)
    force_of = {u.id: u.force for _, u in design.rows("units")}
    for path, post in design.rows("posts"):
        force = force_of.get(post.unit, post.unit)
        given = {line.below for line in lines if line.above == post.id}
        inside = {name for name in given if force_of.get(name, name) == force}
        if isinstance(post.unit, str) and given and not inside:
            said = f"{post.id!r} is the head of {post.unit!r}"
            yield CommandLine(post.unit, post.id, "full", ALWAYS, None, CharterClause(f"{path}.unit", said))


def _circle(lines: list[CommandLine]) -> list[CommandLine] | None:
    by = {(line.above, line.below): line for line in lines}
    try:
        return [by[edge[:2]] for edge in nx.find_cycle(nx.DiGraph(list(by)))]
    except nx.NetworkXNoCycle:
        return None


@rule(
    code="DEP01",
    severity="stop",
    statement="Nobody commands his own superior: the lines of command that hold at one moment form no circle",
    words="clear chains of command",
    source="Wehrey, The Hill 2015",
    second="A circle has no head: no order in it is the last one (arithmetic of directed graphs)",
    evidence="normative",
    law="arithmetic: in a circle no order is final, so no line of command exists",
    remedy="Delete one line of the printed circle, or say in which circumstance or phase each of them holds.",
    fails="command: [{from: a, to: b, type: full}, {from: b, to: c, type: full}, {from: c, to: a, type: operational}]",
    passes="""
command: [{from: a, to: b, type: operational, when: always}, {from: b, to: a, type: administrative, when: always}]
""",
)
def no_circle(design: Design) -> Iterator[RuleVerdict]:
    """Circles of lines in one matter (orders, administration, discipline), one circumstance and one phase."""
    found = design.once("circles", lambda d: list(circles_of(d)))
    sure = [c for c, _ in found if c is not None]
    for conflict in apart(sure):
        yield conflict.verdict(design)
    for _, maybe in found:
        if maybe is not None and not sure:
            said = "; ".join(c.said for c in maybe.clauses)
            yield cannot_tell(maybe.clauses[0].path, f"Do these lines hold at the same moment, in one matter: {said}?")
    if not found and (design.at("command") or design.at("units")):
        yield quiet("command" if design.at("command") else "units")


def orders_of(design: Design) -> nx.DiGraph:
    """Return the graph of the lines of orders."""
    graph = nx.DiGraph()
    for line in lines_of(design):
        if line.type in ORDERS:
            graph.add_edge(line.above, line.below, clause=line.clause)
    return graph
