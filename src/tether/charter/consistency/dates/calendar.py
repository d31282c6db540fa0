"""The calendar of one charter as a graph of differences, and the negative cycle that no dates can meet."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import networkx as nx

from tether.charter.consistency.clauses import CharterClause
from tether.charter.reading import Design
from tether.charter.values import UNKNOWN, When

MONTH = 30.4375  # days
SLACK = 3  # days by which months of 28 to 31 days differ from the mean
ORIGIN = "origin"
FAR = 10_000_000  # days: beyond any date of the calendar
EASE = 1e-6  # days: less is rounding


@dataclass(frozen=True)
class DateEdge:
    """``tail − head ≤ days``, with its clauses; a relation also has a code, a reason and a place."""

    head: str
    tail: str
    days: float
    clauses: tuple[CharterClause, ...] = ()
    code: str = ""
    why: str = ""
    path: str = ""
    lesser: bool = False  # odd rather than impossible: one degree milder


class Calendar:
    """The dates of one charter while they are written down."""

    def __init__(self, design: Design):
        self.design = design
        self.edges: list[DateEdge] = []
        self.known: dict[str, When] = {}
        self.unknown: set[str] = set()
        self.spans: list[str] = []  # lengths of time that are written as unknown

    def day(self, path: str, value: Any, said: str) -> str:
        """Write down a date, and return its name (its path)."""
        if value is UNKNOWN:
            self.unknown.add(path)
        if isinstance(value, When) and path not in self.known:
            self.known[path] = value
            clause = (CharterClause(path, said.format(value)),)
            self.edges.append(DateEdge(ORIGIN, path, value.hi.toordinal(), clause))
            self.edges.append(DateEdge(path, ORIGIN, -value.lo.toordinal(), clause))
        return path

    def after(
        self,
        code: str,
        later: str,
        earlier: str,
        why: str,
        *,
        days: float = 0.0,
        clauses: tuple[CharterClause, ...] = (),
        path: str = "",
        lesser: bool = False,
    ) -> None:
        """Set one date no earlier than another, or so many days after it."""
        self.edges.append(DateEdge(later, earlier, -days, clauses, code, why, path or later, lesser))


def negative_cycle(edges: list[DateEdge]) -> list[DateEdge] | None:
    """Return the edges of a negative cycle, tightest edge of each pair of dates, or None."""
    tight: dict[tuple[str, str], DateEdge] = {}
    for edge in edges:
        pair = edge.head, edge.tail
        if pair not in tight or edge.days < tight[pair].days:
            tight[pair] = edge
    graph = nx.DiGraph()
    graph.add_weighted_edges_from((e.head, e.tail, e.days) for e in tight.values())
    graph.add_weighted_edges_from((ORIGIN, n, FAR) for n in list(graph) if n != ORIGIN and (ORIGIN, n) not in tight)
    if ORIGIN not in graph:
        return None
    try:
        nodes = nx.find_negative_cycle(graph, ORIGIN)
    except nx.NetworkXError:  # there is none, or it detects one and does not find it
        return _relaxed(list(tight.values()))
    cycle = [tight[pair] for pair in pairwise(nodes)]
    return cycle if sum(edge.days for edge in cycle) < 0 else _relaxed(list(tight.values()))


def _relaxed(edges: list[DateEdge]) -> list[DateEdge] | None:
    """Return a negative cycle by Bellman's relaxation alone: networkx may name one of length zero in place of it."""
    days = {node: 0.0 for edge in edges for node in (edge.head, edge.tail)}
    by: dict[str, DateEdge] = {}
    last = ""
    for _ in days:
        last = ""
        for edge in edges:
            if days[edge.head] + edge.days < days[edge.tail] - EASE:
                days[edge.tail], by[edge.tail], last = days[edge.head] + edge.days, edge, edge.tail
        if not last:
            return None
    for _ in days:
        last = by[last].head  # now surely on a cycle
    cycle, here = [by[last]], by[last].head
    while here != last:
        cycle.append(by[here])
        here = by[here].head
    return cycle[::-1]
