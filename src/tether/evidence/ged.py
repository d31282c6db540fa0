"""Reads one country's events from a UCDP GED file (releases 17.1 to 26.1) or a located-events table.

A plain file is read once by Arrow (``sieve.py``): its countries and last year are counted, and the rows that may be the
country's are kept. Any other is scanned twice by DuckDB, once for its countries and last year, once for the rows of the
country that is asked for. Both need little memory and give the same rows. Every value is cast as its column says
(``typed``); what cannot be cast, ids that occur twice and dates that end before they begin are problems, all told at
once by row (row 1 is the first below the header). What is odd but usable is kept and counted: ``low ≤ best ≤ high``
violated (69 of Iraq's 7,473 events), events with no death in the best estimate.

    events = read_events("GEDEvent_v25_1.csv", "Mali")

The columns that we read, under UCDP's own names, and how releases 17.1 to 26.1 spell and type them.

Everything is read as text first and cast by one rule per kind of column, because the releases disagree on types: dates
come as ``2014-06-09``, ``2014-06-09 00:00:00.000`` or a timestamp, counts as ``7`` or ``7.0``. A value that a cast
cannot take becomes a located problem. To follow a new spelling, add it to ``ALSO``.

Checks a cast extract, tells every value that could not be taken, by row, and gives it its final types.

Row 1 is the first below the header. The extract comes with numbers and dates cast by DuckDB (``ucdp.py``): what could
not be cast is missing, or infinite in a column that may be blank. Only for rows with a fault is the text fetched, to
be quoted. Of many like faults the first fifty are told one by one and the rest are counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from tether.documents.cells import unguarded_sql
from tether.documents.spelling import key_of
from tether.errors import InputError, Problem, Problems, did_you_mean, numbered
from tether.evidence.countries import Country, lookup, unknown_country
from tether.evidence.events import Events, Kind, coverage, coverage_note, set_apart, unclear_note
from tether.evidence.sieve import Sieved
from tether.evidence.sources import ucdp_card
from tether.evidence.tables import OpenTable, open_table

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as arrow

LOCATED_NOTE = (
    "This is a located-events table: events without a precise place are absent, and events are dated by date_start."
)

Condition = tuple[str, list[object]]  # SQL, and its values

NUMBERED = "(select row_number() over () as row, * from source)"


@dataclass(frozen=True)
class CountryRows:
    """How often one country occurs in a file, and in which years (0: the file does not say)."""

    name: str
    gw: int | None
    rows: int
    first: int
    last: int


def read_events(path: Path | str, country: str = "", *, place_column: str = "", version: str = "") -> Events:
    """Return one country's events.

    ``country`` is any of its names or codes; it may be left out where the file holds one country only.
    ``place_column`` names the column of first-order places (default ``adm_1``, else ``ne_adm1``).
    Raises ``InputError`` with every problem found.
    """
    path = Path(path)
    with open_table(path) as table:
        names, kind = match_columns(table.header, table.where)
        places = _place_column(table, names, place_column)
        sifted = _sift(table, names, country)
        present = _countries(table, names, sifted=bool(sifted))
        chosen = _choose(country, present, table.where)
        condition = _condition(names, chosen, present)
        frame = _take(table, names, condition, sifted)
        if sifted and len(frame) != sum(c.rows for c in present if _is(c, chosen)):  # a spelling that was passed over
            frame = _extract(table, names, condition, "source")
        if faulty(frame):
            numbered = _extract(table, names, condition, NUMBERED)
            tell_faults(numbered, table.where, lambda column, rows: _texts(table, names, column, rows))
        frame = typed(frame)
    frame, unclear = set_apart(frame.rename(columns={"place": places}))
    if not len(frame):
        raise InputError(_nothing_clear(chosen, unclear, path.name))
    first, last = frame["date_start"].min(), frame[_last_date(frame)].max()
    last_year = max(c.last for c in present)
    if last.year > last_year + 1:  # a year column that cannot be meant; the next year is an event over New Year's Eve
        last_year = last.year
    card = ucdp_card(
        path,
        kind=kind,
        country=chosen.id,
        rows=len(frame),
        happened=(f"{first:%Y-%m-%d}", f"{last:%Y-%m-%d}"),
        version=version,
        sha256=sifted.sha256 if sifted and table.csv == path else "",
    )
    notes = _notes(chosen, frame, kind, last_year)
    if unclear is not None:
        notes += (unclear_note(len(frame), len(unclear)),)
    return Events(chosen, frame, card, kind, last_year, places, _oddities(frame), notes, unclear)


def _nothing_clear(country: Country, unclear: pd.DataFrame | None, where: str) -> Problem:
    number = 0 if unclear is None else len(unclear)
    return Problem(
        f"{number:,} events of {country.name}, none of which UCDP has cleared (code_status)",
        where=where,
        expected="some clear event",
        remedy="wait for the next release, or take another",
    )


def countries_in(path: Path | str) -> tuple[CountryRows, ...]:
    """Return the countries of a file with their row counts and years, most rows first."""
    with open_table(path) as table:
        names, _ = match_columns(table.header, table.where)
        return _countries(table, names)


def _place_column(table: OpenTable, names: dict[str, str], asked: str) -> str:
    """Return the column of first-order places under our name for it, or ""."""
    if not asked:
        return next((c for c in ("adm_1", "ne_adm1") if c in names), "")
    plain = asked.strip().lower()
    form = next((c.form for c in COLUMNS if c.name == plain), "")
    if form == "text" and plain in names:
        return plain
    spelt = next((h for h in table.header if h.strip().lower() == plain), None)
    if spelt is None or form:
        raise InputError(
            Problem(
                f"column '{asked}' holds no places" if spelt else f"no column '{asked}'",
                where=table.where,
                line=1,
                path="--place-column",
                expected="a column of place names, one of: " + ", ".join(table.header),
            )
        )
    names["place"] = spelt
    return plain


def _sift(table: OpenTable, names: dict[str, str], asked: str) -> Sieved | None:
    """Read a plain csv once: count its countries, keep the rows that may be the country's; None: it is not plain."""
    counted = [names[c] for c in ("country", "country_id", _dated(names)) if c in names]
    kept = dict.fromkeys(n for c, n in names.items() if c != "year")
    return table.sift(counted, list(kept), _guess(asked) if "country" in names else lambda text: True)


