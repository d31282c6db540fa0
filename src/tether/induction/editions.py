"""Editions: what was published of one roster before, and what another edition would add to it by subtraction.

    ledger = open_ledger(path)                        # made with a new secret where there is none
    found = compared(ledger, published, people)       # against every edition that the ledger holds
    found.refused, found.said
    write_ledger(ledger.with_edition(published, people, charter), path)

Two editions of the same tables are read together by everybody. Where a number stands in both, its change is a number of
people too: a total that goes from 412 to 415 says that three came, and where the same three show in a rank's, a
province's and a community's total, who they are. So the ledger keeps, beside the roster:

    secret      what keys the choice of withheld cells (``disclosure``): one for all editions, or two choices of the
                same cells could be laid over each other
    editions    of each: the tables as they were published, and whom they counted, by militia, province, rank and
                community

The rule: an edition that counts other people than one before is refused where fewer than the threshold came or left,
or where any number that both show (a cell or a total) changed by 1 to threshold − 1. It may be published in spite of
that, when somebody has read what it reveals and says so; the ledger then keeps that too. An edition of the same people
under another charter adds nothing by subtraction: the totals of militia, province, rank and community are the same.

What it doesn't do: it compares what both show, pair by pair, and solves no program over three editions and more; it
knows nothing of a roster that was copied under another name. The file is as restricted as the roster.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from tether.documents.files import write_text
from tether.documents.models import Shape, Whole
from tether.errors import InputError, Problem, numbered
from tether.induction.cells import RosterCells
from tether.induction.disclosure import OTHER, THRESHOLD, PublishedTable
from tether.randomness.secret_noise import new_secret

WARNING = "RESTRICTED: what was published of this roster, and the secret that protects it. Keep it where the roster is."
ENDING = ".editions.json"
SHOWN = 8  # changes told one by one
Counted = Mapping[str, Mapping[str, int]]  # axis → label → heads


class LedgerTable(Shape):
    """One table as it was published; ``counts`` (row, column), None where withheld."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[Whole | None, ...], ...]


class LedgerEdition(Shape):
    """One edition: its charter, its tables by name, whom it counted, and how many small changes it revealed."""

    charter: str
    tables: dict[str, LedgerTable]
    people: dict[str, dict[str, Whole]]
    revealed: Whole = 0


class EditionsLedger(Shape):
    """What was published of one roster, and the secret of all its editions."""

    restricted: str = WARNING
    secret: str
    editions: tuple[LedgerEdition, ...] = ()

    def __repr__(self) -> str:
        return f"EditionsLedger of {numbered(len(self.editions), 'edition')} (restricted)"

    def with_edition(
        self, tables: Sequence[PublishedTable], people: Counted, charter: str, revealed: int = 0
    ) -> EditionsLedger:
        """Return the ledger with one more edition; one that repeats an earlier one is not kept twice."""
        kept = {t.name: _kept(t) for t in tables}
        new = LedgerEdition(
            charter=charter, tables=kept, people={k: dict(v) for k, v in people.items()}, revealed=revealed
        )
        same = any((e.tables, e.people) == (new.tables, new.people) for e in self.editions)
        return self if same else self.model_copy(update={"editions": (*self.editions, new)})


@dataclass(frozen=True)
class EditionsCompared:
    """What an edition adds to those before: lines to read, and whether it may only go out when somebody says so.

    ``changes``: (edition before, table, row, column, change) of numbers shown in both that changed by a small number.
    """

    said: tuple[str, ...]
    changes: tuple[tuple[int, str, str, str, int], ...]
    fewest: int  # people who came or left since the edition that differs least; 0: none differs
    threshold: int = THRESHOLD

    @property
    def refused(self) -> bool:
        """Whether the two editions together would point at people."""
        return bool(self.changes) or 0 < self.fewest < self.threshold


def open_ledger(path: Path) -> EditionsLedger:
    """Return the ledger of a file; a new one, not yet written, where there is none. InputError for anything else."""
    if not path.exists():
        return EditionsLedger(secret=new_secret())
    expected = "a ledger as tether plan writes it"
    remedy = "restore it from a copy: without it editions can't be compared, and their secret is lost"
    try:
        return EditionsLedger.model_validate_json(path.read_text("utf-8"), strict=False)
    except (ValidationError, UnicodeDecodeError):
        raise InputError(Problem("no ledger of editions", str(path), expected=expected, remedy=remedy)) from None
    except OSError as error:
        raise InputError(Problem(error.strerror or "can't be read", str(path), expected=expected)) from None


