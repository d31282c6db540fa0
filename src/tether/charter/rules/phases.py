"""PHA: staged, tested, reversible, matched step by step, with an end and a ceiling."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tether.charter.belonging import is_of
from tether.charter.findings import (
    RuleVerdict,
    among,
    beside,
    cannot_tell,
    either,
    fires,
    given,
    one_of,
    provided,
    quiet,
)
from tether.charter.reading import REGULAR, Design
from tether.charter.rules.command import status_unknown
from tether.charter.rules.rule import Tally, rule
from tether.charter.schema.entities import Force, Group
from tether.charter.values import NONE, UNKNOWN, Blank, Number, When

LEAVING = ("disarm", "discharge")
MATCHING = (
    *("exit-open", "protection", "law-in-force", "withdrawal", "release", "appoint", "command", "pay", "amnesty"),
    "hand-over",
)


@rule(
    code="PHA01",
    severity="error",
    statement="Phases exist, and each ends with a test that somebody outside can measure",
    words="Verification is usually carried out by inclusive, neutral or joint bodies",
    source="UN, IDDRS 2.20 §7.5.3",
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
    """Each phase has a test with metric, comparison, number and a measurer (DEP02: one who is not the force)."""
    phases = design.at("phases")
    if isinstance(phases, Blank) or not phases:
        question = "In which phases is it done, and what test ends each?"
        found = given("phases", phases, "there are no phases", question)
        yield from provided(either(design.creates, any(design.rows("induction"))), [found], "phases", question)
        return
    for path, phase in design.rows("phases"):
        if isinstance(phase.tests, Blank) or not phase.tests:
            yield given(
                f"{path}.tests", phase.tests, f"no test ends phase {phase.id!r}", f"What ends phase {phase.id!r}?"
            )
            continue
        for index, test in enumerate(phase.tests):
            yield _measurable(f"{path}.tests.{index}", test)


def _measurable(path: str, test: Any) -> RuleVerdict:
    parts = {"metric": test.metric, "op": test.op, "threshold": test.threshold, "measured_by": test.measured_by}
    missing = [name for name, value in parts.items() if value is NONE]
    if missing:
        return fires(path, f"the test {test.metric!s} has no {', no '.join(missing)}")
    if UNKNOWN in parts.values():
        return cannot_tell(path, f"How is {test.metric!s} measured, by whom, and which number passes?")
    return quiet(path)


@rule(
    code="PHA02",
    severity="warning",
    statement="Each phase can be taken back",
    words="should be established for starting, delaying, suspending or cancelling activities and/or operations, "
    "should security risks be too high",
    source="UN, IDDRS 2.10 §8.10.1, on clear criteria",
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
        if isinstance(phase.ends, When):
            question = (
                f"Phase {phase.id!r} ends on {phase.ends}: what follows if it is not done by then, what would take it "
                "back, how, and who decides?"
            )
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
    words="an exit strategy should be defined as soon as possible",
    source="UN, IDDRS 2.10 §8.10.4",
    second="'the longer they remain in place, the more predatory some members may become' (CIVIC, Nov 2019); "
    "Afghan Local Police: funding ended 30 Sep 2020, about 12,000 transferred by April 2021 (AAN)",
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
        question = "How does the force end, and when?"
        entered = {stream.into for _, stream in design.rows("induction")}
        created = [force.kind for _, force in design.new_forces()]
        created = created or [force.kind for _, force in design.rows("forces") if force.id in entered]
        if created and all(kind in REGULAR for kind in created):  # an army or a police lasts
            question = "On which day is the taking-in over, and what holds for those who have not entered by then?"
        found = given("end_state", end, "it does not say how it ends", question)
        none = design.charter.at("end_state") is NONE and bool(design.at("forces"))
        applies = either(design.creates, any(design.rows("induction")), none)
        yield from provided(applies, [found], "end_state", question)
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
    words="the control of the same number of weapons from the armed forces as those handed in by armed groups",
    source="UN, IDDRS 2.20 §8.3.2, on parity",
    second="El Salvador: 'I'll comply when you comply' (CSM, 4 Sep 1992); the MILF suspended the fourth phase of "
    "decommissioning (MindaNews 2025)",
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
        question = f"What is step {step.id!r}: do fighters disarm or leave with it?"
        yield from provided(among(step.kind, LEAVING), [_paired(path, step, steps, slack)], f"{path}.kind", question)


def _paired(path: str, step: Any, steps: dict[str, Any], slack: timedelta) -> RuleVerdict:
    if step.depends_on is UNKNOWN:
        return cannot_tell(path, f"On which step of the other side does {step.id!r} depend?")
    before = [steps[name] for name in step.depends_on or () if name in steps]
    others = [other for other in before if other.kind in MATCHING]
    unclear = next((other for other in before if other.kind is UNKNOWN), None)
    if not others and unclear is not None:
        return cannot_tell(path, f"What is step {unclear.id!r}, on which {step.id!r} depends?")
    if not others:
        kind = f" ({step.kind})" if isinstance(step.kind, str) else ""
        return fires(path, f"step {step.id!r}{kind} depends on no step of the other side")
    if isinstance(step.date, Blank) or any(isinstance(o.date, Blank) for o in others):
        return cannot_tell(path, f"When are {step.id!r} and the steps it depends on?")
    late = next((o for o in others if o.date.lo > step.date.hi + slack), None)
    if late is not None:
        return fires(path, f"step {step.id!r} comes on {step.date}, its counterpart {late.id!r} on {late.date}")
    return quiet(path)


@rule(
    code="PHA05",
    severity="warning",
    statement="The force has a ceiling that only a law can lift",
    words="Where decisions affecting force size and structure provide for inefficient, unaffordable or abusive "
    "security structures this will undermine long term peace",
    source="UN, IDDRS 6.10 §5",
    second="'Pressure for expansion' (ICG Asia 268, 2015, heading on the Afghan Local Police); the Popular "
    "Mobilization's authorised strength went from 122,000 to 238,000 (WINEP 2023)",
    evidence="strong",
    remedy="Write a number by province and in all; raise it only by law after a passed test.",
    asks="the legislature",
    tensions=(7,),
    fails="forces: [{id: g, status: new, target_strength: 120000, ceiling: none}]",
    passes="forces: [{id: g, status: new, target_strength: 40000, ceiling: 40000, ceiling_lifted_by: law}]",
)
def it_has_a_ceiling(design: Design) -> Iterator[RuleVerdict]:
    """A ceiling that only a law lifts; whether the plan stays below it is NUM01's business."""
    for path, force, sure in design.own_forces():
        yield from provided(sure, [_ceiling(path, force)], f"{path}.status", status_unknown(force))


