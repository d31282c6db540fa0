"""Who changed what: a file of lines to which one only adds, each sealed with the line before it.

    ledger = Ledger(workspace / "log.jsonl")
    ledger.add("Nadia", "saved", "guard", version=7)
    ledger.fault()          # "" or where the chain breaks: a line was changed, taken out or put between

A seal without a secret stops nobody who writes the whole file anew; it shows an edit that was made by hand.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

START = "0" * 64
LONGEST = 500  # characters of one value: a line is never cut, which would look like an edit by hand


class Ledger:
    """A log on disk; one process adds to it, by any of its threads."""

    def __init__(self, path: Path):
        self.path = path
        self._lock = threading.Lock()
        self._last: str | None = None

    def add(self, who: str, what: str, on: str = "", **more: Any) -> None:
        """Add a line and bring it to the disk; what a full disk takes of it in part is taken back."""
        with self._lock:
            said = {"at": now(), "who": who, "what": what, "on": on, **more}
            said = {key: value[:LONGEST] if isinstance(value, str) else value for key, value in said.items()}
            before = self._last if self._last is not None else _seal_of_last(self.path)
            line = json.dumps({**said, "before": before}, ensure_ascii=False)
            data = (line + "\n").encode()
            handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
            try:
                size = os.fstat(handle).st_size
                try:
                    written = os.write(handle, data)
                    os.fsync(handle)
                except OSError as error:
                    os.ftruncate(handle, size)
                    raise OSError(error.errno, error.strerror, str(self.path)) from None
                if written < len(data):
                    os.ftruncate(handle, size)
                    raise OSError(28, os.strerror(28), str(self.path))
            finally:
                os.close(handle)
            self._last = _seal(line)

    def lines(self, most: int = 200) -> list[dict[str, Any]]:
        """Return the last lines, the latest first; a line that is no JSON is left out (``fault`` names it)."""
        found = []
        for line in reversed(_read(self.path)[-most:]):
            with contextlib.suppress(ValueError):
                read = json.loads(line)
                if isinstance(read, dict):
                    found.append(read)
        return found

    def fault(self) -> str:
        """Return where the chain of seals breaks, in words; "" where it holds."""
        before = START
        for number, line in enumerate(_read(self.path), 1):
            try:
                told = json.loads(line)["before"]
            except (ValueError, KeyError, TypeError):
                return f"{self.path}:{number}: no line of the log"
            if told != before:
                return f"{self.path}:{number}: the line before it was changed or is not there any more"
            before = _seal(line)
        return ""


def now() -> str:
    """Return this moment, to the second, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _read(path: Path) -> list[str]:
    try:
        text = path.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return []
    return (
        text.removesuffix("\n").split("\n") if text else []
    )  # a name may hold what other readers take for a line's end


def _seal(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()


def _seal_of_last(path: Path) -> str:
    lines = _read(path)
    return _seal(lines[-1]) if lines else START
