"""Marks around words that keep a language or direction of their own inside a page in another one.

    english("Fatah Alliance (party)")     # words that stand in English on an Arabic or French page
    alone("Badr")                         # a name: it takes the direction of its own letters

The marks are Unicode's isolates. A page in HTML turns them into elements (``<span lang="en" dir="ltr">``, ``<bdi>``);
every other form drops them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tether.documents.visible import Shown

LEFT_TO_RIGHT, OWN, END = "\u2066", "\u2068", "\u2069"
MARKS = re.compile(f"[{LEFT_TO_RIGHT}{OWN}{END}]")
_SKIPPED = re.compile(
    r"<script\b[^>]*>[^<]*(?:<(?!/script)[^<]*)*</script>|<style>[^<]*</style>|<title>[^<]*</title>|<desc>[^<]*</desc>"
    r"|<text\b[^>]*>[^<]*</text>|<(?:[^<>\"]|\"[^\"]*\")*>"  # an attribute may hold a whole drawing
)
OPENED = {LEFT_TO_RIGHT: ('<span lang="en" dir="ltr">', "</span>"), OWN: ("<bdi>", "</bdi>")}


def english(text: str) -> Shown:
    """Return words that stand in English on a page in another language."""
    return Shown(f"{LEFT_TO_RIGHT}{bare(text)}{END}")


def alone(text: str) -> Shown:
    """Return a name or number that takes the direction of its own letters."""
    return Shown(f"{OWN}{bare(text)}{END}")


def bare(text: str) -> str:
    """Return a text without these marks."""
    return MARKS.sub("", text) if isinstance(text, str) else text


def as_elements(page: str) -> str:
    """Return a page in HTML whose marks in running text are elements; in attributes, titles and drawings they stay."""
    closing: list[str] = []
    return in_running_text(page, lambda text: _elements(text, closing))


def in_running_text(page: str, change: Callable[[str], str]) -> str:
    """Return a page in HTML whose running text is changed, piece by piece; tags, titles and drawings stay."""
    parts, at = [], 0
    for tag in _SKIPPED.finditer(page):
        parts += [change(page[at : tag.start()]), tag[0]]
        at = tag.end()
    return "".join([*parts, change(page[at:])])


def _elements(text: str, closing: list[str]) -> str:
    def element(mark: re.Match[str]) -> str:
        if mark[0] in OPENED:
            first, last = OPENED[mark[0]]
            closing.append(last)
            return first
        return closing.pop() if closing else ""

    return MARKS.sub(element, text)
