"""The form as an Excel workbook: written with choices to pick from, read back with the cell of every answer.

Questions and answers of the form: what is asked, what may be answered, and an answer with the cell it stood in.

A form that was filled from a charter carries the charter's file too, line by line, on the protected sheet *Charter*:
what the form can't show comes back as it was. A line is written with a mark before it, so that no spreadsheet takes it
for a formula or trims it: ``| `` before a line as it is, ``… `` before the rest of one that a cell can't hold, a
quotation mark before one with characters that a cell can't keep.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

from tether.documents.cells import text_cell, workbook_bytes
from tether.documents.packed import PackingLimits
from tether.documents.xlsx import MOST_COLUMNS, CellValue, OpenWorkbook, as_text, open_workbook
from tether.documents.yaml_file import MOST_BYTES
from tether.errors import InputError, Problem, Problems

HEAD = ("No.", "Question", "Your answer", "Article", "Hint")
MOST_ROWS = 500
LIMITS = PackingLimits(packed=5_000_000, parts=200, unpacked=100_000_000)
LETTERS = "ABCDEFGHIJ"
KEPT = "Charter"  # the sheet that carries the charter's file
MOST_LINES, LONGEST_PIECE = 200_000, 30_000  # of that sheet
KEPT_HEAD = (
    "The charter's file as it went out. What the other sheets do not show is kept from here: leave this sheet as it "
    "is. What is changed on the other sheets wins."
)
INTRO = (
    "Answer in column C. Leave a cell empty if the text does not speak of it; write none if there is none, unknown "
    "if you "
    "do not know. Column D takes the article, such as 7(2). Fill the sheets Who, Places and Groups first."
)


def blank_form() -> bytes:
    """Return an empty form."""
    return form_of(Answers("form"))


def form_of(answers: Answers) -> bytes:
    """Return the form with these answers in it."""
    from openpyxl import Workbook

    book = Workbook()
    _write_questions(book.active, answers)
    for name, columns in TABLES.items():
        _write_table(book.create_sheet(name), columns, getattr(answers, name.lower()))
    if answers.kept:
        _write_kept(book.create_sheet(KEPT), answers.kept)
    return workbook_bytes(book)


def _write_kept(sheet: Any, lines: Sequence[str]) -> None:
    from openpyxl.styles import Font

    sheet.append([KEPT_HEAD])
    sheet["A1"].font = Font(bold=True)
    for line in lines:
        for piece in _pieces(line):
            sheet.append([piece])
    sheet.column_dimensions["A"].width = 160
    sheet.freeze_panes = "A2"
    sheet.protection.sheet = True


def _pieces(line: str) -> Iterator[str]:
    """Yield the cells that hold one line of a file."""
    if text_cell(line) != line or "_x" in line or "\t" in line or len(line) > 10 * LONGEST_PIECE:
        line, mark = json.dumps(line).replace("_x", "\\u005fx"), ""
    else:
        mark = "| "
    yield mark + line[:LONGEST_PIECE]
    for start in range(LONGEST_PIECE, len(line), LONGEST_PIECE):
        yield "… " + line[start : start + LONGEST_PIECE]


def _write_questions(sheet: Any, answers: Answers) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet.title = "Questions"
    sheet["A1"] = INTRO
    sheet.merge_cells("A1:E1")
    sheet["A1"].alignment = Alignment(wrap_text=True, vertical="top")
    sheet.row_dimensions[1].height = 48
    sheet.append(HEAD)
    for cell in sheet[2]:
        cell.font = Font(bold=True)
    for number, question in enumerate(questions(), 1):
        given = answers.answers.get(question.path)
        value, article = (given.value, given.article) if given else (None, None)
        sheet.append([number, f"{question.part}: {question.text}", text_cell(value), text_cell(article), question.hint])
        row = number + 2
        sheet.cell(row, 2).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(row, 3).fill = PatternFill("solid", fgColor="FFF7E0")
        sheet.cell(row, 3).number_format = "@"
        if question.choices:
            words = ",".join(dict.fromkeys((*question.choices, *BLANKS)))
            picked = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True, showErrorMessage=False)
            sheet.add_data_validation(picked)
            picked.add(f"C{row}")
    _widths(sheet, (6, 62, 34, 12, 60))
    sheet.freeze_panes = "A3"


def _write_table(sheet: Any, columns: tuple[tuple[str, str], ...], rows: tuple[FormRow, ...]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet.append([heading for _, heading in columns])
    for cell in sheet[1]:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    for row in rows:
        sheet.append([text_cell(row.cells.get(name)) for name, _ in columns])
    for letter, (name, _) in zip(LETTERS, columns, strict=False):
        words = {"kind": WHO_KINDS if sheet.title == "Who" else (), "state": ("yes", "no"), "head": ("yes", "no")}.get(
            name
        )
        if words:
            picked = DataValidation(
                type="list", formula1=f'"{",".join(words)}"', allow_blank=True, showErrorMessage=False
            )
            sheet.add_data_validation(picked)
            picked.add(f"{letter}2:{letter}{MOST_ROWS}")
    _widths(sheet, (34,) * len(columns))
    sheet.freeze_panes = "A2"


def _widths(sheet: Any, widths: tuple[int, ...]) -> None:
    for letter, width in zip(LETTERS, widths, strict=False):
        sheet.column_dimensions[letter].width = width


def read_form(path: str | Path) -> Answers:
    """Read a filled form; ``InputError`` where the file is no workbook, too large, or lacks a sheet."""
    path, expected = Path(path), "a filled form (.xlsx)"
    with open_workbook(path, expected=expected, limits=LIMITS) as book:
        missing = [name for name in ("Questions", *TABLES) if name not in book.sheets]
        if missing:
            expected = f"the sheets {', '.join(('Questions', *TABLES))} of the form"
            raise InputError(Problem(f"no sheet {', '.join(missing)}", where=str(path), expected=expected))
        tables = {name.lower(): _rows(book, name, columns) for name, columns in TABLES.items()}
        kept, rows = _kept(book) if KEPT in book.sheets else ((), ())
        return Answers(str(path), _answers(book), **tables, kept=kept, kept_rows=rows)


def _kept(book: OpenWorkbook) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return the lines of the charter's file, and the row in which each begins; all that are spoilt are told."""
    problems, lines, rows, size = Problems(book.where), [""], [0], 0
    for number, values in book.rows(KEPT, columns=MOST_COLUMNS):
        if number == 1:
            continue
        said = as_text(values[0]) if values else ""
        size += len(said)
        if len(lines) > MOST_LINES or size > MOST_BYTES:
            found = f"more than {MOST_LINES:,} lines or {MOST_BYTES:,} characters"
            raise InputError(Problem(found, where=book.where, path=KEPT, expected="the sheet as it was written"))
        if said.startswith("… "):
            lines[-1] += said[2:]
        elif said.startswith(("| ", '"')):
            lines.append(said)
            rows.append(number)
        else:
            remedy = "write the form anew from the charter's file"
            problems.add(
                repr(said[:60]), path=f"{KEPT}!A{number}", expected="the line as it was written", remedy=remedy
            )
    read = [_line(said, f"{KEPT}!A{row}", problems) for said, row in zip(lines[1:], rows[1:], strict=True)]
    problems.raise_if_any()
    return tuple(read), tuple(rows[1:])


