"""The columns that we read, under UCDP's own names, and how releases 17.1 to 26.1 spell and type them.

Everything is read as text first and cast by one rule per kind of column, because the releases disagree on types: dates
come as ``2014-06-09``, ``2014-06-09 00:00:00.000`` or a timestamp, counts as ``7`` or ``7.0``. A value that a cast
cannot take becomes a located problem. To follow a new spelling, add it to ``ALSO``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tether.errors import Problems, did_you_mean
from tether.evidence.events import Kind

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
