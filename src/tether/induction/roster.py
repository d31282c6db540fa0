"""The door: a roster file becomes cells, or a list of everything that is wrong with it.

    cells = read_roster("roster.xlsx", homes, words, starts="2015-06", mapping=read_mapping("words.yaml", words))

CSV, Parquet and Excel. Either a row per cell with ``heads`` (or ``heads_low`` and ``heads_high``), or a row per
person with no number at all, which is counted into cells and dropped at once. Columns: militia, home, community,
rank, and optionally subunit, month (YYYY-MM from when they can come; blank = from the start), consent (either, post,
exit), barred (ids of places where the family would be in danger, by ``;``). What militia, subunit, home, community and
rank may hold are closed lists of ids, or words that a mapping file turns into ids (``roster_words.py``). Lines before a
CSV's header that start with ``#`` are what the file says of itself. All problems are told at once, with row and column.

Refusals: what a roster may not carry, because it would point at a person.

Only the columns that a cell is made of are taken. Any other is refused, and one that looks like a name, an identity
number, a phone, biometrics or free text is refused in those words, with what to do: counts by cell are enough, and
nothing else is ever stored. Values are looked at too (``tether.documents.personal_data``): what reads as a person's is
refused and not shown. A column in which nearly every row is different counts persons by number, whatever it is called.

A roster on disk, and what it says of itself: whether it is synthetic stands in the file, not only in its name.

write_roster(table, Path("roster.csv"), ("SYNTHETIC …", "hashd-iran: 55,500 heads, within …"))
about(Path("roster.csv"))                      # those lines; () for a roster that says nothing of itself

CSV: lines that start with ``#`` before the header. Parquet: the schema's metadata. Excel: a second sheet, ``about``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from tether.documents.cells import csv_text, no_formulas, text_cells, unguarded_table
from tether.documents.csv_file import check_csv
from tether.documents.files import replacing
from tether.documents.personal_data import personal_data
from tether.documents.spelling import plain
from tether.documents.xlsx import as_text, open_workbook
from tether.errors import InputError, Problem, Problems, UsageError, did_you_mean
from tether.induction import measures as handover
from tether.induction.cells import CONSENT, Homes, RosterCells, from_columns
from tether.induction.roster_words import Mapped, RosterWords, refuse_words, shown_word, translated

NEEDED = ("militia", "home", "community", "rank")
KEY = ("militia", "subunit", "home", "community", "rank", "month", "consent", "barred")
MONTH = re.compile(r"^(\d{4})-(0[1-9]|1[0-2])(?:-\d\d(?: 00:00:00)?)?$")  # Excel turns months into days
HEADS = ("heads", "heads_low", "heads_high")
FEW = 8  # problems of one kind told one by one
WIDEST = 64  # columns of a workbook that are looked at
LARGEST = 10_000_000  # heads of one cell beyond which a number is a slip


def read_roster(
    path: Path | str,
    homes: Homes,
    words: RosterWords,
    *,
    starts: str = "",
    mapping: Mapped | None = None,
) -> RosterCells:
    """Return the cells of a roster file; InputError lists every problem by row and column.

    ``words``: the closed lists; ``mapping``: the ids that words of the file stand for.
    """
    path = Path(path)
    problems = Problems(str(path))
    table = _table(path)
    table.columns = [str(c).strip() for c in table.columns]
    refuse_columns(list(table.columns), problems)
    refuse_lines(about(path), problems)
    for name in NEEDED:
        if name not in table:
            problems.add(f"no column '{name}'", path=name, expected=f"columns {', '.join(NEEDED)}")
    if not len(table):
        problems.add("the roster is empty", expected="at least one row")
    problems.raise_if_any()
    table = table.assign(row=table.index + 2)
    for name in KEY:
        table[name] = table[name].astype(str).str.strip() if name in table else ""
    for name, table_of in (mapping or {}).items():
        table[name] = translated(table[name], table_of)
    refuse_words(table, words, problems)
    refuse_persons(table, problems)
    return _cells(_counted(table), homes, words, starts, problems)


def _table(path: Path) -> pd.DataFrame:
    if not path.is_file():
        said = "a folder" if path.is_dir() else "no such file"
        raise InputError(Problem(said, str(path), expected="a roster as .csv, .parquet or .xlsx"))
    kind = path.suffix.lower()
    problems = Problems(str(path))
    try:
        if kind == ".csv":
            above = len(comments(path))
            check_csv(path, "a roster (.csv): one header row, then its rows", skip=above)
            table = pd.read_csv(
                path, dtype=str, keep_default_na=False, encoding="utf-8-sig", skipinitialspace=True, skiprows=above
            )
            return unguarded_table(table).set_index(table.index + above)  # so that index + 2 is the line of the file
        if kind == ".xlsx":
            return _sheet(path)
        if kind == ".parquet":
            table = pd.read_parquet(path)
            return table.astype(object).where(table.notna(), "").astype(str)
    except (ValueError, OSError, UnicodeError, KeyError) as error:
        problems.add(
            f"can't be read: {str(error).splitlines()[0][:160]}", expected=f"a {kind} file with one header row"
        )
        problems.raise_if_any()
    raise UsageError(f"{path}: '{kind}' is not a roster; expected .csv, .parquet or .xlsx")


def _sheet(path: Path) -> pd.DataFrame:
    """Return the first sheet of a workbook as text; its index + 2 is the row that Excel shows."""
    expected = "a roster (.xlsx): one header row, then its rows, on the first sheet"
    problems = Problems(str(path))
    with open_workbook(path, expected=expected) as book:
        rows = book.rows(book.sheets[0], columns=WIDEST)
        line, header = next(rows, (0, []))
        names = [as_text(value).strip() for value in header]
        for at, name in enumerate(names):
            if not name or name in names[:at]:
                said = f"column '{name}' stands there twice" if name else f"column {at + 1} has no name"
                problems.add(said, line=line, expected=expected)
        numbers, table = [], []
        for number, values in rows:
            if len(values) > len(names) and len(problems.found) < FEW:
                problems.add(f"column {len(values)} holds something and has no name", line=number, expected=expected)
            numbers.append(number - 2)
            table.append([v if type(v) is str else as_text(v) for v in values] + [""] * (len(names) - len(values)))
    problems.raise_if_any()
    return pd.DataFrame(table, index=numbers, columns=names, dtype=object)


def _counted(table: pd.DataFrame) -> pd.DataFrame:
    """Return a row per cell with ``row`` (of the file) and ``heads``; rows of persons are counted and dropped."""
    if any(name in table for name in HEADS):
        return table
    grouped = table.groupby(list(KEY), sort=False)
    counted = grouped.row.agg(heads="size", row="first").reset_index()
    return counted.assign(heads=counted.heads.astype(str))


def _cells(table: pd.DataFrame, homes: Homes, words: RosterWords, starts: str, problems: Problems) -> RosterCells:
    table["consent"] = table["consent"].str.lower().replace("", "either")
    _agreed(table, problems)
    _barred(table, homes, problems)
    low, heads, high = _heads(table, problems)
    month = _months(table, starts, problems)
    _duplicates(table, problems)
    if not problems.found and int(heads.sum()) == 0:
        problems.add("the roster holds nobody: all heads are 0", path="heads", expected="at least one volunteer")
    problems.raise_if_any()
    kept = heads + high > 0
    names = ("militia", "subunit", "home", "community", "rank", "consent", "barred")
    columns: dict[str, Sequence[object]] = {name: table.loc[kept, name].tolist() for name in names}
    numbers = {"month": month, "low": low, "heads": heads, "high": high}
    columns |= {name: values[kept].tolist() for name, values in numbers.items()}
    return from_columns(columns, homes=homes.ids, communities=words.communities, ranks=words.ranks)


def _agreed(table: pd.DataFrame, problems: Problems) -> None:
    wrong = table[~table.consent.isin(CONSENT)].groupby("consent", sort=False).row.first()
    for value, row in list(wrong.items())[:FEW]:
        remedy = did_you_mean(str(value), CONSENT)
        problems.add(f"consent {shown_word(str(value))}", line=int(row), path="consent", remedy=remedy)


def _heads(table: pd.DataFrame, problems: Problems) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (low, heads, high); heads default to the middle, bounds to heads."""
    given = {name: _numbers(table, name, problems) for name in ("heads_low", "heads", "heads_high")}
    low, heads, high = given["heads_low"], given["heads"], given["heads_high"]
    if heads is None:
        if low is None or high is None:
            problems.add("no heads", path="heads", expected="a column heads, or both heads_low and heads_high")
            low = high = np.zeros(len(table), np.int64)
        heads = (low + high) // 2
    low, high = heads if low is None else low, heads if high is None else high
    numbers = [pd.to_numeric(table[name], errors="coerce") for name in given if name in table]
    sound = np.all([v.notna() & (v >= 0) for v in numbers], axis=0)  # a wrong number is told once
    for i in np.flatnonzero(sound & ((low > heads) | (heads > high)))[:FEW]:
        said = f"heads {heads[i]} outside {low[i]} to {high[i]}"
        problems.add(said, line=int(table.row.iloc[i]), path="heads", expected="heads_low ≤ heads ≤ heads_high")
    return low, heads, high


