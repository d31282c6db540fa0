"""The least price of a set of edits that meets the clauses of a certificate, by branch and bound.

    cheaper_than(prices, clauses, clashes, barred, most, price)     # a cheaper set, or None: there is none

A clause (more, fewer) holds where an edit of ``more`` is made or one of ``fewer`` is not. A branch fixes some edits as
made or left out. It is cut where a lower bound on its price reaches the price to be beaten. The bound is one of
duality: any weights of the rows that are not negative give one (Neumaier and Shcherbina 2004, "Safe bounds in linear
and mixed-integer linear programming"). A linear program only proposes the weights; they are rounded to whole numbers
and the bound is counted from them in whole numbers, so that nothing rests on the solver's arithmetic or on its word.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, eye_array, hstack

MOST_NODES = 20_000
FINEST = 1 << 20  # a weight is a whole number of parts of one this-th, or of fewer where the sums would not fit
CoverClause = tuple[frozenset[int], frozenset[int]]
Whole = npt.NDArray[np.int64]


class TooManyBranches(Exception):
    """The bound was not settled within ``MOST_NODES`` branches."""


class _Tree:
    """The rows ``matrix @ x <= limits`` over edits x of 0 or 1: clauses, clashes, and how many edits at most.

    Shapes: ``matrix`` (rows, edits), ``limits`` (rows,), ``prices`` (edits,).
    """

    def __init__(
        self,
        prices: Sequence[int],
        clauses: Sequence[CoverClause],
        clashes: Sequence[tuple[int, int]],
        most: int | None,
        below: int,
    ):
        self.prices, self.clauses, self.clashes, self.most, self.below = prices, clauses, clashes, most, below
        rows = [({**dict.fromkeys(fewer, 1), **dict.fromkeys(more, -1)}, len(fewer) - 1) for more, fewer in clauses]
        rows += [({a: 1, b: 1}, 1) for a, b in clashes]
        if most is not None:
            rows.append((dict.fromkeys(range(len(prices)), 1), most))
        at = [(row, edit, value) for row, (cells, _) in enumerate(rows) for edit, value in cells.items()]
        shape = (len(rows), len(prices))
        where = ([row for row, _, _ in at], [edit for _, edit, _ in at])
        self.matrix = csr_matrix(([value for _, _, value in at], where), shape=shape, dtype=np.int64)
        self.limits = np.array([limit for _, limit in rows], dtype=np.int64)
        self.costs = np.array(prices, dtype=np.int64)
        # A row may be broken at the price to be beaten: so the program always has an answer and weights are bounded.
        self.relaxed = hstack([self.matrix, -eye_array(len(rows), dtype=np.int64)], format="csr")
        self.objective = np.concatenate([self.costs, np.full(len(rows), below, dtype=np.int64)])
        self.scale = FINEST
        while below * self.scale * (len(rows) + len(prices) + 1) >= 1 << 62:
            self.scale //= 2
        if not self.scale:
            raise TooManyBranches  # prices beyond whole numbers of 64 bits
        self.nodes = 0

    def search(self, low: Whole, high: Whole) -> frozenset[int] | None:
        """Return a set cheaper than ``below`` between the bounds (edits,) of what is made, or None."""
        waiting = [(low, high)]
        while waiting:
            low, high = waiting.pop()
            self.nodes += 1
            if self.nodes > MOST_NODES:
                raise TooManyBranches
            found = frozenset(int(e) for e in np.flatnonzero(low))
            if self._meets(found) and self._price(found) < self.below:
                return found
            bound, share = self._bound(low, high)
            free = np.flatnonzero(low < high)
            if bound >= self.below or not len(free):
                continue
            whole = frozenset(int(e) for e in np.flatnonzero(share > 0.5))
            if self._meets(whole) and self._price(whole) < self.below:
                return whole
            edit = free[np.argmin(np.abs(share[free] - 0.5))]
            for made in (0, 1):  # the last one is looked at first
                less, more = low.copy(), high.copy()
                less[edit] = more[edit] = made
                waiting.append((less, more))
        return None

    def _meets(self, made: frozenset[int]) -> bool:
        if self.most is not None and len(made) > self.most:
            return False
        if any(a in made and b in made for a, b in self.clashes):
            return False
        return all(more & made or not fewer <= made for more, fewer in self.clauses)

    def _price(self, made: frozenset[int]) -> int:
        return sum(self.prices[edit] for edit in made)

    def _bound(self, low: Whole, high: Whole) -> tuple[int, npt.NDArray[np.float64]]:
        """Return a price that no set of the branch is below, and shares (edits,) that say where to branch."""
        edits = [(int(a), int(b)) for a, b in zip(low, high, strict=True)]
        bounds = [*edits, *[(0, None)] * len(self.limits)]
        answer = linprog(self.objective, A_ub=self.relaxed, b_ub=self.limits, bounds=bounds, method="highs-ds")
        if answer.x is None:
            return 0, np.full(len(low), 0.5)
        weights = np.floor(np.maximum(0.0, -answer.ineqlin.marginals) * self.scale).astype(np.int64)
        reduced = self.costs * self.scale + self.matrix.T @ weights
        bound = int(np.where(reduced > 0, reduced * low, reduced * high).sum()) - int(weights @ self.limits)
        return -(-bound // self.scale), answer.x[: len(low)]


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
    if price <= 0 or any(not more and not fewer for more, fewer in clauses):
        return None
    below = min(price, sum(prices) + 1)  # no set costs more than all edits
    tree = _Tree(prices, list(dict.fromkeys(clauses)), clashes, most, below)
    if tree._meets(frozenset()):
        return frozenset()
    if not len(tree.limits):
        return None
    high = np.array([edit not in barred for edit in range(len(prices))], dtype=np.int64)
    return tree.search(np.zeros(len(prices), dtype=np.int64), high)
