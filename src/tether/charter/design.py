"""A charter as the rules read it: absent keys settled by the reading, rows with their paths, the bounds at hand.

Under the *open* reading an absent key means "we do not know" (coding history from the press); under the *closed* one it
means "there is none" (drafting one's own charter). ``Design`` replaces every ABSENT accordingly, so a rule meets only a
value, ``NONE`` or ``UNKNOWN`` and never asks which reading is on.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from tether.charter.blanks import ABSENT, NONE, UNKNOWN, Blank, Number, When
from tether.charter.paths import value_at
from tether.charter.references import ORIGINS
from tether.charter.schema import Charter
from tether.charter.settings import Settings

_STATE_KINDS = {
    **dict.fromkeys(("government", "office", "institution", "ministry", "force"), True),
    **dict.fromkeys(("umbrella", "group", "party", "society", "state", "agency", "organisation"), False),
}
SEIZERS = ("guard", "militia-auxiliary", "paramilitary")  # kinds of force that are neither army nor police


class Design:
    """One charter under one reading, with the bounds that apply."""

    def __init__(self, charter: Charter, open_world: bool | None = None, settings: Settings | None = None):
        self.charter = charter
        self.open_world = charter.open_world if open_world is None else open_world
        self.settings = settings or Settings()
        self.whole: Charter = _settled(charter, UNKNOWN if self.open_world else NONE)

    @property
    def reading(self) -> str:
        """``open`` or ``closed``."""
        return "open" if self.open_world else "closed"

    def at(self, path: str) -> Any:
        """Return the settled value at a dotted path (a blank if anything above it is blank)."""
        return value_at(self.whole, path)

    def rows(self, section: str) -> Iterator[tuple[str, Any]]:
        """Yield ``(path, row)`` for each row of a list such as ``units`` or ``sharing.allocation``."""
        value = self.at(section)
        if not isinstance(value, Blank):
            for index, row in enumerate(value):
                yield f"{section}.{index}", row

    def new_forces(self) -> Iterator[tuple[str, Any]]:
        """Yield the forces that this charter creates."""
        return ((path, force) for path, force in self.rows("forces") if force.status == "new")

    def local_forces(self) -> Iterator[tuple[str, Any]]:
        """Yield the forces raised in and for particular places."""
        return ((path, force) for path, force in self.rows("forces") if force.local)

    def militia_streams(self) -> Iterator[tuple[str, Any]]:
        """Yield the streams that come from a group (or from nobody knows whom), not from recruits, army or police."""
        return (
            (path, stream)
            for path, stream in self.rows("induction")
            if stream.from_ is UNKNOWN or (isinstance(stream.from_, str) and stream.from_ not in ORIGINS)
        )

    def named(self, name: Any) -> Any:
        """Return the actor, group, force, unit, post or place of an id; None where the file does not declare it."""
        return self._by_id.get(name) if isinstance(name, str) else None

    def is_state(self, name: Any) -> bool | None:
        """Whether an id names an organ of the state, a force, a unit or a post; None where it is unclear.

        What the charter declares comes first; an id that only the theatre knows is judged by its kind there.
        """
        row = self.named(name)
        kind = type(row).__name__
        if row is None:
            return _STATE_KINDS.get(self.charter.kinds.get(name, "")) if isinstance(name, str) else None
        if kind != "Actor":
            return {"Group": False, "Force": True, "Unit": True, "Post": True}.get(kind)
        if row.state is UNKNOWN:
            return False if row.kind in ("foreign", "bloc") else None
        return bool(row.state)

    def is_foreign(self, name: Any) -> bool:
        """Whether an id names a foreign actor."""
        row = self.named(name)
        if row is None:
            return isinstance(name, str) and self.charter.kinds.get(name) in ("state", "agency", "organisation")
        return type(row).__name__ == "Actor" and (row.kind == "foreign" or row.level == "foreign")

    def feeding(self, force: Any) -> list[Any]:
        """Return the groups taken into a force by its streams."""
        streams = (row for _, row in self.rows("induction") if row.into == force)
        return [g for g in (self.named(s.from_) for s in streams) if type(g).__name__ == "Group"]

    @cached_property
    def _by_id(self) -> dict[str, Any]:
        sections = ("places", "actors", "groups", "forces", "units", "posts")
        return {row.id: row for section in sections for _, row in self.rows(section)}


def _settled(part: Any, blank: Blank) -> Any:
    values = {}
    for name in type(part).model_fields:
        value = getattr(part, name)
        if value is ABSENT:
            value = blank
        elif isinstance(value, BaseModel):
            value = value if isinstance(value, Number | When) else _settled(value, blank)
        elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel) and name != "src":
            value = tuple(_settled(item, blank) for item in value)
        values[name] = value
    return type(part).model_construct(**values)
