"""The file of draws: one row per unit, origin, lead and draw, written and joined piece by piece.

Thousands of units times a thousand draws are tens of millions of rows: neither writing nor joining ever holds more than
one piece (``PIECE`` units of one origin) in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tether.evidence.calendar import month as month_of

if TYPE_CHECKING:
    import pyarrow

PIECE = 256  # units held at once: a whole number of the filter's largest block


def piece_of(
    draws: NDArray[np.float32], units: tuple[str, ...], origin: str, leads: tuple[int, ...]
) -> pyarrow.RecordBatch:
    """Return draws (unit, lead, draw) as rows unit, origin, month, lead, draw, outcome."""
    import pyarrow as arrow

    count, width, many = draws.shape
    months = (month_of(origin) + np.array(leads)).astype(str)
    columns = {
        "unit": arrow.array(units).take(np.repeat(np.arange(count), width * many)),
        "origin": arrow.array([origin]).take(np.zeros(draws.size, np.int32)),
        "month": arrow.array(months.tolist()).take(np.tile(np.repeat(np.arange(width), many), count)),
        "lead": np.tile(np.repeat(np.array(leads, np.int16), many), count),
        "draw": np.tile(np.arange(many, dtype=np.int32), count * width),
        "outcome": draws.reshape(-1).astype(np.int64),
    }
    return arrow.RecordBatch.from_pydict(columns)


def write_pieces(path: Path, pieces: Iterable[pyarrow.RecordBatch]) -> None:
    """Write the pieces, one row group each; there is at least one."""
    import pyarrow.parquet as parquet

    writer = None
    try:
        for piece in pieces:
            writer = writer or parquet.ParquetWriter(path, piece.schema)
            writer.write_batch(piece)
    finally:
        if writer is not None:
            writer.close()


def read_pieces(paths: Iterable[Path]) -> Iterator[pyarrow.RecordBatch]:
    """Yield the pieces of several files, in order."""
    import pyarrow.parquet as parquet

    for path in paths:
        file = parquet.ParquetFile(path)
        for number in range(file.num_row_groups):
            yield from file.read_row_group(number).combine_chunks().to_batches()
