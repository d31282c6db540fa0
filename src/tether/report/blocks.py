"""What a page is made of: a document of sections, each a short list of blocks that every writer knows how to set.

Whoever makes a page never writes HTML. He returns blocks; a writer sets them:

    page = Document("Badr Organisation", (section("Gaps", Listing(("None.",))),), under="Iraq, as of 2015-06-30.")
    as_html(page), as_text(page), as_markdown(page), as_docx(page), as_twin(page)

Running text is one of these, and the difference is printed into the page so that tests can hold us to it:

* ``Sentence``: made from a result or from sources; carries the result's id (``data-result``) and its sources' ids;
* ``Method``: explains how a number was made, may hold digits ("90 % interval"), states no result (``data-method``);
* ``Quoted``: written by somebody else, a source or a case's author (``data-quoted``);
* ``str``: our own words without any number;
* ``Sign``, ``Jump``, ``Aside``: a word set apart, a link within the page, a remark below what it remarks on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cached_property
from typing import Any

from tether.documents.visible import visible
from tether.report import words


@dataclass(frozen=True)
class Sentence:
    """One sentence made from a result or from sources.

    ``theories``: the ids of those under which it says that something holds. ``sources``: ids in the document's list,
    printed as numbers. ``recalled``: no source of it was read.
    """

    text: str
    result: str = ""
    theories: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    recalled: bool = False


@dataclass(frozen=True)
class Method:
    """A remark on how numbers were made: digits allowed, no result stated."""

    text: str


@dataclass(frozen=True)
class Quoted:
    """Words of a source or of the case's author, printed as they are."""

    text: str


@dataclass(frozen=True)
class Sign:
    """A word set apart. ``tone``: stop, error, warning, note, open, condition or ""; clear and quiet aren't bold."""

    text: str
    tone: str = ""

    @property
    def bold(self) -> bool:
        """Return whether it stands out: what is clear, or reaches nobody, doesn't."""
        return self.tone not in ("clear", "quiet")


@dataclass(frozen=True)
class Jump:
    """A link to another place of the same page, or of the page that lies beside it (``page``, a file's name).

    ``tone`` sets it apart like a ``Sign``: its shape stands before the word.
    """

    text: str
    to: str  # the id of a section or callout
    tone: str = ""
    page: str = ""

    @property
    def shaped(self) -> str:
        """Return the word after its shape, for writers that have no style."""
        shape = words.SHAPES.get(self.tone, "")
        return f"{shape} {self.text}" if shape else self.text


@dataclass(frozen=True)
class Aside:
    """A small remark on a line of its own, below what it remarks on."""

    text: str


Text = str | Sentence | Method | Quoted | Sign | Jump | Aside
Item = Text | tuple[Text, ...]


@dataclass(frozen=True)
class Paragraph:
    """Sentences set after one another. ``tone``: "", "lead", "status" (the answers) or "note" (small).

    ``on_paper`` False leaves it out of print: a line that leads into a list which is left out.
    """

    parts: tuple[Text, ...]
    tone: str = ""
    on_paper: bool = True


@dataclass(frozen=True)
class Heading:
    """A heading inside a section. ``on_paper`` False leaves it out of print."""

    text: str
    on_paper: bool = True


@dataclass(frozen=True)
class Listing:
    """A list, one sentence, remark or tuple of them to an item. ``tone``: "", "small", "counts", "stop" (never cut).

    ``printed``: how many items print leaves in (None: all); it then says how many more the screen has.
    ``first``: the number of the first item of a numbered list; 0 sets bullets.
    """

    items: tuple[Item, ...]
    tone: str = ""
    printed: int | None = None
    first: int = 0

    @property
    def cut(self) -> int:
        """Return how many items print leaves out."""
        return 0 if self.printed is None else max(0, len(self.items) - self.printed)


@dataclass(frozen=True)
class Code:
    """Lines to copy, or lines of a file, letter by letter."""

    text: str


