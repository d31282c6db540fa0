"""Reads the sheets of an Excel workbook (.xlsx) as rows of plain values, within bounds and without running anything.

    with open_workbook(path, expected="a roster (.xlsx)") as book:
        book.sheets                                              # names, in the order of the tabs
        for number, values in book.rows("roster", columns=40):   # row number as Excel shows it, from 1
            values                                               # text, int, float, bool, datetime, time or None

``packed.py`` bounds the zip; sheets are streamed, so that memory holds the shared texts and one piece of a sheet,
whatever its length. A document type declaration is refused before anything else is read: there is no entity to expand.
So is what is larger than a workbook can be: rows, columns, texts, the bytes of one row. Links to other files are not
followed. A formula is not evaluated: its value is the one that the workbook stores, and a formula without one is a
problem, with its cell; so is an error such as ``#REF!``. A cell's format tells dates from numbers. Blank rows are left
out; hidden ones are not.

Form: ECMA-376, part 1, sections 18.3 (sheets), 18.4 (shared strings), 18.8 (formats). openpyxl takes several times as
long for the same (``bench/workbook.py``). calamine takes less and lays a sheet out whole, so that one cell at
XFD1048576 asks for hundreds of gigabytes.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from tether.documents.packed import MB, PackedFile, PackingLimits, open_zip
from tether.documents.xml_file import checked_pieces
from tether.errors import InputError, Problem, Problems

CellValue = str | int | float | bool | datetime | time | None
MOST_ROWS, MOST_COLUMNS, MOST_TEXT = 1_048_576, 16_384, 32_767  # what Excel itself holds
MOST_STRINGS, MOST_SHEETS, MOST_FAULTS = 4_000_000, 1000, 20
ANEW = "have it saved anew by Excel or LibreOffice"
LONGEST_ROW = 4 * MB  # bytes of XML without a row's end: 16,384 cells take 1 MB
SMALL_PART = 8 * MB  # bytes of a part that is read whole: sheet names, relations, formats
DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))  # formats that come with Excel
QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')  # in a format: what shows no value
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
LONGEST_NUMBER = 400  # characters


@dataclass(frozen=True)
class OpenWorkbook:
    """An open workbook: its sheets' names; ``rows`` reads one of them."""

    where: str
    sheets: tuple[str, ...]
    _packed: PackedFile = field(repr=False)
    _parts: dict[str, str] = field(repr=False)  # sheet: part
    _strings: Sequence[str] = field(repr=False)
    _dates: frozenset[str] = field(repr=False)  # styles that show dates, by their number in the file
    _day_0: datetime = field(repr=False)

    def rows(self, sheet: str, *, columns: int) -> Iterator[tuple[int, list[CellValue]]]:
        """Give the rows of a sheet that hold anything: number, and values up to the last one given.

        Raises:
            InputError: after the last row all cells that can't be read or lie beyond ``columns``; at once a part that
                is damaged or larger than a sheet can be.
        """
        reader = _SheetReader(self, sheet, columns)
        last = 0
        for row in _children(self._packed, self._parts[sheet], self.where, "sheetData"):
            if not row.tag.endswith("}row"):
                continue
            given = row.get("r")
            number = int(given) if given and given.isdecimal() and len(given) < 8 else last + 1
            if not last < number <= MOST_ROWS:
                raise _damaged(self.where, self._parts[sheet], f"row {number} after row {last}")
            last = number
            values = reader.values(row, number)
            if values:
                yield number, values
            if len(reader.problems.found) >= MOST_FAULTS:
                break
        reader.problems.raise_if_any()


@contextmanager
def open_workbook(
    file: Path | bytes, *, where: str = "", expected: str, limits: PackingLimits | None = None
) -> Iterator[OpenWorkbook]:
    """Open a workbook; ``InputError`` for what is none, is damaged, locked, or beyond the limits."""
    where = where or (str(file) if isinstance(file, Path) else "workbook")
    with open_zip(file, where=where, expected=expected, limits=limits) as packed:
        book = _main_part(packed, where, expected)
        sheets, first = _sheets(packed, book, where)
        if not sheets:
            raise InputError(Problem("a workbook without a sheet", where=where, expected=expected))
        parts = _targets(packed, book, where)
        found = {name: parts.get(link, "") for name, link in sheets.items()}
        for name, part in found.items():
            if part not in packed.names:
                raise InputError(Problem(f"sheet '{name}' lies outside the file", where=where, expected=expected))
        near = posixpath.dirname(book)
        strings = _shared_strings(packed, parts.get("sharedStrings", f"{near}/sharedStrings.xml"), where)
        dates = _date_styles(packed, parts.get("styles", f"{near}/styles.xml"), where)
        yield OpenWorkbook(where, tuple(found), packed, found, strings, dates, first)


