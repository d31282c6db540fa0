"""The search: implicit hitting sets, with the checker as its oracle.

    search = AmendmentSearch(oracle, menu, AmendmentGoal(red_lines=…, most=…))
    found = search.run()            # Found(edits, price, floor) or a conflict

    1 the master program picks the cheapest edits S that meet every clause learnt (``covering.py``)
    2 the checker runs on the charter with S made
    3 nothing left to clear: S is the cheapest in the menu. Else each finding f that is left, having read the paths R,
      says: f stays while no edit that touches R is made or left out. So

          one of the edits outside S that touch R must be made, or one of those in S that touch R must not

    4 learn that of each finding left, and go on

A clause holds for every set of edits, so the price that the master finds is a floor at every step. The menu grows by
edits against findings that only edits brought about; the clauses are then read anew over the longer menu. Where no set
meets the clauses, an irreducible conflict is found by deletion: rules to be cleared, red lines, votes and the most
edits, of which none can be left out (``conflict``).

(Moreno-Centeno & Karp 2013, the implicit hitting set approach; Reiter 1987 for hitting sets of conflicts.)
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from tether.amend.covering import CoveringProblem, CoverRow, cheapest
from tether.amend.edits import Edit, exclude, touches
from tether.amend.menu import Menu
from tether.amend.oracle import FindingLeft, Oracle, State
from tether.amend.votes import VotesAsked, enough, turning_on, unmet
from tether.errors import InputError

MOST_ROUNDS = 400
VOTES = "votes"  # the code of a clause that is no rule's
UNREADABLE = "unreadable"  # … and of one that says which edits together make a text that can't be read
GREEDY_STEPS = 200


@dataclass(frozen=True)
class RedLinePath:
    """A place that stays as it is: ``path`` of the charter before any edit, as written, and who says so."""

    path: str
    written: str
    by: str = ""

    def bars(self, edit: Edit) -> bool:
        """Whether an edit would change it, or add to it."""
        paths = (*edit.under, *((edit.path,) if edit.op == "add" else ()))
        return any(p == self.path or p.startswith(f"{self.path}.") or self.path.startswith(f"{p}.") for p in paths)


@dataclass(frozen=True)
class AmendmentGoal:
    """What is asked beside the clearing of findings: places that stay, at most how many edits, how many votes."""

    red_lines: tuple[RedLinePath, ...] = ()
    most: int | None = None
    votes: VotesAsked | None = None


@dataclass(frozen=True)
class LearntClause:
    """What one finding left by a set of edits says of every set of edits."""

    code: str
    path: str
    message: str
    state: frozenset[int]
    reads: frozenset[str] = field(repr=False)

    def row(self, edits: Sequence[Edit]) -> CoverRow:
        """Return the clause over a menu."""
        if self.code == UNREADABLE:  # any other edit may be what the text lacks
            return CoverRow(frozenset(e.number for e in edits) - self.state, self.state)
        touching = frozenset(e.number for e in edits if touches(e, self.reads))
        return CoverRow(touching - self.state, touching & self.state)


@dataclass(frozen=True)
class Wish:
    """One thing asked for that may have to give way: a rule to be cleared, a red line, the most edits."""

    kind: str  # "rule", "red line", "most", "votes"
    name: str
    said: str = ""


@dataclass(frozen=True)
class SearchResult:
    """The cheapest edits found (None: none), a floor on any set's price, and a conflict where there is no set."""

    edits: frozenset[int] | None
    price: int
    floor: int
    rounds: int
    conflict: tuple[Wish, ...] = ()
    without: tuple[frozenset[int], ...] = ()  # of each wish of a conflict: edits that meet all the others
    out_of_time: bool = False

    @property
    def proved(self) -> bool:
        """Whether no set in the menu is cheaper, or none exists."""
        return bool(self.conflict) or (self.edits is not None and self.price == self.floor)


class _OutOfTime(Exception):
    """The time given is spent; carries the last floor."""


