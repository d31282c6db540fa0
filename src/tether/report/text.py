"""A document as plain text, 100 characters wide, for a terminal, a mail, or a reader who wants nothing else."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any

from tether.report import words
from tether.report.blocks import (
    Aside,
    Block,
    Callout,
    Code,
    Document,
    Figure,
    Files,
    Fold,
    Heading,
    Item,
    Lines,
    Listing,
    Paragraph,
    Picture,
    Sentence,
    Table,
    shown,
    words_of,
)
from tether.report.release import released

WIDTH = 100
Numbers = dict[str, int]


def as_text(document: Document) -> str:
    """Return the page as plain text."""
    return on_screen(released(document))


def on_screen(document: Document) -> str:
    """Return the page as plain text for a person at this terminal, who may read what is written nowhere."""
    document = shown(document)
    numbers = document.numbers
    parts = [document.title, *([document.under] if document.under else []), ""]
    for section in document.sections:
        parts += ["", section.title, "=" * len(section.title)] if section.title else []
        parts += _blocks(section.blocks, numbers)
    if document.sources:
        parts += ["", document.say(words.SOURCES), *(f"  [{i}] {s.text}" for i, s in enumerate(document.sources, 1))]
    return "\n".join([*parts, *(["", document.closing] if document.closing else []), ""])


def plain(part: Item | Any, numbers: Numbers) -> str:
    """Return running text with the numbers of its sources; an aside follows in brackets."""
    if isinstance(part, tuple):
        return " ".join(plain(p, numbers) for p in part)
    if isinstance(part, Sentence):
        return part.text + "".join(f" [{numbers[s]}]" for s in part.sources if s in numbers)
    return f"({part.text})" if isinstance(part, Aside) else words_of(part)


def text_table(table: Table, numbers: Numbers, width: int = WIDTH) -> list[str]:
    """Return a table as columns where it fits, else each row under its first cell, what the columns say below it."""
    caption = [textwrap.fill(plain(table.caption, numbers), width)] if table.caption else []
    rows = [[plain(c, numbers) for c in row.cells] for row in table.rows]
    every = [list(table.columns), *rows] if table.columns else rows
    if not every:
        return caption
    widths = [max(len(r[i]) for r in every) for i in range(len(every[0]))]
    if sum(widths) + 3 * len(widths) <= width:
        return [*caption, *("  " + " | ".join(_aligned(r, widths, table.numeric)).rstrip() for r in every)]
    return [*caption, *(line for row in rows for line in _row(table.columns, row, width))]


def _row(columns: tuple[str, ...], cells: list[str], width: int) -> list[str]:
    """Return one row of a table that is too wide: its first cell, then the others, on one line where they fit."""
    if not columns:
        return [_item("; ".join(cells), "  - ", width)]
    first = f"{columns[0]} {cells[0]}" if cells[0].replace(",", "").isdigit() else cells[0]
    said = [f"{column}: {value}" for column, value in zip(columns[1:], cells[1:], strict=True) if value]
    together = "; ".join(said)
    lines = [together] if len(together) <= width - 6 else said
    return [_item(first, "  - ", width), *(_item(line, "      ", width) for line in lines if line)]


def _aligned(cells: Iterable[str], widths: list[int], numeric: tuple[int, ...]) -> list[str]:
    return [c.rjust(w) if i in numeric else c.ljust(w) for i, (c, w) in enumerate(zip(cells, widths, strict=True))]


def _blocks(blocks: Iterable[Block], numbers: Numbers) -> list[str]:
    return [line for block in blocks for line in _block(block, numbers)]


def _block(block: Block, numbers: Numbers) -> list[str]:
    match block:
        case Paragraph():
            return [textwrap.fill(plain(block.parts, numbers), WIDTH)]
        case Heading():
            return ["", block.text, "-" * len(block.text)]
        case Listing():
            return [_item(plain(i, numbers), _mark(block, n)) for n, i in enumerate(block.items)]
        case Code():
            return [textwrap.indent(block.text, "    ")]
        case Table():
            return text_table(block, numbers)
        case Lines():
            return [f"  {label}: {words.BLANK}" for label in block.labels]
        case Picture():
            return [textwrap.fill(f"[{block.alt}]", WIDTH)]
        case Fold():
            return ["", block.title, "-" * len(block.title), *_blocks(block.blocks, numbers)]
        case Callout():
            return ["", textwrap.fill(plain(block.title, numbers), WIDTH), *_indented(block.blocks, numbers)]
        case Files():
            return [_item(f"{file.title} ({file.name}.csv)", "  - ") for file in block.files]
        case Figure():
            return _figure(block, numbers)


def _figure(figure: Figure, numbers: Numbers) -> list[str]:
    drawn = [_item(f"{c.label}: {c.alt}" if c.label else c.alt, "  - ") for c in figure.cells]
    aside = text_table(figure.aside, numbers) if figure.aside else []
    note = [textwrap.fill(plain(figure.note, numbers), WIDTH)] if figure.note else []
    origin = figure.origin or f"{words.SOURCE}: {figure.source}. {words.CUT_OFF.capitalize()}: {figure.cut_off}."
    return ["", figure.title, figure.unit, *drawn, *aside, *note, textwrap.fill(origin, WIDTH)]


def _indented(blocks: Iterable[Block], numbers: Numbers) -> list[str]:
    return [textwrap.indent(line, "  ") for line in _blocks(blocks, numbers)]


def _mark(block: Listing, index: int) -> str:
    return f"  {block.first + index}. " if block.first else "  - "


def _item(text: str, mark: str, width: int = WIDTH) -> str:
    return textwrap.fill(text, width, initial_indent=mark, subsequent_indent=" " * len(mark))
