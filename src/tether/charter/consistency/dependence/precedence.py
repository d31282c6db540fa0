"""Whose order prevails (DEP05), and whether command is whole: one force, one top, at every time (DEP06)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import networkx as nx

from tether.charter.consistency.clauses import CharterClause, Inconsistency, apart
from tether.charter.consistency.dependence.lines import ALWAYS, MOMENTS, CommandLine, circles_of, lines_of
from tether.charter.findings import RuleVerdict, cannot_tell, quiet
from tether.charter.reading import ORDERS, Design, heads
from tether.charter.rules.rule import Tally, rule
from tether.charter.schema.entities import Force, Unit
from tether.charter.values import ABSENT, UNKNOWN


@rule(
    code="DEP05",
    severity="error",
    statement="An order of precedence names a party to the clash, in the circumstance in which it arises, and once",
    words="locally based forces answering to provincial governments, and then the prime minister",
    source="RFE/RL, 3 Feb 2015",
    second="Iraq 2015: two accounts of one bill, 'attached to the Commander-in-Chief' (non14.net) and 'the provincial "
    "council will be the higher body supervising it' (DPA), both 3 Feb 2015, translated",
    evidence="normative",
    remedy="Name one of the superiors whose lines meet, for the circumstance in which both hold.",
    asks="the head of government",
    fails="""
command: [{from: pm, to: u, type: full}, {from: governor, to: u, type: operational, when: emergency}]
precedence: [{unit: u, first: minister, when: emergency}]
""",
    passes="""
