"""A place of a charter by ids, which stays what it is when rows are moved: ``induction[front].vetting``.

    id_path(charter, "induction.0.vetting")               # "induction[front].vetting"
    id_path(charter, "command.3.type")                    # "command[from=pm, to=guard].type": a row without an id
    place_at(charter, "induction[front].vetting")         # "induction.0.vetting"; None where there is no such place

A row is named by its id; one without, by the first of its words that no other row of the list has (its references
first, in the order of the schema), and by its number where none tell it apart. ``place_at`` also reads the older form
by numbers, and ids between dots.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import combinations
from typing import Any

from pydantic import BaseModel

from tether.charter.paths import names_of, referring, value_at
from tether.charter.schema import Charter
from tether.charter.values import Blank
from tether.errors import did_you_mean

_STEP = re.compile(r"([^.\[\]]+)|\[([^\[\]]*)\]")
_WHOLE = re.compile(r"[^.\[\]]+(\[[^\[\]]*\])*(\.[^.\[\]]+(\[[^\[\]]*\])*)*")
_IN_TEXT = re.compile(r"(?<![\w.\[])[a-z_]+(?:\.[a-z0-9_-]+)+")  # a path by positions, in a sentence
_WORD = re.compile(r"[^\s,=\[\]{}.\"'#:]+")
NOT_NAMING = ("src", "conf", "note", "article")
MOST_WORDS = 3  # of a row without an id


def id_path(charter: Charter, path: str) -> str:
    """Return a path by positions as one by ids; steps that the charter does not have stay as they are."""
    return IdPaths(charter).of(path)


class IdPaths:
    """Paths by ids of one charter: the names of a list's rows are sought once, for whoever asks for many paths."""

    def __init__(self, charter: Charter):
        self.charter = charter
        self._names: dict[int, list[str]] = {}  # by the list's identity; the charter keeps its lists

    def of(self, path: str) -> str:
        """Return a path by positions as one by ids."""
        return _told(self.charter, path, self._name)

    def in_text(self, text: str) -> str:
        """Return a sentence whose places by number are places by ids: a reader does not count rows."""
        return _IN_TEXT.sub(lambda found: self._of_one(found[0]), text)

    def _of_one(self, path: str) -> str:
        section, *steps = path.split(".")
        numbered = section in names_of(type(self.charter)) and any(step.isdigit() for step in steps)
        return self.of(path) if numbered else path

    def _name(self, rows: tuple[Any, ...], index: int) -> str:
        if id(rows) not in self._names:
            self._names[id(rows)] = _names_in(rows)
        return self._names[id(rows)][index]


def _told(charter: Charter, path: str, name_in: Callable[[tuple[Any, ...], int], str]) -> str:
    here: Any = charter
    told = ""
    for step in path.split(".") if path else ():
        if isinstance(here, tuple) and step.isdigit() and int(step) < len(here):
            name = name_in(here, int(step))
            told += f"[{name}]" if name else f".{step}"
            here = here[int(step)]
        else:
            told += f".{step}" if told else step
            here = _below(here, step)
    return told


def place_at(charter: Charter, written: str) -> str | None:
    """Return the path by positions of a place that is written by ids (or by positions); None where there is none."""
    if not _WHOLE.fullmatch(written.strip()):
        return None
    here: Any = charter
    path: list[str] = []
    for plain, bracket in _STEP.findall(written.strip()):
        step = plain or bracket
        if isinstance(here, tuple):
            index = _index_of(here, step)
            if index is None:
                return None
            path.append(str(index))
            here = here[index]
        elif bracket and not plain:
            return None
        else:
            path.append(step)
            here = _below(here, step)
    try:
        value_at(charter, ".".join(path))
    except (KeyError, ValueError, TypeError):
        return None
    return ".".join(path)


