"""Tether: a workbench for charters, the written designs by which a state deals with its militias.

    import tether as tt

    case = tt.open_case("iraq-2015")
    charter = tt.read_charter("guard.yaml")
    study = case.project([charter, "p9-whole-units"], seed=7)
    study.brief("brief.html")

``dir(tt)`` lists all that there is; ``help(tt.project)`` and the like say what each takes and gives. Names are loaded
on first use, so that ``import tether`` and ``tether --help`` stay quick.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tether.api import (
        after_designs,
        amend,
        break_even,
        brief,
        check,
        compare,
        dossier,
        explain,
        facts,
        fit,
        hindcast,
        load_theatre,
        new_case,
        open_case,
        plan,
        project,
        read_charter,
        read_claims,
        read_events,
        read_law,
        regret,
        screen,
        signposts,
        verify,
        votes,
    )
    from tether.charter.schema.charter import Charter
    from tether.errors import InputError, UsageError
    from tether.study import Case
    from tether.study.study import Study

__all__ = [
    "Case",
    "Charter",
    "InputError",
    "Study",
    "UsageError",
    "__version__",
    "after_designs",
    "amend",
    "break_even",
    "brief",
    "check",
    "compare",
    "dossier",
    "explain",
    "facts",
    "fit",
    "hindcast",
    "load_theatre",
    "new_case",
    "open_case",
    "plan",
    "project",
    "read_charter",
    "read_claims",
    "read_events",
    "read_law",
    "regret",
    "screen",
    "signposts",
    "verify",
    "votes",
]

__version__ = "0.1.0"


def __dir__() -> list[str]:
    return sorted(__all__)


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'tether' has no attribute {name!r}; it has {', '.join(__all__)}")
    from tether import api

    return getattr(api, name)


class _FrontDoor(ModuleType):
    """The package itself. Entries that bear the name of a room (amend, brief, dossier) stay when the room is loaded."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in __all__ and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _FrontDoor
