"""A progress bar on a terminal's stderr, and nothing anywhere else.

Where a verb may write, asked before it works: a run of minutes must not end on a name that can't be written.

file_target(out)      # refuses a folder, and a place where nothing can be written
folder_target(runs)   # refuses a file, and such a place
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tether.cli.screen import say
from tether.documents.files import ask_writable
from tether.errors import UsageError

QUIET_SECONDS, EVERY_SECONDS = 2.0, 15.0  # how long a verb may be silent, and how often it then says a line


@contextmanager
def progress(*, everywhere: bool = False) -> Iterator[Callable[[str, int, int], None]]:
    """Yield ``step(name, done, of)``; it draws only where stderr is a terminal, and honours NO_COLOR.

    ``everywhere``: where stderr is none (a pipe, a log), a line says after two seconds what is under way, and another
    every quarter of a minute.
    """
    if not sys.stderr.isatty():
        yield _Told() if everywhere else lambda name, done, of: None
        return
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True, no_color=bool(os.environ.get("NO_COLOR")))
    with Progress(console=console, transient=True) as bars:
        tasks: dict[str, int] = {}

        def step(name: str, done: int, of: int) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=of)
            bars.update(tasks[name], completed=done, total=of)  # type: ignore[arg-type]

        yield step


class _Told:
    """Says in lines what is under way: for whoever reads a log."""

    def __init__(self) -> None:
        self.begun = time.monotonic()
        self.next = self.begun + QUIET_SECONDS

    def __call__(self, name: str, done: int, of: int) -> None:
        now = time.monotonic()
        if now >= self.next:
            self.next = now + EVERY_SECONDS
            parts = f": {done} of {of}" if of > 1 else ""
            say(f"{name}{parts} ({now - self.begun:.0f} s)", err=True)


@contextmanager
def announced(step: Callable[[str, int, int], None], name: str) -> Iterator[None]:
    """Tell of work that has no parts of its own: that it has begun, and that it is done."""
    step(name, 0, 1)
    yield
    step(name, 1, 1)


def file_target(path: Path | None) -> None:
    """Refuse the name of a folder, or a place that can't be written, where a file is to be written."""
    if path is None:
        return
    if path.is_dir():
        raise UsageError(f"{path}: a folder; expected the name of a file")
    ask_writable(path)


def folder_target(path: Path, *, replaced: bool = False) -> None:
    """Refuse a name that is a file, or lies below one, or a place that can't be written, where a folder is to be."""
    taken = next((p for p in (path, *path.parents) if p.exists()), path)
    if taken.exists() and not taken.is_dir():
        raise UsageError(f"{path}: {taken} is a file; expected the name of a folder")
    ask_writable(path / "x" if path.exists() and not replaced else path)