def write_ledger(ledger: EditionsLedger, path: Path) -> Path:
    """Write a ledger, whole or not at all."""
    return write_text(path, ledger.model_dump_json(indent=1) + "\n")


def people_of(cells: RosterCells, province_of: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """Return heads by militia and province, by rank and by community: whom an edition counts."""
    provinces = [province_of[h] for h in cells.homes]
    out: dict[str, dict[str, int]] = {"militia, province": {}, "rank": {}, "community": {}}
    code = cells.militia * len(cells.homes) + cells.home
    for key, heads in zip(*_summed(code, cells.heads), strict=True):
        name = f"{cells.militias[key // len(cells.homes)]}, {provinces[key % len(cells.homes)]}"
        out["militia, province"][name] = out["militia, province"].get(name, 0) + heads
    for axis in ("rank", "community"):
        names, heads_by = cells.vocabulary(axis), cells.by(axis)
        out[axis] = {str(n): int(h) for n, h in zip(names, heads_by, strict=True) if h}
    return out


def compared(
    ledger: EditionsLedger, tables: Sequence[PublishedTable], people: Counted, threshold: int = THRESHOLD
) -> EditionsCompared:
    """Return what an edition and each of those before it reveal together."""
    said: list[str] = []
    changes: list[tuple[int, str, str, str, int]] = []
    apart: list[int] = []
    for number, before in enumerate(ledger.editions, 1):
        moved = _moved(before.people, people)
        if not moved:
            said.append(f"edition {number} ({before.charter}) counts the same people: nothing follows by subtraction")
            continue
        apart.append(moved)
        small = [
            (number, table.name, row, column, change)
            for table in tables
            if table.name in before.tables
            for row, column, change in _changes(before.tables[table.name], _kept(table))
            if 0 < abs(change) < threshold
        ]
        changes += small
        told = "; ".join(f"{t}: {r} × {c} {d:+d}" for _, t, r, c, d in small[:SHOWN])
        more = f" and {len(small) - SHOWN} more" if len(small) > SHOWN else ""
        found = (
            f"{numbered(len(small), 'number')} of 1 to {threshold - 1} follow by subtraction ({told}{more})"
            if small
            else (f"no number of 1 to {threshold - 1} follows by subtraction")
        )
        said.append(f"edition {number} ({before.charter}) counts others: at least {moved:,} came or left; {found}")
    return EditionsCompared(tuple(said), tuple(changes), min(apart, default=0), threshold)


def _kept(table: PublishedTable) -> LedgerTable:
    """Return a table with its totals as last row and column, as it is shown."""
    body = [[None if math.isnan(v) else int(v) for v in line] for line in table.counts]
    body = [[*line, int(total)] for line, total in zip(body, table.row_totals, strict=True)]
    body.append([*map(int, table.column_totals), int(table.row_totals.sum())])
    return LedgerTable(
        rows=(*table.rows, "total"), columns=(*table.columns, "total"), counts=tuple(tuple(line) for line in body)
    )


def _changes(before: LedgerTable, after: LedgerTable) -> Iterator[tuple[str, str, int]]:
    """Give (row, column, change) of every number that both show; a pool only where it pools the same."""
    rows, columns = _shared(before.rows, after.rows), _shared(before.columns, after.columns)
    for i, k in rows:
        for j, m in columns:
            old, new = before.counts[i][j], after.counts[k][m]
            if old is not None and new is not None:
                yield before.rows[i], before.columns[j], new - old


def _shared(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    same = set(before) == set(after)
    return [(i, after.index(n)) for i, n in enumerate(before) if n in after and (n != OTHER or same)]


def _moved(before: Counted, after: Counted) -> int:
    """Return at least how many people came or left: the largest sum of rises or of falls over any axis."""
    most = 0
    for axis in {*before, *after}:
        old, new = before.get(axis, {}), after.get(axis, {})
        change = [new.get(k, 0) - old.get(k, 0) for k in {*old, *new}]
        most = max(most, sum(c for c in change if c > 0), -sum(c for c in change if c < 0))
    return most


def _summed(code: np.ndarray, heads: np.ndarray) -> tuple[list[int], list[int]]:
    keys, position = np.unique(code, return_inverse=True)
    total = np.bincount(position.reshape(-1), heads, len(keys)).astype(np.int64)
    held = total > 0
    return keys[held].tolist(), total[held].tolist()
