"""Jobs: what takes minutes, each in a folder that its own process writes.

    jobs = Jobs(workspace / "jobs", most=1)
    name = jobs.ask("brief", {"case": "iraq-2015"}, by="Nadia")
    jobs.state(name).told            # waiting, running, stopping, done, failed, stopped, interrupted

    jobs/ID/asked.json    what was asked, by whom; never changed
    jobs/ID/state.json    how far it is and how it ended; written by the job alone
    jobs/ID/stop          there where somebody wants it stopped
    jobs/ID/result/       what came out

A job holds a lock while it lives. One that has begun, has not ended and whose lock is free was interrupted: the machine
or the process went away. It can be started again; a brief goes on from its last checkpoint. A job outlives the server:
the next start of the server finds it at work, or done.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from tether.documents.files import below, write_text
from tether.documents.json_file import JsonShape, check_json, read_json
from tether.documents.locks import BUSY, LOCK, open_lock
from tether.documents.slug import check_slug
from tether.errors import InputError, Problem, UsageError
from tether.workbench.serve.ledger import now
from tether.workbench.serve.workers import child_environment

Told = Literal["waiting", "running", "stopping", "done", "failed", "stopped", "interrupted"]
KINDS = ("brief", "amend", "plan")
MOST_JOBS = 200  # folders that are kept
MOST_WAITING = 20
RESTRICTED = "restricted-"  # how the names of files begin that count people in small cells
BACK = "back"  # below what isn't kept: what the job gives back for the server's memory
MOST_HELD = 200 * 1024**2  # bytes of rosters and their working tables in memory
UNKEPT, KEPT = "unkept", "kept"  # a roster that is there only while the job runs, or until its folder goes


class _AskedFile(JsonShape):
    kind: str
    by: str
    at: str
    asked: dict[str, Any]


class _StateFile(JsonShape):
    stage: str = ""
    ended: str = ""


@dataclass(frozen=True)
class JobState:
    """A job as a page shows it."""

    name: str
    kind: str
    by: str
    at: str
    told: Told
    asked: dict[str, Any] = field(default_factory=dict)
    stage: str = ""
    done: int = 0
    of: int = 0
    stages: tuple[str, ...] = ()
    said: str = ""
    ended: str = ""

    @property
    def at_work(self) -> bool:
        """Whether it may still change by itself."""
        return self.told in ("waiting", "running", "stopping")

    @property
    def share(self) -> int:
        """How much of the stage is done, in per cent."""
        return min(100, 100 * self.done // self.of) if self.of else 0


class Jobs:
    """The jobs of a workspace, and the thread that starts them in order."""

    def __init__(self, folder: Path, most: int = 1):
        self.folder, self.most = folder, most
        self._own: dict[str, subprocess.Popen[bytes]] = {}
        self._held: OrderedDict[str, dict[str, bytes]] = OrderedDict()
        self._lock = threading.RLock()
        self._wake = threading.Event()
        self._closed = False
        self._thread: threading.Thread | None = None

    # What is asked

    def ask(self, kind: str, asked: dict[str, Any], by: str, files: dict[str, bytes] | None = None) -> str:
        """Put a job in the line; return its name. ``files`` are there for the job alone and go when it ends."""
        if kind not in KINDS:
            raise UsageError(f"job {kind!r}; expected one of {', '.join(KINDS)}")
        with self._lock:
            if sum(self.state(n).told == "waiting" for n in self.names()) >= MOST_WAITING:
                raise UsageError(f"{MOST_WAITING} jobs wait already; stop one, or wait")
            self._make_room()
            name = f"{now()[:10]}-{kind}-{secrets.token_hex(4)}"
            place = UNKEPT if asked.get("unkept", True) else KEPT
            for file, data in (files or {}).items():
                _put_private(self.folder / name / place / file, data)
            told = {"kind": kind, "by": by, "at": now(), "asked": asked}
            if place == UNKEPT and files:
                self._hold(name, files)
            write_text(self.folder / name / "asked.json", json.dumps(told, ensure_ascii=False, indent=1) + "\n")
        self._wake.set()
        return name

    def stop(self, name: str) -> None:
        """Ask a job to stop; one that waits is stopped at once."""
        with self._lock:
            state = self.state(name)
            if state.told == "waiting":
                self.write_state(name, {"ended": "stopped", "said": "stopped before it began"})
                self._drop_unkept(name)
            elif state.told == "running":
                (self.path(name) / "stop").touch()

    def resume(self, name: str) -> None:
        """Put a job that was stopped, interrupted or failed back in the line."""
        with self._lock:
            state = self.state(name)
            if state.told not in ("stopped", "interrupted", "failed"):
                raise UsageError(f"{name} is {state.told}; only one that ended without a result can be started again")
            if state.asked.get("unkept"):
                raise UsageError("the roster was not kept; give it again with a new plan")
            (self.path(name) / "stop").unlink(missing_ok=True)
            (self.path(name) / "state.json").unlink(missing_ok=True)
        self._wake.set()

    # What is there

    def names(self) -> list[str]:
        """Return the names of all jobs, the latest first."""
        found = [p for p in self.folder.iterdir() if (p / "asked.json").is_file()] if self.folder.is_dir() else []
        return [p.name for p in sorted(found, key=lambda p: (p / "asked.json").stat().st_mtime_ns, reverse=True)]

    def path(self, name: str) -> Path:
        """Return a job's folder; refuse what is no job's name."""
        path = below(self.folder, check_slug(name, "job"))
        if not (path / "asked.json").is_file():
            raise InputError(Problem(f"no job {name!r} in this workspace", "job"))
        return path

    def state(self, name: str) -> JobState:
        """Return how a job stands."""
        path = self.path(name)
        asked = read_json(path / "asked.json", "what a job was asked")
        check_json(asked, _AskedFile, str(path / "asked.json"))
        told: dict[str, Any] = {}
        with self._lock:  # between the state that says that it begins and its process it would pass for interrupted
            begun = (path / "state.json").is_file()
            if begun:
                told = read_json(path / "state.json", "how a job stands")
                check_json(told, _StateFile, str(path / "state.json"))
            how = self._told(path, begun, str(told.get("ended", "")))
        keys = {k: told[k] for k in ("stage", "done", "of", "said", "ended") if k in told}
        return JobState(
            name,
            asked["kind"],
            asked["by"],
            asked["at"],
            how,
            asked["asked"],
            **keys,
            stages=tuple(told.get("stages", ())),
        )

    def _told(self, path: Path, begun: bool, ended: str) -> Told:
        if ended in ("done", "failed", "stopped"):
            return ended  # type: ignore[return-value]
        if is_held(path):
            return "stopping" if (path / "stop").exists() else "running"
        own = self._own.get(path.name)
        if own is not None and own.poll() is None:
            return "stopping" if (path / "stop").exists() else "running"  # begun, and not yet at its lock
        return "interrupted" if begun else "waiting"

    def result(self, name: str, file: str) -> Path:
        """Return a file of a job's result."""
        path = below(self.folder, self.path(name).name, "result", check_slug(file, "file"))
        if path.is_symlink() or not path.is_file():
            raise InputError(Problem(f"no file {file!r} in the result of {name}", "file"))
        return path

    def files(self, name: str) -> list[str]:
        """Return the names of the files of a job's result."""
        folder = self.path(name) / "result"
        return sorted(p.name for p in folder.iterdir() if p.is_file()) if folder.is_dir() else []

    def write_state(self, name: str, state: dict[str, Any]) -> None:
        """Write how a job stands, where it has no process of its own that does."""
        write_text(self.path(name) / "state.json", json.dumps(state) + "\n")

    # What is held in memory, and goes with the server

    def _hold(self, name: str, files: dict[str, bytes]) -> None:
        with self._lock:
            self._held[name] = {**self._held.pop(name, {}), **files}
            while len(self._held) > 1 and sum(len(d) for f in self._held.values() for d in f.values()) > MOST_HELD:
                self._held.popitem(last=False)

    def _take_back(self, name: str) -> None:
        """Take into memory what a job gives back of a roster that isn't kept, as long as nobody let go of it."""
        back = self.folder / name / UNKEPT / BACK
        given = [p for p in back.iterdir() if p.is_file() and not p.is_symlink()] if back.is_dir() else []
        if given and name in self._held:
            self._hold(name, {p.name: p.read_bytes() for p in given})

    def held(self, name: str) -> dict[str, bytes]:
        """Return what memory holds of a job that keeps nothing: its roster, and what counts it in small cells."""
        with self._lock:
            self._take_back(name)
            return dict(self._held.get(name, {}))

    def let_go(self, name: str) -> None:
        """Forget what memory holds of a job."""
        with self._lock:
            self._held.pop(self.path(name).name, None)

    def roster_of(self, name: str) -> dict[str, bytes]:
        """Return the roster of a plan as it was given, from memory or where it was kept; {} where it is gone."""
        kept = self.path(name) / KEPT
        lying = {p.name: p.read_bytes() for p in kept.glob("roster.*")} if kept.is_dir() else {}
        return lying or {f: d for f, d in self.held(name).items() if f.startswith("roster.")}

    def restricted(self, name: str) -> list[str]:
        """Return the names of a job's restricted files, in memory or in its result."""
        return sorted(f for f in {*self.held(name), *self.files(name)} if f.startswith(RESTRICTED))

    def content(self, name: str, file: str) -> bytes:
        """Return a file of a job's result, or one of those that memory holds."""
        held = self.held(self.path(name).name)
        return held[file] if file.startswith(RESTRICTED) and file in held else self.result(name, file).read_bytes()

    # The line

    def start(self) -> None:
        """Begin to start jobs; what an earlier server left unkept beside a job that is over goes."""
        for name in self.names():
            if not self.state(name).at_work:
                self._drop_unkept(name)
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._closed:
            with contextlib.suppress(Exception):  # a folder that somebody damaged must not end the line
                self.step()
            self._wake.wait(0.3)
            self._wake.clear()

    def step(self) -> None:
        """Start what waits, as far as there is room; look after those that ended."""
        with self._lock:
            for name, process in list(self._own.items()):
                if process.poll() is not None:
                    del self._own[name]
                    self._drop_unkept(name)
            states = [self.state(name) for name in self.names()]
            room = self.most - sum(s.told in ("running", "stopping") for s in states)
            for state in sorted((s for s in states if s.told == "waiting"), key=lambda s: s.at)[: max(0, room)]:
                self._own[state.name] = self._started(state.name)

    def _started(self, name: str) -> subprocess.Popen[bytes]:
        """Start a job in a session of its own, so that an interrupt of the server does not reach it."""
        folder = self.path(name)
        self.write_state(name, {"stage": "starting"})
        command = [sys.executable, "-P", "-m", "tether.workbench.serve.job", str(folder)]
        with (folder / "said.log").open("ab") as said:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                env=child_environment(),
                start_new_session=True,
            )

    def _drop_unkept(self, name: str) -> None:
        self._take_back(name)
        shutil.rmtree(self.folder / name / UNKEPT, ignore_errors=True)

    def _make_room(self) -> None:
        names = self.names()
        for name in names[MOST_JOBS - 1 :]:
            if not self.state(name).at_work:
                self.let_go(name)
                shutil.rmtree(self.path(name), ignore_errors=True)

    def close(self) -> None:
        """Start no more; jobs under way go on, and the next start finds them."""
        self._closed = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout=5)
        for name, process in self._own.items():
            if process.poll() is None and not self.state(name).at_work:  # it has said its last word
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=60)
            if process.returncode is None:
                _GO_ON.append(process)

    def under_way(self) -> Iterator[JobState]:
        """Give the jobs that are at work."""
        return (s for s in map(self.state, self.names()) if s.told in ("running", "stopping"))


_GO_ON: list[subprocess.Popen[bytes]] = []  # jobs that outlive the server that started them, held so that none is lost


def _put_private(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.write_bytes(data)


def is_held(folder: Path) -> bool:
    """Return whether a job's process lives."""
    try:
        handle, state = open_lock(folder / LOCK, make=False)
    except FileNotFoundError:
        return False
    os.close(handle)
    return state is BUSY
