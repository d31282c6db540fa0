"""A coding as a person reads it: each row of a charter with its article, and what it says in words instead of keys.

    for row in coded_rows(charter): row.heading, row.article, [(said.what, said.value) for said in row.says]
    # 'pay: Guard of Nahr', '12(1)', [('how pay reaches the man', 'bank'), …]

What a key means is the schema's own sentence; an id is said by the name that the charter gives it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from tether.charter.cited import article_at
from tether.charter.paths import names_of
from tether.charter.schema import Charter
from tether.charter.schema_keys import key_at
from tether.charter.values import ABSENT, NONE, Blank, Number, When
from tether.documents.yaml_file import Key, key_of, path_of
from tether.law.coding_rows import CodingRow
from tether.law.proposed_values import row_path

MOST_LABEL = 90  # characters of what a key is called
ASIDE = ("src", "conf", "article", "note", "id")  # keys of every row that say nothing of the design
LEFT_OUT = ("charter", "sources", "waivers", "contradictions", "general_law")
NAMED_BY = ("name", "title", "force", "pool", "actor", "body", "group", "power", "community", "item", "aim", "kind")


@dataclass(frozen=True)
class SaidInRow:
    """One thing that a row says: where, what is asked, and the answer."""

    path: str
    what: str
    value: str
    line: int


@dataclass(frozen=True)
class CodedRow:
    """One row of a charter."""

    path: str
    section: str
    heading: str
    article: str
    line: int
    end_line: int
    quotes: tuple[str, ...]
    says: tuple[SaidInRow, ...]


def coded_rows(charter: Charter) -> Iterator[CodedRow]:
    """Give the rows of a charter in the order of the schema, those on the text itself last."""
    names = names_in(charter)
    sections = names_of(type(charter))
    for section in (*(s for s in sections if s != "meta"), "meta"):  # what the text is stands last: it is known
        attribute = sections[section]
        value = getattr(charter, attribute)
        if section in (*ASIDE, *LEFT_OUT) or value is ABSENT:
            continue
        rows: list[tuple[Key, Any]] = [((section,), value)]
        if isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            rows = [((section, n), row) for n, row in enumerate(value)]
        for key, row in rows:
            yield _row(charter, key, row, names)


def names_in(charter: Charter) -> dict[str, str]:
    """Return the name of each id that a charter declares with one."""
    found: dict[str, str] = {}
    for section in ("places", "communities", "actors", "groups", "forces", "units", "posts"):
        for row in getattr(charter, section) or ():
            named = getattr(row, "name", None) or getattr(row, "title", None)
            if named and not isinstance(named, Blank):
                found.setdefault(row.id, str(named))
    return found


def _row(charter: Charter, key: Key, row: Any, names: Mapping[str, str]) -> CodedRow:
    known = key_at(key[:1])
    section = known.sentence if known else str(key[0])
    place = charter.position(path_of(key))
    of = _named(row, names)
    says = tuple(_said(charter, key, row, names))
    cited = getattr(row, "src", None) or ()
    quotes = tuple(str(c.quote) for c in cited if isinstance(getattr(c, "quote", None), str))
    article = article_at(charter, path_of(key))
    heading = f"{section}: {of}" if of else section
    return CodedRow(path_of(key), str(key[0]), heading, article, place.line, place.end_line, quotes, says)


def _named(row: Any, names: Mapping[str, str]) -> str:
    """Return of whom or what a row is."""
    if not isinstance(row, BaseModel):
        return ""
    keys = names_of(type(row))
    if "from" in keys and ("to" in keys or "into" in keys):
        ends = [getattr(row, keys[k]) for k in ("from", "to", "into") if k in keys]
        return " → ".join(_value(end, names) for end in ends)
    for key in NAMED_BY:
        value = getattr(row, keys[key]) if key in keys else None
        if isinstance(value, str) and value:
            return _value(value, names)
    own = getattr(row, "id", None)
    return str(own) if isinstance(own, str) else ""


def _said(charter: Charter, key: Key, value: Any, names: Mapping[str, str]) -> Iterator[SaidInRow]:
    """Give what stands at a path and below it, one line each."""
    if isinstance(value, BaseModel) and not isinstance(value, Number | When):
        for name, attribute in names_of(type(value)).items():
            below = getattr(value, attribute)
            if name not in ASIDE and below is not ABSENT:
                yield from _said(charter, (*key, name), below, names)
        return
    if isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
        for n, item in enumerate(value):
            yield from _said(charter, (*key, n), item, names)
        return
    path = path_of(key)
    yield SaidInRow(path, label_of(key), _value(value, names), charter.position(path).line)


def label_of(key: Key) -> str:
    """Return what a key is called: the schema's sentence of it, as far as its first pause."""
    known = key_at(key)
    said = known.sentence if known and known.sentence else str(key[-1]).replace("_", " ")
    short = re.split(r"[:;(]", said, maxsplit=1)[0].strip()
    return short if short and len(short) <= MOST_LABEL else said


def proposed_in_words(rows: Sequence[CodingRow]) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """Return, by the number of each proposed row, the part of a charter that it would stand in, and what it says."""
    names = {
        str(r.values["id"]): str(r.values.get("name") or r.values.get("title") or r.values["id"])
        for r in rows
        if "id" in r.values
    }
    found = {}
    for row in rows:
        path = row_path(row.section)
        known = key_at(path)
        said = [
            (label_of((*path, *key_of(key))), _value(tuple(v) if isinstance(v, list) else v, names))
            for key, v in row.values.items()
            if key != "id"
        ]
        found[row.number] = (known.sentence if known else row.section, said)
    return found


def _value(value: Any, names: Mapping[str, str]) -> str:
    """Return a value in words."""
    if value is True or value is False:
        return "yes" if value else "no"
    if isinstance(value, Blank):
        return "none" if value is NONE else "not known"
    if isinstance(value, tuple):
        return ", ".join(_value(v, names) for v in value) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{_value(k, names)}: {_value(v, names)}" for k, v in value.items())
    text = str(value)
    return names.get(text, text)
