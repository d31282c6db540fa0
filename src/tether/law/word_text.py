"""Where the words of a Word text stand, in bytes: its paragraphs, their runs, and the characters of each.

    text = WordText(xml, "draft.docx")
    text.paragraphs[12].text                        # as the text stands now, tracked changes accepted
    text.paragraphs[12].fixed(4, 9)                 # why these characters can't be changed, '' where they can

Whoever changes a Word file puts marks in at these places and leaves every other byte as it was, so that fonts,
fields and what no reader of ours knows stay. ``own``: changes by this author are read as if they had never been made.

Form: ECMA-376, part 1, section 17.3 (paragraphs and runs), 17.13.5 (tracked changes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any
from xml.parsers import expat

from tether.errors import InputError, Problem
from tether.law.word import ANEW, EXPECTED

READ = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
TRANSPARENT = ("hyperlink", "smartTag", "customXml", "sdt", "sdtContent")
UNREAD = ("del", "moveFrom", "Fallback", "object", "pict")
_TAG = re.compile(rb"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_DECLARED = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^>]{0,200}encoding=[\"']([\w-]{1,20})[\"']")


@dataclass
class RunChild:
    """What stands in a run: its name, its bytes, the words that a reader sees of it."""

    name: str
    start: int
    end: int = -1
    text: str = ""


@dataclass
class WordRun:
    """A run: words of one look. ``within``: what stands between its paragraph and it."""

    start: int
    within: tuple[str, ...]
    read: bool = True
    in_field: bool = False
    end: int = -1
    look: tuple[int, int] | None = None  # the bytes of its properties
    children: list[RunChild] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its words as a reader sees them."""
        return "".join(child.text for child in self.children) if self.read else ""

    @property
    def fixed(self) -> str:
        """Return why its words can't be changed, '' where they can."""
        changes = [name for name in self.within if name not in TRANSPARENT]
        if changes:
            return "they stand in a tracked change"
        if self.in_field:
            return "Word works them out itself (a field)"
        return "" if all(c.name in ("t", *READ) for c in self.children) else "something else stands among them"


@dataclass
class WordParagraph:
    """A paragraph; ``begins`` and ``ends`` are the bytes of what stands after its properties, -1 where nothing can."""

    start: int
    depth: int
    begins: int = -1
    ends: int = -1
    end: int = -1
    properties: tuple[int, int] | None = None
    runs: list[WordRun] = field(default_factory=list)
    properties_open: bool = False

    @property
    def text(self) -> str:
        """Its words, as ``word.read_word`` reads them before it takes out what is no word."""
        return "".join(run.text for run in self.runs)

    def fixed(self, begin: int, end: int) -> str:
        """Return why the characters from ``begin`` up to ``end`` can't be changed, '' where they can."""
        at = 0
        for run in self.runs:
            length = len(run.text)
            if at < end and at + length > begin and run.fixed:
                return run.fixed
            at += length
        return ""


