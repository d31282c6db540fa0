"""The graph of patrons, alliances, rivalries and command: every edge a dated claim.

    graph = patron_graph(open_store("iraq", "2015-06"))       # networkx.MultiDiGraph, edges as they stood
    write_graph(graph, "iraq.graphml");  write_graph(graph, "edges.csv")

``history=True`` keeps every edge with its period, for a slider over time. Edges carry kind, predicate, strength (lo, v,
hi), kinds of support, from, to, source, grade, seen. Where sources differ there are several edges: nothing is averaged.

Rows for the nodes of a patron graph: patrons above, governments and offices below them, armed groups beneath.

A layered drawing says what a force layout hides: who stands over whom. The row follows from the kind of actor; within a
row the order is found by a few sweeps of barycentres, so that few edges cross. The result is deterministic. Where the
nodes of a row stand is settled when it is drawn, for those alive at the date.

The graph as a page with a slider over its months: offline, no library, every edge with its source beneath.

Without scripts, and in every other form, the page is the table of the edges that stand at the cut-off; the script draws
them, and puts those of any other month in their place. The data that it reads are the twin's.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources
from pathlib import Path
from typing import Any

import networkx as nx
from markupsafe import Markup

from tether.documents.cells import write_rows
from tether.documents.files import replacing
from tether.dossier.store import DossierOptions, Store, store_of
from tether.errors import InputError, Problem, numbered
from tether.evidence.claims import Claim
from tether.report.blocks import Document, PageScript, Paragraph, Section, Sentence, section, table
from tether.report.words import FOOT, LEFT_OUT
from tether.report.writers import ENDINGS, save

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
                edges = ({"source_id": a, "target_id": b, **d} for a, b, d in graph.edges(data=True))
                write_rows(file, COLUMNS, edges)


def save_graph(case: str, options: DossierOptions, path: Path) -> str:
    """Write the patron graph (a page, or .graphml or .csv); return what was written, in words."""
    store = store_of(case, options)
    if path.suffix in ENDINGS:
        save(graph_page(store), path)
    else:
        write_graph(patron_graph(store), path)
    left = f" ({LEFT_OUT.format(f'{store.withheld:,} claims')})" if store.withheld else ""
    return f"{path}{left}"


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


FIRST = "2003-01"  # the slider's first month: before it the stores hold next to nothing
GRAPH_PAGE_COLUMNS = ("From", "Relation", "To", "Strength", "Kinds", "Since", "Until", "Source")
CONTROLS = Markup(
    '<div class="graph"><div class="controls"><label for="slider">As of <span id="when"></span></label>'
    '<input id="slider" type="range" aria-label="date"><fieldset id="kinds"></fieldset><span id="count"></span> '
    '<button id="all" type="button">all actors</button></div>'
    '<svg id="drawing" role="group" aria-label="{}"></svg></div>'
)


def graph_page(store: Store, title: str = "") -> Document:
    """Return the page; its last month is the store's cut-off."""
    graph = patron_graph(store, history=True)
    data = slider_data(graph, store)
    script = resources.files("tether.dossier").joinpath("graph.js").read_text("utf-8")
    alt = f"Graph of {graph.number_of_nodes()} actors; the table below holds the same edges in words"
    reading = Sentence(
        f"{graph.number_of_nodes()} actors, {numbered(len(data['edges']), 'edge')} since {FIRST}.", "edges"
    )
    how = "Thick is strong; faint is recalled."
    return Document(
        title or f"Patrons, command, alliances and rivalries: {store.country.title()}",
        (section("", Paragraph((reading, how))), Section(0, "edges", "Edges, with their sources", (_edges(data),))),
        f"Known as of {store.as_of}{', ' + store.parts if store.parts else ''}.",
        foot=FOOT,
        data=data,
        name=f"{store.country}-patrons",
        script=PageScript(script, data, str(CONTROLS.format(alt))),
        withheld=store.withheld or store.internal,
    )


def slider_data(graph: nx.MultiDiGraph, store: Store) -> dict[str, Any]:
    """Return what the page draws: nodes with row and order, edges with months, the months of the slider."""
    at = layered(graph)
    nodes = {n: {**d, "row": at[n][0], "order": round(at[n][1], 4)} for n, d in graph.nodes(data=True)}
    edges = [_drawn_edge(number, a, b, d) for number, (a, b, d) in enumerate(graph.edges(data=True))]
    months = _months(FIRST, f"{store.as_of:%Y-%m}")
    return {"nodes": nodes, "edges": edges, "months": months, "kinds": list(SHOWN)}


def _edges(data: dict[str, Any]) -> Any:
    """Return the edges that stand in the last month, in words."""
    last, names = data["months"][-1], {n: d["name"] for n, d in data["nodes"].items()}
    standing = (e for e in data["edges"] if e["from"] <= last and (not e["to"] or e["to"] >= last))
    return table(GRAPH_PAGE_COLUMNS, (_words(e, names) for e in standing), f"Those that stand in {last}.")


def _words(edge: dict[str, Any], names: dict[str, str]) -> tuple[str, ...]:
    strength = "not said" if edge["v"] is None else f"{edge['v']} ({edge['lo']}–{edge['hi']}), {edge['basis']}"
    ends = (edge["kinds"], edge["from"], edge["to"] or "no end known")
    cite = edge["cite"] + ("" if edge["seen"] else " – recalled")
    return names[edge["a"]], edge["predicate"], names[edge["b"]], strength, *ends, cite


def _drawn_edge(number: int, a: str, b: str, d: dict[str, Any]) -> dict[str, Any]:
    numbers = {k: (None if d[k] == "" else d[k]) for k in ("lo", "v", "hi")}
    basis = "the coder's judgement" if numbers["v"] is not None else ""
    return {
        "n": number,
        "a": a,
        "b": b,
        "kind": d["kind"],
        "predicate": d["predicate"].replace("-", " "),
        **numbers,
        "basis": basis,
        "kinds": d["kinds"].replace("+", ", "),
        "from": d["from"][:7],
        "to": d["to"][:7],
        "source": d["claim_source"],
        "cite": d["cite"],
        "seen": d["seen"],
    }


def _months(first: str, last: str) -> list[str]:
    def number(month: str) -> int:
        return int(month[:4]) * 12 + int(month[5:7]) - 1

    return [f"{m // 12}-{m % 12 + 1:02d}" for m in range(number(first), number(last) + 1)]
