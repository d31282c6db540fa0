"""The graph of patrons, alliances, rivalries and command: every edge a dated claim.

    graph = patron_graph(open_store("iraq", "2015-06"))       # networkx.MultiDiGraph, edges as they stood
    write_graph(graph, "iraq.graphml");  write_graph(graph, "edges.csv")

``history=True`` keeps every edge with its period, for a slider over time. Edges carry kind, predicate, strength (lo, v,
hi), kinds of support, from, to, source, grade, seen. Where sources differ there are several edges: nothing is averaged.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import networkx as nx

from tether.documents.files import replacing
from tether.dossier.store import Store
from tether.errors import InputError, Problem
from tether.evidence.claims import Claim

EDGE_KINDS = {
    "patronage": ("patron-of", "aids"),
    "command": ("commands", "organ-of"),
    "composition": ("composed-of",),
    "alliance": ("aligned-with", "tied-to", "shares-power-with"),
    "rivalry": ("fights", "competes-with", "distrusts", "fears", "refuses"),
    "support": ("supports-in-fight-with",),
}
SHOWN = ("patronage", "command", "composition", "alliance", "rivalry")  # "support" has 40 states a year: on demand
COLUMNS = (
    "source_id", "target_id", "kind", "predicate", "lo", "v", "hi", "kinds", "from", "to", "claim_source", "grade",
    "seen", "cite",
)  # fmt: skip


def patron_graph(store: Store, *, history: bool = False, kinds: Iterable[str] = SHOWN) -> nx.MultiDiGraph:
    """Return the graph as of the store's day, or with ``history`` every edge known by then, with its period."""
    graph = nx.MultiDiGraph(country=store.country, as_of=str(store.as_of), parts=store.parts)
    kinds = tuple(kinds)
    wanted = {p: kind for kind, predicates in EDGE_KINDS.items() for p in predicates}
    places = {i for i, kind in store.kinds.items() if kind == "place"}
    claims = store.claims if history else store.claims.standing()
    for claim in claims.exportable():
        kind = "support" if _states_only(claim) else wanted.get(claim.predicate, "")
        if kind in kinds and claim.object and not {claim.subject, claim.object} & places:
            for identity in (claim.subject, claim.object):
                if identity not in graph:
                    graph.add_node(identity, **_node(store, identity))
            graph.add_edge(claim.subject, claim.object, **_edge(claim, kind))
    return graph


def around(graph: nx.MultiDiGraph, actor: str, steps: int = 1) -> nx.MultiDiGraph:
    """Return the part of the graph within ``steps`` of an actor."""
    near = nx.ego_graph(graph.to_undirected(as_view=True), actor, radius=steps).nodes if actor in graph else ()
    return graph.subgraph(near).copy()


def patrons(graph: nx.MultiDiGraph, actor: str) -> list[tuple[str, dict[str, Any]]]:
    """Return who stands behind an actor, the strongest first: its patrons and theirs are found by asking again."""
    found = [(a, d) for a, _, d in graph.in_edges(actor, data=True) if d["kind"] == "patronage"]
    return sorted(found, key=lambda pair: -(pair[1]["v"] if pair[1]["v"] != "" else 0.0))


def write_graph(graph: nx.MultiDiGraph, path: str | Path) -> None:
    """Write GraphML, or a CSV of edges (UTF-8 with BOM); by the file's ending."""
    path = Path(path)
    if path.suffix not in (".graphml", ".csv"):
        raise InputError(Problem(f"ending '{path.suffix}'", str(path), expected=".graphml or .csv"))
    with replacing(path) as draft:
        if path.suffix == ".graphml":
            nx.write_graphml(graph, draft)
        else:
            with draft.open("w", encoding="utf-8-sig", newline="") as file:
                out = csv.DictWriter(file, COLUMNS)
                out.writeheader()
                out.writerows({"source_id": a, "target_id": b, **d} for a, b, d in graph.edges(data=True))


def _states_only(claim: Claim) -> bool:
    """Whether it is one of UCDP's rows of forty states that sent troops in a year: kept apart from the patrons."""
    return claim.source.id.startswith("ucdp-") and claim.predicate == "aids"


def _node(store: Store, identity: str) -> dict[str, str]:
    actor = store.by_id.get(identity)
    return {
        "name": store.name_of(identity),
        "name_ar": actor.name_ar if actor else "",
        "kind": store.kinds.get(identity, ""),
        "community": actor.community if actor else "",
    }


def _edge(claim: Claim, kind: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "predicate": claim.predicate,
        "lo": "" if claim.lo is None else claim.lo,
        "v": "" if claim.v is None else claim.v,
        "hi": "" if claim.hi is None else claim.hi,
        "kinds": "+".join(claim.kinds),
        "from": str(claim.happened_from),
        "to": "" if claim.happened_to is None else str(claim.happened_to),
        "claim_source": claim.source.id,
        "grade": claim.grade,
        "seen": claim.seen,
        "cite": claim.source.cite,
    }
