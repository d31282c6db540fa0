"""The form as an Excel workbook: written with choices to pick from, read back with the cell of every answer.

Questions and answers of the form: what is asked, what may be answered, and an answer with the cell it stood in.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from tether.errors import InputError, Problem

HEAD = ("No.", "Question", "Your answer", "Article", "Hint")
MOST_ROWS, MOST_BYTES = 500, 5_000_000
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
    out = BytesIO()
    book.save(out)
    return out.getvalue()


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
        sheet.append([number, f"{question.part}: {question.text}", value, article, question.hint])
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
        sheet.append([row.cells.get(name) for name, _ in columns])
    for letter, (name, _) in zip("ABCDEFGH", columns, strict=False):
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
    for letter, width in zip("ABCDEFGH", widths, strict=False):
        sheet.column_dimensions[letter].width = width


def read_form(path: str | Path) -> Answers:
    """Read a filled form; ``InputError`` where the file is no workbook, too large, or lacks a sheet."""
    path = Path(path)
    book = _open(path)
    missing = [name for name in ("Questions", *TABLES) if name not in book.sheetnames]
    if missing:
        expected = f"the sheets {', '.join(('Questions', *TABLES))} of the form"
        raise InputError(Problem(f"no sheet {', '.join(missing)}", where=str(path), expected=expected))
    tables = {name.lower(): _rows(book[name], name, columns) for name, columns in TABLES.items()}
    return Answers(str(path), _answers(book["Questions"]), **tables)


def _open(path: Path) -> Any:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(Problem("a file too large for a form", where=str(path), expected=f"{MOST_BYTES:,} bytes"))
        return load_workbook(BytesIO(path.read_bytes()), data_only=True)
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        said = getattr(error, "strerror", None) or "it is no Excel workbook"
        raise InputError(
            Problem(f"cannot be read: {said}", where=str(path), expected="a filled form (.xlsx)")
        ) from None


def _answers(sheet: Any) -> dict[str, FormAnswer]:
    by_text = {f"{q.part}: {q.text}": q for q in questions()}
    found = {}
    for number, row in enumerate(sheet.iter_rows(min_row=3, max_row=MOST_ROWS, max_col=4), 3):
        question, value = by_text.get(_said(row[1].value)), _said(row[2].value)
        if question and value:
            found[question.path] = FormAnswer(value, _said(row[3].value), f"Questions!C{number}")
    return found


def _rows(sheet: Any, name: str, columns: tuple[tuple[str, str], ...]) -> tuple[FormRow, ...]:
    rows = []
    for number, row in enumerate(sheet.iter_rows(min_row=2, max_row=MOST_ROWS, max_col=len(columns)), 2):
        cells = {key: _said(cell.value) for (key, _), cell in zip(columns, row, strict=False)}
        if any(cells.values()):
            rows.append(FormRow(cells, f"{name}!A{number}"))
    return tuple(rows)


def _said(value: Any) -> str:
    """Return a cell's value as the writer meant it: 18.0 is 18, a date is YYYY-MM-DD."""
    if value is None:
        return ""
    if hasattr(value, "strftime"):
        return str(value.strftime("%Y-%m-%d"))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.10g}" if isinstance(value, float) else " ".join(str(value).split())


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


@dataclass(frozen=True)
class FormRow:
    """A row of a table sheet: its cells by column name, and the cell of the first."""

    cells: dict[str, str]
    cell: str


@dataclass(frozen=True)
class Answers:
    """A filled form: answers by path, and the rows of the three tables."""

    file: str
    answers: dict[str, FormAnswer] = field(default_factory=dict)
    who: tuple[FormRow, ...] = ()
    places: tuple[FormRow, ...] = ()
    groups: tuple[FormRow, ...] = ()


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
    ),
    "Places": (
        ("name", "Name of the place"),
        ("kind", "country, province, district, municipality, town"),
        ("people", "How many people live there"),
        ("communities", "Communities and shares: hill 0.6, river 0.35"),
        ("force", "Does the new force stand here? yes, no"),
    ),
    "Groups": (
        ("name", "Name of the militia or group"),
        ("fighters", "How many fighters: 3000, or 2000-4000"),
        ("basis", "What that rests on: claimed, payroll, registered, verified"),
        ("community", "Its community"),
        ("home", "Its home: a place of the sheet Places"),
        ("patron", "Its outside backer, from the sheet Who; none"),
        ("abuse", "Grave abuse on record: none, alleged, credible, unknown"),
        ("intake", "How many of it are to be taken in"),
    ),
}
