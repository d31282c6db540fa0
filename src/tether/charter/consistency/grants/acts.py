"""What a clause gives somebody to do, hold or run takes a power, and another clause may forbid him that power (GRF01).

``acts.csv`` has a row for each clause that takes a power: its key, the words there by which it does (``kind=prison``:
the word stands under another key of the row), the powers, whose, and where; without a place a ban anywhere counts.

To add an act: a row.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from tether.charter.consistency.clauses import CharterClause, Inconsistency
from tether.charter.consistency.grants.places import GrantMap
from tether.charter.consistency.grants.tasks import force_of
from tether.charter.consistency.roles import attribute, worded
from tether.charter.reading import Design
from tether.charter.values import Blank

_MILD = ("intelligence", "fees")  # a ban on these may be meant to leave out what is named by itself


@dataclass(frozen=True)
class Act:
    """A clause that takes a power."""

    section: str
    key: str
    told_by: str  # the key whose words say so
    values: frozenset[str]
    powers: tuple[str, ...]
    force: str
    where: str
    said: str
    why: str


@cache
def acts() -> tuple[Act, ...]:
    """Return the table."""
    text = (resources.files("tether.charter.consistency.grants") / "acts.csv").read_text("utf-8")
    found = []
    for row in csv.DictReader(text.splitlines()):
        section, _, key = row["key"].partition(".*.")
        other, _, words = row["values"].rpartition("=")
        values = frozenset(words.split("|")) if words else frozenset()
        powers = tuple(row["power"].split("|"))
        found.append(
            Act(section, key, other or key, values, powers, row["force"], row["where"], row["said"], row["why"])
        )
    return tuple(found)


def acting_under_a_ban(design: Design, map_: GrantMap) -> Iterator[Inconsistency]:
    """Yield each clause that gives somebody what takes a power, with the ban on that power."""
    for act in acts() if map_.bans else ():
        for path, row in design.rows(act.section):
            if not _says(row, act) or getattr(row, "grant", "") == "forbidden":
                continue
            name = getattr(row, attribute(act.force))
            force = force_of(design, name) or (name if isinstance(name, str) else "")
            places = getattr(row, act.where) if act.where else None
            for power in act.powers:
                for ban in map_.bans.get((force, power), ()):
                    if act.where and not set(places or ()) & ban.reached:
                        continue
                    at = path if act.section == "powers" else f"{path}.{act.key}"
                    does = CharterClause(at, worded(act.said, (row,)))
                    mild = act.section == "powers" and power in _MILD
                    yield Inconsistency("GRF01", (does, ban.clause), (act.why,), lesser=mild)


def _says(row: Any, act: Act) -> bool:
    """Whether the words by which a clause takes a power stand in a row; without any, whether it is written."""
    value = getattr(row, attribute(act.told_by))
    if isinstance(value, Blank):
        return False
    if isinstance(value, tuple):
        return any(str(word) in act.values for word in value)
    return str(value).lower() in act.values if act.values else True
