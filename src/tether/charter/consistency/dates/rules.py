"""TIM01 to TIM06: the dates of one charter, their contradictions and questions by code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import networkx as nx

from tether.charter.consistency.clauses import CharterClause, Inconsistency, apart
from tether.charter.consistency.dates import life, means, meetings, standing, turns
from tether.charter.consistency.dates.calendar import Calendar, DateEdge, negative_cycle
from tether.charter.findings import RuleVerdict, cannot_tell, fires, given, quiet
from tether.charter.reading import Design
from tether.charter.rules.rule import rule
from tether.charter.schema.entities import titled
from tether.charter.values import NONE, UNKNOWN, Blank, Number, When

MOST = 40  # contradictions of one charter that are looked for


def _calendar(design: Design) -> Calendar:
    calendar = Calendar(design)
    for write in (
        life.write_life, life.write_phases, life.write_streams, means.write_exits, means.write_pay, means.write_backers,
        means.write_aid, means.write_arms, turns.write_steps, meetings.write_meetings, turns.write_periods,
        turns.write_way, life.write_quotas, life.write_waivers, life.write_due, turns.write_mandates,
        standing.write_standing,
    ):  # fmt: skip
        write(calendar)
    return calendar


def _verdicts(design: Design) -> dict[str, list[RuleVerdict]]:
    """Return the verdicts of the dates by code."""
    calendar = _calendar(design)
    told: dict[str, list[RuleVerdict]] = defaultdict(list)
    found, broken = _contradictions(calendar)
    for conflict in apart(_joined(found, calendar.edges)):
        told[conflict.code].append(conflict.verdict(design))
    asked: dict[str, list[str]] = defaultdict(list)
    for edge in calendar.edges:
        if not edge.why or edge in broken:
            continue
        open_ = [n for n in (edge.head, edge.tail) if n in calendar.unknown]
        known = [n for n in (edge.head, edge.tail) if n in calendar.known]
        if len(open_) == 1 and known:
            asked[edge.code] += [n for n in open_ if n not in asked[edge.code]]
        elif len(known) == 2:
            told[edge.code].append(quiet(edge.path))
    for code, paths in asked.items():
        listed = ", ".join(paths[:12]) + (f" and {len(paths) - 12} more" if len(paths) > 12 else "")
        question = f"On which day is each of these, which are not known: {listed}?"
        told[code].append(replace(cannot_tell(paths[0], question), related=tuple(paths[1:])))
    if calendar.spans and "end_state.sunset" in calendar.known:
        first, *others = calendar.spans
        listed = ", ".join(calendar.spans[:12]) + (f" and {len(others) - 11} more" if len(others) > 11 else "")
        question = f"How long is each of these, which are not known, and is it over before the law lapses: {listed}?"
        told["TIM04"].append(replace(cannot_tell(first, question), related=tuple(others)))
    return told


def _contradictions(calendar: Calendar) -> tuple[list[Inconsistency], set[DateEdge]]:
    edges, found, broken = list(calendar.edges), [], set()
    for _ in range(MOST):
        cycle = negative_cycle(edges)
        if cycle is None:
            break
        relations = [e for e in cycle if e.why]
        clauses = {clause.path: clause for e in cycle for clause in e.clauses}
        lead = relations[0].path if relations[0].path in clauses else next(iter(clauses))
        ordered = tuple(sorted(clauses.values(), key=lambda k: k.path != lead))
        mild = all(e.lesser for e in relations)
        found.append(Inconsistency(relations[0].code, ordered, tuple(e.why for e in relations), lesser=mild))
        broken |= set(relations)
        edges.remove(relations[0])
    return found, broken


def _joined(found: list[Inconsistency], edges: list[DateEdge]) -> list[Inconsistency]:
    """Tell one finding of each code for a date without which nothing contradicts: one wrong date breaks many orders."""
    if len(found) < 2:
        return found
    shared = set.intersection(*({clause.path for clause in c.clauses} for c in found))
    for path in sorted(shared):
        rest = [e for e in edges if e.why or not any(clause.path == path for clause in e.clauses)]
        if negative_cycle(rest) is None:
            return Inconsistency.joined(found, path)
    return found


def _of(design: Design, code: str) -> Iterator[RuleVerdict]:
    yield from design.once("dates", _verdicts).get(code, ())


@rule(
    code="TIM01",
    severity="error",
    statement="Dates run forward: phases in order, within the charter's life, the end last",
    words="developed on the basis of operational objectives and targets broken down by time period or programme phase",
    source="UN, IDDRS 3.20 §6.5.1.2",
    second="Sons of Iraq: hand-over dates passed before the jobs existed (Wing, 23 Aug 2009)",
    evidence="normative",
    remedy="Re-order them, or move the later date.",
    fails="phases: [{id: p1, starts: 2027-01-01, ends: 2026-06-30}]",
    passes="phases: [{id: p1, starts: 2026-01-01, ends: 2026-06-30}, {id: p2, starts: 2026-07-01, ends: 2026-12-31}]",
)
def dates_run_forward(design: Design) -> Iterator[RuleVerdict]:
    """Starts before ends; phases in order unless parallel; all after the charter starts; the end after the phases."""
    yield from _of(design, "TIM01")


@rule(
    code="TIM02",
    severity="error",
    statement="Nothing starts before the law, the phase or the clearance that it needs",
    words="Sufficient funds must be secured ... before the UN should consider starting the disarmament process",
    source="UN, IDDRS 3.41 §4.3",
    second="Iraq's Sons of Iraq served under 779 US contracts, not under a law (SIGIR 11-010)",
    evidence="normative",
    remedy="Move the start after what it needs, or bring the law, the phase or the clearance forward.",
    asks="the legislature",
    fails="""
