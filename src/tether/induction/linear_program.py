"""A linear program in named blocks, and its solution by HiGHS' interior point without crossover.

    book = Book()
    x = book.columns("post", 12, upper=40.0)            # indices of twelve columns
    book.rows("hub", ([0, 0, 1], x[:3], 1.0), upper=[5.0, 9.0])
    answer = solve(book, cost)

Interior point without crossover answers inexactly and fast; nothing here relies on its exactness, since plans are
rounded to whole people and bounds are recomputed from the prices alone (``certificate.py``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import highspy
import numpy as np
from scipy.sparse import csc_matrix

from tether.documents.cache import digest
from tether.induction.cells import Floats, Ints

INF = highspy.kHighsInf
PRIMAL = 4  # HiGHS: simplex that keeps the rows and mends the costs
IIS_LIGHT = 6  # HiGHS: from rows in priority, reduced to an irreducible set
Number = Any  # a float, or an array broadcast to the block


@dataclass
class Book:
    """Columns and rows under construction."""

    column_count: int = 0
    row_count: int = 0
    column_blocks: dict[str, Ints] = field(default_factory=dict)
    row_blocks: dict[str, Ints] = field(default_factory=dict)
    _columns: list[tuple[Floats, Floats]] = field(default_factory=list)
    _rows: list[tuple[Floats, Floats]] = field(default_factory=list)
    _entries: list[tuple[Ints, Ints, Floats]] = field(default_factory=list)

    def columns(self, name: str, size: int, lower: Number = 0.0, upper: Number = INF) -> Ints:
        """Add ``size`` columns under a name and return their indices."""
        at = np.arange(self.column_count, self.column_count + size)
        self._columns.append((_filled(lower, size), _filled(upper, size)))
        self.column_blocks[name] = at
        self.column_count += size
        return at

    def rows(
        self, name: str, size: int, *entries: tuple[Ints, Ints, Number], lower: Number = -INF, upper: Number = INF
    ) -> Ints:
        """Add ``size`` rows under a name; entries are (row within the block, column, coefficient)."""
        at = np.arange(self.row_count, self.row_count + size)
        self._rows.append((_filled(lower, size), _filled(upper, size)))
        for row, column, value in entries:
            row = np.asarray(row, np.int64)
            self._entries.append((row + self.row_count, np.asarray(column, np.int64), _filled(value, len(row))))
        self.row_blocks[name] = at
        self.row_count += size
        return at

    def extend(self, rows: Ints, columns: Ints, value: Number) -> None:
        """Add coefficients to rows that already stand (slack columns)."""
        self._entries.append((rows, columns, _filled(value, len(rows))))

    def matrix(self) -> csc_matrix:
        """Return the coefficients, shape (row, column)."""
        rows, columns, values = (np.concatenate(part) for part in zip(*self._entries, strict=True))
        return csc_matrix((values, (rows, columns)), shape=(self.row_count, self.column_count))

    def bounds(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Return (column lower, column upper, row lower, row upper)."""
        columns = [np.concatenate(part) for part in zip(*self._columns, strict=True)]
        rows = [np.concatenate(part) for part in zip(*self._rows, strict=True)]
        return columns[0], columns[1], rows[0], rows[1]


@dataclass(frozen=True)
class LinearSolution:
    """A solution: values per column, prices per row (HiGHS' sign: positive where a lower bound holds), how it ended."""

    values: Floats
    prices: Floats
    status: str
    objective: float
    by_simplex: bool = False


def solve(book: Book, cost: Floats, *, threads: int = 2, tolerance: float = 1e-6, pivots: int = 0) -> LinearSolution:
    """Minimise ``cost``: by simplex where it ends within ``pivots`` steps, else by interior point without crossover.

    Which is faster hangs on the shape. At 15 places × 1,765 types, its rows relaxed until they just hold, simplex took
    1.6 s and interior point 11; at 54 places × 634 types it was 18 and 9. ``pivots`` is a number of steps and no time,
    so that the answer is the same on any machine. A program that was among the last few asked is not solved again: a
    search under relaxed rows asks each of its last two once more when it shortens the ways.
    """
    program = _program(book, cost)
    matrix = program.a_matrix_
    arrays = (*book.bounds(), np.asarray(cost, float), matrix.start_, matrix.index_, matrix.value_)
    key = digest((*(np.ascontiguousarray(a).tobytes() for a in arrays), repr((threads, tolerance, pivots))))
    found = _LAST.get(key)
    if found is None:
        found = _solved(program, threads, tolerance, pivots)
        for values in (found.values, found.prices):
            values.setflags(write=False)  # several plans may look at it
        with _LOCK:
            _LAST[key] = found
            for old in list(_LAST)[:-KEPT]:
                del _LAST[old]
    return found


KEPT = 4  # solutions that are remembered
_LAST: dict[str, LinearSolution] = {}
_LOCK = Lock()


