"""Mends charter files: makes the safe fixes of ``fixes.py`` until none is left, and writes each file whole or not.

    made = mended(text, "guard.yaml")          # made.after, made.done: one sentence for each fix
    fix_files([Path("guard.yaml")], options)   # rewrites the file; what was done, a line each

A round of fixes is kept only if the text that it gives reads no worse than before: it is YAML, and it has fewer faults
of form, or none as before. Otherwise its fixes are tried one by one. Comments, layout, line ends and a byte order mark
stay. A file that somebody else changed meanwhile is left alone.
"""

from __future__ import annotations

import difflib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tether.charter.check import Report, check
from tether.charter.configuration import CheckSettings
from tether.charter.fixes import CURES, Fix, fixes_of_finding, fixes_of_problem, known_ids
from tether.charter.known import Known, known_in
from tether.charter.migrate import migration_of
from tether.charter.read import EMPTY, charter_from_text
from tether.charter.schema import VERSION, Charter
from tether.charter.schema_keys import keys_at
from tether.documents.files import replacing
from tether.documents.yaml_edit import YamlEditor, edits_between, overlap, with_edits
from tether.documents.yaml_file import parse_yaml
from tether.errors import InputError, Problem

MOST_ROUNDS = 20
MARK = "\ufeff"


@dataclass(frozen=True)
class Examined:
    """What was found in a text: its faults of form, or its report, and the fixes of each."""

    problems: tuple[Problem, ...] = ()
    report: Report | None = None
    fixes: tuple[Fix, ...] = ()
    is_yaml: bool = True

    @property
    def safe(self) -> tuple[Fix, ...]:
        """The fixes that may be made unasked."""
        return tuple(fix for fix in self.fixes if fix.kind == "safe")


@dataclass(frozen=True)
class MendedText:
    """A text before and after its safe fixes, and what was done, each with its line and column."""

    file: str
    before: str
    after: str
    done: tuple[str, ...] = field(default=())

    @property
    def diff(self) -> str:
        """The change as a unified diff; "" where there is none."""
        one, other = (t.splitlines(keepends=True) for t in (self.before, self.after))
        lines = [d if d.endswith("\n") else f"{d}\n" for d in difflib.unified_diff(one, other, self.file, self.file)]
        return "".join(lines)


def examined(
    text: str,
    file: str,
    settings: CheckSettings | None = None,
    theatre: Any = None,
    base: Charter | None = None,
    *,
    only_cures: bool = False,
    known: Known | None = None,
) -> Examined:
    """Read and check a text, and look for the fixes of all that is found; ``only_cures``: of rules that have one.

    ``known`` is what a case's claims know; without it the theatre's country is asked, up to the day of the settings.
    """
    settings = settings or CheckSettings()
    try:
        editor = YamlEditor(parse_yaml(text, file, empty=EMPTY), text)
    except InputError as error:
        return Examined(error.problems, is_yaml=False)
    try:
        charter = charter_from_text(text, file, theatre, base=base)
    except InputError as error:
        if not is_charter(editor.document.tree):
            return Examined(error.problems)
        ids = known_ids(editor.document.tree, theatre, base)
        found = (fix for problem in error.problems for fix in fixes_of_problem(problem, editor, ids))
        return Examined(error.problems, fixes=_once(found))
    select = settings.select or sorted(CURES) if only_cures else settings.select
    evidence = known
    if known is None and theatre is not None and not only_cures:
        evidence = known_in(theatre, charter, settings.as_of)
    report = check(charter, **{**settings.options, "select": select}, known=evidence)
    found = (fix for finding in report.findings for fix in fixes_of_finding(finding, report, editor))
    return Examined(report=report, fixes=_once(found))


def is_charter(tree: Any) -> bool:
    """Return whether a file means to be a charter: it says its version, or has ``meta`` and keys of the schema alone.

    Nothing is mended in any other file, however much its words look like slips.
    """
    return isinstance(tree, dict) and ("charter" in tree or ("meta" in tree and set(tree) <= set(keys_at(()))))