def _guess(asked: str) -> Callable[[str], bool]:
    """Return whether rows that bear a name are likely the country's: that asked for, else the first of the file."""
    wanted = [asked] if asked else []

    def likely(text: str) -> bool:
        if text.strip() in ("", "NA"):
            return True  # such a row has a number alone
        if not wanted:
            wanted.append(text)
        known = lookup(wanted[0])
        return known.is_called(text) if known else key_of(text) == key_of(wanted[0])

    return likely


def _dated(names: dict[str, str]) -> str:
    return "year" if "year" in names else "date_end" if "date_end" in names else "date_start"


def _countries(table: OpenTable, names: dict[str, str], *, sifted: bool = False) -> tuple[CountryRows, ...]:
    dated = _dated(names)
    name = _text(names, "country")
    number = f"try_cast({_text(names, 'country_id')} as double)" if "country_id" in names else "null"
    day = f"year(try_cast({_day(names, dated)} as date))"
    year = f"try_cast({_text(names, 'year')} as integer)" if dated == "year" else day
    spelt = ", ".join(_spelt(names, c) for c in ("country", "country_id", dated) if c in names)
    counts = "counts" if sifted else f"(select {spelt}, count(*) as rows from source group by {spelt})"
    found = table.rows(  # grouped as spelt first, so that each spelling is cleaned once and not each row
        "select name, gw, sum(rows)::bigint, min(year), max(year) from "
        f"(select {name} as name, try_cast({number} as integer) as gw, rows, "
        f"case when {year} between {FIRST_YEAR} and {LAST_YEAR} then {year} end as year "
        f"from {counts}) "
        "where name is null or name not like '#%' group by name, gw order by 3 desc, 1"
    )
    if not found:
        raise InputError(Problem("a header and no rows", where=table.where, expected="events"))
    return tuple(CountryRows(name or "", gw, rows, first or 0, last or 0) for name, gw, rows, first, last in found)


