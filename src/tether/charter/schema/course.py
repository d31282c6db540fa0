"""The course in time: phases with tests and reversals, matched steps, how it ends, and the sums."""

from __future__ import annotations

from typing import Annotated, Literal

from tether.charter.blanks import AnyoneRef, BodyRef, Count, Day, Flag, Id, Many, Maybe, Refers, Text
from tether.charter.schema.part import Part, needed, said


class PhaseTest(Part):
    """A test that ends a phase."""

    metric: Text = said("what is measured")
    op: Maybe[Literal[">=", "<=", ">", "<", "=="]] = said("comparison")
    threshold: Count = said("with which number")
    measured_by: BodyRef = said("by whom")


class Reversal(Part):
    """How a phase is taken back."""

    trigger: Text = said("what sets it off")
    action: Text = said("what is done")
    decided_by: AnyoneRef = said("who decides")


class Phase(Part):
    """A phase."""

    id: Id = needed("its id")
    starts: Day = said("begins")
    ends: Day = said("ends")
    goal: Text = said("what it is for")
    brings: Many[Literal["induction", "pay", "powers", "oversight", "exits", "trust", "sharing", "aid", "patrons"]] = (
        said("sections that come into force with it")
    )
    tests: Many[PhaseTest] = said("tests that end it")
    reversal: Many[Reversal] = said("how it is taken back")
    review_months: Count = said("months between reviews of tests and triggers")
    parallel: Flag = said("whether it may overlap another")


class Step(Part):
    """A dated step; one may depend on others."""

    id: Id = needed("its id")
    kind: Maybe[
        Literal[
            "disarm", "discharge", "exit-open", "law-in-force", "protection", "release", "deploy", "vote", "withdrawal"
        ]
    ] = said("what it is")
    date: Day = said("when")
    depends_on: Annotated[Many[str], Refers("step")] = said("the steps that must come first")


class EndState(Part):
    """How it ends."""

    kind: Maybe[Literal["merge-army", "merge-police", "permanent-reserve", "permanent-guard", "dissolve"]] = said("how")
    date: Day = said("when")
    sunset: Day = said("when the law lapses")


class Objective(Part):
    """What the charter is for, and how one would know."""

    aim: Maybe[Literal["provide-security", "fight-terrorism", "other"]] = said("the aim")
    metric: Text = said("how it is measured")
    measured_by: BodyRef = said("by whom")


class Totals(Part):
    """The sums of heads."""

    in_scope: Count = said("persons in scope")
    to_induct: Count = said("to be taken in")
    to_exit: Count = said("to leave for civil life")
    to_remain: Count = said("to stay as they are")
