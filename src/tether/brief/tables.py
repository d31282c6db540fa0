"""Tables as files: CSV, UTF-8 with the byte order mark that Excel needs, months as YYYY-MM, missing as empty."""

from __future__ import annotations

from typing import Any

import pandas as pd

BOM = b"\xef\xbb\xbf"


def csv_bytes(table: pd.DataFrame) -> bytes:
    """Return a table as CSV bytes that begin with the byte order mark. Whole numbers stay whole beside missing ones."""
    ready = table.copy()
    for name in ready.columns:
        column = ready[name]
        if pd.api.types.is_datetime64_any_dtype(column):
            ready[name] = column.dt.strftime("%Y-%m")
        elif pd.api.types.is_float_dtype(column) and (column.dropna() % 1 == 0).all():
            ready[name] = column.astype("Int64")
    return BOM + ready.to_csv(index=False, lineterminator="\n").encode("utf-8")


def entries(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table's rows as dicts by column name."""
    return [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]
