"""A roster on disk, and what it says of itself: whether it is synthetic stands in the file, not only in its name.

write_roster(table, Path("roster.csv"), ("SYNTHETIC …", "hashd-iran: 55,500 heads, within …"))
about(Path("roster.csv"))                      # those lines; () for a roster that says nothing of itself

CSV: lines that start with ``#`` before the header. Parquet: the schema's metadata. Excel: a second sheet, ``about``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from tether.documents.files import replacing
from tether.errors import UsageError
from tether.induction import handover

KINDS = (".csv", ".parquet", ".xlsx")
ABOUT_KEY = b"about"
SYNTHETIC = f"{handover.SYNTHETIC}: invented volunteers, nobody's names or counts"


def write_roster(table: pd.DataFrame, path: Path, lines: Sequence[str]) -> Path:
    """Write a roster with its lines; the file appears whole or not at all."""
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise UsageError(f"{path}: '{kind}' is no roster; expected a name that ends in {', '.join(KINDS)}")
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as draft:
        {".csv": _csv, ".parquet": _parquet, ".xlsx": _excel}[kind](table, draft, lines)
    return path


def about(path: Path) -> tuple[str, ...]:
    """Return what a roster file says of itself."""
    kind = path.suffix.lower()
    if kind == ".csv":
        return comments(path)
    if kind == ".parquet":
        import pyarrow.parquet as pq

        said = (pq.read_schema(path).metadata or {}).get(ABOUT_KEY, b"").decode()
        return tuple(said.splitlines())
    book = pd.read_excel(path, sheet_name=None, header=None, dtype=str, engine="openpyxl")
    return tuple(book["about"][0].dropna()) if "about" in book and len(book["about"]) else ()


def comments(path: Path) -> tuple[str, ...]:
    """Return the lines before a CSV file's header that start with ``#``, without it."""
    found = []
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for line in file:
            if not line.startswith("#"):
                break
            found.append(line[1:].strip())
    return tuple(found)


def _csv(table: pd.DataFrame, path: Path, lines: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"# {line}\n" for line in lines)
        table.to_csv(file, index=False, lineterminator="\n")


def _parquet(table: pd.DataFrame, path: Path, lines: Sequence[str]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    whole = pa.Table.from_pandas(table, preserve_index=False)
    pq.write_table(
        whole.replace_schema_metadata({**(whole.schema.metadata or {}), ABOUT_KEY: "\n".join(lines).encode()}), path
    )


def _excel(table: pd.DataFrame, path: Path, lines: Sequence[str]) -> None:
    with pd.ExcelWriter(path, engine="openpyxl") as book:
        table.to_excel(book, sheet_name="roster", index=False)
        pd.DataFrame(list(lines)).to_excel(book, sheet_name="about", index=False, header=False)
