"""Builds plain values from a stream of YAML events, and marks where each stood.

Scalars follow the YAML 1.2 core schema, so ``no`` and ``yes`` are words, not booleans. Hostile files are met by bounds,
not by trust: the depth is limited and the stack is our own (no recursion), and every value counts, an alias as often as
it is used, so that a billion laughs stop at the limit. Faults of form (a repeated key, an empty value, a tag) are
collected; what cannot be read any further stops at once.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from tether.charter.marks import Key, Mark, path_of
from tether.errors import InputError, Problem

MOST_VALUES = 400_000
MOST_LEVELS = 64


class _Open(NamedTuple):
    """A mapping or list being read."""

    values: Any
    path: Key
    line: int
    column: int
    keys: dict[str, tuple[int, int]] | None  # of a mapping: where each key stands
    anchor: str | None
    flow: bool  # written with { } or [ ]


class Builder:
    """Builds plain values from events, on a stack of its own (no recursion: depth costs nothing)."""

    def __init__(self, file: str):
        self.file, self.root = file, None
        self.marks: dict[Key, Mark] = {}
        self.problems: list[Problem] = []
        self._stack: list[_Open] = []
        self._key: list[str | None] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._values = 0
        self._sizes: dict[int, int] = {}  # of containers: how many values they stand for
        self._documents = 0

    def run(self, events: Iterator[Any]) -> None:
        """Consume all events."""
        for event in events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._scalar(event)
            elif kind in (yaml.MappingStartEvent, yaml.SequenceStartEvent):
                self._start(event, {} if kind is yaml.MappingStartEvent else [])
            elif kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
                self._end(event)
            elif kind is yaml.AliasEvent:
                self._alias(event)
            elif kind is yaml.DocumentStartEvent:
                self._documents += 1
                if self._documents > 1:
                    self._stop(event, "a second document (---)", "one charter in a file")

    def _stop(self, event: Any, found: str, expected: str) -> None:
        raise InputError([*self.problems, self._problem(event, found, expected)])

    def _problem(self, event: Any, found: str, expected: str, remedy: str = "") -> Problem:
        mark = event.start_mark
        path = path_of(self._here()) if self._stack else ""
        return Problem(
            found,
            where=self.file,
            line=mark.line + 1,
            column=mark.column + 1,
            path=path,
            expected=expected,
            remedy=remedy,
        )

    def _here(self) -> Key:
        top = self._stack[-1]
        if top.keys is None:
            return (*top.path, len(top.values))
        key = self._key[-1]
        return top.path if key is None else (*top.path, key)

    def _count(self, event: Any, values: int) -> None:
        self._values += values
        if self._values > MOST_VALUES:
            self._stop(event, f"more than {MOST_VALUES:,} values", "a smaller charter, without repeated aliases")

    def _scalar(self, event: Any) -> None:
        self._count(event, 1)
        if self._expects_key():
            self._take_key(event)
            return
        value = _plain(event.value) if event.implicit[0] else event.value
        self._check_tag(event, event.tag if not any(event.implicit) else None)
        if value is None:
            self.problems.append(
                self._problem(
                    event,
                    "an empty value",
                    "a value",
                    "write none (we know there is none), unknown (we do not know), or leave the key out"
                    + (
                        "; inside { } put quotes around text with a comma"
                        if self._stack and self._stack[-1].flow
                        else ""
                    ),
                )
            )
        self._put(event, value, 1)

    def _check_tag(self, event: Any, tag: str | None) -> None:
        if tag and tag != "tag:yaml.org,2002:str":
            self.problems.append(self._problem(event, f"the tag {tag!r}", "plain values, without tags"))

    def _expects_key(self) -> bool:
        return bool(self._stack) and self._stack[-1].keys is not None and self._key[-1] is None

    def _take_key(self, event: Any) -> None:
        name, top = event.value, self._stack[-1]
        assert top.keys is not None
        if name in top.keys:
            line = top.keys[name][0]
            self.problems.append(
                self._problem(event, f"the key {name!r} a second time (first on line {line})", "each key once")
            )
        top.keys[name] = event.start_mark.line + 1, event.start_mark.column + 1
        self._key[-1] = name

    def _start(self, event: Any, values: Any) -> None:
        self._count(event, 1)
        if self._expects_key():
            self._stop(event, "a list or mapping used as a key", "a word as key")
        if len(self._stack) >= MOST_LEVELS:
            self._stop(event, f"more than {MOST_LEVELS} levels", "a flatter file")
        self._check_tag(event, event.tag)
        path = self._here() if self._stack else ()
        mark = event.start_mark
        keys: dict[str, tuple[int, int]] | None = {} if isinstance(values, dict) else None
        self._stack.append(_Open(values, path, mark.line + 1, mark.column + 1, keys, event.anchor, event.flow_style))
        self._key.append(None)

    def _end(self, event: Any) -> None:
        done = self._stack.pop()
        self._key.pop()
        value = done.values if done.keys is not None else tuple(done.values)
        size = 1 + sum(self._size(v) for v in (value.values() if isinstance(value, dict) else value))
        self._put(event, value, size, start=(done.line, done.column), anchor=done.anchor)

    def _size(self, value: Any) -> int:
        return self._sizes.get(id(value), 1) if isinstance(value, dict | tuple) else 1

    def _alias(self, event: Any) -> None:
        if self._expects_key():
            self._stop(event, "an alias used as a key", "a word as key")
        if event.anchor not in self._anchors:
            self._stop(event, f"the alias *{event.anchor}", "an anchor of that name before it")
        value, size = self._anchors[event.anchor]
        self._count(event, size)
        self._put(event, value, size)

    def _put(
        self, event: Any, value: Any, size: int, start: tuple[int, int] | None = None, anchor: str | None = None
    ) -> None:
        first = start or (event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(value, dict | tuple):
            self._sizes[id(value)] = size
        anchor = anchor or (getattr(event, "anchor", None) if type(event) is yaml.ScalarEvent else None)
        if anchor:
            self._anchors[anchor] = value, size
        path = self._here() if self._stack else ()
        top = self._stack[-1] if self._stack else None
        key_place = top.keys[self._key[-1]] if top and top.keys is not None and self._key[-1] is not None else first
        end = event.end_mark
        self.marks[path] = Mark(first[0], first[1], end.line + 1, end.column + 1, key_place[0], key_place[1])
        if top is None:
            self.root = value
        elif top.keys is None:
            top.values.append(value)
        else:
            if value is not None:
                top.values[self._key[-1]] = value
            self._key[-1] = None


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
