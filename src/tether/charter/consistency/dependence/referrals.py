"""What is passed on ends somewhere: bodies that refer to each other, outsiders who judge each other (DEP03)."""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx

from tether.charter.consistency.clauses import CharterClause, Inconsistency
from tether.charter.reading import Design

PASSED_ON = ("referred", "arbiter", "court")


def passed_round(design: Design) -> Iterator[Inconsistency]:
    """Yield each circle of those to whom a matter, a complaint or a duty is passed on."""
    matters = nx.DiGraph()
    for path, row in design.rows("joint_bodies"):
        if row.deadlock in PASSED_ON and isinstance(row.deadlock_to, str) and row.deadlock_to != row.body:
            said = f"what {row.body!r} cannot decide goes to {row.deadlock_to!r}"
            matters.add_edge(row.body, row.deadlock_to, clause=CharterClause(f"{path}.deadlock_to", said))
    yield from _circles(matters, "what a body cannot decide does not come back to it", lesser=False)
    complaints = nx.DiGraph()
    for path, held in design.rows("administrations"):
        if isinstance(held.complaints_to, str) and held.complaints_to != held.actor:
            said = f"complaints against {held.actor!r} go to {held.complaints_to!r}"
            complaints.add_edge(held.actor, held.complaints_to, clause=CharterClause(f"{path}.complaints_to", said))
    yield from _circles(complaints, "no two are each other's judges", lesser=True)
    duties = nx.DiGraph()
    for path, duty in design.rows("obligations"):
        judged = duty.default in ("sanction", "court") and isinstance(duty.bearer, str)
        if judged and isinstance(duty.default_to, str) and duty.default_to != duty.bearer:
            said = f"{duty.default_to!r} acts where {duty.bearer!r} does not do {duty.id!r}"
            duties.add_edge(duty.bearer, duty.default_to, clause=CharterClause(f"{path}.default_to", said))
    yield from _circles(duties, "no two are each other's judges", lesser=True)


def _circles(graph: nx.DiGraph, why: str, *, lesser: bool) -> Iterator[Inconsistency]:
    for part in nx.strongly_connected_components(graph):
        if len(part) > 1:
            clauses = tuple(graph.edges[e]["clause"] for e in nx.find_cycle(graph.subgraph(part)))
            yield Inconsistency("DEP03", tuple(sorted(clauses, key=lambda c: c.path)), (why,), lesser=lesser)
