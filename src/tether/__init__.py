"""Tether: a workbench for charters, the written designs by which a state deals with its militias.

    import tether as tt

    case = tt.open_case("iraq-2015")
    charter = tt.read_charter("guard.yaml")
    futures = case.project([charter, "p9-whole-units"], seed=7)
    futures.brief("brief.html")

Names are loaded on first use, so that ``import tether`` and ``tether --help`` stay quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_NAMES = {
    "open_case": "tether.case",
    "Case": "tether.case",
    "read_charter": "tether.charter",
    "InputError": "tether.errors",
}

__all__ = ["InputError", "__version__", "open_case", "read_charter"]


def __getattr__(name: str) -> Any:
    if name not in _NAMES:
        raise AttributeError(f"module 'tether' has no attribute {name!r}; it has {', '.join(sorted(_NAMES))}")
    return getattr(import_module(_NAMES[name]), name)