def _ceiling(path: str, force: Any) -> RuleVerdict:
    if isinstance(force.ceiling, Blank):
        question = f"How many men may {force.id!r} have at most?"
        return given(f"{path}.ceiling", force.ceiling, f"{force.id!r} has no ceiling", question)
    at, said = f"{path}.ceiling_lifted_by", f"the ceiling of {force.id!r} is raised by {force.ceiling_lifted_by}"
    question = f"What can raise the ceiling of {force.id!r}?"
    found = one_of(at, force.ceiling_lifted_by, ("law",), said, question, none_is_fine=True)
    return beside(found, f"{path}.ceiling", "law.instrument.kind")


@rule(
    code="PHA06",
    severity="error",
    statement="Nobody gives up what cannot be taken back before he has what it was promised for",
    words="in which the Generals of UNITA will have already been present",
    source="Lusaka Protocol, 1994, on the choice of UNITA's men for the army (Peace Accords Matrix)",
    second="El Salvador: 'I'll comply when you comply' (CSM, 4 Sep 1992)",
    evidence="mixed",
    remedy="Put the posts, the pay or the law before the arms, or split both into tranches that follow each other.",
    tensions=(11,),
    fails="""
steps:
  - {id: posts, kind: appoint, date: 2026-12-01}
  - {id: arms, kind: disarm, date: 2026-03-01, in_exchange_for: [posts]}
""",
    passes="""
steps:
  - {id: posts, kind: appoint, date: 2026-02-01}
  - {id: arms, kind: disarm, date: 2026-03-01, in_exchange_for: [posts]}
""",
)
def what_is_given_up_comes_second(design: Design) -> Iterator[RuleVerdict]:
    """Steps promised for each other, by date or by what depends on what: arms and discharge not before the rest."""
    steps = {row.id: (path, row) for path, row in design.rows("steps")}
    for path, row in design.rows("steps"):
        for name in row.in_exchange_for or ():
            if name not in steps:
                continue
            (late, last), (early, first) = _given_up_second((path, row), steps[name])
            at = f"{path}.in_exchange_for"
            slack = timedelta(days=design.settings.pairing_days)
            if _needs(steps, first, last.id):
                found = fires(at, f"{last.id!r} must come before {first.id!r}, for which it is promised")
                yield beside(found, f"{early}.depends_on", late)
            elif _needs(steps, last, first.id):
                yield quiet(at)
            elif isinstance(last.date, Blank) or isinstance(first.date, Blank):
                yield cannot_tell(at, f"Which comes first, {last.id!r} or {first.id!r}, and on which days?")
            elif first.date.lo > last.date.hi + slack:
                said = (
                    f"{last.id!r} comes on {last.date}, before {first.id!r} on {first.date}, for which it is promised"
                )
                yield fires(at, said, related=(f"{late}.date", f"{early}.date"))
            else:
                yield quiet(at)


