"""Opens zip and gzip files that somebody else made, within bounds: the one door for whatever is packed.

    with open_zip(path, where=str(path), expected="a filled form (.xlsx)") as packed:
        packed.names                                 # the parts, in the order of the file
        with packed.open("xl/workbook.xml") as part: part.read(65536)

A zip says of itself what it will unpack to, and may lie. So the directory is read within a bound and looked at before
any part is: how many parts, how large each and all together, how many times larger than packed, whether two parts share
the same bytes, whether one is locked or packed in a way of its own. A part is then never read beyond what its entry
says, and its checksum is compared at the end (``zipfile`` does both), so what was checked is what comes out. Parts are
streamed, and nothing is ever unpacked by a name that the file chose. Whatever is wrong is one located ``InputError``.
"""

from __future__ import annotations

import gzip
import io
import shutil
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tether.errors import InputError, Problem

MB = 1 << 20
RATIO_FROM = MB  # bytes unpacked from which the ratio is looked at: a small part of one repeated letter is no bomb
ENTRY = 46  # bytes of the shortest entry of a zip's directory
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .xls and .doc, and of what a password locks
LOCKED = "EncryptedPackage".encode("utf-16-le")
LEGIBLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError)


@dataclass(frozen=True)
class PackingLimits:
    """How much a packed file may hold: bytes as it lies there, parts, bytes unpacked, and how many times more."""

    packed: int = 512 * MB
    parts: int = 5_000
    unpacked: int = 4096 * MB
    ratio: int = 250  # deflate can do 1,032; sheets of one repeated row come to 100, text to 10


ARRAYS = PackingLimits(ratio=1100)  # a table of zeros is no bomb: its size is what counts


class PackedFile:
    """An open zip whose directory has been looked at."""

    def __init__(self, archive: zipfile.ZipFile, where: str):
        self._archive, self._where = archive, where

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the parts."""
        return tuple(self._archive.namelist())

    def size(self, name: str) -> int:
        """Return how many bytes a part unpacks to."""
        return self._archive.getinfo(name).file_size

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Give a stream of a part's bytes; damage met while reading it is an ``InputError``."""
        try:
            with self._archive.open(name) as part:
                yield part
        except BROKEN as error:
            said = str(error).replace("File is", "it is") or "it ends too early"
            raise _damaged(self._where, f"part {name!r}: {said}") from None

    def copy(self, name: str, target: Path) -> Path:
        """Unpack a part to a file of the caller's choosing."""
        with self.open(name) as part, target.open("wb") as plain:
            shutil.copyfileobj(part, plain, MB)
        return target


@contextmanager
def open_zip(
    file: Path | bytes, *, where: str, expected: str, limits: PackingLimits | None = None
) -> Iterator[PackedFile]:
    """Open a zip (a path, or its bytes); ``InputError`` for what is none, is damaged, locked, or beyond the limits."""
    limits = limits or PackingLimits()
    with _raw(file, where, expected) as raw:
        size = raw.seek(0, io.SEEK_END)
        if size > limits.packed:
            raise InputError(Problem(f"{size:,} bytes", where=where, expected=f"at most {limits.packed:,}"))
        raw.seek(0)
        _refuse_other_kinds(raw, where, expected)
        try:
            with _ShortReads.during(raw, limits.parts * 4 * ENTRY) as short:
                archive = zipfile.ZipFile(short)
        except _TooManyParts:
            raise InputError(_too_many(where, limits)) from None
        except (*BROKEN, OSError, UnicodeError) as error:
            said = str(error) if zipfile.is_zipfile(raw) else "it was cut off, or is no zip"
            raise _damaged(where, said) from None
        with archive:
            _look_at(archive, where, limits)
            yield PackedFile(archive, where)


def unpack_gzip(path: Path, target: Path, *, where: str, limits: PackingLimits | None = None) -> Path:
    """Unpack a gzip file; stops with an ``InputError`` where it grows beyond the limits."""
    limits, done = limits or PackingLimits(), 0
    most = min(limits.unpacked, max(RATIO_FROM, limits.ratio * path.stat().st_size))
    try:
        with gzip.open(path) as packed, target.open("wb") as plain:
            while piece := packed.read(MB):
                done += len(piece)
                if done > most:
                    raise InputError(_bomb(where, f"more than {most:,} bytes", path.stat().st_size))
                plain.write(piece)
    except (*BROKEN, gzip.BadGzipFile) as error:
        raise _damaged(where, str(error)) from None
    return target


class _TooManyParts(Exception):
    """The directory of a zip is longer than its limit."""


class _ShortReads:
    """A file that gives at most so many bytes at once while a zip is opened: its directory is read in one piece."""

    def __init__(self, raw: IO[bytes], most: int):
        self._raw, self._most = raw, max(most, MB)
        self.tell, self.seek, self.close, self.seekable = raw.tell, raw.seek, raw.close, raw.seekable

    @classmethod
    @contextmanager
    def during(cls, raw: IO[bytes], most: int) -> Iterator[_ShortReads]:
        """Give the file with the bound, and lift the bound at the end of the block."""
        short = cls(raw, most)
        yield short
        short._most = sys.maxsize

    def read(self, size: int = -1) -> bytes:
        if size > self._most:
            raise _TooManyParts
        return self._raw.read(size)


