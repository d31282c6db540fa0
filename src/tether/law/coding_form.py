"""The workbook in which a person confirms proposed rows, written and read back with the cell of every answer.

    data = workbook_of(form, law)      # sheets About, Who, Rows (to answer), Articles (to look at), Law (leave it)
    form = read_workbook("form.xlsx")

A row of a charter stands on several lines: its first line names the section and holds the words of the law; a line for
each key follows. ``accept`` under *Take* in the first line takes the row with the values of its lines (``change``: with
those that were corrected); ``drop`` in a key's line leaves that key out. Rows stand by how sure they are, each such
group below a line of its own: ``accept`` in that line takes every row of the group that has no answer of its own, and
nothing else does. Lines may be added: a number of one's own, article, section and quote, then its keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from tether.charter.schema_keys import key_at
from tether.documents.cells import text_cell, unguarded, workbook_bytes
from tether.documents.packed import PackingLimits
from tether.documents.xlsx import MOST_COLUMNS, OpenWorkbook, as_text, open_workbook
from tether.errors import InputError, Problem, Problems, did_you_mean
from tether.law.coding_rows import MOST_FORM_ROWS, UNCLEAR, CodingForm, CodingRow, answer
from tether.law.faults import place_of
from tether.law.norms import kind_of, topics
from tether.law.proposed_values import row_keys, row_path, schema_key
from tether.law.sureness import GRADES
from tether.law.written_law import WrittenLaw

COLUMNS = (
    "Row",
    "Article",
    "Take? accept / change / drop",
    "Section",
    "Key",
    "Value",
    "Words of the law",
    "What is asked",
    "Why",
    "How sure",
    "By",
)
WIDTHS = (7, 10, 10, 20, 20, 34, 60, 46, 40, 9, 10)
ANSWERED = ("confirmed", UNCLEAR)
SHEETS = ("About", "Who", "Rows")
ANSWERS: dict[str, bool | None] = dict.fromkeys(("accept", "change", "yes", "y", "x"), True)
ANSWERS |= dict.fromkeys(("drop", "no", "n"), False) | {"": None}
GROUP = "all "  # how the line of a group begins: 'all high'
MARKS = {"r": "Rows", "m": "About", "w": "Who"}
INTRO = (
    "Nothing here is taken until you say so. In column C of a row's first line pick accept, change (after you "
    "corrected a value in column F) or drop; drop in a key's line leaves that key out. Rows stand by how sure they "
    "are: accept in the line of a group takes every row of it that has no answer of its own, so read them first. "
    "Leave the words of the law as they are. Then: tether law code LAW --confirm THIS FILE --out charter.yaml"
)
LIMITS = PackingLimits(packed=20_000_000, parts=200, unpacked=200_000_000)
FIRST = 3  # the first row below the heading


def workbook_of(form: CodingForm, law: WrittenLaw) -> bytes:
    """Return the workbook of a form."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name in SHEETS:
        rows = [row for row in form.rows if MARKS.get(row.number[:1], "Rows") == name]
        _write_rows(book.create_sheet(name), rows)
    _write_articles(book.create_sheet("Articles"), form, law)
    sheet = book.create_sheet("Law")
    for line in (("file", form.law_file), ("title", " ".join(form.law_title.split())), ("sha256", form.sha256)):
        sheet.append([text_cell(part) for part in line])
    sheet.protection.sheet = True
    return workbook_bytes(book)