def _given_up_second(one: tuple[str, Any], two: tuple[str, Any]) -> tuple[tuple[str, Any], tuple[str, Any]]:
    """Return, of two steps promised for each other, the one that should come second and the one before it."""
    return (two, one) if two[1].kind in LEAVING and one[1].kind not in LEAVING else (one, two)


def _needs(steps: dict[str, tuple[str, Any]], row: Any, other: str) -> bool:
    """Whether a step depends on another, by itself or through others."""
    seen: set[str] = set()
    open_ = list(row.depends_on or ())
    while open_:
        name = open_.pop()
        if name in steps and name not in seen:
            seen.add(name)
            open_ += steps[name][1].depends_on or ()
    return other in seen


@rule(
    code="PHA07",
    severity="warning",
    statement="A phase whose test has failed is not extended for ever, and somebody finds that it has failed",
    words="extends the Transitional Period by 24 months",
    source="South Sudan's monitoring commission, report of July to September 2022 (ReliefWeb)",
    second="Bangsamoro: a matched step can stall a decade; the MILF suspended the fourth phase (MindaNews 2025)",
    evidence="mixed",
    remedy="Write extend_months, or a day on which the force or the law ends; and who decides.",
    tensions=(11,),
    fails="""
phases: [{id: p1, ends: 2026-12-31, if_failed: extend, extend_months: none}]
end_state: {date: none, sunset: none}
""",
    passes="""
phases: [{id: p1, ends: 2026-12-31, if_failed: extend, extend_months: 6}]
end_state: {date: 2030-12-31, sunset: 2031-06-30}
""",
)
def an_extension_ends(design: Design) -> Iterator[RuleVerdict]:
    """The longest extension against the end of the force and the law; who decides, where somebody is to."""
    ends = (design.at("end_state.date"), design.at("end_state.sunset"))
    for path, phase in design.rows("phases"):
        if phase.if_failed == "decided":
            said = f"where a test of phase {phase.id!r} has failed somebody decides, and nobody is named"
            question = f"Who decides where a test of phase {phase.id!r} has failed?"
            yield given(f"{path}.failed_decided_by", phase.failed_decided_by, said, question)
        if phase.if_failed in ("extend", "repeat", "decided"):
            yield _extended(path, phase, *ends)
        elif phase.if_failed is UNKNOWN:
            undecided = phase.failed_decided_by is NONE
            if undecided or _extended(path, phase, *ends).result == "fires":
                question = (
                    f"Where a test of phase {phase.id!r} has failed, who decides, or how long is it extended at most?"
                )
                yield cannot_tell(f"{path}.if_failed", question)


