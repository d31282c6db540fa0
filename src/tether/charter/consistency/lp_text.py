"""A linear program in plain rows, written in the LP format, and solved where there is no NumPy: in the offline page.

    program = LinearRows(costs=(3.0, 2.0), upper=(1.0, 1.0), rows=(LinearRow({0: 1.0, 1: 1.0}, least=1.0),), whole=True)
    lp_text(program)                       # minimize, obj: + 3.0 x0 + 2.0 x1, subject to …
    in_page(program, seconds=10.0)         # LinearPoint("Optimal", (0.0, 1.0)), or None outside the page

The page's worker brings HiGHS compiled to WebAssembly and registers it as the module ``tether_highs``, with one
function: ``solve(text, seconds)`` returns the status and the values by name, as JSON. Installed, HiGHS is asked through
NumPy's arrays (``induction/linear_program.py``, ``scipy.optimize``): the program is the same.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

MODULE = "tether_highs"
TERMS = 8  # on one line: readers of the format bound its length


@dataclass(frozen=True)
class LinearRow:
    """``least <= sum of coefficient × column <= most``, coefficients by number of column."""

    terms: Mapping[int, float]
    least: float = -math.inf
    most: float = math.inf


@dataclass(frozen=True)
class LinearRows:
    """Minimise ``costs`` over columns from 0 to ``upper``, of whole numbers if ``whole``, while every row holds."""

    costs: Sequence[float]
    upper: Sequence[float]
    rows: Sequence[LinearRow]
    whole: bool = False


@dataclass(frozen=True)
class LinearPoint:
    """How it ended, in HiGHS' words, and a value for each column where a point was found."""

    status: str
    values: tuple[float, ...] = ()


def lp_text(program: LinearRows) -> str:
    """Return a program in the LP format; a row with two ends is written twice."""
    lines = ["minimize", " obj:", *_terms(dict(enumerate(program.costs))), "subject to"]
    for number, row in enumerate(program.rows):
        for sign, bound in ((">=", row.least), ("<=", row.most)):
            if math.isfinite(bound):
                lines += [f" r{number}{'lu'[sign == '<=']}:", *_terms(row.terms), f"  {sign} {float(bound)!r}"]
    lines.append("bounds")
    lines += [f" 0 <= x{n} <= {float(most)!r}" for n, most in enumerate(program.upper) if math.isfinite(most)]
    if program.whole:
        lines += ["general", *(f" x{n}" for n in range(len(program.upper)))]
    return "\n".join([*lines, "end", ""])


def _terms(terms: Mapping[int, float]) -> Iterator[str]:
    """Give the lines of a sum. The format has no empty one: nought times the first column stands for it."""
    written = [_term(n, value) for n, value in terms.items()] or [_term(0, 0.0)]
    for at in range(0, len(written), TERMS):
        yield "  " + " ".join(written[at : at + TERMS])


def _term(number: int, value: float) -> str:
    return f"{'-' if value < 0 else '+'} {abs(float(value))!r} x{number}"


def brought() -> bool:
    """Whether this process is the page's, and has its solver."""
    return importlib.util.find_spec(MODULE) is not None


def in_page(program: LinearRows, seconds: float) -> LinearPoint | None:
    """Solve a program by the solver that the page brings; None where there is none.

    Raises:
        TimeoutError: not solved within ``seconds``.
    """
    if not brought():
        return None
    solve: Callable[[str, float], str] = importlib.import_module(MODULE).solve
    told = json.loads(str(solve(lp_text(program), seconds)))
    if told["status"] == "Time limit reached":
        raise TimeoutError(told["status"])
    values = told["values"]
    return LinearPoint(told["status"], tuple(float(values.get(f"x{n}", 0.0)) for n in range(len(program.upper))))
