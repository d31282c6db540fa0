"""Opens an event file (csv, zip, gzip, parquet) as something that DuckDB can scan, in bounded memory.

The file is looked at before it is read: its first bytes say what it is, its header says how it is separated and
encoded. A zip's one table is unpacked to a temporary file, which goes when the ``with`` ends. What is wrong is told as
a located problem; DuckDB's own complaints are put into our words.

    with open_table(path) as table:
        table.header                         # the columns, as the file spells them
        table.rows("select … from source")   # ``source`` is the file, every csv column as text
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tether.documents.packed import PackingLimits, open_zip, unpack_gzip
from tether.errors import InputError, Problem, numbered
from tether.evidence.sieve import Sieved, sieve

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import pyarrow as arrow

MOST_PACKED, MOST_UNPACKED = 4 << 30, 64 << 30  # bytes: GED is 60 MB packed, 300 MB unpacked
MEMORY = "300MB"  # what DuckDB may hold; more goes to its temporary folder
LONGEST_LINE = 4_000_000  # bytes; the scan's buffers are twice that, so that a file of any size fits in MEMORY
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
ODD_TEXT = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


@dataclass(frozen=True)
class OpenTable:
    """An open file: ``where`` is what problems call it; queries call it ``source``; ``csv``: its path, if a csv."""

    where: str
    header: tuple[str, ...]
    connection: duckdb.DuckDBPyConnection
    csv: Path | None = None

    def sift(self, counted: Sequence[str], kept: Sequence[str], wanted: Callable[[str], bool]) -> Sieved | None:
        """Read a plain csv once into the tables ``counts`` and ``kept`` (see ``sieve.py``); None: it is not plain."""
        columns = _column_names(self.header)
        found = sieve(self.csv, columns, counted=counted, kept=kept, wanted=wanted) if self.csv else None
        if found:
            self.connection.register("counts", found.counts)
            self.connection.register("kept", found.kept)
        return found

    def mapped(self, values: arrow.Array, query: str) -> arrow.Array:
        """Return the one column of a query on ``spelt``, whose column ``value`` holds these texts, in their order."""
        import pyarrow as arrow

        self.connection.register("spelt", arrow.table({"value": values}))
        return self._told(lambda: self.connection.sql(query).to_arrow_table()).column(0).combine_chunks()

    def rows(self, query: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
        """Run a query on ``source`` and return its rows; a complaint becomes a located ``InputError``."""
        return self._run(query, parameters, "fetchall")

    def frame(self, query: str, parameters: list[Any] | None = None) -> pd.DataFrame:
        """Run a query on ``source`` and return a data frame; a complaint becomes a located ``InputError``."""
        return self._run(query, parameters, "df")

    def _run(self, query: str, parameters: list[Any] | None, take: str) -> Any:
        return self._told(lambda: getattr(self.connection.execute(query, parameters or []), take)())

    def _told(self, ask: Callable[[], Any]) -> Any:
        import duckdb

        try:
            return ask()
        except (duckdb.Error, UnicodeDecodeError) as error:
            raise InputError(_in_our_words(self.where, str(error))) from None


@contextmanager
def open_table(path: Path | str) -> Iterator[OpenTable]:
    """Open an event file; raise ``InputError`` for what no reader could read."""
    path = Path(path)
    with tempfile.TemporaryDirectory(prefix="tether-") as scratch:
        plain, inside = _as_plain(path, Path(scratch))
        where = f"{path.name}/{inside}" if inside else path.name
        packed = _first_bytes(plain, where)[:4] == b"PAR1"
        if packed:
            header, source = _parquet(plain, where)
        else:
            header = _csv_header(plain, where)
            source = _csv_source(plain, header)
        connection = _connect(scratch)
        try:
            table = OpenTable(where, header, connection, None if packed else plain)
            table.rows(f"create temp view source as select * from {source}")
            yield table
        finally:
            connection.close()


def _as_plain(path: Path, scratch: Path) -> tuple[Path, str]:
    """Return a csv or parquet path, the file itself or what it holds, unpacked; and the name of what was inside."""
    if not path.is_file():
        what = "a folder" if path.is_dir() else "no such file"
        raise InputError(Problem(what, where=str(path), expected="a csv, zip or parquet file of events"))
    first, free = _first_bytes(path, path.name)[:2], shutil.disk_usage(scratch).free
    if first == b"PK":
        return _unpack(path, scratch, free)
    if first == b"\x1f\x8b":
        limits = PackingLimits(packed=MOST_PACKED, unpacked=min(MOST_UNPACKED, free))
        return unpack_gzip(path, scratch / "table", where=path.name, limits=limits), path.with_suffix("").name
    return path, ""


def _unpack(path: Path, scratch: Path, free: int) -> tuple[Path, str]:
    expected, limits = "csv, parquet, or a zip of one", PackingLimits(packed=MOST_PACKED, unpacked=MOST_UNPACKED)
    with open_zip(path, where=path.name, expected=expected, limits=limits) as packed:
        if "[Content_Types].xml" in packed.names:
            raise InputError(Problem("an Excel workbook", where=path.name, expected=expected, remedy="save it as csv"))
        inside = [n for n in packed.names if n.lower().endswith((".csv", ".parquet")) and not n.startswith("__MACOSX")]
        if len(inside) != 1:
            raise InputError(
                Problem(
                    f"{numbered(len(inside), 'table')} in the zip "
                    f"({', '.join(inside or packed.names)[:200] or 'it is empty'})",
                    where=path.name,
                    expected="one csv or parquet file",
                    remedy="unpack it and name the file that you mean",
                )
            )
        if (size := packed.size(inside[0])) > free:
            said, remedy = f"{size:,} bytes to unpack, {free:,} free", "unpack it on a larger disk, or set TMPDIR"
            raise InputError(Problem(said, where=path.name, remedy=remedy))
        return packed.copy(inside[0], scratch / "table"), Path(inside[0]).name[:100]


def _first_bytes(path: Path, where: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(65536)
    except OSError as error:
        raise InputError(Problem(f"unreadable ({error.strerror})", where=where)) from None


def _csv_header(path: Path, where: str) -> tuple[str, ...]:
    """Return the header's names; refuse what is empty, binary, in another encoding or otherwise separated."""
    head = _first_bytes(path, where)
    line = next(iter(head.removeprefix(b"\xef\xbb\xbf").splitlines()), b"")
    if not line.strip():
        raise InputError(Problem("an empty file", where=where, expected="a header line and rows"))
    if head[:2] in ODD_TEXT or b"\0" in head:
        raise InputError(
            Problem(
                f"{ODD_TEXT.get(head[:2], 'binary')} content",
                where=where,
                expected="a csv in UTF-8, a zip of one, or parquet",
                remedy="save it as csv, encoding UTF-8",
            )
        )
    try:
        text = line.decode("utf-8")
        names = next(csv.reader(io.StringIO(text), strict=True))
    except (UnicodeDecodeError, csv.Error, StopIteration):
        raise InputError(_not_utf8(where, 1)) from None
    for mark, words in SEPARATORS.items():
        if text.count(mark) > text.count(","):
            raise InputError(
                Problem(
                    f"columns separated by {words}",
                    where=where,
                    line=1,
                    expected="commas",
                    remedy="save it with commas",
                )
            )
    twice = sorted(n for n, count in Counter(names).items() if n and count > 1)
    if twice:
        raise InputError(Problem(f"columns named twice: {', '.join(twice)}", where=where, line=1))
    return tuple(names)