def _numbers(table: pd.DataFrame, name: str, problems: Problems) -> np.ndarray | None:
    if name not in table:
        return None
    values = pd.to_numeric(table[name], errors="coerce")
    wrong = table[values.isna() | (values % 1 != 0) | (values < 0) | (values > LARGEST)]
    for _, line in wrong.head(FEW).iterrows():
        problems.add(
            f"{name} {_shown_number(str(line[name]))}",
            line=int(line.row),
            path=name,
            expected="a whole number of people, 0 or more",
        )
    if len(wrong) > FEW:
        problems.add(f"and {len(wrong) - FEW} more rows with impossible {name}", path=name)
    return values.where(~table.index.isin(wrong.index), 0).fillna(0).astype(np.int64).to_numpy()


def _shown_number(text: str) -> str:
    """Return what stands where a count is due, where it is a short number and nothing else."""
    return shown_word(text) if re.fullmatch(r"[-+\d.,]{0,12}", text) else "no number (not shown)"


def _months(table: pd.DataFrame, starts: str, problems: Problems) -> np.ndarray:
    """Return months after the start; earlier months and blanks are 0."""
    zero = MONTH.match(starts or "1900-01")
    assert zero is not None
    base = int(zero[1]) * 12 + int(zero[2])
    out = np.zeros(len(table), np.int64)
    wrong = 0
    for value, rows in table.groupby("month", sort=False):
        if not value:
            continue
        match = MONTH.match(str(value))
        if match and starts:
            out[table.index.get_indexer(rows.index)] = max(0, int(match[1]) * 12 + int(match[2]) - base)
            continue
        wrong += 1
        if wrong <= FEW:
            expected = "a month as YYYY-MM, or blank" if starts else "no months: the charter has no start"
            problems.add(f"month {shown_word(str(value))}", line=int(rows.row.iloc[0]), path="month", expected=expected)
    return out


