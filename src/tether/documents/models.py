"""From a YAML file to a typed value: pydantic checks it, and every complaint becomes a located message.

    class Request(Shape):                                    # frozen, strict, unknown keys are errors
        id: Line = Field(description="a short name")
        items: tuple[Asked, ...] = Field(description="what is asked for")

    request = read_model("request.yaml", Request, "a request (YAML)")

    request.yaml:7:12: items.0.item: 'mine-detektors'; expected one of these words; did you mean 'mine-detectors'? (…)

A frozen dataclass serves as well as a ``Shape`` (give it ``__pydantic_config__ = KNOWN_KEYS``): the type that other
rooms use is the type of the file. What a file says wrongly is collected, all of it, and raised once. A validator of
your own says ``raise wrong(value, "what was expected")``, or ``Among`` for a word out of an open list. Where a reader
must go on checking what spans several values, ``validated`` gives the value of one part (or None, its problems
noted), so that a faulty row doesn't hide the faults of the others.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    Strict,
    TypeAdapter,
    ValidationError,
)
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError, core_schema

from tether.documents.yaml_file import Key, YamlFile, path_of, read_yaml
from tether.errors import Problem, Problems, did_you_mean

MOST_TOLD = 200  # of a file that is wrong throughout, so many problems are worded
KNOWN_KEYS = ConfigDict(extra="forbid")  # of a frozen dataclass that is read from a file
T = TypeVar("T")


class Shape(BaseModel):
    """Frozen, strict, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, protected_namespaces=())


def read_model(path: str | Path, model: type[T], what: str = "a YAML file", *, name: str = "") -> T:
    """Read a file as a ``model``; raise ``InputError`` with every problem, located."""
    document = read_yaml(path, what, name=name)
    problems = Problems(document.file)
    root_of(document, problems, what)
    found = validated(model, document, problems)
    problems.raise_if_any()
    assert found is not None
    return found


def root_of(document: YamlFile, problems: Problems, what: str = "a YAML file") -> dict[str, Any]:
    """Return the keys and values of a file, its faults of form noted; raise where it has none."""
    problems.extend(document.problems)
    tree = document.tree
    if not isinstance(tree, dict) or not (tree or document.problems or document.empty):
        found = f"no keys, but {shown(tree)}" if tree else "an empty file"
        problems.add(found, line=1, expected=f"keys and values of {what}")
        problems.raise_if_any()
    return dict(tree)


def validated(
    model: type[T],
    document: YamlFile,
    problems: Problems,
    at: Key = (),
    *,
    tree: Any = None,
    context: Mapping[str, Any] | None = None,
    expected: Mapping[str, str] | None = None,
    numbers_are_text: bool = True,
) -> T | None:
    """Return the part of a file at ``at`` as a ``model``, or None with its problems noted.

    ``tree`` stands in for what the file has there, ``context`` holds the lists that ``Among`` names, ``expected`` are
    words for kinds of pydantic's errors, before those of ``EXPECTED``. Where text is due, a number is taken as it was
    written (a title may be 1984), unless ``numbers_are_text`` is False.
    """
    tree = document.at(at) if tree is None else tree
    problems.extend(_unknown_empty(model, document, at))
    try:
        try:
            return _adapter(cast(Any, model)).validate_python(tree, context=context)
        except ValidationError as error:
            mended = _as_written(tree, error, document, at) if numbers_are_text else tree
            if mended is tree:
                raise
            return _adapter(cast(Any, model)).validate_python(mended, context=context)
    except ValidationError as error:
        _tell(error, model, document, problems, at, {**EXPECTED, **(expected or {})})
        return None


def by_id(
    model: type[T], document: YamlFile, problems: Problems, at: Key, *, context: Mapping[str, Any] | None = None
) -> dict[str, T]:
    """Return the entries of a mapping of ids; each is a ``model`` whose ``id`` is its key in the file.

    Faulty entries are left out, their problems noted.
    """
    found: dict[str, T] = {}
    entries = document.tree
    for step in at:
        entries = entries.get(step) if isinstance(entries, dict) else None
    if not isinstance(entries, dict):
        if path_of(at) not in {p.path for p in problems.found}:
            found_there = "no entries" if entries is None else shown(entries)
            problems.found.append(document.problem(at, found_there, "a mapping of ids to entries"))
        return found
    for name, entry in entries.items():
        tree = {**entry, "id": name} if isinstance(entry, dict) else entry
        if tree is not entry and "id" in entry:
            remedy = f"leave it out: the entry's id is {name!r}"
            problems.found.append(document.problem((*at, name, "id"), "unknown key 'id'", remedy=remedy, at_key=True))
        value = validated(model, document, problems, (*at, name), tree=tree, context=context)
        if value is not None:
            found[name] = value
    return found


