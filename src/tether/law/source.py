"""A written text as its file gives it: paragraphs in order, each with its automatic number and its place in the file.

Every reader (``word``, ``opendocument``, ``hypertext``, ``plain_text``, ``pdf``) gives one ``SourceText``;
``structure`` makes provisions of it and knows nothing of files. ``SourceParagraph.at`` counts the paragraphs of the
file from 0, so that a comment finds its way back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

MARKS = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")  # direction, joiners, soft hyphens
TYPED_NUMBER = re.compile(r" {0,9}(\(?[0-9٠-٩]{1,3}\)?|\(?[A-Za-z]\)?|\(?[أ-ي]\)?)\t")
SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
PRESENTATION = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")  # Arabic letters as drawn, as old files and PDFs hold them
MOST_PARAGRAPHS = 60_000
LONGEST_PARAGRAPH = 100_000  # characters


@dataclass(frozen=True)
class SourceParagraph:
    """One paragraph: its words, the number that its program sets before it, what its style says."""

    text: str
    at: int
    label: str = ""  # the automatic number: '(a)', 'Article 6', 'أولاً'
    outline: int = 0  # level of a heading by its style, from 1; 0: none
    table: bool = False  # a row of a table, its cells joined by ' | '

    @property
    def whole(self) -> str:
        """The words with the number before them."""
        return f"{self.label} {self.text}".strip()


@dataclass(frozen=True)
class SourceText:
    """A file's paragraphs, its form, and what a reader of it must know (tracked changes, macros, footnotes)."""

    form: str  # docx, odt, txt, md, html, pdf, akn
    paragraphs: tuple[SourceParagraph, ...]
    notes: tuple[str, ...] = ()
    title: str = ""  # where the file itself says which paragraph is the title


def cleaned(text: str) -> str:
    """Return text as one line: marks of direction out, spaces as one, Arabic letters as written, not as drawn."""
    kept = MARKS.sub("", text)
    if PRESENTATION.search(kept):
        kept = PRESENTATION.sub(lambda found: unicodedata.normalize("NFKC", found[0]), kept)
    return SPACES.sub(" ", kept).strip()


def paragraphs_of(given: Iterable[SourceParagraph]) -> tuple[SourceParagraph, ...]:
    """Return paragraphs cleaned, those without words left out; a line break within one parts it."""
    kept: list[SourceParagraph] = []
    for paragraph in given:
        label = cleaned(paragraph.label)
        typed = None if label else TYPED_NUMBER.match(paragraph.text)
        if typed is not None:  # a number that was typed, with a tab after it
            label, paragraph = typed[1], replace(paragraph, text=paragraph.text[typed.end() :])
        for line in paragraph.text.splitlines() or [""]:
            text = cleaned(line)[:LONGEST_PARAGRAPH]
            if text or (label and label.strip("•-–*· ")):
                kept.append(replace(paragraph, text=text, label=label))
                label = ""
    return tuple(kept)
