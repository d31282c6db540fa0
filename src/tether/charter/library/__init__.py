"""Historical charters, coded as far as the sources go, and one model law in which no rule fires.

    names()                                   # ('afghanistan-local-police-2010', 'burundi-2004', …)
    check(historical("libya-shield-2012"))    # what the rules say of it

Unknown stays unknown. Each file is coded at its own date: what came later is not in it. The coarser table of 21 past
cases is another room's (``precedents/cases.yaml``). To add one: put a charter file into ``charters/``.
"""

from __future__ import annotations

from importlib import resources
from typing import Any

from tether.charter.read import charter_from_text
from tether.charter.schema import Charter
from tether.errors import UsageError, did_you_mean

MODEL = "example-guard-law"


def names() -> tuple[str, ...]:
    """Return the names of the shipped charters, the model law among them."""
    return tuple(sorted(f.name.removesuffix(".yaml") for f in _folder().iterdir() if f.name.endswith(".yaml")))


def historical(name: str, theatre: Any = None) -> Charter:
    """Read a shipped charter by name; UsageError on an unknown one."""
    return charter_from_text(text_of(name), f"{name}.yaml", theatre)


def text_of(name: str) -> str:
    """Return the file of a shipped charter by name; UsageError on an unknown one."""
    if name not in names():
        raise UsageError(f"no charter {name!r} in the library; {did_you_mean(name, names())}")
    return str((_folder() / f"{name}.yaml").read_text("utf-8"))


def _folder() -> Any:
    return resources.files("tether.charter") / "library" / "charters"
