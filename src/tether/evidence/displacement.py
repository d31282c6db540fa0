"""Recorded displacement: lists of displaced families and returnees, summed to first-order place and day of the list.

    found = read_displacement("Master list Jun 04, 2015.xlsx", theatre.index.find, "iraq")
    add_displacement(found)                        # → iraq-displacement, with what was added before
    stored_displacement("iraq-displacement").monthly()

Two forms are read, csv or Excel. A **master list** of IOM's Displacement Tracking Matrix, as published: one row per
location, with ``Governorate``, families (or households) and individuals, one column per governorate of origin, and a
date in a column, in the file's name or given. An **aggregate**: ``date, series, governorate, families, individuals``.
Location names, coordinates and all that is finer than a first-order place are summed away while the file is read and
are kept nowhere. Each list is a count of people as of its day, so lists are never added up over time: a month has the
last list of its days, and a month without one is missing, never zero.

    hosted     families displaced and staying in the place
    from       families displaced who come from the place, wherever they are
    returned   families who have come back to the place, counted since the lists began

The lists are not shipped. Who uses them cites them, under the licence on the page that they came from.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from tether.documents.files import write_text
from tether.documents.json_file import read_json
from tether.documents.locks import locked
from tether.documents.slug import check_slug
from tether.documents.xlsx import open_workbook
from tether.errors import InputError, Problem, Problems, UsageError, did_you_mean
from tether.evidence.claims.model import last_day
from tether.evidence.sources import sha256_of
from tether.evidence.store import data_folder

LICENCE = "Cite IOM's Displacement Tracking Matrix, and look at the licence on the page that the list came from."
FORM = 1
ENDING = ".displacement.json"
SERIES = {
    "hosted": "displaced families staying there",
    "from": "displaced families who come from there",
    "returned": "families who have come back there",
}
WRITTEN = {"idp_by_place": "hosted", "idp_by_origin": "from", "returnee_by_place": "returned"}  # of an aggregate
LATER = {"": "", "returnee_by_last_displacement": ""}  # series of an aggregate that are left out
SPELLINGS = {  # of IOM's lists, where they differ from the reviewed names
    "salahal din": "Salah al-Din", "qadissiya": "Qadisiyah", "al diwaniya": "Qadisiyah", "wassit": "Wasit",
    "al najaf": "Najaf", "al sulaymaniyah": "Sulaymaniyah",
}  # fmt: skip
FAMILIES = re.compile(r"(?:idps?|id p|returnees?|returned|master)? ?(?:families|households)")
INDIVIDUALS = re.compile(r"(?:idps?|id p|returnees?|returned)? ?(?:individuals|persons)")
PLACES = ("governorate", "governorate of displacement", "assessed governorate", "admin 1", "province")
DATES = ("date", "survey date", "date of list")
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905
ISO_DAY = re.compile(r"(?<!\d)(20\d\d)[-_ ]?(0[1-9]|1[0-2])[-_ ]?(0[1-9]|[12]\d|3[01])(?!\d)")
DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[ _-]([A-Za-z]{3})[a-z]{0,7}[,_ -]{1,2}(20\d\d)(?!\d)")
MONTH_FIRST = re.compile(r"([A-Za-z]{3})[a-z]{0,7}[ _-](\d{1,2})[,_ -]{1,2}(20\d\d)(?!\d)")
WIDEST = 300  # columns of a list
HEAD = 25  # rows in which the header is looked for
MOST_ROWS = 200_000
MOST_TOLD = 20
LARGEST = 50_000_000

Find = Callable[[str], str | None]  # a name → the id of a first-order place


class DisplacedCount(NamedTuple):
    """Families (and people, None where the list does not say) of one place in one list."""

    day: date
    place: str
    series: str
    families: int
    individuals: int | None


@dataclass(frozen=True)
class ListSource:
    """A list that was added: file, checksum, rows read, its last day."""

    file: str
    sha256: str
    rows: int
    day: str


@dataclass(frozen=True)
class DisplacementRecord:
    """Recorded displacement of one country: counts by day of the list and place, and the lists that they came from."""

    country: str
    counts: tuple[DisplacedCount, ...]
    sources: tuple[ListSource, ...] = ()

    def until(self, when: str | date) -> DisplacementRecord:
        """Return what lists of the day, or of a month's last day, and before say."""
        day = last_day(when)
        return replace(self, counts=tuple(c for c in self.counts if c.day <= day))

    def monthly(self) -> tuple[DisplacedCount, ...]:
        """Return the last list of each month and series, by month, series and place."""
        last: dict[tuple[str, str], date] = {}
        for count in self.counts:
            key = (f"{count.day:%Y-%m}", count.series)
            last[key] = max(last.get(key, date.min), count.day)
        kept = [c for c in self.counts if last[f"{c.day:%Y-%m}", c.series] == c.day]
        return tuple(sorted(kept, key=lambda c: (c.day, c.series, c.place)))

    def replaced_by(self, other: DisplacementRecord) -> tuple[str, ...]:
        """Return a remark on each list here whose place another record's takes, with how many counts each holds."""
        here, there = (Counter((c.day, c.series) for c in r.counts) for r in (self, other))
        known = {*self.counts}
        changed = sorted({(c.day, c.series) for c in other.counts if c not in known} & set(here))
        return tuple(
            f"the list of {day} ({series}) with {there[day, series]} counts takes the place of one with "
            f"{here[day, series]}"
            for day, series in changed
        )

    def merged(self, other: DisplacementRecord) -> DisplacementRecord:
        """Return both; where both have a list of one day and series, the other's."""
        if other.country != self.country:
            raise InputError(Problem(f"a list of {other.country}", where=self.country, expected=f"of {self.country}"))
        taken = {(c.day, c.series) for c in other.counts}
        kept = tuple(c for c in self.counts if (c.day, c.series) not in taken)
        files = {s.sha256 for s in other.sources}
        before = tuple(s for s in self.sources if s.sha256 not in files)
        return DisplacementRecord(self.country, tuple(sorted((*kept, *other.counts))), (*before, *other.sources))


