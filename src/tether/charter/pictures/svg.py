"""The few SVG primitives that the pictures need: text that wraps, boxes, lines, a frame with title and description."""

from __future__ import annotations

import textwrap
from xml.sax.saxutils import escape, quoteattr

INK, GREY, PALE, FAULT, PAPER = "#1b2733", "#5b6b7a", "#eef2f5", "#b3261e", "#ffffff"
FONT = "font-family:'Noto Sans','Noto Naskh Arabic',system-ui,sans-serif"
CHARACTER = 6.3  # mean width of a character at 12 px


def frame(width: float, height: float, title: str, description: str, body: str, definitions: str = "") -> str:
    """Return a whole SVG with its title and description (read out by screen readers)."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" style="max-width:100%;height:auto;background:{PAPER}">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
        f'<defs>{definitions}</defs><g style="{FONT};font-size:12px;fill:{INK}">{body}</g></svg>'
    )


def words(
    x: float, y: float, text: str, *, size: int = 12, fill: str = INK, weight: str = "", anchor: str = "start"
) -> str:
    """Return one line of text; ``y`` is its baseline."""
    bold = f' font-weight="{weight}"' if weight else ""
    place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}" text-anchor="{anchor}"{bold}'
    return f"<text {place}>{escape(text)}</text>"


def wrapped(text: str, width: float, lines: int = 2) -> list[str]:
    """Return a text in at most so many lines of a width in pixels; what does not fit ends in an ellipsis."""
    broken = textwrap.wrap(text, max(4, int(width / CHARACTER))) or [""]
    if len(broken) > lines:
        broken = [*broken[: lines - 1], broken[lines - 1][: max(1, int(width / CHARACTER) - 1)].rstrip() + "…"]
    return broken


def box(x: float, y: float, width: float, height: float, **style: str) -> str:
    """Return a rectangle; style keys are SVG attributes with _ for -."""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" {_attributes(style)}/>'


def path(points: str, **style: str) -> str:
    """Return a path."""
    return f'<path d="{points}" fill="none" {_attributes(style)}/>'


def named(title: str, body: str) -> str:
    """Return a group with a tooltip."""
    return f"<g><title>{escape(title)}</title>{body}</g>"


def _attributes(style: dict[str, str]) -> str:
    return " ".join(f"{key.replace('_', '-')}={quoteattr(value)}" for key, value in style.items())
