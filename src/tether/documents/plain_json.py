"""Plain values for JSON, which has no NaN and no infinity: they become null, and where they stood is told.

value, undefined = without_nan({"measures": {"retention": float("nan")}})      # None there, ["measures.retention"]
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


def without_nan(value: Any, path: str = "") -> tuple[Any, list[str]]:
    """Return plain values with None for every number that is none, and the paths of those."""
    if isinstance(value, float) and not math.isfinite(value):
        return None, [path]
    if isinstance(value, Mapping):
        parts = {k: without_nan(v, f"{path}.{k}" if path else str(k)) for k, v in value.items()}
        return {k: part for k, (part, _) in parts.items()}, [p for _, paths in parts.values() for p in paths]
    if isinstance(value, list | tuple):
        rows = [without_nan(v, f"{path}.{i}" if path else str(i)) for i, v in enumerate(value)]
        return [row for row, _ in rows], [p for _, paths in rows for p in paths]
    return value, []