@dataclass(frozen=True)
class Row:
    """One row of a printed table; the first cell is its heading. ``result`` is the id that the row prints.

    A cell is text (any of ``Text``) or a number, or a tuple of lines.
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
    """A drawing by ``svg``, with what it shows in words. ``wide``: at its own size, scrolled where it doesn't fit.

    The SVG is set into the page as it is: whoever makes it escapes every text (the functions of ``svg`` do).
    """

    svg: str
    alt: str
    wide: bool = False


@dataclass(frozen=True)
class Fold:
    """Blocks behind a line that opens on a click (and stay closed in print)."""

    title: str
    blocks: tuple[Any, ...]


@dataclass(frozen=True)
class Callout:
    """Blocks set apart under a title of their own. ``tone`` as of a ``Sign``; ``id``: where a ``Jump`` may go."""

    title: tuple[Text, ...]
    blocks: tuple[Any, ...]
    tone: str = ""
    id: str = ""


@dataclass(frozen=True)
class Lines:
    """Lines for a hand to fill in, each with its label."""

    labels: tuple[str, ...]


@dataclass(frozen=True)
class File:
    """A table offered as CSV, carried inside the page."""

    name: str  # file name without ending
    title: str
    table: Any  # a pandas DataFrame


@dataclass(frozen=True)
class Files:
    """The list of downloads."""

    files: tuple[File, ...]


@dataclass(frozen=True)
class Cell:
    """One drawing: the Altair chart, what it shows in words, the line above it, what its own axis measures."""

    chart: Any
    alt: str
    label: str = ""
    axis: str = ""


@dataclass(frozen=True)
class Figure:
    """Drawings under one title, with unit, source, cut-off and the table they were drawn from.

    ``layout``: "wide" (one drawing), "beside" (one beside ``aside``), "rows" (stacked), "grid" (small multiples).
    ``cut_off`` is a month (YYYY-MM). ``on_paper`` False leaves it out of print.
    """

    id: str
    title: str
    unit: str
    source: str
    cut_off: str
    cells: tuple[Cell, ...]
    file: File
    layout: str = "wide"
    note: tuple[Text, ...] = ()
    aside: Table | None = None
    on_paper: bool = True
    origin: str = ""  # the line below it where its source and cut-off are said in another language


Block = Paragraph | Heading | Listing | Code | Table | Picture | Fold | Callout | Lines | Files | Figure


@dataclass(frozen=True)
class Section:
    """One section. ``number`` is printed where it isn't 0; an empty title prints no heading.

    A brief's numbers are those of its fixed order, so that "section 7" means one thing. ``level`` 1: a part of a page
    that holds several things, with sections of level 2 after it.
    """

    number: int
    id: str
    title: str
    blocks: tuple[Block, ...]
    level: int = 2


@dataclass(frozen=True)
class SourceEntry:
    """One source in the list at a page's end: the id that sentences name, and the line that is printed."""

    id: str
    text: str
    weak: str = ""  # why it is weak, "" where it isn't
    url: str = ""  # printed, never fetched


@dataclass(frozen=True)
class BarFact:
    """One fact of the bar: label, value, a mark beside it and what the mark means. ``minor``: left out on phones."""

    label: str
    value: str
    mark: str = ""
    means: str = ""
    minor: bool = False


@dataclass(frozen=True)
class Bar:
    """The bar that stays at the top: the page's name, facts, and a stamp that print repeats on every sheet."""

    name: str
    facts: tuple[BarFact, ...] = ()
    stamp: str = ""
    stamp_means: str = ""


@dataclass(frozen=True)
class ContentsLine:
    """One line of the contents; without ``id`` the section is absent, and the page says so."""

    number: int
    title: str
    id: str = ""


@dataclass(frozen=True)
class PageScript:
    """A script of a page's own (a slider, say), run by its hash only; ``data`` stands beside it as JSON.

    ``body`` is markup without any text from outside, that the script fills: it stands after the first section, or at
    the end of the section whose id is ``after``.
    """

    text: str
    data: Any = None
    body: str = ""
    after: str = ""