@contextmanager
def _raw(file: Path | bytes, where: str, expected: str) -> Iterator[IO[bytes]]:
    if isinstance(file, bytes):
        yield io.BytesIO(file)
        return
    try:
        if not file.is_file():
            said = "a folder" if file.is_dir() else "no such file"
            raise InputError(Problem(said, where=where, expected=expected))
        raw = file.open("rb")
    except OSError as error:
        raise InputError(Problem(f"can't be read: {error.strerror}", where=where, expected=expected)) from None
    with raw:
        yield raw


def _refuse_other_kinds(raw: IO[bytes], where: str, expected: str) -> None:
    """Tell by its first bytes a file that is no zip."""
    first = raw.read(8)
    if first[:2] == b"PK":
        return
    remedy = ""
    if first == OLD_OFFICE:
        locked = _holds(raw, LOCKED)
        found = "a file locked with a password" if locked else "an old Office file (.xls, .doc)"
        remedy = f"open it in its program and save it {'without a password' if locked else 'in the new format'}"
    elif not first:
        found = "an empty file"
    elif b"\0" in first or any(byte < 9 for byte in first):
        found = "something else, whatever its name says"
    else:
        found, remedy = "plain text, whatever its name says", "if it is a csv, let its name end in .csv"
    raise InputError(Problem(found, where=where, expected=expected, remedy=remedy))


def _holds(raw: IO[bytes], wanted: bytes) -> bool:
    kept = b""
    raw.seek(0)
    while piece := raw.read(MB):
        if wanted in kept + piece:
            return True
        kept = piece[-len(wanted) :]
    return False


def _look_at(archive: zipfile.ZipFile, where: str, limits: PackingLimits) -> None:
    """Refuse a directory that promises too much, or that no honest program writes."""
    parts = archive.infolist()
    if len(parts) > limits.parts:
        raise InputError(_too_many(where, limits))
    if len({part.filename for part in parts}) < len(parts):
        raise _damaged(where, "two parts have one name")
    for part in parts:
        if _leads_out(part.filename):
            raise _damaged(where, f"the name of part {part.filename!r:.80} leads out of the folder it is unpacked in")
        if part.flag_bits & 1:
            remedy = "save it without a password"
            raise InputError(Problem("a file locked with a password", where=where, remedy=remedy))
        if part.compress_type not in LEGIBLE:
            said = f"part {part.filename!r} is packed by method {part.compress_type}"
            raise InputError(Problem(said, where=where, expected="deflate, as every program writes it"))
        if part.file_size > RATIO_FROM and part.file_size > limits.ratio * part.compress_size:
            raise InputError(_bomb(where, f"{part.file_size:,} bytes", part.compress_size, part.filename))
    whole = sum(part.file_size for part in parts)
    if whole > limits.unpacked:
        raise InputError(Problem(f"{whole:,} bytes to unpack", where=where, expected=f"at most {limits.unpacked:,}"))
    _refuse_overlap(archive, parts, where)


def _leads_out(name: str) -> bool:
    """Return whether a part's name is a path that leaves the folder: up, from the root, or of another drive."""
    steps = name.replace("\\", "/").split("/")
    return ".." in steps or steps[0] == "" or steps[0].endswith(":")


def _refuse_overlap(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], where: str) -> None:
    """Refuse parts that lie over each other: one piece of packed bytes, counted and unpacked many times."""
    ordered = sorted(parts, key=lambda part: part.header_offset)
    ends: list[int] = [part.header_offset for part in ordered[1:]] + [archive.start_dir]
    for part, end in zip(ordered, ends, strict=True):
        if part.header_offset + 30 + len(part.filename) + part.compress_size > end:
            raise _damaged(where, f"part {part.filename!r} lies over the next one")


def _too_many(where: str, limits: PackingLimits) -> Problem:
    return Problem(f"a zip of more than {limits.parts:,} parts", where=where, expected="no more than that")


def _bomb(where: str, unpacked: str, packed: int, name: str = "") -> Problem:
    part = f"part {name!r}: " if name else ""
    said = f"{part}{packed:,} bytes that unpack to {unpacked}: refused"
    return Problem(said, where=where, remedy="such a file fills memory or disk; have it saved anew by its program")


def _damaged(where: str, said: str) -> InputError:
    said = f"a file that cannot be unpacked ({said})"
    return InputError(Problem(said, where=where, remedy="copy, download or save it again"))


def read_arrays(file: Path | bytes, *, where: str) -> dict[str, Any]:
    """Return the arrays of a ``.npz`` by name, each of the shape that its own bytes fill; no pickled objects."""
    from numpy.lib import format as layout

    found = {}
    with open_zip(file, where=where, expected="arrays (.npz)", limits=ARRAYS) as packed:
        for name in packed.names:
            with packed.open(name) as part:
                _refuse_promises(part, packed.size(name))
            with packed.open(name) as part:
                found[name.removesuffix(".npy")] = layout.read_array(part, allow_pickle=False)
    return found


def _refuse_promises(part: IO[bytes], size: int) -> None:
    """Refuse an array whose header promises more than the part holds: memory is taken before bytes are read."""
    from math import prod

    from numpy.lib import format as layout

    version = layout.read_magic(part)
    reader = {(1, 0): layout.read_array_header_1_0, (2, 0): layout.read_array_header_2_0}.get(version)
    if reader is None:
        raise ValueError(f"array format {version}")
    shape, _, kind = reader(part)
    if kind.hasobject or prod(shape) * kind.itemsize > size:
        raise ValueError("an array that promises more than it holds")