def _once(fixes: Any) -> tuple[Fix, ...]:
    return tuple({(fix.edits, fix.code): fix for fix in fixes}.values())


def mended(
    text: str, file: str, settings: CheckSettings | None = None, theatre: Any = None, base: Charter | None = None
) -> MendedText:
    """Return a text with every safe fix made."""
    before, done = text, []
    refused: set[str] = set()
    older = migration_fix(text, file)
    if older is not None:
        text, done = _edited(text, [older]), [_told(older)]

    def look(at: str) -> Examined:
        return examined(at, file, settings, theatre, base, only_cures=True)

    found = look(text)
    for _ in range(MOST_ROUNDS):
        chosen = _apart([fix for fix in found.safe if fix.title not in refused])
        if not chosen:
            break
        for fixes in ([chosen], [[fix] for fix in chosen]):
            kept = False
            for some in fixes:
                candidate = _edited(text, some)
                after = look(candidate)
                if _is_better(found, after, {fix.path for fix in some}):
                    text, found, kept = candidate, after, True
                    done += [_told(fix) for fix in some]
                    break
            if kept:
                break
        else:
            refused |= {fix.title for fix in chosen}
    return MendedText(file, before, text, tuple(done))


def migration_fix(text: str, file: str) -> Fix | None:
    """Return what writes a text of an older schema by today's; None where there is nothing, or no way, to."""
    try:
        migration = migration_of(text, file)
    except InputError:
        return None
    if migration.text == text:
        return None
    title = f"write it by schema {VERSION}: {'; '.join(migration.changes)}"
    return Fix(title, "safe", "charter", "", edits_between(text, migration.text))


def _told(fix: Fix) -> str:
    return f"{fix.edits[0].line}:{fix.edits[0].column}: fixed: {fix.title}"


def _edited(text: str, fixes: Sequence[Fix]) -> str:
    edits = [edit for fix in fixes for edit in fix.edits]
    made = with_edits(text, edits)
    if "\r\n" in text:
        made = made.replace("\r\n", "\n").replace("\n", "\r\n") if text.count("\n") == text.count("\r\n") else made
    return made


def _apart(fixes: Sequence[Fix]) -> list[Fix]:
    """Return the fixes that touch no text of an earlier one."""
    kept: list[Fix] = []
    for fix in fixes:
        if not overlap(fix.edits, [edit for other in kept for edit in other.edits]):
            kept.append(fix)
    return kept


def _is_better(before: Examined, after: Examined, mended: set[str]) -> bool:
    """Return whether a text reads better: it reads now, or what was mended is mended; no finding took its place.

    A fault of form may hide others (ids are looked up once every row reads): more faults are no worse text.
    """
    if before.report is None:
        was = {(p.path, p.found) for p in before.problems if p.path in mended}
        gone = bool(after.fixes or after.problems) and not was & {(p.path, p.found) for p in after.problems}
        return after.report is not None or (after.is_yaml and (gone or len(after.problems) < len(before.problems)))
    return after.report is not None and len(after.report.fired) < len(before.report.fired)


def read_as_written(path: Path) -> tuple[str, bytes]:
    """Return the text of a file, its byte order mark with it, and its bytes; ``InputError`` as every reader."""
    from tether.charter.read import WHAT
    from tether.documents.yaml_file import read_text

    text = read_text(path, WHAT)
    data = path.read_bytes()
    return text, data


def put_back(path: Path, made: MendedText, data: bytes) -> None:
    """Replace a file by its mended text, whole or not at all; a link keeps pointing at it, its mode stays.

    Raises:
        InputError: the file is no longer what was read.
    """
    target = path.resolve()
    mark = MARK if data.startswith(MARK.encode()) else ""
    with replacing(target) as draft:
        draft.write_bytes((mark + made.after).encode("utf-8"))
        shutil.copymode(target, draft)
        if target.read_bytes() != data:
            raise InputError(
                Problem(
                    "changed by somebody else while it was being mended",
                    where=str(path),
                    expected="the text that was read",
                    remedy="run it again",
                )
            )
