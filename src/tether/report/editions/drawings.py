"""Pictures in another language: each line of text that the catalogue has, in its place; nothing is drawn anew."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, unescape

from tether.report.editions.edition import Edition
from tether.report.isolates import bare

_TEXT = re.compile(r"(<(?:text|title|desc)\b[^<>]*>)([^<>]+)(</)")


def svg_in(svg: str, edition: Edition) -> str:
    """Return a picture with each of its lines of text said in the language."""

    def line(found: re.Match[str]) -> str:
        return f"{found[1]}{escape(bare(edition.said(unescape(found[2]))))}{found[3]}"

    return _TEXT.sub(line, svg)