command: [{from: pm, to: u, type: full}, {from: governor, to: u, type: operational, when: emergency}]
precedence: [{unit: u, first: governor, when: emergency}]
""",
)
def precedence_settles_a_clash(design: Design) -> Iterator[RuleVerdict]:
    """Who is named, when; rows that contradict each other; clashes that the rows of a unit leave open."""
    every = [line for line in lines_of(design) if line.type in (*ORDERS, None)]
    lines = [line for line in every if line.type is not None]
    graph = nx.DiGraph((line.above, line.below) for line in lines)
    rows = list(design.rows("precedence"))
    found = []
    for n, (path, row) in enumerate(rows):
        unsure = row.when is UNKNOWN and design.charter.at(f"{path}.when") is not ABSENT
        if row.first is UNKNOWN or unsure:
            yield cannot_tell(path, f"Whose order prevails over {row.unit!r}, and when?")
            continue
        misnamed, twice = _misnamed(path, row, lines, graph), _twice(path, row, rows[:n])
        fault = misnamed or twice or _left_open(path, row, rows, lines)
        if misnamed and _may_give_orders(row, every):
            yield cannot_tell(path, f"Does {row.first!r} give orders to {row.unit!r}, and when?")
        elif fault is not None:
            found.append(fault)
        elif open_ := _left_open(path, row, rows, every, surely=False):
            lines_ = "; ".join(clause.said for clause in open_.clauses[1:])
            yield cannot_tell(path, f"Do these hold at the same moment, and whose order prevails then: {lines_}?")
        else:
            yield quiet(path)
    for conflict in apart(found):
        yield conflict.verdict(design)


def _when(row: Any) -> set[str]:
    return {row.when} if isinstance(row.when, str) and row.when != ALWAYS else set(MOMENTS)


def _misnamed(path: str, row: Any, lines: list[CommandLine], graph: nx.DiGraph) -> Inconsistency | None:
    """The one named has no line to the unit, or none that holds in that circumstance."""
    if not isinstance(row.first, str) or row.unit not in graph:
        return None
    words = f" {MOMENTS[row.when]}" if isinstance(row.when, str) else ""
    said = CharterClause(f"{path}.first", f"the order of {row.first!r} prevails over {row.unit!r}{words}")
    into = tuple(line.clause for line in lines if line.below == row.unit)
    if row.first not in nx.ancestors(graph, row.unit):
        return Inconsistency("DEP05", (said, *into), ("precedence is among those who give orders",))
    moment = row.when if isinstance(row.when, str) and row.when != ALWAYS else None
    if moment:
        holding = nx.DiGraph((k.above, k.below) for k in lines if k.when in (ALWAYS, moment, None))
        if row.unit not in holding or row.first not in nx.ancestors(holding, row.unit):
            own = tuple(line.clause for line in lines if line.above == row.first)
            return Inconsistency("DEP05", (said, *own), ("precedence is of a line that holds in that circumstance",))
    return None


def _may_give_orders(row: Any, every: list[CommandLine]) -> bool:
    """Whether one who is named would be a party to the clash, were the lines of no known type lines of orders."""
    moment = row.when if isinstance(row.when, str) else ALWAYS
    holding = nx.DiGraph((k.above, k.below) for k in every if moment == ALWAYS or k.when in (ALWAYS, moment, None))
    unsure = any(line.type is None for line in every)
    return unsure and row.unit in holding and row.first in nx.ancestors(holding, row.unit)


def _twice(path: str, row: Any, before: list[tuple[str, Any]]) -> Inconsistency | None:
    for at, other in before:
        if other.unit == row.unit and other.first != row.first and _when(row) & _when(other):
            clauses = (
                CharterClause(f"{path}.first", f"the order of {row.first!r} prevails over {row.unit!r}"),
                CharterClause(f"{at}.first", f"the order of {other.first!r} prevails over {row.unit!r}"),
            )
            return Inconsistency("DEP05", clauses, ("one order prevails at one time",))
    return None


def _left_open(
    path: str, row: Any, rows: list[tuple[str, Any]], lines: list[CommandLine], *, surely: bool = True
) -> Inconsistency | None:
    """Two lines meet, surely or perhaps, in a circumstance for which no row of this unit says whose order prevails."""
    settled = set().union(*(_when(other) for _, other in rows if other.unit == row.unit))
    into = [line for line in lines if line.below == row.unit and line.clause.path.startswith("command")]
    for n, one in enumerate(into):
        for other in into[:n]:
            phases = one.phase is None or other.phase is None or one.phase == other.phase
            meet = {m for m in MOMENTS if one.meets(other, m, surely=surely)}
            if one.above != other.above and phases and meet - settled:
                moment = next(m for m in MOMENTS if m in meet - settled)
                words = MOMENTS[row.when] if isinstance(row.when, str) else "always"
                said = CharterClause(path, f"precedence over {row.unit!r} is settled {words}")
                why = f"both give orders {MOMENTS[moment]} too, and nothing says whose prevail"
                return Inconsistency("DEP05", (said, other.clause, one.clause), (why,))
    return None


@rule(
    code="DEP06",
    severity="error",
    statement="Units stay within their force, the head has nobody above him, and somebody commands at every time",
    words="tether the militias to a unified national command structure",
    source="Wehrey, The Hill 2015",
    second="Libya Shield: 'neither entirely under the authority of the state nor operating entirely renegade' "
    "(Lacher & Cole, Small Arms Survey WP 20, 2014)",
    evidence="normative",
    remedy="Mend the parent or the force of the unit, cut the line above the head, or let a line always hold.",
    asks="the head of government",
    tally=Tally("one_chain", ("no",)),
    fails="""
forces: [{id: g}, {id: army}]
units: [{id: hq, force: army}, {id: b1, force: g, parent: hq}]
""",
    passes="""
