"""Rewrites a charter file of an older schema as one of today's, comments and layout kept.

    migration = migration_of(text, "guard.yaml")
    migration.text       # the file's new text
    migration.changes    # what was changed, one sentence each, with its line

Only the words that the schema names otherwise are touched: everything else stays as it was typed. The new text is read
again and must say what ``read.migrated`` makes of the old one; where it does not (an anchor that is used across a moved
part, say) nothing is given out, and the message says what is to be changed by hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tether.charter.read import EMPTY, WHAT, check_version, migrated
from tether.charter.schema import VERSION
from tether.documents.files import write_text
from tether.documents.models import root_of
from tether.documents.yaml_edit import BREAKS, TextEdit, YamlEditor, with_edits
from tether.documents.yaml_file import Key, YamlFile, parse_yaml, path_of, read_text
from tether.errors import InputError, Problem, Problems, UsageError


@dataclass(frozen=True)
class Migration:
    """A file rewritten: from which version, its new text, and what was changed."""

    file: str
    version: str  # as it was
    text: str
    changes: tuple[str, ...]

    def __str__(self) -> str:
        if not self.changes:
            return f"{self.file}: schema {VERSION} already; nothing to change"
        return f"{self.file}: schema {self.version} → {VERSION}: {'; '.join(self.changes)}"


def migrate_files(files: list[Path], out: Path | None = None, *, dry_run: bool = False) -> str:
    """Rewrite charter files in their place (or one of them as ``out``); return what was changed, a line for each.

    Nothing is written unless every file can be. ``InputError`` with the problems of all; ``UsageError`` where ``out``
    is given for several files.
    """
    if out is not None and len(files) > 1:
        raise UsageError(f"--out takes one file, and {len(files)} are given; leave it out to rewrite each in its place")
    made, problems = [], Problems("charter")
    for file in files:
        try:
            made.append(migration_of(read_text(file, WHAT), str(file)))
        except InputError as error:
            problems.extend(error.problems)
    problems.raise_if_any()
    lines = []
    for migration in made:
        target = out or Path(migration.file)
        if not dry_run and (migration.changes or out is not None):
            write_text(target, migration.text)
        lines.append(f"{migration}{f' (would write {target})' if dry_run and migration.changes else ''}\n")
    return "".join(lines)


def migration_of(text: str, file: str = "charter") -> Migration:
    """Return the text as a file of today's schema; ``InputError`` where its version is none that we know."""
    written = parse_yaml(text, file, empty=EMPTY)
    problems = Problems(file)
    root_of(written, problems, WHAT)
    check_version(migrated(written), problems)
    problems.raise_if_any()
    version = str(written.tree["charter"])
    editor = _Editor(text, written)
    if version == "0.1":
        _from_0_1(editor)
    if version != VERSION:
        editor.replace(("charter",), f'"{VERSION}"', f"charter is {VERSION}")
    found = Migration(file, version, editor.text(), editor.changes)
    if not _says(found.text, migrated(written).tree):
        raise InputError(_by_hand(found))
    return found


def _says(text: str, tree: object) -> bool:
    try:
        return bool(parse_yaml(text, empty=EMPTY).tree == tree)
    except InputError:
        return False


def _by_hand(found: Migration) -> Problem:
    return Problem(
        f"a file of schema {found.version} that is one pair of brackets, or has an anchor where the schema has changed",
        where=found.file,
        expected="sections in blocks, without anchors",
        remedy=f"change it by hand: {'; '.join(found.changes)}",
    )


def _from_0_1(editor: _Editor) -> None:
    tree = editor.written.tree
    if "claims" in tree:
        editor.rename(("claims",), "contradictions")
    if isinstance(tree.get("meta"), dict) and "scope_note" in tree["meta"]:
        editor.rename(("meta", "scope_note"), "note")
    if isinstance(tree.get("politics"), dict) and "steps" in tree["politics"] and "steps" not in tree:
        editor.move_to_the_end(("politics", "steps"))
    for index, row in enumerate(tree["pay"] if isinstance(tree.get("pay"), tuple) else ()):
        if isinstance(row, dict) and "parity" in row:
            editor.remove(("pay", index, "parity"), "it is computed from the two rates of pay")


