"""The graphs of a design: who commands whom, and which place contains which.

``command_graph`` has an edge from superior to subordinate for every line of command and every unit's parent; ``type``
and ``when`` are on the edge, ``path`` says where it is written. Orders flow along full and operational lines only.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import networkx as nx

from tether.charter.design import Design

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
