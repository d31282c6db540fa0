"""Reads a plain csv once: counts how often each spelling of some columns occurs, and keeps the rows that are wanted.

    sieved = sieve(path, header, counted=("country", "year"), kept=("id", "best"), wanted=lambda text: text == "Mali")
    sieved.counts       # one row per spelling and block: the counted columns, and ``rows``
    sieved.kept         # the rows whose first counted column is wanted, in the file's order, as text

Plain is a file in UTF-8 whose lines end in a line feed alone, one row a line, as many fields in each as in the header,
with an even number of quotation marks. Arrow reads such a file in half of DuckDB's time, block by block. Of any other
nothing is returned: DuckDB reads it, and says what is wrong with it and in which line (``tables.py``). A pair of stray
quotation marks in the midst of a line is kept as letters, as in most readers, or dropped where it follows quoted text.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pyarrow as arrow

BLOCK = 1 << 20  # bytes: what stays in the processor's cache from reading to filtering
LINE_FEED, QUOTE = b'\n"'


@dataclass(frozen=True)
class Sieved:
    """``counts``: the counted columns and ``rows``, a spelling once per block or oftener; ``kept``: columns of text."""

    counts: arrow.Table
    kept: arrow.Table


def sieve(
    path: Path, header: Sequence[str], *, counted: Sequence[str], kept: Sequence[str], wanted: Callable[[str], bool]
) -> Sieved | None:
    """Return counts and kept rows, or None where the file is not plain; ``wanted`` is asked once per spelling."""
    import pyarrow as arrow

    lines = lines_of(path)
    if lines < 2:
        return None
    try:
        blocks = list(_blocks(path, header, counted, kept, wanted))
    except arrow.ArrowException:
        return None
    if sum(rows for _, _, rows in blocks) != lines - 1:
        return None
    return Sieved(arrow.concat_tables(c for c, _, _ in blocks), arrow.concat_tables(k for _, k, _ in blocks))


def lines_of(path: Path) -> int:
    """Return the number of lines of a text in UTF-8 with line feeds alone and paired quotes; 0 for any other file."""
    decoder, buffer, breaks, quotes, last = codecs.getincrementaldecoder("utf-8")(), bytearray(BLOCK // 4), 0, 0, b"\n"
    with path.open("rb", buffering=0) as file:
        while size := file.readinto(buffer):
            block = buffer if size == len(buffer) else bytearray(buffer[:size])
            numbers = np.frombuffer(block, np.uint8)
            breaks += int(np.count_nonzero(numbers == LINE_FEED))
            quotes += int(np.count_nonzero(numbers == QUOTE))
            last = bytes(block[-1:])
            if b"\r" in block or b"\0" in block or not _is_text(block, decoder):
                return 0
    whole = quotes % 2 == 0 and not decoder.getstate()[0]
    return breaks + (last != b"\n") if whole else 0


def _is_text(block: bytearray, decoder: codecs.IncrementalDecoder) -> bool:
    if block.isascii() and not decoder.getstate()[0]:
        return True  # most blocks: looked at in a tenth of the time
    try:
        decoder.decode(bytes(block))
    except UnicodeDecodeError:
        return False
    return True


def _blocks(
    path: Path, header: Sequence[str], counted: Sequence[str], kept: Sequence[str], wanted: Callable[[str], bool]
) -> Iterator[tuple[arrow.Table, arrow.Table, int]]:
    """Yield counts, kept rows and the number of rows of each block."""
    import pyarrow as arrow
    import pyarrow.compute as compute
    from pyarrow import csv

    columns = list(dict.fromkeys((*counted, *kept)))
    text = csv.ConvertOptions(
        include_columns=columns, column_types=dict.fromkeys(columns, arrow.string()), strings_can_be_null=False
    )
    read = csv.ReadOptions(block_size=BLOCK, column_names=list(header), skip_rows=1)
    known: dict[str, bool] = {}
    with csv.open_csv(path, read_options=read, convert_options=text) as reader:
        for batch in reader:
            spelt = [compute.dictionary_encode(batch.column(name)) for name in counted]
            names = spelt[0].dictionary.to_pylist()
            known |= {s: wanted(s) for s in names if s not in known}
            mine = arrow.array([s for s in names if known[s]], arrow.string())
            rows = batch.select(list(kept)).filter(compute.is_in(batch.column(counted[0]), value_set=mine))
            yield _counts(spelt, counted), arrow.Table.from_batches([rows]), len(batch)


def _counts(spelt: list[arrow.DictionaryArray], names: Sequence[str]) -> arrow.Table:
    """Return how often each combination of values occurs; numbers of values are grouped in a third of texts' time."""
    import pyarrow as arrow

    numbers = arrow.table([column.indices for column in spelt], names=list(names))
    found = numbers.group_by(list(names), use_threads=False).aggregate([([], "count_all")])
    texts = [column.dictionary.take(found.column(name)) for column, name in zip(spelt, names, strict=True)]
    return arrow.table([*texts, found.column("count_all")], names=[*names, "rows"])
