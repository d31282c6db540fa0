"""Claims by the ten thousand: a CSV or Parquet table, checked and asked as of a date inside DuckDB.

    table = read_table("claims.csv")                # every bad row told at once, by line; nothing half-imported
    table.as_of("2015-06").about("ucdp-234")        # list[Claim], as the YAML store gives them

Columns: those of ``COLUMNS``; dates as YYYY-MM-DD, ``happened_to`` empty where no end is known, ``seen`` true or false,
``kinds`` joined by ``+``. The rules are the YAML reader's, written as SQL (``table_rules``), so that 100,000 rows take
about half a second.

What makes a row of a claim table wrong, as SQL: one pass counts all rules, a second look names the rows.

A rule is (test, words, expected) over the table ``raw``: the text columns as read, and the dates and numbers typed,
with an underscore before their names (null where the text is none). To add a rule, add a row.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tether.documents.cells import csv_text, unguarded_sql
from tether.documents.files import replacing
from tether.documents.personal_data import personal_data
from tether.errors import InputError, Problem, did_you_mean
from tether.evidence.claims.model import BASES, GRADES, HANDLINGS, PREDICATES, PUBLIC, Claim, ClaimSource, last_day

if TYPE_CHECKING:
    import duckdb

COLUMNS = (
    "subject", "predicate", "object", "lo", "value", "hi", "unit", "basis", "happened_from", "happened_to",
    "known_from", "published", "coded", "source", "grade", "seen", "handling", "quote", "note", "kinds",
)  # fmt: skip
OPTIONAL = ("note",)  # tables written before there were notes lack it
TEXTS = ("subject", "object", "unit", "quote", "note")  # columns in which somebody's own words may stand
MOST_TOLD = 200  # problems listed


@dataclass(frozen=True)
class ClaimTable:
    """A checked table of claims in memory; ``sources`` gives the cards of the ids in its ``source`` column.

    ``cut_off`` and ``published`` are the cut-off it is read at, none at first.
    """

    connection: duckdb.DuckDBPyConnection
    sources: Mapping[str, ClaimSource] = field(default_factory=dict)
    name: str = ""
    cut_off: date | None = None
    published: bool = False

    def __len__(self) -> int:
        return int(self._rows("count(*)")[0][0])

    def as_of(self, when: str | date, *, published: bool = False) -> ClaimTable:
        """Return what may be known at the end of ``when``; later ends are hidden (see ``store.Claims.as_of``)."""
        return replace(self, cut_off=last_day(when), published=published)

    def about(self, subject: str, predicate: str = "") -> list[Claim]:
        """Return the claims on one subject."""
        given = {"subject": subject} | ({"predicate": predicate} if predicate else {})
        return self.claims(**given)

    def claims(self, **given: str) -> list[Claim]:
        """Return the claims whose columns have the ``given`` values, in file order."""
        rows = self._rows("*", given, "ORDER BY row")
        columns = ("row", *COLUMNS)
        return [_claim(dict(zip(columns, row, strict=True)), self.sources, self.name) for row in rows]

    def _rows(self, what: str, given: Mapping[str, str] | None = None, after: str = "") -> list[tuple[Any, ...]]:
        tests, values = ["true"], []
        for column, value in (given or {}).items():
            tests.append(f"{column} = ?")
            values.append(value)
        table = "claims"
        if self.cut_off is not None:
            day = self.cut_off.isoformat()
            tests.append(f"known_from <= DATE '{day}'")
            tests += [f"published <= DATE '{day}'"] if self.published else []
            hidden = f"CASE WHEN happened_to > DATE '{day}' THEN NULL ELSE happened_to END AS happened_to"
            table = f"(SELECT * REPLACE ({hidden}) FROM claims)"
        columns = what if what != "*" else ", ".join(("row", *COLUMNS))
        query = f"SELECT {columns} FROM {table} WHERE {' AND '.join(tests)} {after}"
        return self.connection.execute(query, values).fetchall()


def read_table(
    path: str | Path,
    *,
    sources: Mapping[str, ClaimSource] | None = None,
    ids: Mapping[str, str] | None = None,
    public: Collection[str] = (),
) -> ClaimTable:
    """Read and check a table; raises ``InputError`` with the problems, each by its line.

    With ``sources`` the ids of the source column must be among them; with ``ids`` (id → kind) subjects must be known
    and no person. A text that holds personal data is refused, ``public`` persons excepted.
    """
    import duckdb

    path = Path(path)
    connection = duckdb.connect()
    columns = _raw(connection, path)
    missing = [c for c in COLUMNS if c not in (*columns, *OPTIONAL)]
    if missing:
        raise InputError(Problem(f"no column {', '.join(missing)}", str(path), expected=", ".join(COLUMNS)))
    connection.register("known", _known(sources, ids))
    broken = _rejects(connection, path)
    problems = broken + _faults(connection, path, rules(bool(sources), bool(ids)), [p.line for p in broken])
    problems += _persons(connection, path, [p.line for p in broken], public)
    if problems:
        raise InputError(problems[:MOST_TOLD])
    typed = ", ".join(f"_{c} AS {c}" for c in (*DATES, *NUMBERS))
    others = ", ".join(c for c in COLUMNS if c not in (*DATES, *NUMBERS, "seen"))
    connection.execute(f"CREATE VIEW claims AS SELECT row, {others}, lower(seen) = 'true' AS seen, {typed} FROM raw")
    return ClaimTable(connection, sources or {}, path.name)


def write_table(claims: Iterable[Claim], path: str | Path) -> int:
    """Write claims as such a table (CSV with BOM, or Parquet); return how many their handling mark left out."""
    import pandas as pd

    path, claims = Path(path), tuple(claims)
    rows = [
        (c.subject, c.predicate, c.object, c.lo, c.v, c.hi, c.unit, c.basis, c.happened_from, c.happened_to,
         c.known_from, c.published, c.coded, c.source.id, c.grade, str(c.seen).lower(), c.handling, c.quote, c.note,
         "+".join(c.kinds))
        for c in claims
        if c.handling == PUBLIC
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    with replacing(path) as draft:
        if path.suffix == ".parquet":
            frame.astype("string").to_parquet(draft, index=False, compression="zstd")
        else:
            draft.write_text(csv_text(frame), "utf-8-sig")
    return len(claims) - len(rows)


def _raw(connection: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    """Load the file into ``raw``: row number, columns as text, dates and numbers typed beside; return the columns.

    Broken lines go to DuckDB's ``reject_errors``.
    """
    if not path.exists():
        raise InputError(Problem("no such file", str(path)))
    name = str(path).replace("'", "''")
    reader = f"read_parquet('{name}')"
    if path.suffix != ".parquet":
        columns = ", ".join(f"'{c}': 'VARCHAR'" for c in _header(path))
        reader = (
            f"read_csv('{name}', header=true, columns={{{columns}}}, auto_detect=false, ignore_errors=true, "
            "store_rejects=true, delim=',', quote='\"', escape='\"', strict_mode=true, null_padding=false)"
        )
    typed = [f"try_cast({c} AS DATE) AS _{c}" for c in DATES] + [f"try_cast({c} AS DOUBLE) AS _{c}" for c in NUMBERS]
    try:
        plain = "COLUMNS(*)::VARCHAR" if path.suffix == ".parquet" else unguarded_sql("COLUMNS(*)::VARCHAR")
        connection.execute(f"CREATE VIEW file AS SELECT {plain} FROM {reader}")
        found = [str(row[0]) for row in connection.execute("DESCRIBE file").fetchall()]
        if set(COLUMNS) <= {*found, *OPTIONAL}:
            added = [f"NULL::VARCHAR AS {c}" for c in OPTIONAL if c not in found]
            made = f"SELECT row_number() OVER () AS row, *, {', '.join((*added, *typed))} FROM file"
            connection.execute(f"CREATE TABLE raw AS {made}")
    except Exception as error:
        raise InputError(Problem(f"cannot be read: {str(error).splitlines()[0]}", str(path))) from None
    return found


def _header(path: Path) -> list[str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            columns = next(csv.reader(file), [])
    except UnicodeDecodeError:
        raise InputError(Problem("text that is not UTF-8", str(path), expected="UTF-8")) from None
    strange = [c for c in columns if not c.replace("_", "").isalnum()]
    if strange or len(set(columns)) < len(columns):
        raise InputError(Problem("a header with doubled or strange names", str(path), 1, expected=", ".join(COLUMNS)))
    return columns


def _known(sources: Mapping[str, ClaimSource] | None, ids: Mapping[str, str] | None) -> Any:
    import pandas as pd

    rows = [("source", s, "") for s in sources or {}] + [("id", i, kind) for i, kind in (ids or {}).items()]
    return pd.DataFrame(rows, columns=["what", "name", "kind"], dtype="object")


def _faults(connection: duckdb.DuckDBPyConnection, path: Path, every: list[Any], broken: list[int]) -> list[Problem]:
    """Return the rows that break a rule; ``broken`` are the lines that hold no row."""
    counts = connection.execute(counting(every)).fetchall()[0]
    found: list[tuple[int, str, str]] = []
    for (test, words, expected), count in zip(every, counts, strict=True):
        if count:
            query = f"SELECT row, {words} FROM raw WHERE {test} ORDER BY row LIMIT {MOST_TOLD}"
            found += [(int(row), str(said), expected) for row, said in connection.execute(query).fetchall()]
    return [_problem(path, _line(row, broken), said, expected) for row, said, expected in sorted(found)[:MOST_TOLD]]


def _persons(
    connection: duckdb.DuckDBPyConnection, path: Path, broken: list[int], public: Collection[str]
) -> list[Problem]:
    """Return the first row of each text that holds personal data; each distinct text is looked at once."""
    found = []
    for column in TEXTS:
        query = f"SELECT min(row), {column} FROM raw WHERE {column} IS NOT NULL GROUP BY {column}"
        for row, text in connection.execute(query).fetchall():
            kinds = personal_data(text, public)
            if kinds:
                said = f"{column} holds {' and '.join(kinds)} (not shown)"
                remedy = "write the office or the group"
                found.append(Problem(said, str(path), _line(int(row), broken), expected="no person", remedy=remedy))
    return sorted(found, key=lambda p: p.line)


def _line(row: int, broken: list[int]) -> int:
    """Return the line of the file that the ``row``-th good row stands on, below the header."""
    line = row + 1
    for lost in sorted(broken):
        line += lost <= line
    return line


def _problem(path: Path, line: int, said: str, expected: str) -> Problem:
    word, remedy = said.partition('"')[2].rstrip('"'), ""
    if expected == "predicate":
        remedy, expected = did_you_mean(word, PREDICATES), ""
    elif expected in CHOICES:
        remedy, expected = did_you_mean(word, CHOICES[expected]), ""
    elif expected == "source":
        expected = "a source with a card"
    return Problem(said, str(path), line=line, expected=expected, remedy=remedy)


def _rejects(connection: duckdb.DuckDBPyConnection, path: Path) -> list[Problem]:
    if path.suffix == ".parquet":
        return []
    query = "SELECT line, min(csv_line), bool_or(error_type::VARCHAR LIKE '%QUOTE%') FROM reject_errors GROUP BY line"
    return [
        Problem(
            f"a broken line: {str(line or '')[:60]!r}",
            str(path),
            int(number),
            expected=f"{len(COLUMNS)} columns",
            remedy="a quote is not closed: it swallows what follows" if quoted else "",
        )
        for number, line, quoted in sorted(connection.execute(query).fetchall())[:MOST_TOLD]
    ]


def _claim(row: Mapping[str, Any], sources: Mapping[str, ClaimSource], name: str) -> Claim:
    source = sources.get(row["source"])
    if source is None:
        source = ClaimSource(row["source"], row["source"], row["grade"], row["published"], dated=str(row["published"]))
    value = row["value"]
    text: dict[str, Any] = {
        k: row[k] or "" for k in ("subject", "predicate", "object", "unit", "basis", "handling", "quote", "note")
    }
    return Claim(
        **text,
        lo=value if row["lo"] is None else row["lo"],
        v=value,
        hi=value if row["hi"] is None else row["hi"],
        **{k: row[k] for k in ("happened_from", "happened_to", "known_from", "published", "coded", "seen")},
        source=source,
        kinds=tuple(k for k in (row["kinds"] or "").split("+") if k),
        where=f"{name}:{row['row'] + 1}",
    )


DATES = ("happened_from", "happened_to", "known_from", "published", "coded")
NUMBERS = ("lo", "value", "hi")
CHOICES = {"basis": BASES, "grade": GRADES, "handling": HANDLINGS}
Rule = tuple[str, str, str]


def rules(with_sources: bool, with_ids: bool) -> list[Rule]:
    """Return every rule; those on ids and sources read the table ``known`` (what, name, kind)."""
    found = [*_words(), *_dates(), *_numbers()]
    if with_sources:
        found.append((_unknown("source", "source"), _quoted("no source", "source"), "source"))
    if with_ids:
        person = "subject IN (SELECT name FROM known WHERE what = 'id' AND kind IN ('person', 'people'))"
        found.append((person, _quoted("a person:", "subject"), "a group, force, office or place"))
        words = _quoted("not in the theatre (people have no entry):", "subject")
        found.append((_unknown("subject", "id"), words, ""))
    return found


def counting(found: Iterable[Rule]) -> str:
    """Return the one query that counts the rows breaking each rule."""
    return f"SELECT {', '.join(f'count(*) FILTER ({test})' for test, _, _ in found)} FROM raw"


def _words() -> list[Rule]:
    chosen = [(_outside(c, names), _quoted(c, c), c) for c, names in CHOICES.items() if c != "basis"]
    return [
        ("trim(coalesce(subject, '')) = ''", "'no subject'", ""),
        ("trim(coalesce(source, '')) = ''", "'a claim without source'", ""),
        (_outside("predicate", PREDICATES), _quoted("unknown predicate", "predicate"), "predicate"),
        ("lower(coalesce(seen, '')) NOT IN ('true', 'false')", _quoted("seen", "seen"), "true or false"),
        *chosen,
    ]


def _dates() -> list[Rule]:
    ends = "trim(coalesce(happened_to, '')) <> '' AND _happened_to IS NULL"
    late = "'happened ' || happened_from || ', published ' || published"
    found = [
        (ends, _quoted("happened_to", "happened_to"), "YYYY-MM-DD or empty"),
        ("_known_from < _happened_from", _quoted("known before it happened:", "known_from"), ""),
        ("_happened_to < _happened_from", _quoted("an end before the start:", "happened_to"), ""),
        ("_happened_from > _published AND coalesce(basis, '') <> 'derived'", late, "an event before its report"),
    ]
    for column in ("happened_from", "known_from", "published", "coded"):
        found.append((f"_{column} IS NULL", _quoted(f"no date: {column}", column), "YYYY-MM-DD"))
        # A source that names its year alone is published by the last day of that year, also while the year lasts.
        by_year = (
            f" AND _{column} <> make_date(year(current_date), 12, 31)" if column in ("known_from", "published") else ""
        )
        late = f"_{column} > current_date{by_year}"
        found.append((late, _quoted(f"a future date: {column}", column), "not after today"))
    return found


def _numbers() -> list[Rule]:
    given = "trim(coalesce(value, '')) <> ''"
    order = "coalesce(_lo, _value) <= _value AND _value <= coalesce(_hi, _value)"
    shares = _named(p for p in PREDICATES if PREDICATES[p].value in ("share", "strength"))
    needing = _named(p for p in PREDICATES if PREDICATES[p].valued)
    found = [
        (f"{given} AND NOT coalesce({order}, true)", _quoted("value", "value"), "lo ≤ value ≤ hi"),
        (f"{given} AND {_outside('basis', BASES)}", _quoted("basis of a number:", "basis"), "basis"),
        (f"NOT {given} AND {needing}", _quoted("no value for", "predicate"), "a number"),
        (f"{shares} AND (coalesce(_lo, _value) < 0 OR coalesce(_hi, _value) > 1)", _quoted("value", "value"), "0 to 1"),
    ]
    for column in NUMBERS:
        bad = f"trim(coalesce({column}, '')) <> '' AND NOT coalesce(isfinite(_{column}), false)"
        found.append((bad, _quoted(column, column), "a number"))
    return found


def _quoted(words: str, column: str) -> str:
    return f"'{words} \"' || coalesce({column}, '') || '\"'"


def _outside(column: str, allowed: Iterable[str]) -> str:
    return f"coalesce({column}, '') NOT IN ({_listed(allowed)})"


def _unknown(column: str, what: str) -> str:
    return f"coalesce({column}, '') NOT IN (SELECT name FROM known WHERE what = '{what}')"


def _named(predicates: Iterable[str]) -> str:
    return f"predicate IN ({_listed(predicates)})"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{n}'" for n in names)
