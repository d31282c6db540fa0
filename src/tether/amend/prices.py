"""What an amendment costs: a price for every kind of clause, in points, from a table that the user may replace.

    table = price_table()                          # the table that ships (``provisions.csv``)
    table = price_table(Path("prices.csv"))        # its rows, with those of a user's file in their place
    table.row("pay.0.via")                         # set 3, changes meaning, the finance ministry must agree

A row holds for its key and for all below it, until a longer one does. A key without a price is no provision but a fact
(how many men there are, where a bloc stands): no law changes it by saying so, and no edit of it is offered.

    price of an edit = the row's points for writing, adding or striking
                     + distance: a number that is doubled or halved costs 1 more, a date 1 more for each half-year,
                       at most 5; every further key of one edit 1; every head count and sum of money in a clause
                       that was not there 2: it is another text's, and somebody must still settle it
    kind             safe · changes meaning · needs words (somebody must still write a reason, a name or a clause)

The points are the authors' own: an order of magnitude of how hard a clause is to move. What is cheapest is so at these
prices alone.
"""

from __future__ import annotations

import csv
import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from tether.charter.fixes import FixKind
from tether.charter.paths import value_at
from tether.charter.schema import Charter
from tether.charter.schema_keys import key_at
from tether.charter.values import Number, When
from tether.documents.csv_file import check_csv
from tether.documents.yaml_file import key_of
from tether.errors import Problems, did_you_mean

COLUMNS = ("path", "set", "add", "drop", "kind", "agree", "why")
KINDS: tuple[FixKind, ...] = ("safe", "changes meaning", "needs words")
MOST_POINTS = 1_000
FARTHEST = 5  # points that distance adds at the most
FIGURE = 2  # points for each figure of a new clause that somebody must still settle
UNSETTLED = ("men", "persons", "meta.currency", "seats")  # units of which another text's figure says nothing


@dataclass(frozen=True)
class PriceRow:
    """What writing, adding and striking a clause costs (None: not offered), and who must agree."""

    path: str
    prices: Mapping[str, int]  # "set", "add", "drop"
    kind: FixKind
    agree: str
    why: str


@dataclass(frozen=True)
class PriceTable:
    """Rows by bare path; ``digest`` tells two tables apart."""

    rows: Mapping[str, PriceRow]
    digest: str

    def row(self, path: str) -> PriceRow | None:
        """Return the row that holds for a path: its own, or that of the nearest thing above it."""
        steps = [step for step in path.split(".") if not step.isdigit() and not step.startswith("+")]
        while steps:
            found = self.rows.get(".".join(steps))
            if found is not None:
                return found
            steps.pop()
        return None

    def points(self, path: str, op: str) -> int | None:
        """Return the points for an operation at a path; None where the clause is not for a law to change."""
        row = self.row(path)
        return row.prices.get("set" if op == "move" else op) if row else None


@cache
def _shipped() -> str:
    return (files("tether.amend") / "provisions.csv").read_text("utf-8")


def price_table(path: Path | None = None) -> PriceTable:
    """Return the table that ships, with a user's rows in the place of its own.

    Raises:
        InputError: every fault of the user's file: an unknown key or kind, a price that is no whole number.
    """
    rows = {row["path"]: _row(row) for row in csv.DictReader(_shipped().splitlines())}
    if path is not None:
        rows |= _users(path)
    told = "\n".join(f"{r.path},{sorted(r.prices.items())},{r.kind},{r.agree}" for r in rows.values())
    return PriceTable(rows, hashlib.sha256(told.encode()).hexdigest())


def _row(row: Mapping[str, str]) -> PriceRow:
    prices = {op: int(row[op]) for op in ("set", "add", "drop") if row[op]}
    kind: Any = row["kind"] or "changes meaning"
    return PriceRow(row["path"], prices, kind, row["agree"], row["why"])


