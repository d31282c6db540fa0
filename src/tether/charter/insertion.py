"""Where an absent clause would stand: the point in the file at which a drafter would write it.

    gap = insertion_point(charter, "law.courts.abuse_cases")
    gap.position.line, gap.position.column     # a place of no width
    gap.key                                    # "courts": what would be written there

An absent key stands after the last of its siblings that come before it in the order of the schema, or, where there is
none, at the end of its object; an absent row at the end of its list. A path that the file has, or whose nearest value
says ``none`` or ``unknown``, is no gap: its place is that value's.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from tether.charter.paths import names_of, value_at
from tether.charter.schema import Charter
from tether.documents.yaml_file import Key, Position, YamlFile, key_of, path_of


@dataclass(frozen=True)
class ClausePlace:
    """A place in a file; ``key`` is what would be written there, and empty where the clause is there already."""

    position: Position
    key: str = ""
    file: str = ""


class FilePlaces:
    """Where the values of a charter stand, each in its own file (its text, its status quo's, the general law's)."""

    def __init__(self, charter: Charter):
        self.charter = charter
        self._texts: dict[int, _TextPlaces] = {}

    def place(self, path: str) -> ClausePlace:
        """Return the place of a path, or the point where it would be written."""
        key = key_of(path)
        origin = self.charter.origin(key)
        if origin.text is None:
            return ClausePlace(Position())
        if id(origin.text) not in self._texts:  # it looks at the whole file, and is made once for all findings
            self._texts[id(origin.text)] = _TextPlaces(origin.text)
        return self._texts[id(origin.text)].place(self.charter, key, origin.key)


class _TextPlaces:
    """The places of one file, with the extent of each value: from its start to its last character."""

    def __init__(self, written: YamlFile):
        self.written = written
        self._ends: dict[Key, tuple[int, int]] = {}
        self._lasts: dict[Key, Key | None] = {}
        self._below: dict[Key, list[Key]] = defaultdict(list)
        for key in written.positions:
            if key:
                self._below[key[:-1]].append(key)

    def place(self, charter: Charter, path: Key, key: Key) -> ClausePlace:
        """Return the place of a path of the charter that this file has, or would have, at a key."""
        above = key
        while above not in self.written.positions and above:
            above = above[:-1]
        if above == key or above not in self.written.positions:
            return ClausePlace(self.written.position(key), file=self.written.file)
        here = self.written.at(above)
        if not isinstance(here, dict | tuple):
            return ClausePlace(self.written.position(above), file=self.written.file)
        missing = key[len(above)]
        if isinstance(here, dict):
            before = self._before(_model_at(charter, path[: len(path) - len(key) + len(above)]), above, missing)
        else:
            before = self._last(above)
        return ClausePlace(self._after(above, before), str(missing), self.written.file)

    def _before(self, model: type[BaseModel] | None, above: Key, missing: str | int) -> Key | None:
        """Return the sibling that stands before a key in the order of the schema, else the last one."""
        order = list(names_of(model)) if model is not None else []
        earlier = order[: order.index(str(missing))] if missing in order else []
        siblings = {key[-1]: key for key in self._below[above]}
        return next((siblings[name] for name in reversed(earlier) if name in siblings), self._last(above))

    def _last(self, above: Key) -> Key | None:
        if above not in self._lasts:
            self._lasts[above] = max(self._below[above], key=self._end, default=None)
        return self._lasts[above]

    def _after(self, above: Key, before: Key | None) -> Position:
        """Return the point after a sibling: in its line inside { } and [ ], else at the start of the line below it."""
        if self._in_brackets(above):
            place = self.written.positions[above]
            line, column = self._end(before) if before is not None else (place.end_line, place.end_column - 1)
        elif before is None:
            place = self.written.positions[above]
            line, column = place.line, place.column
        else:
            line, column = self._end(before)[0] + 1, self._indent(before)
        return Position(line, column, line, column, line, column)

    def _indent(self, key: Key) -> int:
        """Return the column at which the keys, or the dashes, of a block stand."""
        place = self.written.positions[key]
        if isinstance(key[-1], str):
            return place.key_column
        dashed = self.written.positions[key[:-1]]
        return dashed.column

    def _in_brackets(self, key: Key) -> bool:
        place = self.written.positions[key]
        return self._character(place.end_line, place.end_column - 1) in ("}", "]")

    def _end(self, key: Key) -> tuple[int, int]:
        """Return the line and the column after a value's last character; a block ends where its last value does."""
        if key not in self._ends:
            self._ends[key] = self._end_of(key)
        return self._ends[key]

    def _end_of(self, key: Key) -> tuple[int, int]:
        place = self.written.positions[key]
        below = self._below.get(key)
        if below and not self._in_brackets(key):
            return max(self._end(child) for child in below)
        if place.end_column == 1 and place.end_line > place.line:  # a block of text ends at the start of the next line
            return place.end_line - 1, len(self.written.lines[place.end_line - 2]) + 1
        return place.end_line, place.end_column

    def _character(self, line: int, column: int) -> str:
        text = self.written.lines[line - 1] if 1 <= line <= len(self.written.lines) else ""
        return text[column - 1] if 1 <= column <= len(text) else ""


def insertion_point(charter: Charter, path: str) -> ClausePlace:
    """Return the place of one path, or the point where it would be written (for many: ``FilePlaces``)."""
    return FilePlaces(charter).place(path)


def _model_at(charter: Charter, key: Key) -> type[BaseModel] | None:
    value: Any = value_at(charter, path_of(key)) if key else charter
    return type(value) if isinstance(value, BaseModel) else None