def _extended(path: str, phase: Any, end: Any, sunset: Any) -> RuleVerdict:
    """Whether the time by which a phase may be extended has an end, within the law's."""
    at, bounded = f"{path}.extend_months", isinstance(end, When) or isinstance(sunset, When)
    if isinstance(phase.extend_months, Number):
        return _within_the_law(at, phase, sunset)
    if phase.extend_months is NONE and bounded:
        return quiet(at)
    if UNKNOWN in (phase.extend_months, end, sunset):
        return cannot_tell(at, f"For how many months may phase {phase.id!r} be extended in all?")
    said = f"phase {phase.id!r} is extended where a test has failed, and nothing says for how long at most"
    return fires(at, said)


def _within_the_law(at: str, phase: Any, sunset: Any) -> RuleVerdict:
    if not isinstance(phase.ends, When) or not isinstance(sunset, When):
        unsure = UNKNOWN in (phase.ends, sunset)
        question = f"When does phase {phase.id!r} end, and when does the law lapse?"
        return cannot_tell(at, question) if unsure else quiet(at)
    last = phase.ends.lo + timedelta(days=phase.extend_months.lo * 30.44 - 2)
    if last > sunset.hi:
        said = (
            f"phase {phase.id!r} ends on {phase.ends} and may be extended by {phase.extend_months} months, and the law"
        )
        return fires(at, f"{said} lapses on {sunset}", related=("end_state.sunset",))
    return quiet(at)


@rule(
    code="PHA08",
    severity="error",
    statement="No step moves more men than there are, or fewer arms than are due for them",
    words="of the 7877 soldiers that Unita had in December 1997, 5980 have already been disarmed",
    source="Mail & Guardian, 9 Mar 1998, on Angola",
    second="Mindanao: 4,625 weapons from 26,145 fighters, 0.18 a head (MindaNews 2025)",
    evidence="normative",
    remedy="Mend the numbers of the steps, of the group, or of weapons due a head.",
    fails="""
groups: [{id: front, size: 3000}]
steps:
  - {id: t1, kind: disarm, by: front, persons: 2000, arms: 1600}
  - {id: t2, kind: disarm, by: front, persons: 2000, arms: 1600}
surrender: {per_person: 0.8}
""",
    passes="""
groups: [{id: front, size: 4000}]
steps:
  - {id: t1, kind: disarm, by: front, persons: 2000, arms: 1600}
  - {id: t2, kind: disarm, by: front, persons: 2000, arms: 1600}
surrender: {per_person: 0.8}
""",
)
def steps_move_what_there_is(design: Design) -> Iterator[RuleVerdict]:
    """Men of all disarming, and of all discharging, steps of one side against its size; arms against men."""
    due = design.at("surrender.per_person")
    yield from _uncounted(design, due)
    taken: dict[tuple[str, str], list[tuple[str, Any]]] = defaultdict(list)
    for path, row in design.rows("steps"):
        if row.kind in (*LEAVING, UNKNOWN) and isinstance(row.persons, Number):
            if UNKNOWN in (row.by, row.kind):
                yield cannot_tell(f"{path}.by", f"Whose men are they whom step {row.id!r} names, and what do they do?")
            elif isinstance(row.by, str):
                taken[row.by, str(row.kind)].append((path, row))
        if row.kind == "disarm" and isinstance(row.persons, Number) and not isinstance(row.arms, Blank):
            yield _arms(f"{path}.arms", row, due)
        elif row.kind == "disarm" and isinstance(row.persons, Number) and row.arms is UNKNOWN and due is not NONE:
            yield cannot_tell(f"{path}.arms", f"How many weapons are handed over in step {row.id!r}?")
    for (side, kind), rows in taken.items():
        size = _men(design, side)
        least, at = sum(row.persons.lo for _, row in rows), f"{rows[0][0]}.persons"
        if isinstance(size, Number) and least > size.hi:
            said = f"steps of kind {kind} take {least:,.10g} men of {side!r}, and it has {size}"
            yield fires(at, said, related=tuple(f"{p}.persons" for p, _ in rows[1:]))
        else:
            yield cannot_tell(at, f"How many men does {side!r} have?") if size is UNKNOWN else quiet(at)


