"""Reads ``general_law``: what the law of the state says where a charter is silent, as rows or as a file of its own.

    general_law:
      - {path: law.courts.abuse_cases, law: Law 14/2008, article: "7", value: civilian}
      - {path: pay.base_month, law: Law 3/2010, article: "12"}      # governed there: look it up
    general_law: army-law.yaml                                      # a charter of the general law, beside this file

A row's path is a key of the charter without positions: in a list it holds for each row. Its value is checked as that
key's is. The file is read as a charter; each of its values is cited by its article and the source or title it is from.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Annotated, Any

from pydantic import BaseModel, create_model

from tether.charter.paths import names_of, part_within
from tether.charter.schema import Charter
from tether.charter.schema.charter import GeneralClause, GeneralLawRow
from tether.charter.values import ABSENT, Blank
from tether.documents.models import Shape, validated
from tether.documents.yaml_file import Key, YamlFile
from tether.errors import Problems, did_you_mean

BLANKS = {"bool_type": "true, false, none or unknown"}
NOT_GOVERNED = ("charter", "meta", "sources", "contradictions", "general_law", "waivers", "src", "note", "conf")


def read_clauses(charter: Charter, written: YamlFile, problems: Problems) -> tuple[GeneralClause, ...]:
    """Return the rows that name a key, with their values as the key reads them; what is wrong is noted."""
    found = []
    for index, row in enumerate(charter.general_law or ()):
        at: Key = ("general_law", index)
        if row.file is not ABSENT:
            if row.path is not ABSENT or row.law is not ABSENT or row.value is not ABSENT:
                problems.found.append(written.problem(at, "a file and a rule in one row", "the one or the other"))
            continue
        model, steps = _field(row, written, at, problems)
        if model is None:
            continue
        if not isinstance(row.law, str) or not row.law:
            problems.found.append(written.problem(at, "a rule without its law", "law: its name, number and year"))
        value = ABSENT if row.value is ABSENT else _value(model, steps[-1], written, at, problems)
        found.append(GeneralClause(steps, value, _cite(row), written, at))
    return tuple(found)


def law_files(charter: Charter, written: YamlFile, problems: Problems) -> tuple[Path, ...]:
    """Return the files that hold the general law; only a plain name beside the charter, or below it, is taken."""
    found = []
    for index, row in enumerate(charter.general_law or ()):
        if isinstance(row.file, str):
            name = PurePosixPath(row.file)
            if name.is_absolute() or ".." in name.parts or name.suffix not in (".yaml", ".yml") or "\\" in row.file:
                at: Key = ("general_law", index, "file")
                problems.found.append(written.problem(at, f"{row.file!r}", "a YAML file beside this one, or below it"))
            else:
                found.append(Path(written.file).parent / name)
        elif isinstance(row.file, Blank) and row.file is not ABSENT:
            problems.found.append(written.problem(("general_law", index, "file"), str(row.file), "the name of a file"))
    return tuple(found)


def _cite(row: GeneralLawRow) -> str:
    article = f", art. {row.article}" if isinstance(row.article, str) and row.article else ""
    return f"{row.law}{article}"


def _field(
    row: GeneralLawRow, written: YamlFile, at: Key, problems: Problems
) -> tuple[type[BaseModel] | None, tuple[str, ...]]:
    """Return the model that holds the key of a row, and the steps to it; (None, ()) where there is no such key."""
    if not isinstance(row.path, str) or not row.path:
        expected = "path: a key of the charter, such as law.courts.abuse_cases"
        problems.found.append(written.problem(at, "a rule without its path", expected))
        return None, ()
    steps = tuple(row.path.split("."))
    model: type[BaseModel] | None = Charter
    for depth, step in enumerate(steps):
        assert model is not None
        known = [k for k in names_of(model) if k not in NOT_GOVERNED]
        if step not in known:
            more = "leave positions out: the rule holds for every row" if step.isdigit() else did_you_mean(step, known)
            _wrong_path(row, written, at, problems, f"no key {step!r}", more)
            return None, ()
        child, _ = part_within(model, names_of(model)[step])
        if depth + 1 < len(steps) and child is None:
            _wrong_path(row, written, at, problems, f"{step!r} has no keys below it", "")
            return None, ()
        model = child if depth + 1 < len(steps) else model
    return model, steps


def _wrong_path(row: GeneralLawRow, written: YamlFile, at: Key, problems: Problems, said: str, more: str) -> None:
    found = f"{row.path!r}: {said}"
    problems.found.append(written.problem((*at, "path"), found, "a key of the charter", more))


def _value(model: type[BaseModel], step: str, written: YamlFile, at: Key, problems: Problems) -> Any:
    """Return a row's value, read as the key that it governs; ABSENT where it is no value of that key."""
    field = model.model_fields[names_of(model)[step]]
    kind: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
    one = create_model("GeneralLawValue", __base__=Shape, value=(kind, ...))
    raw = written.tree["general_law"][at[1]]["value"]
    made = validated(one, written, problems, at, tree={"value": raw}, expected=BLANKS, numbers_are_text=False)
    return ABSENT if made is None else made.value  # type: ignore[attr-defined]