def as_text(value: CellValue) -> str:
    """Return a value as text: 12.0 is 12, a date is YYYY-MM-DD (with the time of day where it has one)."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        whole = value.hour == value.minute == value.second == 0
        return value.strftime("%Y-%m-%d" if whole else "%Y-%m-%d %H:%M:%S")
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _damaged(where: str, part: str, said: str) -> InputError:
    return InputError(Problem(f"a damaged workbook ({part}: {said})", where=where, remedy=ANEW))


# XML in pieces


def _children(packed: PackedFile, part: str, where: str, holder: str) -> Iterator[Element]:
    """Give the finished children of the one element named ``holder`` (the root, or right below it), and forget them."""
    builder = TreeBuilder()
    root: Any = builder.start("file", {})  # what the parser builds hangs below it, and can be looked at meanwhile
    parser, held = XMLParser(target=builder), 0
    for piece in _checked_pieces(packed, part, where):
        try:
            parser.feed(piece) if piece else parser.close()
        except ParseError as error:
            raise _damaged(where, part, str(error)) from None
        found, over = _holder(root, holder)
        done = [] if found is None else found[:] if over or not piece else found[:-1]
        held = 0 if done else held + len(piece)
        if held > LONGEST_ROW:
            raise _damaged(where, part, f"{LONGEST_ROW:,} bytes without the end of a row or text")
        yield from done
        if found is not None:
            del found[: len(done)]
        if over:
            return


def _holder(root: Element, name: str) -> tuple[Element | None, bool]:
    """Return the element whose children are wanted, None as long as it isn't there, and whether it has ended."""
    top = root[0] if len(root) else None
    if top is None or top.tag.rpartition("}")[2] == name:
        return top, False
    for at, below in enumerate(top):
        if below.tag.rpartition("}")[2] == name:
            return below, at < len(top) - 1
    return None, False


def _checked_pieces(packed: PackedFile, part: str, where: str) -> Iterator[bytes]:
    """Give a part in pieces, the last one empty, without a document type."""
    with packed.open(part) as stream:
        yield from checked_pieces(stream, part, where, ANEW)
    yield b""


def _whole(packed: PackedFile, part: str, where: str) -> Element | None:
    """Return the root of a small part, None where the file has none of that name."""
    if part not in packed.names:
        return None
    if packed.size(part) > SMALL_PART:
        raise _damaged(where, part, f"{packed.size(part):,} bytes, expected at most {SMALL_PART:,}")
    parser: Any = XMLParser()
    try:
        for piece in _checked_pieces(packed, part, where):
            parser.feed(piece)
        root: Element = parser.close()
    except ParseError as error:
        raise _damaged(where, part, str(error)) from None
    return root


def _named(root: Element | None, name: str) -> Iterator[dict[str, str]]:
    """Give the attributes of every element of a name, their own names without namespaces."""
    for found in () if root is None else root.iter():
        if found.tag.rpartition("}")[2] == name:
            yield {key.rpartition("}")[2]: value for key, value in found.attrib.items()}


# the small parts


def _main_part(packed: PackedFile, where: str, expected: str) -> str:
    """Return the part that lists the sheets; say what the file is instead where it has none."""
    names = packed.names
    main = next((part for part in ("xl/workbook.xml", *names) if part in names and part.endswith("workbook.xml")), "")
    if main:
        return main
    kinds = {"word/document.xml": "a Word file", "content.xml": "an OpenDocument file"}
    found = next((said for part, said in kinds.items() if part in names), "a zip without a workbook in it")
    found = "a binary Excel workbook (.xlsb)" if any(part.endswith("workbook.bin") for part in names) else found
    raise InputError(Problem(found, where=where, expected=expected, remedy="save it as an Excel workbook (.xlsx)"))