def _barred(table: pd.DataFrame, homes: Homes, problems: Problems) -> None:
    known = {*homes.ids, *homes.provinces}
    for value, rows in table.groupby("barred", sort=False):
        for place in (p.strip() for p in str(value).split(";")):
            if place and place not in known:
                problems.add(
                    f"unknown place {shown_word(place)}",
                    line=int(rows.row.iloc[0]),
                    path="barred",
                    remedy=did_you_mean(place, known),
                )


def _duplicates(table: pd.DataFrame, problems: Problems) -> None:
    twice = table[table.duplicated(list(KEY), keep=False)]
    for _, rows in list(twice.groupby(list(KEY), sort=False))[:FEW]:
        first, second = rows.row.iloc[0], rows.row.iloc[1]
        line = rows.iloc[0]
        what = " / ".join(
            v for v in (line.militia, line.subunit, line.home, line.community, line["rank"], line.month) if v
        )
        problems.add(
            f"the same cell in rows {first} and {second} ({what})",
            line=int(second),
            remedy="add them up, or tell them apart",
        )


COLUMNS = (
    "militia",
    "subunit",
    "home",
    "community",
    "rank",
    "month",
    "consent",
    "barred",
    "heads",
    "heads_low",
    "heads_high",
)
LOOKS = {
    "a name": r"name|surname|father|mother|kunya|alias|nickname|\bnom\b|prenom|surnom|اسم|لقب|كنيه|ناو|نام|ism\b|laqab",
    "an identity number": r"(^|_)(ids?|nr|no|number|passport|passeport|card|carte|serial|ration|roll|national|cin)($|_)"
    r"|هويه|رقم|جواز|بطاقه",
    "a phone or an address": r"phone|mobile|tel($|_)|mail|courriel|address|adresse|street|gps|lat($|_)|lon($|_)|coord"
    r"|whatsapp|telegram|هاتف|عنوان|جوال|موبايل",
    "biometrics": r"biometric|finger|iris|face|photo|picture|dna|blood|empreinte|بصم|صوره|دم",
    "a date of birth": r"birth|dob|born|naissance|ne_le|ميلاد|مواليد",
    "free text": r"note|comment|remark|text|description|detail|observation|ملاحظ",
}
MOSTLY = 0.9  # a column whose values are nearly all different names people, not groups
ENOUGH = 30  # rows from which that can be told


