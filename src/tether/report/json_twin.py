"""The JSON twin of a page: every sentence with what it rests on, every table, and the page's plain data.

What is made from a finished page (a memo, a defence, a web page) reads the twin and never our own HTML, so that it can
say nothing that the page does not say:

    twin = as_twin(document)                      # or read_twin("runs/…/brief.json")
    printed_sentences(twin)[0].text, .result, .sources, .numbers
    tables(twin)["comparison"]                    # {"columns": […], "rows": [[…], …]}

A sentence's ``kind`` is result (made from one), sourced (made from claims), method, quoted, or plain (our own words).
Its numbers are those that its text prints. ``data`` is the page's content as plain values, where a page has it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, model_validator

from tether.documents.json_file import JsonShape, check_json, read_json
from tether.documents.models import wrong
from tether.errors import InputError, Problem, numbered
from tether.report.blocks import (
    Aside,
    Bar,
    Block,
    Callout,
    Code,
    Document,
    Figure,
    File,
    Files,
    Fold,
    Heading,
    Item,
    Jump,
    Lines,
    Listing,
    Method,
    Paragraph,
    Picture,
    Quoted,
    Section,
    Sentence,
    Sign,
    Table,
    words_of,
)
from tether.report.numbers import read_numbers
from tether.report.release import released
from tether.report.standalone import table_rows

TWIN = "tether page 1"  # what every twin says that it is
Plain = dict[str, Any]


@dataclass(frozen=True)
class PrintedSentence:
    """One sentence of a finished page: where it stands, what it rests on, whether paper shows it."""

    section: str
    text: str
    kind: str
    result: str = ""
    sources: tuple[str, ...] = ()
    numbers: tuple[float, ...] = ()
    on_paper: bool = True
    tone: str = ""  # of its paragraph or list


class TwinPart(JsonShape):
    """A piece of running text."""

    text: str
    kind: str
    result: str = ""
    sources: list[str] = Field(default_factory=list)
    numbers: list[Annotated[float, Field(ge=-1e15, le=1e15)]] = Field(default_factory=list)


class TwinItem(JsonShape):
    """A line of a list."""

    on_paper: bool = True
    parts: list[TwinPart] = Field(default_factory=list)


class TwinTable(JsonShape):
    """A table that the page carries as a file."""

    name: str
    columns: list[str]
    rows: list[list[Any]]

    @model_validator(mode="after")
    def _as_wide(self) -> TwinTable:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise wrong(
                    f"a row of {numbered(len(row), 'cell')} in the table {self.name}",
                    f"{numbered(len(self.columns), 'cell')}",
                )
        return self


class TwinBlock(TwinItem):
    """A block: what its kind holds."""

    block: str
    tone: str = ""
    items: list[TwinItem] = Field(default_factory=list)
    caption: TwinPart | None = None
    aside: TwinAside | None = None
    blocks: list[TwinBlock] = Field(default_factory=list)
    files: list[TwinTable] = Field(default_factory=list)
    file: TwinTable | None = None


class TwinAside(JsonShape):
    """The small table beside a figure."""

    caption: TwinPart | None = None


class TwinSection(JsonShape):
    """A section."""

    id: str
    blocks: list[TwinBlock]


class TwinFile(JsonShape):
    """What is asked of a twin that is read again."""

    title: str
    sections: list[TwinSection]
    data: dict[str, Any] = Field(default_factory=dict)


def as_twin(document: Document) -> Plain:
    """Return the page as JSON-ready data."""
    seen = released(document)
    document = document if document.language == "en" else seen
    twin: Plain = {"twin": TWIN, "title": document.title, "under": document.under, "language": document.language}
    if document.bar:
        twin["bar"] = _bar(document.bar)
    twin["sections"] = [_section(s) for s in document.sections]
    twin["absent"] = [line.title for line in document.contents if not line.id]
    twin["sources"] = [{k: v for k, v in asdict(s).items() if v} for s in document.sources]
    return twin | {"foot": document.closing, "data": dict(document.data)}


def as_twin_text(document: Document) -> str:
    """Return the twin as the text of a JSON file."""
    return json.dumps(as_twin(document), indent=1, ensure_ascii=False, default=str) + "\n"


def as_data_text(document: Document) -> str:
    """Return the page's plain data alone, under its title, as the text of a JSON file."""
    released(document)
    left = {"withheld": document.withheld} if document.withheld else {}
    return json.dumps({"title": document.title, **document.data, **left}, indent=1, ensure_ascii=False, default=str)


def read_twin(path: str | Path) -> Plain:
    """Read a twin.

    Raises:
        InputError: there is no such file, or it is no twin of a page, or a damaged one, with the path of each fault.
    """
    twin = read_json(path, "the JSON twin that stands beside a page")
    if not isinstance(twin, dict) or twin.get("twin") != TWIN:
        raise InputError(Problem("no twin of a page", str(path), expected=f'"twin": "{TWIN}"'))
    check_json(twin, TwinFile, str(path))
    return twin


def printed_sentences(twin: Mapping[str, Any]) -> list[PrintedSentence]:
    """Return the sentences of paragraphs, lists, notes and captions in the page's order; plain words as well."""
    return [s for section in twin["sections"] for s in _sentences(section["blocks"], section["id"], True)]


