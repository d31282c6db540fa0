"""A clause that may say something, and a pair of clauses of which one shuts the other out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tether.charter.consistency.clauses import CharterClause
from tether.charter.values import NONE, UNKNOWN, Blank, Number


@dataclass(frozen=True)
class Says:
    """A key of a row, the values by which its clause says so (none: whatever is written), and its words."""

    key: str
    of: tuple[Any, ...]
    said: str  # {name}: the row, {value}: what stands there


@dataclass(frozen=True)
class ExclusivePair:
    """Two clauses, each with whether it surely says what shuts the other out (None: not known)."""

    one: tuple[CharterClause, bool | None]
    other: tuple[CharterClause, bool | None]
    why: str
    lesser: bool = False


def says(value: Any, of: tuple[Any, ...]) -> bool | None:
    """Whether a value is one of these, or is written at all; None where it is unknown."""
    if value is UNKNOWN:
        return None
    if isinstance(value, Blank):
        return value is NONE and NONE in of
    if of:
        return any(value is v if isinstance(v, bool) else value == v for v in of)
    return value.lo > 0 if isinstance(value, Number) else value not in ((), {}, "")


def worded_value(value: Any) -> str:
    """Return a word of the schema in the words of a sentence."""
    words = {
        "referred": "it goes to a higher body",
        "arbiter": "an arbiter decides",
        "court": "a court decides",
        "vote-again": "it is voted on again",
        "status-quo": "nothing changes",
        "lapses": "it lapses",
        "deemed-done": "it counts as done",
        "stop": "it stops",
        "go-on": "it goes on",
        "go-back": "one goes back",
        "joint-store": "lie in a joint store",
        "double-key": "lie under two keys",
        "handed-in": "are handed in",
        "carried": "are carried",
        "own-store": "are stored by the men",
    }
    return words.get(value, value) if isinstance(value, str) else str(value)  # fmt: skip
