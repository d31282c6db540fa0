"""Puts comments into a Word file and leaves every other byte of its text as it was.

    commented = with_comments(Path("draft.docx"), [MarginComment(12, ("error IND03: …", "To answer: the drafter"))])
    commented.data, commented.added, commented.there

The text's part is not written anew: a parser says at which byte a paragraph's words begin and end, and the marks of a
comment are put in there. So fonts, tracked changes, fields and what no reader of ours knows stay as they are. A
comment of ours that is there already (the same words by the same author) is not put in again; one that somebody
answered stays.

Form: ECMA-376, part 1, section 17.13.4. A comment is an entry of ``comments.xml`` and three marks in the text: where
its range begins, where it ends, and the reference.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from tether.documents.packed import PackedFile, open_zip
from tether.documents.xml_file import local, parse_xml, read_part
from tether.law.word import ANEW, EXPECTED, LARGEST, LARGEST_BODY, LARGEST_PART, main_part
from tether.law.word_text import Splice, WordText, spliced

AUTHOR, INITIALS = "Tether", "T"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
STRICT_RELATION = "http://purl.oclc.org/ooxml/officeDocument/relationships/comments"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
ARABIC = re.compile("[\u0621-\u064a]")
LONG_AGO = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class MarginComment:
    """A comment on a paragraph of the file (counted from 0, as ``SourceParagraph.at``), line by line."""

    at: int
    lines: tuple[str, ...]
    more: int = 0  # lines after the first that say more of the same
    at_title: bool = False  # it gathers what stands at no article

    @property
    def text(self) -> str:
        """Its words as one text, by which it is known again."""
        return "\n".join(self.lines)


@dataclass(frozen=True)
class CommentedFile:
    """A Word file with comments: its bytes, how many were put in, how many were there already."""

    data: bytes
    added: int
    there: int


def with_comments(path: Path, comments: Sequence[MarginComment]) -> CommentedFile:
    """Return a Word file with comments in its margin.

    Raises:
        InputError: no Word file that can be read, or one whose text isn't UTF-8.
    """
    file = WordParts.of(path)
    before = Counter(file.own_comments())
    new: list[MarginComment] = []
    for comment in comments:
        if before[comment.text]:
            before[comment.text] -= 1
        else:
            new.append(comment)
    if new:
        numbered = list(enumerate(new, file.next_id()))
        file.parts[file.main] = spliced(file.text.xml, [s for n, c in numbered for s in _marks(file.text, n, c.at)])
        file.put_in(numbered)
    return CommentedFile(zipped(file.parts), len(new), len(comments) - len(new))


def _marks(text: WordText, number: int, at: int) -> Iterator[Splice]:
    """Give the marks of a comment on a paragraph; an empty paragraph's go to the next one."""
    place = text.nearest(at)
    if place is not None:
        start, end = comment_marks(text, number)
        yield Splice(place.begins, place.begins, start)
        yield Splice(place.ends, place.ends, end)


def comment_marks(text: WordText, number: int) -> tuple[bytes, bytes]:
    """Return what stands before and after the words that a comment is on."""
    w, own = text.prefix, text.declared
    start = f'<{w}:commentRangeStart{own} {w}:id="{number}"/>'
    end = f'<{w}:commentRangeEnd{own} {w}:id="{number}"/>'
    end += f'<{w}:r{own}><{w}:commentReference {w}:id="{number}"/></{w}:r>'
    return start.encode(), end.encode()


def _bytes(packed: PackedFile, name: str) -> bytes:
    with packed.open(name) as part:
        return part.read()