def _choose(asked: str, present: tuple[CountryRows, ...], where: str) -> Country:
    """Return the country that is meant; it must be known to us or to the file, and have rows."""
    here = {c.name or str(c.gw or "blank"): _country_of(c) for c in present}
    if not asked:
        if len({c.id for c in here.values()}) == 1 and "blank" not in here:
            return next(iter(here.values()))
        listed = ", ".join(n for n in list(here)[:12]) + (" …" if len(here) > 12 else "")
        raise InputError(
            Problem(
                f"{numbered(len(here), 'country')}", where=where, expected="--country with one of them", remedy=listed
            )
        )
    known = lookup(asked) or next(
        (c for c in here.values() if c.is_called(asked) or asked.strip() in map(str, c.gw)), None
    )
    if known is None:
        raise InputError(unknown_country(asked, tuple(here)))
    if not any(_is(c, known) for c in present):
        listed = ", ".join(list(here)[:12]) + (f" and {len(here) - 12} more" if len(here) > 12 else "")
        raise InputError(
            Problem(f"no event of {known.name}", where=where, expected="a country that the file holds", remedy=listed)
        )
    return known


def _country_of(row: CountryRows) -> Country:
    """Return the country of a file's row: ours where we know it, else made from what the file says."""
    known = lookup(row.name) or (lookup(str(row.gw)) if row.gw is not None else None)
    return known or Country(() if row.gw is None else (row.gw,), "", row.name, row.name)


def _is(row: CountryRows, country: Country) -> bool:
    return country.is_called(row.name) if row.name else row.gw in country.gw


def _condition(names: dict[str, str], country: Country, present: tuple[CountryRows, ...]) -> Condition:
    """Return the SQL condition that picks a country's rows (by name; by number where that is blank) and its values."""
    mine = [c for c in present if _is(c, country)]
    named, numbered = [c.name for c in mine if c.name], [c.gw for c in mine if not c.name]
    name, number = _text(names, "country"), f"try_cast({_text(names, 'country_id')} as double)"
    parts = [f"{name} in ({', '.join('?' * len(named))})"] if named else []
    parts += [f"({name} is null and {number} in ({', '.join('?' * len(numbered))}))"] if numbered else []
    return " or ".join(parts), [*named, *numbered]


def _take(table: OpenTable, names: dict[str, str], condition: Condition, sifted: Sieved | None) -> pd.DataFrame:
    """Return the country's rows; of what was sifted each spelling is cast once and not each row.

    Rows without a country's name, picked by number, are left to ``_extract``, which gives the same.
    """
    if not sifted or "country" not in names:
        return _extract(table, names, condition, "kept" if sifted else "source")
    country = sifted.kept.column(names["country"]).combine_chunks()
    said = table.mapped(country.dictionary, f"select {_text({'country': 'value'}, 'country')} from spelt").to_pylist()
    if None in said or not len(country):
        return _extract(table, names, condition, "kept")
    mine = np.array([name in condition[1] for name in said])[country.indices.to_numpy()]
    spelt = {c: sifted.kept.column(names[c.name]).combine_chunks() for c in _picked(names)}
    return _cast_once(table, spelt, np.flatnonzero(mine))


def _cast_once(table: OpenTable, spelt: dict[Column, arrow.DictionaryArray], rows: np.ndarray) -> pd.DataFrame:
    """Return these rows, shape (rows,), of columns; the spellings of columns that are cast alike are cast together."""
    import pyarrow as arrow

    ways = {column: _cast({column.name: "value"}, column) for column in spelt}
    done = {}
    for way in dict.fromkeys(ways.values()):
        alike = [column for column in spelt if ways[column] == way]
        texts = arrow.concat_arrays([spelt[column].dictionary for column in alike])
        cast, start = table.mapped(texts, f"select {way} from spelt"), 0
        for column in alike:
            number = spelt[column].indices.to_numpy()[rows] + start
            done[column.name] = cast.take(arrow.array(number))
            start += len(spelt[column].dictionary)
    return arrow.table({column.name: done[column.name] for column in spelt}).to_pandas()


