"""CMD: one unbroken line of command for every unit, and nobody outside the state on it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import networkx as nx

from tether.charter.findings import RuleVerdict, cannot_tell, fires, given, quiet
from tether.charter.reading import BINDING, Design, command_graph, heads, overlap_in_time
from tether.charter.rules.rule import Tally, rule
from tether.charter.schema.entities import Force, Group
from tether.charter.values import NONE, UNKNOWN

UNIFIED = "tether the militias to a unified national command structure"
CHAINS = "clear chains of command"
WEHREY = "Wehrey, The Hill 2015"


@rule(
    code="CMD01",
    severity="error",
    statement="Every unit has an unbroken line to a head of command of the state",
    words=UNIFIED,
    source=WEHREY,
    second="Libya Shield: 'neither entirely under the authority of the state nor operating entirely renegade' "
    "(Lacher & Cole, Small Arms Survey WP 20, 2014)",
    evidence="weak",
    remedy="Add the missing line of command so that the unit reaches the head, or take the unit out of the charter.",
    asks="the head of government",
    tensions=(8,),
    tally=Tally("one_chain", ("no", "partial")),
    fails="""
actors: [{id: pm, state: true, head: true}]
units: [{id: hq, force: g, parent: none}, {id: b1, force: g, parent: none}]
command: [{from: pm, to: hq, type: full}]
""",
    passes="""
actors: [{id: pm, state: true, head: true}]
units: [{id: hq, force: g, parent: none}, {id: b1, force: g, parent: hq}]
command: [{from: pm, to: hq, type: full}]
""",
)
def unbroken_line(design: Design) -> Iterator[RuleVerdict]:
    """Every unit, and every new force without units, has a head of command among its superiors."""
    graph = command_graph(design)
    tops = set(heads(design))
    manned = {unit.force for _, unit in design.rows("units")}
    subjects = [*design.rows("units"), *((p, f) for p, f in design.new_forces() if f.id not in manned)]
    for path, unit in subjects:
        above = nx.ancestors(graph, unit.id) if unit.id in graph else set()
        if above & tops:
            yield quiet(path)
        elif _line_may_be_unseen(design, {unit.id, *above}):
            yield cannot_tell(
                path, f"Who commands {unit.id!r}, and through whom does it answer to the head of command?"
            )
        else:
            ends = sorted(n for n in above if not list(graph.predecessors(n)))
            said = f"the line above {unit.id!r} ends at {', '.join(map(repr, ends))}" if ends else "nobody commands it"
            yield fires(path, f"{said}: no head of command of the state is reached")


def _line_may_be_unseen(design: Design, line: set[Any]) -> bool:
    """Whether an unknown line of command, parent or headship leaves open that the line reaches a head."""
    parents = (design.named(n) for n in line)
    rows = [row for row in parents if row is not None]
    unseen = design.at("command") is UNKNOWN or design.at("actors") is UNKNOWN
    unseen = unseen or any(edge.type is UNKNOWN and edge.to in line for _, edge in design.rows("command"))
    return unseen or any(UNKNOWN in (getattr(r, "parent", NONE), getattr(r, "head", NONE)) for r in rows)


@rule(
    code="CMD02",
    severity="stop",
    statement="Nobody commands his own superior: the lines of command form no circle",
    words=CHAINS,
    source=WEHREY,
    second="A circle has no head: no order in it is the last one (arithmetic of directed graphs)",
    evidence="normative",
    law="arithmetic: in a circle no order is final, so no line of command exists",
    remedy="Delete one line of the printed circle.",
    fails="command: [{from: a, to: b, type: full}, {from: b, to: c, type: full}, {from: c, to: a, type: operational}]",
    passes="command: [{from: a, to: b, type: full}, {from: b, to: c, type: full}]",
)
def no_circle(design: Design) -> Iterator[RuleVerdict]:
    """Each strongly connected part of the graph is one circle too many."""
    graph = command_graph(design, BINDING)
    loops = [c for c in nx.strongly_connected_components(graph) if len(c) > 1 or graph.has_edge(*(list(c) * 2)[:2])]
    for part in loops:
        edges = nx.find_cycle(graph.subgraph(part))
        names = [str(edge[0]) for edge in edges]
        paths = [graph.edges[edge]["path"] for edge in edges]
        yield fires(paths[0], f"a circle of command: {' → '.join([*names, names[0]])}", related=tuple(paths[1:]))
    if graph.edges and not loops:
        yield quiet("command" if design.at("command") else "units")


@rule(
    code="CMD03",
    severity="error",
    statement="No unit has two masters without a written order of precedence",
    words="locally based forces answering to provincial governments, and then the prime minister",
    source="RFE/RL, 3 Feb 2015",
    second="Iraq 2015: two accounts of one bill, 'attached to the Commander-in-Chief' (non14.net) and 'the provincial "
    "council will be the higher body supervising it' (DPA), both 3 Feb 2015, translated",
    evidence="weak",
    remedy="Name one operational superior; make the other advisory, or add precedence: {unit, first, when}.",
    asks="the head of government",
    fails="""