def wrong(found: object, expected: str, remedy: str | Callable[[], str] = "") -> PydanticCustomError:
    """Return the error of a value: what was found, what was expected, what to do.

    A ``remedy`` that costs something is a function, called for what is told: a file may be wrong in 100,000 places.
    """
    context = {"found": shown(found), "expected": expected, "remedy": remedy}
    return PydanticCustomError("wrong_value", "{found}; expected {expected}", context)


def shown(value: object) -> str:
    """Return a found value as the writer wrote it, shortened."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + _short(", ".join(f"{k}: {v}" for k, v in value.items())) + "}"
    if isinstance(value, tuple | list):
        return "[" + _short(", ".join(str(v) for v in value)) + "]"
    return repr(_short(value)) if isinstance(value, str) else str(value)


class Among:
    """Marks a word out of a list: ``Annotated[str, Among(GRADES, "a grade")]``.

    ``allowed`` are the words, a function that gives them when the file is read, or a name under which ``validated``
    is handed them as ``context``.
    """

    def __init__(self, allowed: Iterable[str] | Callable[[], Iterable[str]], expected: str = "one of these words"):
        self.allowed, self.expected = allowed, expected

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Check after the text was read."""
        return core_schema.with_info_after_validator_function(self._check, handler(source))

    def words(self, context: Mapping[str, Any] | None = None) -> Iterable[str]:
        """Return the words; those that ``context`` holds where they are named by it."""
        if isinstance(self.allowed, str):
            found: Iterable[str] = (context or {})[self.allowed]
            return found
        return self.allowed() if callable(self.allowed) else self.allowed

    def _check(self, value: str, info: core_schema.ValidationInfo) -> str:
        allowed = self.words(info.context)
        if value not in allowed:
            raise wrong(value, self.expected, partial(did_you_mean, value, tuple(allowed)))
        return value


def _not_blank(value: str) -> str:
    if not value.strip():
        raise wrong(value, "text that is not blank")
    return value


Words = Annotated[str, AfterValidator(_not_blank)]  # text, not blank
Line = Annotated[str, AfterValidator(_not_blank), AfterValidator(lambda v: " ".join(v.split()))]  # … on one line
Whole = Annotated[int, Strict(), Field(ge=0, le=10_000_000)]  # a count, a number of a list
Real = Annotated[float, Strict(), Field(ge=-1e12, le=1e12, allow_inf_nan=False)]  # narrow it where the unit is known
Flag = Annotated[bool, Strict()]

EXPECTED = {
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "string_type": "text (put quotes around a number that is meant as text)",
    "tuple_type": "a list, such as [anbar, ninewa]",
    "dict_type": "keys and values, such as {{sunni-arab: 0.4}}",
    "model_type": "an object: keys and values",
    "model_attributes_type": "an object: keys and values",
    "dataclass_type": "an object: keys and values",
    "greater_than_equal": "{ge} or more",
    "less_than_equal": "{le} or less",
    "greater_than": "more than {gt}",
    "less_than": "less than {lt}",
    "finite_number": "a finite number",
    "too_short": "at least {min_length} of them",
    "too_long": "at most {max_length} of them",
    "value_error": "{error}",
}


def _tell(
    error: ValidationError, model: Any, document: YamlFile, problems: Problems, at: Key, expected: Mapping[str, str]
) -> None:
    """Note pydantic's complaints, each path once, so many and no more."""
    told = {p.path for p in problems.found if p.path}
    faults = error.errors(include_url=False)
    for fault in faults[:MOST_TOLD]:
        problem = _problem(fault, model, document, at, expected)
        if problem.path not in told:
            problems.found.append(problem)
    if len(faults) > MOST_TOLD:
        problems.add(f"{len(faults) - MOST_TOLD:,} more problems", line=1, remedy="mend these first")


