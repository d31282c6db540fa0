"""A finished page made a document again, from its JSON twin and the drawings in its HTML.

    made = document_of(read_twin("runs/…/brief.json"), stills)      # stills: figure id → its drawings as SVG
    as_docx(made)

It says what the twin says: the sentences with the ids of their results, the tables, the lists. A figure becomes its
title, its unit, its drawings and its origin; a picture that only the page holds becomes what it shows in words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tether.report import words
from tether.report.blocks import (
    Aside,
    Block,
    Callout,
    Code,
    Document,
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
    Row,
    Section,
    Sentence,
    Sign,
    SourceEntry,
    Table,
    Text,
)

Plain = Mapping[str, Any]
Stills = Mapping[str, Sequence[str]]


def document_of(twin: Plain, stills: Stills | None = None) -> Document:
    """Return the document that a twin was made from, as far as the twin holds it."""
    drawn = stills or {}
    sections = tuple(
        Section(
            int(s.get("number", 0)), s["id"], str(s.get("title", "")), _all(s["blocks"], drawn), int(s.get("level", 2))
        )
        for s in twin["sections"]
    )
    sources = tuple(SourceEntry(**{k: str(v) for k, v in s.items()}) for s in twin.get("sources", ()))
    under, foot, language = (str(twin.get(k) or "") for k in ("under", "foot", "language"))
    return Document(str(twin["title"]), sections, under, sources, foot, language=language or "en", name="brief")


def _all(blocks: Sequence[Plain], stills: Stills) -> tuple[Block, ...]:
    found: list[Block] = []
    for block in blocks:
        make = _MAKERS.get(block["block"])
        found += make(block, stills) if make else ()
    return tuple(found)


def _part(part: Plain) -> Text:
    text, kind = str(part["text"]), part.get("kind", "plain")
    if kind in ("result", "sourced"):
        theories, sources = (tuple(part.get(k, ())) for k in ("theories", "sources"))
        return Sentence(text, str(part.get("result", "")), theories, sources, bool(part.get("recalled")))
    tone = str(part.get("tone", ""))
    if kind == "jump":
        page, _, to = str(part.get("to", "")).rpartition("#")
        return Jump(text, to, tone, page)
    match kind:
        case "method":
            return Method(text)
        case "quoted":
            return Quoted(text)
        case "aside":
            return Aside(text)
        case "sign":
            return Sign(text, tone)
    return text


def _parts(block: Plain) -> tuple[Text, ...]:
    return tuple(_part(p) for p in block.get("parts", ()))


def _item(item: Plain) -> Item:
    made = _parts(item)
    return made[0] if len(made) == 1 else made


def _cell(cell: Any) -> Any:
    if isinstance(cell, list):
        return tuple(_cell(c) for c in cell)
    return _part(cell) if isinstance(cell, dict) else "" if cell is None else cell


def _table(block: Plain) -> Table:
    columns = tuple(str(c) for c in block.get("columns") or ())
    rows = [Row(tuple(_cell(c) for c in row["cells"]), str(row.get("result", ""))) for row in block.get("rows") or ()]
    caption = block.get("caption")
    whole = tuple(row for row in rows if len(row.cells) == len(columns))
    return Table(_part(caption) if caption else "", columns, whole, on_paper=bool(block.get("on_paper", True)))


def _figure(block: Plain, stills: Stills) -> tuple[Block, ...]:
    """Return a figure as a heading, its unit, each drawing, the table beside it, the remark and the origin."""
    unit = Paragraph((Method(str(block.get("unit", ""))),), "note")
    shown: list[Block] = [Heading(str(block.get("title", ""))), unit]
    alts = [" ".join(filter(None, (d.get("label"), d.get("alt")))) for d in block.get("drawings", ())]
    found = stills.get(str(block.get("id", "")), ())
    shown += [Picture(svg, alt) for svg, alt in zip(found, alts, strict=False)]
    shown += [Paragraph((f"[{alt}]",)) for alt in alts[len(found) :]]
    if block.get("aside"):
        shown.append(_table(block["aside"]))
    if block.get("parts"):
        shown.append(Paragraph(_parts(block), "note"))
    origin = f"{words.SOURCE}: {block.get('source', '')}. {words.CUT_OFF.capitalize()}: {block.get('cut_off', '')}."
    return (*shown, Paragraph((Method(origin),), "note"))


def _listing(block: Plain, stills: Stills) -> tuple[Block, ...]:
    items = tuple(_item(i) for i in block.get("items", ()))
    return (Listing(items, str(block.get("tone", "")), first=int(block.get("first", 0))),)


Maker = Callable[[Plain, Stills], tuple[Block, ...]]
_MAKERS: dict[str, Maker] = {
    "paragraph": lambda b, s: (Paragraph(_parts(b), str(b.get("tone", ""))),),
    "heading": lambda b, s: (Heading(str(b.get("text", ""))),),
    "listing": _listing,
    "code": lambda b, s: (Code(str(b.get("text", ""))),),
    "table": lambda b, s: (_table(b),),
    "picture": lambda b, s: (Paragraph((f"[{b.get('alt', '')}]",)),),
    "fold": lambda b, s: (Fold(str(b.get("title", "")), _all(b.get("blocks", ()), s)),),
    "callout": lambda b, s: (
        Callout(_parts(b), _all(b.get("blocks", ()), s), str(b.get("tone", "")), str(b.get("id") or "")),
    ),
    "lines": lambda b, s: (Lines(tuple(map(str, b.get("labels", ())))),),
    "figure": _figure,
}
