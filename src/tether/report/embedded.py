"""The tables that a finished page carries within itself, read back from its HTML, and held against its JSON twin.

    embedded_tables(page)                      # [("comparison", columns, rows of text), …]
    table_faults(page, read_twin(…))           # one line for each table that is not the twin's

For whoever verifies a page: a reader saves these tables, so they must say what the page says.
"""

from __future__ import annotations

import base64
import binascii
import csv
import gzip
import io
import re
import zlib
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

from tether.report.json_twin import tables

LINK = re.compile(r'download="([^"]*)\.csv(?:\.gz)?" href="data:([^,"]*),([^"]*)"')
MOST = 200_000_000  # bytes of one table, unpacked
EXACT = 1e-12  # relative difference that writing a number in two forms explains
DECIMALS = 1e-15  # the last decimal that JSON keeps


class EmbeddedTable(NamedTuple):
    """One table as a page carries it: the name under which it is saved, and its cells as text."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def embedded_tables(page: str) -> list[EmbeddedTable]:
    """Return every table that a page of HTML carries; ValueError for one that can't be read."""
    return [_read(unescape(name), kind, data) for name, kind, data in LINK.findall(page)]


def table_faults(page: str, twin: Mapping[str, Any]) -> list[str]:
    """Return in words each table of the page that is missing, one too many, or not what its twin holds."""
    wanted = tables(twin)
    try:
        found = embedded_tables(page)
    except ValueError as error:
        return [f"an embedded table can't be read ({error})"]
    faults, seen = [], set()
    for table in found:
        name = next((n for n in sorted(wanted, key=len, reverse=True) if table.name.endswith(f"-{n}")), "")
        seen.add(name)
        if not name:
            faults.append(f"embedded table {table.name}: the JSON twin has no such table")
        elif tuple(map(str, wanted[name]["columns"])) != table.columns:
            faults.append(f"embedded table {name}: other columns than in the JSON twin")
        else:
            faults += [f"embedded table {name}: {said}" for said in _cells(table.rows, wanted[name]["rows"])][:1]
    return faults + [f"embedded table {name}: the page lacks it" for name in wanted if name not in seen]


def same_cell(one: Any, other: Any) -> bool:
    """Return whether two cells say the same: text as it is, missing as empty, numbers up to the form of writing."""
    a, b = _text(one), _text(other)
    if a == b:
        return True
    try:
        x, y = float(a), float(b)
    except ValueError:
        return False
    return abs(x - y) <= EXACT * max(abs(x), abs(y)) + DECIMALS


def _read(name: str, kind: str, data: str) -> EmbeddedTable:
    raw = unescape(data)
    try:
        if "gzip" in kind:
            unpacked = gzip.GzipFile(fileobj=io.BytesIO(base64.b64decode(raw, validate=True))).read(MOST)
        else:
            unpacked = unquote_to_bytes(raw)
        lines = list(csv.reader(io.StringIO(unpacked.decode("utf-8-sig"), newline="")))
    except (binascii.Error, OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"{name}: {error}") from None
    return EmbeddedTable(name, tuple(lines[0]) if lines else (), tuple(map(tuple, lines[1:])))


def _cells(rows: Sequence[Sequence[str]], wanted: Sequence[Sequence[Any]]) -> list[str]:
    if len(rows) != len(wanted):
        return [f"{len(rows)} rows, {len(wanted)} in the JSON twin"]
    for number, (mine, other) in enumerate(zip(rows, wanted, strict=True), 1):
        if len(mine) != len(other):
            return [f"row {number}: {len(mine)} cells, {len(other)} in the JSON twin"]
        for a, b in zip(mine, other, strict=True):
            if not same_cell(a, b):
                return [f"row {number}: {a[:40]!r}, {_text(b)[:40]!r} in the JSON twin"]
    return []


def _text(cell: Any) -> str:
    """Return a cell as text; a leading quote that keeps a spreadsheet from calculating it is no part of it.

    JSON has no infinity and leaves it out, as it leaves out what is missing.
    """
    text = "" if cell is None else str(cell).removeprefix("'")
    return "" if text in ("inf", "-inf", "nan") else text