def _solved(program: Any, threads: int, tolerance: float, pivots: int) -> LinearSolution:
    if pivots:
        model = _model({"threads": 1, "solver": "simplex", "simplex_iteration_limit": pivots})
        model.passModel(program)
        answer = _answered(model)
        if answer.status == "Optimal":
            return answer
    interior = {"solver": "ipx", "run_crossover": "off", "ipm_optimality_tolerance": tolerance}
    model = _model({"threads": threads, **interior})
    model.passModel(program)
    return _answered(model)


class WarmProgram:
    """A program solved again and again under other costs, each time from the vertex found before.

    The first vertex comes from simplex where it ends within ``pivots`` steps, else from interior point and crossover. A
    second cost then takes some hundredths of a second where a new start took two.
    """

    def __init__(self, book: Book, cost: Floats, *, threads: int = 2, pivots: int = 0):
        self._columns = np.arange(book.column_count, dtype=np.int32)
        for options in (
            {"threads": 1, "solver": "simplex", "simplex_iteration_limit": pivots},
            {"threads": threads, "solver": "ipx", "run_crossover": "on"},
        ):
            self._model = _model(options)
            self._model.passModel(_program(book, cost))
            self.answer = _answered(self._model)
            if self.answer.status == "Optimal":
                break
        again = {"solver": "simplex", "simplex_iteration_limit": highspy.kHighsIInf, "simplex_strategy": PRIMAL}
        for name, value in again.items():
            self._model.setOptionValue(name, value)

    def solve(self, cost: Floats) -> LinearSolution:
        """Minimise another cost over the same rows."""
        self._model.changeColsCost(len(self._columns), self._columns, np.asarray(cost, float))
        return _answered(self._model)


def _answered(model: Any) -> LinearSolution:
    model.run()
    found = model.getSolution()
    status = model.modelStatusToString(model.getModelStatus())
    objective = model.getInfo().objective_function_value
    by_simplex = model.getOptionValue("solver")[1] == "simplex"
    return LinearSolution(np.array(found.col_value), np.array(found.row_dual), status, objective, by_simplex)


def solve_whole(
    book: Book, cost: Floats, whole: Ints, *, seconds: float, threads: int = 1, gap: float = 0.0, nodes: int = 0
) -> LinearSolution:
    """Minimise over whole numbers in ``whole``, within seconds, or ``nodes`` (which end alike on any machine)."""
    limits = {"mip_max_nodes": nodes} if nodes else {}
    model = _model({"threads": threads, "time_limit": seconds, "mip_rel_gap": gap, **limits})
    program = _program(book, cost)
    kinds = np.full(book.column_count, highspy.HighsVarType.kContinuous)
    kinds[whole] = highspy.HighsVarType.kInteger
    program.integrality_ = list(kinds)
    model.passModel(program)
    model.run()
    found = model.getSolution()
    status = model.modelStatusToString(model.getModelStatus())
    values = np.array(found.col_value) if found.value_valid else np.zeros(0)
    return LinearSolution(values, np.zeros(0), status, model.getInfo().objective_function_value)


def extremes(book: Book, columns: Ints) -> tuple[Floats, Floats]:
    """Return the least and the most that each of ``columns`` can be while every row holds, one after the other, warm.

    The rows must hold for some values; infinite where nothing bounds a column.
    """
    model = _model({"threads": 1, "presolve": "off"})
    model.passModel(_program(book, np.zeros(book.column_count)))
    out = np.empty((2, len(columns)))
    for side, sign in enumerate((1.0, -1.0)):
        for at, column in enumerate(columns):
            model.changeColCost(int(column), sign)
            model.run()
            status = model.modelStatusToString(model.getModelStatus())
            if status not in ("Optimal", "Unbounded"):
                raise ValueError(f"extremes: the rows can't hold ({status})")
            found = model.getInfo().objective_function_value if status == "Optimal" else -INF
            out[side, at] = sign * found
            model.changeColCost(int(column), 0.0)
    return out[0], out[1]


def infeasible_rows(book: Book, seconds: float = 20.0) -> Ints:
    """Return the rows of one irreducible infeasible subsystem, none where HiGHS finds none in time."""
    model = _model({"iis_strategy": IIS_LIGHT, "iis_time_limit": seconds})
    model.passModel(_program(book, np.zeros(book.column_count)))
    _, found = model.getIis()
    return np.array(found.row_index_, np.int64)


def _model(options: dict[str, Any]) -> Any:
    """Return a silent solver. HiGHS refuses another number of threads than its last one's: the scheduler is reset."""
    highspy.Highs.resetGlobalScheduler(True)
    model: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in {"output_flag": False, **options}.items():
        model.setOptionValue(name, value)
    return model


def _program(book: Book, cost: Floats) -> Any:
    matrix = book.matrix()
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = book.column_count, book.row_count
    program.col_cost_ = np.asarray(cost, float)
    program.col_lower_, program.col_upper_, program.row_lower_, program.row_upper_ = book.bounds()
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_, program.a_matrix_.index_ = matrix.indptr, matrix.indices
    program.a_matrix_.value_ = matrix.data
    return program


def _filled(value: Number, size: int) -> Floats:
    return np.broadcast_to(np.asarray(value, float), (size,)).copy()
