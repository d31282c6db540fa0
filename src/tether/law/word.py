"""Reads a Word file (.docx): its paragraphs, with the numbers that Word sets itself, as the text stands now.

Tracked changes are read as if they were accepted: what was put in is read, what was struck out is not, and the notes
say how many there are. Macros, embedded files, links and fields are never run or followed. Text boxes, footnotes and
comments are left out, and named where there are any. A row of a table is one paragraph, its cells joined by ``|``,
unless one cell holds a text of its own.

Form: ECMA-376, part 1, section 17. ``SourceParagraph.at`` is the place of the paragraph among all ``w:p`` of the
body in the order of the file, so that a comment finds it again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from tether.documents.packed import MB, PackedFile, PackingLimits, open_zip
from tether.documents.xml_file import local, read_part
from tether.errors import InputError, Problem
from tether.law.source import MOST_PARAGRAPHS, SourceParagraph, SourceText, paragraphs_of
from tether.law.word_numbering import Numbering, child, is_on, value_of

EXPECTED = "a Word file (.docx)"
ANEW = "open it in Word or LibreOffice and save it anew as .docx"
LARGEST = PackingLimits(packed=100 * MB, parts=5_000, unpacked=600 * MB)
LARGEST_BODY, LARGEST_PART = 64 * MB, 16 * MB
STRUCK = ("del", "moveFrom", "delText", "delInstrText")
PASSED_BY = ("Fallback", "txbxContent", "instrText", "rPr", "pPr", "object", "pict")
OWN_TEXT = 3  # paragraphs from which a cell of a table is a text of its own


def read_word(path: Path, without: str = "") -> SourceText:
    """Read a Word file; ``InputError`` for what is none, is locked, damaged or too large.

    ``without``: tracked changes by this author are read as if they had never been made.
    """
    with open_zip(path, where=str(path), expected=EXPECTED, limits=LARGEST) as packed:
        where = str(path)
        main = main_part(packed, where)
        body = read_part(packed, main, where, most=LARGEST_BODY, remedy=ANEW)
        near = main.rpartition("/")[0]
        numbering, styles = (
            read_part(packed, f"{near}/{name}.xml".lstrip("/"), where, most=LARGEST_PART, remedy=ANEW)
            for name in ("numbering", "styles")
        )
        assert body is not None
        reader = _WordBody(Numbering(numbering, styles), without)
        paragraphs = paragraphs_of(reader.blocks(child(body, "body")))
        if len(paragraphs) > MOST_PARAGRAPHS:
            found = f"{len(paragraphs):,} paragraphs"
            raise InputError(Problem(found, where, expected=f"at most {MOST_PARAGRAPHS:,}", remedy="split it"))
        return SourceText("docx", paragraphs, (*reader.notes(), *_parts_left_out(packed)))


def main_part(packed: PackedFile, where: str) -> str:
    """Return the part that holds the text; say what the file is instead where it has none."""
    names = packed.names
    if "word/document.xml" in names:
        return "word/document.xml"
    rels = read_part(packed, "_rels/.rels", where, most=MB, remedy=ANEW)
    for link in () if rels is None else rels:
        target = link.get("Target", "").lstrip("/")
        if link.get("Type", "").endswith("/officeDocument") and target in names and "document" in target:
            return target
    kinds = {"xl/workbook.xml": "an Excel workbook", "ppt/presentation.xml": "a set of slides"}
    found = next((said for part, said in kinds.items() if part in names), "a zip without a Word text in it")
    raise InputError(Problem(found, where=where, expected=EXPECTED, remedy="save the text as .docx"))


def _parts_left_out(packed: PackedFile) -> Iterator[str]:
    names = packed.names
    if any(name.endswith(("vbaProject.bin", "vbaData.xml")) for name in names):
        yield "it holds macros: they were not run and not read"
    if embedded := sum("/embeddings/" in name for name in names):
        yield f"it holds {embedded} embedded file(s): not read"


class _WordBody:
    """Walks the body once, counting paragraphs and what is left out."""

    def __init__(self, numbering: Numbering, without: str = ""):
        self._numbering, self._at, self._without = numbering, -1, without
        self._seen: Counter[str] = Counter()

    def notes(self) -> Iterator[str]:
        """Give what was met on the way and a reader must know."""
        seen = self._seen
        if seen["ins"] or seen["del"]:
            yield (
                f"it holds tracked changes ({seen['ins']} put in, {seen['del']} struck out): "
                "read as if all of them were accepted"
            )
        if seen["txbxContent"]:
            yield f"{seen['txbxContent']} text box(es): not read"
        if seen["footnoteReference"] or seen["endnoteReference"]:
            yield f"{seen['footnoteReference'] + seen['endnoteReference']} footnote(s): not read"
        if seen["vanish"]:
            yield f"{seen['vanish']} run(s) of hidden text: not read"

    def blocks(self, holder: Element | None) -> Iterator[SourceParagraph]:
        """Give the paragraphs below an element: of paragraphs, tables, and what holds them."""
        carried = ""
        for block in () if holder is None else holder:
            name = local(block.tag)
            if name == "p":
                found = self._paragraph(block)
                if found is None:
                    continue
                if is_on(child(block, "pPr", "rPr", "del")):  # its end is struck out: it runs on into the next
                    carried += found.text
                    continue
                text, carried = carried + found.text, ""
                yield SourceParagraph(text, found.at, found.label, found.outline)
            elif name == "tbl":
                yield from self._table(block)
            elif name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"):
                yield from self.blocks(block)
            else:
                self._pass_by(block)
        if carried:
            yield SourceParagraph(carried, self._at)

    def _paragraph(self, element: Element) -> SourceParagraph | None:
        self._at += 1
        at = self._at
        properties = child(element, "pPr")
        text = "".join(self._words(element))
        if self._numbering.style_name(properties).startswith(("toc ", "table of ")):
            return None
        return SourceParagraph(text, at, self._numbering.label(properties), self._numbering.outline(properties))

    def _words(self, element: Element) -> Iterator[str]:
        for below in element:
            name = local(below.tag)
            if self._without and name in ("ins", "del") and value_of(below, "author") == self._without:
                if name == "del":
                    yield from (text.text or "" for text in below.iter() if local(text.tag) == "delText")
                else:
                    self._pass_by(below)
            elif name in STRUCK or name in PASSED_BY:
                self._seen["del"] += name in ("del", "moveFrom")
                self._seen["txbxContent"] += name == "txbxContent"
                self._pass_by(below)
            elif name == "t":
                yield below.text or ""
            elif name in ("tab", "ptab"):
                yield "\t"
            elif name in ("br", "cr"):
                yield "\n"
            elif name in ("noBreakHyphen", "softHyphen"):
                yield "-" if name == "noBreakHyphen" else ""
            elif name == "r" and is_on(child(below, "rPr", "vanish")):
                self._seen["vanish"] += 1
            else:
                self._seen[name] += name in ("ins", "moveTo", "footnoteReference", "endnoteReference")
                yield from self._words(below)

    def _pass_by(self, element: Element) -> None:
        """Count the paragraphs of what isn't read: the places of those after it stay right."""
        self._at += sum(local(e.tag) == "p" for e in element.iter())

    def _table(self, table: Element) -> Iterator[SourceParagraph]:
        for row in _below(table, "tr"):
            if is_on(child(row, "trPr", "del")):
                self._seen["del"] += 1
                self._pass_by(row)
                continue
            cells = [list(self.blocks(cell)) for cell in _below(row, "tc")]
            filled = [cell for cell in cells if any(p.text.strip() for p in cell)]
            if len(filled) <= 1 or any(len([p for p in cell if p.text.strip()]) >= OWN_TEXT for cell in filled):
                yield from (p for cell in filled for p in cell)
                continue
            texts = [" ".join(p.whole for p in cell if p.text.strip()) for cell in filled]
            yield SourceParagraph(" | ".join(t.replace("\n", " ") for t in texts), filled[0][0].at, table=True)


def _below(element: Element, name: str) -> Iterator[Element]:
    """Give children of a name, also those within content controls and marks of inserted rows."""
    for below in element:
        if local(below.tag) == name:
            yield below
        elif local(below.tag) in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _below(below, name)
