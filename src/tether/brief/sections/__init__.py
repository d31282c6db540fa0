"""The sections of a brief, one file each: its blocks, its sentences and its fixed words.

A file has one function ``section(content) -> Section | None``. None means that the section's value is not there yet;
the page then says so in its contents. To add a section, add a file: it is found by itself and set in the order of its
number. Files that give the same number are parts of one section, set after one another in the order of their files'
names. A file without ``section`` holds blocks that another file of the section sets among its own.
"""

from __future__ import annotations

import pkgutil
from dataclasses import replace
from importlib import import_module

from tether.brief.content import BriefContent
from tether.report.blocks import Section


def sections(content: BriefContent) -> list[Section]:
    """Return the sections that this content fills, in the brief's order."""
    rooms = (import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__))
    found = [room.section(content) for room in rooms if hasattr(room, "section")]
    return _joined(sorted((s for s in found if s is not None), key=lambda s: s.number))


def _joined(parts: list[Section]) -> list[Section]:
    """Return the sections with parts of one number set together, under the first part's name."""
    whole: dict[int, Section] = {}
    for part in parts:
        first = whole.get(part.number)
        whole[part.number] = part if first is None else replace(first, blocks=(*first.blocks, *part.blocks))
    return list(whole.values())
