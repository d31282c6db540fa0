"""What a brief must not say, checked on the finished page: the words, and numbers that come from no result.

    faults(page)  ->  ["'forecast' of something else than the status quo: 'The forecast under P9 …'", …]

The checker reads what a reader sees (text, and what figures say to those who can't see them), sentence by sentence.
It leaves out scripts, styles and what is marked ``data-quoted``: a source's or an author's own words.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

FORBIDDEN = {
    r"\bbest (option|choice|charter|design|way|course|bet)": "calls a charter best",
    r"\b(recommend|prefer|advis\w+ (to|that|the)|ought to|should (choose|adopt|back|support|pick))": "advises",
    r"\b(better|worse|superior|inferior|optimal|outperform\w*|safest|promising|winner|wins|beats)\b": "ranks by worth",
    r"\b(more|less|most|very|un)?likel(y|ihood)\b": "speaks of likelihood",
    r"\b(probab\w+|chance of|odds)\b": "gives authored worlds a probability",
    r"(%|per cent|percent) of (the |all |assumed |such |other )*(worlds|futures)": "counts worlds in per cent",
    r"\brisk of\b": "calls a probability a risk",
}
FORECAST = re.compile(r"\b(forecast|predict)\w*", re.IGNORECASE)
STATUS_QUO = re.compile(r"status[ -]quo", re.IGNORECASE)
ABOUT_PREDICTION = re.compile(r"no predictive skill", re.IGNORECASE)
BLOCK = {"p", "li", "td", "th", "h1", "h2", "h3", "h4", "figcaption", "caption", "summary", "dt", "dd", "div", "title"}
SILENT = {"script", "style", "noscript", "svg"}  # a picture’s words are told in its label
VOID = {"meta", "img", "br", "hr", "link", "input", "col", "wbr"}
MADE = {"data-result", "data-method", "data-quoted"}
RUNNING = {"p", "li"}  # text in which a number needs a result behind it


def faults(page: str) -> list[str]:
    """Return what the page says and must not, one line each; an empty list is a clean page."""
    reader = _DigitReader()
    reader.feed(page)
    reader.close()
    found = [f"number without a result: '{text}'" for text in reader.bare]
    for sentence in reader.sentences():
        found += [
            f"{why}: '{sentence}'" for pattern, why in FORBIDDEN.items() if re.search(pattern, sentence, re.IGNORECASE)
        ]
        if FORECAST.search(sentence) and not STATUS_QUO.search(sentence) and not ABOUT_PREDICTION.search(sentence):
            found.append(f"forecast of something else than the status quo: '{sentence}'")
    return found


class _DigitReader(HTMLParser):
    """Collects what is read, block by block, and running text with digits that no result stands behind."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: list[str] = [""]
        self.bare: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag in BLOCK:
            self.blocks.append("")
        if not self._inside("data-quoted"):
            self.blocks += [named[a] or "" for a in ("alt", "aria-label") if a in named] + [""] if named else []
        if tag not in VOID:
            self.open.append((tag, named))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass
        if tag in BLOCK:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if any(tag in SILENT for tag, _ in self.open) or self._inside("data-quoted"):
            return
        self.blocks[-1] += data
        if self._in_running_text() and re.search(r"\d", data) and not any(self._inside(name) for name in MADE):
            self.bare.append(data.strip())

    def sentences(self) -> list[str]:
        """Return the sentences read, blanks folded."""
        texts = (" ".join(block.split()) for block in self.blocks)
        return [s for text in texts for s in re.split(r"(?<=[.!?;])\s+(?=[A-Z])", text) if s]

    def _inside(self, name: str) -> bool:
        return any(name in attrs for _, attrs in self.open)

    def _in_running_text(self) -> bool:
        return any(tag in RUNNING for tag, _ in self.open)