def _line(said: str, cell: str, problems: Problems) -> str:
    if said.startswith("| "):
        return said[2:]
    try:
        return str(json.loads(said))
    except ValueError:
        problems.add(repr(said[:60]), path=cell, expected="the line as it was written")
        return ""


def _answers(book: OpenWorkbook) -> dict[str, FormAnswer]:
    by_text = {f"{q.part}: {q.text}": q for q in questions()}
    found, problems = {}, Problems(book.where)
    for number, (_, asked, value, article) in _said_rows(book, "Questions", 3, 4):
        question = by_text.get(asked)
        if question and value:
            found[question.path] = FormAnswer(value, article, f"Questions!C{number}")
        elif value:
            remedy = "answer the questions of the form in column C, and leave column B as it is"
            problems.add(
                f"an answer to {asked!r}", path=f"Questions!B{number}", expected="a question of the form", remedy=remedy
            )
    problems.raise_if_any()
    return found


def _rows(book: OpenWorkbook, name: str, columns: tuple[tuple[str, str], ...]) -> tuple[FormRow, ...]:
    rows = []
    for number, row in _said_rows(book, name, 2, len(columns)):
        cells = {key: said for (key, _), said in zip(columns, row, strict=True)}
        if any(cells.values()):
            rows.append(FormRow(cells, f"{name}!A{number}"))
    return tuple(rows)


