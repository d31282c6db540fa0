"""Pictures of a plan as SVG: militia by unit, where a plan lies between its floors, and how units spread.

They are drawn from published tables and distributions alone. A share is an area as well as a shade, and what is
withheld is hatched, so that nothing hangs on colour.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from tether.induction.disclosure import WITHHELD, PublishedTable
from tether.report.blocks import (
    Picture,
)
from tether.report.numbers import percent
from tether.report.svg import GREY, INK, PALE, PAPER, RULE, SEA, box, dot, frame, hatch, named, path, turned, words

LEFT, CELL, MARGIN = 130.0, 18.0, 12.0
LINE, SCALE, NAMES = 26.0, 420.0, 250.0
SHADES = tuple(zip((0.1, 0.25, 0.5, 1.01), SEA, strict=True))
KEY = (0.05, 0.25, 0.5, 1.0)


def heatmap(table: PublishedTable, title: str, said: str) -> Picture:
    """Return militia by place: the share of each column's heads that is of each row."""
    pattern, top = f"hatch-{table.name}", 44 + 5.4 * max((len(_short(n)) for n in table.columns), default=0)
    body = words(MARGIN, 20, title, size=14, weight="600")
    for j, name in enumerate(table.columns):
        x = LEFT + j * CELL + CELL / 2
        body += named(f"{name}: {table.column_totals[j]:,} heads", turned(x + 4, top - 6, _short(name)))
    for i, name in enumerate(table.rows):
        y = top + i * CELL
        body += named(name, words(LEFT - 6, y + 13, _short(name, 18), size=11, anchor="end"))
        body += "".join(_cell(table, i, j, y, pattern) for j in range(len(table.columns)))
    height = top + len(table.rows) * CELL
    body += _key(height + 16, pattern)
    width = max(LEFT + len(table.columns) * CELL + MARGIN + 60, 620)
    return Picture(frame(width, height + 48, title, said, body, hatch(pattern)), f"{title}. {said}", wide=True)


def floors(marks: Sequence[tuple[str, float, str]]) -> Picture:
    """Return a line per (name, concentration, sort): sort ``bound`` is an open mark, ``plan`` a full one."""
    height, title = MARGIN * 2 + LINE * len(marks) + 26, "Chance that two random members of a battalion served together"
    body = _axis(len(marks))
    for n, (name, value, sort) in enumerate(marks):
        y, x = MARGIN + n * LINE + 13, NAMES + SCALE * min(max(value, 0.0), 1.0)
        fill = INK if sort == "plan" else PAPER
        mark = dot(x, y, 5, fill=fill, stroke=INK, stroke_width="1.6")
        body += words(NAMES - 10, y + 4, name, anchor="end") + mark + words(x + 10, y + 4, percent(value), size=11)
    said = "; ".join(f"{name} {percent(value)}" for name, value, _ in marks)
    return Picture(frame(NAMES + SCALE + 70, height, title, said, body), f"{title}: {said}.")


def spreads(spread: Mapping[str, Mapping[str, float]]) -> Picture:
    """Return a line per measure: least to most, the middle four fifths thick, the median a tick."""
    shown = [(name, values) for name, values in spread.items() if values]
    body, said = _axis(len(shown)), []
    for n, (name, values) in enumerate(shown):
        y = MARGIN + n * LINE + 13
        low, few, middle, many, high = (
            NAMES + SCALE * min(max(values[k], 0.0), 1.0) for k in ("least", "p10", "median", "p90", "most")
        )
        body += words(NAMES - 10, y + 4, name, anchor="end")
        body += path(f"M{low:.1f},{y:.1f} H{high:.1f}", stroke=GREY, stroke_width="1.5")
        body += box(few, y - 5, max(many - few, 1.5), 10, fill=SEA[1], stroke="none")
        body += path(f"M{middle:.1f},{y - 8:.1f} V{y + 8:.1f}", stroke=INK, stroke_width="2.5")
        least, median, most = (percent(values[k]) for k in ("least", "median", "most"))
        said.append(f"{name}: median {median}, from {least} to {most}")
    height, title, told = MARGIN * 2 + LINE * len(shown) + 26, "Spread over units", "; ".join(said)
    return Picture(frame(NAMES + SCALE + 70, height, title, told, body), f"{title}: {told}.")


def _cell(table: PublishedTable, i: int, j: int, y: float, pattern: str) -> str:
    x, value = LEFT + j * CELL, table.counts[i, j]
    ground = box(x, y, CELL - 1, CELL - 1, fill=PALE)
    where = f"{table.rows[i]}, {table.columns[j]}"
    if math.isnan(value):
        return named(f"{where}: {WITHHELD}", ground + box(x, y, CELL - 1, CELL - 1, fill=f"url(#{pattern})"))
    share = float(value) / max(int(table.column_totals[j]), 1)
    return named(f"{where}: {value:,.0f} heads, {percent(share, 0)} of them", ground + _square(x, y, share))


def _square(x: float, y: float, share: float) -> str:
    side = (CELL - 1) * math.sqrt(share)
    shade = next(colour for limit, colour in SHADES if share < limit)
    at = (CELL - 1 - side) / 2
    return box(x + at, y + at, side, side, fill=shade) if share > 0 else ""


def _key(y: float, pattern: str) -> str:
    out, x = words(MARGIN, y + 13, "share of a column's heads:", size=11, fill=GREY), 175.0
    for share in KEY:
        out += (
            box(x, y, CELL - 1, CELL - 1, fill=PALE)
            + _square(x, y, share)
            + words(x + 22, y + 13, percent(share, 0), size=11)
        )
        x += 62
    out += box(x, y, CELL - 1, CELL - 1, fill=f"url(#{pattern})") + words(x + 22, y + 13, WITHHELD, size=11)
    return out


def _axis(lines: int) -> str:
    bottom = MARGIN + lines * LINE + 4
    out = ""
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = NAMES + SCALE * tick
        out += path(f"M{x:.1f},{MARGIN:.1f} V{bottom:.1f}", stroke=RULE, stroke_width="1")
        out += words(x, bottom + 14, percent(tick, 0), size=10, fill=GREY, anchor="middle")
    return out


def _short(text: str, most: int = 15) -> str:
    """Return a name cut to fit; of group/militia the end is kept, for the group alone tells no two rows apart."""
    if len(text) <= most:
        return text
    return "…" + text[1 - most :] if "/" in text and " " not in text else text[: most - 1] + "…"
