"""Writes tracked changes into a Word file and leaves every other byte of its text as it was.

    changed = with_changes(path, [WordChange(at=12, span=(31, 45), text="48"), WordChange(at=12, text="A new one.")])

A change with a ``span`` strikes characters of a paragraph and puts others in; one without puts a new paragraph after
it, in the look of that paragraph, without its number. Both are marked as insertions and deletions by Tether, so that
whoever opens the file accepts or rejects each of them, and may carry a comment. The date on them is always the same:
the same call gives the same bytes. What another author changed, what Word works out itself (fields) and footnotes are
never touched: ``WordParagraph.fixed`` says why.

Form: ECMA-376, part 1, section 17.13.5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from tether.law.word_comments import ARABIC, AUTHOR, MarginComment, WordParts, comment_marks, zipped
from tether.law.word_text import Splice, WordParagraph, WordRun, WordText, spliced

DATE = "2000-01-01T00:00:00Z"  # no day is meant: the bytes are to be the same
UNPRINTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
NOT_COPIED = ("numPr", "sectPr", "rPr", "pPrChange", "framePr", "pageBreakBefore", "keepNext", "outlineLvl")
BEFORE_NUMBER = ("pStyle", "keepLines", "widowControl")


@dataclass(frozen=True)
class WordChange:
    """A change at a paragraph (counted from 0): of its characters (``span``), or a new paragraph after it."""

    at: int
    text: str
    span: tuple[int, int] | None = None
    comment: tuple[str, ...] = ()
    heading: bool = False  # a new paragraph in bold


def with_changes(file: WordParts, changes: Sequence[WordChange]) -> bytes:
    """Return the bytes of a Word file with changes; spans of one paragraph must not overlap."""
    writer = _ChangeWriter(file.text, file.next_id(), _next_mark(file.text.xml))
    splices: list[Splice] = []
    for at in dict.fromkeys(change.at for change in changes):
        its = [change for change in changes if change.at == at]
        paragraph = file.text.paragraphs[at]
        splices += writer.replaced(paragraph, [c for c in its if c.span is not None])
        splices += writer.added(paragraph, [c for c in its if c.span is None])
    file.parts[file.main] = spliced(file.text.xml, splices)
    if writer.comments:
        file.put_in(writer.comments)
    return zipped(file.parts)


def own_insertions(file: WordParts) -> frozenset[str]:
    """Return the words of each paragraph that Tether put in and nobody has accepted or rejected yet."""
    xml, found = file.text.xml, set()
    for paragraph in file.text.paragraphs:
        texts = []
        for run in paragraph.runs:
            if "ins" in run.within and not run.read:
                texts += [child.text for child in run.children if child.name == "t"]
        if texts and AUTHOR.encode() in xml[paragraph.start : paragraph.ends]:
            found.add("".join(texts))
    return frozenset(found)


def _next_mark(xml: bytes) -> int:
    return max((int(n) for n in re.findall(rb":id=[\"'](\d{1,8})[\"']", xml)), default=0) + 1


class _ChangeWriter:
    """Makes the marks of changes, each with its number."""

    def __init__(self, text: WordText, comment: int, mark: int):
        self._text, self._comment, self._mark = text, comment, mark
        self.w, self.own = text.prefix, text.declared
        self.comments: list[tuple[int, MarginComment]] = []

    def replaced(self, paragraph: WordParagraph, changes: Sequence[WordChange]) -> Iterator[Splice]:
        """Give the runs of a paragraph anew that hold characters to be struck."""
        ordered = sorted(changes, key=lambda c: c.span or (0, 0))
        marks = {id(c): self._commented(c) for c in ordered}
        at = 0
        for run in paragraph.runs:
            end = at + len(run.text)
            inside = [c for c in ordered if c.span and c.span[0] < end and c.span[1] > at]
            if inside:
                yield Splice(run.start, run.end, b"".join(self._run_anew(run, at, inside, marks)))
            at = end

    def _run_anew(
        self, run: WordRun, start: int, changes: Sequence[WordChange], marks: dict[int, tuple[bytes, bytes]]
    ) -> Iterator[bytes]:
        at, end = start, start + len(run.text)
        for change in changes:
            assert change.span is not None
            first, last = max(change.span[0], start), min(change.span[1], end)
            yield self._kept(run, at - start, first - start)
            opening, closing = marks[id(change)]
            if first == change.span[0]:
                yield opening
            struck = self._parts(run, first - start, last - start, "delText")
            yield self._wrapped("del", self._run(run, struck))
            if last == change.span[1]:
                if change.text:
                    yield self._wrapped("ins", self._run(run, self._t(change.text)))
                yield closing
            at = last
        yield self._kept(run, at - start, end - start)

    def _kept(self, run: WordRun, begin: int, end: int) -> bytes:
        return self._run(run, self._parts(run, begin, end, "t")) if end > begin else b""

    def _run(self, run: WordRun, inside: bytes) -> bytes:
        xml = self._text.xml
        opening = re.match(rb"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", xml[run.start : run.end])
        tag = opening[0] if opening else f"<{self.w}:r{self.own}>".encode()
        look = xml[slice(*run.look)] if run.look else b""
        return tag + look + inside + f"</{self.w}:r>".encode()

    def _parts(self, run: WordRun, begin: int, end: int, name: str) -> bytes:
        """Return the part of a run's words from one character to another, as text or as struck text."""
        made, at = [], 0
        for child in run.children:
            length = len(child.text)
            first, last = max(begin, at), min(end, at + length)
            if first < last:
                whole = self._text.xml[child.start : child.end]
                made.append(self._t(child.text[first - at : last - at], name) if child.name == "t" else whole)
            at += length
        return b"".join(made)

    def _t(self, text: str, name: str = "t") -> bytes:
        shown = escape(UNPRINTED.sub("", text))
        return f'<{self.w}:{name} xml:space="preserve">{shown}</{self.w}:{name}>'.encode()

    def _marked(self) -> str:
        self._mark += 1
        return f'{self.w}:id="{self._mark - 1}" {self.w}:author="{AUTHOR}" {self.w}:date="{DATE}"'

    def _wrapped(self, name: str, run: bytes) -> bytes:
        return f"<{self.w}:{name}{self.own} {self._marked()}>".encode() + run + f"</{self.w}:{name}>".encode()

    def _commented(self, change: WordChange) -> tuple[bytes, bytes]:
        if not change.comment:
            return b"", b""
        self.comments.append((self._comment, MarginComment(change.at, change.comment)))
        self._comment += 1
        return comment_marks(self._text, self._comment - 1)

    def added(self, paragraph: WordParagraph, changes: Sequence[WordChange]) -> Iterator[Splice]:
        """Give new paragraphs after one, in its look."""
        for change in changes:
            opening, closing = self._commented(change)
            arabic = bool(ARABIC.search(change.text))
            run = f"<{self.w}:r>".encode() + self._look(paragraph, arabic, change.heading)
            run += self._t(change.text) + f"</{self.w}:r>".encode()
            made = [f"<{self.w}:p{self.own}>".encode(), self._properties(paragraph, arabic)]
            made += [opening, self._wrapped("ins", run), closing, f"</{self.w}:p>".encode()]
            yield Splice(paragraph.end, paragraph.end, b"".join(made))

    def _look(self, paragraph: WordParagraph, arabic: bool, heading: bool) -> bytes:
        """Return the properties of a paragraph's last run, in the direction of the words that are put in."""
        runs = [run for run in paragraph.runs if run.look and run.text.strip()]
        inside = self._text.xml[slice(*runs[-1].look)] if runs and runs[-1].look else b""
        inner = re.sub(rb"^<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>|</[\w:]+>$", b"", inside) if b"</" in inside else b""
        kept = [
            c for name, c in _elements(inner) if name not in ("rtl", "rPrChange", "ins", "del", "b", "bCs", "vanish")
        ]
        bold = [f"<{self.w}:b/>".encode(), f"<{self.w}:bCs/>".encode()] if heading else []
        place = 1 + max((n for n, c in enumerate(kept) if _named(c) in ("rStyle", "rFonts")), default=-1)
        # w:rtl stands near the end of the properties, before w:cs and those that follow it
        late = next((n for n, c in enumerate(kept) if _named(c) in ("cs", "em", "lang", "eastAsianLayout")), len(kept))
        right = [f"<{self.w}:rtl/>".encode()] if arabic else []
        inner = b"".join([*kept[:place], *bold, *kept[place:late], *right, *kept[late:]])
        return f"<{self.w}:rPr>".encode() + inner + f"</{self.w}:rPr>".encode() if inner else b""

    def _properties(self, paragraph: WordParagraph, arabic: bool) -> bytes:
        """Return a paragraph's properties without its number, its end marked as put in."""
        w = self.w
        given = self._text.xml[slice(*paragraph.properties)] if paragraph.properties else b""
        inner = re.sub(rb"^<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>|</[\w:]+>$", b"", given) if b"</" in given else b""
        kept = [(name, c) for name, c in _elements(inner) if name not in NOT_COPIED]
        kept = [(n, c) for n, c in kept if not (n == "pStyle" and re.search(rb"(?i)head|titre|title", c))]
        kept = [(n, c) for n, c in kept if n != "bidi" or arabic]
        first = [c for n, c in kept if n in BEFORE_NUMBER]
        number = f'<{w}:numPr><{w}:ilvl {w}:val="0"/><{w}:numId {w}:val="0"/></{w}:numPr>'.encode()
        rest = [c for n, c in kept if n not in BEFORE_NUMBER]
        mark = f"<{w}:rPr><{w}:ins {self._marked()}/></{w}:rPr>".encode()
        return f"<{w}:pPr>".encode() + b"".join([*first, number, *rest, mark]) + f"</{w}:pPr>".encode()


_CHILD = re.compile(rb"<(/?)([\w.:-]+)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")


def _named(element: bytes) -> str:
    found = _CHILD.match(element)
    return found[2].rpartition(b":")[2].decode() if found else ""


def _elements(inner: bytes) -> Iterator[tuple[str, bytes]]:
    """Give the elements of one level with their names."""
    depth, start = 0, 0
    for tag in _CHILD.finditer(inner):
        if tag[1]:
            depth -= 1
        else:
            start = tag.start() if depth == 0 else start
            depth += not tag[3].endswith(b"/")
        if depth == 0:
            element = inner[start : tag.end()]
            yield _named(element), element
