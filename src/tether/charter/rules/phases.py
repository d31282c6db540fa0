"""PHA: staged, tested, reversible, matched step by step, with an end and a ceiling."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from tether.charter.findings import RuleVerdict, cannot_tell, fires, given, quiet
from tether.charter.reading import Design
from tether.charter.rules.rule import Tally, rule
from tether.charter.schema.entities import Force, Post, Unit
from tether.charter.values import NONE, UNKNOWN, Blank

LEAVING = ("disarm", "discharge")
MATCHING = ("exit-open", "protection", "law-in-force", "withdrawal", "release")


@rule(
    code="PHA01",
    severity="error",
    statement="Phases exist, and each ends with a test that somebody outside can measure",
    words="Each step is interrelated",
    source="El Salvador, CSM, 4 Sep 1992",
    second="Northern Ireland: 19 public reports of the Oversight Commissioner measured the reform until May 2007",
    evidence="mixed",
    remedy="Write 2–3 tests for each phase with number, date and an outside measurer.",
    tensions=(8,),
    fails="phases: [{id: p1, starts: 2026-01-01, ends: 2026-12-31, tests: [{metric: readiness}]}]",
    passes="""
phases:
  - {id: p1, tests: [{metric: present-at-muster, op: ">=", threshold: 0.9, measured_by: audit-office}]}
""",
)
def phases_end_with_a_test(design: Design) -> Iterator[RuleVerdict]:
    """Each phase has a test with metric, comparison, number and a measurer who is not the force."""
    phases = design.at("phases")
    if isinstance(phases, Blank) or not phases:
        if list(design.new_forces()) or list(design.rows("induction")):
            yield given("phases", phases, "there are no phases", "In which phases is it done, and what test ends each?")
        return
    for path, phase in design.rows("phases"):
        if isinstance(phase.tests, Blank) or not phase.tests:
            yield given(
                f"{path}.tests", phase.tests, f"no test ends phase {phase.id!r}", f"What ends phase {phase.id!r}?"
            )
            continue
        for index, test in enumerate(phase.tests):
            yield _measurable(design, f"{path}.tests.{index}", test)


def _measurable(design: Design, path: str, test: Any) -> RuleVerdict:
    parts = {"metric": test.metric, "op": test.op, "threshold": test.threshold, "measured_by": test.measured_by}
    missing = [name for name, value in parts.items() if value is NONE]
    if missing:
        return fires(path, f"the test {test.metric!s} has no {', no '.join(missing)}")
    if UNKNOWN in parts.values():
        return cannot_tell(path, f"How is {test.metric!s} measured, by whom, and which number passes?")
    if isinstance(design.named(test.measured_by), Force | Unit | Post):
        return fires(f"{path}.measured_by", f"{test.measured_by!r} measures itself")
    return quiet(path)


@rule(
    code="PHA02",
    severity="warning",
    statement="Each phase can be taken back",
    words="could turn on their erstwhile masters",
    source="Wehrey, The Hill 2015",
    second="DR Congo's mixage 'collapsed by mid-2007, leaving Nkunda in a far stronger position' (HRW, Oct 2007)",
    evidence="weak",
    remedy="Add the trigger, the step back, and who decides.",
    fails="phases: [{id: p1, reversal: []}]",
    passes="phases: [{id: p1, reversal: [{trigger: order refused, action: stop-intake, decided_by: joint-board}]}]",
)
def phases_can_be_reversed(design: Design) -> Iterator[RuleVerdict]:
    """Each phase names a trigger, an action and who decides."""
    for path, phase in design.rows("phases"):
        question = f"What would take phase {phase.id!r} back, how, and who decides?"
        if isinstance(phase.reversal, Blank) or not phase.reversal:
            yield given(f"{path}.reversal", phase.reversal, f"nothing takes phase {phase.id!r} back", question)
            continue
        for index, way in enumerate(phase.reversal):
            parts = {"trigger": way.trigger, "action": way.action, "decided_by": way.decided_by}
            missing = [name for name, value in parts.items() if value is NONE]
            at = f"{path}.reversal.{index}"
            if missing:
                yield fires(at, f"the way back from {phase.id!r} has no {', no '.join(missing)}")
            else:
                yield cannot_tell(at, question) if UNKNOWN in parts.values() else quiet(at)


@rule(
    code="PHA03",
    severity="error",
    statement="The charter says how it ends",
    words="the longer they remain in place, the more predatory some members may become",
    source="CIVIC, Nov 2019",
    second="Afghan Local Police: funding ended 30 Sep 2020, about 12,000 transferred by April 2021 (AAN)",
    evidence="mixed",
    remedy="Choose: merge into the army, into the police, a reserve, or dissolve; set the date and the law that "
    "lapses.",
    asks="the legislature",
    tensions=(10,),
    tally=Tally("end_state", ("no", "vague")),
    fails="end_state: {kind: none}",
    passes="end_state: {kind: permanent-reserve, date: 2030-12-31, sunset: 2031-06-30}",
)
def it_says_how_it_ends(design: Design) -> Iterator[RuleVerdict]:
    """A kind of end, with a date or a sunset of the law."""
    end = design.at("end_state")
    if isinstance(end, Blank):
        if list(design.new_forces()) or list(design.rows("induction")) or (end is NONE and design.at("forces")):
            yield given("end_state", end, "it does not say how it ends", "How does the force end, and when?")
        return
    yield given("end_state.kind", end.kind, "it does not say how it ends", "How does the force end?")
    if not isinstance(end.kind, Blank):
        dated = end.date or end.sunset
        unsure = UNKNOWN if UNKNOWN in (end.date, end.sunset) else NONE
        yield given("end_state.date", dated or unsure, "the end has no date", "On which date does it end?")


@rule(
    code="PHA04",
    severity="warning",
    statement="Nobody must disarm before the other side's matching step",
    words="I'll comply when you comply",
    source="El Salvador, CSM, 4 Sep 1992",
    second="The MILF suspended the fourth phase of decommissioning (MindaNews 2025)",
    evidence="mixed",
    remedy="Pair the steps; make each tranche depend on the other; give the verifier the clock.",
    tensions=(11,),
    fails="steps: [{id: disarm, kind: disarm, date: 2026-03-01}, {id: exits-open, kind: exit-open, date: 2026-11-01}]",
    passes="""
