"""A document as a Word file, for those who edit, sign and send: needs python-docx (the extra ``office``).

The same document gives the same bytes. Pictures go in as PNG where vl-convert is installed, else in words.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from io import BytesIO
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
    Quoted,
    Sentence,
    Sign,
    Table,
    words_of,
)
from tether.report.release import released

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the date of every part of the file
GREY = "5D6670"


def as_docx(document: Document, *, results: bool = False) -> bytes:
    """Return the page as a Word file; ``results`` prints the id of its result after each sentence, small.

    Raises:
        ModuleNotFoundError: the extra 'office' isn't installed.
    """
    document = released(document)
    file = _empty()
    file.add_heading(document.title, 0)
    if document.under:
        _written(file.add_paragraph(), document.under, {})
    writer = _Writer(file, document.numbers, results, document.language)
    for section in document.sections:
        if section.title:
            file.add_heading(
                f"{section.number}. {section.title}" if section.number else section.title, max(1, section.level - 1)
            )
        writer.blocks(section.blocks)
    if document.sources:
        file.add_heading(document.say(words.SOURCES), 1)
        for number, source in enumerate(document.sources, 1):
            file.add_paragraph(f"[{number}] {source.text}")
    if document.closing:
        _small(file.add_paragraph().add_run(document.closing))
    if document.language in words.RIGHT_TO_LEFT:
        _mirrored(file, document.language)
    out = BytesIO()
    file.save(out)
    return _dated(out.getvalue())


class _Writer:
    """Sets blocks into one Word file."""

    def __init__(self, file: Any, numbers: dict[str, int], results: bool, language: str = "en") -> None:
        self.file, self.numbers, self.results, self.language = file, numbers, results, language

    def blocks(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            self.block(block)

    def block(self, block: Block) -> None:
        match block:
            case Paragraph():
                self.say(self.file.add_paragraph(), block.parts)
            case Heading():
                self.file.add_heading(block.text, 2)
            case Listing():
                self.listing(block)
            case Code():
                _typed(self.file.add_paragraph().add_run(block.text))
            case Table():
                self.table(block)
            case Lines():
                for label in block.labels:
                    self.file.add_paragraph(f"{label}: {words.BLANK}")
            case Picture():
                self.picture(block.svg, block.alt)
            case Fold():
                self.file.add_heading(block.title, 2)
                self.blocks(block.blocks)
            case Callout():
                self.say(self.file.add_heading("", 2), block.title)
                self.blocks(block.blocks)
            case Files():
                for file in block.files:
                    self.file.add_paragraph(f"{file.title} ({file.name}.csv)", style="List Bullet")
            case Figure():
                self.figure(block)

    def say(self, paragraph: Any, item: Item) -> None:
        """Write running text into a paragraph."""
        for index, part in enumerate(item if isinstance(item, tuple) else (item,)):
            if index and not isinstance(part, Aside):
                paragraph.add_run(" ")
            _written(paragraph, part, self.numbers)
            if self.results and isinstance(part, Sentence) and part.result:
                _small(paragraph.add_run(f"  [{part.result}]"))

    def listing(self, block: Listing) -> None:
        for number, item in enumerate(block.items, block.first):
            paragraph = self.file.add_paragraph(style=None if block.first else "List Bullet")
            if block.first:
                paragraph.add_run(f"{words.ordinal(number, self.language)}. ")
            self.say(paragraph, item)

    def table(self, block: Table) -> None:
        if block.caption:
            self.say(self.file.add_paragraph(), block.caption)
        if not block.columns:
            return
        made = self.file.add_table(rows=1, cols=len(block.columns), style="Table Grid")
        for cell, name in zip(made.rows[0].cells, block.columns, strict=True):
            cell.paragraphs[0].add_run(name).bold = True
        for row in block.rows:
            for index, (cell, part) in enumerate(zip(made.add_row().cells, row.cells, strict=True)):
                self.cell(cell.paragraphs[0], part, index in block.numeric)

    def cell(self, paragraph: Any, part: Any, numeric: bool) -> None:
        for index, line in enumerate(part if isinstance(part, tuple) else (part,)):
            if index:
                paragraph.add_run("\n")
            self.say(paragraph, line)
        if numeric:
            paragraph.alignment = 2  # flush right

    def picture(self, svg: str, alt: str) -> None:
        png = _png(svg)
        if png is not None:
            from docx.shared import Cm

            self.file.add_picture(BytesIO(png), width=Cm(16))
        self.file.add_paragraph().add_run(alt).italic = True

    def figure(self, figure: Figure) -> None:
        from tether.report.charts import stills

        self.file.add_heading(figure.title, 2)
        self.file.add_paragraph(figure.unit)
        for cell, svg in zip(figure.cells, stills(figure), strict=True):
            self.picture(svg, f"{cell.label}: {cell.alt}" if cell.label else cell.alt)
        if figure.aside:
            self.table(figure.aside)
        if figure.note:
            self.say(self.file.add_paragraph(), figure.note)
        origin = figure.origin or f"{words.SOURCE}: {figure.source}. {words.CUT_OFF.capitalize()}: {figure.cut_off}."
        _small(self.file.add_paragraph().add_run(origin))


def _empty() -> Any:
    from docx import Document as WordFile
    from docx.shared import Cm, Pt

    file = WordFile()
    file.styles["Normal"].font.size = Pt(10)
    file.styles["Normal"].paragraph_format.space_after = Pt(3)
    for side in ("top_margin", "bottom_margin", "left_margin", "right_margin"):
        setattr(file.sections[0], side, Cm(2))
    return file


def _written(paragraph: Any, part: Any, numbers: dict[str, int]) -> None:
    """Write one piece of running text, set as what it is."""
    text = part.shaped if isinstance(part, Jump) else words_of(part)
    if isinstance(part, Aside):
        paragraph.add_run(f"\n{text}").italic = True
        return
    run = paragraph.add_run(text)
    run.bold = (isinstance(part, Sign) and part.bold) or None
    run.italic = isinstance(part, Quoted) or None
    for source in part.sources if isinstance(part, Sentence) else ():
        if source in numbers:
            paragraph.add_run(f"[{numbers[source]}]").font.superscript = True


def _mirrored(file: Any, language: str) -> None:
    """Turn a file from right to left: its section, paragraphs and tables, and each run in a script of that direction.

    A run that holds Latin words is split there: Word sets a run marked right to left in the fonts and order of that
    script, whatever its letters.
    """
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    body = file.element.body
    for at, name, before in (("w:sectPr", "w:bidi", "w:docGrid"), ("w:tblPr", "w:bidiVisual", "w:tblW")):
        for found in body.iter(qn(at)):
            found.insert_element_before(OxmlElement(name), before)
    for paragraph in body.iter(qn("w:p")):
        properties = paragraph.get_or_add_pPr()
        properties.insert_element_before(OxmlElement("w:bidi"), *AFTER_BIDI)
        for run in paragraph.findall(qn("w:r")):
            _split_by_script(run, language)


AFTER_BIDI = (  # what may follow w:bidi in a paragraph's properties, in the order of the standard
    "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents",
    "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:textboxTightWrap", "w:outlineLvl",
    "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange",
)  # fmt: skip
LATIN = re.compile(r"((?:\d+ )?[A-Za-z][A-Za-z0-9.,:;'’/()§&+\- ]*[A-Za-z0-9)](?:[.?!…](?=»))?|[A-Za-z])")


def _held(latin: str) -> str:
    """Return Latin words with a mark beside a figure or stop at their edge, which else runs with the Arabic."""
    before, after = LEFT_TO_RIGHT * latin[0].isdigit(), LEFT_TO_RIGHT * (latin[-1] in ".?!…")
    return f"{before}{latin}{after}"


LEFT_TO_RIGHT = "\u200e"  # an invisible letter of a Latin script


def _split_by_script(run: Any, language: str) -> None:
    """Split a run where Latin words stand in it; the rest is marked right to left, in its language."""
    from copy import deepcopy

    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement
    from docx.text.run import Run

    text = "".join(t.text or "" for t in run.findall(qn("w:t")))
    pieces = LATIN.split(run.text) if text else []
    for number, piece in enumerate(pieces):
        if not piece:
            continue
        part = deepcopy(run)
        part.text = _held(piece) if number % 2 else piece
        if number % 2 == 0:
            font = Run(part, None).font  # type: ignore[arg-type]
            font.rtl, font.cs_bold, font.cs_italic = True, font.bold, font.italic
            spoken = OxmlElement("w:lang")
            spoken.set(qn("w:bidi"), language)
            part.get_or_add_rPr().append(spoken)
        run.addprevious(part)
    if pieces:
        run.getparent().remove(run)


def _small(run: Any) -> None:
    from docx.shared import Pt, RGBColor

    run.font.size, run.font.color.rgb = Pt(7), RGBColor.from_string(GREY)


def _typed(run: Any) -> None:
    from docx.shared import Pt

    run.font.name, run.font.size = "Courier New", Pt(8)


def _png(svg: str) -> bytes | None:
    try:
        import vl_convert
    except ImportError:
        return None
    return bytes(vl_convert.svg_to_png(svg, scale=2))


def _dated(data: bytes) -> bytes:
    """Return the file with one date on all its parts, so that the same document gives the same bytes."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in given.namelist():
            kept.writestr(zipfile.ZipInfo(name, LONG_AGO), given.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