def _extract(table: OpenTable, names: dict[str, str], condition: Condition, source: str) -> pd.DataFrame:
    """Return the country's rows, numbers and dates cast; of ``NUMBERED`` also ``row``, the number of each in the file.

    Rows are numbered one after another, so that only an unnumbered scan uses both threads.
    """
    picked = [f"{_cast(names, c)} as {c.name}" for c in _picked(names)]
    where, parameters = condition
    row = "row, " * (source == NUMBERED)
    return table.frame(f"select {row}{', '.join(picked)} from {source} where {where}", parameters)


def _texts(table: OpenTable, names: dict[str, str], column: str, rows: list[int]) -> dict[int, str]:
    """Return what the file says in ``column`` at these rows; blanks are left out."""
    numbered = f"select row_number() over () as row, {_text(names, column)} as said from source"
    found = table.rows(f"select row, said from ({numbered}) where row in ({', '.join(map(str, rows))})")
    return {row: said for row, said in found if said is not None}


def _picked(names: dict[str, str]) -> list[Column]:
    """Return the columns of the file that we take, and that of the places asked for."""
    return [c for c in (*COLUMNS, PLACE) if c.name in names]


def _cast(names: dict[str, str], column: Column) -> str:
    """Return the SQL of a column in its form; what cannot be cast is null, or infinite where blanks are allowed."""
    text = _text(names, column.name)
    if column.form == "text":
        return unguarded_sql(text)  # of a file that tether data fetch wrote
    if column.form == "date":
        return f"try_strptime({_day(names, column.name)}, '%Y-%m-%d')"
    number = f"try_cast({text} as double)"
    if column.name in MAY_BE_BLANK:
        return f"case when {text} is not null then coalesce({number}, 'infinity'::double) end"
    return number


def _text(names: dict[str, str], name: str) -> str:
    """Return the SQL of a column as trimmed text; blank, and R's NA, as null."""
    spelt = _spelt(names, name) if name in names else "null"
    return f"nullif(nullif(trim(cast({spelt} as varchar)), ''), 'NA')"


def _spelt(names: dict[str, str], name: str) -> str:
    """Return a column as the file spells it, quoted for SQL."""
    return '"' + names[name].replace('"', '""') + '"'


def _day(names: dict[str, str], name: str) -> str:
    """Return the SQL of a date without its time of day; other text stays as it is, to be told."""
    text = _text(names, name)
    return f"regexp_replace({text}, '^(\\d{{4}}-\\d{{1,2}}-\\d{{1,2}})[T ][0-9:.]*(Z|[+-][0-9:]+)?$', '\\1')"


def _last_date(frame: pd.DataFrame) -> str:
    return "date_end" if "date_end" in frame else "date_start"


def _oddities(frame: pd.DataFrame) -> dict[str, int]:
    return {
        "order_violations": int((~((frame.low <= frame.best) & (frame.best <= frame.high))).sum()),
        "zero_death_events": int((frame.best == 0).sum()),
    }


def _notes(country: Country, frame: pd.DataFrame, kind: Kind, last_year: int) -> tuple[str, ...]:
    deaths = frame["best"].groupby(frame[_last_date(frame)].dt.year).sum()
    held = dict(zip(deaths.index.tolist(), deaths.tolist(), strict=True))
    said = coverage_note(coverage(country, held, last_year), country.name, kind)
    return (*((LOCATED_NOTE,) if kind == "located" else ()), *((said,) if said else ()))


Form = Literal["id", "count", "code", "date", "degree", "text"]


@dataclass(frozen=True)
class Column:
    """One column: its form says how it is cast, ``least`` and ``most`` what a value may be (inclusive)."""

    name: str
    form: Form
    least: float | None = None
    most: float | None = None


