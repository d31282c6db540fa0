"""The frontier: what more votes and fewer warnings cost, as a few sets of edits of which none is worse in all three.

    points = frontier(search_with_warnings, asked)       # FrontierPoint(edits, price, votes, warnings)

The search is the same, in a longer menu that has edits against warnings too. A warning may be left: of a warning f the
clause learnt is "one of the edits that touch what it rests on is made, or one of those made is not, or f is left", and
the master may leave at most k. So the cheapest set with k warnings left is exact in its menu, for every k. Asked are

    the cheapest set, as many warnings left as there will be;  half as many as that above the fewest;  the fewest
    each of these also with the votes that carry it in the worst case, where a count can reach them; else the most

and what another set equals or betters in price, votes and warnings is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tether.amend.edits import Edit
from tether.amend.search import AmendmentSearch, OutOfTime
from tether.amend.votes import VotesAsked, counted, vote_of

MOST_POINTS = 8


@dataclass(frozen=True)
class FrontierPoint:
    """One set of the frontier: its price, members in favour (fewest, most), warnings left."""

    edits: tuple[Edit, ...]
    price: int
    votes: tuple[int, int] | None
    warnings: int

    def beats(self, other: FrontierPoint) -> bool:
        """Whether it is as good in all three, and better in one or found first."""
        votes, others = self.votes or (0, 0), other.votes or (0, 0)
        return self.price <= other.price and votes[0] >= others[0] and self.warnings <= other.warnings


@dataclass(frozen=True)
class AmendmentFrontier:
    """The points, the cheapest first; ``offered``: edits in their menu. ``whole``: whether the time sufficed."""

    points: tuple[FrontierPoint, ...]
    offered: int
    whole: bool


def frontier(search: AmendmentSearch) -> AmendmentFrontier:
    """Return the frontier of a search whose goal counts warnings (``AmendmentGoal.soft``)."""
    found: list[FrontierPoint] = []
    whole = True
    try:
        search.prepare()
        for point in _points(search):
            found.append(point)
    except OutOfTime:
        whole = False
    kept: list[FrontierPoint] = []
    for point in sorted(found, key=lambda p: (p.price, p.warnings, -(p.votes or (0, 0))[0])):
        if not any(other.beats(point) for other in kept):
            kept.append(point)
    return AmendmentFrontier(tuple(kept[:MOST_POINTS]), len(search.menu.edits), whole and not search.menu.cut)


def _points(search: AmendmentSearch) -> Iterator[FrontierPoint]:
    first = _with(search, None, search.goal.votes)
    if first is None:
        return
    yield first
    for votes in (search.goal.votes, _more_votes(search, first)):
        cheapest = _with(search, None, votes) if votes != search.goal.votes else first
        if cheapest is None:
            continue
        yield cheapest
        left = _left(search, cheapest)
        fewest = _fewest(search, left, votes)
        for most in dict.fromkeys(((left + fewest) // 2, fewest)):
            point = _with(search, most, votes) if most < left else None
            if point is not None:
                yield point


def _with(search: AmendmentSearch, warnings: int | None, votes: VotesAsked | None) -> FrontierPoint | None:
    """Return the cheapest set with at most so many warnings left, and so many votes; None where there is none."""
    before = search.goal
    search.goal = replace(before, warnings=warnings, votes=votes)
    try:
        chosen = search.cheapest_set()
    finally:
        search.goal = before
    if chosen is None:
        return None
    edits = tuple(search.menu.by_number(chosen))
    state = search.oracle.state(edits)
    told = counted(state.charter, search.oracle.under)
    return FrontierPoint(edits, search.price(chosen), told, state.report.count("warning"))


def _left(search: AmendmentSearch, point: FrontierPoint) -> int:
    """Return how many warnings that an edit could clear a set leaves."""
    return len(search.counted_only(search.oracle.state(point.edits)))


def _fewest(search: AmendmentSearch, left: int, votes: VotesAsked | None) -> int:
    """Return the fewest warnings that any set leaves, by halving."""
    low, high = 0, left
    while low < high:
        middle = (low + high) // 2
        if _with(search, middle, votes) is None:
            low = middle + 1
        else:
            high = middle
    return low


def _more_votes(search: AmendmentSearch, first: FrontierPoint) -> VotesAsked | None:
    """Return the votes that carry it in the worst case, else the most that a set reaches; None for no more than now."""
    oracle = search.oracle
    vote = vote_of(oracle.desk.whole, oracle.under)
    if not vote.counted or first.votes is None:
        return search.goal.votes
    low, high = first.votes[0], int(vote.bounds.needed.hi)
    if low >= high:
        return search.goal.votes
    if _with(search, None, VotesAsked(high)) is not None:
        return VotesAsked(high)
    while high - low > 1:
        middle = (low + high) // 2
        if _with(search, None, VotesAsked(middle)) is None:
            high = middle
        else:
            low = middle
    return VotesAsked(low) if low > first.votes[0] else search.goal.votes
