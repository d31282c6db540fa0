"""Slugs: the one type of an id that can become the name of a file or a folder.

    id: Slug = Field(description=f"a short name such as iraq-2015: {SLUG}")    # in a file's schema
    check_slug(name, "--name")                                                 # a word of the command line
    as_slug("Draft 3 (final)")                                                 # 'Draft-3-final'

Latin letters, digits, hyphens, underscores and points; a letter or a digit first, no point last, at most ``LONGEST``
characters, and none of the names that Windows keeps for devices. So an id names one file in one folder on every system:
no separator, no way up, no option of a command, nothing that two file systems spell differently (an Arabic or accented
name has several spellings in Unicode). What a person calls the thing goes in its title, in any script.

An id is checked here when it is read, and again where it becomes a path (``files.below``).
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

from tether.documents.models import wrong
from tether.errors import InputError, Problem

LONGEST = 80
SLUG = "Latin letters, digits, - _ and . (a letter or digit first, no point last)"
PATTERN = rf"^[A-Za-z0-9](?:[A-Za-z0-9._-]{{0,{LONGEST - 2}}}[A-Za-z0-9_-])?$"
DEVICES = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)))
)  # Windows takes these for devices, with any ending


def slug_fault(text: str) -> tuple[str, str]:
    """Return what is expected of an id and what to do, where ``text`` can't be one; two empty texts where it can."""
    if len(text) > LONGEST:
        return f"at most {LONGEST} characters", "put the long name in the title"
    if text.partition(".")[0].lower() in DEVICES:
        return "a name that Windows doesn't keep for a device", f"write {as_slug(text)}, or another name"
    if not re.fullmatch(PATTERN, text):
        offered = as_slug(text, "")
        remedy = f"write {offered}, and the name as people write it in the title" if offered else ""
        return SLUG, remedy or "give it a short Latin name, and put the name as people write it in the title"
    return "", ""


def check_slug(text: str, where: str) -> str:
    """Return ``text`` if it can be an id.

    Raises:
        InputError: it can't; ``where`` is what it was asked for by.
    """
    expected, remedy = slug_fault(text)
    if expected:
        raise InputError(Problem(f"name {text[:LONGEST]!r}", where=where, expected=expected, remedy=remedy))
    return text


def as_slug(text: str, otherwise: str = "unnamed") -> str:
    """Return ``text`` as an id: what can't stand in one becomes a hyphen; ``otherwise`` where nothing is left."""
    kept = re.sub(r"[^A-Za-z0-9._]+", "-", text).strip("-._")
    first, point, rest = kept.partition(".")
    kept = f"{first}-1{point}{rest}" if first.lower() in DEVICES else kept
    return kept[:LONGEST].rstrip("-.") or otherwise


def _checked(text: str) -> str:
    expected, remedy = slug_fault(text)
    if expected:
        raise wrong(text, expected, remedy)
    return text


Slug = Annotated[str, AfterValidator(_checked)]
