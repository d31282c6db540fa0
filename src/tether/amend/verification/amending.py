"""Makes the edits of a certificate, and says what each of them changes.

An edit is plain data: ``{number, op, path, values, price}``. Its path is one of the charter before any edit; a row that
it adds stands at its list's path with ``+number``.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tether.charter.layers import DECLARED
from tether.charter.paths import value_at
from tether.charter.schema import Charter
from tether.charter.values import Blank
from tether.documents.yaml_file import Key, key_of

EditData = Mapping[str, Any]


def key_in_text(charter: Charter, whole: Charter, path: str) -> Key | None:
    """Return where a path is, or would be, written in the charter's own text; None where it stands in another file."""
    key = key_of(path)
    origin = whole.origin(key)
    if origin.text is charter._text:
        adds_only = len(key) == 1 and key[0] in DECLARED and charter._base is not None
        return None if adds_only else origin.key
    numbered = any(isinstance(step, int) for step in key)
    return None if numbered or isinstance(value_at(whole, path), tuple) else key


class AmendedTree:
    """The values of a text with edits made, and the way back from its paths to those before."""

    def __init__(self, charter: Charter, whole: Charter, edits: Sequence[EditData]):
        assert charter._text is not None
        self.tree: Any = _thawed(charter._text.tree)
        self._rows: dict[str, list[str]] = {}
        for edit in sorted(edits, key=lambda e: int(e["number"])):
            if edit["op"] in ("set", "move"):
                self._object(self._key(charter, whole, edit)).update(copy.deepcopy(dict(edit["values"])))
        for edit in sorted(edits, key=lambda e: int(e["number"])):
            if edit["op"] == "add":
                rows = self._list(self._key(charter, whole, edit))
                self._names(str(edit["path"]), rows).append(f"+{edit['number']}")
                rows.append(copy.deepcopy(dict(edit["values"])))
        for edit in edits:
            if edit["op"] == "drop":
                above, _, number = str(edit["path"]).rpartition(".")
                rows = self._list(self._key(charter, whole, edit)[:-1])
                names = self._names(above, rows)
                at = names.index(number)
                rows.pop(at)
                names.pop(at)

    def before(self, path: str) -> str:
        """Return a path of the amended charter in terms of the charter before."""
        sign, plain = (path[0], path[1:]) if path[:1] in ("~", "+") else ("", path)
        steps: list[str] = []
        for step in plain.split("."):
            names = self._rows.get(".".join(steps), ())
            steps.append(names[int(step)] if step.isdigit() and int(step) < len(names) else step)
        return sign + ".".join(steps)

    @staticmethod
    def _key(charter: Charter, whole: Charter, edit: EditData) -> Key:
        key = key_in_text(charter, whole, str(edit["path"]))
        if key is None:
            raise ValueError(f"edit {edit['number']}: {edit['path']} can't be written in this text")
        return key

    def _names(self, path: str, rows: list[Any]) -> list[str]:
        return self._rows.setdefault(path, list(map(str, range(len(rows)))))

    def _object(self, key: Key) -> Any:
        here = self.tree
        for step in key:
            below = here[step] if isinstance(step, int) else here.get(step)
            if not isinstance(below, dict | list):
                below = here[step] = {}
            here = below
        return here

    def _list(self, key: Key) -> list[Any]:
        above = self._object(key[:-1])
        if not isinstance(above.get(key[-1]), list):
            above[key[-1]] = []
        found: list[Any] = above[key[-1]]
        return found


def _thawed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _thawed(below) for key, below in value.items()}
    return [_thawed(below) for below in value] if isinstance(value, tuple | list) else value


def changed_by(whole: Charter, edit: EditData) -> tuple[set[str], set[str]]:
    """Return the paths that an edit changes with all below them, and those that it changes by themselves alone."""
    path, op = str(edit["path"]), edit["op"]
    if op == "drop":
        return {path}, {path.rpartition(".")[0]}
    if op == "add":
        return {f"{path}.+{edit['number']}"}, {path, f"+{path}", *_not_there(whole, path)}
    written = {f"{path}.{key}" if path else str(key) for key, _ in edit["values"]}
    above = {one for w in written for one in _not_there(whole, w)}
    return written, above | {f"~{w}" for w in written}


def _not_there(whole: Charter, path: str) -> Iterable[str]:
    steps = path.split(".")
    for n in range(1, len(steps)):
        if isinstance(value_at(whole, ".".join(steps[:n])), Blank):
            yield ".".join(steps[:n])


def reached(changed: tuple[set[str], set[str]], reads: Iterable[str]) -> bool:
    """Whether one of the paths read is among those changed, or below one that goes with all below it."""
    whole, alone = changed
    for read in reads:
        if read in whole or read in alone:
            return True
        above = read
        while "." in above:
            above = above.rpartition(".")[0]
            if above in whole:
                return True
    return False


def clash(one: EditData, other: EditData, whole: Charter) -> bool:
    """Whether two edits can't both be made."""
    mine, theirs = changed_by(whole, one)[0], changed_by(whole, other)[0]
    for a, b in ((mine, theirs), (theirs, mine)):
        if any(y == x or y.startswith(f"{x}.") for x in a for y in b):
            return True
    for edit, paths in ((one, theirs), (other, mine)):
        path = str(edit["path"])
        if edit["op"] == "add" and any(path == x or path.startswith(f"{x}.") for x in paths):
            return True
    if one["op"] == "add" == other["op"] and one["path"] == other["path"]:
        names = [dict(edit["values"]).get("id") for edit in (one, other)]
        return names[0] is not None and names[0] == names[1]
    return False