command: [{from: pm, to: g-anbar, type: full}, {from: governor, to: g-anbar, type: operational, when: always}]
""",
    passes="""
command: [{from: pm, to: g-anbar, type: full}, {from: governor, to: g-anbar, type: advisory, when: always}]
""",
)
def one_master(design: Design) -> Iterator[RuleVerdict]:
    """Two superiors whose lines can hold at the same moment need an order of precedence."""
    graph = command_graph(design)
    settled = {row.unit for _, row in design.rows("precedence") if row.first}
    for name in graph:
        lines = _lines_to(design, graph, name)
        rivals = [(a, b) for a, b in combinations(lines, 2) if a[0] != b[0] and overlap_in_time(a[1], b[1])]
        path = next((line["path"] for _, line in lines if line["path"].startswith("command")), "")
        if not rivals or name in settled:
            if lines and path:
                yield quiet(path)
            continue
        (first, one), (second, other) = rivals[0]
        if design.at("precedence") is UNKNOWN:
            yield cannot_tell(one["path"], f"Whose order prevails in {name!r}: that of {first!r} or of {second!r}?")
        else:
            said = f"{name!r} takes orders from {first!r} and from {second!r}, and nothing says whose prevail"
            yield fires(one["path"], said, related=(other["path"],))


def _lines_to(design: Design, graph: Any, name: str) -> list[tuple[str, dict[str, Any]]]:
    """Return (superior, line) into a unit; a line to its force counts for the units directly below the force."""
    lines: list[tuple[str, dict[str, Any]]] = []
    for above, _, line in graph.in_edges(name, data=True):
        if isinstance(design.named(above), Force) and line["path"].startswith("units"):
            lines += [(top, to) for top, _, to in graph.in_edges(above, data=True)]
        else:
            lines.append((above, line))
    return sorted(lines, key=lambda line: (not line[1]["path"].startswith("command"), line[1]["path"]))


@rule(
    code="CMD04",
    severity="warning",
    statement="One superior has no more subordinates than he can direct",
    words=CHAINS,
    source=WEHREY,
    second="One chief of staff over about 12 Libya Shield brigades, AP 10 Jun 2013; the number 8 is staff custom",
    evidence="normative",
    remedy="Insert a regional or brigade headquarters.",
    fails="command: [" + ", ".join(f"{{from: cos, to: s{n}, type: full}}" for n in range(1, 10)) + "]",
    passes="command: [{from: cos, to: s1, type: full}, {from: cos, to: s2, type: full}]",
)
def workable_span(design: Design) -> Iterator[RuleVerdict]:
    """Count the units and forces directly below each superior."""
    graph = command_graph(design)
    most = design.settings.span
    for name in graph:
        below = {to: line["path"] for _, to, line in graph.out_edges(name, data=True)}
        paths = tuple(below.values())
        if len(below) > most:
            said = f"{name!r} directs {len(below)} units at once"
            yield fires(paths[0], said, measured=f"{len(below)} against at most {most:g}", related=paths[1:])
        elif below:
            yield quiet(paths[0])


@rule(
    code="CMD05",
    severity="error",
    statement="Each command post has someone who appoints and someone who can remove, both of the state",
    words="We cannot act as if the government was in a position to give us orders",
    source="Lacher & al-Idrissi, Capital of Militias, 2018",
    second="Libya's Presidential Guard was decreed without strength or commander (Menas Associates, May 2016)",
    evidence="weak",
    remedy="Write who dismisses, on what ground, within how many days; give a term and a rotation.",
    asks="the head of government",
    fails="""
actors: [{id: pm, state: true}]
posts: [{id: p1, appointed_by: pm, removable_by: []}]
""",
    passes="""
