"""Questions and answers of the form: what is asked, what may be answered, and an answer with the cell it stood in."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import NamedTuple

BLANKS = ("none", "unknown")
WHO_KINDS = ("office", "institution", "ministry", "court", "agency", "bloc", "community-body", "foreign")


class FormQuestion(NamedTuple):
    """A row of ``questions.csv``: the part of the form, the words, the kind of answer, the path it codes, a hint."""

    part: str
    text: str
    kind: str
    path: str
    hint: str

    @property
    def choices(self) -> tuple[str, ...]:
        """The words that may be answered; empty where the answer is free."""
        if self.kind == "yesno":
            return ("yes", "no")
        return tuple(self.kind.removeprefix("choice:").split("|")) if self.kind.startswith("choice:") else ()


class FormAnswer(NamedTuple):
    """An answer as written, the article given with it, and its cell (such as ``Questions!C12``)."""

    value: str
    article: str
    cell: str


@dataclass(frozen=True)
class FormRow:
    """A row of a table sheet: its cells by column name, and the cell of the first."""

    cells: dict[str, str]
    cell: str


@dataclass(frozen=True)
class Answers:
    """A filled form: answers by path, and the rows of the three tables."""

    file: str
    answers: dict[str, FormAnswer] = field(default_factory=dict)
    who: tuple[FormRow, ...] = ()
    places: tuple[FormRow, ...] = ()
    groups: tuple[FormRow, ...] = ()


@cache
def questions() -> tuple[FormQuestion, ...]:
    """Return the questions in order."""
    text = (resources.files("tether.charter") / "form" / "questions.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(FormQuestion(r["part"], r["question"], r["kind"], r["path"], r["help"] or "") for r in rows)


TABLES: dict[str, tuple[tuple[str, str], ...]] = {
    "Who": (
        ("name", "Name of the office, ministry, court, bloc or foreign power"),
        ("kind", "What it is"),
        ("state", "An organ of this state? yes, no"),
        ("head", "Top of the lawful chain of command? yes, no"),
    ),
    "Places": (
        ("name", "Name of the place"),
        ("kind", "country, province, district, municipality, town"),
        ("people", "How many people live there"),
        ("communities", "Communities and shares: hill 0.6, river 0.35"),
        ("force", "Does the new force stand here? yes, no"),
    ),
    "Groups": (
        ("name", "Name of the militia or group"),
        ("fighters", "How many fighters: 3000, or 2000-4000"),
        ("basis", "What that rests on: claimed, payroll, registered, verified"),
        ("community", "Its community"),
        ("home", "Its home: a place of the sheet Places"),
        ("patron", "Its outside backer, from the sheet Who; none"),
        ("abuse", "Grave abuse on record: none, alleged, credible, unknown"),
        ("intake", "How many of it are to be taken in"),
    ),
}