def _users(path: Path) -> dict[str, PriceRow]:
    problems, found = Problems(str(path)), dict[str, PriceRow]()
    missing = [column for column in COLUMNS if column not in check_csv(path, "a table of prices (.csv)")]
    if missing:
        problems.add(f"no column {', '.join(missing)}", line=1, expected=",".join(COLUMNS))
        problems.raise_if_any()
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, skipinitialspace=True)
        for row in reader:
            faults = list(_faults(row, found))
            for said, expected in faults:
                problems.add(said, line=reader.line_num, path=row["path"], expected=expected)
            if not faults:
                found[row["path"]] = _row(row)
    problems.raise_if_any()
    return found


def _faults(row: Mapping[str, str], before: Mapping[str, PriceRow]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a row, and what was expected."""
    if not _known(row["path"]):
        yield "no such key in a charter", "a key such as pay.via (tether schema --tables)"
    for op in ("set", "add", "drop"):
        if row[op] and not (row[op].isascii() and row[op].isdigit() and 1 <= int(row[op]) <= MOST_POINTS):
            yield f"{op} {row[op]!r}", f"points from 1 to {MOST_POINTS:,}, or nothing where it is not offered"
    if row["kind"] and row["kind"] not in KINDS:
        yield f"kind {row['kind']!r}", did_you_mean(row["kind"], KINDS)
    if row["path"] in before:
        yield "a key that stands there twice", "one row for each key"


def _known(path: str) -> bool:
    """Whether the schema has a key, written without positions."""
    here: tuple[str | int, ...] = ()
    for step in path.split("."):
        known = key_at(here) if here else None
        here = (*here, 0, step) if known is not None and known.many else (*here, step)
        if key_at(here) is None:
            return False
    return True


def price_of(whole: Charter, op: str, path: str, values: Sequence[tuple[str, Any]], table: PriceTable) -> int | None:
    """Return the points of an edit; None where one of its keys is no provision."""
    if op == "drop":
        return table.points(path, "drop")
    if op == "add":
        base = table.points(path, "add")
        return base + FIGURE * sum(figures(f"{path}.0.{key}", value) for key, value in values) if base else None
    points, total = 0, 0
    for key, value in values:
        here = f"{path}.{key}" if path else key
        one = table.points(here, op)
        if one is None:
            return None
        points = max(points, one)
        total += distance(value_at(whole, here), _typed(here, value))
        total += FIGURE * figures(here, value) if isinstance(value, dict | list) else 0
    return points + total + len(values) - 1


def figures(path: str, value: Any) -> int:
    """Return how many heads, seats and sums of money stand in a value: figures that somebody must still settle."""
    if isinstance(value, list):
        return sum(figures(f"{path}.0", one) for one in value)
    known = key_at(key_of(path))
    if known is not None and known.form == "number" and not known.mapped:
        return int(known.quantity is not None and known.quantity.unit in UNSETTLED)
    return sum(figures(f"{path}.{key}", one) for key, one in value.items()) if isinstance(value, dict) else 0


def _typed(path: str, value: Any) -> Any:
    """Return a plain value as the number or day that the schema makes of it; else as it is."""
    known = key_at(key_of(path))
    try:
        if known is not None and known.form == "number" and isinstance(value, int | float | dict):
            return Number.model_validate(value)
        if known is not None and known.form == "date" and isinstance(value, str | int):
            return When.model_validate(value)
    except ValueError:
        return value
    return value


def distance(old: Any, new: Any) -> int:
    """Return the points for how far a value is moved: numbers by doublings, dates by half-years; 0 for words."""
    if isinstance(old, Number) and isinstance(new, Number):
        one, other = old.mid, new.mid
        if one == other:
            return 0
        doublings = abs(math.log2(other / one)) if min(one, other) > 0 else FARTHEST
        return max(1, min(FARTHEST, math.ceil(doublings)))
    if isinstance(old, When) and isinstance(new, When):
        return min(FARTHEST, math.ceil(abs(_days(old.lo, new.lo)) / 183))
    return 0


def _days(one: date, other: date) -> int:
    return (other - one).days
