"""Puts a file or a folder in its place whole or not at all: written aside, then renamed.

    write_text(path, page)
    with replacing(path) as draft: table.to_parquet(draft)         # for writers that want a name
    with replacing_folder(folder) as draft: ...                    # the old folder goes when the new one is whole
    with replacing_folder(folder, replace=False) as draft: ...     # refuses a folder that has something in it

The draft lies in the same folder, so that the rename is one step of the file system, and keeps the ending, which some
writers read; its name can't be guessed, so that nobody can lay a link there beforehand, and two runs don't meet. What
was written is flushed to the disk before the rename, the folder's entry after it. Where the writer fails the draft goes
and what stood there stays. An ``OSError`` of this room names the file that was meant, not the draft.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path


def write_text(path: str | Path, text: str) -> Path:
    """Write text as UTF-8, whole or not at all; return the path."""
    return write_bytes(path, text.encode("utf-8"))


def write_bytes(path: str | Path, data: bytes) -> Path:
    """Write bytes, whole or not at all; return the path."""
    path = Path(path)
    with replacing(path) as draft, _naming(path):
        draft.write_bytes(data)
    return path


@contextlib.contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Give the name of an empty file to write into; it takes the place of ``path`` when the block ends well."""
    path = Path(path)
    draft = _aside(path, path.suffix)
    with _naming(path):
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    try:
        yield draft
        with _naming(path):
            _flush(draft)
            os.replace(draft, path)
            _flush(path.parent)
    finally:
        draft.unlink(missing_ok=True)


@contextlib.contextmanager
def replacing_folder(folder: str | Path, *, replace: bool = True) -> Iterator[Path]:
    """Give a new empty folder to write into; it takes the place of ``folder`` when the block ends well.

    The folders above are made. With ``replace=False`` a folder that has something in it is left alone, with an
    ``OSError``. A link, or a file of that name, is refused in either case, before anything is written.
    """
    folder = Path(folder)
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise NotADirectoryError(errno.ENOTDIR, "not a folder, and left alone", str(folder))
    draft = _aside(folder)
    with _naming(folder):
        draft.mkdir(parents=True)
    try:
        yield draft
        with _naming(folder):
            for path in (*draft.rglob("*"), draft):
                _flush(path)
            if replace and folder.exists():
                _exchange(draft, folder)
            else:
                if folder.exists():
                    folder.rmdir()
                os.rename(draft, folder)
            _flush(folder.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _exchange(draft: Path, folder: Path) -> None:
    """Put the draft in the place of the folder; the old one is moved aside first and goes last."""
    old = _aside(folder)
    os.rename(folder, old)
    try:
        os.rename(draft, folder)
    except OSError:
        os.rename(old, folder)
        raise
    shutil.rmtree(old)


def _aside(path: Path, ending: str = "") -> Path:
    stem = path.name.removesuffix(ending) if ending else path.name
    return path.with_name(f".{stem[:100]}.{secrets.token_hex(8)}{ending}")


def _flush(path: Path) -> None:
    """Bring a file or a folder to the disk; a system that can't open a folder keeps its own order."""
    if path.is_symlink():
        return
    try:
        held = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(held)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.EROFS, errno.EBADF):  # a place without fsync
            raise
    finally:
        os.close(held)


@contextlib.contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Let an ``OSError`` name what the caller meant."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from None
