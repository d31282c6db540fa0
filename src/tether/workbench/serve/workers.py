"""Children that answer one request each at a time, and are ended where they take too long.

    with Workers(2) as workers:
        workers.ask("door", {"do": "check", …})      # the answer, or WorkFailed in one sentence

Everything that comes from outside is parsed there: a file that hangs a reader, or eats the memory, costs a child and
not the server. A child is renewed after ``CALLS`` calls, so that what a library holds on to doesn't grow. The same
question of the same text is answered from memory; where several ask it at once, one child works it out for all.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

from tether.errors import TetherError
from tether.workbench.serve.kept import Kept, TooManyWait
from tether.workbench.serve.worker import read_message, write_message

SECONDS = 30.0
CALLS = 2_000
KEPT = 32 * 1024**2  # bytes of answers
LARGEST_KEPT = 2 * 1024**2
LONGEST_WAIT = 20.0  # seconds for a free child
TO_START = 180.0  # seconds for a new child to import the checker, before its first request counts
SLOWEST = 4  # a child that gets little of a busy machine may take this many times as long by the clock
WARMING = {"do": "example", "name": "example-guard-law"}
BUSY = "the workbench has much to do just now; try again in a moment"


class WorkFailed(TetherError):
    """A child could not answer: what it says of the input, or that it took too long or too much."""

    def __init__(self, said: str, code: int = 1):
        super().__init__(said)
        self.exit_code = code


class Workers:
    """A few children, each with one request at a time."""

    def __init__(self, count: int = 2):
        self.count = count
        self._free: queue.Queue[_Child | None] = queue.LifoQueue()
        for _ in range(count):
            self._free.put(None)
        self.answers = Kept(KEPT, LARGEST_KEPT)
        self._closed = False

    def ask(self, work: str, asked: dict[str, Any], *, seconds: float = SECONDS, keep: bool = False) -> Any:
        """Return what a child answers; with ``keep`` from memory, where the same was asked before.

        Raises:
            WorkFailed: it can't, in words; it took too long; no child was free.
        """
        request = _request(work, asked)
        data = self._kept_or_asked(request, seconds) if keep else self._asked(request, seconds)
        told = json.loads(data)
        if "error" in told:
            raise WorkFailed(told["error"], int(told.get("code", 1)))
        return told["answer"]

    def _kept_or_asked(self, request: bytes, seconds: float) -> bytes:
        try:
            return self.answers.of(_key(request), lambda: self._asked(request, seconds), LONGEST_WAIT + seconds)
        except TooManyWait:
            raise WorkFailed(BUSY) from None

    def warm(self) -> None:
        """Start every child and have it import the checker and what reads briefs, behind whatever else is done."""
        for _ in range(self.count):
            threading.Thread(target=self._warm_one, name="warm", daemon=True).start()

    def _warm_one(self) -> None:
        with contextlib.suppress(TetherError):
            self.ask("door", WARMING, seconds=120)
            self.ask("ready", {}, seconds=120)

    def has(self, work: str, asked: dict[str, Any]) -> bool:
        """Return whether the answer is in memory."""
        return self.answers.at(_key(_request(work, asked))) is not None

    def _asked(self, request: bytes, seconds: float) -> bytes:
        try:
            child = self._free.get(timeout=LONGEST_WAIT)
        except queue.Empty:
            raise WorkFailed(BUSY) from None
        try:
            if self._closed:
                raise WorkFailed("the workbench is closing")
            if child is None or child.calls >= CALLS or not child.lives:
                if child is not None:
                    child.end()
                child = _Child()
            data = child.asked(request, seconds)
        except (OSError, ValueError):
            data = None
        finally:
            self._free.put(child)
        if data is None:
            late = child is not None and child.late
            why = f"it took longer than {seconds:.0f} seconds" if late else "it took more than one request may have"
            raise WorkFailed(f"this was ended: {why}; use a smaller file, or the command line")
        return data

    def close(self) -> None:
        """End all children."""
        self._closed = True
        for _ in range(self.count):
            try:
                child = self._free.get(timeout=5)
            except queue.Empty:
                break
            if child is not None:
                child.end()

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class _Child:
    """One child process."""

    def __init__(self) -> None:
        command = [sys.executable, "-P", "-m", "tether.workbench.serve.worker"]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = subprocess.Popen(command, env=child_environment(), **pipes)
        self.calls = 0
        self.late = False

    @property
    def lives(self) -> bool:
        return self.process.poll() is None

    def asked(self, request: bytes, seconds: float) -> bytes | None:
        """Return the answer; None where the child ended, or was ended because it took too long."""
        if not self.calls and self._answered(_request("door", WARMING), TO_START) is None:
            return None
        return self._answered(request, seconds)

    def _answered(self, request: bytes, seconds: float) -> bytes | None:
        self.calls += 1
        self.late = False
        given, out = self.process.stdin, self.process.stdout
        assert given is not None
        assert out is not None
        done = threading.Event()
        watch = threading.Thread(target=self._watch, args=(done, seconds), daemon=True)
        watch.start()
        try:
            write_message(given, request)  # type: ignore[arg-type]
            data = read_message(out)  # type: ignore[arg-type]
        finally:
            done.set()
            watch.join()
        if data is None:
            self.end()
        return data

    def _watch(self, done: threading.Event, seconds: float) -> None:
        """End the child where it has worked for ``seconds``; of a busy machine it may get them late."""
        began, until = _worked(self.process.pid), time.monotonic() + SLOWEST * seconds
        wait = seconds
        while not done.wait(wait):
            worked = _worked(self.process.pid)
            left = seconds if began is None or worked is None else worked - began
            if left >= seconds or time.monotonic() >= until:
                self.late = True
                self.process.kill()
                return
            wait = max(0.05, min(seconds - left, until - time.monotonic()))

    def end(self) -> None:
        """End the child and close its pipes."""
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue
        self.process.wait(timeout=10)


def _worked(pid: int) -> float | None:
    """Return the seconds of a processor that a process has had; None where the system doesn't say."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, AttributeError):
        return None


def _request(work: str, asked: dict[str, Any]) -> bytes:
    return json.dumps({"work": work, "asked": asked}, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")


def _key(request: bytes) -> str:
    """Return under what an answer is kept: the question and the day, for what is in force hangs on the date."""
    return f"{date.today()} {hashlib.sha256(request).hexdigest()}"


def child_environment() -> dict[str, str]:
    """Return the environment of a child: ours, without secrets, and with few threads."""
    kept = {k: v for k, v in os.environ.items() if "PASSWORD" not in k and "SECRET" not in k and "TOKEN" not in k}
    kept["PYTHONPATH"] = os.pathsep.join([p for p in sys.path if p and os.path.isdir(p)])
    return kept | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}
