"""Fails the n-th operation on the files below a folder, as a full disk, a lost quota, a broken disk or Ctrl-C would.

    with failing(folder, at=7, fault="full") as told:   # the 7th operation below the folder fails, and what goes with it
        main([...])
    told.operations                                     # what was done, in order: ("rename", "…/plan"), …

An operation is one that changes the disk: a file opened for writing, a write, a flush, a folder made, a rename, a
removal. A library that writes from C (Arrow, HDF5) is met in the operations around it: the file that it is given, the
flush and the rename.
"""

from __future__ import annotations

import builtins
import contextlib
import errno
import io
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

TAKES_ROOM = ("open", "write", "fsync", "mkdir", "link", "posix_fallocate", "ftruncate")
FAULTS: dict[str, tuple[int, tuple[str, ...] | None]] = {
    "full": (errno.ENOSPC, TAKES_ROOM),  # from here on, everything that takes room fails
    "quota": (errno.EDQUOT, TAKES_ROOM),
    "read-only": (errno.EROFS, None),  # from here on, everything fails
    "broken": (errno.EIO, ()),  # this one operation
    "Ctrl-C": (0, ()),
}
BY_PATH = ("mkdir", "rmdir", "unlink", "remove", "rename", "replace", "link", "truncate", "symlink")
BY_HANDLE = ("fsync", "ftruncate", "posix_fallocate")


@dataclass
class Failing:
    """What was done below ``folder``; the operation number ``at`` (from 1) fails."""

    folder: str
    at: int
    fault: str
    operations: list[tuple[str, str]] = field(default_factory=list)

    def meet(self, name: str, path: Any) -> None:
        """Count an operation, and fail it if it is its turn."""
        text = os.fsdecode(os.fspath(path))
        if not os.path.abspath(text).startswith(self.folder):
            return
        self.operations.append((name, text))
        number, after = FAULTS[self.fault]
        here = len(self.operations)
        if here < self.at or not self.at or (here > self.at and after is not None and name not in after):
            return
        if self.fault == "Ctrl-C":
            raise KeyboardInterrupt
        raise OSError(number, os.strerror(number), text)


class _File:
    """A file whose writes are counted."""

    def __init__(self, file: Any, meet: Callable[[str], None]):
        self._file, self._meet = file, meet

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> _File:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._file)

    def write(self, data: Any) -> Any:
        self._meet("write")
        return self._file.write(data)

    def writelines(self, lines: Any) -> None:
        self._meet("write")
        self._file.writelines(lines)


@contextlib.contextmanager
def failing(folder: Path, at: int = 0, fault: str = "full") -> Iterator[Failing]:
    """Count what is done below ``folder``; the operation number ``at`` fails (0: none does)."""
    told = Failing(str(folder.resolve()), at, fault)
    really = {name: getattr(os, name) for name in (*BY_PATH, *BY_HANDLE, "open")}
    opened = builtins.open

    def of_handle(handle: Any) -> str:
        return os.readlink(f"/proc/self/fd/{handle if isinstance(handle, int) else handle.fileno()}")

    def by_path(name: str) -> Callable[..., Any]:
        def call(path: Any, *args: Any, **options: Any) -> Any:
            above = options.get("dir_fd") or options.get("src_dir_fd")
            told.meet(name, os.path.join(of_handle(above), path) if above is not None else path)
            return really[name](path, *args, **options)

        return call

    def by_handle(name: str) -> Callable[..., Any]:
        def call(handle: Any, *args: Any) -> Any:
            told.meet(name, of_handle(handle))
            return really[name](handle, *args)

        return call

    def os_open(path: Any, flags: int, *args: Any, **options: Any) -> int:
        if flags & (os.O_CREAT | os.O_WRONLY | os.O_RDWR) and options.get("dir_fd") is None:
            told.meet("open", path)
        return really["open"](path, flags, *args, **options)

    def file_open(file: Any, mode: str = "r", *args: Any, **options: Any) -> Any:
        if isinstance(file, int) or not set(mode) & set("wax+"):
            return opened(file, mode, *args, **options)
        told.meet("open", file)
        return _File(opened(file, mode, *args, **options), lambda name: told.meet(name, file))

    with contextlib.ExitStack() as stack:
        for name in BY_PATH:
            stack.enter_context(mock.patch.object(os, name, by_path(name)))
        for name in BY_HANDLE:
            stack.enter_context(mock.patch.object(os, name, by_handle(name)))
        stack.enter_context(mock.patch.object(os, "open", os_open))
        stack.enter_context(mock.patch.object(builtins, "open", file_open))
        stack.enter_context(mock.patch.object(io, "open", file_open))
        yield told
