"""A charter's phases inside a projection: what comes into force when a test passes, and is taken back by a trigger.

    course = course_of(charter, frame)            # None where the charter has no phases
    walk = Walk((None, course), (theories, lanes))
    walk.begin(month); walk.stage; walk.end(month, totals)       # lane by lane, month by month

The words are the charter's (``charter/schema/charter.py``); their meaning here, in one place:

* Phases stand in order. A section that a phase ``brings`` and a stream whose ``phase`` it is come into force with it;
  what no phase brings is in force from the charter's start. The first phase begins when the charter does.
* At a *review* (every ``review_months`` of the first phase that says so, counted from the charter's start; 3 where none
  does, and that is listed) each future is judged by what a decider could have seen of it: outcomes of the record, in
  the whole country, as a mean per month since the last review. Never the hidden state, never another future.
* Forward: the next phase begins when all tests of the phase in force pass, its own ``starts`` has come, and no trigger
  fires. A phase without a test that can be read ends on its ``ends``; without that, at the next review.
* Back: a ``trigger`` of a phase in force that fires (and whose action is ``take-back``) takes back that phase and all
  after it; levers return to those of the stage before. It may begin again at a later review, by the rule above. What
  has happened stays: men taken in stay in, only intake stops.
* A test or trigger is read when it names an outcome of the record, an operator and one number ("one-sided-deaths > 90",
  a month). Anything else is listed as not read, and neither holds a phase up nor lets it pass.

Dates inside a section (``starts``, ``gap_days``) count by the calendar, not from the phase. Stage 0 is "no phase in
force". Walker, Rahman & Cave 2001 and Haasnoot et al. 2013 on adaptive plans.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tether.charter import Charter, Number
from tether.levers.codebook import ReadingContext

REVIEW = 3  # months between reviews where no phase says: an assumption, and listed
TAKEN_BACK = "take-back"
OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
}
TRIGGER = re.compile(r"(?P<metric>[\w -]+)(?P<op>>=|<=|==|>|<) ?(?P<number>\d+(?:\.\d+)?)")
Stages = NDArray[np.int8]  # (theory, lane)


@dataclass(frozen=True)
class Check:
    """One test or trigger that the model can read: a recorded outcome's mean per month against a number."""

    outcome: str
    op: str
    number: float

    def holds(self, means: dict[str, NDArray[np.float64]]) -> NDArray[np.bool_]:
        """Return by (theory, lane) whether it holds."""
        found: NDArray[np.bool_] = OPERATORS[self.op](means[self.outcome], self.number)
        return found


@dataclass(frozen=True)
class ProjectedPhase:
    """A phase as the projection reads it; months count from the cut-off, 0 the first after it."""

    id: str
    starts: int
    ends: int | None
    tests: tuple[Check, ...]
    triggers: tuple[Check, ...]


@dataclass(frozen=True)
class PhasePlan:
    """The phases of one charter, with what of them could not be read."""

    charter: str
    first: int
    phases: tuple[ProjectedPhase, ...]
    every: int
    outcomes: tuple[str, ...]  # of the record, in the order in which a month's totals come
    unread: tuple[str, ...] = ()

    def number(self, phase: Any) -> int:
        """Return the 1-based number of a phase's id; 0 where it names none."""
        return next((i for i, p in enumerate(self.phases, 1) if p.id == phase), 0)

    def review(self, month: int) -> bool:
        """Return whether the end of ``month`` is a review."""
        return month >= self.first and (month - self.first + 1) % self.every == 0

    def moved(self, month: int, stage: Stages, means: dict[str, NDArray[np.float64]]) -> Stages:
        """Return the stage (theory, lane) after a review: one step forward, or back as far as a trigger says."""
        found, forward = stage.copy(), np.ones(stage.shape, bool)
        for number, phase in reversed(list(enumerate(self.phases, 1))):
            fired = np.zeros(stage.shape, bool)
            for trigger in phase.triggers:
                fired |= trigger.holds(means)
            found = np.where(fired & (stage >= number), np.int8(number - 1), found)
            forward &= ~(fired & (stage >= number - 1))
        for number, phase in enumerate(self.phases[:-1], 1):
            forward &= (stage != number) | self._over(phase, self.phases[number], month, means)
        return np.where(forward & (stage < len(self.phases)), stage + np.int8(1), found).astype(np.int8)

    def _over(
        self, phase: ProjectedPhase, following: ProjectedPhase, month: int, means: dict[str, NDArray[np.float64]]
    ) -> Any:
        """Return whether a phase is over and the next may begin in the month after this one."""
        if month + 1 < following.starts:
            return False
        if phase.tests:
            return np.logical_and.reduce([test.holds(means) for test in phase.tests])
        return phase.ends is None or month >= phase.ends