def _uncounted(design: Design, due: Any) -> Iterator[RuleVerdict]:
    """Ask once how many men each step takes, where their arms or the size of their side would set a bound."""
    open_ = []
    for path, row in design.rows("steps"):
        if row.kind in LEAVING and row.persons is UNKNOWN:
            bounded = isinstance(_men(design, row.by), Number)
            if bounded or (row.kind == "disarm" and isinstance(row.arms, Number) and isinstance(due, Number)):
                open_.append((f"{path}.persons", str(row.id)))
    if open_:
        question = f"How many men does each of these steps take: {', '.join(name for _, name in open_)}?"
        yield replace(cannot_tell(open_[0][0], question), related=tuple(path for path, _ in open_[1:]))


def _men(design: Design, side: Any) -> Any:
    """Return how many men a side has, or NONE where it is neither a group nor a force of this charter."""
    source = design.named(side)
    return source.size if isinstance(source, Group) else source.strength if isinstance(source, Force) else NONE


def _arms(at: str, row: Any, due: Any) -> RuleVerdict:
    if not isinstance(due, Number):
        question = "How many weapons are due for each person?"
        return cannot_tell("surrender.per_person", question) if due is UNKNOWN else quiet(at)
    if row.arms.hi < due.lo * row.persons.lo * 0.98:
        said = f"step {row.id!r} takes {row.arms} weapons from {row.persons} men, and {due} a head are due"
        return fires(at, said, related=("surrender.per_person",))
    return quiet(at)


@rule(
    code="PHA09",
    severity="error",
    statement="A step or test that is due within a time is dated within it",
    words="one week after the deadline set by the peace accord had passed",
    source="Mail & Guardian, 9 Mar 1998, on UNITA's declaration that it had disarmed",
    second="Sons of Iraq: dates of hand-over passed before the jobs existed (Wing, 23 Aug 2009)",
    evidence="normative",
    remedy="Move the date, or lengthen the time.",
    fails="steps: [{id: a, date: 2026-01-01}, {id: b, date: 2026-06-01, depends_on: [a], within_days: 60}]",
    passes="""
steps: [{id: a, date: 2026-01-01}, {id: b, date: 2026-02-01, depends_on: [a], within_days: 60}]
phases: [{id: p1, ends: 2026-12-31, tests: [{metric: present at muster, due: 2026-11-30}]}]
""",
)
def what_is_due_is_dated_in_time(design: Design) -> Iterator[RuleVerdict]:
    """A step's date against the steps it depends on and its days; a test's day against the end of its phase."""
    steps = {row.id: row for _, row in design.rows("steps")}
    for path, row in design.rows("steps"):
        if not isinstance(row.within_days, Number):
            continue
        dates = [steps[name].date for name in row.depends_on or () if name in steps]
        at = f"{path}.within_days"
        if UNKNOWN in (row.date, row.depends_on, *dates):
            yield cannot_tell(at, f"When is {row.id!r}, and when are the steps on which it depends?")
        elif isinstance(row.date, When) and dates and all(isinstance(d, When) for d in dates):
            last = max(d.hi for d in dates) + timedelta(days=row.within_days.hi)
            said = f"step {row.id!r} comes within {row.within_days} days of what it depends on, and on {row.date}"
            needed = [f"{p}.date" for p, s in design.rows("steps") if s.id in row.depends_on]
            yield fires(at, said, related=(f"{path}.date", *needed)) if row.date.lo > last else quiet(at)
    for path, phase in design.rows("phases"):
        for index, test in enumerate(phase.tests or ()):
            if not isinstance(test.due, When):
                continue
            at = f"{path}.tests.{index}.due"
            if isinstance(phase.ends, When):
                said = (
                    f"the test {test.metric!s} is due on {test.due}, after phase {phase.id!r} has ended on {phase.ends}"
                )
                yield fires(at, said) if test.due.lo > phase.ends.hi else quiet(at)
            elif phase.ends is UNKNOWN:
                yield cannot_tell(f"{path}.ends", f"When does phase {phase.id!r} end?")