COLUMNS = (
    Column("id", "id"),
    Column("type_of_violence", "code", 1, 3),
    Column("code_status", "text"),
    Column("side_a", "text"),
    Column("side_b", "text"),
    Column("dyad_name", "text"),
    Column("conflict_name", "text"),
    Column("where_prec", "code", 1, 7),
    Column("date_prec", "code", 1, 5),
    Column("adm_1", "text"),
    Column("ne_adm1", "text"),
    Column("ne_adm0", "text"),
    Column("latitude", "degree", -90, 90),
    Column("longitude", "degree", -180, 180),
    Column("date_start", "date"),
    Column("date_end", "date"),
    Column("deaths_a", "count", 0),
    Column("deaths_b", "count", 0),
    Column("deaths_civilians", "count", 0),
    Column("deaths_unknown", "count", 0),
    Column("low", "count", 0),
    Column("best", "count", 0),
    Column("high", "count", 0),
)
PLACE = Column("place", "text")  # whatever column was asked for
ALSO = {
    "low_est": "low",
    "best_est": "best",
    "high_est": "high",
    "lat": "latitude",
    "lon": "longitude",
    "event_id": "id",
    "deaths_civilian": "deaths_civilians",
    "gwno": "country_id",
    "gwnoloc": "country_id",
}
SHARED = ("id", "type_of_violence", "side_a", "side_b", "latitude", "longitude", "date_start", "low", "best", "high")
GED_ONLY = ("date_end", "where_prec")
MAY_BE_BLANK = ("latitude", "longitude", "date_prec")  # an event without a point is unplaced, not wrong


def match_columns(header: Iterable[str], where: str) -> tuple[dict[str, str], Kind]:
    """Return {our name: the file's name} and which of the two declared inputs the file is.

    Raises ``InputError`` naming every missing column at once, with the nearest column that the file does have.
    """
    ours = {c.name for c in COLUMNS} | {"country", "country_id", "year"}
    found: dict[str, str] = {}
    for name in header:
        plain = name.strip().lower()
        known = plain if plain in ours else ALSO.get(plain)
        if known and known not in found:
            found[known] = name
    kind: Kind = "ged" if any(c in found for c in GED_ONLY) else "located"
    needed = (*SHARED, *(GED_ONLY if kind == "ged" else ()))
    missing = [c for c in needed if c not in found]
    if not {"country", "country_id"} & set(found):
        missing.append("country")
    _say_missing(missing, list(header), found, where)
    return found, kind


def _say_missing(missing: list[str], header: list[str], found: dict[str, str], where: str) -> None:
    problems = Problems(where)
    if len(missing) > len(SHARED) // 2:
        problems.add(
            f"columns {', '.join(repr(h[:40]) for h in header[:6])}{' …' if len(header) > 6 else ''}",
            line=1,
            expected="a UCDP GED file, or a located-events table with " + ", ".join(SHARED) + ", country",
            remedy="download GED from https://ucdp.uu.se/downloads/ (csv, or its zip)",
        )
    else:
        unused = [h for h in header if h not in found.values()]
        for name in missing:
            remedy = did_you_mean(name, unused, most=0)
            guess = remedy if remedy.startswith("did you mean") else ""
            problems.add(f"no column '{name}'", line=1, expected=_why(name), remedy=guess.split(" (")[0])
    problems.raise_if_any()


def _why(name: str) -> str:
    if name in GED_ONLY:
        return f"'{name}' (a GED file has both {' and '.join(GED_ONLY)}; a located-events table has neither)"
    return f"'{name}', as in UCDP GED"


MOST_TOLD = 50
FIRST_YEAR, LAST_YEAR = 1946, 2100  # a date outside is a slip of the pen
LARGEST = {"id": 9e15, "count": 2**31 - 1}

Texts = Callable[[str, list[int]], dict[int, str]]  # (column, rows) -> what the file says there


def _checked(frame: pd.DataFrame) -> list[Column]:
    return [c for c in COLUMNS if c.name in frame and c.form != "text"]


def faulty(frame: pd.DataFrame) -> bool:
    """Return whether a cast extract has a value that could not be taken, an id twice, or dates that run backward."""
    wrong = any(_wrong(frame[c.name], c).any() for c in _checked(frame))
    return bool(wrong or _twice(frame).any() or ("date_end" in frame and _reversed(frame).any()))


