"""Tables for spreadsheets: a text that a spreadsheet would run as a formula is written so that it stays a text.

    guarded("=1+1")              # "'=1+1": a spreadsheet shows it and runs nothing
    unguarded("'=1+1")           # "=1+1": our readers take the apostrophe off again
    csv_text(frame)              # every text of a table guarded; numbers are untouched
    workbook_bytes(book)         # a workbook in which no cell is a formula

A text is live where its first character, after blanks, is one of ``= + - @`` (or their full-width forms), or is a tab
or a line end. Such a text gets one apostrophe in front, and so does one that already has apostrophes there, so that
reading takes off exactly what writing put on. A number stays a number, also where it is written as text ("-900"): it
computes nothing. Every CSV and workbook of the package is written here.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any

from tether.documents.visible import visible

if TYPE_CHECKING:
    import pandas as pd

BLANKS = "\x01-\x20\u00a0\ufeff"
SIGNS = "=+@\\-\uff1d\uff0b\uff0d\uff20"
LIVE = rf"'*(?:[{BLANKS}]*[{SIGNS}]|[\t\r\n])"  # as Python and DuckDB both read it
_LIVE, _GUARDED = re.compile(LIVE), re.compile("'" + LIVE)
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\Z")


def guarded(value: Any) -> Any:
    """Return a cell's value with an apostrophe before a text that a spreadsheet would run; others as they are."""
    if not isinstance(value, str) or _LIVE.match(value) is None or _NUMBER.match(value):
        return value
    return "'" + value


def unguarded(value: Any) -> Any:
    """Return a cell's value as it was before ``guarded``."""
    return value[1:] if isinstance(value, str) and _GUARDED.match(value) else value


def unguarded_sql(text: str) -> str:
    """Return the SQL (DuckDB's) of a text column as it was before ``guarded``."""
    pattern = LIVE.replace("'", "''")
    test = f"starts_with({text}, '''') AND regexp_matches({text}, '^''{pattern}')"
    return f"CASE WHEN {test} THEN substr({text}, 2) ELSE {text} END"


def guarded_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with every text of its cells, row names and column names guarded."""
    return _mapped(table, guarded)


def unguarded_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table that was read from our own CSV, with its texts as they were."""
    return _mapped(table, unguarded)


def csv_text(table: pd.DataFrame, *, index: bool = False) -> str:
    """Return a table as the text of a CSV file, its texts guarded; ``index`` writes the row names too."""
    return str(guarded_table(table).to_csv(index=index, lineterminator="\n"))


def write_rows(
    file: IO[str], columns: Sequence[str], rows: Iterable[Mapping[str, Any]], *, header: bool = True
) -> None:
    """Write rows into an open CSV file, their texts guarded; a column that a row lacks is left empty."""
    out = csv.DictWriter(file, list(columns), restval="", extrasaction="ignore", lineterminator="\n")
    if header:
        out.writerow({name: guarded(name) for name in columns})
    out.writerows({name: guarded(row.get(name, "")) for name in columns} for row in rows)


def text_cell(value: Any) -> Any:
    """Return a value that a workbook can hold: characters that its XML forbids are written as escapes."""
    return visible(value) if isinstance(value, str) else value


def text_cells(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose texts a workbook can hold."""
    return _mapped(table, text_cell)


def no_formulas(book: Any) -> None:
    """Make every cell of a workbook (openpyxl's) that would be a formula or an error the text that it was given as."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and (cell.data_type in "fe" or _LIVE.match(cell.value)):
                    cell.data_type, cell.quotePrefix = "s", True


def workbook_bytes(book: Any) -> bytes:
    """Return a workbook (openpyxl's) as the bytes of a file, without any formula."""
    no_formulas(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _mapped(table: pd.DataFrame, change: Any) -> pd.DataFrame:
    """Return a table with a change made to every text in it; columns of numbers and dates are not looked at."""
    made = table.copy(deep=False)
    for position, kind in enumerate(table.dtypes):
        if kind.kind not in "biufcmM":
            made.isetitem(position, table.iloc[:, position].astype(object).map(change).array)
    made.columns = _named(table.columns, change)
    made.index = _named(table.index, change)
    return made


def _named(names: Any, change: Any) -> Any:
    if names.dtype.kind in "biufcmM":
        return names
    renamed = names.map(lambda name: tuple(map(change, name)) if isinstance(name, tuple) else change(name))
    return renamed.set_names([change(name) for name in names.names])
