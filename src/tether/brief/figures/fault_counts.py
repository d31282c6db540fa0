"""Section 4's bars: what the rules found in each design, by weight."""

from __future__ import annotations

import pandas as pd

from tether.brief.content import BriefContent
from tether.brief.figures.stacks import draw, in_words
from tether.brief.sentences import title as title_of
from tether.charter.findings import Severity
from tether.report.blocks import Cell, Figure, File
from tether.report.numbers import count

WEIGHTS: dict[Severity, str] = {"stop": "blocking faults", "error": "errors", "warning": "warnings"}
FILLS = dict(zip(WEIGHTS.values(), ("#7a2f12", "#d9a441", "#e6e3dc"), strict=True))


def fault_counts_table(content: BriefContent) -> pd.DataFrame:
    """Return one row per design and weight: result, row, part, value."""
    found = [
        (f"fault-counts/{name}/{weight}", title_of(report), part, report.count(weight))
        for name, report in (content.findings or {}).items()
        for weight, part in WEIGHTS.items()
    ]
    return pd.DataFrame(found, columns=["result", "row", "part", "value"])


def fault_counts_figure(content: BriefContent) -> Figure | None:
    """Return the bars; None where nothing was found, or nothing was checked."""
    table = fault_counts_table(content)
    if table.empty or not table["value"].sum():
        return None
    return Figure(
        id="fault-counts",
        title=_title(table),
        unit="findings of the rules; a design that says little also has few",
        source="the rules and their sources (annex)",
        cut_off=content.case.cut_off,
        cells=(Cell(draw(table, FILLS), f"Bars of findings by weight. {in_words(table)}."),),
        file=File("fault-counts", "What the rules found in each design, by weight", table),
        on_paper=False,
    )


def _title(table: pd.DataFrame) -> str:
    """Say which design has most of the gravest weight that was found at all."""
    for part in FILLS:
        numbers = table[table["part"] == part].set_index("row")["value"]
        most = int(numbers.max())
        first = [str(name) for name in numbers.index[numbers == most]]
        if most and len(first) == 1:
            return f"Most {part}: {first[0]}, with {count(most)}"
        if most:
            return f"Most {part}: {count(len(first))} designs alike, with {count(most)} each"
    return ""