def zipped(parts: dict[str, bytes]) -> bytes:
    """Return parts as a zip: the same bytes for the same parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(zipfile.ZipInfo(name, LONG_AGO), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


class WordParts:
    """The parts of a Word file, and where its comments are."""

    def __init__(self, parts: dict[str, bytes], main: str, where: str):
        self.parts, self.main, self._where = parts, main, where
        folder, _, last = main.rpartition("/")
        self._folder = folder
        self._links = f"{folder}/_rels/{last}.rels".lstrip("/")
        self._comments = self._linked()
        self.text = WordText(parts[main], where, own=AUTHOR)

    @classmethod
    def of(cls, path: Path) -> WordParts:
        """Return the parts of a file; ``InputError`` for what is no Word file that can be read."""
        where = str(path)
        with open_zip(path, where=where, expected=EXPECTED, limits=LARGEST) as packed:
            main = main_part(packed, where)
            read_part(packed, main, where, most=LARGEST_BODY, remedy=ANEW)  # refuses entities before it is parsed
            parts = {name: _bytes(packed, name) for name in packed.names}
        return cls(parts, main, where)

    def _linked(self) -> str:
        """Return the part that holds comments, '' where the file has none."""
        if self._links not in self.parts:
            return ""
        root = parse_xml(self.parts[self._links], self._where, most=LARGEST_PART, remedy=ANEW)
        for link in root:
            if link.get("Type", "").endswith("/comments") and link.get("TargetMode") != "External":
                target = link.get("Target", "")
                name = target.lstrip("/") if target.startswith("/") else f"{self._folder}/{target}".lstrip("/")
                return name if name in self.parts else ""
        return ""

    def own_comments(self) -> Iterable[str]:
        """Give the words of the comments that are ours."""
        if not self._comments:
            return
        root = parse_xml(self.parts[self._comments], self._where, most=LARGEST_PART, remedy=ANEW)
        for comment in root:
            if any(local(key) == "author" and value == AUTHOR for key, value in comment.attrib.items()):
                paragraphs = (e for e in comment if local(e.tag) == "p")
                yield "\n".join("".join(t.text or "" for t in p.iter() if local(t.tag) == "t") for p in paragraphs)

    def put_in(self, numbered: Sequence[tuple[int, MarginComment]]) -> None:
        """Put comments into the part that holds them, which is made where there is none."""
        prefix, namespace = self.text.prefix, self.text.namespace
        entries = "".join(_entry(prefix, number, comment) for number, comment in numbered)
        if self._comments:
            self.parts[self._comments] = _inside(self.parts[self._comments], _declared(entries, prefix, namespace))
            return
        name = self._free_name()
        opening = (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<{prefix}:comments xmlns:{prefix}="{namespace}">'
        )
        self.parts[name] = f"{opening}{entries}</{prefix}:comments>".encode()
        self._link(name)

    def next_id(self) -> int:
        """Return the first number that no comment has."""
        texts = [self.parts[self.main], self.parts.get(self._comments, b"")]
        found = [
            int(n)
            for text in texts
            for n in re.findall(rb"<[\w.-]{1,20}:comment\w{0,20}\s[^<>]{0,400}?:id=[\"'](\d{1,9})[\"']", text)
        ]
        return max(found, default=-1) + 1

    def _free_name(self) -> str:
        name, count = f"{self._folder}/comments.xml".lstrip("/"), 1
        while name in self.parts:
            count += 1
            name = f"{self._folder}/comments{count}.xml".lstrip("/")
        return name

    def _link(self, name: str) -> None:
        """Name the new part among the relations of the text and among the file's kinds of content."""
        relation = STRICT_RELATION if "purl.oclc.org" in self.text.namespace else RELATION
        empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
        links = self.parts.get(self._links, empty)
        used, count = set(re.findall(rb"Id=[\"']([^\"']{1,80})[\"']", links)), 1
        while f"rIdComments{count}".encode() in used:
            count += 1
        target = name.removeprefix(f"{self._folder}/")
        given = f'Relationship Id="rIdComments{count}" Type="{relation}" Target="{target}"'
        self.parts[self._links] = _inside(links, given, element=True)
        kinds = self.parts.get("[Content_Types].xml", b"")
        self.parts["[Content_Types].xml"] = _inside(
            kinds, f'Override PartName="/{name}" ContentType="{KIND}"', element=True
        )


def _inside(xml: bytes, added: str, *, element: bool = False) -> bytes:
    """Return XML with something added as the last child of its root; ``element`` is named in the root's own prefix."""
    closing = re.search(rb"</(?:([\w.-]{1,40}):)?[\w.-]{1,40}\s{0,9}>\s{0,99}$", xml[-400:])
    if closing is None:  # <w:comments …/>, without a child
        whole = re.search(rb"<(?:([\w.-]{1,40}):)?([\w.-]{1,40})((?:\s[^<>]{0,8000})?)/>\s{0,99}$", xml)
        if whole is None:
            return xml
        prefix, name = whole[1], whole[2]
        tag = (prefix + b":" if prefix else b"") + name
        return xml[: whole.start()] + b"<" + tag + whole[3] + b">" + _child(added, prefix, element) + b"</" + tag + b">"
    at = len(xml) - len(xml[-400:]) + closing.start()
    return xml[:at] + _child(added, closing[1], element) + xml[at:]


def _child(added: str, prefix: bytes | None, element: bool) -> bytes:
    if not element:
        return added.encode()
    return b"<" + (prefix + b":" if prefix else b"") + added.encode() + b"/>"


def _declared(entries: str, prefix: str, namespace: str) -> str:
    """Return entries that declare their own prefix: the part they go into may use another."""
    return entries.replace(f"<{prefix}:comment ", f'<{prefix}:comment xmlns:{prefix}="{namespace}" ')


def _entry(w: str, number: int, comment: MarginComment) -> str:
    lines = "".join(_line(w, line, first=not n) for n, line in enumerate(comment.lines))
    return f'<{w}:comment {w}:id="{number}" {w}:author="{AUTHOR}" {w}:initials="{INITIALS}">{lines}</{w}:comment>'


def _line(w: str, text: str, *, first: bool) -> str:
    arabic = len(ARABIC.findall(text)) * 2 > sum(c.isalpha() for c in text)
    properties = f"<{w}:pPr><{w}:bidi/></{w}:pPr>" if arabic else ""
    run = f"<{w}:rPr><{w}:rtl/></{w}:rPr>" if arabic else ""
    mark = f"<{w}:r><{w}:annotationRef/></{w}:r>" if first else ""
    shown = escape(re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", "", text))
    return f'<{w}:p>{properties}{mark}<{w}:r>{run}<{w}:t xml:space="preserve">{shown}</{w}:t></{w}:r></{w}:p>'
