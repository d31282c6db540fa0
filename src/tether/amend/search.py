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

The time given (``time_allowed.py``) ends the search too. The edits that the master last chose are then made whole by
hand, edit by edit, and edits that turn out idle are left out again: the best set found, beside the floor proved so far.

(Moreno-Centeno & Karp 2013, the implicit hitting set approach; Reiter 1987 for hitting sets of conflicts.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from tether.amend.covering import CoveringProblem, CoverRow, cheapest
from tether.amend.edits import Edit, exclude, touches
from tether.amend.menu import Menu
from tether.amend.oracle import FindingLeft, Oracle, State
from tether.amend.time_allowed import ChecksAllowed, TimeAllowed, WorkAllowed
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
    """What is asked beside the clearing of findings: places that stay, at most how many edits, how many votes.

    ``soft``: severities of which findings are counted, not cleared; at most ``warnings`` of them are left (None: any).
    """

    red_lines: tuple[RedLinePath, ...] = ()
    most: int | None = None
    votes: VotesAsked | None = None
    soft: tuple[str, ...] = ()
    warnings: int | None = None


@dataclass(frozen=True)
class LearntClause:
    """What one finding left by a set of edits says of every set of edits."""

    code: str
    path: str
    message: str
    state: frozenset[int]
    reads: frozenset[str] = field(repr=False)
    soft: bool = False  # of a finding that may be left
    votes: VotesAsked | None = None  # of a clause on votes: those that it fell short of

    def row(self, edits: Sequence[Edit]) -> CoverRow:
        """Return the clause over a menu."""
        if self.code == UNREADABLE:  # any other edit may be what the text lacks
            return CoverRow(frozenset(e.number for e in edits) - self.state, self.state)
        touching = frozenset(e.number for e in edits if touches(e, self.reads))
        left = (self.code, self.path) if self.soft else None
        return CoverRow(touching - self.state, touching & self.state, left)


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
    without: tuple[frozenset[int] | None, ...] = ()  # of each wish of a conflict: edits that meet the others, if found
    out_of_time: bool = False

    @property
    def proved(self) -> bool:
        """Whether no set in the menu is cheaper, or none exists."""
        return bool(self.conflict) or (self.edits is not None and self.price == self.floor)


class OutOfTime(Exception):
    """The time given is spent."""


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
    checks: int | None = None  # in the stead of seconds: runs of a rule
    time: WorkAllowed = field(default_factory=lambda: TimeAllowed(float("inf")))
    _length: int = 0  # of the menu at the last look at it
    last: frozenset[int] = frozenset()  # what the master chose last for all that is asked

    def run(self) -> SearchResult:
        """Return the cheapest edits that clear everything, or the conflict that keeps any set from doing so."""
        self.prepare()
        wishes = self.wishes(self.oracle.state(()))
        try:
            found = self._cheapest(wishes)
        except OutOfTime:
            return self._made_whole(wishes)
        if found is None and self.menu.cut:  # an edit that was not offered might have done it
            return SearchResult(None, 0, self.floor, self.rounds, out_of_time=True)
        if found is None:
            conflict, without = self._conflict(wishes)
            return SearchResult(None, 0, self.floor, self.rounds, conflict, without, None in without)
        price = self.price(found)
        return SearchResult(found, price, price, self.rounds, out_of_time=self.menu.cut)

    def prepare(self) -> None:
        """Start the clock, and offer edits against what the charter has before any."""
        given: WorkAllowed = TimeAllowed(self.seconds)
        if self.checks is not None:
            given = ChecksAllowed(self.checks, self.oracle)
        self.time = self.menu.time = given
        self.menu.step = self.step
        self.menu.grow(self.oracle.state(()))
        self.menu.stage = "search"

    def cheapest_set(self) -> frozenset[int] | None:
        """Return the cheapest set for all that is asked; None where there is none.

        Raises:
            OutOfTime: the time given is spent.
        """
        return self._cheapest(self.wishes(self.oracle.state(())))

    def hard(self, state: State) -> list[FindingLeft]:
        """Return what a state leaves of what is to be cleared, whatever its rule."""
        return [f for f in state.left if f.severity not in self.goal.soft]

    def counted_only(self, state: State) -> list[FindingLeft]:
        """Return what a state leaves of what is only counted, as far as an edit could clear it."""
        return [f for f in state.left if f.severity in self.goal.soft and not self.menu.spares(f)]

    def wishes(self, start: State) -> tuple[Wish, ...]:
        """Return all that is asked for: each rule with findings that some edit clears, red lines, the most edits."""
        open_ = [f for f in self.hard(start) if not self.menu.spares(f)]
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
        known = {f.code for f in self.hard(self.oracle.state(()))}
        wanted = {w.name for w in wishes if w.kind == "rule"}
        return [f for f in self.hard(state) if not self.menu.spares(f) and (f.code in wanted or f.code not in known)]

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
            left, soft = self.open(state, wishes), self._too_many(state)
            short = self.short_of_votes(state, wishes)
            self.step("amendments tried", self.rounds, MOST_ROUNDS)
            if not left and not short and not soft:
                return chosen
            self.learnt += [LearntClause(f.code, f.path, f.message, chosen, f.reads) for f in left]
            self.learnt += [LearntClause(f.code, f.path, f.message, chosen, f.reads, True) for f in soft]
            self.learnt += short

    def _too_many(self, state: State) -> list[FindingLeft]:
        """Return what a state leaves of what is only counted, where that is more than may be left."""
        found = self.counted_only(state)
        return found if self.goal.warnings is not None and len(found) > self.goal.warnings else []

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
        return [LearntClause(VOTES, "", said, state.edits, turning_on(demands), votes=asked)]

    def _master(self, wishes: Sequence[Wish]) -> frozenset[int] | None:
        self.rounds += 1
        if self.time.over("search") or self.rounds > MOST_ROUNDS:
            raise OutOfTime
        try:
            chosen = cheapest(self.problem(wishes), self.time.left("search"))
        except TimeoutError:
            raise OutOfTime from None
        if chosen is not None and wishes == self.wishes(self.oracle.state(())):
            self.floor = max(self.floor, self.price(chosen)) if not self._grown() else self.price(chosen)
            self.last = chosen
        return chosen

    def _grown(self) -> bool:
        """Whether the menu is longer than at the last look: an older floor held for a shorter one."""
        before, self._length = self._length, len(self.menu.edits)
        return before != self._length

    def problem(self, wishes: Sequence[Wish]) -> CoveringProblem:
        """Return the master program for some of what is asked."""
        wanted = {w.name for w in wishes if w.kind == "rule"}
        before = {f.code for f in self.hard(self.oracle.state(()))}
        rows = [c.row(self.menu.edits) for c in self.learnt if self._asked(c, wanted, before, wishes)]
        lines = {w.name for w in wishes if w.kind == "red line"}
        barred = [line for line in self.goal.red_lines if line.written in lines]
        forbidden = frozenset(e.number for e in self.menu.edits if any(line.bars(e) for line in barred))
        most = self.goal.most if any(w.kind == "most" for w in wishes) else None
        return CoveringProblem(self.menu.edits, list(dict.fromkeys(rows)), forbidden, most, self.goal.warnings)

    def _asked(self, clause: LearntClause, wanted: set[str], before: set[str], wishes: Sequence[Wish]) -> bool:
        """Whether a clause follows from what is asked: a rule's where it is to be cleared, or had nothing before."""
        if clause.code == UNREADABLE:
            return True
        if clause.soft:
            return self.goal.warnings is not None
        if clause.code == VOTES:
            asked, short = self.goal.votes, clause.votes
            if asked is None or short is None or not any(w.kind == "votes" for w in wishes):
                return False
            return asked.case == short.case and asked.needed >= short.needed
        return clause.code in wanted or clause.code not in before

    def _conflict(self, wishes: Sequence[Wish]) -> tuple[tuple[Wish, ...], tuple[frozenset[int] | None, ...]]:
        """Return wishes that can't be met together, and for each the edits that meet all but it.

        None stands for edits of a wish that the time given did not reach: whether it can be left out is open.
        """
        kept, without = list(wishes), dict[Wish, frozenset[int]]()
        for wish in wishes:
            fewer = [w for w in kept if w != wish]
            try:
                found = self._cheapest(fewer)
            except OutOfTime:
                break
            if found is None:
                kept = fewer
            else:
                without[wish] = found
        return tuple(kept), tuple(without.get(w) for w in kept)

    def _made_whole(self, wishes: Sequence[Wish]) -> SearchResult:
        """Return the best set found when the time for the search is over."""
        self.menu.stage = "repair"
        found = _in_leaps(self, wishes, self.last)
        if found is None:
            found = greedy(self, wishes, self.last)
        if found is not None:
            found = self._without_idle(found, wishes)
        if found is not None and self.goal.most is not None and len(found) > self.goal.most:
            found = None
        if self._grown():  # a floor of a shorter menu
            try:
                self.floor = self.price(cheapest(self.problem(wishes), max(1.0, self.time.left("repair"))) or ())
            except TimeoutError:
                self.floor = 0
        price = self.price(found) if found is not None else 0
        return SearchResult(found, price, self.floor, self.rounds, out_of_time=True)

    def _without_idle(self, numbers: frozenset[int], wishes: Sequence[Wish]) -> frozenset[int]:
        """Return a set without edits that clear nothing, the dearest left out first, as far as the time goes."""
        kept = set(numbers)
        for edit in sorted(self.menu.by_number(numbers), key=lambda e: -e.price):
            if self.time.over("repair"):
                break
            others = self.menu.by_number(kept - {edit.number})
            try:
                state = self.oracle.state(others, traced=False)
            except InputError:
                continue
            if not self.open(state, wishes) and not self.short_of_votes(state, wishes):
                kept.discard(edit.number)
        return frozenset(kept)


def greedy(
    search: AmendmentSearch, wishes: Sequence[Wish], begun: frozenset[int] = frozenset()
) -> frozenset[int] | None:
    """Return a set of edits found by taking, again and again, the edit that clears most for its price; None if stuck.

    No proof of anything: what a drafter would do by hand, and what makes the last candidate whole where the time is
    spent (``begun``).
    """
    oracle, menu = search.oracle, search.menu
    barred = search.problem(wishes).forbidden
    made = menu.by_number(begun)
    for _ in range(GREEDY_STEPS):
        try:
            state = oracle.state(made)
        except InputError:
            return None
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
        chosen = _clears_most(search, made, options, wishes, len(left))
        if chosen is None:
            return None
        made.append(chosen)
    return None


def _in_leaps(search: AmendmentSearch, wishes: Sequence[Wish], begun: frozenset[int]) -> frozenset[int] | None:
    """Return a set found by making, of every finding left at once, the first edit offered against it; None if stuck.

    Where none is offered, an edit that brought the finding about is unmade for good, and the next offered in its place.
    One run of the checker for many edits: what is quick when little time is left, and often more than is needed.
    """
    barred, made = set(search.problem(wishes).forbidden), search.menu.by_number(begun)
    while not search.time.over("repair"):
        try:
            state = search.oracle.state(made)
        except InputError:
            return None
        search.menu.grow(state)
        left = search.open(state, wishes)
        if not left:
            return state.edits if not search.short_of_votes(state, wishes) else None
        before = {e.number for e in made}
        for finding in left:
            offered = (search.menu.edits[n] for n in search.menu.against.get(finding.place, ()) if n not in barred)
            free = [e for e in offered if not any(e is m or exclude(e, m) for m in made)]
            behind = [e for e in made if not free and e.number in before and touches(e, finding.reads)]
            made += free[:1]
            if behind:
                gone = min(behind, key=lambda e: (not _stands_in(finding, e), e.price, e.number))
                made.remove(gone)
                barred.add(gone.number)
        if {e.number for e in made} == before:
            return None
    return None


def _stands_in(finding: FindingLeft, edit: Edit) -> bool:
    """Whether a finding stands in what an edit writes."""
    return any(finding.path == path or finding.path.startswith(f"{path}.") for path in edit.under)


def _clears_most(
    search: AmendmentSearch, made: list[Edit], options: list[Edit], wishes: Sequence[Wish], left: int
) -> Edit | None:
    """Return the option that clears most for its points; None where none clears anything, or the time is over."""
    best: tuple[tuple[float, int, int], Edit] | None = None
    for edit in sorted(options, key=lambda e: (e.price, e.number)):
        if search.time.over("repair"):
            break
        fewer = left - _count_left(search, [*made, edit], wishes)
        rank = (edit.price / fewer, edit.price, edit.number) if fewer > 0 else None
        if rank is not None and (best is None or rank < best[0]):
            best = rank, edit
    return best[1] if best is not None else None


def _count_left(search: AmendmentSearch, edits: list[Edit], wishes: Sequence[Wish]) -> float:
    """Return how much is left to clear with edits made; infinity where the text can't be read."""
    try:
        return len(search.open(search.oracle.state(edits, traced=False), wishes))
    except InputError:
        return float("inf")
