"""The gate of every page: what is marked internal is read on a screen and leaves in no form.

    released(document)          # every writer begins with it: the page, its odd characters shown, or NotForExport

A page that was made with claims marked internal says so (``Document.internal``); one that was made without them says
how many were left out. Beside that, every text and table of a page is held against the words that only such claims use
(``documents.handling``): a writer that was handed one by mistake writes nothing, and the error names the section.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from tether.documents.cells import csv_text
from tether.documents.handling import NotForExport, refuse_withheld, withholding
from tether.report.blocks import AS_IT_IS, Document, shown, with_texts
from tether.report.isolates import bare


def released(document: Document, *, marks: bool = False) -> Document:
    """Return a page as it may be written; ``marks`` keeps those of direction, for a writer that has use for them.

    Raises:
        NotForExport: it shows claims marked internal, or holds the words of one.
    """
    if document.internal:
        raise NotForExport(
            f"page '{document.name}': shows claims marked internal, which may be read on this screen and leave in no "
            "file; nothing was written. Make it again without them"
        )
    for name, part in _named(document):
        for text in _texts(part):
            refuse_withheld(text, f"page '{document.name}', {name}")
    seen = shown(document)
    return seen if marks or document.language == "en" else _bare(seen)


def _bare(document: Document) -> Document:
    names = (f.name for f in fields(document) if f.name not in AS_IT_IS)
    return replace(document, **{name: with_texts(getattr(document, name), bare) for name in names})


def _named(document: Document) -> Iterator[tuple[str, Any]]:
    """Give each part of a page with the name that an error says; nothing where no word is held back."""
    for part in fields(document) if withholding() else ():
        value = getattr(document, part.name)
        if part.name == "say":
            continue
        if part.name == "sections":
            yield from ((f"section {at}", section) for at, section in enumerate(value, 1))
        else:
            yield part.name, value


def _texts(value: Any) -> Iterator[str]:
    """Give every text of blocks, plain data, tables and charts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (t for pair in value.items() for part in pair for t in _texts(part))
    elif isinstance(value, tuple | list | set | frozenset):
        yield from (t for part in value for t in _texts(part))
    elif is_dataclass(value) and not isinstance(value, type):
        yield from (t for part in fields(value) for t in _texts(getattr(value, part.name)))
    elif hasattr(value, "to_csv"):  # a table
        yield csv_text(value, index=True)
    elif hasattr(value, "to_dict"):  # a chart
        yield json.dumps(value.to_dict(validate=False), ensure_ascii=False, default=str)
    elif value is not None and not isinstance(value, int | float):
        yield str(value)