def phases_of(charter: Charter, frame: ReadingContext) -> PhasePlan | None:
    """Return the charter's course; None where it has no phases."""
    if not charter.phases:
        return None
    unread: list[str] = []
    phases = tuple(_phase(charter.id, row, f"phases.{i}", frame, unread) for i, row in enumerate(charter.phases))
    said = [p.review_months for p in charter.phases if isinstance(p.review_months, Number) and p.review_months.exact]
    if not said:
        unread.append(f"{charter.id}: phases name no months between reviews ({REVIEW} assumed)")
    every = int(said[0].lo) if said else REVIEW
    return PhasePlan(charter.id, frame.first(charter), phases, max(every, 1), frame.outcomes, tuple(unread))


def _phase(charter: str, row: Any, path: str, frame: ReadingContext, unread: list[str]) -> ProjectedPhase:
    tests: list[Check] = []
    triggers: list[Check] = []
    for at, test in enumerate(row.tests or ()):
        number = test.threshold.lo if isinstance(test.threshold, Number) and test.threshold.exact else None
        check = _check(test.metric, test.op, number, frame)
        _either(check, tests, unread, f"{charter}: {path}.tests.{at} ({test.metric})")
    for at, way in enumerate(row.reversal or ()):
        told = TRIGGER.fullmatch(" ".join(str(way.trigger).split()))
        check = _check(told["metric"], told["op"], float(told["number"]), frame) if told else None
        check = check if way.action == TAKEN_BACK else None
        _either(check, triggers, unread, f"{charter}: {path}.reversal.{at} ({way.trigger}: {way.action})")
    starts = frame.index(row.starts, 0)
    return ProjectedPhase(row.id, starts, frame.index(row.ends, 0) if row.ends else None, tuple(tests), tuple(triggers))


def _check(metric: Any, op: Any, number: float | None, frame: ReadingContext) -> Check | None:
    outcome = str(metric).strip().replace("-", "_").replace(" ", "_")
    if outcome not in frame.outcomes or op not in OPERATORS or number is None:
        return None
    return Check(outcome, str(op), number)


def _either(check: Check | None, into: list[Check], unread: list[str], said: str) -> None:
    if check is None:
        unread.append(said)
    else:
        into.append(check)


class PhaseWalk:
    """Where one pair's courses stand in every lane of a block: begun, watched, reviewed month by month.

    ``stage`` = sponsor's stage · (host's phases + 1) + host's, int8 (theory, lane).
    """

    def __init__(self, courses: tuple[PhasePlan | None, PhasePlan | None], shape: tuple[int, int]):
        self.sides = [_Side(course, np.zeros(shape, np.int8)) for course in courses]

    @property
    def stage(self) -> Stages:
        """Return the stage that is in force, (theory, lane)."""
        sponsor, host = self.sides
        return sponsor.stage * np.int8(host.phases + 1) + host.stage

    def begin(self, month: int) -> None:
        """Start the first phase of each course in the month in which its charter does."""
        for side in self.sides:
            if side.course is not None and month == side.course.first:
                side.stage = np.ones_like(side.stage)

    def end(self, month: int, totals: NDArray[np.float32]) -> None:
        """Take in a month's record (theory, outcome, lane), and review where the month ends with one."""
        for side in self.sides:
            if side.course is None or month < side.course.first:
                continue
            side.sums, side.months = side.sums + totals.astype(np.float64), side.months + 1
            if side.course.review(month):
                names = side.course.outcomes
                means = {name: side.sums[:, i] / side.months for i, name in enumerate(names)}
                side.stage = side.course.moved(month, side.stage, means)
                side.sums, side.months = np.zeros(()), 0


@dataclass
class _Side:
    """One course, its stage (theory, lane) and what was recorded since its last review."""

    course: PhasePlan | None
    stage: Stages
    sums: NDArray[np.float64] = field(default_factory=lambda: np.zeros(()))
    months: int = 0

    @property
    def phases(self) -> int:
        return len(self.course.phases) if self.course else 0
