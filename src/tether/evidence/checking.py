"""Casts the text of an extract to its types and tells every value that cannot be taken, by row.

Row 1 is the first below the header. Of many like faults the first fifty are told one by one and the rest are counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tether.errors import Problems
from tether.evidence.columns import COLUMNS, MAY_BE_BLANK, Column

if TYPE_CHECKING:
    import pandas as pd

MOST_TOLD = 50
FIRST_YEAR, LAST_YEAR = 1946, 2100  # a date outside is a slip of the pen
LARGEST = {"id": 9e15, "count": 2**31 - 1}


def typed(frame: pd.DataFrame, where: str) -> pd.DataFrame:
    """Return the frame with dates (datetime64[s]), int32 counts and codes, int64 ids, float degrees; without ``row``.

    Raises ``InputError`` with all that is wrong: values, ids that occur twice, dates that end before they begin.
    """
    problems = Problems(where)
    values = {c: _cast(frame[c.name], c) for c in COLUMNS if c.name in frame and c.form != "text"}
    for column, cast in values.items():
        _tell_wrong(frame, column, cast, problems)
    _tell_twice(frame, problems)
    _tell_reversed(frame, {c.name: v for c, v in values.items()}, problems)
    problems.raise_if_any()
    return frame.assign(**{c.name: _final(v, c) for c, v in values.items()}).drop(columns="row")


def _cast(values: pd.Series, column: Column) -> pd.Series:
    """Return dates or float64; what cannot be cast is missing."""
    import pandas as pd

    if column.form == "date":
        dates = pd.to_datetime(values, format="%Y-%m-%d", errors="coerce").astype("datetime64[s]")
        return dates.where(dates.dt.year.between(FIRST_YEAR, LAST_YEAR))
    return pd.to_numeric(values, errors="coerce").astype("float64")


def _final(cast: pd.Series, column: Column) -> pd.Series:
    if column.form in ("date", "degree"):
        return cast
    if column.form == "id":
        return cast.astype("int64")
    return cast.astype("Int32" if column.name in MAY_BE_BLANK else "int32")


def _tell_wrong(frame: pd.DataFrame, column: Column, cast: pd.Series, problems: Problems) -> None:
    text = frame[column.name]
    wrong = cast.isna()
    if column.name in MAY_BE_BLANK:
        wrong &= text.notna()
    if column.form in ("id", "count", "code"):
        wrong |= (cast % 1 != 0) & cast.notna()
    if column.form != "date":
        most = column.most if column.most is not None else LARGEST[column.form]
        wrong |= (cast < (-most if column.least is None else column.least)) | (cast > most)
    expected = _expected(column)
    for row, value in frame.loc[wrong, ["row", column.name]].head(MOST_TOLD).itertuples(index=False):
        said = f"'{value[:40]}'" if isinstance(value, str) else "blank"
        problems.add(said, path=f"row {row}, {column.name}", expected=expected)
    if wrong.sum() > MOST_TOLD:
        problems.add(f"{int(wrong.sum()) - MOST_TOLD} more rows like these", path=column.name)


def _tell_twice(frame: pd.DataFrame, problems: Problems) -> None:
    twice = frame["id"].duplicated(keep=False) & frame["id"].notna()
    groups = frame[twice].groupby("id", sort=False)["row"]
    for event, rows in list(groups)[:MOST_TOLD]:
        listed = ", ".join(str(r) for r in rows[:6]) + (" …" if len(rows) > 6 else "")
        problems.add(
            f"'{event}' occurs {len(rows)} times", path=f"rows {listed}, id", expected="an id of its own for each event"
        )
    if groups.ngroups > MOST_TOLD:
        problems.add(f"{groups.ngroups - MOST_TOLD} more ids that occur twice", path="id")


def _tell_reversed(frame: pd.DataFrame, values: dict[str, pd.Series], problems: Problems) -> None:
    if "date_end" not in values:
        return
    rows = frame.loc[values["date_end"] < values["date_start"], "row"]
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
