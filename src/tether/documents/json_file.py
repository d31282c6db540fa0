"""Reads JSON that others may have damaged: bounded, located where its syntax breaks, its shape checked before use.

    twin = read_json("runs/…/brief.json", "the JSON twin of a page")     # or raises InputError with line and column
    check_json(twin, TwinFile, "runs/…/brief.json")                      # … with the path of each value that is wrong

A model that checks JSON is lenient where a YAML shape is strict: keys that it doesn't name may be there, since a newer
version may write more.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from tether.documents.models import EXPECTED, shown
from tether.documents.yaml_file import read_text
from tether.errors import InputError, Problem, Problems

MOST_JSON = 200_000_000  # bytes
MOST_TOLD = 20  # problems of a file that is wrong throughout


class JsonShape(BaseModel):
    """What is asked of an object of a JSON file; more keys may stand in it. Text is text, a number a number."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


def read_json(path: str | Path, what: str = "a JSON file") -> Any:
    """Return the values of a file; raise a located ``InputError`` where it can't be read."""
    text = read_text(path, what, most=MOST_JSON)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        found, line, column = f"not JSON: {error.msg}", error.lineno, error.colno
    except (RecursionError, ValueError) as error:
        said = "more levels than can be read" if isinstance(error, RecursionError) else str(error)
        found, line, column = f"not JSON: {said}", 1, 0
    raise InputError(Problem(found, str(path), line, column, expected=what))


def check_json(tree: Any, model: type[BaseModel], where: str) -> None:
    """Raise an ``InputError`` with each value that isn't as ``model`` asks, by its path."""
    try:
        _adapter(model).validate_python(tree)
    except ValidationError as error:
        problems, faults = Problems(where), error.errors(include_url=False)
        for fault in faults[:MOST_TOLD]:
            path = ".".join(str(step) for step in fault["loc"] if not str(step).startswith("function-"))
            missing = fault["type"] == "missing"
            context = {k: f"{v}" for k, v in fault.get("ctx", {}).items()}
            words = EXPECTED.get(fault["type"], str(fault["msg"]).removeprefix("Input should be ")).format_map(context)
            words = "a value of that name" if missing else words
            if fault["type"] == "wrong_value":
                problems.add(str(fault["ctx"]["found"]), path=path, expected=str(fault["ctx"]["expected"]))
            else:
                problems.add("nothing" if missing else shown(fault["input"]), path=path, expected=words)
        if len(faults) > MOST_TOLD:
            problems.add(f"{len(faults) - MOST_TOLD:,} more problems")
        problems.raise_if_any()


@cache
def _adapter(model: type[BaseModel]) -> TypeAdapter[Any]:
    return TypeAdapter(model)
