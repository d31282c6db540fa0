"""Locks: what two processes, or two threads, must not do at once.

    with locked(path): ...                     # others wait; a minute at most, then they say who is waited for
    folder = work_folder(scratch / key)        # ours alone until end_work(folder), another one where it is taken

The lock of a target is ``.NAME.tether-lock`` beside it, there only while it is held; the system lets go of it when a
process ends, however it ends. Nothing is ever written into it, and a link of its name is not followed. Where a file
system knows no locks (some network places) nothing is locked: what is written is then still whole, but of two at once
the later one stands.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

LOCK = ".tether-lock"
LONGEST_WAIT = 60.0  # seconds
HELD, BUSY, UNKNOWN = "held", "busy", "no locks here"
_LONGEST_STEM = 120  # bytes of a name that the names beside it carry


@contextlib.contextmanager
def locked(target: str | Path, seconds: float = LONGEST_WAIT) -> Iterator[None]:
    """Hold the lock of ``target`` while the block runs; the folder above must be there.

    Raises:
        OSError: somebody else holds it for longer than ``seconds``, or nothing can be written in the folder.
    """
    path = beside(Path(target), LOCK)
    try:
        handle = _waited_for(path, seconds)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target)) from None
    try:
        yield
    finally:
        let_go(handle, path)


def _waited_for(path: Path, seconds: float) -> int:
    until = time.monotonic() + seconds
    while True:
        handle, state = open_lock(path)
        if state is not BUSY and is_still(handle, path):
            return handle
        os.close(handle)
        if time.monotonic() > until:
            raise OSError(errno.EBUSY, f"another process has been writing it for {seconds:.0f} seconds")
        time.sleep(0.01)


def open_lock(path: Path, *, make: bool = True) -> tuple[int, str]:
    """Open a lock's file and try to hold it; return the open file and how that went."""
    flags = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | (os.O_CREAT if make else 0)
    handle = os.open(path, flags, 0o666)
    return handle, _try(handle)


def is_still(handle: int, path: Path) -> bool:
    """Return whether an open lock is the one that others will find by its name."""
    try:
        return os.path.samestat(os.fstat(handle), os.lstat(path))
    except FileNotFoundError:
        return False


def let_go(handle: int, path: Path) -> None:
    """Remove a lock that we hold, and its file; on Windows a file that is open can't be removed."""
    try:
        if sys.platform != "win32":
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
    finally:
        os.close(handle)
    if sys.platform == "win32":
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def beside(target: Path, ending: str) -> Path:
    """Return a hidden name beside ``target`` that says whose it is, short enough for any file system."""
    stem = target.name.encode()[:_LONGEST_STEM].decode(errors="ignore")
    return target.with_name(f".{stem}{ending}")


if sys.platform == "win32":
    import msvcrt

    def _try(handle: int) -> str:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return BUSY
        return HELD

else:
    import fcntl

    def _try(handle: int) -> str:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return BUSY
        except OSError:
            return UNKNOWN
        return HELD


_WORK: dict[Path, int] = {}  # folders in which this process is at work, and their open locks


def work_folder(folder: Path) -> Path:
    """Return a folder for us alone: ``folder``, with what an interrupted process left there, or one with a new name.

    Another name is given where somebody, a thread of ours included, is at work in ``folder``. What is left of such
    others goes.
    """
    for other in folder.parent.glob(f"{folder.name}-*"):
        _remove_if_left(other)
    if _claim(folder):
        return folder
    own = folder.with_name(f"{folder.name}-{secrets.token_hex(8)}")
    if not _claim(own):
        raise OSError(errno.EBUSY, "another process is at work in it", str(own))
    return own


def leave_work(folder: Path) -> None:
    """Let go of a folder of ours and keep what is in it for another run."""
    handle = _WORK.pop(folder, None)
    if handle is not None:
        os.close(handle)


def end_work(folder: Path) -> None:
    """Remove a folder of ours with all that is in it, and the folder above when nothing else is in it."""
    shutil.rmtree(folder, ignore_errors=True)
    leave_work(folder)
    with contextlib.suppress(OSError):
        folder.parent.rmdir()


def _claim(folder: Path) -> bool:
    if folder.is_symlink():
        return False
    path = folder / LOCK
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, state = open_lock(path)
    except FileNotFoundError:  # somebody has just removed it
        return False
    if state is BUSY or not is_still(handle, path):
        os.close(handle)
        return False
    _WORK[folder] = handle
    return True


def _remove_if_left(folder: Path) -> None:
    with contextlib.suppress(OSError):
        handle, state = open_lock(folder / LOCK, make=False)
        if state is HELD:
            shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)
