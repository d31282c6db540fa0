"""Calls the command line in this process and says what it did wrong.

    told = call(["check", "guard.yaml"], folder)
    told.code, told.out, told.err, told.faults

A call may end in any of the codes that the command line documents. It is a fault when it

    traceback   lets an exception out, or prints one
    code        ends in a code that no page names
    slow        works for more than ``SECONDS`` of the processor's time, or waits for ten times as long (an alarm ends it)
    memory      asks for more memory than the process has leave to take
    silent      fails without a word
    wording     says of a bad input anything but lines ``place: what was found …``, one for each problem
    warning     lets a library's warning through to the reader
    terminal    prints a character that moves a terminal's cursor or turns its text round
    encoding    prints what can't be written as UTF-8
    writes      changes or leaves a file although it failed, or leaves a draft behind in any case
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import signal
import traceback
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tether.cli import main

SECONDS = 30
CODES = (0, 1, 2, 3, 4)
MOST_LINE = 2_000  # characters of a line that a person is meant to read
_MOVES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_DRAFT = re.compile(r"\.tether-(draft|lock)(/|$)")


class TooSlow(BaseException):
    """The alarm; no ``except Exception`` catches it."""


@dataclass
class Told:
    """What a call did: its code, what it printed, and its faults, each a kind and a sentence."""

    call: list[str]
    code: int | None
    out: str
    err: str
    faults: list[tuple[str, str]] = field(default_factory=list)

    @property
    def kinds(self) -> set[str]:
        """The kinds of fault."""
        return {kind for kind, _ in self.faults}


def call(argv: list[str], folder: Path, *, seconds: float = SECONDS) -> Told:
    """Call the command line with ``folder`` as the working directory and judge what it did."""
    before = _files(folder)
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True, newline="\n") for _ in range(2))
    code, faults = None, []
    try:
        with _in(folder), _alarm(seconds), warnings.catch_warnings():
            warnings.simplefilter("default")
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = main(argv)
    except TooSlow:
        faults.append(("slow", f"more than {seconds} seconds"))
    except MemoryError as error:
        faults.append(("memory", _place(error)))
    except UnicodeEncodeError as error:
        faults.append(("encoding", _place(error)))
    except BaseException as error:  # whatever gets out is what is looked for
        if isinstance(error, KeyboardInterrupt):
            raise
        faults.append(("traceback", _place(error)))
    told = Told(argv, code, *(stream.buffer.getvalue().decode("utf-8") for stream in (out, err)), faults)
    faults += _said_badly(told)
    asked = "--fix" in argv and ": fixed: " in told.err  # a safe fix was made and told; what is left is a problem still
    faults += _written_badly(before, _files(folder), failed=code is None or (code >= 2 and not asked))
    return told


def _said_badly(told: Told) -> Iterator[tuple[str, str]]:
    if told.code is None:
        return
    lines = told.err.splitlines()
    if told.code not in CODES:
        yield "code", f"code {told.code}"
    if "Traceback (most recent call last)" in told.err + told.out:
        yield "traceback", "printed: " + next(line for line in reversed(lines) if line.strip())[:200]
    in_a_format = "--format" in told.call and told.out.strip()  # a form for machines says the problem on stdout
    if told.code >= 2 and not told.err.strip() and not in_a_format:
        yield "silent", f"code {told.code}"
    warned = next((line for line in lines if re.search(r"\b[A-Z]\w*Warning: ", line)), "")
    if warned:
        yield "warning", warned[:200]
    if told.code == 3:
        odd = [line for line in lines if not re.match(r"\S+?(:\d+)*: \S|\S[^:]*: \S", line) or len(line) > MOST_LINE]
        if odd:
            yield "wording", odd[0][:200]
    moving = _MOVES.search(told.err)
    if moving:
        yield "terminal", repr(told.err[max(0, moving.start() - 60) : moving.end() + 20])


def _written_badly(before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]], failed: bool) -> Iterator:
    for name in after:
        if _DRAFT.search(name):
            yield "writes", f"a draft stays: {name}"
    if failed:
        changed = sorted(n for n in before.keys() | after.keys() if before.get(n) != after.get(n))
        if changed:
            yield "writes", f"changed although it failed: {', '.join(changed)[:200]}"


def _files(folder: Path) -> dict[str, tuple[int, int]]:
    """Return size and time of change of every file below a folder."""
    found = {}
    for above, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(above, name)
            state = os.lstat(path)
            found[os.path.relpath(path, folder)] = state.st_size, state.st_mtime_ns
    return found


def _place(error: BaseException) -> str:
    """Return the error and the last line of the package that it passed through."""
    steps = traceback.extract_tb(error.__traceback__)
    ours = [s for s in steps if f"{os.sep}tether{os.sep}" in s.filename] or steps
    at = f"{Path(ours[-1].filename).name}:{ours[-1].name}" if ours else "?"
    return f"{at}: {type(error).__name__}: {' '.join(str(error).split())[:160]}"


@contextlib.contextmanager
def _in(folder: Path) -> Iterator[None]:
    here = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(here)


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Ring after so many seconds of this process's work: a busy machine is no fault of the call. Waiting counts a tenth."""

    def ring(*_: object) -> None:
        raise TooSlow

    before = {sign: signal.signal(sign, ring) for sign in (signal.SIGPROF, signal.SIGALRM)}
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, 10 * seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        for sign, action in before.items():
            signal.signal(sign, action)
