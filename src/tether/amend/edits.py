"""Typed edits of a charter: a value set, a clause moved to another holder, a row added, a row struck.

    edit = Edit(3, "set", "pay.0", (("via", "bank"),), …)
    tree, rows = applied(desk, [edit])      # the charter's values with the edit made, and where its rows went
    touches(edit, reads)                    # whether a verdict that read these paths may change with it

Paths are those of the charter before any edit. A row that an edit adds stands at ``pay.+3``, with the edit's number for
its position, and every path that the checker gives of an amended charter is told in these terms (``Rows.before``), so
that what was learnt of one set of edits can be said of another.

A verdict can't change unless a path that it read does (``charter/tracing.py``). An edit changes

    set, move   the keys that it writes, and whatever stands above them and was not there before
    add         its own row, and the list as a whole (a verdict that reads all rows reads ``pay``)
    drop        its row and all below it, and the list as a whole
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from tether.charter.fixes import FixKind
from tether.charter.layers import DECLARED
from tether.charter.paths import value_at
from tether.charter.reading import Design
from tether.charter.schema import Charter
from tether.charter.values import Blank
from tether.documents.yaml_file import Key, key_of
from tether.documents.yaml_patch import plain_values

Operation = Literal["set", "move", "add", "drop"]


@dataclass(frozen=True)
class Edit:
    """One edit: ``values`` are the keys that it writes with plain values, in the object or new row at ``path``.

    ``path`` is the object or row that is written (set, move), the list (add) or the row struck (drop). ``price`` is in
    points; ``at`` is the path by ids; ``agree`` names who must agree, ``sentence`` what the law would say.
    """

    number: int
    op: Operation
    path: str
    values: tuple[tuple[str, Any], ...] = ()
    price: int = 1
    rank: int = 0  # in the order in which it was offered against its finding
    kind: FixKind = "changes meaning"
    agree: tuple[str, ...] = ()
    at: str = ""
    sentence: str = ""
    before: str = ""
    under: tuple[str, ...] = field(default=(), repr=False)  # what it changes with all below it
    exact: tuple[str, ...] = field(default=(), repr=False)  # what it changes by itself alone

    @property
    def token(self) -> str:
        """Where a row that it adds stands."""
        return f"{self.path}.+{self.number}"

    def meaning(self) -> tuple[str, str, str]:
        """Return what it does, apart from its number and its words: two edits of one meaning are one."""
        return self.op, self.path, repr(self.values)


def touched(
    charter: Charter, op: Operation, path: str, keys: Iterable[str], number: int
) -> tuple[list[str], list[str]]:
    """Return what an edit changes with all below it, and what it changes by itself alone."""
    if op == "drop":
        return [path], [path.rpartition(".")[0]]
    if op == "add":
        return [f"{path}.+{number}"], [path, *_blank_above(charter, path)]
    under = [f"{path}.{key}" if path else key for key in keys]
    return under, list(dict.fromkeys(above for one in under for above in _blank_above(charter, one)))


def _blank_above(charter: Charter, path: str) -> list[str]:
    steps = path.split(".")
    above = [".".join(steps[:n]) for n in range(1, len(steps))]
    return [one for one in above if isinstance(value_at(charter, one), Blank)]


def touches(edit: Edit, reads: frozenset[str]) -> bool:
    """Whether a verdict that read these paths may change with an edit."""
    if any(path in reads for path in (*edit.under, *edit.exact)):
        return True
    if edit.op == "add" and f"+{edit.path}" in reads:
        return True
    if edit.op in ("set", "move") and any(f"~{path}" in reads for path in edit.under):
        return True
    starts = tuple(f"{path}." for path in edit.under)
    return any(read.startswith(starts) for read in reads)


def exclude(one: Edit, other: Edit) -> bool:
    """Whether two edits can't both be made: they write one place or one id, or one strikes what the other writes."""
    return (
        any(a == b or a.startswith(f"{b}.") or b.startswith(f"{a}.") for a in one.under for b in other.under)
        or any(_holds(a, b) for a, b in ((one, other), (other, one)))
        or _declare_one_id(one, other)
    )


def _declare_one_id(one: Edit, other: Edit) -> bool:
    """Whether both add a row of the same id to one list: the second could not be read."""
    names = dict(one.values).get("id"), dict(other.values).get("id")
    return one.op == other.op == "add" and one.path == other.path and names[0] is not None and names[0] == names[1]