phases: [{id: p1, starts: 2026-07-01, ends: 2027-06-30, brings: [induction]}]
induction: [{id: s1, starts: 2026-03-01}]
""",
    passes="""
phases: [{id: p1, starts: 2026-01-01, ends: 2027-06-30, brings: [induction]}]
induction: [{id: s1, starts: 2026-03-01}]
""",
)
def nothing_starts_too_early(design: Design) -> Iterator[RuleVerdict]:
    """Intake against the law in force, its phase and its pay; powers against oversight; aid against clearances."""
    yield from _of(design, "TIM02")


@rule(
    code="TIM03",
    severity="error",
    statement="Money, mandates and promises last as long as what rests on them",
    words="accessible and sustainable sources of funding throughout the different phases of implementation",
    source="UN, IDDRS 2.10 §8.6.1",
    second="Afghan Local Police: funding ended 30 Sep 2020, about 12,000 transferred by April 2021 (AAN)",
    evidence="normative",
    remedy="Extend the money or the mandate, or bring what rests on it forward.",
    asks="the finance ministry",
    fails="""
forces: [{id: g, status: new}]
pay: [{force: g, funded_until: 2028-06-30}]
end_state: {kind: dissolve, date: 2029-12-31}
""",
    passes="""
forces: [{id: g, status: new}]
pay: [{force: g, funded_until: 2029-12-31}]
end_state: {kind: dissolve, date: 2029-12-31}
""",
)
def money_lasts(design: Design) -> Iterator[RuleVerdict]:
    """Pay to the end of the force and its intake; exits' support; who measures, verifies or backs until it is due."""
    yield from _of(design, "TIM03")


@rule(
    code="TIM04",
    severity="error",
    statement="No law, quota or waiver lapses before what it governs is done or reviewed",
    words="",
    source="judged: a rule that lapses first governs nothing",
    second="Arusha Agreement, Protocol II, art. 11(4)(d): the half-and-half rule of the army holds for a period that "
    "the Senate determines",
    evidence="normative",
    remedy="Move the sunset behind what it would cut off, or shorten the period.",
    asks="the legislature",
    fails="""
phases: [{id: p1, starts: 2026-01-01, ends: 2028-12-31}]
end_state: {sunset: 2028-06-30}
""",
    passes="""
phases: [{id: p1, starts: 2026-01-01, ends: 2028-12-31}]
end_state: {sunset: 2029-06-30}
""",
)
def nothing_lapses_too_early(design: Design) -> Iterator[RuleVerdict]:
    """Sunset after phases, intake, exits, steps and terms; a quota until its review and the end of intake; waivers."""
    yield from _of(design, "TIM04")
    for path, post in design.rows("posts"):
        term, rotation = post.term_months, post.rotation_months
        if isinstance(term, Number) and isinstance(rotation, Number):
            if rotation.lo > term.hi:
                clauses = (
                    CharterClause(f"{path}.rotation_months", f"the {titled(post)} moves on after {rotation}"),
                    CharterClause(f"{path}.term_months", f"his term ends after {term} months"),
                )
                why = "a rule does not lapse before its first turn"
                yield Inconsistency("TIM04", clauses, (why,), lesser=True).verdict(design)
            else:
                yield quiet(f"{path}.rotation_months")
        elif UNKNOWN in (term, rotation) and (isinstance(term, Number) or isinstance(rotation, Number)):
            question = f"How long is a term as {titled(post)}, and after how many months does he move on?"
            yield cannot_tell(f"{path}.rotation_months", question)