@rule(
    code="PHA10",
    severity="warning",
    statement="What is handed over has a place and somebody else who receives it",
    words="Each step is interrelated",
    source="El Salvador, CSM, 4 Sep 1992",
    second="Kosovo 1999: the KLA's arms went into stores that KFOR and the KLA held together (not read)",
    evidence="weak",
    remedy="Name who hands over, who receives, and where.",
    fails="""
groups: [{id: front}]
steps: [{id: town, kind: hand-over, by: front, to: front}]
""",
    passes="""
groups: [{id: front}]
places: [{id: town}]
forces: [{id: army}]
steps: [{id: handed, kind: hand-over, by: front, to: army, places: [town]}]
""",
)
def what_is_handed_over_is_received(design: Design) -> Iterator[RuleVerdict]:
    """Giver, receiver and place of each hand-over; of arms, the receiver where it is written."""
    for path, row in design.rows("steps"):
        arms = isinstance(row.arms, Number) and row.kind == "disarm"
        if row.kind != "hand-over" and not arms:
            continue
        at, question = f"{path}.to", f"In step {row.id!r}, who hands over to whom?"
        if isinstance(row.to, str) and is_of(design, row.to, row.by):
            yield fires(at, f"in step {row.id!r} {row.by!r} hands over to {row.to!r}, which is its own")
        elif isinstance(row.to, str) and row.by is UNKNOWN:
            yield cannot_tell(f"{path}.by", question)
        else:
            yield given(at, row.to, f"nothing says who receives what step {row.id!r} hands over", question)
        if not arms:
            said, question = (
                f"nothing says which places step {row.id!r} hands over",
                f"Which places does step {row.id!r} hand over?",
            )
            yield given(f"{path}.places", row.places, said, question)


@rule(
    code="PHA11",
    severity="warning",
    statement="Each aim has a measure, and somebody who takes it",
    words="the lack of clearly defined objectives and measurable indicators",
    source="UN, IDDRS 4.30, Reintegration, §8.2.5",
    second="Northern Ireland: 19 public reports of the Oversight Commissioner measured the reform until May 2007",
    evidence="mixed",
    remedy="Write for each aim what is counted, and who counts it: not the new force itself.",
    fails="meta: {objectives: [{aim: provide-security, metric: none, measured_by: none}]}",
    passes="meta: {objectives: [{aim: provide-security, metric: attacks a month, measured_by: statistics-office}]}",
)
def aims_are_measured(design: Design) -> Iterator[RuleVerdict]:
    """Metric and measurer of each aim that is written."""
    created = {force.id: (path, sure) for path, force, sure in design.created()}
    for path, row in design.rows("meta.objectives"):
        aim = str(row.aim).replace("-", " ") if isinstance(row.aim, str) else "the aim"
        said, question = f"nothing measures whether it succeeds: {aim}", f"How would one know that it succeeds: {aim}?"
        yield given(f"{path}.metric", row.metric, said, question)
        at, who = f"{path}.measured_by", row.measured_by
        if isinstance(who, str) and who in created:
            found = fires(at, f"{who!r} measures its own success: {aim}")
            yield from provided(created[who][1], [found], at, f"Is {who!r}, which measures the aim, the new force?")
        else:
            yield given(at, who, f"nobody is named who measures it: {aim}", f"Who measures whether it succeeds: {aim}?")
