"""Reads YAML 1.2 into plain values, and remembers where each stood: the one reader of every YAML file of the house.

    document = read_yaml("guard.yaml", "a charter file (YAML)")   # or raises InputError, located
    document.tree["pay"][0]["via"]                                # dicts, tuples, text, numbers, true and false
    document.position(("pay", 0, "via")).line                     # lines and columns count from 1

libyaml gives a stream of events with marks (7 ms for 72 KB; ruamel.yaml took 330); where it is absent PyYAML's own
parser gives the same. Values are composed here, on that stream, so that what is counted is what is read: scalars follow
the core schema of YAML 1.2 (``no`` and ``on`` are words), and hostile files are met by bounds, not by trust: bytes,
levels, and values, an alias counting as often as it is used, so that a billion laughs stop at the limit. Faults of form
(a repeated key, a tag, a character that can't be printed) are collected in ``problems``; what can't be read any further
stops at once. A key without a value counts as left out, unless the reader says by ``empty`` what a person should write.
Whatever is wrong is a located problem, never a traceback.
"""

from __future__ import annotations

import bisect
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import yaml

from tether.errors import InputError, Problem

MOST_BYTES = 5_000_000
MOST_VALUES = 400_000
MOST_LEVELS = 64
MOST_FAULTS = 200  # of form, in one file
MOST_SECTIONS = 50  # read by themselves below a fault of syntax
MOST_STEPS = 16  # of a path that a message shows whole
EMPTY = "write it, or leave the key out"
LOADER: Any = getattr(yaml, "CLoader", yaml.Loader)

Key = tuple[str | int, ...]  # a path: ("pay", 0, "via")


class Position(NamedTuple):
    """Where a value stands, from 1: first line and column, last line and the column after its end; its key's place."""

    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1
    key_line: int = 1
    key_column: int = 1


@dataclass(frozen=True)
class YamlFile:
    """A file as written: its name, its lines, its values as plain data, and the place of each."""

    file: str
    lines: tuple[str, ...]
    tree: Any
    positions: dict[Key, Position] = field(repr=False)
    problems: tuple[Problem, ...] = ()  # faults of form: repeated keys, tags, empty values
    empty: tuple[Key, ...] = ()  # keys without a value, which count as left out

    @property
    def stem(self) -> str:
        """The file's name without folder and ending."""
        return Path(self.file).stem

    def position(self, key: Key) -> Position:
        """Return the place of a path, or of the nearest thing above it that the file has."""
        while key and key not in self.positions:
            key = key[:-1]
        return self.positions.get(key, Position())

    def where(self, path: str) -> str:
        """Return ``file:line:column`` of a dotted path."""
        place = self.position(key_of(path))
        return f"{self.file}:{place.line}:{place.column}"

    def problem(self, key: Key, found: str, expected: str = "", remedy: str = "", *, at_key: bool = False) -> Problem:
        """Return a problem of the value at a path (or of its key), located."""
        place = self.position(key)
        line, column = (place.key_line, place.key_column) if at_key else (place.line, place.column)
        return Problem(found, self.file, line, column, path_of(key), expected, remedy)

    def at(self, key: Key) -> Any:
        """Return the value at a path that the file has; None at a key without a value, which the tree leaves out."""
        value = self.tree
        try:
            for step in key:
                value = value[step]
        except (KeyError, IndexError):
            if key in self.positions:
                return None
            raise
        return value

    def written(self, key: Key) -> str:
        """Return the word at a path as it was written: ``0012`` where the value is 12."""
        place = self.position(key)
        words = self.lines[place.line - 1][place.column - 1 : place.end_column - 1].split()
        return words[-1] if words and place.line == place.end_line and words[-1][0] != "*" else str(self.at(key))


def read_yaml(path: str | Path, what: str = "a YAML file", *, name: str = "", empty: str = "") -> YamlFile:
    """Read a file; raise a located ``InputError`` where it can't be read. ``name`` is what messages call it."""
    return parse_yaml(read_text(path, what), name or str(path), empty=empty)