@rule(
    code="TIM05",
    severity="error",
    statement="Steps come after what they depend on, and form no circle",
    words="I'll comply when you comply",
    source="El Salvador, CSM, 4 Sep 1992",
    second="The MILF suspended the fourth phase of decommissioning (MindaNews 2025): a step that waits for a step that "
    "waits for it is never taken",
    evidence="normative",
    remedy="Move the step, or cut one of the dependences of the printed circle.",
    fails="steps: [{id: a, date: 2026-03-01, depends_on: [b]}, {id: b, date: 2026-11-01}]",
    passes="steps: [{id: a, date: 2026-03-01, depends_on: [b]}, {id: b, date: 2026-02-01}]",
)
def steps_in_order(design: Design) -> Iterator[RuleVerdict]:
    """Dates of steps that depend on each other; circles of steps; exits and deployments against their first day."""
    steps = {row.id: path for path, row in design.rows("steps")}
    caught: set[str] = set()
    graph = nx.DiGraph((row.id, d) for _, row in design.rows("steps") for d in row.depends_on or () if d in steps)
    for part in nx.strongly_connected_components(graph):
        if len(part) > 1 or any(graph.has_edge(n, n) for n in part):
            circle = [a for a, _ in nx.find_cycle(graph.subgraph(part))]
            pairs = zip(circle, [*circle[1:], circle[0]], strict=True)
            clauses = tuple(CharterClause(f"{steps[a]}.depends_on", f"step {a!r} depends on {b!r}") for a, b in pairs)
            caught |= {clause.path for clause in clauses}
            yield Inconsistency("TIM05", clauses, ("no step waits for itself",)).verdict(design)
    yield from (v for v in _of(design, "TIM05") if not caught & {v.path, *v.related})
    for path, row in design.rows("steps"):
        if row.within_days is UNKNOWN and row.depends_on:
            yield cannot_tell(f"{path}.within_days", f"Within how many days does step {row.id!r} come?")


@rule(
    code="TIM06",
    severity="warning",
    statement="A phase that ends on a day and by a test says what happens where the day comes and the test has failed",
    words="a reasonable end date should be set, even if it needs to be renegotiated later",
    source="UN, IDDRS 2.20 §8.3.3, on cantonment before political steps",
    second="The MILF suspended the fourth phase of decommissioning when the matching steps had not come (MindaNews "
    "2025)",
    evidence="normative",
    remedy="Write if_failed: extend, repeat, go-back, stop or go-on.",
    fails="""
phases: [{id: p1, ends: 2026-12-31, tests: [{metric: present at muster, op: ">=", threshold: 0.9}]}]
""",
    passes="""
phases: [{id: p1, ends: 2026-12-31, tests: [{metric: present at muster, op: ">=", threshold: 0.9}], if_failed: extend}]
""",
)
def a_failed_test_has_a_consequence(design: Design) -> Iterator[RuleVerdict]:
    """The default of each phase that has both an end date and a test, and whether it can be followed."""
    for number, (path, phase) in enumerate(design.rows("phases")):
        if phase.if_failed == "go-back" and number == 0:
            said = (
                f"where a test of phase {phase.id!r} has failed one goes back ({path}.if_failed), and no phase comes "
                f"before it ({path}.id)"
            )
            yield replace(fires(f"{path}.if_failed", said), related=(f"{path}.id", f"{path}.tests"))
            continue
        tests = phase.tests
        if phase.ends is UNKNOWN and phase.if_failed is NONE and tests:
            question = f"Does phase {phase.id!r} end on a day, and what holds then where a test has failed?"
            yield cannot_tell(f"{path}.ends", question)
        if isinstance(phase.ends, When) and not isinstance(tests, Blank) and tests:
            said = (
                f"phase {phase.id!r} ends on {phase.ends} and ends by {len(tests)} test{'s' * (len(tests) > 1)} "
                f"({path}.tests), and nothing says what holds where the day comes and a test has failed"
            )
            question = f"Where phase {phase.id!r} comes to its last day and a test has failed, what happens?"
            found = given(f"{path}.if_failed", phase.if_failed, said, question)
            yield replace(found, related=(f"{path}.ends", f"{path}.tests")) if found.result == "fires" else found
