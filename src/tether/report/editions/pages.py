"""A finished page in another language: every text that a reader sees, in its place; ids, data, sources as they are.

``SEEN`` says which fields of which block a reader sees. What somebody else wrote (a quotation, lines of a file, a
source) keeps its own language. A notice on top says that no lawyer reviewed it, and whether English is left in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tether.report import words
from tether.report.blocks import (
    Aside,
    Bar,
    BarFact,
    Callout,
    Cell,
    ContentsLine,
    Document,
    Figure,
    File,
    Files,
    Fold,
    Heading,
    Jump,
    Lines,
    Listing,
    Method,
    Paragraph,
    Picture,
    Quoted,
    Row,
    Section,
    Sentence,
    Sign,
    SourceEntry,
    Table,
    shown,
)
from tether.report.editions.drawings import TranslatedChart, svg_in
from tether.report.editions.edition import Edition
from tether.report.isolates import english
from tether.report.numbers import spell as month_name

SEEN: Mapping[type, tuple[str, ...]] = {
    Sentence: ("text",),
    Method: ("text",),
    Sign: ("text",),
    Jump: ("text",),
    Aside: ("text",),
    Paragraph: ("parts",),
    Heading: ("text",),
    Listing: ("items",),
    Row: ("cells",),
    Table: ("caption", "columns", "rows"),
    Picture: ("alt",),
    Fold: ("title", "blocks"),
    Callout: ("title", "blocks"),
    Lines: ("labels",),
    File: ("title",),
    Files: ("files",),
    Cell: ("alt", "label", "axis"),
    Figure: ("title", "unit", "source", "cells", "note", "aside", "file"),
    Section: ("title", "blocks"),
    Bar: ("name", "facts", "stamp", "stamp_means"),
    BarFact: ("label", "value", "mark", "means"),
    ContentsLine: ("title",),
}
PARTS = ("title", "under", "foot", "absent", "running", "sections", "bar", "contents")  # of a document
NOTICE = "This language was not reviewed by a lawyer. The English page is the one that counts."
PARTLY = "What stands in English here has no translation yet, or is quoted."
_LATIN = re.compile("[A-Za-z]")
_FOREIGN = re.compile("[\u0600-\u08ff]")


def in_language(document: Document, edition: Edition) -> Document:
    """Return a page in the language of an edition, with a notice on top; the page itself in English."""
    if edition.language == "en":
        return document
    page = shown(document)
    made = {name: _said(getattr(page, name), edition) for name in PARTS}
    cited = tuple(_source(s, edition) for s in page.sources)
    said = replace(page, **{**made, "sources": cited}, language=edition.language, say=edition.said)
    return replace(said, sections=_noticed(said.sections, edition))


def _noticed(sections: tuple[Section, ...], edition: Edition) -> tuple[Section, ...]:
    """Return the sections with the notice before everything else, as long as a row that was used is unreviewed."""
    texts = [NOTICE] * any(not row.reviewed for row in edition.used) + [PARTLY] * bool(edition.left)
    notice = Paragraph(tuple(Method(edition.said(t)) for t in texts), "note")
    if not texts:
        return sections
    if not sections:
        return (Section(0, "language", "", (notice,)),)
    return (replace(sections[0], blocks=(notice, *sections[0].blocks)), *sections[1:])


def _source(source: SourceEntry, edition: Edition) -> SourceEntry:
    """Return a source as it is: what was cited is found by its own title."""
    return replace(source, text=source.text if _FOREIGN.search(source.text) else english(source.text))


def _said(value: Any, edition: Edition) -> Any:
    if isinstance(value, Quoted):
        known = edition.whole(value.text)
        if known is not None:
            return replace(value, text=known)
        theirs = _LATIN.search(value.text) and not _FOREIGN.search(value.text)
        return replace(value, text=english(value.text)) if theirs else value
    if isinstance(value, str):
        return edition.said(value)
    if isinstance(value, tuple | list):
        return type(value)(_said(part, edition) for part in value)
    names = SEEN.get(type(value))
    if names is None:
        return value
    quoted = isinstance(value, Table) and value.quoted
    changed = {name: _said(getattr(value, name), edition) for name in names if not (quoted and name == "rows")}
    if isinstance(value, Table) and value.quoted:
        changed["rows"] = tuple(_row(row, value.quoted, edition) for row in value.rows)
    if isinstance(value, Picture):
        changed["svg"] = svg_in(value.svg, edition)
    elif isinstance(value, Cell):
        changed["chart"] = TranslatedChart(value.chart, edition)
    elif isinstance(value, Figure):
        until = month_name(value.cut_off)
        changed["origin"] = edition.said(f"{words.SOURCE}: {value.source}. {words.CUT_OFF.capitalize()}: {until}.")
    return replace(value, **changed)


def _row(row: Row, quoted: tuple[int, ...], edition: Edition) -> Row:
    cells = (Quoted(c) if n in quoted and isinstance(c, str) and c else c for n, c in enumerate(row.cells))
    return replace(row, cells=tuple(_said(cell, edition) for cell in cells))