actors: [{id: pm, state: true}]
posts: [{id: p1, appointed_by: pm, removable_by: [pm], term_months: 24}]
""",
)
def appointed_and_removable(design: Design) -> Iterator[RuleVerdict]:
    """Both the appointing and the removing hand must be known, and be the state's."""
    for path, post in design.rows("posts"):
        title = post.title or post.id
        hands = (
            ("appointed_by", post.appointed_by, "appoints", f"Who appoints the {title}?"),
            ("removable_by", post.removable_by, "can remove", f"Who can remove the {title}, on what ground, how fast?"),
        )
        for key, hand, does, question in hands:
            at = f"{path}.{key}"
            outside = [h for h in (hand if isinstance(hand, tuple) else (hand,)) if design.is_state(h) is False]
            if outside:
                yield fires(at, f"{outside[0]!r}, which is not of the state, {does} the {title}")
            else:
                yield given(at, hand, f"nobody {does} the {title}", question)


@rule(
    code="CMD06",
    severity="error",
    statement="Nobody outside the state gives orders inside the force",
    words="simply becoming an official cover for the continued operation of independent militia",
    source=WEHREY,
    second="Libya's SSC: 'the groups it included quickly developed interests of their own' (Lacher & Cole 2014); the "
    "LAAF, whose 'power lies in the hands of Haftar and his close associates' (Eaton, Chatham House 2021)",
    evidence="strong",
    remedy="Cut the line: discharge or transfer the commander who keeps two hats; ban dual office; re-cadre the unit.",
    asks="the head of government",
    tally=Tally("outside_chain", ("yes", "partial")),
    fails="""
actors: [{id: pm, state: true, head: true}, {id: faction, kind: bloc, state: false}]
command: [{from: pm, to: b1, type: full}, {from: faction, to: b1, type: disciplinary}]
""",
    passes="""
actors: [{id: pm, state: true, head: true}, {id: faction, kind: bloc, state: false}]
command: [{from: pm, to: b1, type: full}]
""",
)
def only_the_state_commands(design: Design) -> Iterator[RuleVerdict]:
    """Full, operational and disciplinary lines start at organs of the state (foreign ones are PAT01's business)."""
    taken_whole = {s.from_ for _, s in design.rows("induction") if s.mode in ("whole-unit", "sub-unit", "mixed")}
    for path, edge in design.rows("command"):
        outside = isinstance(design.named(edge.to), Group) and edge.to not in taken_whole
        if edge.type not in ("full", "operational", "disciplinary") or outside or design.is_foreign(edge.from_):
            continue
        state = design.is_state(edge.from_)
        if state is False:
            yield fires(f"{path}.from", f"{edge.from_!r}, which is not of the state, gives orders to {edge.to!r}")
        elif state is None and design.named(edge.from_) is not None:
            yield cannot_tell(f"{path}.from", f"Is {edge.from_!r}, which commands {edge.to!r}, an organ of the state?")
        else:
            yield quiet(f"{path}.from")


@rule(
    code="CMD07",
    severity="warning",
    statement="The new force is not a second army",
    words="an independent organization",
    source="Library of Congress, Global Legal Monitor, 7 Dec 2016, on the Popular Mobilization law",
    second="Libya Shield: 'a parallel security structure' (Lacher & Cole 2014); the Popular Mobilization's authorised "
    "strength went from 122,000 to 238,000 (WINEP 2023)",
    evidence="weak",
    remedy="Place supply, intelligence and budget in the existing ministry; keep only operations in the guard.",
    asks="the defence ministry",
    fails="forces: [{id: g, status: new, own_budget: true, own_intelligence: true, own_staff: true}]",
    passes="""
forces:
  - {id: g, status: new, own_budget: false, own_intelligence: false, own_staff: true, own_arms_supply: false}
""",
)
def not_a_second_army(design: Design) -> Iterator[RuleVerdict]:
    """At most one of budget, intelligence, staff and supply of its own."""
    for path, force in design.new_forces():
        held = {k: getattr(force, k) for k in ("own_budget", "own_intelligence", "own_staff", "own_arms_supply")}
        own = [k for k, v in held.items() if v is True]
        unseen = [k for k, v in held.items() if v is UNKNOWN]
        words = ", ".join(k.removeprefix("own_").replace("_", " ") for k in own)
        if len(own) > 1:
            yield fires(
                f"{path}.{own[1]}", f"{force.id!r} has {words} of its own", measured=f"{len(own)} against at most 1"
            )
        elif len(own) + len(unseen) > 1:
            kinds = ", ".join(k.removeprefix("own_").replace("_", " ") for k in unseen)
            yield cannot_tell(path, f"Does {force.id!r} have its own {kinds}, or those of a ministry?")
        else:
            yield quiet(path)
