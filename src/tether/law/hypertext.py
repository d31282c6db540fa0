"""Reads the text of a web page (.html): blocks as paragraphs, ordered lists with their numbers.

Nothing is loaded or run; a page is read in one pass, in time that grows with its length (the library's own parser takes
minutes for a page of ``<!--``). Scripts, styles, navigation, what is hidden and what is struck out (``del``, ``s``) are
left out.
"""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from pathlib import Path

from tether.documents.packed import MB
from tether.errors import InputError, Problem
from tether.law.plain_text import decoded
from tether.law.source import MOST_PARAGRAPHS, SourceParagraph, SourceText, paragraphs_of
from tether.law.word_numbering import numbered

LARGEST = 8 * MB
LEFT_OUT = frozenset(
    [
        "title",
        "script",
        "style",
        "head",
        "nav",
        "template",
        "noscript",
        "svg",
        "math",
        "button",
        "select",
        "form",
        "iframe",
        "object",
        "del",
        "s",
    ]
)
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "table",
        "tr",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "blockquote",
        "body",
        "main",
        "header",
        "footer",
        "dd",
        "dt",
        "dl",
        "pre",
        "center",
        "fieldset",
        "figure",
        "figcaption",
        "hr",
        "aside",
    ]
)
FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
ENCODING = re.compile(rb"charset=[\"']?([\w-]{2,20})", re.IGNORECASE)
HIDDEN = re.compile(r"display:none|visibility:hidden")
DEEPEST = 2_000
TAG = re.compile(r"<(/?)([A-Za-z][\w:-]{0,40})((?:[\s/][^<>]{0,4000})?)>")
ATTRIBUTE = re.compile(r"([\w:-]{1,60})(?:\s?=\s?(?:\"([^\"]{0,4000})\"|'([^']{0,4000})'|([^\s\"'>]{1,400})))?")


def read_hypertext(path: Path) -> SourceText:
    """Read a web page; ``InputError`` where it is too large or holds no text."""
    if path.stat().st_size > LARGEST:
        raise InputError(Problem(f"{path.stat().st_size:,} bytes", where=str(path), expected=f"at most {LARGEST:,}"))
    data = path.read_bytes()
    named = ENCODING.search(data[:4096])
    text, notes = decoded(data, str(path), named=named[1].decode() if named else "")
    reader = _PageText()
    reader.read(text.replace("\r\n", "\n").replace("\0", ""))
    paragraphs = paragraphs_of(reader.found)
    if len(paragraphs) > MOST_PARAGRAPHS:
        raise InputError(Problem(f"{len(paragraphs):,} paragraphs", str(path), expected=f"at most {MOST_PARAGRAPHS:,}"))
    return SourceText("html", paragraphs, notes)


class _PageText:
    """Gathers words until a block begins or ends; hot code, a call for each tag."""

    def __init__(self) -> None:
        self.found: list[SourceParagraph] = []
        self._words: list[str] = []
        self._open: list[tuple[str, bool]] = []  # elements that are open, and whether they are left out
        self._counts: Counter[str] = Counter()  # how many of each name are open
        self._lists: list[list[object]] = []  # form and next number of each open list
        self._label, self._outline, self._quiet = "", 0, 0
        self._cells = 0

    def read(self, text: str) -> None:
        """Read a page from its first tag to its last."""
        at, lower = 0, text.lower()
        while at < len(text):
            start = text.find("<", at)
            self._data(text[at:] if start < 0 else text[at:start])
            at = len(text) if start < 0 else self._mark(text, lower, start)
        self.end_block()

    def _mark(self, text: str, lower: str, start: int) -> int:
        """Read what begins with ``<``; return where it ends. What never ends is left out to the end of the file."""
        if text.startswith("<!--", start):
            return _after(text, "-->", start + 4)
        if text[start + 1 : start + 2] in ("!", "?"):
            return _after(text, ">", start)
        tag = TAG.match(text, start)
        if tag is None:
            self._data("<")
            return start + 1
        name = tag[2].lower()
        if tag[1]:
            self._end(name)
        elif name in ("script", "style"):
            return _after(text, ">", _after(lower, f"</{name}", tag.end()))
        else:
            self._start(name, {key.lower(): unescape(a or b or c) for key, a, b, c in ATTRIBUTE.findall(tag[3])})
        return tag.end()

    def _start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "br":
            self._words.append("\n")
        if tag in BLOCKS and tag not in ("td", "th"):
            self.end_block()
        if tag in ("td", "th"):
            self._words.append(" | " if self._cells else "")
            self._cells += 1
        if tag in ("ol", "ul"):
            start = given.get("start", "")
            form = FORMS.get(given.get("type", ""), "decimal") if tag == "ol" else "bullet"
            self._lists.append([form, int(start) if re.fullmatch(r"[0-9]{1,4}", start) else 1])
        if tag == "li" and self._lists and not self._quiet:
            self._number(given.get("value", ""))
        if re.fullmatch(r"h[1-6]", tag):
            self._outline = int(tag[1])
        if tag not in VOID and len(self._open) < DEEPEST:
            out = tag in LEFT_OUT or "hidden" in given or bool(HIDDEN.search(given.get("style", "").replace(" ", "")))
            self._open.append((tag, out))
            self._counts[tag] += 1
            self._quiet += out

    def _number(self, given: str) -> None:
        form, count = self._lists[-1]
        count = int(given) if re.fullmatch(r"[0-9]{1,4}", given) else int(str(count))
        number = numbered(count, str(form))
        self._label = f"{number}." if number else ""
        self._lists[-1][1] = count + 1

    def _end(self, tag: str) -> None:
        if tag in BLOCKS and tag not in ("td", "th"):
            self.end_block()
        if tag == "tr":
            self._cells = 0
        if tag in ("ol", "ul") and self._lists:
            self._lists.pop()
        while self._counts[tag]:  # what was left open inside it ends with it
            name, out = self._open.pop()
            self._counts[name] -= 1
            self._quiet -= out
            if name == tag:
                break

    def _data(self, data: str) -> None:
        if data and not self._quiet:
            self._words.append(unescape(data if self._counts["pre"] else data.replace("\n", " ")))

    def end_block(self) -> None:
        """End the paragraph that is being gathered, if it has words."""
        text = "".join(self._words)
        self._words = []
        if text.strip(" |\n\t"):
            self.found.append(SourceParagraph(text, len(self.found), self._label, self._outline))
            self._label, self._outline = "", 0


def _after(text: str, end: str, start: int) -> int:
    found = text.find(end, start)
    return len(text) if found < 0 else found + len(end)
