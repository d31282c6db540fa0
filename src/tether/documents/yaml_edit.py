"""Edits of a YAML text that keep its comments and its layout: stretches of text, and what stands there instead.

    edit = replaced(document, ("pay", 0, "via"), "bank")
    text = with_edits(text, [edit])

Nothing is written anew that is not meant to change: a value is replaced where it stands, a row goes with its line or
its comma, a row is put in beside its neighbours as they are written. Where a text is written so that this cannot be
done safely (an anchor, a block of text, a comment in between) the function returns None and nothing is offered.
Lines and columns count from 1, in characters, as everywhere in ``documents``.
"""

from __future__ import annotations

import bisect
import difflib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

from tether.documents.yaml_file import Key, YamlFile, parse_yaml
from tether.errors import InputError

BREAKS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # as YAML counts lines


@dataclass(frozen=True, order=True)
class TextEdit:
    """A stretch of text, from a place up to another, and the text that replaces it."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str = ""


def edits_between(before: str, after: str) -> tuple[TextEdit, ...]:
    """Return the edits by whole lines that turn one text into another."""
    one, other = before.splitlines(keepends=True), after.splitlines(keepends=True)
    places = TextPlaces(before)
    starts = [0, *accumulate(map(len, one))]
    changes = difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return tuple(
        places.edit(starts[a], starts[b], "".join(other[c:d])) for kind, a, b, c, d in changes if kind != "equal"
    )


class TextPlaces:
    """Turns lines and columns of a text into offsets and back."""

    def __init__(self, text: str):
        self.text = text
        self._starts = [0, *(m.end() for m in BREAKS.finditer(text))]

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a place; the text's end beyond it."""
        if line > len(self._starts):
            return len(self.text)
        return min(self._starts[line - 1] + column - 1, len(self.text))

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset."""
        line = bisect.bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line(self, number: int) -> str:
        """Return a line without its end; "" beyond the last."""
        if not 1 <= number <= len(self._starts):
            return ""
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[self._starts[number - 1] : end].rstrip("\r\n\x85\u2028\u2029")

    def edit(self, start: int, end: int, text: str = "") -> TextEdit:
        """Return the edit that replaces a stretch between two offsets."""
        return TextEdit(*self.place(start), *self.place(end), text)


def with_edits(text: str, edits: Iterable[TextEdit]) -> str:
    """Return a text with edits made; of two that overlap the later one is left out."""
    places, made, last = TextPlaces(text), [], 0
    for start, end, new in sorted(
        (places.offset(e.line, e.column), places.offset(e.end_line, e.end_column), e.text) for e in edits
    ):
        if start >= last:
            made += [text[last:start], new]
            last = end
    return "".join([*made, text[last:]])


def overlap(one: Iterable[TextEdit], others: Iterable[TextEdit]) -> bool:
    """Return whether an edit of one fix touches the text of another's."""
    taken = [((o.line, o.column), (o.end_line, o.end_column)) for o in others]
    return any((e.line, e.column) <= end and start <= (e.end_line, e.end_column) for e in one for start, end in taken)


def quoted(word: str) -> str:
    """Return a word as a YAML scalar that is read as this text: plain where that is safe, else in quotes."""
    if re.fullmatch(r"[A-Za-z][\w-]*(?: [\w-]+)*", word, re.ASCII):
        try:
            if parse_yaml(word).tree == word:
                return word
        except InputError:
            pass
    return json.dumps(word, ensure_ascii=False)


