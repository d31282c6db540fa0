"""The master program: the cheapest edits that meet every clause learnt so far, by HiGHS.

    minimise    Σ price_e x_e,   then the number of edits, then the order in which they were offered
    such that   Σ_{e in more} x_e + Σ_{e in fewer} (1 − x_e) ≥ 1     for every clause
                x_a + x_b ≤ 1                                        for every two edits that exclude each other
                x_e = 0                                              behind a red line
                Σ x_e ≤ most                                         where the user says how many

Prices are whole points, so that the price of an optimum is a whole number and a bound on it needs no tolerance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tether.amend.edits import Edit, exclude

TIE, EDIT = 20_000, 20  # a point of price against one more edit, against one place down in the order of offers


@dataclass(frozen=True)
class CoverRow:
    """One clause: at least one edit of ``more`` is made, or one of ``fewer`` is not."""

    more: frozenset[int]
    fewer: frozenset[int] = frozenset()


@dataclass(frozen=True)
class CoveringProblem:
    """What the chosen edits must meet."""

    edits: Sequence[Edit]
    rows: Sequence[CoverRow] = ()
    forbidden: frozenset[int] = frozenset()
    most: int | None = None


def cheapest(problem: CoveringProblem, seconds: float = 60.0) -> frozenset[int] | None:
    """Return the numbers of the cheapest edits that meet a problem, fewest first among equals; None if none do.

    Raises:
        TimeoutError: the program took longer than ``seconds``.
    """
    import numpy as np

    from tether.induction.linear_program import Book, solve_whole

    if any(not row.more - problem.forbidden and not row.fewer for row in problem.rows):
        return None
    edits = problem.edits
    if not edits:
        return frozenset()
    book = Book()
    upper = np.array([0.0 if e.number in problem.forbidden else 1.0 for e in edits])
    x = book.columns("edit", len(edits), 0.0, upper)
    cost = [float(e.price * TIE + EDIT + min(e.rank, EDIT - 1)) for e in edits]
    for row in problem.rows:
        more, fewer = sorted(row.more), sorted(row.fewer)
        columns = x[[*more, *fewer]]
        signs = np.array([1.0] * len(more) + [-1.0] * len(fewer))
        book.rows("clause", 1, (np.zeros(len(columns), int), columns, signs), lower=1.0 - len(fewer))
    for one, other in exclusions(edits):
        book.rows("excluded", 1, (np.zeros(2, int), x[[one, other]], 1.0), upper=1.0)
    if problem.most is not None:
        book.rows("most", 1, (np.zeros(len(edits), int), x, 1.0), upper=float(problem.most))
    if not book.row_count:
        return frozenset()
    answer = solve_whole(book, np.array(cost), np.arange(book.column_count), seconds=seconds)
    if answer.status == "Infeasible":
        return None
    if answer.status != "Optimal":
        raise TimeoutError(answer.status)
    return frozenset(e.number for e, value in zip(edits, answer.values[: len(edits)], strict=True) if value > 0.5)


def exclusions(edits: Sequence[Edit]) -> list[tuple[int, int]]:
    """Return the pairs of edits that exclude each other, by number."""
    return [(a.number, b.number) for n, a in enumerate(edits) for b in edits[n + 1 :] if exclude(a, b)]
