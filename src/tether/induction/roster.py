"""The door: a roster file becomes cells, or a list of everything that is wrong with it.

    cells = read_roster("roster.xlsx", homes, communities=("sunni-arab", "shia-arab"), ranks=RANKS, starts="2015-06")

CSV, Parquet and Excel. Either a row per cell with ``heads`` (or ``heads_low`` and ``heads_high``), or a row per
person with no number at all, which is counted into cells and dropped at once. Columns: militia, home, community,
rank, and optionally subunit, month (YYYY-MM from when they can come; blank = from the start), consent (either, post,
exit), barred (ids of places where the family would be in danger, by ``;``). Lines before a CSV's header that start with
``#`` are what the file says of itself. All problems are told at once, with row and column.

Refusals: what a roster may not carry, because it would point at a person.

Only the columns that a cell is made of are taken. Any other is refused, and one that looks like a name, an identity
number, a phone, biometrics or free text is refused in those words, with what to do: counts by cell are enough, and
nothing else is ever stored. Values are looked at too: a column called ``subunit`` may still hold phone numbers.

A roster on disk, and what it says of itself: whether it is synthetic stands in the file, not only in its name.

write_roster(table, Path("roster.csv"), ("SYNTHETIC …", "hashd-iran: 55,500 heads, within …"))
about(Path("roster.csv"))                      # those lines; () for a roster that says nothing of itself

CSV: lines that start with ``#`` before the header. Parquet: the schema's metadata. Excel: a second sheet, ``about``.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from tether.documents.files import replacing
from tether.errors import InputError, Problem, Problems, UsageError, did_you_mean
from tether.induction import measures as handover
from tether.induction.cells import CONSENT, RANKS, Homes, Rank, RosterCells, from_columns

NEEDED = ("militia", "home", "community", "rank")
KEY = ("militia", "subunit", "home", "community", "rank", "month", "consent", "barred")
MONTH = re.compile(r"^(\d{4})-(0[1-9]|1[0-2])(?:-\d\d(?: 00:00:00)?)?$")  # Excel turns months into days
FEW = 8  # problems of one kind told one by one
LARGEST = 10_000_000  # heads of one cell beyond which a number is a slip


def read_roster(
    path: Path | str,
    homes: Homes,
    *,
    communities: Sequence[str],
    ranks: Sequence[Rank] = RANKS,
    starts: str = "",
) -> RosterCells:
    """Return the cells of a roster file; InputError lists every problem by row and column."""
    path = Path(path)
    problems = Problems(str(path))
    table = _table(path)
    table.columns = [str(c).strip() for c in table.columns]
    refuse_columns(list(table.columns), problems)
    for name in NEEDED:
        if name not in table:
            problems.add(f"no column '{name}'", path=name, expected=f"columns {', '.join(NEEDED)}")
    if not len(table):
        problems.add("the roster is empty", expected="at least one row")
    refuse_values(table, problems)
    problems.raise_if_any()
    return _cells(_counted(table), homes, tuple(communities), ranks, starts, problems)


def _table(path: Path) -> pd.DataFrame:
    if not path.is_file():
        said = "a folder" if path.is_dir() else "no such file"
        raise InputError(Problem(said, str(path), expected="a roster as .csv, .parquet or .xlsx"))
    kind = path.suffix.lower()
    problems = Problems(str(path))
    try:
        if kind == ".csv":
            above = len(comments(path))
            table = pd.read_csv(
                path, dtype=str, keep_default_na=False, encoding="utf-8-sig", skipinitialspace=True, skiprows=above
            )
            return table.set_index(table.index + above)  # so that index + 2 is the line of the file
        if kind == ".xlsx":
            return pd.read_excel(path, dtype=str, keep_default_na=False, engine="openpyxl").fillna("")
        if kind == ".parquet":
            table = pd.read_parquet(path)
            return table.astype(object).where(table.notna(), "").astype(str)
    except (ValueError, OSError, UnicodeError, zipfile.BadZipFile, KeyError) as error:
        said = "not an Excel workbook" if kind == ".xlsx" else str(error).splitlines()[0][:160]
        problems.add(f"can't be read: {said}", expected=f"a {kind} file with one header row")
        problems.raise_if_any()
    raise UsageError(f"{path}: '{kind}' is not a roster; expected .csv, .parquet or .xlsx")


def _counted(table: pd.DataFrame) -> pd.DataFrame:
    """Return a row per cell with ``row`` (of the file) and ``heads``; rows of persons are counted and dropped."""
    table = table.apply(lambda column: column.astype(str).str.strip())
    for name in KEY:
        if name not in table:
            table[name] = ""
    if any(name in table for name in ("heads", "heads_low", "heads_high")):
        return table.assign(row=table.index + 2)
    row = pd.Series(table.index + 2, index=table.index)
    counted = table.groupby(list(KEY), sort=False).size().rename("heads").reset_index()
    first = row.groupby([table[k] for k in KEY], sort=False).first().to_numpy()
    return counted.assign(heads=counted.heads.astype(str), row=first)


def _cells(
    table: pd.DataFrame,
    homes: Homes,
    communities: tuple[str, ...],
    ranks: Sequence[Rank],
    starts: str,
    problems: Problems,
) -> RosterCells:
    names = tuple(r.id for r in ranks)
    _known(table, "home", homes.ids, problems)
    _known(table, "community", communities, problems)
    _known(table, "rank", names, problems)
    table["consent"] = table["consent"].str.lower().replace("", "either")
    _known(table, "consent", CONSENT, problems)
    _missing(table, "militia", problems)
    _barred(table, homes, problems)
    low, heads, high = _heads(table, problems)
    month = _months(table, starts, problems)
    _duplicates(table, problems)
    _nearly_alike(table, problems)
    if not problems.found and int(heads.sum()) == 0:
        problems.add("the roster holds nobody: all heads are 0", path="heads", expected="at least one volunteer")
    problems.raise_if_any()
    kept = heads + high > 0
    words = ("militia", "subunit", "home", "community", "rank", "consent", "barred")
    columns: dict[str, Sequence[object]] = {name: table.loc[kept, name].tolist() for name in words}
    numbers = {"month": month, "low": low, "heads": heads, "high": high}
    columns |= {name: values[kept].tolist() for name, values in numbers.items()}
    return from_columns(columns, homes=homes.ids, communities=communities, ranks=names)


def _known(table: pd.DataFrame, name: str, allowed: Sequence[str], problems: Problems) -> None:
    wrong = table[~table[name].isin(set(allowed))]
    for value, rows in list(wrong.groupby(name, sort=False))[:FEW]:
        said = f"unknown {name} '{value!s}'" if value else f"no {name}"
        more = f" ({len(rows)} rows)" if len(rows) > 1 else ""
        problems.add(said + more, line=int(rows.row.iloc[0]), path=name, remedy=did_you_mean(str(value), allowed))
    rest = wrong[name].nunique() - FEW
    if rest > 0:
        problems.add(f"and {rest} more unknown values of {name}", path=name)


def _missing(table: pd.DataFrame, name: str, problems: Problems) -> None:
    blank = table[table[name] == ""]
    if len(blank):
        remedy = "give the group's id; ordinary recruits of no militia are 'population'"
        problems.add(f"no {name} in {len(blank)} rows", line=int(blank.row.iloc[0]), path=name, remedy=remedy)


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
            f"{name} '{line[name]}'", line=int(line.row), path=name, expected="a whole number of people, 0 or more"
        )
    if len(wrong) > FEW:
        problems.add(f"and {len(wrong) - FEW} more rows with impossible {name}", path=name)
    return values.where(~table.index.isin(wrong.index), 0).fillna(0).astype(np.int64).to_numpy()


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
            problems.add("month '" + str(value) + "'", line=int(rows.row.iloc[0]), path="month", expected=expected)
    return out


def _barred(table: pd.DataFrame, homes: Homes, problems: Problems) -> None:
    known = {*homes.ids, *homes.provinces}
    for value, rows in table.groupby("barred", sort=False):
        for place in (p.strip() for p in str(value).split(";")):
            if place and place not in known:
                problems.add(
                    f"unknown place '{place}'",
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


def _nearly_alike(table: pd.DataFrame, problems: Problems) -> None:
    """Refuse two spellings of one militia: a bloc under two names slips under its cap."""
    plain: dict[str, str] = {}
    for name in table.militia.unique():
        key = re.sub(r"[^a-z0-9/]", "", str(name).lower())
        if key in plain and name:
            rows = table[table.militia == name].row
            problems.add(
                f"militia '{name}' and '{plain[key]}' differ only in spelling",
                line=int(rows.iloc[0]),
                path="militia",
                remedy="use one id: a bloc under two names would slip under its cap",
            )
        plain.setdefault(key, str(name))


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
    "a name": r"name|surname|father|mother|kunya|alias|nickname|اسم|لقب|كنية|ناو",
    "an identity number": r"(^|_)(ids?|nr|no|number|passport|card|serial|ration|roll|national)($|_)|هوية|رقم",
    "a phone or an address": r"phone|mobile|tel($|_)|mail|address|street|gps|lat($|_)|lon($|_)|هاتف|عنوان",
    "biometrics": r"biometric|finger|iris|face|photo|picture|dna|blood|بصم|صورة",
    "a date of birth": r"birth|dob|born|ميلاد|مواليد",
    "free text": r"note|comment|remark|text|description|detail|ملاحظ",
}
VALUES = {
    "phone numbers or long numbers": re.compile(r"\d[\d\s()+-]{6,}\d"),
    "e-mail addresses": re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+"),
    "free text": re.compile(r"(?:\S+\s+){4,}\S+"),
}
MOSTLY = 0.9  # a column whose values are nearly all different names people, not groups
ENOUGH = 30  # rows from which that can be told


def refuse_columns(columns: Sequence[str], problems: Problems) -> None:
    """Add a problem for every column that is not part of a cell."""
    for name in columns:
        if name in COLUMNS:
            continue
        looks = next((what for what, pattern in LOOKS.items() if re.search(pattern, name.strip().lower())), "")
        if looks:
            remedy = "remove the column: counts by cell are enough, and persons are never read"
            problems.add(f"column '{name}' looks like {looks}: refused", path=name, remedy=remedy)
        else:
            problems.add(f"unknown column '{name}'", path=name, remedy=did_you_mean(name, COLUMNS))


def refuse_values(table: pd.DataFrame, problems: Problems) -> None:
    """Add a problem for every column whose values look like persons, whatever its name."""
    for name in ("militia", "subunit", "home", "community", "rank", "consent", "barred"):
        if name not in table:
            continue
        values = table[name].astype(str).str.strip()
        for what, pattern in VALUES.items():
            hits = values[values.str.contains(pattern, regex=True)]
            if len(hits):
                row = int(hits.index[0]) + 2
                said = f"column '{name}' holds {what} ({len(hits)} rows): refused"
                problems.add(said, line=row, path=name, remedy="use ids of groups and places")
        given = values[values != ""]
        if name in ("militia", "subunit") and len(given) >= ENOUGH and given.nunique() > MOSTLY * len(given):
            if name == "subunit" and "heads" in table:
                continue  # one row per sub-unit is a fair way to count
            said = f"column '{name}' is different in nearly every row ({given.nunique()} of {len(given)}): refused"
            problems.add(said, path=name, remedy="it names people, not groups; use the group's id")


KINDS = (".csv", ".parquet", ".xlsx")
ABOUT_KEY = b"about"
SYNTHETIC = f"{handover.SYNTHETIC}: invented volunteers, nobody's names or counts"


def write_roster(table: pd.DataFrame, path: Path, lines: Sequence[str]) -> Path:
    """Write a roster with its lines; the file appears whole or not at all."""
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise UsageError(f"{path}: '{kind}' is no roster; expected a name that ends in {', '.join(KINDS)}")
    path.parent.mkdir(parents=True, exist_ok=True)
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

        said = (pq.read_schema(path).metadata or {}).get(ABOUT_KEY, b"").decode()
        return tuple(said.splitlines())
    book = pd.read_excel(path, sheet_name=None, header=None, dtype=str, engine="openpyxl")
    return tuple(book["about"][0].dropna()) if "about" in book and len(book["about"]) else ()


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
        table.to_csv(file, index=False, lineterminator="\n")


def _parquet(table: pd.DataFrame, path: Path, lines: Sequence[str]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    whole = pa.Table.from_pandas(table, preserve_index=False)
    pq.write_table(
        whole.replace_schema_metadata({**(whole.schema.metadata or {}), ABOUT_KEY: "\n".join(lines).encode()}), path
    )


def _excel(table: pd.DataFrame, path: Path, lines: Sequence[str]) -> None:
    with pd.ExcelWriter(path, engine="openpyxl") as book:
        table.to_excel(book, sheet_name="roster", index=False)
        pd.DataFrame(list(lines)).to_excel(book, sheet_name="about", index=False, header=False)
