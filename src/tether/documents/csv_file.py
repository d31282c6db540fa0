"""Whether every line of a csv has as many cells as its header: nothing shifts, nothing is guessed.

    header = check_csv("roster.csv", "a roster (.csv)", skip=3)     # or InputError with every line that is wrong

A comma at the end of each line, left by a spreadsheet, moves every column by one in a reader that takes a surplus cell
for a row's name. Here a line with a cell too many or too few, a column twice or without a name, a NUL, an end of quotes
that never comes, another encoding or another separator are told, each by its line. Lines may end as any system ends
them; a mark at the start (BOM) is read over; blank lines don't count. The file is looked through line by line and not
kept, whatever its size; who reads it afterwards may trust its form. For event files see ``evidence/tables.py``.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from tether.documents.models import shown
from tether.documents.yaml_file import unprinted
from tether.errors import InputError, Problem, Problems, numbered

WIDEST = 1_000  # columns
FEW = 8  # lines of one kind told one by one
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def check_csv(path: str | Path, what: str = "a csv", *, skip: int = 0) -> tuple[str, ...]:
    """Return the header, after ``skip`` lines, of a csv whose lines are all as wide; its names without blanks around.

    Raises:
        InputError: with every line that is wrong, the first ``FEW`` of each kind one by one.
    """
    problems, odd = Problems(str(path)), Counter[str]()
    try:
        with Path(path).open(encoding="utf-8-sig") as file:  # any end of line is read as a line feed
            header = _checked(islice(file, skip, None), skip, what, problems, odd)
    except OSError as error:
        raise InputError(Problem(f"cannot be read: {error.strerror}", str(path), expected=what)) from None
    except UnicodeDecodeError:
        found = Problem("bytes that are not UTF-8", str(path), expected="UTF-8 text", remedy="save the file as UTF-8")
        raise InputError([*problems.found, found]) from None
    for kind, count in odd.items():
        if count > FEW:
            problems.add(f"and {count - FEW:,} more lines with {kind}")
    if not header and not problems.found:
        problems.add("an empty file", line=1, expected=what)
    problems.raise_if_any()
    return header


def _checked(lines: Iterable[str], skip: int, what: str, problems: Problems, odd: Counter[str]) -> tuple[str, ...]:
    """Return the header; note what is wrong of it and of each line below."""
    header: tuple[str, ...] = ()
    reader = csv.reader(_printed(lines, skip, problems, odd), strict=True, skipinitialspace=True)
    try:
        for cells in reader:
            if not header and any(cell.strip() for cell in cells):
                header = tuple(cell.strip() for cell in cells)
                _check_header(header, skip + reader.line_num, what, problems)
            elif header and cells and len(cells) != len(header):
                _tell_width(cells, header, skip + reader.line_num, problems, odd)
    except csv.Error as error:
        line = skip + reader.line_num
        problems.add(f"a line that can't be read ({error})", line=line, expected="cells parted by commas")
    return header


def _printed(lines: Iterable[str], skip: int, problems: Problems, odd: Counter[str]) -> Iterator[str]:
    """Pass lines on; note those with a character that can't be printed."""
    for number, line in enumerate(lines, skip + 1):
        bad = unprinted(line)
        if bad:
            odd["such a character"] += 1
            if odd["such a character"] <= FEW:
                problems.add(f"the character {bad!r}", line=number, expected="printable text")
        yield line


def _check_header(header: tuple[str, ...], line: int, what: str, problems: Problems) -> None:
    wide = len(header) > WIDEST
    for sign, words in SEPARATORS.items():
        if len(header) == 1 and sign in header[0]:
            problems.add(f"columns parted by {words}", line=line, expected="commas", remedy="save it with commas")
    if wide:
        problems.add(f"{numbered(len(header), 'column')}", line=line, expected=f"at most {WIDEST:,}")
    for name, count in () if wide else Counter(header).items():
        if not name:
            said = f"{count} columns without a name" if count > 1 else "a column without a name"
            remedy = "a comma too many in the header? give each column a name, or take it out"
            problems.add(said, line=line, expected=what, remedy=remedy)
        elif count > 1:
            problems.add(f"the column {shown(name)} {count} times", line=line, expected="each column once")
    problems.raise_if_any()


def _tell_width(cells: list[str], header: tuple[str, ...], line: int, problems: Problems, odd: Counter[str]) -> None:
    kind = "another number of cells"
    odd[kind] += 1
    if odd[kind] <= FEW:
        surplus = len(cells) > len(header) and not any(cells[len(header) :])
        remedy = (
            "take the comma at the end out" if surplus else "a comma too many or too few: quote text that holds one"
        )
        problems.add(
            f"{numbered(len(cells), 'cell')}", line=line, expected=f"{len(header)}, as in the header", remedy=remedy
        )