def tell_faults(frame: pd.DataFrame, where: str, texts: Texts) -> None:
    """Raise ``InputError`` with all that is wrong with a cast extract that has its row numbers."""
    problems = Problems(where)
    for column in _checked(frame):
        _tell_wrong(frame, column, texts, problems)
    _tell_twice(frame, problems)
    if "date_end" in frame:
        _tell_reversed(frame, problems)
    problems.raise_if_any()


def typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a faultless extract with dates (datetime64[s]), int32 counts and codes, int64 ids, float degrees."""
    return frame.assign(**{c.name: _final(frame[c.name], c) for c in _checked(frame)})


def _final(cast: pd.Series, column: Column) -> pd.Series:
    if column.form == "date":
        return cast.astype("datetime64[s]")
    if column.form == "degree":
        return cast
    if column.form == "id":
        return cast.astype("int64")
    return cast.astype("Int32" if column.name in MAY_BE_BLANK else "int32")


def _tell_wrong(frame: pd.DataFrame, column: Column, texts: Texts, problems: Problems) -> None:
    wrong = _wrong(frame[column.name], column)
    if not wrong.any():
        return
    rows = frame.loc[wrong, "row"].tolist()
    said = texts(column.name, rows[:MOST_TOLD])
    for row in rows[:MOST_TOLD]:
        text = said.get(row)
        found = "blank" if text is None else f"'{text[:40]}'"
        problems.add(found, path=f"row {row}, {column.name}", expected=_expected(column))
    if len(rows) > MOST_TOLD:
        problems.add(f"{len(rows) - MOST_TOLD} more rows like these", path=column.name)


def _wrong(cast: pd.Series, column: Column) -> pd.Series:
    missing = cast.isna()
    if column.form == "date":
        return missing | ~cast.dt.year.between(FIRST_YEAR, LAST_YEAR)
    most = column.most if column.most is not None else LARGEST[column.form]
    outside = (cast < (-most if column.least is None else column.least)) | (cast > most)
    broken = (cast % 1 != 0) & ~missing if column.form in ("id", "count", "code") else outside
    return outside | broken | (missing & (column.name not in MAY_BE_BLANK))


def _twice(frame: pd.DataFrame) -> pd.Series:
    return frame["id"].duplicated(keep=False) & frame["id"].notna()


def _reversed(frame: pd.DataFrame) -> pd.Series:
    return frame["date_end"] < frame["date_start"]


def _tell_twice(frame: pd.DataFrame, problems: Problems) -> None:
    groups = frame[_twice(frame)].groupby("id", sort=False)["row"]
    for event, rows in list(groups)[:MOST_TOLD]:
        listed = ", ".join(str(r) for r in rows[:6]) + (" …" if len(rows) > 6 else "")
        expected = "an id of its own for each event"
        problems.add(
            f"'{event:.0f}' occurs {numbered(len(rows), 'time')}", path=f"rows {listed}, id", expected=expected
        )
    if groups.ngroups > MOST_TOLD:
        problems.add(f"{groups.ngroups - MOST_TOLD} more ids that occur twice", path="id")


def _tell_reversed(frame: pd.DataFrame, problems: Problems) -> None:
    rows = frame.loc[_reversed(frame), "row"]
    for row in rows[:MOST_TOLD]:
        problems.add("date_end before date_start", path=f"row {row}", expected="the same day or a later one")
    if len(rows) > MOST_TOLD:
        problems.add(f"{len(rows) - MOST_TOLD} more rows that end before they begin", path="date_end")


def _expected(column: Column) -> str:
    if column.form == "date":
        return f"a date as YYYY-MM-DD, {FIRST_YEAR} to {LAST_YEAR}"
    if column.form == "degree":
        return f"degrees from {column.least:g} to {column.most:g}, with a decimal point"
    if column.most is not None:
        return f"{column.least:g} to {column.most:g}"
    return "a whole number" + (", 0 or more" if column.least == 0 else "")
