"""CMD: one unbroken line of command for every unit, and nobody outside the state on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import networkx as nx

from tether.charter.findings import RuleVerdict, among, both, cannot_tell, either, fires, given, provided, quiet
from tether.charter.reading import ORDERS, Design, command_graph, heads, overlap_in_time
from tether.charter.rules.rule import Tally, rule
from tether.charter.schema.entities import Force, Group, Unit, titled
from tether.charter.values import NONE, UNKNOWN
from tether.errors import numbered

UNIFIED = "tether the militias to a unified national command structure"
CHAINS = "clear chains of command"
WEHREY = "Wehrey, The Hill 2015"
BY_UNIT = ("whole-unit", "sub-unit", "mixed")  # ways in by which a group's own line of command may last


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
    led = tops.union(*(nx.descendants(graph, top) for top in tops if top in graph))
    manned = {unit.force for _, unit in design.rows("units")}
    doubtful = next((path for path, unit in design.rows("units") if unit.force is UNKNOWN), "")
    subjects: list[tuple[str, Any, bool | None]] = [(path, unit, True) for path, unit in design.rows("units")]
    subjects += [(path, force, sure) for path, force, sure in design.created() if force.id not in manned]
    loose = [unit.id for _, unit, _ in subjects if unit.id not in led]
    ends, unseen = _ends_above(design, graph, loose)
    for path, unit, sure in subjects:
        question = f"Who commands {unit.id!r}, and through whom does it answer to the head of command?"
        if unit.id in led:
            yield quiet(path)
        elif unseen[unit.id]:
            yield cannot_tell(path, question)
        else:
            names = ", ".join(map(repr, sorted(ends[unit.id])))
            said = f"the line above {unit.id!r} ends at {names}" if names else "the charter names no commander"
            found = fires(path, f"{said}: no head of command of the state is reached")
            if doubtful and isinstance(unit, Force):
                yield cannot_tell(f"{doubtful}.force", f"Which units are of {unit.id!r}, and who commands them?")
            else:
                yield from provided(sure, [found], f"{path}.status", status_unknown(unit))


def status_unknown(force: Any) -> str:
    """Return the question on a force of which nobody says what the charter does with it."""
    return f"What does this charter do with {force.id!r}: create it, keep it, dissolve it or leave it outside?"


def _ends_above(design: Design, graph: Any, names: list[str]) -> tuple[dict[str, frozenset[str]], dict[str, bool]]:
    """Return, for each unit, where the lines above it end, and whether an unknown leaves open where they lead.

    One pass from the top of the graph down: what is above a unit is what is above its superiors, and they.
    """
    parts = nx.condensation(graph) if graph else nx.DiGraph()
    unseen_row = _unseen(design)
    above: dict[int, frozenset[str]] = {}
    open_: dict[int, bool] = {}
    for number in nx.topological_sort(parts):
        members = parts.nodes[number]["members"]
        before = list(parts.predecessors(number))
        tops = frozenset(n for b in before for n in parts.nodes[b]["members"] if not graph.in_degree(n))
        above[number] = tops.union(*(above[b] for b in before))
        open_[number] = any(unseen_row(n) for n in members) or any(open_[b] for b in before)
    of = parts.graph.get("mapping", {})
    ends = {name: above.get(of.get(name, -1), frozenset()) for name in names}
    return ends, {name: open_[of[name]] if name in of else unseen_row(name) for name in names}


def _unseen(design: Design) -> Callable[[str], bool]:
    """Return whether an unknown line of command, parent or headship leaves open what is above somebody."""
    everything = design.at("command") is UNKNOWN or design.at("actors") is UNKNOWN
    into = {edge.to for _, edge in design.rows("command") if edge.type is UNKNOWN}

    def unseen(name: str) -> bool:
        row = design.named(name)
        head = getattr(row, "head", NONE)
        blank = UNKNOWN in (getattr(row, "parent", NONE), head) or (head is True and row.state is UNKNOWN)
        blank = blank or (isinstance(row, Unit) and row.parent is NONE and row.force is UNKNOWN)
        return everything or name in into or blank

    return unseen


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
    graph = command_graph(design, (*ORDERS, UNKNOWN))
    settled = {row.unit: row.first for _, row in design.rows("precedence") if row.first is not NONE}
    for name in graph:
        lines = _lines_to(design, graph, name)
        pairs = [(a, b) for a, b in combinations(lines, 2) if a[0] != b[0] and overlap_in_time(a[1], b[1]) is not False]
        pairs = [(a, b) for a, b in pairs if not _steps_in(graph, a, b) and not _steps_in(graph, b, a)]
        path = next((line["path"] for _, line in lines if line["path"].startswith("command")), "")
        if isinstance(settled.get(name), str) or not pairs:
            if path:
                yield quiet(path)
            continue
        pairs.sort(key=lambda pair: not _surely_rivals(*pair))
        (first, one), (second, _) = pairs[0]
        if not _surely_rivals(*pairs[0]):
            question = f"Do {first!r} and {second!r} both give orders to {name!r} at the same moment?"
            yield cannot_tell(one["path"], question)
        elif design.at("precedence") is UNKNOWN or name in settled:
            yield cannot_tell(one["path"], f"Whose order prevails in {name!r}: that of {first!r} or of {second!r}?")
        else:
            sure = [line for pair in pairs if _surely_rivals(*pair) for line in pair]
            rivals = list({line["path"]: (who, line["path"]) for who, line in sure}.values())
            rivals.sort(key=lambda rival: rival[1] != one["path"])
            whose = " and from ".join(dict.fromkeys(repr(who) for who, _ in rivals))
            said = f"{name!r} takes orders from {whose}, and nothing says whose prevail"
            yield fires(one["path"], said, related=tuple(path for _, path in rivals[1:]))


def _steps_in(graph: Any, one: tuple[str, dict[str, Any]], other: tuple[str, dict[str, Any]]) -> bool:
    """Whether one superior commands the other at all times, and the unit itself in some circumstance alone."""
    if one[1]["when"] not in ("emergency", "joint-operation"):
        return False  # the lines between the two are looked at only where they can matter: a verdict rests on them
    lines = (graph.get_edge_data(one[0], other[0]) or {}).values()
    return any(line["type"] in ORDERS and line["when"] == "always" for line in lines)


def _surely_rivals(one: tuple[str, dict[str, Any]], other: tuple[str, dict[str, Any]]) -> bool:
    """Whether two lines surely carry orders, and surely at the same moment."""
    return UNKNOWN not in (one[1]["type"], other[1]["type"]) and overlap_in_time(one[1], other[1]) is True


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
    words="The optimal span of control for incident management is one supervisor to five subordinates",
    source="FEMA, National Incident Management System, 2017",
    second="One chief of staff over about 12 Libya Shield brigades, AP 10 Jun 2013; the number 8 is staff custom",
    evidence="normative",
    remedy="Insert a regional or brigade headquarters.",
    fails="command: [" + ", ".join(f"{{from: cos, to: s{n}, type: full}}" for n in range(1, 10)) + "]",
    passes="command: [{from: cos, to: s1, type: full}, {from: cos, to: s2, type: full}]",
)
def workable_span(design: Design) -> Iterator[RuleVerdict]:
    """Count the units and forces directly below each superior."""
    graph = command_graph(design, (*ORDERS, UNKNOWN))
    most = design.settings.span
    for name in graph:
        lines = {to: line for _, to, line in graph.out_edges(name, data=True)}
        paths = tuple(line["path"] for line in lines.values())
        sure = tuple(line["path"] for line in lines.values() if line["type"] is not UNKNOWN)
        if len(sure) > most:
            said = f"{name!r} directs {numbered(len(sure), 'unit')} at once"
            yield fires(sure[0], said, measured=f"{len(sure)} against at most {most:g}", related=sure[1:])
        elif len(paths) > most:
            yield cannot_tell(paths[0], f"How many of the {len(paths)} units below it does {name!r} direct?")
        elif paths:
            yield quiet(paths[0])


@rule(
    code="CMD05",
    severity="error",
    statement="Each command post has someone who appoints and someone who can remove, both of the state",
    words="The military head of the defence force shall be appointed by the President, subject to confirmation "
    "by the Senate",
    source="Arusha Agreement (Burundi), Protocol II art. 11(3)",
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
    """Both the appointing and the removing hand must be known, and be the state's.

    Any office of the state will do: a name without a ground, a term or a delay passes, and who can in truth remove the
    man is not seen.
    """
    for path, post in design.rows("posts"):
        title = titled(post)
        hands = (
            ("appointed_by", post.appointed_by, "appoints", f"Who appoints the {title}?"),
            ("removable_by", post.removable_by, "can remove", f"Who can remove the {title}, on what ground, how fast?"),
        )
        for key, hand, does, question in hands:
            at = f"{path}.{key}"
            hands_of = hand if isinstance(hand, tuple) else (hand,)
            outside = [h for h in hands_of if design.is_state(h) is False]
            unclear = [h for h in hands_of if design.is_state(h) is None and design.named(h) is not None]
            if outside:
                yield fires(at, f"{outside[0]!r}, which is not of the state, {does} the {title}")
            elif unclear:
                yield cannot_tell(at, f"Is {unclear[0]!r}, which {does} the {title}, an organ of the state?")
            else:
                yield given(at, hand, f"nobody {does} the {title}", question)


@rule(
    code="CMD06",
    severity="error",
    statement="Nobody outside the state gives orders inside the force",
    words="The defence and security forces shall be subordinate to the civil authority of the State",
    source="Arusha Agreement (Burundi), Protocol II art. 11(4)(a)",
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
    taken: dict[Any, list[tuple[bool | None, str]]] = {}
    for path, s in design.rows("induction"):
        taken.setdefault(s.from_, []).append((among(s.mode, BY_UNIT), f"{path}.mode"))
    for path, edge in design.rows("command"):
        if design.is_foreign(edge.from_):
            continue
        at, whole = f"{path}.type", either(True)
        question = f"Does {edge.from_!r} command {edge.to!r}, or only administer or advise it?"
        orders = among(edge.type, ("full", "operational", "disciplinary"))
        if orders and isinstance(design.named(edge.to), Group):
            ways = taken.get(edge.to, [])
            whole = either(*(way for way, _ in ways))
            at = next((path for way, path in ways if way is None), at)
            question = f"Does {edge.from_!r} still command the men of {edge.to!r} once they are taken in?"
        yield from provided(both(orders, whole), [_of_the_state(design, path, edge)], at, question)


def _of_the_state(design: Design, path: str, edge: Any) -> RuleVerdict:
    state = design.is_state(edge.from_)
    if state is False:
        return fires(f"{path}.from", f"{edge.from_!r}, which is not of the state, gives orders to {edge.to!r}")
    if state is None and design.named(edge.from_) is not None:
        return cannot_tell(f"{path}.from", f"Is {edge.from_!r}, which commands {edge.to!r}, an organ of the state?")
    return quiet(f"{path}.from")


@rule(
    code="CMD07",
    severity="warning",
    statement="The force is not a second army",
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
    for path, force, sure in design.own_forces():
        yield from provided(sure, [_beside_the_army(path, force)], f"{path}.status", status_unknown(force))


def _beside_the_army(path: str, force: Any) -> RuleVerdict:
    held = {k: getattr(force, k) for k in ("own_budget", "own_intelligence", "own_staff", "own_arms_supply")}
    own = [k for k, v in held.items() if v is True]
    unseen = [k for k, v in held.items() if v is UNKNOWN]
    words = ", ".join(k.removeprefix("own_").replace("_", " ") for k in own)
    if len(own) > 1:
        said, measured = f"{force.id!r} has {words} of its own", f"{len(own)} against at most 1"
        return fires(f"{path}.{own[1]}", said, measured=measured)
    if len(own) + len(unseen) > 1:
        kinds = ", ".join(k.removeprefix("own_").replace("_", " ") for k in unseen)
        return cannot_tell(path, f"Does {force.id!r} have its own {kinds}, or those of a ministry?")
    return quiet(path)


@rule(
    code="CMD08",
    severity="warning",
    statement="A commander is removed on a ground that is written",
    words="",
    source="judged: a commander who may go at any whim looks to the one who can remove him, and one who may go on no "
    "ground at all stays",
    second="Libya's Presidential Guard was decreed without strength or commander (Menas Associates, May 2016)",
    evidence="weak",
    remedy="Write the ground: an order refused, grave abuse, a term that has run out.",
    asks="the legislature",
    fails="posts: [{id: p1, appointed_by: pm, removable_by: [pm], removal_ground: none}]",
    passes="posts: [{id: p1, appointed_by: pm, removable_by: [pm], removal_ground: order refused or grave abuse}]",
)
def removed_on_a_ground(design: Design) -> Iterator[RuleVerdict]:
    """The ground of removal for each post whose holder somebody can remove."""
    for path, post in design.rows("posts"):
        if design.silent(f"{path}.removal_ground"):
            continue
        title = titled(post)
        said, question = (
            f"nothing says on what ground the {title} is removed",
            f"On what ground is the {title} removed?",
        )
        found = given(f"{path}.removal_ground", post.removal_ground, said, question)
        can = None if post.removable_by is UNKNOWN else bool(post.removable_by)
        yield from provided(can, [found], f"{path}.removable_by", f"Who can remove the {title}, and on what ground?")
