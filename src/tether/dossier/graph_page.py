"""The graph as a page with a slider over its months: offline, no library, every edge with its source beneath.

Without scripts, and in every other form, the page is the table of the edges that stand at the cut-off; the script draws
them, and puts those of any other month in their place. The data that it reads are the twin's.
"""

from __future__ import annotations

from importlib import resources
from typing import Any

import networkx as nx
from markupsafe import Markup

from tether.dossier.graph import SHOWN, patron_graph
from tether.dossier.layout import layered
from tether.dossier.store import Store
from tether.report.blocks import Document, PageScript, Paragraph, Section, Sentence, section, table
from tether.report.words import FOOT

FIRST = "2003-01"  # the slider's first month: before it the stores hold next to nothing
COLUMNS = ("From", "Relation", "To", "Strength", "Kinds", "Since", "Until", "Source")
CONTROLS = Markup(
    '<div class="graph"><div class="controls"><label for="slider">As of <span id="when"></span></label>'
    '<input id="slider" type="range" aria-label="date"><fieldset id="kinds"></fieldset><span id="count"></span> '
    '<button id="all" type="button">all actors</button></div>'
    '<svg id="drawing" role="img" aria-label="{}"></svg></div>'
)


def graph_page(store: Store, title: str = "") -> Document:
    """Return the page; its last month is the store's cut-off."""
    graph = patron_graph(store, history=True)
    data = slider_data(graph, store)
    script = resources.files("tether.dossier").joinpath("graph.js").read_text("utf-8")
    alt = f"Graph of {graph.number_of_nodes()} actors; the table below holds the same edges in words"
    reading = Sentence(f"{graph.number_of_nodes()} actors, {len(data['edges'])} edges since {FIRST}.", "edges")
    how = "Thick is strong; faint is recalled."
    return Document(
        title or f"Patrons, command, alliances and rivalries: {store.country.title()}",
        (section("", Paragraph((reading, how))), Section(0, "edges", "Edges, with their sources", (_edges(data),))),
        f"Known as of {store.as_of}{', ' + store.parts if store.parts else ''}.",
        foot=FOOT,
        data=data,
        name=f"{store.country}-patrons",
        script=PageScript(script, data, str(CONTROLS.format(alt))),
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
    return table(COLUMNS, (_words(e, names) for e in standing), f"Those that stand in {last}.")


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
