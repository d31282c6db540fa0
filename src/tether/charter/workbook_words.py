"""What the words in the cells of a form mean: numbers, dates, names and choices; each fault is told with its cell.

Paths may enter a list by a label, ``powers[arrest].grant``; ``ROWS`` says what such a row holds from the start, and
``induction[*]`` means every stream that comes from a group.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from tether.charter.workbook import BLANKS, FormAnswer, FormQuestion, FormRow
from tether.errors import Problems, did_you_mean

ROWS: dict[str, dict[str, Any]] = {
    "forces[guard]": {"id": "guard", "status": "new"},
    "command[main]": {"to": "guard", "type": "full", "when": "always"},
    "command[other]": {"to": "guard", "type": "operational", "when": "always"},
    "precedence[guard]": {"unit": "guard"},
    "posts[commander]": {"id": "commander", "unit": "guard", "title": "commander of the force"},
    "powers[arrest]": {"force": "guard", "power": "arrest"},
    "powers[checkpoint]": {"power": "checkpoint", "grant": "lead"},
    "powers[outside]": {"force": "guard", "power": "outside-home"},
    "exits[exit]": {"id": "exit"},
    "pay[guard]": {"force": "guard"},
    "sharing.allocation[guard]": {"pool": "guard"},
    "trust.consent[place]": {},
    "trust.grievance[complaint]": {},
}
OMITTED = {"command[other].from", "powers[checkpoint].force", "exits[exit].kind"}  # "none" means: no such row
LABELLED = re.compile(r"^(?P<list>[\w.]+)\[(?P<label>[\w*]+)\]\.(?P<rest>.+)$")
STANDING = ("army", "police")
_SHARE = re.compile(r"(\S(?:.*\S)?) ([\d.]+(?: ?- ?[\d.]+)? ?%?)")  # of words with one blank between them


def slug(name: str) -> str:
    """Turn a name into an id: letters of any script become Latin ones, everything else a hyphen."""
    from anyascii import anyascii

    return re.sub(r"[^a-z0-9]+", "-", anyascii(name).lower()).strip("-") or "unnamed"


class FormWords:
    """Reads the words of one form; ``who`` and ``places`` are ids by name or id, in small letters."""

    def __init__(self, problems: Problems, who: dict[str, str], places: dict[str, str], forces: dict[str, str]):
        self.problems, self.who, self.places, self.forces = problems, who, places, forces
        self.names: list[str] = []  # of the sheet Who, for a guess

    def fault(self, cell: str, found: str, expected: str, remedy: str = "") -> None:
        """Note what a cell says wrongly."""
        self.problems.add(repr(found), path=cell, expected=expected, remedy=remedy)

    def value(self, question: FormQuestion, answer: FormAnswer) -> Any:
        """Return what an answer says, as it stands in a charter; None where it says nothing that can be read."""
        word, cell = answer.value, answer.cell
        if word.lower() in BLANKS:
            return word.lower()
        if question.kind == "yesno":
            return self.yes(word, cell)
        if question.choices:
            return self._choice(question, word, cell)
        if question.kind == "number":
            return self.number(word, cell)
        if question.kind == "share":
            return self.share(word, cell)
        if question.kind == "date" and " to " in word:
            return dict(zip(("lo", "hi"), word.split(" to ", 1), strict=True))
        if question.kind == "whos":
            return self.ids(word, cell)
        return self.id(word, cell) if question.kind == "who" else word

    def _choice(self, question: FormQuestion, word: str, cell: str) -> Any:
        if word not in question.choices:
            self.fault(cell, word, "one of the words of the list", did_you_mean(word, question.choices))
            return None
        names_a_force = set(question.choices) <= {"guard", *STANDING, "none"}
        return self.forces.get(word, word) if names_a_force else word

    def id(self, name: str, cell: str) -> Any:
        """Return the id of somebody named on the sheet Who or Groups; None where nobody is."""
        found = self.who.get(name.lower())
        if found is None:
            self.fault(cell, name, "a name of the sheet Who", did_you_mean(name, self.names))
        return found

    def ids(self, names: str, cell: str) -> Any:
        """Return the ids of several, named with commas between."""
        found = [self.id(name.strip(), cell) for name in names.split(",") if name.strip()]
        return None if None in found else found

    def place_ids(self, names: str, cell: str) -> Any:
        """Return the ids of places of the sheet Places, named with commas between."""
        if names.lower() in BLANKS:
            return names.lower()
        found = []
        for name in (n.strip() for n in names.split(",")):
            known = self.places.get(name.lower())
            if known is None:
                self.fault(cell, name, "a place of the sheet Places", did_you_mean(slug(name), self.places))
            found.append(known)
        return None if None in found else found

    def yes(self, word: str, cell: str) -> Any:
        """Return true, false or a blank."""
        words = {"yes": True, "no": False, "true": True, "false": False, "none": "none", "unknown": "unknown"}
        if word.lower() not in words:
            self.fault(cell, word, "yes or no")
        return words.get(word.lower())

    def number(self, word: str, cell: str) -> Any:
        """Return a number, {lo, hi} of a span, or a blank."""
        if word.lower() in BLANKS:
            return word.lower()
        pieces = ["".join(p.replace(",", "").split()) for p in re.split("-|–|to", word)]
        try:
            numbers = [float(p) for p in pieces]
        except ValueError:
            numbers = []
        if len(numbers) not in (1, 2) or numbers != sorted(numbers) or not all(abs(n) < 1e16 for n in numbers):
            self.fault(cell, word, "a number, or a span such as 2000-4000")
            return None
        plain = [int(n) if n.is_integer() else n for n in numbers]
        return plain[0] if len(plain) == 1 else {"lo": plain[0], "hi": plain[1]}

    def share(self, word: str, cell: str) -> Any:
        """Return a share, also where it is written in per cent."""
        found = self.number(word.replace("%", "").strip(), cell)
        if "%" not in word or found is None or isinstance(found, str):
            return found
        if isinstance(found, dict):
            return {key: round(number / 100, 6) for key, number in found.items()}
        return round(found / 100, 6)

    def shares(self, row: FormRow) -> dict[str, Any]:
        """Return the communities of a place with their shares."""
        shares = {}
        for piece in row.cells["communities"].split(","):
            found = _SHARE.fullmatch(" ".join(piece.split()))
            if found is None:
                self.fault(row.at("communities"), piece.strip(), "a community and its share, such as hill 0.6")
                continue
            share = self.share(found[2], row.at("communities"))
            if share is not None:
                shares[slug(found[1])] = share
        return shares


def by_name(rows: Iterable[FormRow], ids: Iterable[str]) -> dict[str, str]:
    """Return the ids of the rows of a sheet by name and by id, in small letters; a name that two share names none."""
    known = list(zip(rows, ids, strict=True))
    seen: dict[str, set[str]] = {}
    for row, name in known:
        seen.setdefault(row.cells["name"].lower(), set()).add(name)
    found = {word: next(iter(names)) for word, names in seen.items() if len(names) == 1 and word}
    return {**found, **{name: name for _, name in known}}


def set_at(row: dict[str, Any], path: str, value: Any) -> None:
    """Set a value at a dotted path below a row; a blank on the way makes place for an object."""
    *above, last = path.split(".")
    for step in above:
        if not isinstance(row.get(step), dict):
            row[step] = {}
        row = row[step]
    row[last] = value
