"""The brief: one self-contained page, made from one frozen value (``content``) by sections, wording and figures.

What reads a finished brief (``exports``, ``carried``) imports none of what makes one: these names come when asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tether.brief.content import BriefContent
    from tether.brief.page import render, render_annex, write, write_edition, write_with_pictures

__all__ = ["BriefContent", "render", "render_annex", "write", "write_edition", "write_with_pictures"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("tether.brief.content" if name == "BriefContent" else "tether.brief.page"), name)
