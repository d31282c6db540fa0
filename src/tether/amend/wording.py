"""Edits in words: where they stand, what the law would say, and who must agree.

    wording = Wording(charter)
    wording.after(edit)       # "pay of 'ing': how pay reaches the man: bank (so far: commander)"

Plain sentences made from the schema's own sentence of a key and the names that the charter gives; a drafter still has
to write the article.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from tether.amend.edits import Edit
from tether.amend.prices import PriceTable
from tether.charter.id_paths import IdPaths
from tether.charter.paths import value_at
from tether.charter.references import KINDS
from tether.charter.schema import Charter
from tether.charter.schema_keys import SchemaKey, key_at
from tether.charter.values import Blank, Number, When
from tether.documents.yaml_file import key_of
from tether.errors import numbered


class Wording:
    """The words for edits of one charter."""

    def __init__(self, whole: Charter):
        self.whole = whole
        self._paths = IdPaths(whole)
        self.names = {row.id: row for section in KINDS.values() for row in getattr(whole, section) or ()}

    def place(self, edit: Edit) -> str:
        """Return the place that an edit changes, by ids."""
        if edit.op in ("add", "drop") or len(edit.values) != 1:
            return self._paths.of(edit.path)
        key = edit.values[0][0]
        return self._paths.of(f"{edit.path}.{key}" if edit.path else key)

    def subject(self, path: str) -> str:
        """Return what a place is about: the section, the article where the charter names one, and the row."""
        row = value_at(self.whole, path) if path else None
        article = getattr(row, "article", None) if isinstance(row, BaseModel) else None
        told = self._paths.of(path)
        return f"{told} (art. {article})" if isinstance(article, str) else told

    def after(self, edit: Edit) -> str:
        """Return what the law would say."""
        if edit.op == "drop":
            return f"strike {self.subject(edit.path)}: {_row(value_at(self.whole, edit.path))}"
        known = key_at(key_of(edit.path)) if edit.path else None
        if edit.op == "add":
            row = ", ".join(f"{key}: {_said(value)}" for key, value in edit.values)
            return f"a new row under {self._paths.of(edit.path)} ({known.sentence if known else ''}): {row}"
        parts = [self._key(edit.path, key, value) for key, value in edit.values]
        return f"{self.subject(edit.path) or 'the charter'}: {'; '.join(parts)}"

    def _key(self, path: str, key: str, value: Any) -> str:
        known: SchemaKey | None = key_at(key_of(f"{path}.{key}" if path else key))
        return f"{known.sentence if known and known.sentence else key}: {_said(value)}"

    def before(self, edit: Edit) -> str:
        """Return what it says so far."""
        if edit.op == "drop":
            return _row(value_at(self.whole, edit.path))
        if edit.op == "add":
            return "nothing of the kind"
        told = [(key, value_at(self.whole, f"{edit.path}.{key}" if edit.path else key)) for key, _ in edit.values]
        return "; ".join(f"{_row(value)}" if len(told) == 1 else f"{key}: {_row(value)}" for key, value in told)

    def who_agrees(self, edit: Edit, table: PriceTable) -> tuple[str, ...]:
        """Return who must agree: the authority of the table, and those whom the clause names, before or after."""
        keys = [f"{edit.path}.{key}" if edit.path else key for key, _ in edit.values] or [edit.path]
        if edit.op == "add":
            keys = [edit.path]
        offices = [row.agree for key in keys if (row := table.row(key)) and row.agree]
        people = [name for name in self._concerned(edit) if name in self.names]
        return tuple(dict.fromkeys([*offices, *(self._called(name) for name in people)]))

    def _called(self, name: str) -> str:
        given = getattr(self.names[name], "name", None)
        return given if isinstance(given, str) else name

    def _concerned(self, edit: Edit) -> Iterator[str]:
        """Yield the ids of actors and groups that the edit names, or that the row it changes is about."""
        for _, value in edit.values:
            yield from (word for word in _words(value) if self._has_a_will(word))
        row = value_at(self.whole, edit.path) if edit.op != "add" and edit.path else None
        if isinstance(row, BaseModel):
            for key in ("from_", "actor", "donor"):
                name = getattr(row, key, None)
                if isinstance(name, str) and self._has_a_will(name):
                    yield name

    def _has_a_will(self, name: str) -> bool:
        return any(row.id == name for s in ("actors", "groups") for row in getattr(self.whole, s) or ())


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, below in value.items():
            yield key
            yield from _words(below)
    elif isinstance(value, list):
        for below in value:
            yield from _words(below)


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,.10g}"
    if isinstance(value, list):
        return ", ".join(map(_said, value)) or "nobody and nothing"
    if isinstance(value, dict):
        told: dict[str, list[str]] = {}
        for key, below in value.items():
            told.setdefault(_said(below), []).append(str(key))
        rows = (f"{', '.join(keys)}: {said}" for said, keys in told.items())
        return f"({'; '.join(rows)})"
    return value if isinstance(value, str) else json.dumps(value)


def _value(value: Any) -> str:
    if isinstance(value, Blank):
        return {"absent": "nothing", "none": "none", "unknown": "unknown"}[value.value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        if value and isinstance(value[0], BaseModel):
            return f"{numbered(len(value), 'row')}"
        return ", ".join(map(str, value)) or "nobody and nothing"
    return "{" + ", ".join(f"{k}: {v}" for k, v in value.items()) + "}" if isinstance(value, dict) else str(value)


def _row(row: Any) -> str:
    if not isinstance(row, BaseModel) or isinstance(row, Number | When):
        return _value(row)
    told = []
    for name, field in type(row).model_fields.items():
        value = getattr(row, name)
        if value is not Blank.ABSENT and name not in ("src", "conf", "note", "article"):
            told.append(f"{field.alias or name}: {_row(value)}")
    return ", ".join(told)
