"""Votes: what a set of edits is worth in a chamber, and what must change where it is worth too little.

    votes = VotesAsked(165, "worst")
    counted(charter, under)              # (fewest, most) in favour, as rule POL01 counts them

A bloc whose demands turn on clauses (``politics.vetoes[].demands[].when``) moves with the clauses. The count is
``charter/vote.py``'s own, over all sittings that attendance allows: its worst case is the fewest in favour in any of
them, its best case the most. More demands met never cost a vote, so of a set of edits S that falls short

    some demand that S leaves unmet must be met: an edit of the place that it turns on must be made, or one must not

which is a clause of the master program like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tether.amend.oracle import CheckedUnder
from tether.charter.demands import met_by
from tether.charter.id_paths import lost_at, place_at
from tether.charter.reading import Design
from tether.charter.schema import Charter
from tether.charter.values import Blank
from tether.charter.vote import Vote, read_vote
from tether.errors import Problems, UsageError, did_you_mean

Case = Literal["worst", "best"]


@dataclass(frozen=True)
class VotesAsked:
    """So many votes at least, in the worst or in the best case."""

    needed: int
    case: Case = "worst"


def votes_asked(needed: int | None, case: str) -> VotesAsked | None:
    """Return the votes asked for, if any; UsageError for a case that is neither worst nor best."""
    if case not in ("worst", "best"):
        raise UsageError(f"votes-in: {case!r}; {did_you_mean(case, ('worst', 'best'))}")
    chosen: Case = "best" if case == "best" else "worst"
    return VotesAsked(needed, chosen) if needed is not None else None


def vote_of(charter: Charter, under: CheckedUnder) -> Vote:
    """Return the vote of a charter as the rules read it."""
    return read_vote(under.design(charter))


def counted(charter: Charter, under: CheckedUnder) -> tuple[int, int] | None:
    """Return the fewest and the most in favour; None where nobody votes, or the votes can't be counted."""
    vote = vote_of(charter, under)
    if not vote.counted:
        return None
    return int(vote.bounds.in_favour.lo), int(vote.bounds.in_favour.hi)


def enough(charter: Charter, under: CheckedUnder, asked: VotesAsked) -> bool:
    """Whether a charter has the votes asked for."""
    found = counted(charter, under)
    return found is not None and found[asked.case == "best"] >= asked.needed


def check_votes(charter: Charter, under: CheckedUnder, asked: VotesAsked | None) -> None:
    """Refuse votes that can't be counted or had, and demands that contradict each other or a red line.

    Raises:
        UsageError: more votes than the chamber has seats, or no count. InputError: the contradictions, all of them.
    """
    if asked is not None:
        vote = vote_of(charter, under)
        if not vote.counted:
            why = vote.flaw or "it is made by decree, and nobody votes"
            raise UsageError(f"votes: {asked.needed}; the votes of {charter.file} cannot be counted: {why}")
        if not 1 <= asked.needed <= vote.seats[1]:
            raise UsageError(f"votes: {asked.needed}; expected 1 to {vote.seats[1]:g}, the seats of {vote.name}")
    problems = Problems(charter.file)
    for path, found in contradictions(under.design(charter)):
        place = charter.position(path)
        problems.add(found, line=place.line, column=place.column, path=path, expected="demands that can all be met")
    problems.raise_if_any()


def contradictions(design: Design) -> Iterator[tuple[str, str]]:
    """Yield what can't be had together by what the charter itself says: demands of a bloc, or one and its red line."""
    lines = {(row.by, place_at(design.charter, row.at)) for _, row in design.rows("politics.red_lines") if row.at}
    for path, veto in design.rows("politics.vetoes"):
        tests: dict[str, list[Any]] = {}
        for number, demand in enumerate(veto.demands or ()):
            if isinstance(demand.when, Blank) or not isinstance(demand.when.at, str):
                continue
            here = f"{path}.demands.{number}.when"
            place = place_at(design.charter, demand.when.at)
            if place is None:
                lost, remedy = lost_at(design.charter, demand.when.at)
                yield f"{here}.at", f"no such place in the charter: {demand.when.at}; {lost}; {remedy}"
                continue
            who, what = repr(veto.actor), demand.when.at
            if (veto.actor, place) in lines and met_by(design, demand.when) == "no":
                yield here, f"{who} wants another {what}, and will not see it changed (red_lines)"
            others = tests.setdefault(place, [])
            if any(_apart(demand.when, other) for other in others):
                yield here, f"{who} wants {what} to be {demand.when.value}, and something else as well"
            others.append(demand.when)


def _apart(one: Any, other: Any) -> bool:
    """Whether two tests of one place can't both hold."""
    ops = {t.op if isinstance(t.op, str) else "is" for t in (one, other)}
    if ops == {"is"}:
        return bool(one.value != other.value)
    if ops in ({"is", "is-not"}, {"includes", "excludes"}):
        return bool(one.value == other.value)
    return ops == {"at-least", "at-most"} and _crossed(one, other)


def _crossed(one: Any, other: Any) -> bool:
    least, most = (one, other) if one.op == "at-least" else (other, one)
    try:
        return float(least.value) > float(most.value)
    except ValueError:
        return bool(least.value > most.value)  # days sort as they are written


@dataclass(frozen=True)
class UnmetDemand:
    """A demand that a charter leaves unmet: who has it, its test, and the place it turns on before any edit."""

    actor: str
    test: Any
    path: str


def unmet(charter: Charter, under: CheckedUnder, before: Charter) -> list[UnmetDemand]:
    """Return the demands that turn on a clause and are not surely met; ``before``: the charter without edits."""
    design = under.design(charter)
    found = []
    for _, veto in design.rows("politics.vetoes"):
        for demand in veto.demands or ():
            if isinstance(demand.when, Blank) or not isinstance(demand.when.at, str):
                continue
            place = place_at(before, demand.when.at)
            if place is not None and met_by(design, demand.when) != "yes":
                found.append(UnmetDemand(veto.actor, demand.when, place))
    return found


def turning_on(demands: Sequence[UnmetDemand]) -> frozenset[str]:
    """Return the places without a change of which a charter has no more votes than it has."""
    return frozenset(d.path for d in demands)
