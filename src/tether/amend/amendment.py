"""The amendment of one charter: what is asked, what was found, and the amended text.

    found = amend(read_charter("guard.yaml"), AmendmentAsked(clear=("stop", "error")))
    found.edits, found.price, found.proved      # the cheapest edits in the menu at these prices
    found.conflict                              # or what can't be had together
    found.text                                  # the amended charter, its comments and layout kept

What is cheapest is so in this menu at these prices. An amended charter clears the rules, and is not thereby a good law;
what a projection says of it stands apart, and its votes must be asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from tether.amend.certificate import certificate_of
from tether.amend.costs import EditCost, costs
from tether.amend.edits import Desk, Edit
from tether.amend.frontier import AmendmentFrontier, frontier
from tether.amend.menu import Menu
from tether.amend.oracle import CheckedUnder, FindingLeft, Oracle, State
from tether.amend.planned import PlannedHeads
from tether.amend.prices import price_table
from tether.amend.search import UNREADABLE, VOTES, AmendmentGoal, AmendmentSearch, RedLinePath, SearchResult, Wish
from tether.amend.votes import VotesAsked, check_votes, counted
from tether.charter.check import Report
from tether.charter.findings import SEVERITIES, Severity
from tether.charter.id_paths import IdPaths, lost_at, place_at
from tether.charter.paths import value_at
from tether.charter.read import charter_from_text
from tether.charter.schema import Charter
from tether.documents.yaml_patch import text_saying
from tether.errors import InputError, Problem, Problems, UsageError, did_you_mean, numbered

Step = Callable[[str, int, int], None]


@dataclass(frozen=True)
class AmendmentAsked:
    """What is asked of an amendment. ``most``: at most so many edits; ``seconds``: when to stop looking.

    ``checks``: so many runs of a rule in the stead of seconds, for the same answer on every machine.
    ``planned``: the heads of a plan, in which the men of each edit are counted; without one, the charter's own numbers.
    ``frontier``: also the sets that get more votes or leave fewer warnings, in as many seconds again.
    """

    clear: tuple[Severity, ...] = ("stop", "error")
    red_lines: tuple[str, ...] = ()
    most: int | None = None
    votes: VotesAsked | None = None
    prices: Path | None = None
    seconds: float = 60.0
    frontier: bool = False
    checks: int | None = None
    planned: PlannedHeads | None = None


@dataclass(frozen=True)
class ClearedFinding:
    """A finding that the edits clear, and which of them bring it back when left out."""

    code: str
    at: str
    severity: str
    message: str
    without: tuple[int, ...] = ()


@dataclass(frozen=True)
class CharterAmendment:
    """What was found; no ``conflict`` where there is a set. ``spared``: findings that no edit offered clears."""

    file: str
    charter: str
    asked: AmendmentAsked
    day: date
    edits: tuple[Edit, ...]
    price: int
    floor: int
    proved: bool
    out_of_time: bool
    conflict: tuple[Wish, ...]
    cleared: tuple[ClearedFinding, ...]
    spared: tuple[ClearedFinding, ...]
    offered: int  # edits in the menu
    rounds: int
    for_votes: tuple[int, ...]  # edits without any one of which the votes asked for are not there
    votes: tuple[tuple[int, int] | None, tuple[int, int] | None]  # in favour before and after: fewest, most
    before: Report = field(repr=False)
    after: Report | None = field(repr=False)
    text: str = field(default="", repr=False)
    certificate: dict[str, Any] = field(default_factory=dict, repr=False)
    untried: tuple[ClearedFinding, ...] = ()  # not looked at in the time given
    kept_off: tuple[ClearedFinding, ...] = ()  # what other edits would bring about, and which edits keep it off
    costs: tuple[EditCost, ...] = ()  # of each edit, beside its price
    frontier: AmendmentFrontier | None = None

    @property
    def found(self) -> bool:
        """Whether a set of edits was found that clears all that can be cleared."""
        return not self.conflict and not (self.out_of_time and self.after is None)

    def __repr__(self) -> str:
        if not self.found:
            said = "no set: " + ", ".join(w.name for w in self.conflict) if self.conflict else "nothing found in time"
        else:
            said = f"{numbered(len(self.edits), 'edit')} for {self.price} points, floor {self.floor}"
        return (
            f"Amendment of {self.charter}: {said}\n  {numbered(len(self.cleared), 'finding')} "
            f"cleared, {len(self.spared)} spared"
        )


def amend(charter: Charter, asked: AmendmentAsked, under: CheckedUnder, step: Step | None = None) -> CharterAmendment:
    """Return the cheapest edits of a charter that clear its findings, or why there are none.

    Raises:
        InputError: a red line that names no place of the charter, a faulty table of prices, a charter made in memory.
        UsageError: a severity that is none, fewer than one edit.
    """
    _check(asked)
    if charter._text is None:
        raise InputError(
            Problem("a charter made in memory", charter.id, expected="a charter that was read from a file")
        )
    desk = Desk.of(charter)
    problems, lines, table = Problems(charter.file), tuple[RedLinePath, ...](), price_table()
    with problems.collecting():
        lines = red_lines(desk.whole, asked.red_lines)
    with problems.collecting():
        check_votes(desk.whole, under, asked.votes)
    with problems.collecting():
        table = price_table(asked.prices)
    problems.raise_if_any()
    oracle = Oracle(desk, under, asked.clear)
    menu = Menu(oracle, table)
    search = AmendmentSearch(oracle, menu, AmendmentGoal(lines, asked.most, asked.votes), asked.seconds)
    search.step, search.checks = step or search.step, asked.checks
    found = _amendment(search, search.run(), asked)
    return replace(found, frontier=_frontier(search, asked)) if asked.frontier else found


def _frontier(search: AmendmentSearch, asked: AmendmentAsked) -> AmendmentFrontier:
    """Return the frontier, sought in a longer menu, with edits against warnings."""
    before = search.oracle
    oracle = Oracle(before.desk, before.under, tuple(dict.fromkeys((*asked.clear, "warning"))))
    soft = () if "warning" in asked.clear else ("warning",)
    menu = Menu(oracle, search.menu.table)
    menu.take(search.menu.edits)
    return frontier(AmendmentSearch(oracle, menu, replace(search.goal, soft=soft), asked.seconds, search.step))


def _check(asked: AmendmentAsked) -> None:
    for severity in asked.clear:
        if severity not in SEVERITIES[:3]:
            raise UsageError(f"clear: {severity!r}; {did_you_mean(severity, SEVERITIES[:3])}")
    if not asked.clear:
        raise UsageError(f"clear: nothing; expected one or more of {', '.join(SEVERITIES[:3])}")
    if asked.most is not None and asked.most < 1:
        raise UsageError(f"most: {asked.most}; expected a number of edits from 1")


def red_lines(charter: Charter, written: Sequence[str]) -> tuple[RedLinePath, ...]:
    """Return the places that stay: those given, by ids or positions, and the charter's own (``politics.red_lines``).

    Raises:
        InputError: with all that name no place.
    """
    own = value_at(charter, "politics.red_lines")
    rows = own if isinstance(own, tuple) else ()
    problems, found = Problems(charter.file), []
    by = dict.fromkeys(written, "") | {str(row.at): str(row.by or "") for row in rows if row.at}
    for line, who in by.items():
        path = place_at(charter, line)
        if path is None:
            lost, remedy = lost_at(charter, line)
            problems.add(f"red line: {lost}", path=line, expected="a place of the charter", remedy=remedy)
        else:
            found.append(RedLinePath(path, line, who))
    problems.raise_if_any()
    return tuple(dict.fromkeys(found))


def _amendment(search: AmendmentSearch, result: SearchResult, asked: AmendmentAsked) -> CharterAmendment:
    oracle, menu = search.oracle, search.menu
    desk, under = oracle.desk, oracle.under
    start = oracle.state(())
    edits = tuple(menu.by_number(result.edits or ()))
    end = oracle.state(edits) if result.edits is not None else None
    paths = IdPaths(oracle.desk.whole)
    back = _brought_back(search, edits) if end is not None else {}
    spared = [_told(f, paths) for f in menu.helpless.values()]
    gone = {f.place for f in start.left} - {f.place for f in end.left} if end is not None else set()
    cleared = [_told(f, paths, back[f.place][1] if f.place in back else ()) for f in start.left if f.place in gone]
    kept_off = [_told(f, paths, n) for f, n in back.values() if f.code != VOTES and f.place not in gone]
    return CharterAmendment(
        oracle.desk.charter.file,
        oracle.desk.charter.id,
        asked,
        oracle.under.today,
        edits,
        result.price,
        result.floor,
        result.proved,
        result.out_of_time,
        result.conflict,
        tuple(cleared),
        tuple(spared),
        len(menu.edits),
        search.rounds,
        back[VOTES, ""][1] if (VOTES, "") in back else (),
        (counted(desk.whole, under), counted(end.charter, under) if end is not None else None),
        start.report,
        end.report if end is not None else None,
        amended_text(oracle, end) if end is not None and edits else "",
        certificate_of(search, result) if end is not None or result.conflict or result.floor else {},
        tuple(_told(f, paths) for f in menu.untried.values()),
        tuple(kept_off),
        costs(search, edits, asked.planned) if end is not None else (),
    )


def _told(finding: FindingLeft, paths: IdPaths, without: tuple[int, ...] = ()) -> ClearedFinding:
    return ClearedFinding(finding.code, paths.of(finding.path), finding.severity, finding.message, without)


Back = dict[tuple[str, str], tuple[FindingLeft, tuple[int, ...]]]


def _brought_back(search: AmendmentSearch, edits: Sequence[Edit]) -> Back:
    """Return, by place, what is left without one edit, and all such edits; under ``VOTES`` those for votes.

    A contradiction that is told at another of its clauses is the one that was there before.
    """
    back: Back = {}
    start = search.oracle.state(())
    wishes, known = search.wishes(start), {f.place for f in start.left}
    for edit in edits:
        others = [e for e in edits if e is not edit]
        try:
            state = search.oracle.state(others, traced=False)
        except InputError:
            state = None
        left = [f for f in state.left if not search.menu.spares(f)] if state else [_UNREAD]
        short = [_SHORT] * bool(state and search.short_of_votes(state, wishes))
        for finding in (*left, *short):
            same = finding if finding.place in known else _same(finding, start.left) or finding
            before = back.get(same.place, (same, ()))[1]
            if edit.number not in before:
                back[same.place] = (same, (*before, edit.number))
    return back


_SHORT = FindingLeft(VOTES, "", "", "fewer votes than asked for", frozenset())
_UNREAD = FindingLeft(UNREADABLE, "", "", "the text can't be read: it names what is not there", frozenset())


def _same(finding: FindingLeft, before: Sequence[FindingLeft]) -> FindingLeft | None:
    """Return the finding of the charter before any edit that one left is, told at another of its clauses."""
    for other in before:
        if other.code == finding.code and (other.path in finding.related or finding.path in other.related):
            return other
    return None


def amended_text(oracle: Oracle, state: State) -> str:
    """Return the charter's text with the edits of a state made, comments and layout kept, read and checked again.

    Raises:
        InputError: the text that came out says something else; nothing of it is to be kept.
    """
    charter = oracle.desk.charter
    assert charter._text is not None and state.charter._text is not None
    before = "\n".join(charter._text.lines)
    made = text_saying(before if before.endswith("\n") else f"{before}\n", _plain(state.charter._text.tree))
    again = charter_from_text(made, charter.file, oracle.under.theatre, base=charter._base)
    told = oracle.targets(oracle.under.check(again))
    if {(f.code, f.path) for f in told} != {(f.code, f.path) for f in oracle.targets(state.report)}:
        found = "the amended text reads otherwise than the amended charter"
        raise InputError(Problem(found, charter.file, expected="one and the same", remedy="report this charter to us"))
    return made


def _plain(tree: object) -> dict[str, object]:
    from tether.documents.yaml_patch import plain_values

    found: dict[str, object] = plain_values(tree)
    return found
