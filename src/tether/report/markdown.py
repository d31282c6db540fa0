"""A document as Markdown (CommonMark with tables): to paste into an issue, a wiki or a word processor."""

from __future__ import annotations

import re
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
    Jump,
    Lines,
    Listing,
    Paragraph,
    Picture,
    Sentence,
    Sign,
    Table,
    words_of,
)
from tether.report.release import released

Numbers = dict[str, int]


def as_markdown(document: Document) -> str:
    """Return the page as Markdown."""
    document = released(document)
    parts = [f"# {escaped(document.title)}", ""]
    parts += [escaped(document.under), ""] if document.under else []
    for section in document.sections:
        number = f"{section.number}. " if section.number else ""
        parts += [f"{'#' * section.level} {number}{escaped(section.title)}", ""] if section.title else []
        parts += _blocks(section.blocks, document.numbers)
    if document.sources:
        listed = (f"{i}. {escaped(s.text)}" for i, s in enumerate(document.sources, 1))
        parts += [f"## {document.say(words.SOURCES)}", "", *listed, ""]
    return "\n".join([*parts, *([f"*{escaped(document.closing)}*", ""] if document.closing else [])])


def escaped(text: str) -> str:
    """Return a text in which nothing can be read as an HTML tag."""
    return re.sub(r"<(?=[A-Za-z/!?])", "&lt;", text)


def inline(part: Item | Any, numbers: Numbers) -> str:
    """Return running text; an aside goes on a line of its own."""
    if isinstance(part, tuple):
        return " ".join(inline(p, numbers) for p in part).replace(" \n", "\n")
    text = escaped(words_of(part))
    match part:
        case Sentence():
            return text + "".join(f" [{numbers[s]}]" for s in part.sources if s in numbers)
        case Sign():
            return f"**{text}**" if part.bold else text
        case Jump():
            return f"[{escaped(part.shaped)}]({part.page}#{part.to})"
        case Aside():
            return f"\n*{text}*"
    return text


def _blocks(blocks: Iterable[Block], numbers: Numbers) -> list[str]:
    return [line for block in blocks for line in (*_block(block, numbers), "")]


def _block(block: Block, numbers: Numbers) -> list[str]:
    match block:
        case Paragraph():
            return [_broken(inline(block.parts, numbers), "")]
        case Heading():
            return [f"### {escaped(block.text)}"]
        case Listing():
            return _listing(block, numbers)
        case Code():
            return _fenced(block.text)
        case Table():
            return _table(block, numbers)
        case Lines():
            return [f"{escaped(label)}: {words.BLANK}\n" for label in block.labels]
        case Picture():
            return [f"*[{escaped(block.alt)}]*"]
        case Fold():
            return [f"### {escaped(block.title)}", "", *_blocks(block.blocks, numbers)]
        case Callout():
            return [f"### {_broken(inline(block.title, numbers), '')}", "", *_blocks(block.blocks, numbers)]
        case Files():
            return [f"- {escaped(file.title)} (`{file.name}.csv`)" for file in block.files]
        case Figure():
            return _figure(block, numbers)


def _listing(block: Listing, numbers: Numbers) -> list[str]:
    said = [inline(item, numbers) for item in block.items]
    loose = [""] if any("\n" in s for s in said) else []
    lines: list[str] = []
    for number, text in enumerate(said, block.first):
        mark = f"{number}. " if block.first else "- "
        lines += [*(loose if lines else []), mark + _broken(text, " " * len(mark) if not block.first else "   ")]
    return lines


def _broken(text: str, indent: str) -> str:
    """Return a text whose further lines are set below the first, by Markdown's two spaces."""
    return text.replace("\n", f"  \n{indent}")


def _table(table: Table, numbers: Numbers) -> list[str]:
    caption = [inline(table.caption, numbers), ""] if table.caption else []
    if not table.columns:
        return caption[:1]
    rule = "|" + "".join("---:|" if i in table.numeric else "---|" for i in range(len(table.columns)))
    rows = [f"| {' | '.join(_cell(c, numbers) for c in row.cells)} |" for row in table.rows]
    return [*caption, f"| {' | '.join(_cell(c, numbers) for c in table.columns)} |", rule, *rows]


def _cell(part: Any, numbers: Numbers) -> str:
    lines = part if isinstance(part, tuple) else (part,)
    return "<br>".join(inline(p, numbers).strip().replace("|", "\\|").replace("\n", " ") for p in lines)


def _fenced(text: str) -> list[str]:
    fence = "`" * max(3, max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    return [fence, text, fence]


def _figure(figure: Figure, numbers: Numbers) -> list[str]:
    drawn = [f"- {escaped(f'{c.label}: {c.alt}' if c.label else c.alt)}" for c in figure.cells]
    aside = ["", *_table(figure.aside, numbers)] if figure.aside else []
    note = ["", inline(figure.note, numbers)] if figure.note else []
    origin = figure.origin or f"{words.SOURCE}: {figure.source}. {words.CUT_OFF.capitalize()}: {figure.cut_off}."
    head = [f"**{escaped(figure.title)}** ({escaped(figure.unit)})", ""]
    return [*head, *drawn, *aside, *note, "", f"*{escaped(origin)}*"]
