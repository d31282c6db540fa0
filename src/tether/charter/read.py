"""From a file to a ``Charter``: parse, migrate, validate, resolve ids, and tell all problems at once.

charter = read_charter("guard.yaml", theatre)     # or raises InputError with every problem:
guard.yaml:10:8: pay.0.via: 'comander'; expected one of bank, mobile, …; did you mean 'commander'?

Brings a charter of an older schema up to the current one, keeping the place of every value.

0.1 → 0.2: ``claims`` is ``contradictions`` (a claim is now a dated statement about an actor); ``meta.scope_note`` is
``meta.note``; ``politics.steps`` moves to ``steps``; ``pay[].parity`` goes (it is computed); a clearance of the old
form keeps its result, and the checker asks for authority, document and date.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from tether.charter.references import check_references
from tether.charter.schema import VERSION, Charter
from tether.documents.models import root_of, validated
from tether.documents.yaml_file import Key, YamlFile, parse_yaml, read_text
from tether.errors import InputError, Problem, Problems

WHAT = "a charter file (YAML)"
EMPTY = "write none (we know there is none), unknown (we do not know), or leave the key out"


def read_charter(path: str | Path, theatre: Any = None, *, base: Charter | None = None) -> Charter:
    """Read a charter file.

    ``theatre`` (with ``places``, ``communities``, ``actors``, each with ``id``) and ``base`` (the status quo that an
    overlay is laid over) widen what ids may point at. Raises ``InputError`` with every problem, located.
    """
    return charter_from_text(read_text(path, WHAT), str(path), theatre, base=base)


def charter_from_text(
    text: str, file: str = "charter", theatre: Any = None, *, base: Charter | None = None, fragment: bool = False
) -> Charter:
    """Read a charter from text. A ``fragment`` (a rule's snippet) may leave out the version and point at nothing."""
    written = migrated(parse_yaml(text, file, empty=EMPTY))
    problems = Problems(file)
    root_of(written, problems, WHAT)
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


def _check_version(written: YamlFile, problems: Problems) -> None:
    version = written.tree.get("charter")
    if version is None:
        problems.add("no schema version", line=1, path="charter", expected=f'charter: "{VERSION}" as first line')
    elif str(version) != VERSION:
        place = written.position(("charter",))
        problems.add(f"{version}", line=place.line, column=place.column, path="charter", expected=f'"{VERSION}"')


def _validated(written: YamlFile, problems: Problems) -> Charter | None:
    tree = {**written.tree, "charter": str(written.tree["charter"])} if "charter" in written.tree else written.tree
    blanks = {"bool_type": "true, false, none or unknown"}
    return validated(Charter, written, problems, tree=tree, expected=blanks, numbers_are_text=False)


def migrated(written: YamlFile) -> YamlFile:
    """Return the text as the current schema would have it; unchanged unless its version is an older one we know."""
    tree = written.tree
    if not isinstance(tree, dict):
        return written
    while (step := _STEPS.get(str(tree.get("charter")))) is not None:
        written = step(written)
        tree = written.tree
    return written


def _from_0_1(written: YamlFile) -> YamlFile:
    tree = {**written.tree, "charter": "0.2"}
    positions = dict(written.positions)
    if "claims" in tree:
        tree["contradictions"] = tree.pop("claims")
        _move(positions, ("claims",), ("contradictions",))
    if isinstance(tree.get("meta"), dict) and "scope_note" in tree["meta"]:
        tree["meta"] = {("note" if k == "scope_note" else k): v for k, v in tree["meta"].items()}
        _move(positions, ("meta", "scope_note"), ("meta", "note"))
    if isinstance(tree.get("politics"), dict) and "steps" in tree["politics"] and "steps" not in tree:
        tree["politics"] = {k: v for k, v in tree["politics"].items() if k != "steps"}
        tree["steps"] = written.tree["politics"]["steps"]
        _move(positions, ("politics", "steps"), ("steps",))
    if isinstance(tree.get("pay"), tuple):
        tree["pay"] = tuple(_without(row, "parity") for row in tree["pay"])
    return replace(written, tree=tree, positions=positions)


def _without(row: Any, key: str) -> Any:
    return {k: v for k, v in row.items() if k != key} if isinstance(row, dict) else row


def _move(positions: dict[Key, Any], old: Key, new: Key) -> None:
    for key in [k for k in positions if k[: len(old)] == old]:
        positions[new + key[len(old) :]] = positions.pop(key)


_STEPS: dict[str, Callable[[YamlFile], YamlFile]] = {"0.1": _from_0_1}