def read_displacement(path: str | Path, find: Find, country: str, *, day: str = "") -> DisplacementRecord:
    """Read one list, csv or Excel, and return its sums; raises ``InputError`` with every problem, by row.

    ``find`` gives the id of a first-order place by its name; ``day`` is that of a list that does not say it.
    """
    path = Path(path)
    problems = Problems(path.name)
    given = _given_day(day)
    rows = _table(path)
    number, header = _header(rows, path)
    columns = _columns(header, find, path, number)
    sums: dict[tuple[date, str, str], list[int | None]] = {}
    read = 0
    for number, values in rows:
        read += 1
        if len(problems.found) >= MOST_TOLD:
            break
        for count in _counts(columns, values, number, problems, given or _day_in(path.name)):
            total = sums.setdefault(count[:3], [0, 0])
            total[0] = (total[0] or 0) + count.families
            total[1] = None if count.individuals is None or total[1] is None else total[1] + count.individuals
    problems.raise_if_any()
    if not sums:
        raise InputError(Problem("a header and no families", where=path.name, expected="a list of displaced families"))
    counts = sorted(DisplacedCount(*key, families or 0, people) for key, (families, people) in sums.items())
    source = ListSource(path.name, sha256_of(path), read, str(max(c.day for c in counts)))
    return DisplacementRecord(country, tuple(counts), (source,))


class _ListColumns(NamedTuple):
    place: int
    families: int
    individuals: int | None
    day: int | None
    series: int | None  # of an aggregate
    origins: dict[int, str]  # of a master list of the displaced
    returns: bool
    find: Find


def _columns(header: list[str], find: Find, path: Path, number: int) -> _ListColumns:
    names = [_plain(h) for h in header]
    place = next((i for i, n in enumerate(names) if n in PLACES), None)
    families = next((i for i, n in enumerate(names) if FAMILIES.fullmatch(n)), None)
    if place is None or families is None:
        missing = " and ".join(w for w, at in (("Governorate", place), ("Families", families)) if at is None)
        raise InputError(
            Problem(
                f"no column for {missing}",
                where=path.name,
                line=number,
                expected="a master list of displaced families or returnees, or date, series, governorate, families",
                remedy="the sheet of the list must come first, its header in the first rows",
            )
        )
    people = next((i for i, n in enumerate(names) if INDIVIDUALS.fullmatch(n)), None)
    series = names.index("series") if "series" in names else None
    returns = "return" in names[families] or "return" in path.name.lower()
    used = {place, families, people, series}
    origins = {} if series is not None or returns else _origins(header, used, find)
    day = next((i for i, n in enumerate(names) if n in DATES), None)
    return _ListColumns(place, families, people, day, series, origins, returns, find)