forces: [{id: g}, {id: army}]
units: [{id: hq, force: g}, {id: b1, force: g, parent: hq}]
""",
)
def membership_is_whole(design: Design) -> Iterator[RuleVerdict]:
    """A unit and its parent in one force; no line of orders above a head; lines in ordinary times and every phase.

    It is the order of battle as written: a unit that is given another parent on paper passes.
    """
    times = list(_only_at_times(design))
    found = [*_two_forces(design), *_above_the_head(design), *(c for c in times if isinstance(c, Inconsistency))]
    for conflict in apart(found):
        yield conflict.verdict(design)
    for line in times:
        if isinstance(line, CommandLine):
            question = f"Who commands {line.below!r} in ordinary times: when do its lines hold?"
            yield cannot_tell(line.clause.path, question)
    for path, unit in design.rows("units"):
        if UNKNOWN in (unit.force, unit.parent):
            yield cannot_tell(path, f"To which force does {unit.id!r} belong, and what stands above it?")
        elif not found:
            yield quiet(path)


def _two_forces(design: Design) -> Iterator[Inconsistency]:
    units = {u.id: (p, u) for p, u in design.rows("units")}
    for path, unit in units.values():
        above = units.get(unit.parent) if isinstance(unit.parent, str) else None
        force = above[1].force if above else unit.parent if isinstance(design.named(unit.parent), Force) else None
        if isinstance(force, str) and isinstance(unit.force, str) and force != unit.force:
            clauses = [
                CharterClause(f"{path}.parent", f"unit {unit.id!r} stands below {unit.parent!r}"),
                CharterClause(f"{path}.force", f"unit {unit.id!r} is of {unit.force!r}"),
            ]
            if above:
                clauses.append(CharterClause(f"{above[0]}.force", f"unit {unit.parent!r} is of {force!r}"))
            yield Inconsistency("DEP06", tuple(clauses), ("a unit is of the force of the unit above it",))


def _above_the_head(design: Design) -> Iterator[Inconsistency]:
    tops = set(heads(design))
    lines = {(line.above, line.below) for line in lines_of(design) if line.type in ORDERS}
    named = [(p, r) for p, r in design.rows("actors") if r.id in tops]
    for (first, one), (second, other) in pairwise(named):
        if (one.id, other.id) not in lines and (other.id, one.id) not in lines:
            clauses = (
                CharterClause(f"{second}.head", f"{other.id!r} is the top of the lawful chain of command"),
                CharterClause(f"{first}.head", f"{one.id!r} is the top of the lawful chain of command"),
            )
            yield Inconsistency("DEP06", clauses, ("a chain has one top",))
    circles = {clause for c, _ in design.once("circles", lambda d: list(circles_of(d))) if c for clause in c.clauses}
    at = {row.id: path for path, row in design.rows("actors")}
    for line in lines_of(design):
        if line.below in tops and line.type in ORDERS and line.above not in tops and line.clause not in circles:
            head = CharterClause(f"{at[line.below]}.head", f"{line.below!r} is the top of the lawful chain of command")
            yield Inconsistency("DEP06", (line.clause, head), ("nobody commands the head of command",))


def _only_at_times(design: Design) -> Iterator[Inconsistency | CommandLine]:
    """A unit without a parent whose every line holds in some circumstances, or in some phases, alone.

    Where it is not known when a line holds, and no other always does, that line.
    """
    lines: dict[str, list[CommandLine]] = defaultdict(list)
    for line in lines_of(design):
        if line.type in ORDERS and line.clause.path.startswith("command"):
            lines[line.below].append(line)
    phases = [(path, row.id) for path, row in design.rows("phases")]
    ids = {u.id: u for _, u in design.rows("units")}
    for name, into in lines.items():
        unit = ids.get(name)
        led = unit is not None and (isinstance(unit.parent, str) or lines.get(str(unit.force)))
        if led or not isinstance(design.named(name), Force | Unit):
            continue
        unsure = next((line for line in into if line.when is None), None)
        if unsure is not None:
            yield from () if any(line.when == ALWAYS for line in into) else (unsure,)
            continue
        clauses = tuple(line.clause for line in into)
        if all(line.when != ALWAYS for line in into):
            yield Inconsistency("DEP06", clauses, (f"nobody commands {name!r} in ordinary times",))
        bare = [(p, i) for p, i in phases if all(line.phase not in (None, i) for line in into)]
        if bare:
            more = tuple(CharterClause(p, f"phase {i!r} is one in which none of these lines holds") for p, i in bare)
            yield Inconsistency("DEP06", (*clauses, *more), (f"somebody commands {name!r} in every phase",))