def read_text(path: str | Path, what: str = "a text file", *, most: int = MOST_BYTES) -> str:
    """Return the text of a file, or raise a located ``InputError`` (missing, a folder, too large, not UTF-8)."""
    path = Path(path)
    try:
        if path.is_dir():
            raise InputError(Problem("a folder", where=str(path), expected=what))
        size = path.stat().st_size
        with path.open("rb") as file:
            data = b"" if size > most else file.read(most + 1)  # a pipe says no size
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError(Problem(f"cannot be read: {why}", where=str(path), expected=what)) from None
    size = max(size, len(data))
    if size > most:
        raise InputError(
            Problem(
                f"a file of {size:,} bytes",
                where=str(path),
                expected=f"at most {most:,} bytes",
                remedy="split it, or leave out what is not needed",
            )
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(_not_utf8(data, error.start, str(path))) from None


def parse_yaml(text: str, file: str = "input", *, empty: str = "") -> YamlFile:
    """Parse YAML text; raise a located ``InputError`` at a fault of syntax. Faults of form are kept in ``problems``.

    ``empty`` is what a person is told to do about a key without a value; without it such a key counts as left out.
    """
    composer = _Composer(file, empty)
    try:
        tree = composer.document(yaml.parse(text, Loader=LOADER))
    except yaml.MarkedYAMLError as error:
        first = _not_yaml(error, file)
        raise InputError([first, *_further(text, file, first.line)]) from None
    except (yaml.YAMLError, UnicodeError) as error:
        raise InputError(_unreadable(text, file, error)) from None
    return YamlFile(
        file, tuple(text.splitlines()), tree, composer.positions, tuple(composer.problems), tuple(composer.left_out)
    )


def _not_yaml(error: yaml.MarkedYAMLError, file: str, lines_before: int = 0) -> Problem:
    mark = error.problem_mark or error.context_mark
    return Problem(
        f"not YAML: {error.problem or error.context}",
        where=file,
        line=lines_before + (mark.line + 1 if mark else 1),
        column=mark.column + 1 if mark else 1,
        expected="valid YAML",
        remedy=_hint(str(error.problem)),
    )


def _further(text: str, file: str, line: int) -> list[Problem]:
    """Return the faults of syntax below one at a line: of the sections that begin later, each read by itself."""
    lines = text.splitlines()
    starts = [n for n, said in enumerate(lines) if n >= line and _SECTION.match(said)][:MOST_SECTIONS]
    found = []
    for start, end in pairwise([*starts, len(lines)]):
        try:
            for _ in islice(yaml.parse("\n".join(lines[start:end]), Loader=LOADER), MOST_VALUES):
                pass
        except yaml.MarkedYAMLError as error:
            found.append(_not_yaml(error, file, start))
        except (yaml.YAMLError, UnicodeError):
            continue  # told by itself once the text can be parsed
    return found


def unprinted(text: str) -> str:
    """Return the first character of a text that can't be printed (a control character, half a surrogate), or ""."""
    bad = _UNPRINTED.search(text)
    return bad.group() if bad else ""


def yaml_text(tree: Any) -> str:
    """Return plain values as YAML, keys in their order."""
    return str(yaml.safe_dump(tree, sort_keys=False, allow_unicode=True))


def key_of(path: str) -> Key:
    """Turn ``pay.0.via`` into ("pay", 0, "via")."""
    return tuple(int(p) if p.isdigit() else p for p in path.split(".")) if path else ()


def path_of(key: Key) -> str:
    """Turn ("pay", 0, "via") into ``pay.0.via``."""
    return ".".join(str(k) for k in key)


class _Composer:
    """Composes values from events. The bound on levels bounds its recursion too."""

    def __init__(self, file: str, empty: str):
        self.file, self.empty = file, empty
        self.positions: dict[Key, Position] = {}
        self.problems: list[Problem] = []
        self.left_out: list[Key] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._values = 0

    def document(self, events: Iterator[Any]) -> Any:
        """Compose the one document of a stream; None where there is none."""
        tree, documents = None, 0
        for event in events:
            kind = type(event)
            if kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self._stop(event, (), "a second document (---)", "one document in a file")
            elif kind not in (yaml.StreamStartEvent, yaml.DocumentEndEvent, yaml.StreamEndEvent):
                tree, _ = self._value(events, event, (), None, ())
        return tree

    def _value(
        self, events: Iterator[Any], event: Any, key: Key, key_place: tuple[int, int] | None, open_: tuple[bool, ...]
    ) -> tuple[Any, int]:
        """Return one value and how many values it stands for. ``open_``: the levels above, each in { } or not."""
        kind, end = type(event), event.end_mark
        if kind is yaml.ScalarEvent:
            self._count(event, key, 1)
            value, size = self._scalar(event, key, bool(open_) and open_[-1]), 1
        elif kind is yaml.AliasEvent:
            if event.anchor not in self._anchors:
                self._stop(event, key, f"the alias *{event.anchor}", "an anchor of that name before it")
            value, size = self._anchors[event.anchor]
            self._count(event, key, size)
        else:
            self._count(event, key, 1)
            if len(open_) >= MOST_LEVELS:
                self._stop(event, key, f"more than {MOST_LEVELS} levels", "a flatter file")
            self._check_tag(event, key, event.tag)
            read = self._mapping if kind is yaml.MappingStartEvent else self._list
            value, size, end = read(events, event, key, (*open_, bool(event.flow_style)))
        if kind is not yaml.AliasEvent and event.anchor:
            self._anchors[event.anchor] = value, size
        start = event.start_mark
        line, column = start.line + 1, start.column + 1
        self.positions[key] = Position(line, column, end.line + 1, end.column + 1, *(key_place or (line, column)))
        return value, size

    def _list(
        self, events: Iterator[Any], event: Any, key: Key, open_: tuple[bool, ...]
    ) -> tuple[tuple[Any, ...], int, Any]:
        values: list[Any] = []
        total = 1
        for event in events:
            if type(event) is yaml.SequenceEndEvent:
                break
            value, size = self._value(events, event, (*key, len(values)), None, open_)
            values.append(value)
            total += size
        return tuple(values), total, event.end_mark

    def _mapping(
        self, events: Iterator[Any], event: Any, key: Key, open_: tuple[bool, ...]
    ) -> tuple[dict[str, Any], int, Any]:
        values: dict[str, Any] = {}
        first: dict[str, int] = {}  # the line of each key
        total = 1
        for event in events:
            if type(event) is yaml.MappingEndEvent:
                break
            name = self._key(event, key)
            place = event.start_mark.line + 1, event.start_mark.column + 1
            if name in first:
                found = f"the key {name!r} a second time (first on line {first[name]})"
                self._add(event, key, found, "each key once")
            first.setdefault(name, place[0])
            value, size = self._value(events, next(events), (*key, name), place, open_)
            total += size if value is not None else 0
            if value is not None:
                values[name] = value
            elif not self.empty:
                self.left_out.append((*key, name))
        return values, total, event.end_mark

    def _key(self, event: Any, key: Key) -> str:
        if type(event) is yaml.AliasEvent:
            self._stop(event, key, "an alias used as a key", "a word as key")
        self._count(event, key, 1)
        if type(event) is not yaml.ScalarEvent:
            self._stop(event, key, "a list or mapping used as a key", "a word as key")
        self._check_printed(event, key)
        return str(event.value)

    def _scalar(self, event: Any, key: Key, flow: bool) -> Any:
        self._check_tag(event, key, event.tag if not any(event.implicit) else None)
        self._check_printed(event, key)
        value = _plain(event.value) if event.implicit[0] else event.value
        if value is None and self.empty:
            comma = "; inside { } put quotes around text with a comma" if flow else ""
            self._add(event, key, "an empty value", "a value", self.empty + comma)
        return value

    def _check_tag(self, event: Any, key: Key, tag: str | None) -> None:
        if tag and tag != "tag:yaml.org,2002:str":
            self._add(event, key, f"the tag {tag!r}", "plain values, without tags")

    def _check_printed(self, event: Any, key: Key) -> None:
        """Note a character that no text needs and that a terminal, a page or a csv would obey ."""
        bad = unprinted(event.value)
        if bad:
            self._add(event, key, f"the character {bad!r}", "printable text")

    def _count(self, event: Any, key: Key, values: int) -> None:
        self._values += values
        if self._values > MOST_VALUES:
            self._stop(
                event, key, f"more than {MOST_VALUES:,} values", "a smaller file", "write fewer values and aliases"
            )

    def _add(self, event: Any, key: Key, found: str, expected: str, remedy: str = "") -> None:
        if len(self.problems) >= MOST_FAULTS:
            self._stop(event, key, f"more than {MOST_FAULTS} faults of form", "a file with few", "fix these first")
        self.problems.append(self._problem(event, key, found, expected, remedy))

    def _stop(self, event: Any, key: Key, found: str, expected: str, remedy: str = "") -> NoReturn:
        raise InputError([*self.problems, self._problem(event, key, found, expected, remedy)])

    def _problem(self, event: Any, key: Key, found: str, expected: str, remedy: str) -> Problem:
        mark = event.start_mark
        return Problem(
            found,
            where=self.file,
            line=mark.line + 1,
            column=mark.column + 1,
            path=path_of(key) if len(key) <= MOST_STEPS else f"{path_of(key[:3])}.… ({len(key)} levels)",
            expected=expected,
            remedy=remedy,
        )


_UNPRINTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_SECTION = re.compile(r"[A-Za-z_]\w*:(\s|$)")
_INT = re.compile(r"^[-+]?[0-9]{1,300}$")
_FLOAT = re.compile(r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")
_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    ".inf": math.inf,
    "-.inf": -math.inf,
    ".nan": math.nan,
}


def _plain(word: str) -> Any:
    """Read an unquoted scalar by the YAML 1.2 core schema."""
    if word in _WORDS:
        return _WORDS[word]
    first = word[0]
    if first.isdigit() or first in "+-.":
        if _INT.match(word):
            return int(word)
        if len(word) < 300 and _FLOAT.match(word):
            return float(word)
    return word


def _hint(problem: str) -> str:
    if "tab" in problem or "cannot start any token" in problem:
        return "indent with spaces, and put quotes around text that begins with a sign"
    if "mapping values" in problem:
        return "put quotes around text that contains ': '"
    return ""


def _not_utf8(data: bytes, at: int, file: str) -> Problem:
    line = data.count(b"\n", 0, at) + 1
    column = at - (data.rfind(b"\n", 0, at) + 1) + 1
    return Problem(
        "bytes that are not UTF-8",
        where=file,
        line=line,
        column=column,
        expected="UTF-8 text",
        remedy="save the file as UTF-8",
    )


def _unreadable(text: str, file: str, error: Exception) -> Problem:
    """Locate a character that YAML does not allow."""
    bad = re.search(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
    at = bad.start() if bad else getattr(error, "position", 0) or 0
    starts = [0, *(m.end() for m in re.finditer("\n", text))]
    line = bisect.bisect_right(starts, at)
    found = f"the character {bad.group()!r}" if bad else "text that YAML cannot read"
    return Problem(found, where=file, line=line, column=at - starts[line - 1] + 1, expected="printable text")