def _origins(header: list[str], used: set[int | None], find: Find) -> dict[int, str]:
    """Return the columns that bear the name of a first-order place: families who come from there."""
    found = {i: _find(find, h) for i, h in enumerate(header) if i not in used and h}
    return {i: place for i, place in found.items() if place is not None}


def _counts(
    columns: _ListColumns, values: list[Any], number: int, problems: Problems, given: date | None
) -> Iterator[DisplacedCount]:
    """Give the counts of one row; what is wrong with it is noted."""
    cell = [*values, *[None] * (max(columns.place, columns.families, *columns.origins, 0) + 1 - len(values))]
    name, families = str(cell[columns.place] or "").strip(), _number(cell[columns.families])
    if not name and not families:
        return  # a blank line, a line of totals without a name
    if families is None:
        problems.add(f"'{cell[columns.families]}' families", path=f"row {number}", expected=WHOLE)
        return
    written = str(cell[columns.series] or "").strip().lower() if columns.series is not None else ""
    if written in LATER and columns.series is not None:
        return
    series = (
        WRITTEN.get(written, written) if columns.series is not None else "returned" if columns.returns else "hosted"
    )
    day = _day_of(cell[columns.day]) if columns.day is not None and len(cell) > columns.day else given
    place = _find(columns.find, name)
    if series not in SERIES:
        problems.add(f"series '{written}'", path=f"row {number}", expected=", ".join((*WRITTEN, *SERIES)))
    elif day is None:
        problems.add("no day of the list", path=f"row {number}", expected=DATED, remedy="give --date YYYY-MM-DD")
    elif place is None:
        problems.add(f"governorate '{name}'", path=f"row {number}", expected="a first-order place of the country")
    else:
        people = _number(cell[columns.individuals]) if columns.individuals is not None else None
        yield DisplacedCount(day, place, series, families, people)
        for at, origin in columns.origins.items():
            came = _number(cell[at])
            if came is None:
                problems.add(f"'{cell[at]}'", path=f"row {number}, families from {origin}", expected=WHOLE)
            elif came:
                yield DisplacedCount(day, origin, "from", came, None)


WHOLE = "a whole number, 0 or more"
DATED = "a date as YYYY-MM-DD or Jun 04, 2015, in a column, or in the file's name"


def _table(path: Path) -> Iterator[tuple[int, list[Any]]]:
    """Give the rows of a csv or of the first sheet that has a header we know, numbered as a reader sees them."""
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        with open_workbook(path, expected="a list of displaced families (.xlsx)") as book:
            for sheet in book.sheets:
                head = list(islice(book.rows(sheet, columns=WIDEST), HEAD))
                if any(_is_header(list(values)) for _, values in head):
                    yield from ((number, list(values)) for number, values in book.rows(sheet, columns=WIDEST))
                    return
        return
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, values in enumerate(csv.reader(file, strict=True), 1):
                if number > MOST_ROWS:
                    raise InputError(Problem(f"more than {MOST_ROWS:,} rows", where=path.name))
                yield number, list(values)
    except OSError as error:
        raise InputError(
            Problem(f"cannot be read: {error.strerror}", where=str(path), expected="a list (csv)")
        ) from None
    except (UnicodeDecodeError, csv.Error) as error:
        remedy = "save it as csv, encoding UTF-8, separated by commas"
        raise InputError(Problem(f"no csv that can be read ({error})", where=path.name, remedy=remedy)) from None


def _header(rows: Iterator[tuple[int, list[Any]]], path: Path) -> tuple[int, list[str]]:
    for seen, (number, values) in enumerate(rows):
        if _is_header(values):
            return number, [str(v or "").strip() for v in values]
        if seen >= HEAD:
            break
    expected = f"a header with Governorate and Families in the first {HEAD} rows"
    raise InputError(Problem("no header that is known", where=path.name, expected=expected))


def _is_header(values: list[Any]) -> bool:
    names = {_plain(str(v or "")) for v in values}
    return bool(names & set(PLACES))


def _plain(text: str) -> str:
    """Return a column's name in lower case, without another script's words, brackets, joiners and double blanks."""
    latin = re.sub(r"[^\x00-\x7f]", " ", text)
    return " ".join(re.sub(r"[_/()\n.-]", " ", latin).lower().split())


def _find(find: Find, name: str) -> str | None:
    plain = " ".join(name.split())
    return find(SPELLINGS.get(plain.lower(), plain))


