"""The master program: the cheapest edits that meet every clause learnt so far, by HiGHS.

    minimise    Σ price_e x_e,   then the number of edits, then the order in which they were offered
    such that   Σ_{e in more} x_e + Σ_{e in fewer} (1 − x_e) ≥ 1     for every clause
                x_a + x_b ≤ 1                                        for every two edits that exclude each other
                x_e = 0                                              behind a red line
                Σ x_e ≤ most                                         where the user says how many
                a clause of a finding f that may be left has + y_f, and Σ y_f ≤ warnings

Prices are whole points, so that the price of an optimum is a whole number and a bound on it needs no tolerance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tether.amend.edits import Edit, exclude

TIE, EDIT = 20_000, 20  # a point of price against one more edit, against one place down in the order of offers


@dataclass(frozen=True)
class CoverRow:
    """One clause: an edit of ``more`` is made, or one of ``fewer`` is not, or the finding ``left`` is left."""

    more: frozenset[int]
    fewer: frozenset[int] = frozenset()
    left: tuple[str, str] | None = None


@dataclass(frozen=True)
class CoveringProblem:
    """What the chosen edits must meet."""

    edits: Sequence[Edit]
    rows: Sequence[CoverRow] = ()
    forbidden: frozenset[int] = frozenset()
    most: int | None = None
    warnings: int | None = None  # at most so many findings are left


def cheapest(problem: CoveringProblem, seconds: float = 60.0) -> frozenset[int] | None:
    """Return the numbers of the cheapest edits that meet a problem, fewest first among equals; None if none do.

    Raises:
        TimeoutError: the program took longer than ``seconds``.
    """
    import numpy as np

    from tether.induction.linear_program import Book, solve_whole

    if any(not row.more - problem.forbidden and not row.fewer and row.left is None for row in problem.rows):
        return None
    edits = problem.edits
    if not edits:
        return frozenset()
    book = Book()
    upper = np.array([0.0 if e.number in problem.forbidden else 1.0 for e in edits])
    x = book.columns("edit", len(edits), 0.0, upper)
    cost = [float(e.price * TIE + EDIT + min(e.rank, EDIT - 1)) for e in edits]
    places = list(dict.fromkeys(row.left for row in problem.rows if row.left is not None))
    left = dict(zip(places, book.columns("left", len(places), 0.0, np.ones(len(places))), strict=True))
    cost += [0.0] * len(places)
    if left and problem.warnings is not None:
        at = np.array(list(left.values()))
        book.rows("warnings", 1, (np.zeros(len(at), int), at, 1.0), upper=float(problem.warnings))
    for row in problem.rows:
        more, fewer = sorted(row.more), sorted(row.fewer)
        slack = [left[row.left]] if row.left is not None else []
        columns = np.array([*x[[*more, *fewer]], *slack], int)
        signs = np.array([1.0] * len(more) + [-1.0] * len(fewer) + [1.0] * len(slack))
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
