"""Every sentence with a number, made from a result and carrying that result's id.

The rules, held by ``restraint`` and its tests: counts of worlds and never a likelihood; "not distinguishable" is a
result; what holds under some theories only names them in the same sentence; no size for what has no series; a charter's
run is a projection, and only the status quo has a forecast; nothing is called good, and nothing is advised.

    verdict_sentence(verdict, comparison).text
    "P10 comes out lower than the status quo on civilian deaths under all five theories: lower in 1,201 of …"

One file per subject: ``record``, ``run``, ``comparison``, ``breakeven``. Fixed words without results stand at the
head of the section that prints them, those of several sections in ``phrases``.
"""

from __future__ import annotations

from tether.brief.wording.breakeven import break_even_sentence
from tether.brief.wording.comparison import (
    holds,
    overview,
    pair_title,
    summary_caption,
    table_caption,
    verdict_sentence,
    verdict_words,
    worlds_lower,
)
from tether.brief.wording.record import last_year, projection, smallest_sample, unplaced, warning
from tether.brief.wording.run import assumptions_counted, baseline, clipped

__all__ = [
    "assumptions_counted",
    "baseline",
    "break_even_sentence",
    "clipped",
    "holds",
    "last_year",
    "overview",
    "pair_title",
    "projection",
    "smallest_sample",
    "summary_caption",
    "table_caption",
    "unplaced",
    "verdict_sentence",
    "verdict_words",
    "warning",
    "worlds_lower",
]
