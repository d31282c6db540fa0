"""The armed groups that a law lists in a table: each with its name, the men that it claims, and its row.

    for group in listed_groups(law): print(group.name, group.size, group.quote)     # 'Valley Brigade', 2900, …

A table is a list of groups where a column is headed by what it is a list of ("Name of the group", "Militia",
"اسم التشكيل"); the column of men is told by its heading too ("Declared fighters", "العدد المعلن"). A table of sectors,
posts or pay is none. To add a word: a row of ``listed_groups.csv``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import groupby

from tether.law.numerals import plain
from tether.law.written_law import Provision, WrittenLaw

CELL = " | "
BASES = ("verified", "registered", "payroll", "claimed")  # how a number of men is known, by the words of its heading
MOST_GROUPS = 80


@dataclass(frozen=True)
class ListedGroup:
    """A group in a table of a law."""

    name: str
    size: int | None
    basis: str  # claimed, registered, payroll, verified; '' where its heading doesn't say
    provision: str
    quote: str  # its row


@cache
def words_for(kind: str) -> re.Pattern[str]:
    """Return the words of one kind, of three languages at once: a table may be bilingual."""
    text = (resources.files("tether.law") / "listed_groups.csv").read_text("utf-8")
    row = next(row for row in csv.DictReader(text.splitlines()) if row["kind"] == kind)
    return re.compile("|".join(row[language] for language in ("en", "ar", "fr")), re.IGNORECASE)


def listed_groups(law: WrittenLaw) -> tuple[ListedGroup, ...]:
    """Return the armed groups that a law lists in tables, each once."""
    found: dict[str, ListedGroup] = {}
    for provision in law.provisions:
        for table in _tables(provision):
            for group in _of_table(provision, table):
                found.setdefault(group.name, group)
    return tuple(found.values())[:MOST_GROUPS]


def _tables(provision: Provision) -> Iterator[list[str]]:
    """Give the tables of a provision: lines that follow each other, of several cells each."""
    for several, lines in groupby(provision.text.split("\n"), key=lambda line: CELL in line):
        rows = list(lines)
        if several and len(rows) > 1:
            yield rows


def _of_table(provision: Provision, table: list[str]) -> Iterator[ListedGroup]:
    heads = [cell.strip() for cell in table[0].split(CELL)]
    names = next(
        (n for n, head in enumerate(heads) if words_for("names").search(head) and not words_for("men").search(head)),
        None,
    )
    if names is None:
        return
    men = next((n for n, head in enumerate(heads) if n != names and words_for("men").search(head)), None)
    basis = next((b for b in BASES if men is not None and words_for(b).search(heads[men])), "")
    for line in table[1:]:
        cells = [cell.strip() for cell in line.split(CELL)]
        name = cells[names] if len(cells) == len(heads) else ""
        if not name or name[:1].isdigit() or len(name) > 80 or words_for("total").match(name):
            continue
        size = _men(cells[men]) if men is not None else None
        yield ListedGroup(name, size, basis if size is not None else "", provision.id, line)


def _men(cell: str) -> int | None:
    figure = re.fullmatch(r"\D{0,12}?(\d{1,3}(?:[,. ]\d{3})+|\d{1,7})\D{0,20}", plain(cell))
    return int(re.sub(r"\D", "", figure[1])) if figure else None
