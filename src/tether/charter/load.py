"""From a file to a ``Charter``: parse, migrate, validate, resolve ids, and tell all problems at once.

charter = read_charter("guard.yaml", theatre)     # or raises InputError with every problem:
guard.yaml:10:8: pay.0.via: 'comander'; expected one of bank, mobile, …; did you mean 'commander'?
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from tether.charter.blanks import shown
from tether.charter.marks import Key, path_of
from tether.charter.migrate import migrated
from tether.charter.paths import names_of
from tether.charter.references import check_references
from tether.charter.schema import VERSION, Charter
from tether.charter.text import CharterText, parse, read_text
from tether.errors import InputError, Problem, Problems, did_you_mean

MOST_TOLD = 200  # of a file that is wrong throughout, so many problems are worded


def read_charter(path: str | Path, theatre: Any = None, *, base: Charter | None = None) -> Charter:
    """Read a charter file.

    ``theatre`` (with ``places``, ``communities``, ``actors``, each with ``id``) and ``base`` (the status quo that an
    overlay is laid over) widen what ids may point at. Raises ``InputError`` with every problem, located.
    """
    return charter_from_text(read_text(path), str(path), theatre, base=base)


def charter_from_text(
    text: str, file: str = "charter", theatre: Any = None, *, base: Charter | None = None, fragment: bool = False
) -> Charter:
    """Read a charter from text. A ``fragment`` (a rule's snippet) may leave out the version and point at nothing."""
    written = migrated(parse(text, file))
    problems = Problems(file)
    problems.extend(written.problems)
    if not isinstance(written.tree, dict):
        problems.add(
            shown(written.tree) if written.tree else "an empty file", line=1, expected="a charter: keys and values"
        )
        problems.raise_if_any()
    if not fragment:
        _check_version(written, problems)
    charter = _validated(written, problems)
    if charter is not None:
        charter._text = written
        charter._kinds = {a.id: str(getattr(a, "kind", "")) for a in theatre.actors} if theatre is not None else {}
        if not fragment:
            check_references(charter, problems, theatre, base)
    problems.raise_if_any()
    assert charter is not None
    return charter


def read_again(charter: Charter, theatre: Any = None, *, base: Charter | None = None) -> Charter:
    """Read a charter's own text again, against another theatre and status quo; problems as for ``read_charter``.

    Raises:
        InputError: it was made or changed in memory, so that it has no text that could be read, printed or kept.
    """
    written = charter._text
    if written is None:
        raise InputError(_unwritten(charter, "a charter made in memory, without a text"))
    found = charter_from_text("\n".join(written.lines), written.file, theatre, base=base)
    if any(getattr(found, name) != getattr(charter, name) for name in type(charter).model_fields):
        raise InputError(_unwritten(charter, "a charter changed in memory after it was read"))
    return found


def _unwritten(charter: Charter, found: str) -> Problem:
    remedy = "write the change into a file and read it with read_charter"
    return Problem(found, where=charter.file, expected="a charter as its text says", remedy=remedy)


def _check_version(written: CharterText, problems: Problems) -> None:
    version = written.tree.get("charter")
    if version is None:
        problems.add("no schema version", line=1, path="charter", expected=f'charter: "{VERSION}" as first line')
    elif str(version) != VERSION:
        mark = written.mark(("charter",))
        problems.add(f"{version}", line=mark.line, column=mark.column, path="charter", expected=f'"{VERSION}"')


def _validated(written: CharterText, problems: Problems) -> Charter | None:
    tree = {**written.tree, "charter": str(written.tree["charter"])} if "charter" in written.tree else written.tree
    try:
        return Charter.model_validate(tree)
    except ValidationError as error:
        told = {p.path for p in problems.found if p.path}
        faults = error.errors(include_url=False)
        problems.extend(p for fault in faults[:MOST_TOLD] if (p := _problem(fault, written)).path not in told)
        if len(faults) > MOST_TOLD:
            problems.add(f"{len(faults) - MOST_TOLD:,} more problems", line=1, remedy="mend these first")
        return None


def _problem(fault: Any, written: CharterText) -> Problem:
    """Turn one of pydantic's errors into ours."""
    key = _file_key(fault["loc"], written)
    mark = written.mark(key)
    kind, found, context = fault["type"], shown(fault["input"]), fault.get("ctx", {})
    line, column, expected, remedy = mark.line, mark.column, str(fault["msg"]), ""
    if kind == "extra_forbidden":
        line, column = mark.key_line, mark.key_column
        found, expected = f"unknown key {key[-1]!r}", "a key of the schema"
        remedy = did_you_mean(str(key[-1]), names_of(_model_at(key[:-1])))
    elif kind == "missing":
        found, expected = f"no key {key[-1]!r}", f"{key[-1]}: {_described(key)}"
    elif kind in ("literal_error", "enum"):
        words = [w.strip(" '") for w in context["expected"].replace(" or ", ", ").split(", ")]
        expected, remedy = "one of these words", did_you_mean(str(fault["input"]), words, most=20)
    elif kind == "charter_value":
        found, expected = context["found"], context["expected"]
    else:
        expected = _KIND_WORDS.get(kind, expected)
        if kind == "bool_type" and fault["input"] in ("yes", "no", "on", "off"):
            remedy = f"write {'true' if fault['input'] in ('yes', 'on') else 'false'}"
    return Problem(
        found, where=written.file, line=line, column=column, path=path_of(key), expected=expected, remedy=remedy
    )


_KIND_WORDS = {
    "bool_type": "true, false, none or unknown",
    "string_type": "text (put quotes around a number that is meant as text)",
    "tuple_type": "a list, such as [anbar, ninewa]",
    "dict_type": "keys and values, such as {sunni-arab: 0.4}",
    "model_type": "an object: keys and values",
    "model_attributes_type": "an object: keys and values",
}


def _file_key(location: tuple[str | int, ...], written: CharterText) -> Key:
    """Return the part of pydantic's location that is a path of the file (it may add names of types)."""
    key: Key = ()
    for position, step in enumerate(location):
        if (*key, step) in written.marks or position == len(location) - 1:
            key = (*key, step)
    return key


def _model_at(key: Key) -> type[BaseModel]:
    """Return the schema's class at a path."""
    model: Any = Charter
    for step in key:
        if isinstance(step, str) and isinstance(model, type) and issubclass(model, BaseModel):
            name = names_of(model).get(step)
            model = _model_within(model.model_fields[name].annotation) if name else Charter
    return model if isinstance(model, type) and issubclass(model, BaseModel) else Charter


def _model_within(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for a in get_args(annotation) if (m := _model_within(a)) is not None), None)


def _described(key: Key) -> str:
    model = _model_at(key[:-1])
    name = names_of(model).get(str(key[-1]))
    return (model.model_fields[name].description or "") if name else ""