def _problem(fault: Any, model: Any, document: YamlFile, at: Key, words: Mapping[str, str]) -> Problem:
    """Turn one of pydantic's errors into ours."""
    kind, context = fault["type"], fault.get("ctx", {})
    key = at + _file_key(fault["loc"], document, at, missing=kind == "missing")
    found, expected, remedy = shown(fault["input"]), str(fault["msg"]).removeprefix("Input should be "), ""
    if kind in ("extra_forbidden", "unexpected_keyword_argument"):
        return _unknown_key(document, key, _fields_at(model, key[len(at) : -1]))
    if kind == "missing":
        described = _fields_at(model, key[len(at) : -1]).get(str(key[-1]), (None, ""))[1]
        found, expected = f"no key {key[-1]!r}", f"{key[-1]}: {described}"
    elif kind in ("literal_error", "enum"):
        allowed = [w.strip(" '") for w in context["expected"].replace(" or ", ", ").split(", ")]
        expected, remedy = "one of these words", did_you_mean(str(fault["input"]), allowed, most=20)
    elif kind == "wrong_value":
        found, expected, remedy = context["found"], context["expected"], context["remedy"]
        remedy = remedy() if callable(remedy) else remedy
    elif kind in words:
        expected = words[kind].format_map({k: f"{v}" for k, v in context.items()})
        if kind == "bool_type" and fault["input"] in ("yes", "no", "on", "off"):
            remedy = f"write {'true' if fault['input'] in ('yes', 'on') else 'false'}"
    return document.problem(key, found, expected, remedy)


def _unknown_key(document: YamlFile, key: Key, fields: Mapping[str, object], more: str = "") -> Problem:
    remedy = did_you_mean(str(key[-1]), fields) + more
    return document.problem(key, f"unknown key {key[-1]!r}", "a key of the schema", remedy, at_key=True)


def _unknown_empty(model: Any, document: YamlFile, at: Key) -> Iterator[Problem]:
    """Yield the keys without a value that the model doesn't know: left out of the values, they'd go unseen."""
    for key in document.empty:
        if key[: len(at)] == at and len(key) > len(at):
            fields = _fields_at(model, key[len(at) : -1])
            if fields and key[-1] not in fields:
                yield _unknown_key(document, key, fields, "; inside { } put quotes around text with a comma")


def _file_key(location: tuple[str | int, ...], document: YamlFile, at: Key, *, missing: bool) -> Key:
    """Return the part of pydantic's location that is a path of the file (it may add names of types)."""
    key: Key = ()
    for position, step in enumerate(location):
        if (*at, *key, step) in document.positions or (missing and position == len(location) - 1):
            key = (*key, step)
    return key


def _as_written(tree: Any, error: ValidationError, document: YamlFile, at: Key) -> Any:
    """Return the values with numbers and flags as written wherever text was due; the same object where none was."""
    for fault in error.errors(include_url=False, include_context=False):
        if fault["type"] == "string_type" and isinstance(fault["input"], bool | int | float):
            key = _file_key(fault["loc"], document, at, missing=False)
            tree = _put(tree, key, document.written(at + key))
    return tree


def _put(tree: Any, key: Key, value: Any) -> Any:
    if not key:
        return value
    step: Any = key[0]
    below = _put(tree[step], key[1:], value)
    return {**tree, step: below} if isinstance(tree, dict) else (*tree[:step], below, *tree[step + 1 :])


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


@cache
def _adapter(model: Any) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def _fields_at(model: Any, key: Key) -> dict[str, tuple[Any, str]]:
    """Return the keys that a model takes at a path, each with its type and its description."""
    for step in key:
        model = next((below for kind in _kinds(model) if (below := _below(kind, step)) is not None), None)
    return next((fields for kind in _kinds(model) if (fields := _fields(kind))), {})


def _kinds(annotation: Any) -> list[Any]:
    """Return what a type may be: itself, or the members of a union, without marks."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _kinds(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return [kind for member in get_args(annotation) for kind in _kinds(member)]
    return [annotation]


def _below(kind: Any, step: str | int) -> Any:
    arguments = get_args(kind)
    if isinstance(step, int):
        return arguments[0] if get_origin(kind) in (tuple, list) and arguments else None
    if get_origin(kind) in (dict, Mapping) or (arguments and issubclass(get_origin(kind) or object, Mapping)):
        return arguments[1]
    return _fields(kind).get(step, (None, ""))[0]


@cache
def _fields(kind: Any) -> dict[str, tuple[Any, str]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return {f.alias or n: (f.annotation, f.description or "") for n, f in kind.model_fields.items()}
    if not (isinstance(kind, type) and dataclasses.is_dataclass(kind)):
        return {}
    hints = get_type_hints(kind, include_extras=True)
    found = {}
    for field in dataclasses.fields(kind):
        marks = [m for m in getattr(hints[field.name], "__metadata__", ()) if isinstance(m, FieldInfo)]
        alias, description = (marks[0].alias, marks[0].description) if marks else (None, None)
        found[alias or field.name] = hints[field.name], description or ""
    return found