def _sheets(packed: PackedFile, book: str, where: str) -> tuple[dict[str, str], datetime]:
    """Return the relation of each sheet by its name, in order, and the day that counts as 0."""
    root = _whole(packed, book, where)
    sheets = {given.get("name", ""): given.get("id", "") for given in _named(root, "sheet")}
    if len(sheets) > MOST_SHEETS:
        raise _damaged(where, book, f"{len(sheets):,} sheets")
    late = any(given.get("date1904") in ("1", "true") for given in _named(root, "workbookPr"))
    return sheets, datetime(1904, 1, 1) if late else datetime(1899, 12, 30)


def _targets(packed: PackedFile, book: str, where: str) -> dict[str, str]:
    """Return parts by relation and by kind (``sharedStrings``); what lies outside the file is left out."""
    near, last = posixpath.split(book)
    out = {}
    for given in _named(_whole(packed, f"{near}/_rels/{last}.rels".lstrip("/"), where), "Relationship"):
        if given.get("TargetMode") != "External":
            part = posixpath.normpath(posixpath.join("/", near, given.get("Target", ""))).lstrip("/")
            out[given.get("Type", "").rpartition("/")[2]] = part
            out[given.get("Id", "")] = part
    return out


def _shared_strings(packed: PackedFile, part: str, where: str) -> list[str]:
    """Return the shared texts: runs joined, phonetic hints left out."""
    found: list[str] = []
    if part not in packed.names:
        return found
    for item in _children(packed, part, where, "sst"):
        text = _text_of(item)
        if len(text) > MOST_TEXT:
            raise _damaged(where, part, f"text {len(found)} is longer than {MOST_TEXT:,} characters")
        found.append(text)
        if len(found) > MOST_STRINGS:
            raise _damaged(where, part, f"more than {MOST_STRINGS:,} texts")
    return found


def _text_of(item: Element) -> str:
    """Return the text of ``si`` or ``is``: one ``t``, or one in every run ``r``."""
    if len(item) == 1 and item[0].tag.endswith("}t"):
        return _unescaped(item[0].text or "")
    runs = (below if below.tag.endswith("}t") else below.find("{*}t") for below in item if _is_run(below))
    return _unescaped("".join(run.text or "" for run in runs if run is not None))


def _is_run(element: Element) -> bool:
    return element.tag.rpartition("}")[2] in ("t", "r")


def _unescaped(text: str) -> str:
    """Return text with ``_x000A_`` as the character that it stands for; those that no text holds are left."""

    def one(found: re.Match[str]) -> str:
        code = int(found[1], 16)
        kept = code in (9, 10, 13) or (code >= 32 and not 0xD800 <= code <= 0xDFFF)
        return chr(code) if kept else found[0]

    return ESCAPED.sub(one, text) if "_x" in text else text


def _date_styles(packed: PackedFile, part: str, where: str) -> frozenset[str]:
    """Return the numbers (as text) of the cell styles whose format shows a date or a time."""
    root = _whole(packed, part, where)
    custom = {given.get("numFmtId", ""): given.get("formatCode", "") for given in _named(root, "numFmt")}
    styles = None if root is None else root.find("{*}cellXfs")
    kinds = [given.get("numFmtId", "0") for given in _named(styles, "xf")]
    return frozenset(str(at) for at, kind in enumerate(kinds) if _shows_date(kind, custom))


def _shows_date(kind: str, custom: dict[str, str]) -> bool:
    """Return whether a format shows a date or a time: a letter of one stands outside quotes and colours."""
    if kind not in custom:
        return kind.isdecimal() and len(kind) < 4 and int(kind) in DATES
    bare = QUOTED.sub("", custom[kind][:1000].split(";")[0]).lower()
    return "general" not in bare and any(letter in bare for letter in "dmyhs")


# a sheet