def _holds(one: Edit, other: Edit) -> bool:
    """Whether one writes or strikes the place at which the other adds a row."""
    if other.op != "add":
        return False
    return any(other.path == path or other.path.startswith(f"{path}.") for path in one.under)


@dataclass(frozen=True)
class Desk:
    """A charter laid out for amending: its own text, and what it says with its status quo and the general law."""

    charter: Charter
    whole: Charter

    @classmethod
    def of(cls, charter: Charter) -> Desk:
        """Return a desk with a charter that was read from a text."""
        return cls(charter, Design(charter).charter)

    def own(self, path: str) -> Key | None:
        """Return the key in the charter's own text at which a path is written or would be; None where it can't be.

        What an overlay leaves to the status quo is written anew in the overlay; a row of a list that stands in another
        file can't be.
        """
        key = key_of(path)
        origin = self.whole.origin(key)
        if origin.text is self.charter._text:
            return origin.key if not self._declared_new(key) else None
        steps = [n for n, step in enumerate(key) if isinstance(step, int)]
        listed = isinstance(value_at(self.whole, path), tuple)
        return None if steps or listed else key

    def _declared_new(self, key: Key) -> bool:
        """Whether it is a list of an overlay that only adds rows to the status quo's."""
        return len(key) == 1 and key[0] in DECLARED and self.charter._base is not None


@dataclass(frozen=True)
class Rows:
    """Where the rows of an amended charter stood before: the origin of each row of the lists that changed."""

    lists: dict[str, list[str]]

    def before(self, path: str) -> str:
        """Return a path of the amended charter as a path of the charter before, or of an added row."""
        if not self.lists:
            return path
        if path[:1] in ("~", "+"):
            return path[0] + self.before(path[1:])
        told: list[str] = []
        for step in path.split("."):
            origins = self.lists.get(".".join(told)) if step.isdigit() else None
            told.append(origins[int(step)] if origins is not None and int(step) < len(origins) else step)
        return ".".join(told)


def applied(desk: Desk, edits: Sequence[Edit]) -> tuple[dict[str, Any], Rows]:
    """Return the values of the charter's own text with edits made, and where its rows went.

    Values are set first, then rows added at the end of their lists, then rows struck. The edits must not exclude one
    another.
    """
    assert desk.charter._text is not None
    tree: dict[str, Any] = plain_values(desk.charter._text.tree)
    lists: dict[str, list[str]] = {}
    ordered = sorted(edits, key=lambda e: ({"set": 0, "move": 0, "add": 1, "drop": 2}[e.op], e.number))
    struck = sorted((e for e in ordered if e.op == "drop"), key=lambda e: _places(e.path), reverse=True)
    for edit in (*(e for e in ordered if e.op != "drop"), *struck):
        key = desk.own(edit.path)
        assert key is not None, f"{edit.path} can't be written in {desk.charter.file}"
        if edit.op == "add":
            rows = _list_at(tree, key)
            lists.setdefault(edit.path, [str(n) for n in range(len(rows))]).append(f"+{edit.number}")
            rows.append(plain_values(dict(edit.values)))
        elif edit.op == "drop":
            above, _, number = edit.path.rpartition(".")
            rows = _list_at(tree, key[:-1])
            origins = lists.setdefault(above, [str(n) for n in range(len(rows))])
            at = origins.index(number)
            del rows[at], origins[at]
        else:
            _object_at(tree, key).update({k: plain_values(v) for k, v in edit.values})
    return tree, Rows(lists)


def _places(path: str) -> tuple[tuple[str, int], ...]:
    return tuple((step, 0) if not step.isdigit() else ("", int(step)) for step in path.split("."))


def _object_at(tree: Any, key: Key) -> dict[str, Any]:
    here: Any = tree
    for step in key:
        if isinstance(step, str) and not isinstance(here.get(step), dict | list):
            here[step] = {}  # absent, or a blank that an object takes the place of
        here = here[step]
    found: dict[str, Any] = here
    return found


def _list_at(tree: Any, key: Key) -> list[Any]:
    above: Any = _object_at(tree, key[:-1])
    if not isinstance(above.get(key[-1]), list):
        above[key[-1]] = []
    rows: list[Any] = above[key[-1]]
    return rows