def _said_rows(book: OpenWorkbook, sheet: str, first: int, width: int) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of a sheet from ``first`` on, as text, each ``width`` columns wide; what stands to the right is not
    looked at.
    """
    for number, values in book.rows(sheet, columns=MOST_COLUMNS):
        if number > MOST_ROWS:
            return
        if number >= first:
            yield number, [_said(value) for value in (*values, *[None] * width)[:width]]


def _said(value: CellValue) -> str:
    """Return a cell's value as the writer meant it: 18.0 is 18, a date is YYYY-MM-DD."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d")
    return f"{value:.10g}" if isinstance(value, float) else " ".join(as_text(value).split())


BLANKS = ("none", "unknown")
WHO_KINDS = ("office", "institution", "ministry", "court", "agency", "bloc", "community-body", "foreign")


class FormQuestion(NamedTuple):
    """A row of ``questions.csv``: the part of the form, the words, the kind of answer, the path it codes, a hint."""

    part: str
    text: str
    kind: str
    path: str
    hint: str

    @property
    def choices(self) -> tuple[str, ...]:
        """The words that may be answered; empty where the answer is free."""
        if self.kind == "yesno":
            return ("yes", "no")
        return tuple(self.kind.removeprefix("choice:").split("|")) if self.kind.startswith("choice:") else ()


class FormAnswer(NamedTuple):
    """An answer as written, the article given with it, and its cell (such as ``Questions!C12``)."""

    value: str
    article: str
    cell: str

    @property
    def article_cell(self) -> str:
        """The cell of the article."""
        return self.cell.replace("!C", "!D")


@dataclass(frozen=True)
class FormRow:
    """A row of a table sheet: its cells by column name, and the cell of the first."""

    cells: dict[str, str]
    cell: str

    def at(self, name: str) -> str:
        """Return the cell of a column, such as ``Groups!C4``."""
        sheet, _, place = self.cell.partition("!")
        columns = [key for key, _ in TABLES.get(sheet, ())]
        return f"{sheet}!{LETTERS[columns.index(name)]}{place[1:]}" if name in columns else self.cell


@dataclass(frozen=True)
class Answers:
    """A filled form: answers by path, the rows of the three tables, and the charter's file where it came from one."""

    file: str
    answers: dict[str, FormAnswer] = field(default_factory=dict)
    who: tuple[FormRow, ...] = ()
    places: tuple[FormRow, ...] = ()
    groups: tuple[FormRow, ...] = ()
    kept: tuple[str, ...] = ()  # lines of the charter's file that the form was filled from
    kept_rows: tuple[int, ...] = ()  # the row of the sheet Charter in which each begins


@cache
def questions() -> tuple[FormQuestion, ...]:
    """Return the questions in order."""
    text = (resources.files("tether.charter") / "questions.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(FormQuestion(r["part"], r["question"], r["kind"], r["path"], r["help"] or "") for r in rows)


TABLES: dict[str, tuple[tuple[str, str], ...]] = {
    "Who": (
        ("name", "Name of the office, ministry, court, bloc or foreign power"),
        ("kind", "What it is"),
        ("state", "An organ of this state? yes, no"),
        ("head", "Top of the lawful chain of command? yes, no"),
        ("id", "Its id in the charter: leave it as it is; empty in a new row"),
    ),
    "Places": (
        ("name", "Name of the place"),
        ("kind", "country, province, district, municipality, town"),
        ("people", "How many people live there"),
        ("communities", "Communities and shares: hill 0.6, river 0.35"),
        ("force", "Does the new force stand here? yes, no"),
        ("id", "Its id in the charter: leave it as it is; empty in a new row"),
    ),
    "Groups": (
        ("name", "Name of the militia or group"),
        ("fighters", "How many fighters: 3000, or 2000-4000"),
        ("basis", "What that rests on: claimed, payroll, registered, verified"),
        ("community", "Its community"),
        ("home", "Its home: places of the sheet Places, with commas between"),
        ("patron", "Its outside backers, from the sheet Who, with commas between; none"),
        ("abuse", "Grave abuse on record: none, alleged, credible, unknown"),
        ("intake", "How many of it are to be taken in"),
        ("id", "Its id in the charter: leave it as it is; empty in a new row"),
    ),
}
