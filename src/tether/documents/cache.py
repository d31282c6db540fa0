"""What can be made again, kept in the user's cache folder: looked up by the hash of all that it was made from.

    kept = Cache("posteriors", limit=256 * MB)
    kept.get(key)                # bytes; None where it is not there, or damaged (then it goes)
    kept.put(key, data)          # whole or not at all; the least recently used go where the limit is passed

The folder is ``TETHER_CACHE`` (``off``: nothing is kept), else ``$XDG_CACHE_HOME/tether``, else ``~/.cache/tether``.
It is made for its owner alone, and one in which others may write is not used: compiled programs lie here too. Nothing
in it is ever needed. Where it can't be made, read or written, everything is worked out anew, without a word.

    with without_cache(): ...    # nothing is found and nothing kept: what is to be checked must be worked out

A key must name everything that the bytes depend on (``digest``); each entry carries the SHA-256 of its own bytes.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tether.documents.files import write_bytes

MB = 1 << 20
OFF = ("off", "0", "none", "no")
SEAL = hashlib.sha256().digest_size


_fresh: list[None] = []  # one for each block under way that works everything out


@contextlib.contextmanager
def without_cache() -> Iterator[None]:
    """Find nothing and keep nothing inside the block, in every thread."""
    _fresh.append(None)
    try:
        yield
    finally:
        _fresh.pop()


def cache_folder(name: str) -> Path | None:
    """Return the folder ``name`` of the user's cache, made; None where nothing is kept or it can't be used."""
    root = _root()
    if root is None:
        return None
    folder = root / name
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        usable = _private(root) and _private(folder) and os.access(folder, os.R_OK | os.W_OK | os.X_OK)
    except OSError:
        return None
    return folder if usable else None


@dataclass(frozen=True)
class Cache:
    """Bytes by key below the user's cache folder, at most ``limit`` bytes of them."""

    name: str
    limit: int

    def get(self, key: str) -> bytes | None:
        """Return what was kept under ``key``; a damaged entry is removed and counts as none."""
        path = self._path(key)
        if path is None:
            return None
        try:
            found = path.read_bytes()
            if hashlib.sha256(found[SEAL:]).digest() == found[:SEAL]:
                os.utime(path)  # used now
                return found[SEAL:]
            path.unlink(missing_ok=True)
        except OSError:
            pass
        return None

    def has(self, key: str) -> bool:
        """Return whether something is kept under ``key``, whole or damaged."""
        path = self._path(key)
        return path is not None and path.is_file()

    def put(self, key: str, data: bytes) -> None:
        """Keep ``data`` under ``key``, where there is room and leave for it."""
        path = self._path(key)
        if path is None or len(data) + SEAL > self.limit:
            return
        try:
            write_bytes(path, hashlib.sha256(data).digest() + data)
        except OSError:
            return
        evict(path.parent, self.limit)

    def _path(self, key: str) -> Path | None:
        folder = None if _fresh else cache_folder(self.name)
        return None if folder is None else folder / key


def digest(parts: Iterable[bytes | memoryview | str]) -> str:
    """Return a key: the SHA-256 of the parts with their lengths, so that no two lists of parts run together."""
    whole = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        whole.update(str(memoryview(data).nbytes).encode() + b":")
        whole.update(data)
    return whole.hexdigest()


def evict(folder: Path, limit: int) -> None:
    """Remove the least recently used files below ``folder`` until the rest take at most ``limit`` bytes."""
    found = []
    for path in folder.rglob("*"):
        try:
            told = path.stat()
        except OSError:  # another run has removed it
            continue
        if stat.S_ISREG(told.st_mode):
            found.append((max(told.st_atime_ns, told.st_mtime_ns), told.st_size, path))
    excess = sum(size for _, size, _ in found) - limit
    for _, size, path in sorted(found):
        if excess <= 0:
            return
        try:
            path.unlink(missing_ok=True)
        except OSError:
            continue
        excess -= size


def _root() -> Path | None:
    """Return the user's cache folder as it is set, or None: switched off, or no home to put it in."""
    named = os.environ.get("TETHER_CACHE", "")
    if named:
        return None if named.lower() in OFF else Path(named)
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tether"
    except RuntimeError:  # no home folder
        return None


def _private(folder: Path) -> bool:
    """Return whether nobody but the user (and the system's owner) can write into the folder."""
    told = folder.stat()
    if not hasattr(os, "getuid"):
        return True
    return told.st_uid == os.getuid() and not told.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