class _Editor:
    """Changes of one text at the places that its reader found, made all at once."""

    def __init__(self, text: str, written: YamlFile):
        self.written, self._text = written, text
        self._yaml = YamlEditor(written, text)
        self._edits: list[TextEdit | None] = []
        self._added: list[str] = []
        self._said: list[tuple[int, str]] = []

    @property
    def changes(self) -> tuple[str, ...]:
        """What was changed, by line."""
        return tuple(said for _, said in sorted(self._said))

    def text(self) -> str:
        """Return the text with every change made that can be made."""
        text = with_edits(self._text, [edit for edit in self._edits if edit is not None])
        if self._added:
            newline = "\r\n" if "\r\n" in self._text else "\n"
            text = newline.join([text.rstrip("\r\n"), *self._added, ""])
        return text

    def rename(self, key: Key, name: str) -> None:
        """Give a key another name."""
        self._edits.append(self._yaml.renamed(key, name))
        self._told(key, f"{path_of(key)} is now {path_of((*key[:-1], name))}")

    def replace(self, key: Key, word: str, said: str) -> None:
        """Put another word where a value stands."""
        self._edits.append(self._yaml.replaced(key, word))
        self._told(key, said)

    def remove(self, key: Key, why: str) -> None:
        """Take out a key with its value, and its line where it has one of its own."""
        self._edits.append(self._yaml.without(key) or self._cut(*self._span(key)))
        self._told(key, f"{path_of(key)} goes: {why}")

    def move_to_the_end(self, key: Key) -> None:
        """Move a key with its value to the end of the file, as a key of the file itself."""
        start, end = self._span(key)
        column = self.written.position(key).key_column - 1
        lines = BREAKS.split(self._text[start:end])
        self._added += [lines[0], *(line[column:] if not line[:column].strip() else line for line in lines[1:])]
        self._edits.append(self._cut(start, end))
        self._told(key, f"{path_of(key)} is now {key[-1]}, at the end of the file")

    def _told(self, key: Key, said: str) -> None:
        line = self.written.position(key).key_line
        self._said.append((line, f"{said} (line {line})"))

    def _span(self, key: Key) -> tuple[int, int]:
        """Return where a key begins, and where its value ends: at its last word or bracket, not at the next key."""
        offset, whole = self._yaml.places.offset, self.written.position(key)
        start, end = offset(whole.line, whole.column), offset(whole.end_line, whole.end_column)
        if self._text[start : start + 1] not in ("[", "{"):
            below = [p for k, p in self.written.positions.items() if k[: len(key)] == key]
            last = max(len(self._text[start : offset(*p[2:4])].rstrip()) + start for p in below)
            lines = self._text[start:last].splitlines(keepends=True)
            while len(lines) > 1 and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
                lines.pop()  # what is said before the next key belongs to it
            end = start + len("".join(lines).rstrip())
        return offset(whole.key_line, whole.key_column), end

    def _cut(self, start: int, end: int) -> TextEdit:
        """Return the edit that takes a stretch out, with one comma or its own line."""
        text = self._text
        after = re.compile(r"[ \t]*,[ \t]*").match(text, end)
        before = re.search(r",\s*$", text[:start])
        line = text.rfind("\n", 0, start) + 1
        rest = re.compile(r"[ \t]*(#[^\r\n]*)?(\r?\n|$)").match(text, end)
        if after:
            end = after.end()
        elif before and re.match(r"\s*[}\]]", text[end:]):
            start = before.start()
        elif not text[line:start].strip() and rest:
            start, end = line, rest.end()
        return self._yaml.places.edit(start, end)
