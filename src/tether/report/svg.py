"""The few SVG primitives that every picture of the house is made of: text that wraps, boxes, lines, bars, a frame.

Every text is escaped here. A picture names its patterns and markers as it likes: ``own_ids`` keeps those of two
pictures on one page apart.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

INK, GREY, PALE, FAULT, PAPER = "#1b2733", "#5b6b7a", "#eef2f5", "#b3261e", "#ffffff"
FONT = "'Noto Sans','Noto Naskh Arabic',system-ui,sans-serif"
RULE = "#d5dde3"  # lines of a scale
SEA = ("#9ec9c2", "#4f9e96", "#1f6f78", "#0b3c49")  # from little to much
CHARACTER = 6.3  # mean width of a character at 12 px


def frame(width: float, height: float, title: str, description: str, body: str, definitions: str = "") -> str:
    """Return a whole SVG on paper's colour, with its title and description (read out by screen readers).

    Looks are attributes, never a style: a page's policy runs no inline style.
    """
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
        f"<defs>{definitions}</defs>{box(0, 0, width, height, fill=PAPER)}"
        f'<g font-family={quoteattr(FONT)} font-size="12" fill="{INK}">{body}</g></svg>'
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


def turned(x: float, y: float, text: str, *, degrees: float = -60, size: int = 10) -> str:
    """Return one line of text that begins at a point and rises from there."""
    return f'<g transform="translate({x:.1f},{y:.1f}) rotate({degrees:g})">{words(0, 0, text, size=size)}</g>'


def box(x: float, y: float, width: float, height: float, **style: str) -> str:
    """Return a rectangle; style keys are SVG attributes with _ for -."""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" {_attributes(style)}/>'


def path(points: str, **style: str) -> str:
    """Return a path."""
    return f'<path d="{points}" fill="none" {_attributes(style)}/>'


def dot(x: float, y: float, radius: float, **style: str) -> str:
    """Return a circle."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" {_attributes(style)}/>'


def hatch(name: str, *, ground: str = PAPER, line: str = GREY, step: int = 5, width: float = 1.4) -> str:
    """Return the definition of a hatching, used as ``fill="url(#name)"``."""
    return (
        f'<pattern id="{name}" width="{step}" height="{step}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="{step}" height="{step}" fill="{ground}"/>'
        f'<path d="M0,0 V{step}" stroke="{line}" stroke-width="{width:g}"/></pattern>'
    )


def bars(shares: Sequence[float], title: str, description: str, *, even: float, labels: Sequence[str] = ()) -> str:
    """Return a histogram of shares with a dashed line at ``even``, where all bars would end if all were alike."""
    wide, high, left, top = 40.0, 160.0, 12.0, 34.0
    most = max(*shares, even, 1e-9) * 1.1
    width, bottom = left * 2 + wide * len(shares), top + high
    body = words(left, 18, title, size=14, weight="600")
    for n, value in enumerate(shares):
        tall = high * value / most
        body += named(f"{value:.1%}", box(left + n * wide + 2, bottom - tall, wide - 4, tall, fill=SEA[1]))
    for n, label in enumerate(labels):
        body += words(left + (n + 0.5) * wide, bottom + 15, label, size=10, fill=GREY, anchor="middle")
    level = bottom - high * even / most
    body += path(f"M{left:.1f},{level:.1f} H{width - left:.1f}", stroke=FAULT, stroke_dasharray="5 3")
    body += path(f"M{left:.1f},{bottom:.1f} H{width - left:.1f}", stroke=INK)
    return frame(width, bottom + 24, title, description, body)


def own_ids(svg: str, prefix: str) -> str:
    """Return a picture with its ids, and what refers to them, under a prefix of its own."""
    names = set(re.findall(r'\bid="([^"]+)"', svg))
    return re.sub(
        r'(\bid="|url\(#|href="#)([^")]+)',
        lambda m: f"{m[1]}{prefix}-{m[2]}" if m[2] in names else m[0],
        svg,
    )


def named(title: str, body: str) -> str:
    """Return a group with a tooltip."""
    return f"<g><title>{escape(title)}</title>{body}</g>"


def _attributes(style: dict[str, str]) -> str:
    return " ".join(f"{key.replace('_', '-')}={quoteattr(value)}" for key, value in style.items())
