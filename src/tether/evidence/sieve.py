"""Reads a plain csv once: counts how often each spelling of some columns occurs, and keeps the rows that are wanted.

    sieved = sieve(path, header, counted=("country", "year"), kept=("id", "best"), wanted=lambda text: text == "Mali")
    sieved.counts       # one row per spelling: the counted columns, and ``rows``
    sieved.kept         # the rows whose first counted column is wanted, in the file's order, as text
    sieved.sha256       # of the bytes that were read

Plain is a file in UTF-8 whose lines end in a line feed alone, one row a line, as many fields in each as in the header,
with an even number of quotation marks. Each block is read, hashed, looked at and split by Arrow while the processor has
it at hand: of all rows only the counted columns become texts, of the wanted lines the kept ones. Of any other file
nothing is returned: DuckDB reads it, and says what is wrong with it and in which line (``tables.py``). A pair of stray
quotation marks in the midst of a line is kept as letters, as in most readers, or dropped where it follows quoted text.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pyarrow as arrow

BLOCK, PIECE = 1 << 22, 1 << 18  # bytes that Arrow splits at once (no longer line is read); that the cache holds
LINE_FEED, RETURN, SPACE, QUOTE = b'\n\r "'


@dataclass(frozen=True)
class Sieved:
    """``counts``: the counted columns and ``rows``; ``kept``: columns that hold each spelling once, and numbers."""

    counts: arrow.Table
    kept: arrow.Table
    sha256: str


class _NotPlain(Exception):
    """What was read is no plain csv."""


@dataclass
class _Reader:
    """Reads a file in blocks of whole lines, and refuses what is not plain; ``sha256`` is that of all that was read."""

    sha256: hashlib._Hash = field(default_factory=hashlib.sha256)
    quotes: int = 0
    odd: bool = False  # whether the block has signs other than line feeds and printed ASCII

    def blocks(self, path: Path) -> Iterator[tuple[memoryview, np.ndarray]]:
        """Yield each block with where its lines end, shape (lines,); the next block is written over it."""
        room, held, ends = memoryview(bytearray(BLOCK)), 0, [np.zeros(0, int)]
        with path.open("rb", buffering=0) as file:
            while size := file.readinto(room[held : held + PIECE]):
                ends.append(self._looked_at(room[held : held + size]) + held)
                held += size
                if held == BLOCK:
                    lines = np.concatenate(ends)
                    if not len(lines):
                        raise _NotPlain
                    whole = int(lines[-1])
                    yield self._text(room[:whole]), lines
                    held = BLOCK - whole
                    room[:held], ends = bytes(room[whole:]), [np.zeros(0, int)]
        if held:
            lines = np.concatenate(ends)
            unended = [held] if not len(lines) or lines[-1] < held else []
            yield self._text(room[:held]), np.concatenate([lines, np.array(unended, int)])
        if self.quotes % 2:
            raise _NotPlain

    def _looked_at(self, piece: memoryview) -> np.ndarray:
        """Return behind which bytes a line ends, shape (lines,)."""
        self.sha256.update(piece)
        numbers = np.frombuffer(piece, np.int8)  # as signed ones, what is not ASCII is below 0
        ends = np.flatnonzero(numbers == LINE_FEED) + 1
        self.quotes += int(np.count_nonzero(numbers == QUOTE))
        if np.count_nonzero(numbers < SPACE) > len(ends):
            self.odd = True
            if np.any((numbers == 0) | (numbers == RETURN)):
                raise _NotPlain
        return ends

    def _text(self, block: memoryview) -> memoryview:
        """Return the block, which must be UTF-8."""
        import pyarrow as arrow

        if self.odd:
            ends = arrow.py_buffer(np.array([0, len(block)], np.int32))
            one = arrow.Array.from_buffers(arrow.binary(), 1, [None, ends, arrow.py_buffer(block)])
            one.cast(arrow.string())  # raises where it is not
        self.odd = False
        return block


def sieve(
    path: Path, header: Sequence[str], *, counted: Sequence[str], kept: Sequence[str], wanted: Callable[[str], bool]
) -> Sieved | None:
    """Return counts and kept rows, or None where the file is not plain; ``wanted`` is asked once per spelling."""
    import pyarrow as arrow

    reader, counts = _Reader(), Counter[tuple[str, ...]]()
    try:
        mine = _Wanted(header, kept, wanted)
        for number, (block, ends) in enumerate(reader.blocks(path)):
            skipped = int(not number)  # the header
            rows = _split(block, header, counted, skipped, alike=True)
            if len(rows) != len(ends) - skipped:
                return None
            if len(rows):
                spelt = [rows.column(name).chunk(0) for name in counted]
                counts.update(_counts(spelt))
                mine.add(block, ends, spelt[0], skipped)
        if not counts:
            return None
        columns = dict(zip((*counted, "rows"), (*zip(*counts, strict=True), counts.values()), strict=True))
        return Sieved(arrow.table({n: list(c) for n, c in columns.items()}), mine.table(), reader.sha256.hexdigest())
    except (_NotPlain, arrow.ArrowException):
        return None


@dataclass
class _Wanted:
    """Gathers the wanted lines and reads their kept columns, a block at a time."""

    header: Sequence[str]
    kept: Sequence[str]
    wanted: Callable[[str], bool]
    known: dict[str, bool] = field(default_factory=dict)
    lines: list[bytes] = field(default_factory=list)
    held: int = 0
    tables: list[arrow.Table] = field(default_factory=list)

    def add(self, block: memoryview, ends: np.ndarray, spelt: arrow.DictionaryArray, skipped: int) -> None:
        """Take the wanted lines of a block; ``ends``, shape (lines,), says where each ends; ``skipped`` come first."""
        names = spelt.dictionary.to_pylist()
        self.known |= {s: self.wanted(s) for s in names if s not in self.known}
        asked = np.array([self.known[s] for s in names])[spelt.indices.to_numpy()]
        edges = np.flatnonzero(np.diff(asked, prepend=False, append=False)) + skipped
        starts = np.concatenate([[0], ends])
        for first, last in edges.reshape(-1, 2).tolist():  # lines that follow one another are copied at once
            self.lines.append(bytes(block[starts[first] : starts[last]]))
            self.held += len(self.lines[-1])
        if self.held >= BLOCK:
            self.read()

    def read(self) -> None:
        self.tables.append(_split(b"".join(self.lines), self.header, self.kept, 0, alike=True))
        self.lines, self.held = [], 0

    def table(self) -> arrow.Table:
        """Return the kept columns of all wanted lines, as text."""
        import pyarrow as arrow

        if self.held:
            self.read()
        empty = arrow.table({name: arrow.array([], arrow.string()) for name in self.kept})
        return arrow.concat_tables(self.tables).unify_dictionaries() if self.tables else empty


def _split(
    lines: memoryview | bytes, header: Sequence[str], columns: Sequence[str], skipped: int, *, alike: bool = False
) -> arrow.Table:
    """Return columns of whole lines as text (``alike``: each text once, and numbers of them)."""
    import pyarrow as arrow
    from pyarrow import csv

    form = arrow.dictionary(arrow.int32(), arrow.string()) if alike else arrow.string()
    columns = list(dict.fromkeys(columns))
    text = csv.ConvertOptions(
        include_columns=columns, column_types=dict.fromkeys(columns, form), strings_can_be_null=False
    )
    read = csv.ReadOptions(use_threads=False, block_size=2 * BLOCK, column_names=list(header), skip_rows=skipped)
    return csv.read_csv(arrow.BufferReader(arrow.py_buffer(lines)), read_options=read, convert_options=text)


def _counts(spelt: list[arrow.DictionaryArray]) -> dict[tuple[str, ...], int]:
    """Return how often each combination of texts occurs; numbers of texts are counted, which is quicker."""
    texts = [column.dictionary.to_pylist() for column in spelt]
    sizes = [len(t) for t in texts]
    found, rows = np.unique(np.ravel_multi_index([c.indices.to_numpy() for c in spelt], sizes), return_counts=True)
    each = [[t[i] for i in n.tolist()] for t, n in zip(texts, np.unravel_index(found, sizes), strict=True)]
    return dict(zip(zip(*each, strict=True), rows.tolist(), strict=True))
