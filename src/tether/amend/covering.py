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
from tether.charter.consistency.lp_text import LinearPoint, LinearRow, LinearRows, in_page

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
    if any(not row.more - problem.forbidden and not row.fewer and row.left is None for row in problem.rows):
        return None
    edits = problem.edits
    if not edits:
        return frozenset()
    program = written(problem)
    if not program.rows:
        return frozenset()
    answer = in_page(program, seconds) or _by_highs(program, seconds)
    if answer.status == "Infeasible":
        return None
    if answer.status != "Optimal":
        raise TimeoutError(answer.status)
    return frozenset(e.number for e, value in zip(edits, answer.values[: len(edits)], strict=True) if value > 0.5)


def written(problem: CoveringProblem) -> LinearRows:
    """Return a problem as plain rows: one column for each edit, then one for each finding that may be left."""
    edits = problem.edits
    places = list(dict.fromkeys(row.left for row in problem.rows if row.left is not None))
    left = {place: len(edits) + n for n, place in enumerate(places)}
    costs = [float(e.price * TIE + EDIT + min(e.rank, EDIT - 1)) for e in edits] + [0.0] * len(left)
    upper = [0.0 if e.number in problem.forbidden else 1.0 for e in edits] + [1.0] * len(left)
    rows = []
    if left and problem.warnings is not None:
        rows.append(LinearRow(dict.fromkeys(left.values(), 1.0), most=float(problem.warnings)))
    for row in problem.rows:
        terms = dict.fromkeys(sorted(row.more), 1.0) | dict.fromkeys(sorted(row.fewer), -1.0)
        terms |= {left[row.left]: 1.0} if row.left is not None else {}
        rows.append(LinearRow(terms, least=1.0 - len(row.fewer)))
    rows += [LinearRow({one: 1.0, other: 1.0}, most=1.0) for one, other in exclusions(edits)]
    if problem.most is not None:
        rows.append(LinearRow({e.number: 1.0 for e in edits}, most=float(problem.most)))
    return LinearRows(costs, upper, rows, whole=True)


def _by_highs(program: LinearRows, seconds: float) -> LinearPoint:
    """Solve by HiGHS as it is installed."""
    import numpy as np

    from tether.induction.linear_program import Book, solve_whole

    book = Book()
    book.columns("column", len(program.costs), 0.0, np.array(program.upper))
    for row in program.rows:
        at = np.array(list(row.terms), int)
        book.rows(
            "row", 1, (np.zeros(len(at), int), at, np.array(list(row.terms.values()))), lower=row.least, upper=row.most
        )
    answer = solve_whole(book, np.array(program.costs), np.arange(book.column_count), seconds=seconds)
    return LinearPoint(answer.status, tuple(answer.values.tolist()))


def exclusions(edits: Sequence[Edit]) -> list[tuple[int, int]]:
    """Return the pairs of edits that exclude each other, by number."""
    return [(a.number, b.number) for n, a in enumerate(edits) for b in edits[n + 1 :] if exclude(a, b)]
