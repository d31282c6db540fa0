"""One file per mechanism; the registry is this folder.

A mechanism is a module with ``SYMBOLS`` (its rows of ``parameters.csv``), ``LEVERS`` (those it reads),
``tendency(state, scene) -> Tendency`` and ``channels(state, scene) -> Channels``. It returns and never applies: only
``armed_order/dynamics.py`` moves the state. To add one, add a file and its rows in ``parameters.csv``.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from typing import Any


@cache
def mechanisms() -> dict[str, Any]:
    """Return the mechanisms by name, in alphabetical order."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__))
    return {name: import_module(f"{__name__}.{name}") for name in names}
