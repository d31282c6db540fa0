"""Rows for the nodes of a patron graph: patrons above, governments and offices below them, armed groups beneath.

A layered drawing says what a force layout hides: who stands over whom. The row follows from the kind of actor; within a
row the order is found by a few sweeps of barycentres, so that few edges cross. The result is deterministic. Where the
nodes of a row stand is settled when it is drawn, for those alive at the date.
"""

from __future__ import annotations

import networkx as nx

KIND_LAYER = {"state": 0, "organisation": 0, "agency": 1, "government": 2, "party": 2, "institution": 2}
KIND_LAYER |= {
    "office": 3,
    "ministry": 3,
    "umbrella": 4,
    "force": 4,
    "group": 5,
    "unit": 6,
    "society": 7,
    "community": 7,
}
OTHERS = 5
SWEEPS = 12


def layered(graph: nx.MultiDiGraph) -> dict[str, tuple[int, float]]:
    """Return node → (row, order within it): rows by kind, order by barycentre, both from 0."""
    rows = _rows(graph)
    plain = nx.Graph(graph.to_undirected(as_view=True))
    at = _positions(rows)
    for sweep in range(SWEEPS):
        for number in sorted(rows, reverse=sweep % 2 == 1):
            rows[number].sort(key=lambda n: (_centre(plain, n, at), n))
            at = _positions(rows)
    return {n: (number, at[n]) for number, members in rows.items() for n in members}


def _rows(graph: nx.MultiDiGraph) -> dict[int, list[str]]:
    rows: dict[int, list[str]] = {}
    for node, kind in graph.nodes(data="kind"):
        rows.setdefault(KIND_LAYER.get(kind, OTHERS), []).append(node)
    return {number: sorted(members, key=lambda n: (-graph.degree(n), n)) for number, members in rows.items()}


def _positions(rows: dict[int, list[str]]) -> dict[str, float]:
    return {n: (i + 1) / (len(members) + 1) for members in rows.values() for i, n in enumerate(members)}


def _centre(plain: nx.Graph, node: str, at: dict[str, float]) -> float:
    near = [at[n] for n in plain.neighbors(node) if n != node]
    return sum(near) / len(near) if near else 0.5
