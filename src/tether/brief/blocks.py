"""What a section is made of: a short list of blocks that a page, or later a memo, knows how to set.

A section never writes HTML. It returns blocks; ``page`` sets them:

    [Paragraph((Sentence("412 of 7,473 events …", "record/unplaced"),)), figure, Table(...)]

Running text is one of four things, and the difference is printed into the page so that tests can hold us to it:

* ``Sentence``: made from a result by ``wording``, carries the result's id (``data-result``);
* ``Method``: explains how a number was made, may hold digits ("90 % interval"), states no result (``data-method``);
* ``Quoted``: written by somebody else, a source or a case's author (``data-quoted``);
* ``str``: our own words without any number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup, escape


@dataclass(frozen=True)
class Sentence:
    """One sentence made from a result. ``theories``: the ids of those under which it says that something holds."""

    text: str
    result: str
    theories: tuple[str, ...] = ()

    def __html__(self) -> str:
        said = Markup(' data-theories="{}"').format(" ".join(self.theories)) if self.theories else Markup()
        return Markup('<span data-result="{}"{}>{}</span>').format(self.result, said, self.text)


@dataclass(frozen=True)
class Method:
    """A remark on how numbers were made: digits allowed, no result stated."""

    text: str

    def __html__(self) -> str:
        return Markup("<span data-method>{}</span>").format(self.text)


@dataclass(frozen=True)
class Quoted:
    """Words of a source or of the case's author, printed as they are."""

    text: str

    def __html__(self) -> str:
        return Markup("<span data-quoted>{}</span>").format(self.text)


Text = str | Sentence | Method | Quoted


@dataclass(frozen=True)
class Paragraph:
    """Sentences set after one another. ``tone``: "", "lead", "status" (the answers) or "note" (small).

    ``on_paper`` False leaves it out of print: a line that leads into a list which is left out.
    """

    parts: tuple[Text, ...]
    tone: str = ""
    on_paper: bool = True

    def __html__(self) -> str:
        names = self.tone if self.on_paper else f"{self.tone} screen"
        return Markup('<p class="{}">{}</p>').format(names, Markup(" ").join(escape(p) for p in self.parts))


@dataclass(frozen=True)
class Heading:
    """A heading inside a section. ``on_paper`` False leaves it out of print."""

    text: str
    on_paper: bool = True


@dataclass(frozen=True)
class Listing:
    """A bulleted list, one sentence or remark to an item. ``tone``: "", "small" or "stop" (never cut in print).

    ``printed``: how many items print leaves in (None: all); it then says how many more the screen has.
    """

    items: tuple[Text, ...]
    tone: str = ""
    printed: int | None = None

    @property
    def cut(self) -> int:
        """Return how many items print leaves out."""
        return 0 if self.printed is None else max(0, len(self.items) - self.printed)


@dataclass(frozen=True)
class Code:
    """A line to copy."""

    text: str


@dataclass(frozen=True)
class Row:
    """One row of a printed table; the first cell is its heading. ``result`` is the id that the row prints.

    A cell is text or a number, or a tuple of lines.
    """

    cells: tuple[Any, ...]
    result: str = ""


@dataclass(frozen=True)
class Table:
    """A printed table. ``numeric``: indices of columns set flush right. ``quoted``: of those in a source's words.

    ``on_paper`` False leaves it out of print, where a figure beside it says the same; ``ruled`` leaves room to write.
    """

    caption: Text
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    numeric: tuple[int, ...] = ()
    quoted: tuple[int, ...] = ()
    on_paper: bool = True
    ruled: bool = False


@dataclass(frozen=True)
class Picture:
    """A drawing made elsewhere, as SVG, with what it shows in words."""

    svg: str
    alt: str


@dataclass(frozen=True)
class Fold:
    """Blocks behind a line that opens on a click (and stay closed in print)."""

    title: str
    blocks: tuple[Any, ...]


@dataclass(frozen=True)
class File:
    """A table offered as CSV, carried inside the page."""

    name: str  # file name without ending
    title: str
    table: pd.DataFrame


@dataclass(frozen=True)
class Files:
    """The list of downloads."""

    files: tuple[File, ...]


@dataclass(frozen=True)
class ChartPanel:
    """One drawing: the Altair chart, what it shows in words, the line above it, what its own axis measures."""

    chart: Any
    alt: str
    label: str = ""
    axis: str = ""


@dataclass(frozen=True)
class Figure:
    """Drawings under one title, with unit, source, cut-off and the table they were drawn from.

    ``layout``: "wide" (one drawing), "beside" (one beside ``aside``), "rows" (stacked), "grid" (small multiples).
    ``on_paper`` False leaves it out of print.
    """

    id: str
    title: str
    unit: str
    source: str
    cut_off: str
    cells: tuple[ChartPanel, ...]
    file: File
    layout: str = "wide"
    note: tuple[Text, ...] = ()
    aside: Table | None = None
    on_paper: bool = True


Block = Paragraph | Heading | Listing | Code | Table | Fold | Files | Figure | Picture


@dataclass(frozen=True)
class Section:
    """One numbered section; numbers are those of the brief's fixed order, so that "section 7" means one thing."""

    number: int
    id: str
    title: str
    blocks: tuple[Block, ...]
