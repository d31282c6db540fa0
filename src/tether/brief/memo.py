"""A memo for a cabinet: two pages of the brief's own sentences, each with the id of its result, as a Word file.

Nothing is written that the brief does not say. It takes, in the brief's order: the question and its answers, every
stop, the votes, what one would have to believe, what is not observed and what the model leaves out.

    write_memo(reread("runs/…"), "memo.docx")           # needs the extra "office" (python-docx)
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tether.brief.phrases import AGREED, INTENDED_USE, LEFT_OUT, PLAN, STOPS
from tether.brief.reread import PrintedSentence, RereadBrief

WORDS = 950  # about two pages
FEW = 4


def memo_parts(page: RereadBrief) -> list[tuple[str, list[PrintedSentence]]]:
    """Return the memo as headings with their sentences; stops and what is not observed are never cut to fit."""
    question = [s for s in page.said if s.section == "question" and s.tone == "lead"]
    stops = [s for s in page.said if s.tone == "stop" and s.on_paper]
    votes = page.of("agreed", "passage/") or page.of("staffed", "passage/")
    left_out = [s for s in page.said if s.section == "assumptions" and s.kind == "quoted" and s.on_paper]
    parts = [
        ("", question),
        (PLAN[1], [s for s in page.of("question") if s.tone == "status"]),
        (STOPS, stops),
        (AGREED, votes),
        (PLAN[7], [s for s in page.of("question") if s.tone != "status"]),
        (LEFT_OUT, left_out[:FEW]),
    ]
    return _fitted([(title, said) for title, said in parts if said])


def write_memo(page: RereadBrief, path: str | Path) -> Path:
    """Write the memo, whole or not at all; return the path.

    Raises:
        ModuleNotFoundError: the extra 'office' isn't installed.
    """
    document = _document()
    document.add_heading(page.title, 1)
    for title, said in memo_parts(page):
        if title:
            document.add_heading(title, 2)
        for sentence in said:
            _paragraph(document, sentence)
    document.add_paragraph(f"{INTENDED_USE} {page.command}")
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        document.save(str(unfinished))
        os.replace(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)
    return target


def _fitted(parts: list[tuple[str, list[PrintedSentence]]]) -> list[tuple[str, list[PrintedSentence]]]:
    """Cut the longest list that may be cut, from its end, until the memo fits; say how many are left out."""
    kept = [(title, list(said)) for title, said in parts]
    while _words(s for _, said in kept for s in said) > WORDS:
        may = [said for title, said in kept if title in (AGREED, PLAN[7]) and len(said) > 1]
        if not may:
            break
        max(may, key=_words).pop()
    return kept


def _words(said: Iterable[PrintedSentence]) -> int:
    return sum(len(s.text.split()) for s in said)


def _document() -> Any:
    from docx import Document
    from docx.shared import Cm, Pt

    document = Document()
    document.styles["Normal"].font.size = Pt(10)
    document.styles["Normal"].paragraph_format.space_after = Pt(3)
    for side in ("top_margin", "bottom_margin", "left_margin", "right_margin"):
        setattr(document.sections[0], side, Cm(2))
    return document


def _paragraph(document: Any, said: PrintedSentence) -> None:
    from docx.shared import Pt, RGBColor

    paragraph = document.add_paragraph(said.text)
    if said.result:
        mark = paragraph.add_run(f"  [{said.result}]")
        mark.font.size, mark.font.color.rgb = Pt(7), RGBColor(0x80, 0x80, 0x80)
