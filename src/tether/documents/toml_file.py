"""A TOML file as written: its values as plain data, and the place of each, as ``yaml_file`` gives them.

    document = read_toml("tether.toml")
    document.tree["select"], document.position(("per-file", "drafts/*.yaml", "world")).line

``tomllib`` reads the values and tells faults of syntax, but no places. They are found by a scan of the same text, which
may take for granted that it is TOML: headers, keys and values are walked in order, strings and nested values skipped.
Lists become tuples, as everywhere in ``documents``; ``documents.models.validated`` takes the result as it is.
"""

from __future__ import annotations

import bisect
import re
import tomllib
from pathlib import Path
from typing import Any

from tether.documents.yaml_file import Key, Position, YamlFile, read_text
from tether.errors import InputError, Problem

MOST_BYTES = 200_000  # a file of settings is a page long


def read_toml(path: str | Path, what: str = "a TOML file") -> YamlFile:
    """Read a file; raise a located ``InputError`` where it can't be read or is not TOML."""
    return parse_toml(read_text(path, what, most=MOST_BYTES), str(path))


def parse_toml(text: str, file: str = "input") -> YamlFile:
    """Parse TOML text, with the place of every value; raise a located ``InputError`` at a fault of syntax."""
    text = text.replace("\r\n", "\n")
    try:
        tree = _tuples(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        said = re.match(r"(.*?)(?: \(at (?:line (\d+), column (\d+)|end of document)\))?$", str(error), re.DOTALL)
        words, line, column = said.groups() if said else (str(error), None, None)
        end = text.count("\n") + 1
        found = f"not TOML: {words[:1].lower()}{words[1:]}"
        place = (int(line), int(column)) if line and column else (end, 1)
        raise InputError(Problem(found, where=file, line=place[0], column=place[1], expected="valid TOML")) from None
    except RecursionError:
        raise InputError(Problem("too many levels", where=file, line=1, expected="a flatter file")) from None
    return YamlFile(file, tuple(text.split("\n")), tree, _Places(text).found)


def _tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _tuples(below) for key, below in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


_BARE = re.compile(r"[A-Za-z0-9_-]+")
_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_PLAIN = re.compile(r"[^,\]}\n#]*")
_QUOTED = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'')
_LONG = re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}|\'\'\'(?:[^\']|\'(?!\'\'))*\'{3,5}', re.DOTALL)


class _Places:
    """Walks a text that is known to be TOML and notes where each key and value stands."""

    def __init__(self, text: str):
        self.text = text
        self.at = 0
        self.found: dict[Key, Position] = {}
        self._starts = [0, *(m.end() for m in re.finditer("\n", text))]
        self._tables: dict[Key, int] = {}  # how many [[tables]] of a name there were
        self._document()

    def _document(self) -> None:
        table: Key = ()
        while True:
            self._skip(_BLANK)
            if self.at >= len(self.text):
                return
            start = self.at
            if self.text.startswith("[", start):
                many = self.text.startswith("[[", start)
                self.at += 2 if many else 1
                table = self._named(self._key(), many)
                self._skip(_SPACE)
                self.at += 2 if many else 1
                for length in range(1, len(table) + 1):
                    if length == len(table) or table[:length] not in self.found:
                        self._note(table[:length], start, self.at, start)
            else:
                self._pair(table)

    def _named(self, names: list[str], many: bool) -> Key:
        """Return the path of a table: under the last one of each list of tables on the way."""
        key: Key = ()
        for position, name in enumerate(names):
            key = (*key, name)
            if many and position == len(names) - 1:
                self._tables[key] = self._tables.get(key, -1) + 1
            if key in self._tables:
                key = (*key, self._tables[key])
        return key

    def _pair(self, table: Key) -> None:
        start = self.at
        key = (*table, *self._key())
        self._skip(_SPACE)
        self.at += 1  # the sign =
        self._skip(_SPACE)
        first = self.at
        self._value(key)
        for length in range(len(table) + 1, len(key) + 1):
            if length == len(key) or key[:length] not in self.found:
                self._note(key[:length], first, self.at, start)

    def _key(self) -> list[str]:
        names = []
        while True:
            self._skip(_SPACE)
            quoted = _QUOTED.match(self.text, self.at)
            bare = quoted or _BARE.match(self.text, self.at)
            assert bare is not None
            self.at = bare.end()
            names.append(next(iter(tomllib.loads(f"{bare.group()} = 1"))) if quoted else bare.group())
            self._skip(_SPACE)
            if not self.text.startswith(".", self.at):
                return names
            self.at += 1

    def _value(self, key: Key) -> None:
        long = _LONG.match(self.text, self.at) or _QUOTED.match(self.text, self.at)
        if long:
            self.at = long.end()
        elif self.text.startswith("[", self.at):
            self._list(key)
        elif self.text.startswith("{", self.at):
            self._inline(key)
        else:
            plain = _PLAIN.match(self.text, self.at)
            assert plain is not None
            self.at += len(plain.group().rstrip())

    def _list(self, key: Key) -> None:
        self.at += 1
        index = 0
        while True:
            self._skip(_BLANK)
            if self.text.startswith("]", self.at):
                break
            start = self.at
            self._value((*key, index))
            self._note((*key, index), start, self.at, start)
            index += 1
            self._skip(_BLANK)
            if self.text.startswith(",", self.at):
                self.at += 1
        self.at += 1

    def _inline(self, key: Key) -> None:
        self.at += 1
        while True:
            self._skip(_BLANK)
            if self.text.startswith("}", self.at):
                break
            self._pair(key)
            self._skip(_BLANK)
            if self.text.startswith(",", self.at):
                self.at += 1
        self.at += 1

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _note(self, key: Key, start: int, end: int, key_start: int) -> None:
        self.found[key] = Position(*self._place(start), *self._place(end), *self._place(key_start))

    def _place(self, at: int) -> tuple[int, int]:
        line = bisect.bisect_right(self._starts, at)
        return line, at - self._starts[line - 1] + 1
