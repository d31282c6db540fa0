"""Screening against a list of designated groups that the user brings: candidates with scores, never a verdict.

    entries = read_list("sanctions.json")          # FollowTheMoney/OpenSanctions JSON lines, or CSV
    candidates = screen_names(actor.names, entries)

The list stays the user's: nothing of it is shipped or stored. Groups only: an entry that is a person is skipped and
counted, never shown. Names are compared as ``match`` says; a person decides whether a candidate is the group.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tether.dossier.names import NameIndex
from tether.errors import InputError, Problem, Problems

GROUPS = ("Organization", "Organisation", "LegalEntity", "Company", "PublicBody", "Group")
PEOPLE = ("Person", "Individual")
CSV_COLUMNS = ("id", "schema", "name", "aliases")
MOST_TOLD = 100
CUTOFF = 82.0  # low on purpose: a candidate costs a look, a miss costs more (bench/match.py)


@dataclass(frozen=True)
class Entry:
    """One group of a list: id, its names, the programmes or topics that it is listed under, where it stands."""

    id: str
    names: tuple[str, ...]
    under: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True)
class GroupList:
    """A list as read: groups, and how many entries were people or neither."""

    name: str
    entries: tuple[Entry, ...]
    people: int = 0
    others: int = 0


@dataclass(frozen=True)
class Candidate:
    """An entry that may be the one asked for: the two names that came nearest, and how near (0 to 100)."""

    entry: Entry
    asked: str
    found: str
    score: float

    def __str__(self) -> str:
        under = f", listed under {', '.join(self.entry.under)}" if self.entry.under else ""
        return f"{self.entry.id} '{self.found}' for '{self.asked}' ({self.score:.0f} of 100{under})"


def read_list(path: str | Path) -> GroupList:
    """Read a list; raises ``InputError`` with every broken line located and nothing half-imported."""
    path = Path(path)
    problems = Problems(str(path))
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            found = list(_csv(file, path, problems) if path.suffix.lower() == ".csv" else _json(file, path, problems))
    except OSError as error:
        raise InputError(Problem(error.strerror or "unreadable", str(path))) from None
    except UnicodeDecodeError:
        raise InputError(Problem("text that is not UTF-8", str(path), expected="UTF-8")) from None
    del problems.found[MOST_TOLD:]
    problems.raise_if_any()
    groups = tuple(e for schema, e in found if schema in GROUPS)
    people = sum(schema in PEOPLE for schema, _ in found)
    return GroupList(path.name, groups, people, len(found) - len(groups) - people)


def screen_names(names: Sequence[str], listed: GroupList, cutoff: float = CUTOFF) -> tuple[Candidate, ...]:
    """Return the entries that may be the group with these names, the nearest first; ``cutoff`` is a score."""
    index = NameIndex((e.id, n) for e in listed.entries for n in e.names)
    entries = {e.id: e for e in listed.entries}
    best: dict[str, Candidate] = {}
    for asked in names:
        for identity, found, score in index.near(asked, cutoff):
            if identity not in best or score > best[identity].score:
                best[identity] = Candidate(entries[identity], asked, found, score)
    return tuple(sorted(best.values(), key=lambda c: -c.score))


def _json(lines: Iterable[str], path: Path, problems: Problems) -> Iterator[tuple[str, Entry]]:
    """Yield (schema, entry) of FollowTheMoney entities, one to a line."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entity = json.loads(line)
        except json.JSONDecodeError as error:
            problems.add(f"a broken line: {error.msg}", line=number, column=error.colno, expected="one JSON entity")
            continue
        properties = entity.get("properties") if isinstance(entity, dict) else None
        if not isinstance(properties, dict) or not entity.get("id") or not entity.get("schema"):
            problems.add("no entity", line=number, expected="id, schema and properties (FollowTheMoney)")
            continue
        names = [n for key in ("name", "alias", "weakAlias", "previousName") for n in properties.get(key) or ()]
        if not names and entity["schema"] in GROUPS:
            problems.add(f"a group without a name: {entity['id']}", line=number, path="properties.name")
            continue
        under = tuple(map(str, (properties.get("program") or properties.get("topics") or ())))
        where = f"{path.name}:{number}"
        yield str(entity["schema"]), Entry(str(entity["id"]), tuple(dict.fromkeys(map(str, names))), under, where)


def _csv(lines: Iterable[str], path: Path, problems: Problems) -> Iterator[tuple[str, Entry]]:
    """Yield (schema, entry) of a CSV with ``id, schema, name, aliases``; aliases are parted by ``;``."""
    reader = csv.DictReader(lines, strict=True)
    missing = [c for c in CSV_COLUMNS if c not in (reader.fieldnames or ())]
    if missing:
        problems.add(f"no column {', '.join(missing)}", line=1, expected=", ".join(CSV_COLUMNS))
        return
    try:
        for row in reader:
            if None in row or None in row.values():
                problems.add("a broken line", line=reader.line_num, expected=f"{len(reader.fieldnames or ())} columns")
            elif not row["id"] or not row["schema"] or (not row["name"] and row["schema"] in GROUPS):
                problems.add("no id, schema or name", line=reader.line_num)
            else:
                names = [row["name"], *(a.strip() for a in row["aliases"].split(";"))]
                under = tuple(u for u in (row.get("program") or "").split(";") if u)
                where = f"{path.name}:{reader.line_num}"
                yield row["schema"], Entry(row["id"], tuple(dict.fromkeys(n for n in names if n)), under, where)
    except csv.Error as error:
        problems.add(f"a broken line: {error}", line=reader.line_num)
