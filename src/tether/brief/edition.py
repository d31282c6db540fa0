"""The annex's print edition: what of each section stands on paper, and what is left to the screen.

One file serves both. Here blocks are marked, section by section; the style sheet hides on paper what is marked,
and every list that is cut says how many more the screen has. Never cut: the stops
of sections 2 and 4 (``tone="stop"``), votes, misses, what isn't observed and what the model leaves out. The break-evens
that turn a comparison are printed in section 7 of the page itself.

    for_paper(sections)           # the same sections, blocks marked

A heading whose blocks all stay on the screen stays there with them, and so does a line that ends in a colon and leads
into such a list. To change a section's measure: a row of ``SHORT``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tether.brief.parts.scenario_discovery import BOXES
from tether.brief.parts.value_of_information import WORTH_KNOWING
from tether.brief.phrases import BREAK_EVENS
from tether.report.blocks import Block, Figure, Files, Fold, Heading, Listing, Paragraph, Section, Table

ALL = 1_000_000


@dataclass(frozen=True)
class Abridgement:
    """How much of a section is printed: items of each list, items of small lists, tables, figures, headings.

    Under the headings named in ``screen``, and those beyond ``headings``, nothing is printed but stops.
    """

    items: int = ALL
    small: int = ALL
    tables: int = ALL
    figures: bool = True
    headings: int = ALL
    screen: tuple[str, ...] = ()


SHORT = {
    2: Abridgement(small=3),
    4: Abridgement(tables=1, figures=False, headings=1),  # the stops; what follows is charter by charter
    5: Abridgement(tables=1),  # the count of votes; sentences say what the plans come to
    6: Abridgement(small=0, figures=False),
    7: Abridgement(items=2, tables=0, figures=False, screen=(BREAK_EVENS, BOXES, WORTH_KNOWING)),
    8: Abridgement(items=1),
    9: Abridgement(tables=0),
    10: Abridgement(items=1, small=0),
}


def for_paper(parts: list[Section]) -> list[Section]:
    """Return the sections with what paper leaves out marked so."""
    return [replace(s, blocks=_headed(_marked(s.blocks, SHORT.get(s.number, Abridgement())))) for s in parts]


def _marked(blocks: tuple[Block, ...], short: Abridgement) -> tuple[Block, ...]:
    tables, headings, hidden, found = 0, 0, False, []
    for block in blocks:
        if isinstance(block, Heading):
            headings += 1
            hidden = headings > short.headings or block.text in short.screen
        tables += isinstance(block, Table)
        if hidden and isinstance(block, Paragraph):
            block = replace(block, on_paper=False)
        found.append(_measured(block, Abridgement(0, 0, 0, False) if hidden else short, tables))
    return tuple(found)


def _measured(block: Block, short: Abridgement, tables: int) -> Block:
    """Return one block, cut to the section's measure; ``tables`` counts those up to here."""
    if isinstance(block, Table):
        return replace(block, on_paper=block.on_paper and tables <= short.tables)
    if isinstance(block, Figure):
        return replace(block, on_paper=block.on_paper and short.figures)
    if isinstance(block, Listing) and block.tone != "stop":
        return replace(block, printed=min(len(block.items), short.small if block.tone == "small" else short.items))
    return block


def _headed(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Mark each heading, and each line that leads into a list, under which nothing is printed."""
    found: list[Block] = []
    below = False  # whether anything down to the next heading is printed
    for block in reversed(blocks):
        if isinstance(block, Heading):
            block, below = replace(block, on_paper=below), False
        elif (
            isinstance(block, Paragraph)
            and _leads(block)
            and found
            and isinstance(found[-1], Listing)
            and not _printed(found[-1])
        ):
            block = replace(block, on_paper=False)
        else:
            below = below or _printed(block)
        found.append(block)
    return tuple(reversed(found))


def _leads(block: Paragraph) -> bool:
    last = block.parts[-1]
    return isinstance(last, str) and last.endswith(":")


def _printed(block: Block) -> bool:
    if isinstance(block, Listing):
        return block.printed is None or block.printed > 0
    return getattr(block, "on_paper", not isinstance(block, Fold | Files))
