"""Reads one country's events from a UCDP GED file (releases 17.1 to 26.1) or a located-events table.

The file is scanned twice by DuckDB in bounded memory: once for its countries and last year, once for the rows of the
country that is asked for. Every value is cast by ``checking.py``; what cannot be cast, ids that occur twice and dates
that end before they begin are problems, all told at once by row (row 1 is the first below the header). What is odd but
usable is kept and counted: ``low ≤ best ≤ high`` violated (69 of Iraq's 7,473 events), events with no death in the
best estimate.

    events = read_events("GEDEvent_v25_1.csv", "Mali")
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tether.errors import InputError, Problem
from tether.evidence.checking import FIRST_YEAR, LAST_YEAR, typed
from tether.evidence.columns import COLUMNS, MAY_BE_BLANK, Column, match_columns
from tether.evidence.countries import Country, lookup, unknown_country
from tether.evidence.coverage import coverage, coverage_note
from tether.evidence.events import Events, Kind
from tether.evidence.sources import ucdp_card
from tether.evidence.tables import OpenTable, open_table

if TYPE_CHECKING:
    import pandas as pd

LOCATED_NOTE = (
    "This is a located-events table: events without a precise place are absent, and events are dated by date_start."
)


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
        present = _countries(table, names)
        chosen = _choose(country, present, table.where)
        frame = _extract(table, names, _condition(names, chosen, present))
        frame = typed(frame, table.where, lambda column, rows: _texts(table, names, column, rows))
    frame = frame.rename(columns={"place": places})
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
    )
    return Events(
        chosen, frame, card, kind, last_year, places, _oddities(frame), _notes(chosen, frame, kind, last_year)
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


def _countries(table: OpenTable, names: dict[str, str]) -> tuple[CountryRows, ...]:
    name = _text(names, "country")
    number = f"try_cast({_text(names, 'country_id')} as double)" if "country_id" in names else "null"
    if "year" in names:
        year = f"try_cast({_text(names, 'year')} as integer)"
    else:
        year = f"year(try_cast({_day(names, 'date_end' if 'date_end' in names else 'date_start')} as date))"
    found = table.rows(
        "select name, gw, count(*), min(year), max(year) from "
        f"(select {name} as name, try_cast({number} as integer) as gw, "
        f"case when {year} between {FIRST_YEAR} and {LAST_YEAR} then {year} end as year from source) "
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
            Problem(f"{len(here)} countries", where=where, expected="--country with one of them", remedy=listed)
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


def _condition(names: dict[str, str], country: Country, present: tuple[CountryRows, ...]) -> tuple[str, list[object]]:
    """Return the SQL condition that picks a country's rows (by name; by number where that is blank) and its values."""
    mine = [c for c in present if _is(c, country)]
    named, numbered = [c.name for c in mine if c.name], [c.gw for c in mine if not c.name]
    name, number = _text(names, "country"), f"try_cast({_text(names, 'country_id')} as double)"
    parts = [f"{name} in ({', '.join('?' * len(named))})"] if named else []
    parts += [f"({name} is null and {number} in ({', '.join('?' * len(numbered))}))"] if numbered else []
    return " or ".join(parts), [*named, *numbered]


def _extract(table: OpenTable, names: dict[str, str], condition: tuple[str, list[object]]) -> pd.DataFrame:
    """Return the country's rows, numbers and dates cast, plus ``row``: the number of each in the file."""
    picked = [f"{_cast(names, c)} as {c.name}" for c in COLUMNS if c.name in names]
    if "place" in names:
        picked.append(f"{_text(names, 'place')} as place")
    where, parameters = condition
    numbered = "select row_number() over () as row, * from source"
    return table.frame(f"select row, {', '.join(picked)} from ({numbered}) where {where}", parameters)


def _texts(table: OpenTable, names: dict[str, str], column: str, rows: list[int]) -> dict[int, str]:
    """Return what the file says in ``column`` at these rows; blanks are left out."""
    numbered = f"select row_number() over () as row, {_text(names, column)} as said from source"
    found = table.rows(f"select row, said from ({numbered}) where row in ({', '.join(map(str, rows))})")
    return {row: said for row, said in found if said is not None}


def _cast(names: dict[str, str], column: Column) -> str:
    """Return the SQL of a column in its form; what cannot be cast is null, or infinite where blanks are allowed."""
    text = _text(names, column.name)
    if column.form == "text":
        return text
    if column.form == "date":
        return f"try_strptime({_day(names, column.name)}, '%Y-%m-%d')"
    number = f"try_cast({text} as double)"
    if column.name in MAY_BE_BLANK:
        return f"case when {text} is not null then coalesce({number}, 'infinity'::double) end"
    return number


def _text(names: dict[str, str], name: str) -> str:
    """Return the SQL of a column as trimmed text; blank, and R's NA, as null."""
    spelt = '"' + names[name].replace('"', '""') + '"' if name in names else "null"
    return f"nullif(nullif(trim(cast({spelt} as varchar)), ''), 'NA')"


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