def _number(value: Any) -> int | None:
    """Return a whole number, 0 for a blank; None for what is none."""
    if value is None or (isinstance(value, str) and value.strip() in ("", "-")):
        return 0
    try:
        number = float(str(value).replace(",", ""))
    except ValueError:
        return None
    return int(number) if number == int(number) and 0 <= number <= LARGEST else None


def _day_of(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return _day_in(str(value or ""))


def _day_in(text: str) -> date | None:
    """Return the day that a text holds, written in one of three ways; None where it holds none, or no real day."""
    found: tuple[int, int, int] | None = None
    if iso := ISO_DAY.search(text):
        found = int(iso[1]), int(iso[2]), int(iso[3])
    elif (named := MONTH_FIRST.search(text)) and named[1].lower() in MONTHS:
        found = int(named[3]), MONTHS.index(named[1].lower()) + 1, int(named[2])
    elif (named := DAY_FIRST.search(text)) and named[2].lower() in MONTHS:
        found = int(named[3]), MONTHS.index(named[2].lower()) + 1, int(named[1])
    try:
        return date(*found) if found else None
    except ValueError:
        return None


def _given_day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--date {text}: expected a day as YYYY-MM-DD") from None


def displacement_name(country: str) -> str:
    """Return the name that a country's set gets unless the user gives one."""
    return f"{country}-displacement"


def displacement_file(name: str, folder: Path | None = None) -> Path:
    """Return the file of a stored set."""
    return data_folder(folder) / f"{name}{ENDING}"


def stored_displacements(folder: Path | None = None) -> tuple[str, ...]:
    """Return the names of the stored sets."""
    return tuple(sorted(p.name.removesuffix(ENDING) for p in data_folder(folder).glob(f"*{ENDING}")))


def add_displacement(found: DisplacementRecord, folder: Path | None = None, name: str = "") -> Path:
    """Keep what a list says with what was kept before, whole or not at all; return the file."""
    kept = displacement_file(check_slug(name or displacement_name(found.country), "--name"), folder)
    kept.parent.mkdir(parents=True, exist_ok=True)
    with locked(kept):
        whole = load_displacement(kept).merged(found) if kept.exists() else found
        write_text(kept, json.dumps(_plain_values(whole), indent=0, ensure_ascii=False))
    return kept


def replaced_lists(found: DisplacementRecord, folder: Path | None = None, name: str = "") -> tuple[str, ...]:
    """Return a remark on each kept list whose place ``add_displacement`` would give to a list of ``found``."""
    kept = displacement_file(check_slug(name or displacement_name(found.country), "--name"), folder)
    return load_displacement(kept).replaced_by(found) if kept.exists() else ()


def stored_displacement(name: str, folder: Path | None = None) -> DisplacementRecord:
    """Return a stored set by its name; an unknown name says what there is."""
    known = stored_displacements(folder)
    if name not in known:
        remedy = (
            did_you_mean(name, known) if known else "add a list: tether data add --displacement FILE --country NAME"
        )
        raise InputError(Problem(f"no stored displacement '{name}'", where=str(data_folder(folder)), remedy=remedy))
    return load_displacement(displacement_file(name, folder))


def load_displacement(path: Path) -> DisplacementRecord:
    """Read a file that ``add_displacement`` wrote; a damaged one is one located ``InputError``."""
    tree = read_json(path, "a set of recorded displacement")
    try:
        if tree["displacement"] > FORM:
            raise ValueError("it was written by a later version of Tether")
        counts = tuple(_count(*row) for row in tree["counts"])
        return DisplacementRecord(str(tree["country"]), counts, tuple(ListSource(**s) for s in tree["sources"]))
    except (KeyError, TypeError, ValueError) as error:
        remedy = "remove it and add the lists again"
        raise InputError(Problem(f"no recorded displacement ({error})", where=str(path), remedy=remedy)) from None


def _count(day: str, place: str, series: str, families: int, individuals: int | None) -> DisplacedCount:
    if series not in SERIES or not isinstance(families, int) or families < 0:
        raise ValueError(f"{day}, {place}: {series} {families}")
    return DisplacedCount(date.fromisoformat(day), str(place), series, families, individuals)


def _plain_values(found: DisplacementRecord) -> dict[str, Any]:
    return {
        "displacement": FORM,
        "country": found.country,
        "sources": [s.__dict__ for s in found.sources],
        "counts": [[str(c.day), c.place, c.series, c.families, c.individuals] for c in found.counts],
    }
