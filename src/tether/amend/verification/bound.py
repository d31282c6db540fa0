"""The least price of a set of edits that meets the clauses of a certificate, by branch and bound.

    cheaper_than(prices, clauses, clashes, barred, most, price)     # a cheaper set, or None: there is none

A clause (more, fewer) holds where an edit of ``more`` is made or one of ``fewer`` is not. Edits start as left out; a
clause that then fails has all of ``fewer`` made and none of ``more``, so one of ``more`` must be made: branch on which,
the earlier ones left out for good in the later branches. A branch is cut where its price and a lower bound on what must
still come reach the price to be beaten: clauses that share no open edit cost the cheapest edit of each.
"""

from __future__ import annotations

from collections.abc import Sequence

MOST_NODES = 400_000
CoverClause = tuple[frozenset[int], frozenset[int]]


class TooManyBranches(Exception):
    """The bound was not settled within ``MOST_NODES`` branches."""


class _Tree:
    def __init__(
        self,
        prices: Sequence[int],
        clauses: Sequence[CoverClause],
        clashes: Sequence[tuple[int, int]],
        most: int | None,
        below: int,
    ):
        self.prices, self.clauses, self.most, self.below = prices, clauses, most, below
        self.apart: list[set[int]] = [set() for _ in prices]
        for a, b in clashes:
            self.apart[a].add(b)
            self.apart[b].add(a)
        self.nodes = 0

    def search(self, made: frozenset[int], out: frozenset[int], price: int) -> frozenset[int] | None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise TooManyBranches
        broken: list[frozenset[int]] = [more - out for more, fewer in self.clauses if fewer <= made and not more & made]
        if not broken:
            return made
        if any(not open_ for open_ in broken) or (self.most is not None and len(made) >= self.most):
            return None
        if price + self._still(broken) >= self.below:
            return None
        left = out
        narrowest = min(broken, key=lambda open_: (len(open_), sorted(open_)))
        for edit in sorted(narrowest, key=lambda e: (self.prices[e], e)):
            cost = price + self.prices[edit]
            if cost < self.below:
                found = self.search(made | {edit}, left | self.apart[edit], cost)
                if found is not None:
                    return found
            left = left | {edit}
        return None

    def _still(self, broken: Sequence[frozenset[int]]) -> int:
        taken: set[int] = set()
        total = 0
        for open_ in sorted(broken, key=lambda b: -min(self.prices[e] for e in b)):
            if not open_ & taken:
                taken |= open_
                total += min(self.prices[e] for e in open_)
        return total


def cheaper_than(
    prices: Sequence[int],
    clauses: Sequence[CoverClause],
    clashes: Sequence[tuple[int, int]],
    barred: frozenset[int],
    most: int | None,
    price: int,
) -> frozenset[int] | None:
    """Return a set of edits, by number, that meets every clause for less than ``price``; None where there is none.

    Raises:
        TooManyBranches: not settled within ``MOST_NODES`` branches.
    """
    if price <= 0:
        return None
    return _Tree(prices, list(dict.fromkeys(clauses)), clashes, most, price).search(frozenset(), barred, 0)