def _write_rows(sheet: Any, rows: list[CodingRow]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet.append([INTRO])
    sheet.append(list(COLUMNS))
    for cell in sheet[2]:
        cell.font = Font(bold=True)
    bold, answered = Font(bold=True), PatternFill("solid", fgColor="FFF7E0")
    wrapped = Alignment(wrap_text=True, vertical="top")
    for row in _grouped(rows):
        if isinstance(row, str):
            sheet.append([text_cell(part) for part in (row, "", "", "", "", "", "", _of_group(row, rows))])
            sheet.cell(sheet.max_row, 3).fill = answered
            sheet.cell(sheet.max_row, 1).font = sheet.cell(sheet.max_row, 8).font = bold
            continue
        for line in _lines(row):
            sheet.append([text_cell(part) for part in line])
            at = sheet.max_row
            sheet.row_dimensions[at].outlineLevel = int(bool(line[4]))
            sheet.cell(at, 3).fill = sheet.cell(at, 6).fill = answered
            for column in (6, 7, 8, 9):
                sheet.cell(at, column).alignment = wrapped
            if not line[4]:
                sheet.cell(at, 4).font = bold
    picked = DataValidation(type="list", formula1='"accept,change,drop"', allow_blank=True, showErrorMessage=False)
    sheet.add_data_validation(picked)
    picked.add(f"C{FIRST}:C{max(FIRST, sheet.max_row)}")
    for letter, width in zip("ABCDEFGHIJK", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A3"


def _grouped(rows: list[CodingRow]) -> Iterator[CodingRow | str]:
    """Give the rows by how sure they are, each grade after the name of its group; without a grade they stand alone."""
    for grade in GRADES:
        of_grade = [row for row in rows if row.sure == grade]
        if len(of_grade) > 1:
            yield f"{GROUP}{grade}"
        yield from of_grade
    yield from (row for row in rows if row.sure not in GRADES)


def _of_group(name: str, rows: list[CodingRow]) -> str:
    """Say what an answer in the line of a group does."""
    grade = name.removeprefix(GROUP)
    count = sum(row.sure == grade for row in rows)
    return f"accept here takes each of these {count} rows ({grade}) that has no answer of its own"


def _lines(row: CodingRow) -> Iterator[tuple[str, ...]]:
    known = key_at(tuple(row.section.split(".")))
    take = {"confirmed": "accept", "rejected": "drop"}.get(row.state, "")
    what = known.sentence if known is not None else ""
    yield (row.number, row.article, take, row.section, "", "", row.quote, what, row.why, row.sure, row.by)
    asked = (*row.values, *(key for key in row.missing if key not in row.values))
    for key in asked:
        meant = schema_key(row.section, key)
        what = f"{meant.sentence}: {meant.kind}" if meant is not None else ""
        yield (row.number, "", "", "", key, shown(row.values.get(key)), "", what, "", "", "")


def shown(value: Any) -> str:
    """Return a value as a cell shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(shown, value))
    return str(value)


def _write_articles(sheet: Any, form: CodingForm, law: WrittenLaw) -> None:
    """Write every article with what was proposed for it, so that what nothing was proposed for is seen."""
    sheet.append(["Article", "Heading", "It is", "It speaks of", "Rows proposed"])
    for unit in law.units:
        rows = [r for r in form.rows if r.number[:1] == "r" and _in(law, r.article, unit.id)]
        text = f"{unit.heading}\n{law.words(unit.id)}"
        spoken = ", ".join(name for name, _ in topics(text))
        listed = ", ".join(f"{r.number} {r.section}" for r in rows) or "none: read it"
        sheet.append([text_cell(v) for v in (place_of(law, unit.id), unit.heading, kind_of(law, unit), spoken, listed)])
    for letter, width in zip("ABCDE", (12, 40, 14, 50, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"


def _in(law: WrittenLaw, article: str, unit: str) -> bool:
    found = law.find(article).provision if article else None
    return found is not None and law.unit_of(found.id).id == unit


# ---- read back


def read_workbook(path: str | Path, *, at_once: bool = True) -> CodingForm:
    """Read a form; ``InputError`` with the cell of every fault, or (not ``at_once``) the form with its faults."""
    path, expected = Path(path), "a form of tether law code (.xlsx)"
    with open_workbook(path, expected=expected, limits=LIMITS) as book:
        missing = [name for name in (*SHEETS, "Law") if name not in book.sheets]
        if missing:
            told = f"the sheets {', '.join((*SHEETS, 'Law'))}"
            remedy = "make one with: tether law code LAW --out form.xlsx"
            raise InputError(Problem(f"no sheet {', '.join(missing)}", str(path), expected=told, remedy=remedy))
        problems = Problems(str(path))
        rows = tuple(row for name in SHEETS for row in _rows(book, name, problems))
        law = dict(_pair(values) for _, values in book.rows("Law", columns=MOST_COLUMNS))
        if at_once:
            problems.raise_if_any()
        said = (law.get("file", ""), law.get("title", ""), law.get("sha256", ""))
        return CodingForm(str(path), *said, rows, tuple(problems.found))


def _pair(values: list[Any]) -> tuple[str, str]:
    said = [_said(value) for value in (*values, None, None)[:2]]
    return said[0], said[1]


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.10g}"
    return " ".join(str(unguarded(as_text(value))).split()).removesuffix(" 00:00:00")


def _rows(book: OpenWorkbook, sheet: str, problems: Problems) -> Iterator[CodingRow]:
    """Give the rows of a sheet, each from its first line and the lines of its keys."""
    begun: dict[str, CodingRow] = {}
    of_group: bool | None = None  # the answer in the line of the group that is read
    for number, values in book.rows(sheet, columns=MOST_COLUMNS):
        if number < FIRST:
            continue
        if number > MOST_FORM_ROWS * 10 or len(begun) > MOST_FORM_ROWS:
            problems.add(f"more than {MOST_FORM_ROWS:,} rows", path=sheet, expected="a form of tether law code")
            break
        said = [_said(value) for value in (*values, *[None] * len(COLUMNS))[: len(COLUMNS)]]
        row, article, take, section, key, value, quote, _, why, sure, by = said
        if not any(said[:7]):
            continue
        if not row or (key and row not in begun):
            found = (
                f"a line without a row: {' '.join(said[1:7])[:60]}"
                if not row
                else f"key '{key}' of row '{row}', which has no first line"
            )
            problems.add(found, path=f"{sheet}!A{number}", expected="the number of a row, such as r1")
            continue
        taken = _taken(take, f"{sheet}!C{number}", problems)
        if row.lower().startswith(GROUP) and not section:
            of_group = taken or None
            continue
        if not key:
            if row in begun:
                problems.add(f"row '{row}' a second time", path=f"{sheet}!A{number}", expected="a number of its own")
                continue
            taken = of_group if taken is None and take.lower() in ANSWERS else taken
            state = "proposed" if taken is None else "confirmed" if taken else "rejected"
            state = UNCLEAR if take.lower() not in ANSWERS else state
            begun[row] = CodingRow(
                row, section, article, quote, {}, state, sure, why, by, where=f"{book.where}: {sheet}!A{number}"
            )
            continue
        begun[row] = _with_key(begun[row], key, value, taken, book.where, f"{sheet}!F{number}", problems)
    yield from begun.values()


def _taken(word: str, cell: str, problems: Problems) -> bool | None:
    if word.lower() not in ANSWERS:
        problems.add(repr(word[:40]), path=cell, expected="accept, change, drop, or nothing")
    return ANSWERS.get(word.lower())


def _with_key(
    row: CodingRow, key: str, value: str, taken: bool | None, file: str, cell: str, problems: Problems
) -> CodingRow:
    """Return a row with one more answer; a key that is left out, or has no value, adds none."""
    if taken is False or not value:
        return row
    known = schema_key(row.section, key)
    if known is None:
        if row.state in ANSWERED and key_at(row_path(row.section)) is not None:
            remedy = did_you_mean(key, row_keys(row.section))
            problems.add(
                f"key '{key}'", path=cell.replace("!F", "!E"), expected=f"a key of {row.section}", remedy=remedy
            )
        return row
    try:
        said = answer(known, value)
    except ValueError as error:
        if row.state in ANSWERED:
            problems.add(f"{row.number} {key}: {value!r:.60}", path=cell, expected=str(error))
        return row
    return replace(row, values={**row.values, key: said}, cells={**row.cells, key: f"{file}: {cell}"})
