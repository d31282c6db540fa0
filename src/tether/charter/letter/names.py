"""How a letter and a comment call what a charter names: by the charter's own name, else in words, never by an id.

    names = LetterNames(charter, "fr")
    names["g"]                             # 'Garde nationale', the charter's own name: quoted where it stands
    names["induction-8"]                   # Described("l'entrée de «Brigade du fleuve» dans «Garde nationale»")
    names.place("induction[s1].starts")    # 'le premier jour de l'entrée de …'

A row without a name of its own is called after what it is and whom it names (``things.csv``: the first line of its
section all of whose keys are ids that the charter gives), two that would be called alike by their number; a place by
what its key says of its row (``keys.csv``: by its whole path, else by its last key).
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from pydantic import BaseModel

from tether.charter.id_paths import place_at
from tether.charter.letter.languages import Language, digits_in, quoted_in, set_in_type
from tether.charter.paths import names_of, parts
from tether.charter.schema import Charter
from tether.documents.yaml_file import Key

NUMBER = "{n}"  # which of its list a row is
GAP = re.compile(r"\{(\d)\}")
NAMED = ("places", "communities", "actors", "groups", "forces", "units", "assets")
MADE = re.compile(r"(?:^|-)\d")  # an id that a program made: 'induction-8', 'unit-7-1'


class Described(str):
    """What a row without a name is called: words of ours, which stand without quotation marks."""


class LetterNames(dict[str, str]):
    """The names of a charter's ids in one language, and its places in words."""

    def __init__(self, charter: Charter, language: Language):
        super().__init__()
        self._charter, self._language = charter, language
        rows = list(_rows(charter))
        for _, row in rows:
            own = getattr(row, "name", None) or getattr(row, "title", None)
            if own:
                self.setdefault(str(getattr(row, "id", "")), str(own))
        self._describe(rows)

    def _describe(self, rows: list[tuple[Key, BaseModel]]) -> None:
        """Call each row without a name after what it is; alike ones by their number."""
        for key, row in rows:
            id = str(getattr(row, "id", ""))
            if key[0] in NAMED and id not in self and not MADE.search(id):
                self[id] = id.replace("-", " ").replace("_", " ")
        told = [(key, row, self._thing(key, row)) for key, row in rows if getattr(row, "id", "") not in self]
        count: Counter[str] = Counter(words for _, _, words in told)
        met: Counter[str] = Counter()
        for _, row, words in told:
            met[words] += 1
            number = digits_in(str(met[words]), self._language)
            after = f" ({number})" if count[words] > 1 and NUMBER not in words else ""
            self[str(getattr(row, "id", ""))] = Described(f"{words.replace(NUMBER, number)}{after}")

    def _thing(self, key: Key, row: BaseModel) -> str:
        section = ".".join(step for step in key if isinstance(step, str))
        known = names_of(type(row))
        for keys, words in _things(section, self._language):
            values = [self._value(getattr(row, known[k], None)) if k in known else "" for k in keys]
            if all(values):
                return set_in_type(_filled(words, values), self._language)
        return ""

    def _value(self, value: object) -> str:
        if not isinstance(value, str) or not value:
            return ""
        if value in self:
            return self.called(value)
        return quoted_in(value, self._language) if " " in value else ""

    def called(self, id: str) -> str:
        """Return how an id is called in a sentence: its name in quotation marks, or what it is."""
        name = self.get(id, id)
        return name if isinstance(name, Described) else quoted_in(name, self._language)

    def place(self, written: str) -> str:
        """Return a place of the charter in words: ``the first day of the entry from …``."""
        path = place_at(self._charter, written) or written
        steps = path.split(".")
        last = max((n for n, step in enumerate(steps) if step.isdigit()), default=-1)
        row = self._row(".".join(steps[: last + 1])) if last >= 0 else ""
        below = [step.partition("[")[0] for step in steps if not step.isdigit()]
        if not row:
            row = next(words for keys, words in _things(below[0], self._language) if not keys).replace(f" {NUMBER}", "")
        if last == len(steps) - 1 or len(steps) == 1:
            return row
        for wanted in (".".join(below), ".".join(below[:-1]), f".{below[-1]}", f".{below[-2]}" if below[1:] else ""):
            if words := _keys(self._language).get(wanted):
                return set_in_type(words.replace("{0}", row), self._language)
        return row

    def _row(self, path: str) -> str:
        row = self._charter.at(path)
        if not isinstance(row, BaseModel):
            return ""
        id = getattr(row, "id", None)
        if isinstance(id, str) and id in self:
            return self.called(id)
        key: Key = tuple(int(s) if s.isdigit() else s for s in path.split("."))
        number = next((step for step in key if isinstance(step, int)), 0)
        return self._thing(key, row).replace(NUMBER, digits_in(str(number + 1), self._language))


def _rows(charter: Charter) -> Iterator[tuple[Key, BaseModel]]:
    """Yield every row that has an id, with its path."""
    for key, part in parts(charter):
        if len(key) > 1 and isinstance(getattr(part, "id", None), str) and key[0] != "sources" and key[-2] != "src":
            yield key, part


def _filled(words: str, values: Sequence[str]) -> str:
    return GAP.sub(lambda gap: values[int(gap[1])], words)


@cache
def _things(section: str, language: Language) -> tuple[tuple[tuple[str, ...], str], ...]:
    rows = [r for r in _table("things") if r["section"] in (section, section.partition(".")[0], "")]
    rows.sort(key=lambda r: -len(r["section"]))
    return tuple((tuple(r["keys"].split()), r[language]) for r in rows)


@cache
def _keys(language: Language) -> dict[str, str]:
    return {row["key"]: row[language] for row in _table("keys")}


def _table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((files("tether.charter.letter") / f"{name}.csv").read_text("utf-8").splitlines()))
