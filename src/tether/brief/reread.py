"""A finished brief read back: its sentences with the results they rest on, and the tables that the page carries.

What is made from a brief (a memo, a defence) is made from the page itself, so that it can say nothing that the page
does not say, and needs no second run:

    page = reread("runs/…/brief.html")
    page.said[0].text, page.said[0].result, page.tables["comparison"]
"""

from __future__ import annotations

import base64
import gzip
import io
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pandas as pd

from tether.errors import InputError, Problem

VOID = {"meta", "img", "br", "hr", "link", "input"}


@dataclass(frozen=True)
class PrintedSentence:
    """One sentence of the page. ``kind``: result (made from one), quoted (a source's or the case's own words)."""

    section: str
    text: str
    result: str
    kind: str
    on_paper: bool
    tone: str  # the class of its paragraph or list


@dataclass(frozen=True)
class RereadBrief:
    """A brief as read back."""

    title: str
    said: tuple[PrintedSentence, ...]
    tables: dict[str, pd.DataFrame]
    command: str

    def of(self, section: str, prefix: str = "") -> list[PrintedSentence]:
        """Return a section's printed sentences that rest on results whose ids begin with ``prefix``."""
        found = [s for s in self.said if s.section == section and s.on_paper]
        return [s for s in found if s.kind == "result" and s.result.startswith(prefix)]


def reread(path: str | Path) -> RereadBrief:
    """Read a brief: the HTML file, or the run folder that holds it.

    Raises:
        InputError: there is no brief, or the file is not one.
    """
    file = Path(path) / "brief.html" if Path(path).is_dir() else Path(path)
    try:
        text = file.read_text("utf-8")
    except OSError as error:
        raise InputError(
            Problem(str(error.strerror), str(file), expected="a run folder that tether brief wrote, or its brief.html")
        ) from None
    reader = _BriefParser()
    reader.feed(text)
    reader.close()
    if not reader.said:
        raise InputError(Problem("no sentence of a brief", str(file), expected="a brief.html that tether brief wrote"))
    return RereadBrief(reader.title.strip(), tuple(reader.said), reader.tables, reader.command.strip())


@dataclass
class _OpenElement:
    tag: str
    attrs: dict[str, str | None]
    parts: list[str] = field(default_factory=list)


class _BriefParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[_OpenElement] = []
        self.said: list[PrintedSentence] = []
        self.tables: dict[str, pd.DataFrame] = {}
        self.title, self.command = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(_OpenElement(tag, dict(attrs)))
        href = dict(attrs).get("href") or ""
        if tag == "a" and href.startswith("data:"):
            self._table(dict(attrs), href)

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            ended = self.open.pop()
            if ended.tag == "span" and ("data-result" in ended.attrs or "data-quoted" in ended.attrs):
                self._sentence(ended)
            if ended.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        for element in self.open:
            if element.tag == "span":
                element.parts.append(data)
        tags = [element.tag for element in self.open]
        self.title += data if tags[-1:] == ["title"] else ""
        self.command += data if "pre" in tags else ""

    def _sentence(self, span: _OpenElement) -> None:
        section = next((e.attrs.get("id") or "" for e in self.open if e.tag == "section"), "")
        block = next((e for e in reversed(self.open) if e.tag in ("p", "ul")), None)
        names = " ".join(str(e.attrs.get("class") or "") for e in self.open).split()
        hidden = "screen" in names or any(e.tag == "details" for e in self.open)
        kind = "result" if "data-result" in span.attrs else "quoted"
        tone = str(block.attrs.get("class") or "").strip() if block else ""
        text = " ".join("".join(span.parts).split())
        self.said.append(PrintedSentence(section, text, span.attrs.get("data-result") or "", kind, not hidden, tone))

    def _table(self, attrs: dict[str, str | None], href: str) -> None:
        kind, _, data = href.partition(",")
        packed = "gzip" in kind
        raw = gzip.decompress(base64.b64decode(data)) if packed else unquote_to_bytes(data)
        name = str(attrs.get("data-csv" if packed else "download") or "").removesuffix(".csv")
        self.tables.setdefault(name, pd.read_csv(io.BytesIO(raw), encoding="utf-8-sig"))
