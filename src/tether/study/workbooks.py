"""Workbooks for people who read Excel: a run's tables, a plan's tables and its roster, with headings in words.

    run_workbook(run, package)            # bytes: About, then a sheet a table, then every field with what it means
    published_workbook(plan)              # the tables of a plan that may be published
    restricted_workbook(plan)             # posts, exits, commanders and roster of its working folder, under its mark

No cell is a formula. The working folder of a plan is restricted and so is its workbook: its first sheet says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from tether.documents.cells import text_cells, unguarded_table, workbook_bytes
from tether.documents.handling import RESTRICTED
from tether.errors import InputError, Problem
from tether.report.numbers import listed
from tether.study.data_package import TableField, fields_in

WIDE = 44  # characters beyond which a column is not made wider
CELL = {  # headings of a roster's columns
    "militia": "Militia",
    "subunit": "Sub-unit",
    "home": "Home",
    "community": "Community",
    "rank": "Rank",
    "month": "Month of arrival",
    "consent": "Consents to",
    "barred": "May not serve in",
    "low": "Heads, at least",
    "heads": "Heads",
    "high": "Heads, at most",
}
POSTED = {
    "location": "Location",
    "battalion": "Battalion",
    "company": "Company",
    "month": "Month of intake",
    "heads": "Heads",
    "exit": "Exit",
}
NEEDED = {  # the columns of each working table
    "roster": ("militia", "subunit", "home", "community", "rank"),
    "postings": ("cell", "location", "battalion", "company", "month", "heads"),
    "leaving": ("cell", "exit", "heads"),
    "commanders": ("cell", "location", "battalion"),
}
WHO = ("militia", "subunit", "home", "community", "rank")
NOWHERE = "without a place"
EXPECTED = "the folder of a plan, as tether plan wrote it"


def run_workbook(run: Path, package: Mapping[str, Any]) -> bytes:
    """Return a run's tables as a workbook."""
    sheets: dict[str, pd.DataFrame] = {"About": pd.DataFrame(_about(package))}
    fields: list[dict[str, str]] = []
    for path in sorted((run / "tables").glob("*.parquet")):
        told = fields_in(package, path.stem)
        table = _parquet(path)
        sheets[path.stem.replace("_", " ").capitalize()] = table.rename(columns={f.name: heading(f) for f in told})
        fields += [{"Table": path.stem, "Column": f.title, "Unit": f.unit, "Meaning": f.description} for f in told]
    return _book({**sheets, "Fields": pd.DataFrame(fields)})


def heading(field: TableField) -> str:
    """Return a column's heading: its title, and its unit where the title doesn't say it."""
    said = field.title or field.name
    return f"{said} ({field.unit})" if field.unit and field.unit.lower() not in said.lower() else said


def published_workbook(folder: Path) -> bytes:
    """Return the published tables of a plan as a workbook.

    Raises:
        InputError: there are none.
    """
    paths = sorted(folder.glob("*.csv"))
    if not paths:
        remedy = "tether plan says why there are none"
        raise InputError(Problem("no published tables", str(folder), expected=EXPECTED, remedy=remedy))
    about = folder / "ABOUT.txt"
    lines = about.read_text("utf-8").splitlines() if about.is_file() else []
    sheets = {"About": pd.DataFrame({"These tables": [line for line in lines if line]})}
    for path in paths:
        table = unguarded_table(pd.read_csv(path, dtype=object, encoding="utf-8-sig"))
        first = str(table.columns[0])
        named = {c: str(c).replace("-", " ").replace("_", " ").capitalize() for c in table.columns}
        named[first] = named[first] if not first.startswith("Unnamed") else "Row"
        sheets[path.stem.replace("_", " ").capitalize()] = table.rename(columns=named).apply(_numbers)
    return _book(sheets)


