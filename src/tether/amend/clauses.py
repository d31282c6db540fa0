"""Edits as sentences of a law, in English, Arabic or French: from a table of neutral wording of our own.

    clause_text(edit, whole, "fr")      # "La solde est versée sur un compte bancaire au nom de chaque membre."

``clauses.csv`` has a row for each key and value that edits set most; ``*`` stands for any value. What it has no words
for stands in square brackets, with the schema's own sentence, for a drafter to write. No lawyer has reviewed the
wording, and the comments beside it say so.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel

from tether.amend.edits import Edit
from tether.charter.paths import value_at
from tether.charter.references import KINDS
from tether.charter.schema import Charter
from tether.charter.schema_keys import key_at
from tether.documents.yaml_file import key_of
from tether.law.rewording import day_in

LANGUAGES = ("en", "ar", "fr")
NAMING = ("id", "force", "from", "to", "unit", "actor", "class", "place", "pool", "community", "group", "kind", "over")
OF_THE_CHARTER = re.compile(r"law\.instrument\.(?:kind|status|date|ref|articles)")  # what a law does not say of itself
OFFICES = re.compile(
    r"(?:Ministry|Minister|President|Prime|Supreme|Council|Court|Commission|Office|Ombudsman|National|Federal|Governor|"
    r"Parliament|Assembly|Commander|House|Army|Police|Guard|Provincial|Audit|Constitutional|Central|General|Interior)\b"
)
BRACKETS = {
    "en": "[To be drafted: {}]",
    "ar": "[تُصاغ هنا عبارة بشأن: {}]",
    "fr": "[À rédiger : {}]",
}
STRIKE = {"en": "[To be struck: {}]", "ar": "[يُحذف: {}]", "fr": "[À supprimer : {}]"}
FIELDS = re.compile(r"\{([\w%]+)\}")


@cache
def clause_table() -> Mapping[tuple[str, str], Mapping[str, str]]:
    """Return the sentences by key and value, each in three languages."""
    text = (files("tether.amend") / "clauses.csv").read_text("utf-8")
    return {(row["key"], row["value"]): row for row in csv.DictReader(text.splitlines())}


def names_in(whole: Charter) -> dict[str, str]:
    """Return the names by which a charter calls what it declares, by id."""
    rows = (row for section in KINDS.values() for row in getattr(whole, section) or ())
    return {row.id: name if isinstance(name := getattr(row, "name", None), str) else row.id for row in rows}


def clause_text(edit: Edit, whole: Charter, language: str, keys: tuple[str, ...] = ()) -> str:
    """Return what a law would say with an edit made: its sentences, then in brackets what must still be written.

    ``keys``: those of the edit that are to be said, all where none are given.
    """
    if edit.op == "drop":
        return STRIKE[language].format(edit.sentence.removeprefix("strike "))
    row = value_at(whole, edit.path) if edit.op != "add" and edit.path else None
    around = {**_plain_row(row), **dict(edit.values)}
    names = names_in(whole)
    section = ".".join(step for step in edit.path.split(".") if not step.isdigit())
    said: list[str] = []
    left: list[tuple[str, Any]] = []
    for key, value in edit.values:
        if keys and key not in keys:
            continue
        for path, leaf in _leaves(key, value):
            if OF_THE_CHARTER.fullmatch(f"{section}.{path}".strip(".")):
                continue
            sentence = _sentence(f"{section}.{path}" if section else path, leaf, around, names, language)
            said += [sentence] if sentence else []
            left += [] if sentence else [(path, leaf)]
    left = [(path, leaf) for path, leaf in left if not (said and path in NAMING)]
    if left:
        told = "; ".join(_in_schema(edit, path, leaf, names) for path, leaf in left)
        said.append(BRACKETS[language].format(told))
    return " ".join(said)


def _leaves(key: str, value: Any) -> Iterator[tuple[str, Any]]:
    if (
        isinstance(value, dict)
        and value
        and all(isinstance(v, str | int | float | bool | dict | list) for v in value.values())
    ):
        for below, leaf in value.items():
            yield from _leaves(f"{key}.{below}", leaf)
    else:
        yield key, value


def _sentence(path: str, value: Any, around: Mapping[str, Any], names: Mapping[str, str], language: str) -> str:
    """Return the table's sentence for a key with a value; '' where it has none, or a name in it is not known."""
    word = (
        "yes"
        if value is True
        else "no"
        if value is False
        else f"{value:g}"
        if isinstance(value, int | float)
        else value
    )
    single = value[0] if isinstance(value, list) and len(value) == 1 else word
    if not isinstance(single, str) or single.startswith("to be written"):
        return ""
    row = clause_table().get((path, single)) or clause_table().get((path, "*"))
    if row is None:
        return ""
    filled = {name: _shown(v, names, language) for name, v in around.items() if isinstance(v, str)}
    filled["v"] = _shown(single, names, language)
    if isinstance(value, int | float):
        filled["v%"] = f"{value * 100:g}"
    text = row[language]
    if any(name not in filled for name in FIELDS.findall(text)):
        return ""
    made = FIELDS.sub(lambda m: filled[m[1]], text)
    return made[:1].upper() + made[1:]


def _shown(value: str, names: Mapping[str, str], language: str) -> str:
    try:
        return day_in(language, date.fromisoformat(value))
    except ValueError:
        name = names.get(value, value)
        return f"the {name}" if language == "en" and OFFICES.match(name) else name


def _plain_row(row: Any) -> dict[str, Any]:
    if not isinstance(row, BaseModel):
        return {}
    told = {(field.alias or name): getattr(row, name) for name, field in type(row).model_fields.items()}
    return {key: value for key, value in told.items() if isinstance(value, str)}


def _in_schema(edit: Edit, path: str, value: Any, names: Mapping[str, str]) -> str:
    steps = key_of(f"{edit.path}.{path}" if edit.path else path)
    known = key_at(steps if edit.op != "add" else (*key_of(edit.path), 0, *key_of(path)))
    what = known.sentence if known is not None and known.sentence else path
    if isinstance(value, str) and value.startswith("to be written"):
        return what
    return f"{what}: {_in_words(value, names)}"


def _in_words(value: Any, names: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_in_words(v, names) for v in value)
    if isinstance(value, dict):
        return ", ".join(f"{names.get(str(k), k)} {_in_words(v, names)}" for k, v in value.items())
    return names.get(value, value) if isinstance(value, str) else f"{value:,.10g}"
