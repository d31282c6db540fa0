"""Checks a cast extract, tells every value that could not be taken, by row, and gives it its final types.

Row 1 is the first below the header. The extract comes with numbers and dates cast by DuckDB (``ucdp.py``): what could
not be cast is missing, or infinite in a column that may be blank. Only for rows with a fault is the text fetched, to
be quoted. Of many like faults the first fifty are told one by one and the rest are counted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tether.errors import Problems
from tether.evidence.columns import COLUMNS, MAY_BE_BLANK, Column

if TYPE_CHECKING:
    import pandas as pd

MOST_TOLD = 50
FIRST_YEAR, LAST_YEAR = 1946, 2100  # a date outside is a slip of the pen
LARGEST = {"id": 9e15, "count": 2**31 - 1}

Texts = Callable[[str, list[int]], dict[int, str]]  # (column, rows) -> what the file says there


def typed(frame: pd.DataFrame, where: str, texts: Texts) -> pd.DataFrame:
    """Return the frame with dates (datetime64[s]), int32 counts and codes, int64 ids, float degrees; without ``row``.

    Raises ``InputError`` with all that is wrong: values, ids that occur twice, dates that end before they begin.
    """
    problems = Problems(where)
    checked = [c for c in COLUMNS if c.name in frame and c.form != "text"]
    for column in checked:
        _tell_wrong(frame, column, texts, problems)
    _tell_twice(frame, problems)
    if "date_end" in frame:
        _tell_reversed(frame, problems)
    problems.raise_if_any()
    return frame.assign(**{c.name: _final(frame[c.name], c) for c in checked}).drop(columns="row")


def _final(cast: pd.Series, column: Column) -> pd.Series:
    if column.form == "date":
        return cast.astype("datetime64[s]")
    if column.form == "degree":
        return cast
    if column.form == "id":
        return cast.astype("int64")
    return cast.astype("Int32" if column.name in MAY_BE_BLANK else "int32")


def _tell_wrong(frame: pd.DataFrame, column: Column, texts: Texts, problems: Problems) -> None:
    wrong = _wrong(frame[column.name], column)
    if not wrong.any():
        return
    rows = frame.loc[wrong, "row"].tolist()
    said = texts(column.name, rows[:MOST_TOLD])
    for row in rows[:MOST_TOLD]:
        text = said.get(row)
        found = "blank" if text is None else f"'{text[:40]}'"
        problems.add(found, path=f"row {row}, {column.name}", expected=_expected(column))
    if len(rows) > MOST_TOLD:
        problems.add(f"{len(rows) - MOST_TOLD} more rows like these", path=column.name)


def _wrong(cast: pd.Series, column: Column) -> pd.Series:
    missing = cast.isna()
    if column.form == "date":
        return missing | ~cast.dt.year.between(FIRST_YEAR, LAST_YEAR)
    most = column.most if column.most is not None else LARGEST[column.form]
    outside = (cast < (-most if column.least is None else column.least)) | (cast > most)
    broken = (cast % 1 != 0) & ~missing if column.form in ("id", "count", "code") else outside
    return outside | broken | (missing & (column.name not in MAY_BE_BLANK))


def _tell_twice(frame: pd.DataFrame, problems: Problems) -> None:
    twice = frame["id"].duplicated(keep=False) & frame["id"].notna()
    groups = frame[twice].groupby("id", sort=False)["row"]
    for event, rows in list(groups)[:MOST_TOLD]:
        listed = ", ".join(str(r) for r in rows[:6]) + (" …" if len(rows) > 6 else "")
        expected = "an id of its own for each event"
        problems.add(f"'{event:.0f}' occurs {len(rows)} times", path=f"rows {listed}, id", expected=expected)
    if groups.ngroups > MOST_TOLD:
        problems.add(f"{groups.ngroups - MOST_TOLD} more ids that occur twice", path="id")


def _tell_reversed(frame: pd.DataFrame, problems: Problems) -> None:
    rows = frame.loc[frame["date_end"] < frame["date_start"], "row"]
    for row in rows[:MOST_TOLD]:
        problems.add("date_end before date_start", path=f"row {row}", expected="the same day or a later one")
    if len(rows) > MOST_TOLD:
        problems.add(f"{len(rows) - MOST_TOLD} more rows that end before they begin", path="date_end")


def _expected(column: Column) -> str:
    if column.form == "date":
        return f"a date as YYYY-MM-DD, {FIRST_YEAR} to {LAST_YEAR}"
    if column.form == "degree":
        return f"degrees from {column.least:g} to {column.most:g}, with a decimal point"
    if column.most is not None:
        return f"{column.least:g} to {column.most:g}"
    return "a whole number" + (", 0 or more" if column.least == 0 else "")
