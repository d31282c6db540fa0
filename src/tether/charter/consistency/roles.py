"""Who is given what to do by which clause: one table of every key that names somebody, read by all four parts.

    held_roles(design)      # HeldRole("obligations.0.bearer", "elders", "bears the duty 'lists'", …)

``roles.csv`` has a row for every key of the schema that names an actor, a group, a force, a unit or a post: what is
done in words, whether the new order *rests* on it (so that nobody may do it who is dissolved or left out), and the day
until which he is *due* to do it (``last phase``: the last day of the last phase). A key that gives nobody anything to
do says why. From one row a key has its relations: who does it is still there, has not withdrawn, and does not end.

To add a key: a row (a test asks for it).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from string import Formatter
from typing import Any

from tether.charter.reading import Design
from tether.charter.values import Blank, When

_WORDS = {"from": "from_", "for": "for_", "class": "class_", "with": "with_"}  # keys that are words of Python
LAST_PHASE = "last phase"


@dataclass(frozen=True)
class Role:
    """A key that names somebody: what he does, whether others rest on it, until when, and where it is none."""

    key: str
    said: str
    rests: bool
    due: str
    unless: tuple[str, frozenset[str]]  # a key of the row, and the words there by which this is no task
    mild: bool
    why: str


@dataclass(frozen=True)
class HeldRole:
    """Somebody in a role, with the row that gives it to him."""

    path: str
    who: str
    said: str
    due: str  # path of the day until which he is needed, or nothing
    role: Role
    row: Any


def attribute(key: str) -> str:
    """Return the attribute of a key: a word of Python has a line after it."""
    return _WORDS.get(key, key)


@cache
def roles() -> tuple[Role, ...]:
    """Return the table."""
    text = (resources.files("tether.charter.consistency") / "roles.csv").read_text("utf-8")
    found = []
    for row in csv.DictReader(text.splitlines()):
        key, _, words = row["unless"].partition("=")
        unless = (key, frozenset(words.split("|")))
        said, mild = row["said"], row["mild"] == "yes"
        found.append(Role(row["key"], said, row["rests"] == "yes", row["due"], unless, mild, row["why"]))
    return tuple(found)


def held_roles(design: Design) -> tuple[HeldRole, ...]:
    """Return who holds which role in a design, in the order of the table; made once."""
    return design.once("roles", lambda d: tuple(_held(d)))


def _held(design: Design) -> Iterator[HeldRole]:
    for role in roles():
        if role.said:
            for path, who, rows in named_by(design, role.key):
                row = rows[role.key.count("*") - 1] if "*" in role.key else None
                key, words = role.unless
                if key and getattr(row, key, None) in words:
                    continue
                yield HeldRole(path, who, worded(role.said, rows), _due(design, role, path), role, row)


Named = tuple[str, str, tuple[Any, ...]]


def named_by(design: Design, key: str) -> Iterator[Named]:
    """Yield (path, name, what holds it: rows of lists from the outermost, then the part) of all whom a key names."""
    first, *rest = key.split(".")
    yield from _walk(design.at(first), rest, first, (), ())


def _walk(part: Any, steps: list[str], path: str, rows: tuple[Any, ...], held: tuple[Any, ...]) -> Iterator[Named]:
    if isinstance(part, Blank):
        return
    if not steps:
        names = part if isinstance(part, dict | tuple) else (part,)
        for name in names:
            if isinstance(name, str):
                yield (f"{path}.{name}" if isinstance(part, dict) else path), name, (*rows, *held)
        return
    if steps[0] == "*":
        for n, row in enumerate(part):
            yield from _walk(row, steps[1:], f"{path}.{n}", (*rows, row), ())
    else:
        inner = () if rows and part is rows[-1] else (part,)
        yield from _walk(getattr(part, attribute(steps[0])), steps[1:], f"{path}.{steps[0]}", rows, inner)


@cache
def _asked(said: str) -> tuple[str, ...]:
    return tuple(name for _, name, _, _ in Formatter().parse(said) if name)


def worded(said: str, rows: tuple[Any, ...]) -> str:
    """Fill a sentence with the words of the rows above a name; the outermost row that has a key says it."""
    return said.format(
        **{name: next(getattr(row, name) for row in rows if name in type(row).model_fields) for name in _asked(said)}
    )


def _due(design: Design, role: Role, path: str) -> str:
    """Return the path of the day until which a role is needed, or nothing."""
    if role.due == LAST_PHASE:
        last = last_phase(design)
        return f"{last}.ends" if last else ""
    numbers = iter(step for step in path.split(".") if step.isdigit())
    return ".".join(next(numbers) if step == "*" else step for step in role.due.split(".")) if role.due else ""


def last_phase(design: Design) -> str:
    """Return the path of the dated phase that ends last, of those that follow each other; or nothing."""
    ends = [(p.ends.hi, path) for path, p in design.rows("phases") if isinstance(p.ends, When) and not p.parallel]
    return max(ends)[1] if ends else ""
