"""What the schema says of one key of a charter: its sentence, the words it takes, what it may point at.

    key_at(("induction", 0, "mode")).words             # ("individual", …)
    keys_at(("induction", 0))["via"].sentence          # every key of a stream, with its sentence
    ids_in(tree)["force"]                              # the ids that a file declares, even if it can't be read whole

Read off the types of ``schema/`` once, for whoever mends, completes or explains a text that may be broken elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from tether.charter.references import KINDS, ORIGINS
from tether.charter.schema import Charter
from tether.charter.values import Blank, Number, Quantity, Refers, When
from tether.documents.models import Among
from tether.documents.yaml_file import Key

Form = Literal["text", "flag", "number", "date", "object"]


@dataclass(frozen=True)
class SchemaKey:
    """One key: ``many`` of its form in a list, or ``mapped`` by ids; ``below`` is the type of an object."""

    name: str
    sentence: str = ""
    needed: bool = False
    form: Form = "text"
    many: bool = False
    mapped: bool = False
    words: tuple[str, ...] = ()
    refers: tuple[str, ...] = ()
    quantity: Quantity | None = None
    below: type[BaseModel] | None = None

    @property
    def values(self) -> tuple[str, ...]:
        """The words that may stand there, the two blanks aside."""
        return ("true", "false") if self.form == "flag" else self.words

    @property
    def kind(self) -> str:
        """What is asked for, in words."""
        if self.refers:
            what = "the id of " + " or ".join(self.refers)
        elif self.words:
            what = "one of " + ", ".join(self.words)
        elif self.quantity:
            what = self.quantity.expected
        else:
            said = {"flag": "true or false", "date": "a date: YYYY-MM-DD, YYYY-MM or YYYY", "object": "keys and values"}
            what = said.get(self.form, self.form)
        return f"a list: {what}" if self.many else f"a map of ids to {what}" if self.mapped else what


@cache
def keys_of(model: type[BaseModel]) -> dict[str, SchemaKey]:
    """Return the keys of a type of the schema, in its order."""
    found = {}
    for name, field in model.model_fields.items():
        start = SchemaKey(field.alias or name, field.description or "", field.is_required())
        found[start.name] = _read(start, field.annotation, tuple(field.metadata))
    return found


def key_at(path: Key) -> SchemaKey | None:
    """Return what the schema says of the value at a path; None where it knows no such key."""
    model: type[BaseModel] | None = Charter
    known: SchemaKey | None = None
    for step in path:
        if isinstance(step, int):
            if known is None or not known.many:
                return None
            known = replace(known, many=False)
        elif known is not None and known.mapped:
            known = replace(known, mapped=False, refers=())
        else:
            known = keys_of(model).get(step) if model is not None and (known is None or _open(known)) else None
            if known is None:
                return None
        model = known.below
    return known


def keys_at(path: Key) -> dict[str, SchemaKey]:
    """Return the keys that an object at a path takes; none where no object stands."""
    if not path:
        return keys_of(Charter)
    known = key_at(path)
    return keys_of(known.below) if known is not None and known.below is not None and _open(known) else {}


def _open(known: SchemaKey) -> bool:
    return not known.many and not known.mapped


def ids_in(tree: Any) -> dict[str, set[str]]:
    """Return the ids that the plain values of a file declare, by kind."""
    found: dict[str, set[str]] = {"origin": set(ORIGINS)}
    for kind, section in KINDS.items():
        rows = tree.get(section) if isinstance(tree, dict) else None
        ids = (row.get("id") for row in rows if isinstance(row, dict)) if isinstance(rows, tuple) else ()
        found[kind] = {i for i in ids if isinstance(i, str)}
    return found


def _read(known: SchemaKey, annotation: Any, marks: tuple[Any, ...]) -> SchemaKey:
    """Add to what is known of a key what its type says."""
    for mark in marks:
        if isinstance(mark, Refers):
            known = replace(known, refers=mark.kinds)
        elif isinstance(mark, Quantity):
            known = replace(known, quantity=mark, form="number")
        elif isinstance(mark, Among):
            known = replace(known, words=tuple(sorted(mark.words())))
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _read(known, arguments[0], tuple(arguments[1:]))
    if origin in (Union, UnionType):
        for member in arguments:
            if member not in (Blank, type(None)):
                known = _read(known, member, ())
        return known
    if origin is Literal:
        return replace(known, words=(*known.words, *map(str, arguments)))
    if origin is tuple:
        return _read(replace(known, many=True), arguments[0], ())
    if origin is dict:
        return _read(replace(known, mapped=True), arguments[1], ())
    return _plain(known, annotation)


def _plain(known: SchemaKey, kind: Any) -> SchemaKey:
    if kind is bool:
        return replace(known, form="flag")
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return known
    if kind is Number:
        return replace(known, form="number")
    return replace(known, form="date") if kind is When else replace(known, form="object", below=kind)


def sentences() -> Iterator[tuple[str, str]]:
    """Yield every key of the schema with its sentence, once for each type."""
    seen: set[type[BaseModel]] = set()
    todo: list[type[BaseModel]] = [Charter]
    while todo:
        model = todo.pop()
        if model in seen:
            continue
        seen.add(model)
        for key in keys_of(model).values():
            yield f"{model.__name__}.{key.name}", key.sentence
            todo += [key.below] if key.below is not None else []
