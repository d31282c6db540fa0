"""What may be read here and written nowhere: the words of claims marked ``internal``, held against all that is written.

    withhold(["told over tea in Erbil"])                 # whoever reads such a claim
    refuse_withheld(page, "brief.html")                  # whoever puts text or bytes in place
    refuse_withheld_file(draft, path)                    # a finished file, also inside a zip or a Parquet table
    refuse_restricted(folder, held=False)                # before anything of a working folder is copied out of it

The first guard is that an export is made as if such a claim weren't there (``Claims.exportable``). This is the second:
words that only a withheld claim uses are known from the moment it is read, and nothing that holds one is written, by
whatever way it came there. The message names the place and never the words. Numbers aren't held back so: a number of
deaths may be the same by chance.
"""

from __future__ import annotations

import gzip
import html
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from tether.errors import TetherError

RESTRICTED = "RESTRICTED.txt"  # the mark of a working folder
LEAST = 8  # letters of a word that is held back: a shorter one stands in other texts by chance
_withheld: set[str] = set()
_ESCAPES = re.compile(r"\\u([0-9a-fA-F]{4})")


class NotForExport(TetherError):
    """What was to be written holds the words of a claim marked internal; nothing was written."""


def withhold(words: Iterable[str]) -> None:
    """Hold these words back from everything that this process writes."""
    _withheld.update(w for w in map(_plain, words) if len(w) >= LEAST)


def withholding() -> bool:
    """Return whether any word is held back in this process."""
    return bool(_withheld)


def release() -> None:
    """Forget what was held back (tests)."""
    _withheld.clear()


def holds_withheld(data: str | bytes) -> bool:
    """Return whether text, or the bytes of text, hold a word that is held back: as it is, in JSON, in HTML, wrapped."""
    if not _withheld:
        return False
    text = data.decode("utf-8", "ignore") if isinstance(data, bytes) else data
    for said in (text, html.unescape(text), _from_json(text)):
        plain = _plain(said)
        if any(word in plain for word in _withheld):
            return True
    return False


def refuse_withheld(data: str | bytes, where: str) -> None:
    """Let text pass, or raise ``NotForExport`` that names the place."""
    if holds_withheld(data):
        raise _refused(where)


def refuse_withheld_file(path: Path, named: str | Path) -> None:
    """Let a finished file, or every file of a finished folder, pass; or raise ``NotForExport`` that names it."""
    if not _withheld:
        return
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if file.is_file() and any(holds_withheld(part) for part in _parts(file)):
            raise _refused(str(Path(named) / file.relative_to(path)) if path.is_dir() else str(named))


def refuse_restricted(folder: Path, *, held: bool) -> None:
    """Let a folder pass that isn't marked restricted, or whose holder says that what is made of it stays with him.

    Raises:
        NotForExport: the folder is marked, and nobody said so.
    """
    if (folder / RESTRICTED).is_file() and not held:
        raise NotForExport(
            f"{folder}: marked restricted ({RESTRICTED}): it counts people in cells small enough to point at them; "
            "nothing was written. Export the published tables beside it, or, to keep a workbook on this machine under "
            "the same mark, add --restricted"
        )


def _parts(file: Path) -> Iterable[str | bytes]:
    """Give what a file says, unpacked."""
    data = file.read_bytes()
    if data[:4] == b"PAR1":
        import pyarrow.parquet as parquet

        read = parquet.read_table(file)
        yield str(read.schema.metadata or "")
        yield from (str(value) for column in read.columns for value in set(column.to_pylist()))
    elif data[:2] == b"PK":
        with zipfile.ZipFile(file) as archive:
            yield from (re.sub(rb"<[^>]*>", b"", archive.read(n)) for n in archive.namelist())
    else:
        yield gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data


def _refused(where: str) -> NotForExport:
    return NotForExport(
        f"{where}: holds words of a claim marked internal, which may be read here and leaves in no file; nothing was "
        "written. Mark the claim public, or leave it out of what is written"
    )


def _plain(text: str) -> str:
    """Return a text in one line: a page breaks its lines where it likes."""
    return " ".join(text.split())


def _from_json(text: str) -> str:
    plain = text.replace("\\n", " ").replace("\\t", " ").replace('\\"', '"').replace("\\/", "/").replace('""', '"')
    return _ESCAPES.sub(lambda m: chr(int(m[1], 16)), plain)
