"""The graph as one HTML file with a slider over its months: offline, no library, every edge with its source beneath."""

from __future__ import annotations

import html
import json
from importlib import resources
from typing import Any

import networkx as nx

from tether.dossier.graph import SHOWN, patron_graph
from tether.dossier.layout import layered
from tether.dossier.pages import FOOT
from tether.dossier.store import Store

FIRST = "2003-01"  # the slider's first month: before it the stores hold next to nothing


def graph_html(store: Store, title: str = "") -> str:
    """Return the page; its last month is the store's cut-off."""
    graph = patron_graph(store, history=True)
    data = slider_data(graph, store)
    title = title or f"Patrons, command, alliances and rivalries: {store.country.title()}"
    under = f"Known as of {store.as_of}{', ' + store.parts if store.parts else ''}. Thick is strong; faint is recalled."
    alt = f"Graph of {graph.number_of_nodes()} actors; the table below holds the same edges in words"
    page = resources.files("tether.dossier").joinpath("graph_page.html").read_text("utf-8")
    filled = {"TITLE": title, "UNDER": under, "ALT": alt, "FOOT": FOOT}
    for key, text in filled.items():
        page = page.replace(f"__{key}__", html.escape(text))
    return page.replace("__DATA__", json.dumps(data, ensure_ascii=False).replace("</", "<\\/"))


def slider_data(graph: nx.MultiDiGraph, store: Store) -> dict[str, Any]:
    """Return what the page draws: nodes with row and order, edges with months, the months of the slider."""
    at = layered(graph)
    nodes = {n: {**d, "row": at[n][0], "order": round(at[n][1], 4)} for n, d in graph.nodes(data=True)}
    edges = [_edge(number, a, b, d) for number, (a, b, d) in enumerate(graph.edges(data=True))]
    months = _months(FIRST, f"{store.as_of:%Y-%m}")
    return {"nodes": nodes, "edges": edges, "months": months, "kinds": list(SHOWN)}


def _edge(number: int, a: str, b: str, d: dict[str, Any]) -> dict[str, Any]:
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