@dataclass
class AmendmentSearch:
    """One search; what it learns holds for every further question about the same charter and menu."""

    oracle: Oracle
    menu: Menu
    goal: AmendmentGoal
    seconds: float = 60.0  # of the processor's time, so that a busy machine gives the same answer
    step: Callable[[str, int, int], None] = lambda name, done, of: None
    learnt: list[LearntClause] = field(default_factory=list)
    rounds: int = 0
    floor: int = 0

    def run(self) -> SearchResult:
        """Return the cheapest edits that clear everything, or the conflict that keeps any set from doing so."""
        self._ends = time.process_time() + self.seconds
        start = self.oracle.state(())
        self.menu.grow(start)
        wishes = self.wishes(start)
        try:
            found = self._cheapest(wishes)
        except _OutOfTime:
            return self._best_by_greed(wishes)
        if found is None:
            conflict, without = self._conflict(wishes)
            return SearchResult(None, 0, self.floor, self.rounds, conflict, without)
        price = self.price(found)
        return SearchResult(found, price, price, self.rounds)

    def wishes(self, start: State) -> tuple[Wish, ...]:
        """Return all that is asked for: each rule with findings that some edit clears, red lines, the most edits."""
        open_ = [f for f in start.left if f.place not in self.menu.helpless]
        first = {f.code: f.message for f in reversed(open_)}
        rules = [Wish("rule", code, first[code]) for code in dict.fromkeys(f.code for f in open_)]
        lines = [Wish("red line", line.written, line.by) for line in self.goal.red_lines]
        most = [Wish("most", str(self.goal.most))] if self.goal.most is not None else []
        votes = [Wish("votes", str(self.goal.votes.needed), self.goal.votes.case)] if self.goal.votes else []
        return (*rules, *lines, *most, *votes)

    def price(self, numbers: Iterable[int]) -> int:
        """Return the price of edits, in points."""
        return sum(e.price for e in self.menu.by_number(numbers))

    def open(self, state: State, wishes: Sequence[Wish]) -> list[FindingLeft]:
        """Return what is left to clear: findings of the rules wished for, and of rules that had none before."""
        known = {f.code for f in self.oracle.state(()).left}
        wanted = {w.name for w in wishes if w.kind == "rule"}
        return [
            f for f in state.left if f.place not in self.menu.helpless and (f.code in wanted or f.code not in known)
        ]

    def _cheapest(self, wishes: Sequence[Wish]) -> frozenset[int] | None:
        while True:
            chosen = self._master(wishes)
            if chosen is None:
                return None
            try:
                state = self.oracle.state(self.menu.by_number(chosen))
            except InputError as error:
                self.learnt.append(LearntClause(UNREADABLE, "", str(error), chosen, frozenset()))
                continue
            self.menu.grow(state)
            left = self.open(state, wishes)
            short = self.short_of_votes(state, wishes)
            self.step("amendments tried", self.rounds, MOST_ROUNDS)
            if not left and not short:
                return chosen
            self.learnt += [LearntClause(f.code, f.path, f.message, chosen, f.reads) for f in left]
            self.learnt += short

    def short_of_votes(self, state: State, wishes: Sequence[Wish]) -> list[LearntClause]:
        """Return what a state that has too few votes teaches; nothing where it has enough, or none are asked for."""
        asked, oracle = self.goal.votes, self.oracle
        if asked is None or not any(w.kind == "votes" for w in wishes):
            return []
        if enough(state.charter, oracle.under, asked):
            return []
        demands = unmet(state.charter, oracle.under, oracle.desk.whole)
        for demand in demands:
            self.menu.offer(demand.path, demand.test)
        said = f"fewer than {asked.needed} votes in the {asked.case} case"
        return [LearntClause(VOTES, "", said, state.edits, turning_on(demands))]

    def _master(self, wishes: Sequence[Wish]) -> frozenset[int] | None:
        self.rounds += 1
        left = self._ends - time.process_time()
        if left <= 0 or self.rounds > MOST_ROUNDS:
            raise _OutOfTime
        try:
            chosen = cheapest(self.problem(wishes), left)
        except TimeoutError:
            raise _OutOfTime from None
        if chosen is not None and wishes == self.wishes(self.oracle.state(())):
            self.floor = max(self.floor, self.price(chosen)) if not self._grown() else self.price(chosen)
        return chosen

    def _grown(self) -> bool:
        """Whether the menu is longer than at the last look: an older floor held for a shorter one."""
        before, self._length = getattr(self, "_length", 0), len(self.menu.edits)
        return before != self._length

    def problem(self, wishes: Sequence[Wish]) -> CoveringProblem:
        """Return the master program for some of what is asked."""
        wanted = {w.name for w in wishes if w.kind == "rule"}
        before = {f.code for f in self.oracle.state(()).left}
        rows = [c.row(self.menu.edits) for c in self.learnt if self._asked(c, wanted, before, wishes)]
        lines = {w.name for w in wishes if w.kind == "red line"}
        barred = [line for line in self.goal.red_lines if line.written in lines]
        forbidden = frozenset(e.number for e in self.menu.edits if any(line.bars(e) for line in barred))
        most = self.goal.most if any(w.kind == "most" for w in wishes) else None
        return CoveringProblem(self.menu.edits, list(dict.fromkeys(rows)), forbidden, most)

    @staticmethod
    def _asked(clause: LearntClause, wanted: set[str], before: set[str], wishes: Sequence[Wish]) -> bool:
        """Whether a clause follows from what is asked: a rule's where it is to be cleared, or had nothing before."""
        if clause.code == UNREADABLE:
            return True
        if clause.code == VOTES:
            return any(w.kind == "votes" for w in wishes)
        return clause.code in wanted or clause.code not in before

    def _conflict(self, wishes: Sequence[Wish]) -> tuple[tuple[Wish, ...], tuple[frozenset[int], ...]]:
        """Return wishes that can't be met together, and for each the edits that meet all but it."""
        kept, without = list(wishes), dict[Wish, frozenset[int]]()
        for wish in wishes:
            fewer = [w for w in kept if w != wish]
            try:
                found = self._cheapest(fewer)
            except _OutOfTime:
                break
            if found is None:
                kept = fewer
            else:
                without[wish] = found
        return tuple(kept), tuple(without.get(w, frozenset()) for w in kept)

    def _best_by_greed(self, wishes: Sequence[Wish]) -> SearchResult:
        found = greedy(self, wishes)
        price = self.price(found) if found is not None else 0
        return SearchResult(found, price, self.floor, self.rounds, out_of_time=True)


