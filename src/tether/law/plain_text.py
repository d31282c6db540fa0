"""Reads plain text and Markdown: lines that a program broke are joined into paragraphs again.

A file is UTF-8 or says otherwise by its first bytes; older files are Windows' Arabic or Western letters, which is
told by what the letters would be, and said in the notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tether.documents.packed import MB
from tether.errors import InputError, Problem
from tether.law.headings import heading_of, opens_item
from tether.law.source import MOST_PARAGRAPHS, SourceParagraph, SourceText, cleaned, paragraphs_of

LARGEST = 16 * MB
WRAPPED = 140  # a text whose lines are longer than this was broken by nobody
MARKDOWN_HEADING = re.compile(r"(#{1,6}) (.*)")
ENDS = ".:;؛!?»”"  # what ends a sentence or opens a list
ARABIC = re.compile("[\u0621-\u064a]")


def read_plain_text(path: Path) -> SourceText:
    """Read a text file (.txt, .md); ``InputError`` where it is too large or no text."""
    if path.stat().st_size > LARGEST:
        raise InputError(Problem(f"{path.stat().st_size:,} bytes", where=str(path), expected=f"at most {LARGEST:,}"))
    text, notes = decoded(path.read_bytes(), str(path))
    form = "md" if path.suffix.lower() in (".md", ".markdown") else "txt"
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    paragraphs = paragraphs_of(_markdown(lines) if form == "md" else joined(lines))
    if len(paragraphs) > MOST_PARAGRAPHS:
        raise InputError(Problem(f"{len(paragraphs):,} paragraphs", str(path), expected=f"at most {MOST_PARAGRAPHS:,}"))
    return SourceText(form, paragraphs, notes)


def decoded(data: bytes, where: str, *, named: str = "") -> tuple[str, tuple[str, ...]]:
    """Return bytes as text, and what to say of how they were read."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), ()
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    if sum(byte < 9 or 13 < byte < 32 for byte in data[:20_000]) > min(len(data), 20_000) // 100:
        raise InputError(Problem("something else than text, whatever its name says", where=where, expected="text"))
    for encoding in (named, "cp1256", "cp1252"):
        try:
            text = data.decode(encoding or "ascii", errors="replace" if encoding == "cp1252" else "strict")
        except (LookupError, UnicodeDecodeError):
            continue
        letters = sum(c.isalpha() for c in text)
        if encoding != "cp1256" or len(ARABIC.findall(text)) > letters * 0.6:
            return text, (f"not UTF-8: read as {encoding}; look whether its letters are right",)
    return data.decode("cp1252", errors="replace"), ("not UTF-8: read as cp1252; look whether its letters are right",)


def joined(lines: list[str]) -> Iterator[SourceParagraph]:
    """Give paragraphs: a line goes on the one before where that was broken at the text's own width."""
    shown = [cleaned(line) for line in lines]
    width, spaced = _width(shown), shown.count("") > len(shown) / 8
    held, at = "", 0
    for number, line in enumerate(shown):
        if held and not (width and line and _goes_on(shown[number - 1], line, width, spaced)):
            yield SourceParagraph(held, at)
            held = ""
        if not held:
            at = number
        if line:
            hyphen = held.endswith("-") and line[:1].islower() and held[-2:-1].islower()
            held = held[:-1] + line if hyphen else f"{held} {line}".strip()
    if held:
        yield SourceParagraph(held, at)


def _width(shown: list[str]) -> int:
    """Return the width at which a program broke a text's lines, 0 where none did: full lines end within sentences."""
    lengths = sorted(len(line) for line in shown if line)
    width = lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0
    full = [line for line in shown if len(line) >= 0.8 * width]
    within = sum(line[-1] not in ENDS for line in full)
    return width if 30 <= width <= WRAPPED and within >= max(2, len(full) / 2) else 0


def _goes_on(before: str, line: str, width: int, spaced: bool) -> bool:
    """Return whether a line is the rest of the one before: that one was full, and neither begins anything."""
    ends = before[-1] in (":" if spaced else ENDS)
    above = heading_of(before)
    if ends or len(before) < 0.62 * width or opens_item(line) or (above and (above.alone or line[0].isupper())):
        return False
    found = heading_of(line)
    return found is None or not (found.alone or found.delimited or before[-1] in ENDS)


def _markdown(lines: list[str]) -> Iterator[SourceParagraph]:
    blocks: list[tuple[int, list[str]]] = []
    for number, line in enumerate(lines):
        line = line.strip()
        line = re.sub(r"^>\s?", "", line)
        starts = bool(MARKDOWN_HEADING.match(line) or opens_item(_unmarked(line)) or heading_of(_unmarked(line)))
        if not line or set(line) <= set("-=*_ ") or line.startswith(("```", "<!--")):
            blocks.append((number, []))
        elif starts or not blocks or not blocks[-1][1] or blocks[-1][1][0].startswith("#"):
            blocks.append((number, [line]))
        else:
            blocks[-1][1].append(line)
    for number, block in blocks:
        if block:
            heading = MARKDOWN_HEADING.match(block[0])
            text = heading[2].rstrip("# ") if heading else " ".join(block)
            yield SourceParagraph(_unmarked(text), number, outline=len(heading[1]) if heading else 0)


def _unmarked(text: str) -> str:
    """Return Markdown's words without its marks."""
    text = re.sub(r"(\*\*|__)(.{1,500}?)\1", r"\2", text)
    text = re.sub(r"(?<!\w)[*_](\S.{0,500}?)[*_](?!\w)", r"\1", text)
    text = re.sub(r"\[([^\]\[]{1,300})\]\([^()\s]{1,500}\)", r"\1", text)
    text = re.sub(r"^[*+]\s+", "- ", text)
    return re.sub(r"\\([\\`*_{}\[\]()#+\-.!|>])", r"\1", text)
