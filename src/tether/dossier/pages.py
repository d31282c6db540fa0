"""A page as blocks, and the four ways of writing it down: text, Markdown, HTML (one file, offline), JSON.

    page = Page("Badr Organisation", blocks, sources);  as_html(page)

A sentence carries the ids of its sources; they become numbers, and the numbers a list at the end. Claims with
``recalled`` are marked in words, not in colour alone.
"""

from __future__ import annotations

import html
import json
import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from tether.dossier.sentence import WORDS, NoteSentence
from tether.evidence.claims import ClaimSource

FOOT = (
    "Not legal advice; no use for targeting; a person decides and signs (INTENDED_USE.md). "
    "Groups, forces and offices only; nobody's private life."
)


@dataclass(frozen=True)
class PageBlock:
    """One piece of a page: ``kind`` is heading, para, list, table or lines (for a hand to fill in)."""

    kind: str
    text: str = ""
    level: int = 2
    sentences: tuple[NoteSentence, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class DossierPage:
    """A title, a line under it, blocks, sources, and the same content as plain data for the JSON twin."""

    title: str
    under: str
    blocks: tuple[PageBlock, ...]
    sources: tuple[ClaimSource, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def numbers(self) -> dict[str, int]:
        """Return source id → number in the list."""
        return {s.id: i for i, s in enumerate(self.sources, 1)}


def heading(text: str, level: int = 2) -> PageBlock:
    """Return a heading."""
    return PageBlock("heading", text, level)


def para(*sentences: NoteSentence | str) -> PageBlock:
    """Return a paragraph."""
    return PageBlock("para", sentences=_sentences(sentences))


def bullets(sentences: Iterable[NoteSentence | str]) -> PageBlock:
    """Return a list."""
    return PageBlock("list", sentences=_sentences(sentences))


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> PageBlock:
    """Return a table of words."""
    return PageBlock("table", columns=tuple(columns), rows=tuple(tuple(map(str, r)) for r in rows))


def lines(labels: Iterable[str]) -> PageBlock:
    """Return lines for a hand to fill in."""
    return PageBlock("lines", rows=tuple((label,) for label in labels))


@cache
def style() -> str:
    """Return the style sheet that every page of this room carries within itself."""
    return resources.files("tether.dossier").joinpath("page.css").read_text("utf-8")


def as_json(page: DossierPage) -> str:
    """Return the page's data as JSON."""
    return json.dumps({"title": page.title, **page.data}, indent=1, ensure_ascii=False, default=str)


def as_text(page: DossierPage) -> str:
    """Return the page as plain text, 100 characters wide."""
    parts = [page.title, page.under, ""]
    for block in page.blocks:
        parts += _text_block(block, page.numbers)
    parts += ["", "Sources", *(f"  [{i}] {_source(s)}" for i, s in enumerate(page.sources, 1))] if page.sources else []
    return "\n".join([*parts, "", FOOT, ""])


def as_markdown(page: DossierPage) -> str:
    """Return the page as Markdown."""
    parts = [f"# {page.title}", "", page.under, ""]
    for block in page.blocks:
        parts += [*_markdown_block(block, page.numbers), ""]
    if page.sources:
        parts += ["## Sources", "", *(f"{i}. {_source(s)}" for i, s in enumerate(page.sources, 1)), ""]
    return "\n".join([*parts, f"*{FOOT}*", ""])


def as_html(page: DossierPage) -> str:
    """Return the page as one HTML file that asks for nothing from outside."""
    body = "\n".join(_html_block(b, page.numbers) for b in page.blocks)
    cited = "".join(f'<li id="s{i}" dir="auto">{html.escape(_source(s))}</li>' for i, s in enumerate(page.sources, 1))
    sources = f"<h2>Sources</h2><ol>{cited}</ol>" if cited else ""
    title = html.escape(page.title)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<style>{style()}</style></head><body><h1>{title}</h1><p class=under>{html.escape(page.under)}</p>"
        f"{body}{sources}"
        f"<footer>{html.escape(FOOT)}</footer></body></html>\n"
    )


WRITERS: dict[str, Callable[[DossierPage], str]] = {
    "text": as_text,
    "markdown": as_markdown,
    "html": as_html,
    "json": as_json,
}


def _sentences(given: Iterable[NoteSentence | str]) -> tuple[NoteSentence, ...]:
    return tuple(s if isinstance(s, NoteSentence) else NoteSentence(s) for s in given)


def _marks(sentence: NoteSentence, numbers: dict[str, int]) -> list[int]:
    return [numbers[s] for s in sentence.sources if s in numbers]


def _plain(sentence: NoteSentence, numbers: dict[str, int]) -> str:
    return sentence.text + "".join(f" [{n}]" for n in _marks(sentence, numbers))


def _text_block(block: PageBlock, numbers: dict[str, int]) -> list[str]:
    if block.kind == "heading":
        return ["", block.text, ("=" if block.level <= 2 else "-") * len(block.text)]
    if block.kind == "table":
        return _text_table(block)
    if block.kind == "lines":
        return [f"  {r[0]}: ______________________________" for r in block.rows]
    said = [_plain(s, numbers) for s in block.sentences]
    if block.kind == "para":
        return [textwrap.fill(" ".join(said), 100)]
    return [textwrap.fill(s, 100, initial_indent="  - ", subsequent_indent="    ") for s in said]


def _text_table(block: PageBlock) -> list[str]:
    """Return a table as columns where it fits 100 characters, else a paragraph a row."""
    widths = [max(len(r[i]) for r in (block.columns, *block.rows)) for i in range(len(block.columns))]
    if sum(widths) + 3 * len(widths) <= 100:
        rows = (block.columns, *block.rows)
        return ["  " + " | ".join(c.ljust(w) for c, w in zip(r, widths, strict=True)).rstrip() for r in rows]
    said = ("; ".join(f"{c}: {v}" for c, v in zip(block.columns, r, strict=True)) for r in block.rows)
    return [textwrap.fill(s, 100, initial_indent="  - ", subsequent_indent="    ") for s in said]


def _markdown_block(block: PageBlock, numbers: dict[str, int]) -> list[str]:
    if block.kind == "heading":
        return [f"{'#' * block.level} {block.text}"]
    if block.kind == "table":
        cells = [" | ".join(c.replace("|", "\\|") for c in r) for r in block.rows]
        return [f"| {' | '.join(block.columns)} |", f"|{'---|' * len(block.columns)}", *(f"| {c} |" for c in cells)]
    if block.kind == "lines":
        return [f"{r[0]}: ______________________________\n" for r in block.rows]
    said = [_plain(s, numbers) for s in block.sentences]
    return [" ".join(said)] if block.kind == "para" else [f"- {s}" for s in said]


def _html_block(block: PageBlock, numbers: dict[str, int]) -> str:
    if block.kind == "heading":
        return f"<h{block.level}>{html.escape(block.text)}</h{block.level}>"
    if block.kind == "table":
        head = "".join(f"<th>{html.escape(c)}</th>" for c in block.columns)
        rows = "".join(f"<tr>{''.join(_cell(c) for c in r)}</tr>" for r in block.rows)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    if block.kind == "lines":
        return "".join(f"<div class=line></div><div class=label>{html.escape(r[0])}</div>" for r in block.rows)
    said = [_html_sentence(s, numbers) for s in block.sentences]
    return f"<p>{' '.join(said)}</p>" if block.kind == "para" else f"<ul>{''.join(f'<li>{s}</li>' for s in said)}</ul>"


def _cell(text: str) -> str:
    kind = next((result for result, words in WORDS.items() if text == words), "")
    return f'<td dir="auto"{f" class={kind}" if kind else ""}>{html.escape(text)}</td>'


def _html_sentence(sentence: NoteSentence, numbers: dict[str, int]) -> str:
    marks = "".join(f'<sup><a href="#s{n}">[{n}]</a></sup>' for n in _marks(sentence, numbers))
    text = html.escape(sentence.text)
    return f'<span dir="auto"{" class=recalled" if sentence.recalled else ""}>{text}</span>{marks}'


def _source(source: ClaimSource) -> str:
    weak = f" (weak: {source.weak})" if source.weak else ""
    return f"{source.cite}. {source.grade}{weak}"