class _SheetReader:
    """Turns the rows of one sheet into values; hot code, a call for each cell."""

    def __init__(self, book: OpenWorkbook, sheet: str, columns: int):
        self.problems = Problems(book.where)
        self._sheet, self._most = sheet, min(columns, MOST_COLUMNS)
        self._strings, self._dates, self._day_0 = book._strings, book._dates, book._day_0
        self._letters: dict[str, int] = {}

    def values(self, row: Element, number: int) -> list[CellValue]:
        """Return a row's values by column, [] where all are blank."""
        out: list[CellValue] = []
        for cell in row:
            value = self._value(cell, number, len(out))
            if value is None:
                continue
            place = cell.get("r")
            at = self._column(place, number) if place else len(out)
            if at < len(out) or at >= self._most:
                self._beyond(place or f"column {at + 1} of row {number}", at < len(out))
                continue
            if at > len(out):
                out.extend([None] * (at - len(out)))
            out.append(value)
        return out

    def _value(self, cell: Element, number: int, at: int) -> CellValue:
        """Return what a cell holds; a fault is noted and gives None."""
        kind, text, formula = cell.get("t"), None, False
        for below in cell:
            name = below.tag
            if name.endswith("}v"):
                text = below.text or ""
            elif name.endswith("}is"):
                text = _text_of(below)
            elif name.endswith("}f"):
                formula = True
        if kind == "s" and text:
            return self._shared(text, cell, number, at)
        if formula and (text is None or (text == "" and kind != "str")):
            self._note(cell, number, at, "a formula without a stored value", "open it in Excel, and save it")
        if not text:
            return None
        if kind == "inlineStr" or kind == "str":
            return self._long(text, cell, number, at)
        if kind == "e":
            return self._note(cell, number, at, f"the error {text[:20]}", "mend it in the workbook")
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind == "d":
            return self._iso(text, cell, number, at)
        return self._number(text, cell, number, at)

    def _shared(self, text: str, cell: Element, number: int, at: int) -> CellValue:
        try:
            return self._strings[int(text)] if text[0] != "-" else self._strings[len(self._strings)]
        except (ValueError, IndexError):
            return self._note(cell, number, at, "a text that the workbook does not hold", "have it saved anew")

    def _long(self, text: str, cell: Element, number: int, at: int) -> CellValue:
        if len(text) <= MOST_TEXT:
            return _unescaped(text) if cell.get("t") == "str" else text
        return self._note(cell, number, at, f"a text longer than {MOST_TEXT:,} characters", "shorten it")

    def _number(self, text: str, cell: Element, number: int, at: int) -> CellValue:
        try:
            value = float(text) if len(text) < LONGEST_NUMBER else float("inf")
        except ValueError:
            value = float("nan")
        if not abs(value) < 1e308:
            return self._note(cell, number, at, f"'{text[:20]}', which is no number", "write a number or a text")
        if cell.get("s") in self._dates and (day := self._date(value)) is not None:
            return day
        return int(value) if value.is_integer() and abs(value) < 1 << 53 else value

    def _date(self, value: float) -> datetime | time | None:
        """Return a day's number as a date, as a time of day below 1, None outside the calendar."""
        if not 0 <= value < 2_958_466:
            return None
        seconds = round(value * 86_400)
        if seconds < 86_400:
            return (datetime.min + timedelta(seconds=seconds)).time()
        if value < 60 and self._day_0.year == 1899:
            seconds += 86_400  # Excel counts a 29 February 1900
        return self._day_0 + timedelta(seconds=seconds)

    def _iso(self, text: str, cell: Element, number: int, at: int) -> CellValue:
        try:
            return datetime.fromisoformat(text[:40].removesuffix("Z")).replace(tzinfo=None)
        except ValueError:
            return self._note(cell, number, at, f"'{text[:20]}', which is no date", "write it as YYYY-MM-DD")

    def _column(self, place: str, number: int) -> int:
        """Return a cell's column, from 0; its row must be the one it stands in."""
        letters = place.rstrip("0123456789")
        at = self._letters.get(letters)
        if at is None:
            if not PLACE.fullmatch(place):
                raise InputError(Problem(f"a damaged workbook (cell '{place[:20]}')", where=self.problems.where))
            at = 0
            for letter in letters:
                at = at * 26 + ord(letter) - 64
            at = self._letters[letters] = at - 1
        if place[len(letters) :] != str(number):
            said = f"a damaged workbook (cell '{place[:20]}' in row {number})"
            raise InputError(Problem(said, where=self.problems.where))
        return at

    def _beyond(self, place: str, before: bool) -> None:
        if before:
            raise InputError(Problem(f"a damaged workbook (cell {place[:20]} out of order)", where=self.problems.where))
        said, expected = f"cell {place} holds something", f"at most {self._most} columns"
        self.problems.add(said, path=self._sheet, expected=expected, remedy="clear it, or read another sheet")

    def _note(self, cell: Element, number: int, at: int, found: str, remedy: str) -> CellValue:
        """Note a fault of a cell; return that nothing is there."""
        place = cell.get("r") or f"{at + 1} of row {number}"
        self.problems.add(f"cell {place[:20]} holds {found}", path=self._sheet, remedy=remedy)
        return None
