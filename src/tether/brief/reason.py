"""Reasons: how each judgement of a study is told. One file each in ``parts``, named as the decision that it tells.

A file gives its words, its sentences, the tables whose rows the sentences cite, and one ``REASON``. It is found by
itself: section 7 sets it in the order of its place, the page carries its tables, ``tether compare`` prints its
sentences. Sentences are made from ``(judgement, comparison)`` and cite rows of the tables. Counts are of worlds, by
theory; nothing is averaged over theories, and "nothing separates them" is said as plainly as any finding.

To add one: the decision in ``decisions/``, its field and call in ``decisions/judgement.py``, its file here, a test.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module

import pandas as pd

from tether.brief.content import Comparison
from tether.decisions.judgement import Judgement
from tether.report.blocks import Block, File, Fold, Heading, Listing, Paragraph, Sentence, Text

START, HEADLINE, END, SIGNPOST = 0, 100, 200, 300  # before the break-evens, under the headline, after it; section 8
Tables = dict[str, pd.DataFrame]


def _nothing_more(found: Judgement, comparison: Comparison) -> tuple[Block, ...]:
    return ()


def _whole(table: pd.DataFrame) -> pd.DataFrame:
    return table


@dataclass(frozen=True)
class Reason:
    """How one judgement is told.

    ``tables`` gives rows with ids in ``result``, by name; ``files`` the title under which the page carries each.
    """

    title: str
    place: int  # from START, HEADLINE, END or SIGNPOST on
    sentences: Callable[[Judgement, Comparison], tuple[Sentence, ...]]
    tables: Callable[[Judgement], Tables]
    files: Mapping[str, str]
    note: Text = ""  # what the sentences mean, below the heading
    fold: bool = False  # behind a line that opens on a click
    more: Callable[[Judgement, Comparison], tuple[Block, ...]] = _nothing_more  # after the sentences
    unasked: str = ""  # said where there is no sentence
    carried: Callable[[pd.DataFrame], pd.DataFrame] = _whole  # rows of a table that the page carries
    always: bool = False  # it speaks of all outcomes, not of the leading one alone

    def blocks(self, found: Judgement, comparison: Comparison) -> tuple[Block, ...]:
        """Return heading, remark and sentences; nothing, or a line that says so, where there is nothing to say."""
        told = self.sentences(found, comparison)
        if not told:
            return (Paragraph((self.unasked,), "note"),) if self.unasked else ()
        note = (Paragraph((self.note,), "note"),) if self.note else ()
        listed = (*note, Listing(told), *self.more(found, comparison))
        return (Fold(self.title, listed),) if self.fold else (Heading(self.title), *listed)

    def carry(self, found: Judgement) -> tuple[File, ...]:
        """Return the tables that the page carries, those without rows left out."""
        tables = {name: table for name, table in self.tables(found).items() if len(table)}
        return tuple(File(n.replace("_", "-"), self.files[n], self.carried(table)) for n, table in tables.items())


@cache
def reasons() -> tuple[Reason, ...]:
    """Return all reasons in the order of their places."""
    from tether.brief import parts

    rooms = (import_module(f"{parts.__name__}.{m.name}") for m in pkgutil.iter_modules(parts.__path__))
    return tuple(sorted((r.REASON for r in rooms if hasattr(r, "REASON")), key=lambda r: r.place))


def reasons_from(start: int, end: int) -> tuple[Reason, ...]:
    """Return the reasons whose places lie from ``start`` to before ``end``."""
    return tuple(r for r in reasons() if start <= r.place < end)


def judgement_tables(found: Judgement) -> Tables:
    """Return every table of a judgement by name, each with its ids first; those without rows are left out."""
    tables = {name: table for reason in reasons() for name, table in reason.tables(found).items()}
    return {name: table for name, table in tables.items() if len(table)}
