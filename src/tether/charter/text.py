"""Reads YAML 1.2 into plain values, and remembers where each stood.

libyaml gives a stream of events with marks (24 ms for 8,500 lines; the pure-Python reader of ruamel.yaml takes 700 ms);
``yaml12`` turns them into dicts, tuples and scalars. A file over 5 MB is refused unread; whatever cannot be read is a
located problem, never a traceback.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tether.charter.marks import Key, Mark, key_of
from tether.charter.yaml12 import Builder
from tether.errors import InputError, Problem

MOST_BYTES = 5_000_000
LOADER: Any = getattr(yaml, "CLoader", yaml.Loader)


@dataclass(frozen=True)
class CharterText:
    """A charter as written: its file, its lines, its values as plain data, and the place of each."""

    file: str
    lines: tuple[str, ...]
    tree: Any
    marks: dict[Key, Mark] = field(repr=False)
    problems: tuple[Problem, ...] = ()  # faults of form: repeated keys, empty values, tags

    @property
    def stem(self) -> str:
        """The file's name without folder and ending."""
        return Path(self.file).stem

    def mark(self, key: Key) -> Mark:
        """Return the place of a path, or of the nearest thing above it that the file has."""
        while key and key not in self.marks:
            key = key[:-1]
        return self.marks.get(key, Mark(1, 1, 1, 1, 1, 1))

    def where(self, path: str) -> str:
        """Return ``file:line:column`` of a dotted path."""
        mark = self.mark(key_of(path))
        return f"{self.file}:{mark.line}:{mark.column}"


def read_text(path: str | Path) -> str:
    """Return the text of a file, or raise a located ``InputError`` (missing, a folder, too large, not UTF-8)."""
    path = Path(path)
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise InputError(Problem("a folder", where=str(path), expected="a charter file (YAML)"))
        if size > MOST_BYTES:
            raise InputError(
                Problem(f"a file of {size:,} bytes", where=str(path), expected=f"at most {MOST_BYTES:,} bytes")
            )
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise InputError(
            Problem(f"cannot be read: {said}", where=str(path), expected="a charter file (YAML)")
        ) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        raise InputError(
            Problem("bytes that are not UTF-8", where=str(path), line=line, column=column, expected="UTF-8 text")
        ) from None


def parse(text: str, file: str = "charter") -> CharterText:
    """Parse YAML text; raise a located ``InputError`` at a fault of syntax. Faults of form are kept in ``problems``."""
    builder = Builder(file)
    try:
        builder.run(yaml.parse(text, Loader=LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise InputError(
            Problem(
                f"not YAML: {error.problem or error.context}",
                where=file,
                line=mark.line + 1 if mark else 1,
                column=mark.column + 1 if mark else 1,
                expected="valid YAML",
                remedy=_hint(str(error.problem)),
            )
        ) from None
    except (yaml.YAMLError, UnicodeError) as error:
        raise InputError(_unreadable(text, file, error)) from None
    return CharterText(file, tuple(text.splitlines()), builder.root, builder.marks, tuple(builder.problems))


def _hint(problem: str) -> str:
    if "tab" in problem or "cannot start any token" in problem:
        return "indent with spaces, and put quotes around text that begins with a sign"
    if "mapping values" in problem:
        return "put quotes around text that contains ': '"
    return ""


def _unreadable(text: str, file: str, error: Exception) -> Problem:
    """Locate a character that YAML does not allow."""
    bad = re.search(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
    at = bad.start() if bad else getattr(error, "position", 0) or 0
    starts = [0, *(m.end() for m in re.finditer("\n", text))]
    line = bisect.bisect_right(starts, at)
    found = f"the character {bad.group()!r}" if bad else "text that YAML cannot read"
    return Problem(found, where=file, line=line, column=at - starts[line - 1] + 1, expected="printable text")
