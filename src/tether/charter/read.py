"""From a file to a ``Charter``: parse, migrate, validate, resolve ids, and tell all problems at once.

charter = read_charter("guard.yaml", theatre)     # or raises InputError with every problem:
guard.yaml:10:8: pay.0.via: 'comander'; expected one of bank, mobile, …; did you mean 'commander'?

Brings a charter of an older schema up to the current one, keeping the place of every value.

0.1 → 0.2: ``claims`` is ``contradictions`` (a claim is now a dated statement about an actor); ``meta.scope_note`` is
``meta.note``; ``politics.steps`` moves to ``steps``; ``pay[].parity`` goes (it is computed); a clearance of the old
form keeps its result, and the checker asks for authority, document and date.

0.2 → 0.3: nothing that could be written is written otherwise; more can be written (joint bodies, cantonment, assets,
quotas by party, obligations, delegations, …). ``tether migrate`` (``migrate.py``) rewrites a file.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from tether.charter.arithmetic import check_arithmetic
from tether.charter.general_law import law_files, read_clauses
from tether.charter.layers import under_the_law
from tether.charter.references import check_references
from tether.charter.schema import VERSION, Charter
from tether.charter.values import ABSENT
from tether.documents.models import root_of, validated
from tether.documents.yaml_file import Key, YamlFile, parse_yaml, read_text
from tether.errors import InputError, Problem, Problems

WHAT = "a charter file (YAML)"
TEXT_STARTS = {
    b"PK\x03\x04": "a Word or OpenDocument file",
    b"\xd0\xcf\x11\xe0": "an old Word file, or one locked with a password",
    b"%PDF-": "a PDF",
    b"{\\rtf": "an RTF file",
}
TEXT_ENDINGS = {".txt": "plain text", ".md": "Markdown", ".html": "a web page", ".htm": "a web page"}
EMPTY = "write none (we know there is none), unknown (we do not know), or leave the key out"


def read_charter(path: str | Path, theatre: Any = None, *, base: Charter | None = None) -> Charter:
    """Read a charter file.

    ``theatre`` (with ``places``, ``communities``, ``actors``, each with ``id``) and ``base`` (the status quo that an
    overlay is laid over) widen what ids may point at. Raises ``InputError`` with every problem, located.
    """
    refuse_written_text(path)
    return charter_from_text(read_text(path, WHAT), str(path), theatre, base=base)


def refuse_written_text(path: str | Path) -> None:
    """Refuse a law's own text (Word, PDF, plain text, …) where a charter is expected, and say what to do with it.

    What can't be opened passes: whoever reads the file says why.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            first = file.read(1_000_000)
    except (OSError, ValueError):
        return
    ending = path.suffix.lower()
    kind = next((kind for start, kind in TEXT_STARTS.items() if first.startswith(start)), "")
    if ending in TEXT_ENDINGS and not re.search(rb"^\s*[\"']?charter[\"']?\s*:", first, re.MULTILINE) and first.strip():
        kind = kind or TEXT_ENDINGS[ending]
    if kind:
        remedy = f"run: tether law import {shlex.quote(str(path))}, then code it as a charter (tether code --help)"
        raise InputError(Problem(f"{kind}: a written text, and no charter", str(path), expected=WHAT, remedy=remedy))


def charter_from_text(
    text: str, file: str = "charter", theatre: Any = None, *, base: Charter | None = None, fragment: bool = False
) -> Charter:
    """Read a charter from text. A ``fragment`` (a rule's snippet) may leave out the version and point at nothing."""
    written = migrated(parse_yaml(text, file, empty=EMPTY))
    problems = Problems(file)
    root_of(written, problems, WHAT)
    if not fragment:
        check_version(written, problems)
    charter = _validated(written, problems)
    if charter is not None:
        charter._text = written
        actors = theatre.actors if theatre is not None else ()
        charter._kinds = {a.id: str(getattr(a, "kind", "")) for a in actors}
        charter._aid_laws = {a.id: tuple(getattr(a, "bound_by", ())) for a in actors}
        charter._base = base if charter.meta and charter.meta.overlay else None
        charter._clauses = read_clauses(charter, written, problems)
        if not fragment:
            charter._laws = _laws(charter, written, problems, theatre)
            check_references(under_the_law(charter)[0], problems, theatre, base)
            check_arithmetic(charter, problems, theatre, base)
    problems.raise_if_any()
    assert charter is not None
    return charter


def with_tree(charter: Charter, tree: Any, theatre: Any = None, *, resolve: bool = True) -> Charter:
    """Return a charter that says other values (``tree``, as its text's) under the same status quo and general law.

    Places of what was added or moved are those of the nearest thing above it that the text has. Raises ``InputError``
    with every problem, as ``read_charter`` does; ``resolve``: whether ids are looked up and sums are made.
    """
    assert charter._text is not None
    written = replace(charter._text, tree=_frozen(tree))
    problems = Problems(written.file)
    made = _validated(written, problems)
    if made is not None:
        made._text, made._base, made._kinds, made._aid_laws = written, charter._base, charter._kinds, charter._aid_laws
        made._clauses, made._laws = charter._clauses, charter._laws
        if resolve:
            check_references(under_the_law(made)[0], problems, theatre, charter._base)
            check_arithmetic(made, problems, theatre, charter._base)
    problems.raise_if_any()
    assert made is not None
    return made


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _frozen(below) for key, below in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value


def _laws(charter: Charter, written: YamlFile, problems: Problems, theatre: Any) -> tuple[Charter, ...]:
    """Return the files of the general law that a charter names; their problems are told with its own."""
    found = []
    for path in law_files(charter, written, problems):
        with problems.collecting():
            law = charter_from_text(read_text(path, WHAT), str(path), theatre)
            if law.general_law is not ABSENT:
                place = law.position("general_law")
                said = "a general law that names another"
                raise InputError(
                    Problem(said, str(path), place.line, place.column, "general_law", "the rules themselves")
                )
            found.append(law)
    return tuple(found)


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


def check_version(written: YamlFile, problems: Problems) -> None:
    """Note a missing version; raise at once where it is none that we know: nothing else could be told rightly."""
    version = written.tree.get("charter") if isinstance(written.tree, dict) else None
    if version is None:
        problems.add("no schema version", line=1, path="charter", expected=f'charter: "{VERSION}" as first line')
    elif str(version) != VERSION:
        found, remedy = f"schema {version}", "write the version by which the file was written"
        if _numbers(version) > _numbers(VERSION):
            found, remedy = f"schema {version}, which is newer than this Tether", "update Tether to read it"
        known = f'"{VERSION}"; {" and ".join(_STEPS)} are read too'
        raise InputError([*problems.found, written.problem(("charter",), found, known, remedy)])


def _numbers(version: object) -> tuple[int, ...]:
    """Return 0.3 as (0, 3); a word that is no version comes before all."""
    found = re.fullmatch(r"([0-9]{1,6})\.([0-9]{1,6})", str(version))
    return tuple(int(n) for n in found.groups()) if found else ()


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


def _from_0_2(written: YamlFile) -> YamlFile:
    return replace(written, tree={**written.tree, "charter": "0.3"})


def _without(row: Any, key: str) -> Any:
    return {k: v for k, v in row.items() if k != key} if isinstance(row, dict) else row


def _move(positions: dict[Key, Any], old: Key, new: Key) -> None:
    for key in [k for k in positions if k[: len(old)] == old]:
        positions[new + key[len(old) :]] = positions.pop(key)


_STEPS: dict[str, Callable[[YamlFile], YamlFile]] = {"0.1": _from_0_1, "0.2": _from_0_2}