def _csv_source(path: Path, header: tuple[str, ...]) -> str:
    """Return a scan in which nothing is guessed: every column is text, and blank names get one."""
    columns = ", ".join(f"{_quoted(n)}: 'VARCHAR'" for n in _column_names(header))
    return (
        f"read_csv({_quoted(str(path))}, columns={{{columns}}}, auto_detect=false, header=true, delim=',', "
        f"quote='\"', escape='\"', max_line_size={LONGEST_LINE}, buffer_size={2 * LONGEST_LINE})"
    )


def _column_names(header: tuple[str, ...]) -> list[str]:
    return [n or f"column {i}" for i, n in enumerate(header)]


def _parquet(path: Path, where: str) -> tuple[tuple[str, ...], str]:
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    try:
        return tuple(parquet.read_schema(path).names), f"read_parquet({_quoted(str(path))})"
    except (arrow.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0][:160]
        raise InputError(Problem(f"broken parquet ({reason})", where=where, remedy="copy or make it again")) from None


def _connect(scratch: str) -> duckdb.DuckDBPyConnection:
    import duckdb

    return duckdb.connect(config={"memory_limit": MEMORY, "threads": 2, "temp_directory": scratch})


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _not_utf8(where: str, line: int) -> Problem:
    return Problem(
        "text that is not UTF-8",
        where=where,
        line=line,
        expected="UTF-8, as UCDP writes it",
        remedy="convert it (iconv -f windows-1252 -t utf-8), or download it again",
    )


def _in_our_words(where: str, said: str) -> Problem:
    """Return DuckDB's complaint as a located problem."""
    number = re.search(r"CSV Error on Line: (\d+)", said)
    line = int(number.group(1)) if number else 0
    if "not utf-8" in said or "unicode" in said.lower():
        return _not_utf8(where, line)
    count = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", said)
    if count:
        return Problem(
            f"{count.group(2)} columns",
            where=where,
            line=line,
            expected=f"{count.group(1)}, as in the header",
            remedy="a comma too many or few, or the file was cut off: download it again",
        )
    if "out of memory" in said.lower():
        return Problem(f"more than fits in {MEMORY}", where=where, remedy="cut the file down to the country's rows")
    if "quote" in said.lower():
        return Problem("a quotation mark that never ends", where=where, line=line, remedy="download the file again")
    return Problem(
        "a file that cannot be read: " + " ".join(said.split())[:200],
        where=where,
        line=line,
        remedy="download it again",
    )
