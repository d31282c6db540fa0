"""Every number that a file may hold has a least and a most, whatever the file: found by walking all that is read."""

import dataclasses
import importlib
import pkgutil
import sys
from typing import get_args, get_origin, get_type_hints

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

import tether
from tether.charter.values import Number, Quantity
from tether.documents.models import Shape

# Numbers that never come from a file as they stand: the ends of an interval, bounded by the kind of quantity it is.
WITHIN = {(Number, "v"), (Number, "lo"), (Number, "hi")}


def _models():
    for module in pkgutil.walk_packages(tether.__path__, "tether."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found = set()
    for name, module in sorted(sys.modules.items()):
        if name == "tether" or name.startswith("tether."):
            for value in vars(module).values():
                if isinstance(value, type) and value is not Shape and value.__module__ == name:
                    read = dataclasses.is_dataclass(value) and hasattr(value, "__pydantic_config__")
                    if read or issubclass(value, BaseModel):
                        found.add(value)
    return sorted(found, key=lambda m: (m.__module__, m.__name__))


def _numbers(annotation, marks=()):
    """Yield the marks of each number inside a type."""
    if hasattr(annotation, "__metadata__"):
        marks = (*marks, *annotation.__metadata__)
        yield from _numbers(get_args(annotation)[0], marks)
    elif annotation in (int, float, Number):
        yield marks
    elif get_origin(annotation) is not None or get_args(annotation):
        for inner in get_args(annotation):
            yield from _numbers(inner, marks)


def _bounded(marks):
    flat = [m for mark in marks for m in (mark.metadata if isinstance(mark, FieldInfo) else (mark,))]
    ends = {end for m in flat for end in ("ge", "gt", "le", "lt") if getattr(m, end, None) is not None}
    return any(isinstance(m, Quantity) for m in flat) or (ends & {"ge", "gt"} and ends & {"le", "lt"})


FIELDS = [
    (model, name, marks)
    for model in _models()
    for name, annotation in get_type_hints(model, include_extras=True).items()
    if not name.startswith("_")  # private: no file gives it
    for marks in _numbers(annotation)
    if (model, name) not in WITHIN
]


@pytest.mark.parametrize(("model", "name", "marks"), FIELDS, ids=lambda x: getattr(x, "__name__", str(x))[:30])
def test_every_number_that_a_file_may_hold_has_a_least_and_a_most(model, name, marks):
    assert _bounded(marks), f"{model.__module__}.{model.__name__}.{name}: give it bounds, or a kind of quantity"


def test_the_walk_finds_the_files_that_are_read():
    names = {model.__name__ for model, _, _ in FIELDS}
    assert {"CaseFile", "CaseSizes", "Passage", "BeliefRow", "TheatreActor", "Replay"} <= names and len(FIELDS) > 70