@dataclass(frozen=True)
class Document:
    """One page: title, a line under it, sections, sources; and the same content as plain data for the JSON twin."""

    title: str
    sections: tuple[Section, ...]
    under: str = ""
    sources: tuple[SourceEntry, ...] = ()
    foot: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    name: str = "page"  # stem of the files that the page offers
    language: str = "en"
    bar: Bar | None = None
    contents: tuple[ContentsLine, ...] = ()
    absent: str = ""  # what is said of a section that is not there; "" for the usual words
    running: str = ""  # the line on top of every printed sheet
    script: PageScript | None = None
    internal: int = 0  # claims marked internal that it shows: it is read on a screen and written nowhere
    withheld: int = 0  # claims marked internal that were left out of it
    say: Callable[[str], str] = str  # what writers add, said in the page's language

    @property
    def closing(self) -> str:
        """Return the line at the end: how much was left out and why, then the foot."""
        said = [self.say(words.SHOWN_HERE.format(_claims(self.internal)))] * bool(self.internal)
        said += [self.say(words.LEFT_OUT.format(_claims(self.withheld)))] * bool(self.withheld)
        return " ".join([*said, *([self.foot] if self.foot else [])])

    @cached_property
    def made(self) -> dict[str, Any]:
        """What writers have made of this page that others need too (its drawings), by name: made once."""
        return {}

    @property
    def numbers(self) -> dict[str, int]:
        """Return source id → number in the list."""
        return {s.id: i for i, s in enumerate(self.sources, 1)}

    @property
    def blocks(self) -> list[Block]:
        """Return every block of every section in order, those inside folds and callouts in their place."""
        return [b for s in self.sections for b in flat(s.blocks)]


def section(title: str, *blocks: Block) -> Section:
    """Return a section without a number; its id is made from its title."""
    return Section(0, slug(title), title, blocks)


def bullets(items: Iterable[Item], tone: str = "") -> Listing:
    """Return a list of whatever gives items."""
    return Listing(tuple(items), tone)


def table(columns: Iterable[str], rows: Iterable[Iterable[Any]], caption: Text = "", numeric: int = 0) -> Table:
    """Return a table of cells; columns from index ``numeric`` on are numbers (0: none is)."""
    names = tuple(columns)
    right = tuple(range(numeric, len(names))) if numeric else ()
    return Table(caption, names, tuple(Row(tuple(row)) for row in rows), right)


def flat(blocks: Iterable[Block]) -> list[Block]:
    """Return blocks with those of every fold and callout in its stead."""
    return [b for block in blocks for b in (flat(block.blocks) if isinstance(block, Fold | Callout) else [block])]


def shown(document: Document) -> Document:
    """Return a page in which every character that can't be seen is written as an escape (``documents.visible``)."""
    whole = {f.name: getattr(document, f.name) for f in fields(document) if f.name not in AS_IT_IS}
    changed = {name: made for name, part in whole.items() if (made := with_texts(part, visible)) is not part}
    return replace(document, **changed) if changed else document


AS_IT_IS = ("data", "script", "say")  # of a document: what programs read


def with_texts(value: Any, change: Callable[[str], str]) -> Any:
    """Return blocks, parts of them or collections of them with every text changed; what has none is the same object.

    Tables of data and charts stay as they are: whoever writes or draws them sees to their texts.
    """
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple | list):
        made = [with_texts(v, change) for v in value]
        return type(value)(made) if any(a is not b for a, b in zip(made, value, strict=True)) else value
    if isinstance(value, dict):
        return {k: with_texts(v, change) for k, v in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        parts = {f.name: with_texts(getattr(value, f.name), change) for f in fields(value)}
        parts = {k: v for k, v in parts.items() if v is not getattr(value, k)}
        return replace(value, **parts) if parts else value
    return value


def words_of(part: Item | Any) -> str:
    """Return the text of any part, item or cell, as a plain string."""
    if isinstance(part, tuple):
        return " ".join(words_of(p) for p in part)
    return str(getattr(part, "text", part))


def _claims(number: int) -> str:
    return f"{number:,} claim{'' if number == 1 else 's'}"


def slug(text: str) -> str:
    """Return a text as an id: lower case, words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
