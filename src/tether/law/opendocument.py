"""Reads an OpenDocument text (.odt): its paragraphs, with the numbers that its lists set, as the text stands now.

What tracked changes struck out lies apart in such a file and is not read; the notes say how many changes there are.
Form: OASIS OpenDocument 1.3, part 3, sections 5 (text) and 16.30 (styles of lists).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from tether.documents.packed import MB, PackedFile, PackingLimits, open_zip
from tether.documents.xml_file import local, read_part
from tether.errors import InputError, Problem
from tether.law.numerals import as_letter
from tether.law.source import MOST_PARAGRAPHS, SourceParagraph, SourceText, paragraphs_of
from tether.law.word_numbering import as_roman, value_of

EXPECTED = "an OpenDocument text (.odt)"
ANEW = "open it in LibreOffice and save it anew"
LARGEST = PackingLimits(packed=100 * MB, parts=5_000, unpacked=600 * MB)
LARGEST_BODY = 64 * MB
PASSED_BY = ("note", "annotation", "annotation-end", "tracked-changes", "frame", "custom-shape", "sequence-decls")
CONTENTS = ("table-of-content", "alphabetical-index", "illustration-index", "table-index", "user-index", "bibliography")


def read_opendocument(path: Path) -> SourceText:
    """Read an OpenDocument text; ``InputError`` for what is none, is locked, damaged or too large."""
    where = str(path)
    with open_zip(path, where=where, expected=EXPECTED, limits=LARGEST) as packed:
        _refuse_locked(packed, where)
        content = read_part(packed, "content.xml", where, most=LARGEST_BODY, remedy=ANEW)
        styles = read_part(packed, "styles.xml", where, most=LARGEST_BODY, remedy=ANEW)
    body = next((e for e in (() if content is None else content.iter()) if e.tag.endswith("office:1.0}text")), None)
    if body is None or content is None:
        raise InputError(Problem("a zip without an OpenDocument text in it", where=where, expected=EXPECTED))
    reader = _OdtBody([root for root in (styles, content) if root is not None])
    paragraphs = paragraphs_of(reader.blocks(body))
    if len(paragraphs) > MOST_PARAGRAPHS:
        found = f"{len(paragraphs):,} paragraphs"
        raise InputError(Problem(found, where, expected=f"at most {MOST_PARAGRAPHS:,}", remedy="split it"))
    return SourceText("odt", paragraphs, tuple(reader.notes()))


def _refuse_locked(packed: PackedFile, where: str) -> None:
    manifest = read_part(packed, "META-INF/manifest.xml", where, most=4 * MB, remedy=ANEW)
    if manifest is not None and any(local(e.tag) == "encryption-data" for e in manifest.iter()):
        raise InputError(Problem("a file locked with a password", where=where, remedy="save it without a password"))


class _OdtBody:
    """Walks the body once, counting paragraphs and numbered items."""

    def __init__(self, roots: list[Element]):
        elements = [e for root in roots for e in root.iter()]
        self._lists = {value_of(e, "name"): _levels(e) for e in elements if local(e.tag) == "list-style"}
        self._outline = next((_levels(e) for e in elements if local(e.tag) == "outline-style"), {})
        self._named = {value_of(e, "name"): value_of(e, "list-style-name") for e in elements if local(e.tag) == "style"}
        self._at, self._seen = -1, Counter[str]()
        self._counts: dict[str, dict[int, int]] = {}
        self._headings: dict[int, int] = {}

    def notes(self) -> Iterator[str]:
        """Give what was met on the way and a reader must know."""
        if self._seen["changed-region"]:
            yield f"it holds {self._seen['changed-region']} tracked changes: read as if all of them were accepted"
        if self._seen["note"]:
            yield f"{self._seen['note']} footnote(s): not read"
        if self._seen["frame"]:
            yield f"{self._seen['frame']} frame(s) and picture(s): not read"

    def blocks(self, holder: Element) -> Iterator[SourceParagraph]:
        """Give the paragraphs below an element."""
        for block in holder:
            name = local(block.tag)
            if name == "h":
                level = int(value_of(block, "outline-level") or 1)
                yield self._paragraph(block, self._heading(level), level)
            elif name == "p":
                yield self._paragraph(block, "", 0)
            elif name == "list":
                yield from self._list(block, "", 0)
            elif name == "table":
                yield from self._table(block)
            elif name in ("section", "index-body"):
                yield from self.blocks(block)
            elif name in (*CONTENTS, *PASSED_BY):
                self._seen["changed-region"] += sum(local(e.tag) == "changed-region" for e in block.iter())

    def _paragraph(self, element: Element, label: str, outline: int) -> SourceParagraph:
        self._at += 1
        return SourceParagraph("".join(self._words(element)), self._at, label, outline)

    def _words(self, element: Element) -> Iterator[str]:
        yield element.text or ""
        for below in element:
            name = local(below.tag)
            if name == "s":
                yield " " * min(int(value_of(below, "c") or 1), 100)
            elif name in ("tab", "line-break"):
                yield "\t" if name == "tab" else "\n"
            elif name in PASSED_BY:
                self._seen[name] += 1
            else:
                yield from self._words(below)
            yield below.tail or ""

    def _list(self, element: Element, style: str, depth: int) -> Iterator[SourceParagraph]:
        style = value_of(element, "style-name") or style
        goes_on = value_of(element, "continue-numbering") == "true" or value_of(element, "continue-list")
        counts = self._counts.setdefault(style, {})
        if not goes_on:
            counts.pop(depth, None)
        for item in element:
            if local(item.tag) in ("list-item", "list-header"):
                yield from self._item(item, style, depth, counts)

    def _item(self, item: Element, style: str, depth: int, counts: dict[int, int]) -> Iterator[SourceParagraph]:
        levels = self._lists.get(style, {})
        label, numbered = "", local(item.tag) == "list-item"
        for block in item:
            name = local(block.tag)
            if name == "list":
                yield from self._list(block, style, depth + 1)
            elif name in ("p", "h"):
                if numbered:  # the first paragraph of an item bears its number
                    given = value_of(item, "start-value")
                    start = int(given) if given.isdigit() else levels.get(depth, _OdtLevel()).start
                    counts[depth] = counts[depth] + 1 if depth in counts and not given else start
                    label, numbered = _label(counts, levels, depth), False
                yield self._paragraph(block, label, 0)
                label = ""

    def _heading(self, level: int) -> str:
        given = self._outline.get(level - 1)
        if given is None or not given.form:
            return ""
        for below in [n for n in self._headings if n >= level]:
            del self._headings[below]
        self._headings[level - 1] = self._headings.get(level - 1, given.start - 1) + 1
        return _label(self._headings, self._outline, level - 1)

    def _table(self, table: Element) -> Iterator[SourceParagraph]:
        for row in (e for e in table.iter() if local(e.tag) == "table-row"):
            cells = [list(self.blocks(cell)) for cell in row if local(cell.tag) == "table-cell"]
            filled = [cell for cell in cells if any(p.text.strip() for p in cell)]
            if len(filled) <= 1 or any(len(cell) >= 3 for cell in filled):
                yield from (p for cell in filled for p in cell)
            else:
                text = " | ".join(" ".join(p.whole for p in cell).replace("\n", " ") for cell in filled)
                yield SourceParagraph(text, filled[0][0].at, table=True)


class _OdtLevel:
    """One level of a style of lists: its form, what stands before and after, how many levels it shows."""

    def __init__(self, form: str = "", prefix: str = "", suffix: str = "", shown: int = 1, start: int = 1):
        self.form, self.prefix, self.suffix, self.shown, self.start = form, prefix, suffix, shown, start


def _levels(style: Element) -> dict[int, _OdtLevel]:
    found = {}
    for given in style:
        if local(given.tag) in ("list-level-style-number", "outline-level-style"):
            start, shown = value_of(given, "start-value"), value_of(given, "display-levels")
            found[int(value_of(given, "level") or 1) - 1] = _OdtLevel(
                value_of(given, "num-format"),
                value_of(given, "num-prefix"),
                value_of(given, "num-suffix"),
                int(shown) if shown.isdigit() else 1,
                int(start) if start.isdigit() else 1,
            )
    return found


def _label(counts: dict[int, int], levels: dict[int, _OdtLevel], depth: int) -> str:
    own = levels.get(depth)
    if own is None or not own.form:
        return ""
    shown = range(max(0, depth - own.shown + 1), depth + 1)
    parts = [_numbered(counts.get(n, 1), levels[n].form) for n in shown if n in levels and levels[n].form]
    return f"{own.prefix}{'.'.join(parts)}{own.suffix}"


def _numbered(count: int, form: str) -> str:
    """Return a number as ``style:num-format`` says by its first sign: 1, a, A, i, I, or the letters of a script."""
    if form in ("a", "A") and count <= 780:
        return as_letter(count) if form == "a" else as_letter(count).upper()
    if form in ("i", "I") and count < 400:
        return as_roman(count).lower() if form == "i" else as_roman(count)
    letters = form.replace(" ", "").replace("...", "").replace(",", "")
    if letters[:1] in ("أ", "ا") and count <= 28:
        abjad = letters[2:3] == "ج" or letters[1:3] == "بج"
        listed = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ" if abjad else "أبتثجحخدذرزسشصضطظعغفقكلمنهوي"
        return listed[count - 1]
    return str(count)