class YamlEditor:
    """Makes edits of one text; ``document`` is what was read from it."""

    def __init__(self, document: YamlFile, text: str):
        self.document = document
        self.places = TextPlaces(text)
        self.text = text

    def replaced(self, key: Key, text: str) -> TextEdit | None:
        """Replace the value at a path, a scalar or a { } or [ ], by other text."""
        span = self._span(key)
        return self.places.edit(*span, text) if span and "\n" not in self.text[slice(*span)] else None

    def renamed(self, key: Key, name: str) -> TextEdit | None:
        """Rename the key of a path."""
        place = self.document.positions.get(key)
        if place is None or not isinstance(key[-1], str):
            return None
        start = self.places.offset(place.key_line, place.key_column)
        for written in (key[-1], f'"{key[-1]}"', f"'{key[-1]}'"):
            if self.text.startswith(written, start):
                return self.places.edit(start, start + len(written), name)
        return None

    def without(self, key: Key) -> TextEdit | None:
        """Take a row out of its list, or a key with its value out of its object."""
        above = self.document.positions.get(key[:-1]) if key else None
        if above is None or key not in self.document.positions:
            return None
        siblings = self._siblings(key[:-1])
        if len(siblings) == 1:
            return self.replaced(key[:-1], "[]") if isinstance(key[-1], int) else None
        return self._without_flow(key, siblings) if self._is_flow(key[:-1]) else self._without_block(key)

    def added(self, key: Key, text: str) -> TextEdit | None:
        """Put a key that isn't there, with its value on one line, at the end of an object that is."""
        siblings = self._siblings(key[:-1])
        span = self._span(siblings[-1]) if siblings else None
        if span is None or key in self.document.positions or not isinstance(siblings[0][-1], str):
            return None
        if self._is_flow(key[:-1]):
            return self.places.edit(span[1], span[1], f", {key[-1]}: {text}")
        after = self._line_end(span[1])
        column = self.document.positions[siblings[0]].key_column
        return None if after is None else self.places.edit(after, after, f"\n{' ' * (column - 1)}{key[-1]}: {text}")

    def appended(self, key: Key, row: str) -> TextEdit | None:
        """Put a row, written on one line, at the end of a list; a list that isn't there is begun at the text's end."""
        if key not in self.document.positions:
            if len(key) != 1 or self._is_flow(()):
                return None
            body = self.text.rstrip()
            end = "\n" if self.text.endswith(("\n", "\r")) else ""
            start = len(body)
            comment = self.text[start:]
            return self.places.edit(start, start, f"\n{key[0]}:\n  - {row}{'' if comment or end else end}")
        rows = self._siblings(key)
        if not rows:
            return self.replaced(key, f"[{row}]")
        span = self._span(rows[-1])
        if span is None:
            return None
        if self._is_flow(key):
            return self.places.edit(span[1], span[1], f", {row}")
        line = self.places.line(self.document.positions[rows[-1]].line)
        indent = re.match(r"(\s*)- ", line)
        after = self._line_end(span[1])
        if indent is None or after is None:
            return None
        return self.places.edit(after, after, f"\n{indent[1]}- {row}")

    def _siblings(self, above: Key) -> list[Key]:
        return self._below.get(above, [])

    @cached_property
    def _below(self) -> dict[Key, list[Key]]:
        """What stands directly in each list and object, in the order of the text: sought once, asked often."""
        found: dict[Key, list[Key]] = {}
        for key, _ in sorted(self.document.positions.items(), key=lambda item: item[1][:2]):
            if key:
                found.setdefault(key[:-1], []).append(key)
        return found

    def _is_flow(self, key: Key) -> bool:
        place = self.document.positions.get(key)
        return place is not None and self.text[self.places.offset(place.line, place.column) :][:1] in ("{", "[")

    def _span(self, key: Key) -> tuple[int, int] | None:
        """Return where a value stands; None where it is an anchor, an alias or a block of text."""
        place = self.document.positions.get(key)
        if place is None:
            return None
        start = self.places.offset(place.line, place.column)
        first = self.text[start : start + 1]
        if first in ("&", "*", "!", "|", ">", ""):
            return None
        if isinstance(self._value(key), dict | tuple) and first not in ("{", "["):
            spans = [self._span(k) for k in self._siblings(key)]
            ends = [s[1] for s in spans if s]
            return (start, max(ends)) if ends and len(ends) == len(spans) else None
        return start, self.places.offset(place.end_line, place.end_column)

    def _value(self, key: Key) -> Any:
        try:
            return self.document.at(key)
        except (KeyError, IndexError, TypeError):
            return None

    def _without_flow(self, key: Key, siblings: list[Key]) -> TextEdit | None:
        index = siblings.index(key)
        span, other = self._span(key), self._span(siblings[index - 1 if index else 1])
        if span is None or other is None:
            return None
        start = span[0] if isinstance(key[-1], int) else self._key_start(key)
        if index:
            begin, end = other[1], span[1]
            between = self.text[begin:start]
        else:
            following = siblings[1]
            begin, end = start, other[0] if isinstance(key[-1], int) else self._key_start(following)
            between = self.text[span[1] : end]
        return self.places.edit(begin, end) if re.fullmatch(r"\s*,\s*", between) else None

    def _without_block(self, key: Key) -> TextEdit | None:
        """Take out whole lines, where nothing else stands on them; an own comment on them goes too."""
        span = self._span(key)
        if span is None:
            return None
        start = span[0] if isinstance(key[-1], int) else self._key_start(key)
        line, column = self.places.place(start)
        before = self.places.line(line)[: column - 1]
        after = self._line_end(span[1])
        if after is None or not re.fullmatch(r"\s*(- +)?" if isinstance(key[-1], int) else r"\s*", before):
            return None
        begin = self.places.offset(line, 1)
        next_line = self.places.offset(self.places.place(after)[0] + 1, 1)
        return self.places.edit(begin, next_line)

    def _key_start(self, key: Key) -> int:
        place = self.document.positions[key]
        return self.places.offset(place.key_line, place.key_column)

    def _line_end(self, offset: int) -> int | None:
        """Return the end of a line on which nothing but a comment follows; None where something does."""
        line, column = self.places.place(offset)
        whole = self.places.line(line)
        rest = whole[column - 1 :]
        return self.places.offset(line, len(whole) + 1) if re.fullmatch(r"\s*(#.*)?", rest) else None
