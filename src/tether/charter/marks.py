"""Where a value stands in a charter: its path, and lines and columns from 1."""

from __future__ import annotations

from typing import NamedTuple

Key = tuple[str | int, ...]  # a path: ("pay", 0, "via")


class Mark(NamedTuple):
    """Where a value stands, from 1: first line and column, last line and the column after its end; its key's place."""

    line: int
    column: int
    end_line: int
    end_column: int
    key_line: int
    key_column: int


def key_of(path: str) -> Key:
    """Turn ``pay.0.via`` into ("pay", 0, "via")."""
    return tuple(int(p) if p.isdigit() else p for p in path.split(".")) if path else ()


def path_of(key: Key) -> str:
    """Turn ("pay", 0, "via") into ``pay.0.via``."""
    return ".".join(str(k) for k in key)
