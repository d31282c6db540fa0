"""What the checker says of an amended charter: the findings that are left, each with the paths that it rests on.

    oracle = Oracle(charter, CheckedUnder(today=…), clear=("stop", "error"))
    state = oracle.state((edit, …))
    state.left[0].code, state.left[0].reads       # paths in terms of the charter before any edit

The checker is the one that ``tether check`` runs, unchanged; what a part of ``consistency`` tells as well is kept
(``check(doubles=True)``), so that no finding goes only because another hides it. Only the rules that fire are traced.

A stop or an error that an edit only makes milder at its place is not cleared: a company that enters whole is the fault
of a brigade that enters whole, at a smaller size. What was only a warning from the start need not be cleared.

Of a finding of ``consistency`` only what keeps its clauses from standing together counts (``stands_on``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from tether.amend.edits import Desk, Edit, Rows, applied
from tether.charter.check import Report, check, severity_of
from tether.charter.findings import Finding, Severity
from tether.charter.known import Known
from tether.charter.read import with_tree
from tether.charter.reading import Design
from tether.charter.rules import Rule
from tether.charter.schema import Charter
from tether.charter.settings import Settings
from tether.charter.tracing import stands_on
from tether.errors import InputError, Problem

GRAVE = ("stop", "error")
WHOLE = 10  # runs of one rule that a run of all counts as


@dataclass(frozen=True)
class CheckedUnder:
    """How a charter is checked: the day, the reading, the kind, the bounds, and what is known of those it names."""

    today: date
    world: str = ""
    kind: tuple[str, ...] = ()
    settings: Settings = field(default_factory=Settings)
    theatre: Any = None
    known: Known | None = None

    def check(self, charter: Charter, *, select: Iterable[str] = (), trace: bool = False) -> Report:
        """Run the checker."""
        return check(
            charter,
            world=self.world,
            kind=self.kind,
            settings=self.settings,
            today=self.today,
            known=self.known,
            select=select,
            trace=trace,
            doubles=True,
        )

    def design(self, charter: Charter) -> Design:
        """Return the charter as the rules read it."""
        world = {"open": True, "closed": False}.get(self.world)
        made = Design(charter, world, self.settings, today=self.today, known=self.known)
        made.told_kinds = self.kind
        return made


@dataclass(frozen=True)
class Tried:
    """What one rule says of one set of edits: where it fires, how often, and how many questions it has.

    ``milder``: where it fires with less weight than is to be cleared.
    """

    paths: frozenset[str]
    fires: int
    asked: int
    milder: frozenset[str] = frozenset()


@dataclass(frozen=True)
class FindingLeft:
    """A finding of an amended charter, in terms of the charter before any edit."""

    code: str
    path: str
    severity: str
    message: str
    reads: frozenset[str] = field(repr=False)
    related: tuple[str, ...] = ()
    measured: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """Code and place: what a finding is known by from one set of edits to another."""
        return self.code, self.path


@dataclass(frozen=True)
class State:
    """A charter with a set of edits made: what is left to clear, and the whole report."""

    edits: frozenset[int]
    charter: Charter
    rows: Rows
    report: Report
    left: tuple[FindingLeft, ...]


class Oracle:
    """Asks the checker of amended charters; each set of edits once."""

    def __init__(self, desk: Desk, under: CheckedUnder, clear: Sequence[Severity]):
        self.desk, self.under, self.clear = desk, under, tuple(clear)
        self.asked = 0
        self.work = 0  # runs of a rule, one of all rules as WHOLE of them
        self._states: dict[frozenset[int], State] = {}
        self._looked: dict[frozenset[int], State] = {}  # untraced

    def charter(self, edits: Sequence[Edit]) -> tuple[Charter, Rows]:
        """Return the charter with edits made.

        Raises:
            InputError: the edits make a text that can't be read, with every problem and the edits that did.
        """
        tree, rows = applied(self.desk, edits)
        try:
            return with_tree(self.desk.charter, tree, self.under.theatre), rows
        except InputError as error:
            made = "; ".join(e.sentence or f"{e.op} {e.at or e.path}" for e in edits)
            said = f"the charter can't be read with these edits made: {made}"
            raise InputError([Problem(said, self.desk.charter.file), *error.problems]) from None

    def fires(self, edits: Sequence[Edit], rule: Rule) -> Tried | None:
        """Return what one rule says with edits made: a quick look, without silences; None where the text can't stand.

        Used to choose what is offered, never to decide what is cleared.
        """
        self.work += 1
        tree, rows = applied(self.desk, edits)
        try:
            charter = with_tree(self.desk.charter, tree, self.under.theatre, resolve=False)
        except InputError:
            return None
        design = self.under.design(charter)
        told = list(rule.check(design))
        counted = [v for v in told if v.result == "fires" and severity_of(rule, v) in self.clear]
        asked = sum(v.result == "cannot tell" for v in told)
        milder = frozenset(rows.before(v.path) for v in told if v.result == "fires" and v not in counted)
        return Tried(frozenset(rows.before(v.path) for v in counted), len(counted), asked, milder)

    def state(self, edits: Sequence[Edit], traced: bool = True) -> State:
        """Return the charter with edits made, checked, and what is left of what is to be cleared.

        Untraced, what is left does not tell what it rests on, at half the price.
        """
        numbers = frozenset(e.number for e in edits)
        known = self._states.get(numbers) or (None if traced else self._looked.get(numbers))
        if known is not None:
            return known
        begun = self.begun if numbers else {}
        self.asked += 1
        self.work += WHOLE
        charter, rows = self.charter(edits)
        report = self.under.check(charter)
        codes = sorted({f.code for f in self._to_clear(report, rows, begun)})
        again = self.under.check(charter, select=codes, trace=True) if codes and traced else report
        left = [self._left(f, again, rows) for f in self._to_clear(again, rows, begun)]
        graver = (replace(f, severity=begun.get(f.place, f.severity)) for f in left)
        made = State(numbers, charter, rows, report, tuple(graver))
        (self._states if traced else self._looked)[numbers] = made
        return made

    @cached_property
    def begun(self) -> dict[tuple[str, str], str]:
        """Stops and errors of the charter before any edit, by place: one that an edit only makes milder is not gone."""
        return {f.place: f.severity for f in self.state(()).left if f.severity in GRAVE}

    def _to_clear(self, report: Report, rows: Rows, begun: dict[tuple[str, str], str]) -> list[Finding]:
        return [f for f in report.fired if f.severity in self.clear or (f.code, rows.before(f.path)) in begun]

    def targets(self, report: Report) -> list[Finding]:
        """Return the findings of a report that are to be cleared, those in a duty's silence by themselves too."""
        return [f for f in report.fired if f.severity in self.clear]

    def _left(self, finding: Finding, report: Report, rows: Rows) -> FindingLeft:
        reads = frozenset(map(rows.before, stands_on(finding, report.whole)))
        related = tuple(map(rows.before, finding.related))
        told = finding.severity, finding.message, reads, related, finding.measured
        return FindingLeft(finding.code, rows.before(finding.path), *told)
