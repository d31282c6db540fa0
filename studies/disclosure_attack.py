"""Attack: what somebody can find out about withheld numbers from everything that is published.

A withheld number is an unknown of at least zero; every published margin is an equation over the unknowns of its row or
column, all tables at once. The least and the most that each unknown can be, by linear programming, is what subtraction
and any cleverer way can find: over fractional heads, so an attacker who insists on whole ones may do a little better
only where margins themselves are missing, which they never are (a table with whole margins has whole extremes).

    found = attack(tables)                          # table, row, column, low, high: reads nothing but what is published
    exposed(tables, counts)                         # small cells whose interval is narrower than the threshold: none
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from tether.induction.cells import Ints
from tether.induction.disclosure import PublishedTable, TrueCounts, primary
from tether.induction.linear_program import Book, extremes

CLOSE = 1e-6  # heads of the solver's inexactness


def attack(tables: Sequence[PublishedTable]) -> pd.DataFrame:
    """Return the interval in which each withheld number must lie: table, row, column, low, high."""
    book, unknown = Book(), []
    for table in tables:
        unknown.append(_unknowns(book, table))
    if not book.column_count:
        return pd.DataFrame({"table": [], "row": [], "column": [], "low": [], "high": []})
    low, high = extremes(book, np.arange(book.column_count))
    found = pd.concat(unknown, ignore_index=True)
    return found.assign(low=low, high=high)


def exposed(tables: Sequence[PublishedTable], counts: Sequence[TrueCounts]) -> pd.DataFrame:
    """Return the small cells that the attack bounds more narrowly than their table's threshold, with the truth."""
    found = attack(tables)
    truth, small = [], []
    by_name = {c.name: c for c in counts}
    threshold = {t.name: t.threshold for t in tables}
    for row in found.itertuples():
        name = str(row.table)
        heads = by_name[name].heads
        at = by_name[name].rows.index(str(row.row)), by_name[name].columns.index(str(row.column))
        truth.append(int(heads[at]))
        small.append(bool(primary(heads, threshold[name])[at]))
    found = found.assign(heads=truth, width=found.high - found.low)
    limit = found.table.map(threshold).astype(float)
    return found[np.array(small, bool) & (found.width < limit - CLOSE)].reset_index(drop=True)


def _unknowns(book: Book, table: PublishedTable) -> pd.DataFrame:
    """Add a column for each withheld number of a table and a row for each margin with any; return their places."""
    row, column = np.nonzero(table.withheld)
    at = book.columns(table.name, len(row))
    known = np.nan_to_num(table.counts)
    _equations(book, row, at, table.row_totals - known.sum(1))
    _equations(book, column, at, table.column_totals - known.sum(0))
    names = np.array(table.rows, object)[row], np.array(table.columns, object)[column]
    return pd.DataFrame({"table": table.name, "row": names[0], "column": names[1]})


def _equations(book: Book, line: Ints, columns: Ints, rest: Ints) -> None:
    used, position = np.unique(line, return_inverse=True)
    book.rows("margin", len(used), (position.reshape(-1), columns, 1.0), lower=rest[used], upper=rest[used])