def restricted_workbook(folder: Path) -> bytes:
    """Return the working tables of a plan as a workbook; the caller has been let through (``refuse_restricted``)."""
    roster, posted, left, led = (_working(folder, name) for name in NEEDED)
    _same_cells(folder, len(roster), posted, left, led)
    cells = roster[list(WHO)]
    mark = (folder / RESTRICTED).read_text("utf-8").splitlines()
    sheets = {
        "RESTRICTED": pd.DataFrame({"This workbook": [line for line in mark if line]}),
        "Posts": _joined(posted, cells, ("location", "battalion", "company", "month"), ("heads",)),
        "Exits": _joined(left.assign(exit=left["exit"].replace("", NOWHERE)), cells, ("exit",), ("heads",)),
        "Commanders": _joined(led, cells, ("location", "battalion"), ()),
        "Roster": roster.rename(columns=CELL),
    }
    return _book(sheets)


def _joined(table: pd.DataFrame, cells: pd.DataFrame, before: Iterable[str], after: Iterable[str]) -> pd.DataFrame:
    """Return rows with the cell that each names written out, headings in words."""
    whose = cells.iloc[table["cell"].astype(int).to_numpy()].reset_index(drop=True)
    parts = [table[list(before)].reset_index(drop=True), whose, table[list(after)].reset_index(drop=True)]
    made = pd.concat(parts, axis=1)
    return made.rename(columns={**{n: CELL[n] for n in WHO}, **POSTED})


def _working(folder: Path, name: str) -> pd.DataFrame:
    path = next((p for p in (folder / f"{name}.parquet", folder / f"{name}.csv") if p.is_file()), None)
    if path is None:
        raise InputError(Problem(f"no {name} table", str(folder), expected=EXPECTED, remedy="plan it again"))
    table = _parquet(path) if path.suffix == ".parquet" else unguarded_table(pd.read_csv(path))
    if missing := [column for column in NEEDED[name] if column not in table.columns]:
        raise InputError(Problem(f"no column {listed(missing)}", str(path), expected=EXPECTED, remedy="plan it again"))
    return table


def _same_cells(folder: Path, cells: int, *tables: pd.DataFrame) -> None:
    """Refuse tables that name lines which the roster does not have."""
    for table in tables:
        named = pd.to_numeric(table["cell"], errors="coerce")
        if not ((named >= 0) & (named < cells) & (named % 1 == 0)).all():
            raise InputError(
                Problem("a line that the roster does not have", str(folder), expected=EXPECTED, remedy="plan it again")
            )


def _parquet(path: Path) -> pd.DataFrame:
    try:
        return pd.read_parquet(path)
    except (ValueError, OSError) as error:
        raise InputError(Problem(f"unreadable ({error})", str(path), expected="a Parquet table")) from None


def _numbers(column: pd.Series) -> pd.Series:
    """Return a column's whole numbers as numbers, its words as they are."""
    return column.map(lambda v: int(v) if isinstance(v, str) and v.isdigit() else v)


def _about(package: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return what the run is, line by line."""
    licences = "; ".join(str(licence.get("title", "")) for licence in package.get("licenses", ()))
    rows = {"Title": "title", "What it is": "description", "Made": "created", "Known up to": "cut_off"}
    told = [{"About": said, "": str(package.get(key, ""))} for said, key in rows.items()]
    told.append({"About": "Licence of the events", "": licences})
    return told + [{"About": "Source", "": str(s.get("title", ""))} for s in package.get("sources", ())]


def _book(sheets: Mapping[str, pd.DataFrame]) -> bytes:
    """Return tables as a workbook: the first row stands still, columns as wide as their words."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    book.remove(book.active)
    for name, table in sheets.items():
        sheet = book.create_sheet(name[:31])
        plain = text_cells(table)
        sheet.append([str(c) for c in plain.columns])
        for row in plain.astype(object).where(plain.notna(), None).itertuples(index=False):
            sheet.append(list(row))
        sheet.freeze_panes = "A2"
        for cell, column in zip(sheet[1], plain.columns, strict=True):
            cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
            longest = max((len(str(v)) for v in plain[column].head(200)), default=0)
            sheet.column_dimensions[cell.column_letter].width = min(WIDE, max(longest, len(str(column)) // 2, 6) + 2)
    return workbook_bytes(book)