def lost_at(charter: Charter, written: str) -> tuple[str, str]:
    """Return which step of a place that isn't there is lost, and what stands there in its stead."""
    if not _WHOLE.fullmatch(written.strip()):
        return "not a place", "write it as induction[in-hill].mode, or a whole section as pay"
    here: Any = charter
    above = ""
    for plain, bracket in _STEP.findall(written.strip()):
        step = plain or bracket
        told = above or "the charter"
        if isinstance(here, tuple):
            index = _index_of(here, step)
            if index is None:
                names = [name or str(n) for n, name in enumerate(_names_in(here))]
                return f"{told} has no row {step!r}", did_you_mean(step, names)
            here = here[index]
        elif isinstance(here, BaseModel) and plain:
            if step not in names_of(type(here)):
                return f"{told} has no key {step!r}", did_you_mean(step, names_of(type(here)))
            here = _below(here, step)
        elif isinstance(here, Blank):
            return f"the charter has no {above}", f"nothing stands there that could stay; leave {step!r} out"
        elif not isinstance(here, dict) or step not in here:
            return f"{told} is one value, with nothing below it", f"name {told} itself"
        above += f"[{bracket}]" if bracket else f".{plain}" if above else plain
    return "no such place", "tether check --by-id FILE prints places"


def by_position(charter: Charter, written: str) -> bool:
    """Return whether a place is written by a row's number although the row has a name."""
    place = place_at(charter, written)
    return place is not None and place == written.strip() and id_path(charter, place) != place


def _below(here: Any, step: str) -> Any:
    if isinstance(here, dict):
        return here.get(step)
    name = names_of(type(here)).get(step) if isinstance(here, BaseModel) else None
    return getattr(here, name) if name else None


def _index_of(rows: tuple[Any, ...], step: str) -> int | None:
    """Return the position of the one row that a step names: by id, by its words, or by number."""
    if "=" in step:
        wanted = dict(pair.split("=", 1) for pair in (p.strip() for p in step.split(",")) if "=" in pair)
        found = [n for n, row in enumerate(rows) if all(_word(row, k.strip()) == v.strip() for k, v in wanted.items())]
        return found[0] if len(found) == 1 else None
    named = [n for n, row in enumerate(rows) if (row if isinstance(row, str) else getattr(row, "id", None)) == step]
    if named:
        return named[0] if len(named) == 1 else None
    return int(step) if step.isdigit() and int(step) < len(rows) else None


def _word(row: Any, key: str) -> str | None:
    name = names_of(type(row)).get(key) if isinstance(row, BaseModel) else None
    value = getattr(row, name) if name else None
    return value if isinstance(value, str) else None


def _names_in(rows: tuple[Any, ...]) -> list[str]:
    """Return the name of each row of a list, or "" where nothing tells it apart."""
    if not rows or not isinstance(rows[0], BaseModel):
        return [row if isinstance(row, str) and rows.count(row) == 1 and _WORD.fullmatch(row) else "" for row in rows]
    ids = Counter(getattr(row, "id", None) for row in rows)
    names = [str(row.id) if isinstance(getattr(row, "id", None), str) and ids[row.id] == 1 else "" for row in rows]
    kinds: list[type[BaseModel]] = [type(row) for row in rows]
    words = [[(k, w) for k in _naming(kind) if (w := _word(row, k))] for row, kind in zip(rows, kinds, strict=True)]
    for many in range(1, MOST_WORDS + 1):
        left = [n for n, name in enumerate(names) if not name and not getattr(rows[n], "id", None)]
        if not left:
            break
        count = Counter(chosen for told in words for chosen in combinations(told, many))
        for n in left:
            plain = [(key, word) for key, word in words[n] if _WORD.fullmatch(word)][:8]
            found = next((chosen for chosen in combinations(plain, many) if count[chosen] == 1), ())
            names[n] = ", ".join(f"{key}={word}" for key, word in found)
    return names


@cache
def _naming(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the keys by whose words a row may be named, references first."""
    keys = [key for key in names_of(model) if key not in NOT_NAMING]
    references = {key for key, _, _ in referring(model)}
    return tuple(sorted(keys, key=lambda key: key not in references))