def refuse_columns(columns: Sequence[str], problems: Problems) -> None:
    """Add a problem for every column that is not part of a cell, or stands there twice."""
    for name in dict.fromkeys(columns):
        if name in COLUMNS:
            if columns.count(name) > 1:
                problems.add(f"column '{name}' stands there twice", path=name, expected="each column once")
            continue
        looks = next((what for what, pattern in LOOKS.items() if re.search(pattern, plain(name))), "")
        if looks:
            remedy = "remove the column: counts by cell are enough, and persons are never read"
            problems.add(f"column {shown_word(name)} looks like {looks}: refused", path="header", remedy=remedy)
        else:
            problems.add(f"unknown column {shown_word(name)}", path="header", remedy=did_you_mean(name, COLUMNS))


def refuse_lines(lines: Sequence[str], problems: Problems) -> None:
    """Add a problem for each line that a file says of itself that holds personal data."""
    for number, line in enumerate(lines, 1):
        kinds = personal_data(line)
        if kinds:
            said = f"what the file says of itself holds {' and '.join(kinds)} (not shown): refused"
            problems.add(said, line=number, path="about", remedy="take the line out")


def refuse_persons(table: pd.DataFrame, problems: Problems) -> None:
    """Add a problem for a column that is different in nearly every row: it numbers persons, with heads or without."""
    for name in ("militia", "subunit"):
        given = table[name][table[name] != ""]
        if len(given) >= ENOUGH and given.nunique() > MOSTLY * len(given):
            said = f"column '{name}' is different in nearly every row ({given.nunique()} of {len(given)}): refused"
            remedy = "it tells people apart, not groups; use the group's id, or leave sub-units out"
            problems.add(said, path=name, remedy=remedy)


KINDS = (".csv", ".parquet", ".xlsx")
ABOUT_KEY = b"about"
SYNTHETIC = f"{handover.SYNTHETIC}: invented volunteers, nobody's names or counts"


def write_roster(table: pd.DataFrame, path: Path, lines: Sequence[str]) -> Path:
    """Write a roster with its lines; the file appears whole or not at all."""
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise UsageError(f"{path}: '{kind}' is no roster; expected a name that ends in {', '.join(KINDS)}")
    with replacing(path) as draft:
        {".csv": _csv, ".parquet": _parquet, ".xlsx": _excel}[kind](table, draft, lines)
    return path


def about(path: Path) -> tuple[str, ...]:
    """Return what a roster file says of itself."""
    kind = path.suffix.lower()
    if kind == ".csv":
        return comments(path)
    if kind == ".parquet":
        import pyarrow.parquet as pq

        lines = (pq.read_schema(path).metadata or {}).get(ABOUT_KEY, b"").decode()
        return tuple(lines.splitlines())
    with open_workbook(path, expected="a roster (.xlsx)") as book:
        said = book.rows("about", columns=WIDEST) if "about" in book.sheets else ()
        return tuple(as_text(values[0]) for _, values in said)


def comments(path: Path) -> tuple[str, ...]:
    """Return the lines before a CSV file's header that start with ``#``, without it."""
    found = []
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for line in file:
            if not line.startswith("#"):
                break
            found.append(line[1:].strip())
    return tuple(found)


def _csv(table: pd.DataFrame, path: Path, lines: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"# {line}\n" for line in lines)
        file.write(csv_text(table))


def _parquet(table: pd.DataFrame, path: Path, lines: Sequence[str]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    whole = pa.Table.from_pandas(table, preserve_index=False)
    pq.write_table(
        whole.replace_schema_metadata({**(whole.schema.metadata or {}), ABOUT_KEY: "\n".join(lines).encode()}), path
    )


def _excel(table: pd.DataFrame, path: Path, lines: Sequence[str]) -> None:
    with pd.ExcelWriter(path, engine="openpyxl") as book:
        text_cells(table).to_excel(book, sheet_name="roster", index=False)
        text_cells(pd.DataFrame(list(lines))).to_excel(book, sheet_name="about", index=False, header=False)
        no_formulas(book.book)