def greedy(search: AmendmentSearch, wishes: Sequence[Wish]) -> frozenset[int] | None:
    """Return a set of edits found by taking, again and again, the edit that clears most for its price; None if stuck.

    No proof of anything: what a drafter would do by hand, and the fallback where the time is spent.
    """
    oracle, menu = search.oracle, search.menu
    barred = search.problem(wishes).forbidden
    made: list[Edit] = []
    for _ in range(GREEDY_STEPS):
        state = oracle.state(made)
        menu.grow(state)
        left = search.open(state, wishes)
        if not left:
            return frozenset(e.number for e in made) if not search.short_of_votes(state, wishes) else None
        options = [
            e
            for e in menu.edits
            if e.number not in barred | state.edits
            and touches(e, left[0].reads)
            and not any(exclude(e, other) for other in made)
        ]
        tried = [(_count_left(search, [*made, e], wishes), e.price, e.number, e) for e in options]
        better = [t for t in tried if t[0] < len(left)]
        if not better:
            return None
        _, _, _, chosen = min(better, key=lambda t: (t[1] / (len(left) - t[0]), t[1], t[2]))
        made.append(chosen)
    return None


def _count_left(search: AmendmentSearch, edits: list[Edit], wishes: Sequence[Wish]) -> float:
    """Return how much is left to clear with edits made; infinity where the text can't be read."""
    try:
        return len(search.open(search.oracle.state(edits), wishes))
    except InputError:
        return float("inf")