def tables(twin: Mapping[str, Any]) -> dict[str, Plain]:
    """Return the tables that a page carries as files, by name: ``columns`` and ``rows``."""
    blocks = [b for section in twin["sections"] for b in _walk(section["blocks"])]
    carried = [f for b in blocks for f in (*b.get("files", ()), *([b["file"]] if "file" in b else ()))]
    return {f["name"]: {"columns": f["columns"], "rows": f["rows"]} for f in carried}


def _section(section: Section) -> Plain:
    head = {"number": section.number, "id": section.id, "title": section.title, "level": section.level}
    return head | {"blocks": [_block(b) for b in section.blocks]}


def _block(block: Block) -> Plain:
    return {"block": type(block).__name__.lower(), **_SETTERS[type(block)](block)}


def _part(part: Any) -> Plain:
    """Return one piece of running text with all that it carries; empty fields are left out."""
    text = words_of(part)
    plain: Plain = {"text": text, "kind": _kind(part)}
    if isinstance(part, Sentence):
        carried = {"result": part.result, "theories": part.theories, "sources": part.sources, "recalled": part.recalled}
        plain |= {k: list(v) if isinstance(v, tuple) else v for k, v in carried.items() if v}
    elif isinstance(part, Sign) and part.tone:
        plain["tone"] = part.tone
    elif isinstance(part, Jump):
        plain["to"] = f"{part.page}#{part.to}" if part.page else part.to
        plain |= {"tone": part.tone} if part.tone else {}
    numbers = read_numbers(text)
    return plain | ({"numbers": numbers} if numbers else {})


def _kind(part: Any) -> str:
    if isinstance(part, Sentence):
        return "result" if part.result else "sourced" if part.sources else "plain"
    kinds = {Method: "method", Quoted: "quoted", Sign: "sign", Jump: "jump", Aside: "aside"}
    return kinds.get(type(part), "plain")


def _parts(item: Item) -> list[Plain]:
    return [_part(p) for p in (item if isinstance(item, tuple) else (item,))]


def _cell(cell: Any) -> Any:
    """Return a cell: a word or number as it is, text that carries something as a sentence, a tuple as a list."""
    if isinstance(cell, tuple):
        return [_cell(c) for c in cell]
    return cell if isinstance(cell, str | int | float | None) else _part(cell) if hasattr(cell, "text") else str(cell)


def _paragraph(block: Paragraph) -> Plain:
    return {"tone": block.tone, "on_paper": block.on_paper, "parts": _parts(block.parts)}


def _listing(block: Listing) -> Plain:
    shown = len(block.items) if block.printed is None else block.printed
    items = [{"on_paper": n < shown, "parts": _parts(item)} for n, item in enumerate(block.items)]
    return {"tone": block.tone, "first": block.first, "items": items}


def _table(block: Table) -> Plain:
    rows = [{"result": r.result, "cells": [_cell(c) for c in r.cells]} for r in block.rows]
    caption = _part(block.caption) if block.caption else None
    return {"caption": caption, "columns": list(block.columns), "on_paper": block.on_paper, "rows": rows}


def _file(file: File) -> Plain:
    return {"name": file.name, "title": file.title, **table_rows(file.table)}


def _figure(block: Figure) -> Plain:
    head = {k: getattr(block, k) for k in ("id", "title", "unit", "source", "cut_off", "on_paper")}
    drawn = [{"label": c.label, "axis": c.axis, "alt": c.alt} for c in block.cells]
    aside = {"aside": _table(block.aside)} if block.aside else {}
    return {**head, "drawings": drawn, "parts": _parts(block.note), **aside, "file": _file(block.file)}


def _bar(bar: Bar) -> Plain:
    return {"name": bar.name, "stamp": bar.stamp, "facts": {f.label: f"{f.value} {f.mark}".strip() for f in bar.facts}}


_SETTERS: dict[type, Callable[[Any], Plain]] = {
    Paragraph: _paragraph,
    Heading: lambda b: {"text": b.text, "on_paper": b.on_paper},
    Listing: _listing,
    Code: lambda b: {"text": b.text},
    Table: _table,
    Picture: lambda b: {"alt": b.alt},
    Fold: lambda b: {"title": b.title, "blocks": [_block(i) for i in b.blocks]},
    Callout: lambda b: {
        "parts": _parts(b.title),
        "tone": b.tone,
        "id": b.id,
        "blocks": [_block(i) for i in b.blocks],
    },
    Lines: lambda b: {"labels": list(b.labels)},
    Files: lambda b: {"files": [_file(f) for f in b.files]},
    Figure: _figure,
}


def _sentences(blocks: Iterable[Plain], section: str, on_paper: bool) -> Iterator[PrintedSentence]:
    for block in blocks:
        shown = on_paper and block.get("on_paper", True)
        tone = block.get("tone", "")
        for item in (block, *block.get("items", ())):
            printed = shown and item.get("on_paper", True)
            yield from (_printed(part, section, printed, tone) for part in item.get("parts", ()))
        for table in (block, block.get("aside", {})):
            if table.get("caption"):
                yield _printed(table["caption"], section, shown, tone)
        yield from _sentences(block.get("blocks", ()), section, shown and block["block"] != "fold")


def _printed(part: Plain, section: str, on_paper: bool, tone: str) -> PrintedSentence:
    sources, numbers = tuple(part.get("sources", ())), tuple(part.get("numbers", ()))
    return PrintedSentence(
        section, part["text"], part["kind"], part.get("result", ""), sources, numbers, on_paper, tone
    )


def _walk(blocks: Iterable[Plain]) -> Iterator[Plain]:
    for block in blocks:
        yield block
        yield from _walk(block.get("blocks", ()))
