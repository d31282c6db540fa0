"""A question of several parts asks only for those that the charter leaves open (``charter/question_parts.csv``).

    still_asked("Who counts the roll of 'g', how often, and against which other list?", charter, "pay.0.roll")
    # "How often is the roll of 'g' counted? Is the roll of 'g' matched against another list?": who counts is written

A row of the table is one part of a question: the question as the rules ask it, the part as a question of its own with
the same gaps, and the keys that answer it, any of which will do: ``.roll.audit_by`` below the row in which the
question stands, ``law.min_age`` anywhere, ``forces[id={0}].ceiling`` in the row that the first gap names. Where no part
is known the question stands as the rule asks it; where each is known the rule doubts something else, and it stands as
well, unless the figures that are not known are listed after it: then those are what is asked. A row without a part is
a question with several clauses that one key answers.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel

from tether.charter.paths import names_of
from tether.charter.schema import Charter
from tether.charter.values import ABSENT, UNKNOWN, Blank

GAP = re.compile(r"\{(\d)\}")
NOT_KNOWN = " Not known: "
FIGURES = "How large is each of these figures?"
_STEP = re.compile(r"(\w+)(?:\[(\w+)=([^\]]*)\])?")


@dataclass(frozen=True)
class QuestionPart:
    """One part of a question: as a question of its own, and the keys that answer it."""

    asked: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class AskedInParts:
    """A question of several parts, with the values in its gaps."""

    parts: tuple[QuestionPart, ...]
    gaps: dict[str, str]

    def filled(self, text: str) -> str:
        """Return a part's question or key with what the question says in its gaps."""
        return GAP.sub(lambda gap: self.gaps.get(gap[1], ""), text)

    def path(self, key: str) -> str:
        """Return a key with the ids that the gaps name."""
        return GAP.sub(lambda gap: self.gaps.get(gap[1], "").strip("'"), key)


def still_asked(question: str, charter: Charter, path: str, *, none_if_absent: bool = False) -> str:
    """Return what of a question is not known; ``none_if_absent``: an absent key says that there is none."""
    body, mark, tail = question.partition(NOT_KNOWN)
    found = parts_of(body)
    if found is None:
        return question
    row = row_of(path)
    open_ = [p for p in found.parts if not any(_known(charter, row, found.path(k), none_if_absent) for k in p.keys)]
    if not open_ and mark:
        return f"{FIGURES}{mark}{tail}"
    if len(open_) in (0, len(found.parts)):
        return question
    return " ".join(found.filled(part.asked) for part in open_) + mark + tail


@lru_cache(maxsize=4096)
def parts_of(question: str) -> AskedInParts | None:
    """Return the parts of a question; None where the table has none."""
    for pattern, parts in _table():
        if hit := pattern.fullmatch(question):
            return AskedInParts(parts, {name[1:]: value or "" for name, value in hit.groupdict().items()})
    return None


@cache
def _table() -> tuple[tuple[re.Pattern[str], tuple[QuestionPart, ...]], ...]:
    rows = csv.DictReader((files("tether.charter") / "question_parts.csv").read_text("utf-8").splitlines())
    grouped: dict[str, list[QuestionPart]] = defaultdict(list)
    for row in (row for row in rows if row["part"]):
        grouped[row["question"]].append(QuestionPart(row["part"], tuple(row["fields"].split())))
    return tuple((_pattern(question), tuple(parts)) for question, parts in grouped.items())


def _pattern(question: str) -> re.Pattern[str]:
    made = "".join(
        f"(?P<g{piece}>[^?]{{0,200}}?)" if n % 2 else re.escape(piece) for n, piece in enumerate(GAP.split(question))
    )
    return re.compile(made)


def row_of(path: str) -> str:
    """Return the row in which a path stands: up to its last position; "" where it stands in none."""
    steps = path.split(".")
    last = max((n for n, step in enumerate(steps) if step.isdigit()), default=-1)
    return ".".join(steps[: last + 1])


def _known(charter: Charter, row: str, key: str, none_if_absent: bool) -> bool:
    """Whether a key is answered: every row that it means writes it."""
    if key.startswith("."):
        if not row:
            return False
        values = list(_values(charter.at(row), _STEP.findall(key)))
    else:
        values = list(_values(charter, _STEP.findall(key)))
    if none_if_absent:
        return bool(values) and UNKNOWN not in values
    return bool(values) and not any(v is UNKNOWN or v is ABSENT for v in values)


def _values(here: Any, steps: list[tuple[str, str, str]]) -> Iterator[Any]:
    """Yield what is written at a key, of every row that it admits; nothing where the schema has no such key there."""
    if isinstance(here, Blank) or not steps:
        yield here
        return
    (name, by, wanted), rest = steps[0], steps[1:]
    own = names_of(type(here)).get(name) if isinstance(here, BaseModel) else None
    if own is None:
        return
    value = getattr(here, own)
    if not (isinstance(value, tuple) and value and isinstance(value[0], BaseModel)):
        yield from _values(value, rest if isinstance(value, BaseModel | Blank) else [])
        return
    kind: type[BaseModel] = type(value[0])
    named = names_of(kind).get(by, "")
    for row in value:
        if not by or getattr(row, named, None) == wanted:
            yield from _values(row, rest) if rest else (row,)
