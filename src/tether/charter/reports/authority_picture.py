"""The authority matrix: powers in rows, places in columns, in each cell who leads. Overlaps and gaps say so in words.

Places whose columns are equal share one column, so that eighteen governorates under one law stay readable.
"""

from __future__ import annotations

from tether.charter.check import Report
from tether.charter.reading import Design, PowerInPlace, matrix
from tether.errors import numbered
from tether.report.svg import FAULT, GREY, INK, PALE, PAPER, box, frame, hatch, named, words, wrapped

LEFT, WIDE, HIGH, TOP, MARGIN = 150.0, 148.0, 40.0, 112.0, 20.0
PATTERN = hatch("hatch", ground="#fbeceb", line=FAULT, step=8, width=1.6)


def authority_picture(report: Report) -> str:
    """Return the authority matrix of a checked charter as SVG; an empty string where no power is named."""
    design = Design(report.charter, report.open_world, report.settings)
    powers, places, cells = matrix(design)
    if not powers or not places:
        return ""
    columns = _columns(powers, places, cells)
    wrong = [c for power in powers for c in (cells[power, group[0]] for group in columns) if c.overlap or c.gap]
    title = f"Authority matrix of {report.charter.id}"
    said = (
        f"{numbered(len(powers), 'power')} in {numbered(len(places), 'place')}; "
        f"{numbered(len(wrong), 'cell')} with two leads or none where one is needed."
    )
    drawn = words(MARGIN, 24, title, size=15, weight="600") + words(MARGIN, 42, said, fill=GREY)
    drawn += "".join(_head(n, group, design) for n, group in enumerate(columns))
    for row, power in enumerate(powers):
        y = TOP + row * HIGH
        drawn += words(MARGIN, y + HIGH / 2 + 4, power, weight="600")
        for n, group in enumerate(columns):
            drawn += _cell(MARGIN + LEFT + n * WIDE, y, cells[power, group[0]])
    height = TOP + len(powers) * HIGH + 46
    drawn += words(MARGIN, height - 16, _KEY, size=11, fill=GREY)
    width = max(MARGIN * 2 + LEFT + len(columns) * WIDE, 760)
    return frame(width, height, title, said, drawn, PATTERN)


_KEY = "Bold: leads. (s) shared, (+) support, (?) on request, (no) forbidden. Hatched: two leads. Dashed: nobody leads."
_GRANTS = {"shared": "s", "support": "+", "on-request": "?", "forbidden": "no"}


def _columns(powers: list[str], places: list[str], cells: dict[tuple[str, str], PowerInPlace]) -> list[list[str]]:
    """Group the places whose cells are equal in every row."""
    groups: dict[object, list[str]] = {}
    for place in places:
        look = tuple((c.lead, c.others, c.gap) for c in (cells[power, place] for power in powers))
        groups.setdefault(look, []).append(place)
    return list(groups.values())


def _head(number: int, group: list[str], design: Design) -> str:
    names = [str(getattr(design.named(p), "name", None) or p) for p in group]
    x = MARGIN + LEFT + number * WIDE
    lines = wrapped(", ".join(names), WIDE - 10, lines=4)
    drawn = "".join(words(x + 5, TOP - 8 - (len(lines) - 1 - n) * 13, line, size=11) for n, line in enumerate(lines))
    return named(", ".join(names), drawn)


def _cell(x: float, y: float, cell: PowerInPlace) -> str:
    fill = "url(#hatch)" if cell.overlap else PAPER if cell.gap or not (cell.lead or cell.others) else PALE
    style = {"fill": fill, "stroke": FAULT if cell.overlap or cell.gap else "#c8d1d9"}
    style |= {"stroke_width": "2.4" if cell.overlap or cell.gap else "1"}
    style |= {"stroke_dasharray": "6 4"} if cell.gap else {}
    drawn = box(x + 2, y + 2, WIDE - 4, HIGH - 4, rx="3", **style)
    lead = " ‖ ".join(cell.lead)
    others = ", ".join(f"{force} ({_GRANTS.get(grant, grant)})" for force, grant in cell.others)
    first = "✕ nobody leads" if cell.gap else f"✕ {lead}" if cell.overlap else lead
    lines = [(first, FAULT if cell.gap or cell.overlap else INK, "700")] if first else []
    lines += [(others, GREY, "")] if others else []
    base = y + HIGH / 2 + 4 - (len(lines) - 1) * 7
    for n, (text, colour, weight) in enumerate(lines):
        shown = wrapped(text, WIDE - 14, lines=1)[0]
        drawn += _plate(x, base + n * 14, cell) + words(x + 8, base + n * 14, shown, fill=colour, weight=weight)
    said = f"{cell.power} in {cell.place}: {lead or 'nobody'} leads{'; ' + others if others else ''}"
    return named(said, drawn)


def _plate(x: float, baseline: float, cell: PowerInPlace) -> str:
    """A white ground for words on a hatched cell."""
    return box(x + 6, baseline - 11, WIDE - 12, 14, fill=PAPER, fill_opacity="0.88") if cell.overlap else ""
