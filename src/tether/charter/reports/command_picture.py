"""The command graph: who commands whom, with every fault marked by colour, a heavy line, a cross and its code.

Full and operational lines are solid, the others dashed each in its own way; what stands outside the state has a double
frame; a unit to which no line leads stands apart with a dashed frame. One call: ``command_picture(report)``.

Where the boxes of a command graph go: superiors left, subordinates right, each subtree in a band of its own.

Column = longest line from a top (circles are cut). Row: leaves are stacked in the order of a walk from the tops, a
superior stands at the middle of his subordinates, and boxes of a column are pushed apart where they would touch. With
40 boxes in four columns the picture stays under 1,100 × 1,400 pixels, and no two boxes overlap.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import networkx as nx

from tether.charter.check import Report
from tether.charter.reading import Design, command_graph, heads
from tether.charter.schema.entities import Force
from tether.errors import numbered
from tether.report.svg import FAULT, GREY, INK, PALE, PAPER, box, frame, named, path, words, wrapped

ALL = ("full", "operational", "administrative", "disciplinary", "advisory", "on-request")
DASH = {
    "full": "",
    "operational": "",
    "administrative": "8 3",
    "disciplinary": "8 3 2 3",
    "advisory": "2 4",
    "on-request": "1 6",
}
WIDE, HIGH, GAP_X, GAP_Y, MARGIN, TOP = 168.0, 34.0, 104.0, 16.0, 20.0, 58.0
STEP_X, STEP_Y = WIDE + GAP_X, HIGH + GAP_Y


def command_picture(report: Report) -> str:
    """Return the command graph of a checked charter as SVG; an empty string where there is nothing to draw."""
    design = Design(report.charter, report.open_world, report.settings)
    graph = command_graph(design, ALL)
    graph.add_nodes_from(unit.id for _, unit in design.rows("units"))
    _drop_containers(graph, design)
    if not graph:
        return ""
    tops = heads(design)
    placed = layout(nx.DiGraph(graph), tops)
    faults = _faults(report, design)
    lines = "".join(_line(placed, a, b, data, faults) for a, b, data in graph.edges(data=True))
    for _, below, data in graph.edges(data=True):
        for code in faults.get(data["path"], []):
            _add(faults, below, code)
    boxes = "".join(_node(placed, node, graph, design, faults, node in tops) for node in graph)
    width = MARGIN * 2 + (max(placed.column.values()) + 1) * STEP_X - GAP_X
    height = TOP + (max(placed.row.values()) + 1) * STEP_Y + 84
    title = f"Command graph of {report.charter.id}"
    codes = sorted({code for codes in faults.values() for code in codes})
    said = (
        f"{numbered(len(graph), 'box')}, {numbered(graph.number_of_edges(), 'line')}; faults: "
        f"{', '.join(codes) or 'none'}."
    )
    head = words(MARGIN, 24, title, size=15, weight="600") + words(MARGIN, 42, said, fill=GREY)
    return frame(max(width, 640), height, title, said, head + lines + boxes + _legend(height - 56), _MARKERS)


_MARKERS = "".join(
    f'<marker id="tip-{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    f'<path d="M0,0 L8,4 L0,8 z" fill="{colour}"/></marker>'
    for name, colour in (("ink", INK), ("fault", FAULT))
)


def _drop_containers(graph: nx.MultiDiGraph, design: Design) -> None:
    """Take out forces that only stand above their own units: their lines are drawn to the units."""
    for node in [n for n in graph if isinstance(design.named(n), Force)]:
        units = [(b, d) for _, b, d in graph.out_edges(node, data=True) if d["path"].startswith("units")]
        if not units:
            continue
        for above, _, data in list(graph.in_edges(node, data=True)):
            for below, _ in units:
                graph.add_edge(above, below, **data)
        graph.remove_edges_from([(node, b) for b, _ in units])
        if not list(graph.out_edges(node)):
            graph.remove_node(node)


def _faults(report: Report, design: Design) -> dict[str, list[str]]:
    """Return the codes of command findings by path (a line) and by id (a box)."""
    found: dict[str, list[str]] = defaultdict(list)
    for finding in report.fired:
        for at in (finding.path, *finding.related):
            section, _, rest = at.partition(".")
            index = rest.partition(".")[0]
            if section == "command" and index:
                _add(found, f"command.{index}", finding.code)
            elif section in ("units", "posts", "forces") and index and finding.code.startswith("CMD"):
                row = design.at(f"{section}.{index}")
                _add(found, str(row.unit if section == "posts" else row.id), finding.code)
    return found


def _add(found: dict[str, list[str]], key: str, code: str) -> None:
    if code not in found[key]:
        found[key].append(code)


def _corner(placed: Layout, node: str) -> tuple[float, float]:
    return MARGIN + placed.column[node] * STEP_X, TOP + placed.row[node] * STEP_Y


def _line(placed: Layout, above: str, below: str, data: dict[str, Any], faults: dict[str, list[str]]) -> str:
    (x1, y1), (x2, y2) = _corner(placed, above), _corner(placed, below)
    codes = faults.get(data["path"], [])
    forward = placed.column[below] > placed.column[above]
    start = (x1 + WIDE, y1 + HIGH / 2) if forward else (x1 + WIDE / 2, y1 + HIGH)
    end = (x2, y2 + HIGH / 2) if forward else (x2 + WIDE / 2, y2 + HIGH)
    bend = max(40.0, (end[0] - start[0]) / 2) if forward else 0.0
    drop = 0.0 if forward else 28.0
    curve = (
        f"M{start[0]:.1f},{start[1]:.1f} C{start[0] + bend:.1f},{start[1] + drop:.1f} "
        f"{end[0] - bend:.1f},{end[1] + drop:.1f} {end[0]:.1f},{end[1]:.1f}"
    )
    style = {"stroke": FAULT if codes else INK, "stroke_width": "3" if codes else _weight(data["type"])}
    style |= {"marker_end": f"url(#tip-{'fault' if codes else 'ink'})"}
    style |= {"stroke_dasharray": DASH[data["type"]]} if DASH[data["type"]] else {}
    t = 0.3 + 0.13 * (sum(map(ord, above)) % 4)  # crosses of lines that meet are set apart
    rest = 1 - t
    middle = tuple(
        rest**3 * a + 3 * rest**2 * t * b + 3 * rest * t**2 * c + t**3 * d
        for a, b, c, d in (
            (start[0], start[0] + bend, end[0] - bend, end[0]),
            (start[1], start[1] + drop, end[1] + drop, end[1]),
        )
    )
    mark = _cross(middle[0], middle[1])
    label = f"{above} → {below}: {data['type']}, {data['when']}" + (f"; {', '.join(codes)}" if codes else "")
    return named(label, path(curve, **style) + (mark if codes else ""))


def _weight(kind: str) -> str:
    return "2" if kind == "full" else "1.3"


def _cross(x: float, y: float) -> str:
    arms = f"M{x - 5:.1f},{y - 5:.1f} l10,10 M{x + 5:.1f},{y - 5:.1f} l-10,10"
    return path(arms, stroke=PAPER, stroke_width="6") + path(arms, stroke=FAULT, stroke_width="2.5")


def _node(
    placed: Layout, node: str, graph: nx.MultiDiGraph, design: Design, faults: dict[str, list[str]], top: bool
) -> str:
    x, y = _corner(placed, node)
    codes = faults.get(node, [])
    alone = graph.degree(node) == 0
    outside = design.is_state(node) is False
    style = {"rx": "4", "fill": INK if top else PALE, "stroke": FAULT if codes else INK}
    style |= {"stroke_width": "3" if codes else "1.2"} | ({"stroke_dasharray": "5 3"} if alone else {})
    drawn = box(x, y, WIDE, HIGH, **style)
    if outside:
        drawn += box(x + 3, y + 3, WIDE - 6, HIGH - 6, rx="2", fill="none", stroke=INK, stroke_width="1")
    row = design.named(node)
    lines = wrapped(str(getattr(row, "name", None) or node), WIDE - 16)
    first = y + HIGH / 2 + 4 - (len(lines) - 1) * 6.5
    drawn += "".join(
        words(x + 8, first + n * 13, line, fill=PAPER if top else INK, weight="600" if top else "")
        for n, line in enumerate(lines)
    )
    if codes:
        drawn += words(x + WIDE, y - 3, f"✕ {' '.join(codes)}", size=11, fill=FAULT, weight="700", anchor="end")
    return named(f"{node}{': ' + ', '.join(codes) if codes else ''}", drawn)


def _legend(y: float) -> str:
    drawn, x = "", MARGIN
    for kind in ALL:
        style = {"stroke": INK, "stroke_width": _weight(kind)} | (
            {"stroke_dasharray": DASH[kind]} if DASH[kind] else {}
        )
        drawn += path(f"M{x:.0f},{y:.0f} h30", **style) + words(x + 36, y + 4, kind, size=11, fill=GREY)
        x += 46 + len(kind) * 6.2
    drawn += path(f"M{MARGIN:.0f},{y + 22:.0f} h30", stroke=FAULT, stroke_width="3") + _cross(MARGIN + 15, y + 22)
    return drawn + words(
        MARGIN + 36, y + 26, "fault, with its code · dark box: head of command · double frame: outside the state · "
        "dashed frame: no line", size=11, fill=GREY,
    )  # fmt: skip


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
