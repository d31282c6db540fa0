"""The sections of a brief, one file each. A file has one function ``section(content) -> Section | None``.

None means that the section's value is not there yet; the page then says so in its contents. To add a section, add a
file: it is found by itself and set in the order of its number.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from tether.brief.blocks import Section
from tether.brief.content import BriefContent


def sections(content: BriefContent) -> list[Section]:
    """Return the sections that this content fills, in the brief's order."""
    rooms = (import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__))
    found = [room.section(content) for room in rooms]
    return sorted((s for s in found if s is not None), key=lambda s: s.number)
