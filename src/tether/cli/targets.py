"""Where a verb may write, asked before it works: a run of minutes must not end on a name that can't be written.

file_target(out)      # refuses a folder
folder_target(runs)   # refuses a file
"""

from __future__ import annotations

from pathlib import Path

from tether.errors import UsageError


def file_target(path: Path | None) -> None:
    """Refuse the name of a folder where a file is to be written; a name not yet taken passes."""
    if path is not None and path.is_dir():
        raise UsageError(f"{path}: a folder; expected the name of a file")


def folder_target(path: Path) -> None:
    """Refuse a name that is a file, or lies below one, where a folder is to be written."""
    taken = next((p for p in (path, *path.parents) if p.exists()), path)
    if taken.exists() and not taken.is_dir():
        raise UsageError(f"{path}: {taken} is a file; expected the name of a folder")