class WordText:
    """The paragraphs of a text's XML, found in one pass, in the order of the file."""

    def __init__(self, xml: bytes, where: str, *, own: str = ""):
        self.xml = xml
        self.prefix, self.namespace = "w", ""
        self.paragraphs: list[WordParagraph] = []
        self._own = own
        self._stack: list[tuple[str, bool]] = []  # open elements: name, whether it is a change of our own
        self._open: list[tuple[WordParagraph, int]] = []
        self._runs: list[tuple[WordRun, int]] = []
        self._waiting: WordParagraph | None = None  # whose words begin with the next thing that comes
        self._field, self._last = 0, 0
        declared = _DECLARED.match(xml)
        if xml[:2] in (b"\xff\xfe", b"\xfe\xff") or (declared and declared[1].lower() not in (b"utf-8", b"us-ascii")):
            raise InputError(Problem("a Word text that isn't UTF-8", where=where, expected=EXPECTED, remedy=ANEW))
        parser = self._parser = expat.ParserCreate()
        parser.buffer_text = False
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._words
        parser.CommentHandler = lambda _: self._comes()
        parser.ProcessingInstructionHandler = lambda *_: self._comes()
        try:
            parser.Parse(xml, True)
        except expat.ExpatError as error:
            raise InputError(Problem(f"a text that is not XML ({error})", where=where, remedy=ANEW)) from None

    def nearest(self, at: int) -> WordParagraph | None:
        """Return a paragraph into which something can be put: this one, or one after it, or one before it."""
        after, before = range(max(at, 0), len(self.paragraphs)), range(min(at, len(self.paragraphs)) - 1, -1, -1)
        for place in chain(after, before):
            paragraph = self.paragraphs[place]
            closed = self.xml[paragraph.ends : paragraph.ends + 2] == b"</"
            if paragraph.begins >= 0 and paragraph.ends >= paragraph.begins and closed:
                return paragraph
        return None

    @property
    def declared(self) -> str:
        """The declaration that our elements need where the root gives the prefix no namespace."""
        w = self.prefix
        return "" if f"xmlns:{w}=".encode() in self.xml[:20_000] else f' xmlns:{w}="{self.namespace}"'

    def _comes(self) -> None:
        if self._waiting is not None:
            self._waiting.begins = self._parser.CurrentByteIndex
            self._waiting = None

    def _start(self, name: str, attributes: dict[str, Any]) -> None:
        at, last = self._parser.CurrentByteIndex, name.rpartition(":")[2]
        if not self._stack:
            self.prefix = name.partition(":")[0] if ":" in name else "w"
            self.namespace = attributes.get(f"xmlns:{self.prefix}", attributes.get("xmlns", ""))
        depth = len(self._stack)
        opened = self._waiting
        if last == "pPr" and opened is not None and opened.depth == depth - 1:
            opened.properties, opened.properties_open = (at, -1), True
            self._waiting = None
        else:
            self._comes()
        mine = bool(self._own) and any(
            k.rpartition(":")[2] == "author" and v == self._own for k, v in attributes.items()
        )
        if last == "p":
            paragraph = self._waiting = WordParagraph(at, depth)
            self.paragraphs.append(paragraph)
            self._open.append((paragraph, depth))
        elif last == "r" and self._open:
            self._open_run(at, depth)
        elif self._runs and self._runs[-1][1] == depth - 1:
            self._runs[-1][0].children.append(RunChild(last, at, text=READ.get(last, "")))
        elif last == "vanish" and self._runs and self._runs[-1][0].look is None and self._stack[-1][0] == "rPr":
            off = any(
                k.rpartition(":")[2] == "val" and v in ("0", "false", "off", "none") for k, v in attributes.items()
            )
            self._runs[-1][0].read &= off
        if last == "fldChar":
            kind = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "fldCharType"), "")
            self._field = max(0, self._field + {"begin": 1, "end": -1}.get(kind, 0))
        self._stack.append((last, mine))

    def _open_run(self, at: int, depth: int) -> None:
        paragraph, above = self._open[-1]
        between = self._stack[above + 1 :]
        within = tuple(name for name, _ in between)
        hidden = any(name in UNREAD and not (name == "del" and mine) for name, mine in between)
        added = any(name in ("ins", "moveTo") and mine for name, mine in between)
        simple = "fldSimple" in within
        run = WordRun(at, within, not (hidden or added), bool(self._field) or simple)
        paragraph.runs.append(run)
        self._runs.append((run, depth))

    def _words(self, words: str) -> None:
        self._comes()
        if not self._runs:
            return
        run, depth = self._runs[-1]
        if len(self._stack) == depth + 2 and self._stack[-1][0] in ("t", "delText") and run.children:
            struck = self._stack[-1][0] == "delText"
            if not struck or ("del" in run.within and run.read):
                run.children[-1].text += words

    def _end(self, name: str) -> None:
        self._stack.pop()
        at, last, depth = self._parser.CurrentByteIndex, name.rpartition(":")[2], len(self._stack)
        if last == "p" and self._open:
            paragraph, _ = self._open.pop()
            if self._waiting is paragraph:
                self._waiting = None  # <w:p/>, or one without words
                if paragraph.begins < 0:
                    paragraph.begins = at
            paragraph.ends, paragraph.end = at, self._after(at)
        elif last == "pPr" and self._open and self._open[-1][0].properties_open and self._open[-1][1] == depth - 1:
            paragraph = self._open[-1][0]
            paragraph.properties_open = False
            paragraph.properties = (paragraph.properties[0] if paragraph.properties else at, self._after(at))
            self._waiting = paragraph
        else:
            self._comes()
            self._end_in_run(at, last, depth)

    def _end_in_run(self, at: int, last: str, depth: int) -> None:
        if not self._runs:
            return
        run, above = self._runs[-1]
        if last == "r" and depth == above:
            run.end = self._after(at)
            self._runs.pop()
        elif depth == above + 1 and run.children:
            child = run.children[-1]
            child.end = self._after(at)
            if last == "rPr":
                run.look = (child.start, child.end)
                run.children.pop()

    def _after(self, at: int) -> int:
        found = _TAG.match(self.xml, at)
        return found.end() if found else at


@dataclass(frozen=True)
class Splice:
    """Bytes from ``start`` up to ``end`` of a text that others take the place of; an insertion where both are one."""

    start: int
    end: int
    data: bytes


def spliced(xml: bytes, splices: Sequence[Splice]) -> bytes:
    """Return a text with splices made; those of one place stay in their order."""
    return b"".join(_pieces(xml, sorted(splices, key=lambda s: s.start)))


def _pieces(xml: bytes, splices: Sequence[Splice]) -> Iterator[bytes]:
    last = 0
    for splice in splices:
        yield xml[last : splice.start]
        yield splice.data
        last = max(last, splice.end)
    yield xml[last:]