steps:
  - {id: exits-open, kind: exit-open, date: 2026-02-01}
  - {id: disarm, kind: disarm, date: 2026-03-01, depends_on: [exits-open]}
""",
)
def steps_are_paired(design: Design) -> Iterator[RuleVerdict]:
    """Each disarming or discharge depends on a matching step that comes no later than the days allowed."""
    steps = {step.id: step for _, step in design.rows("steps")}
    slack = timedelta(days=design.settings.pairing_days)
    for path, step in design.rows("steps"):
        if step.kind not in LEAVING:
            continue
        if step.depends_on is UNKNOWN:
            yield cannot_tell(path, f"On which step of the other side does {step.id!r} depend?")
            continue
        others = [steps[name] for name in step.depends_on or () if name in steps and steps[name].kind in MATCHING]
        undated = isinstance(step.date, Blank) or any(isinstance(o.date, Blank) for o in others)
        if not others:
            yield fires(path, f"step {step.id!r} ({step.kind}) depends on no step of the other side")
        elif undated:
            yield cannot_tell(path, f"When are {step.id!r} and the steps it depends on?")
        elif any(o.date.lo > step.date.hi + slack for o in others):
            late = next(o for o in others if o.date.lo > step.date.hi + slack)
            yield fires(path, f"step {step.id!r} comes on {step.date}, its counterpart {late.id!r} on {late.date}")
        else:
            yield quiet(path)


@rule(
    code="PHA05",
    severity="warning",
    statement="The force has a ceiling that only a law can lift",
    words="Pressure for expansion",
    source="ICG Asia 268, 2015, on the Afghan Local Police (heading)",
    second="The Popular Mobilization's authorised strength went from 122,000 to 238,000 (WINEP 2023)",
    evidence="strong",
    remedy="Write a number by province and in all; raise it only by law after a passed test.",
    asks="the legislature",
    tensions=(7,),
    fails="forces: [{id: g, status: new, target_strength: 120000, ceiling: none}]",
    passes="forces: [{id: g, status: new, target_strength: 40000, ceiling: 40000, ceiling_lifted_by: law}]",
)
def it_has_a_ceiling(design: Design) -> Iterator[RuleVerdict]:
    """A ceiling, not below the planned strength, that only a law lifts."""
    for path, force in design.new_forces():
        ceiling = force.ceiling
        if isinstance(ceiling, Blank):
            yield given(
                f"{path}.ceiling",
                ceiling,
                f"{force.id!r} has no ceiling",
                f"How many men may {force.id!r} have at most?",
            )
            continue
        planned = force.target_strength
        if not isinstance(planned, Blank) and planned.hi > ceiling.lo:
            said = f"{force.id!r} is planned at {planned}, above its ceiling of {ceiling}"
            yield fires(f"{path}.target_strength", said, partly=planned.lo <= ceiling.hi)
        if force.ceiling_lifted_by is UNKNOWN:
            yield cannot_tell(f"{path}.ceiling_lifted_by", f"What can raise the ceiling of {force.id!r}?")
        elif force.ceiling_lifted_by not in ("law", NONE):
            yield fires(
                f"{path}.ceiling_lifted_by", f"the ceiling of {force.id!r} is raised by {force.ceiling_lifted_by}"
            )
        else:
            yield quiet(f"{path}.ceiling_lifted_by")
