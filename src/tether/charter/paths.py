"""Walks a charter: a value by its dotted path, every part with its path, every reference with the kinds it may mean."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from tether.charter.values import ABSENT, Blank, Number, Refers, When
from tether.documents.yaml_file import Key

_LEAVES = (Number, When)


def value_at(charter: BaseModel, path: str) -> Any:
    """Return the value at a dotted path (positions or ids in lists); a blank if it or anything above it is blank."""
    here: Any = charter
    for step in path.split("."):
        kind: Any = type(here)
        if kind is Blank:
            return here
        if kind is tuple:
            if step.isdigit():
                here = here[int(step)] if int(step) < len(here) else ABSENT
            else:
                here = next((item for item in here if getattr(item, "id", None) == step), ABSENT)
        elif kind is dict:
            here = here.get(step, ABSENT)
        else:
            name = _names_in(kind).get(step)
            if name is None:
                raise KeyError(f"no such path in a charter: {path} (at {step!r})")
            here = getattr(here, name)
    return here


@cache
def _names_in(kind: Any) -> dict[str, str]:
    """Return ``names_of`` a model, and nothing for any other kind of value."""
    return names_of(kind) if issubclass(kind, BaseModel) else {}


@cache
def names_of(model: type[BaseModel]) -> dict[str, str]:
    """Return the YAML key → attribute name of each field of a model."""
    return {field.alias or name: name for name, field in model.model_fields.items()}


@cache
def part_within(model: type[BaseModel], name: str) -> tuple[type[BaseModel] | None, bool]:
    """Return the kind of part that a field holds (None: a plain value), and whether it holds a list of them."""
    many = False
    left: list[Any] = [model.model_fields[name].annotation]
    while left:
        kind = left.pop()
        many = many or get_origin(kind) is tuple
        if isinstance(kind, type) and issubclass(kind, BaseModel) and not issubclass(kind, _LEAVES):
            return kind, many
        left += get_args(kind)
    return None, many


@cache
def fields_with_parts(model: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """Return the YAML key and attribute of each field of a model that may hold parts."""
    return tuple((key, name) for key, name in names_of(model).items() if part_within(model, name)[0] is not None)


def children(part: BaseModel) -> Iterator[tuple[Key, BaseModel]]:
    """Yield each part directly below, with its path from ``part``."""
    for key, name in fields_with_parts(type(part)):
        value = getattr(part, name)
        kind = type(value)
        if kind is tuple:
            for index, item in enumerate(value):
                if isinstance(item, BaseModel):
                    yield (key, index), item
        elif kind is not Blank and isinstance(value, BaseModel) and not isinstance(value, _LEAVES):
            yield (key,), value


def parts(part: BaseModel, path: Key = ()) -> Iterator[tuple[Key, BaseModel]]:
    """Yield every part of a charter with its path, the whole first."""
    yield path, part
    for below, child in children(part):
        yield from parts(child, path + below)


def references(charter: BaseModel) -> Iterator[tuple[Key, str, tuple[str, ...]]]:
    """Yield every reference: its path, the id it names, and the kinds of thing that it may name."""
    for path, part in parts(charter):
        for key, name, kinds in referring(type(part)):
            value = getattr(part, name)
            if isinstance(value, str):
                yield (*path, key), value, kinds
            elif isinstance(value, tuple):
                for index, item in enumerate(value):
                    if isinstance(item, str):
                        yield (*path, key, index), item, kinds
            elif isinstance(value, dict):
                for item in value:
                    yield (*path, key, item), item, kinds


@cache
def referring(model: type[BaseModel]) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Return the references of a model: YAML key, attribute, and the kinds of thing that each may name."""
    found = []
    for name, field in model.model_fields.items():
        marks = [m for m in field.metadata if isinstance(m, Refers)] or list(_marks_within(field.annotation))
        if marks:
            found.append((field.alias or name, name, marks[0].kinds))
    return tuple(found)


def _marks_within(annotation: Any) -> Iterator[Refers]:
    for argument in get_args(annotation) if get_origin(annotation) else ():
        if isinstance(argument, Refers):
            yield argument
        elif not isinstance(argument, type):
            yield from _marks_within(argument)
