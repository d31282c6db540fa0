"""The workspace: charters as versions that are never changed, so that nobody's words are lost.

    space = open_workspace("workbench")
    space.start("guard", text, by="Nadia")              # version 1
    saved = space.save("guard", typed, parent=1, by="Nadia", how="saved")
    saved.beside                                        # 0, or the version that somebody else had saved meanwhile

A version is one file, ``charters/ID/versions/000007.json``: the text, who, when, how, and from which version it was
written. Whoever saves says that version. Where it isn't the latest any more, the text is kept as a version *beside* the
latest, which stays; a page shows both, and a person decides. What is typed is saved as it is typed; of one person's
typing in one tab the last of every five minutes stays, and of all others everything.

    workbench/
      charters/ID/about.json      title, mark (open or restricted), the law's file
      charters/ID/versions/…
      charters/ID/law/            the law's own text as it was given
      jobs/ID/…                   one folder a job
      evidence/COUNTRY/…          edits of claims, each a file (``claim_edits``)
      log.jsonl  people.json

An id is a slug and stays below its folder (``documents.slug``, ``documents.files.below``).
"""

from __future__ import annotations

import json
import os
import re
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from tether.documents.files import below, write_bytes, write_text
from tether.documents.json_file import JsonShape, check_json, read_json
from tether.documents.locks import BUSY, LOCK, locked, open_lock
from tether.documents.slug import as_slug, check_slug
from tether.errors import InputError, Problem, UsageError
from tether.workbench.serve.ledger import Ledger, now

How = Literal["opened", "typed", "saved", "fixed", "answered", "coded", "amended", "restored", "merged"]
Handling = Literal["open", "restricted"]
WINDOW = 300  # seconds of one person's typing of which the last text stays
MOST_CHARTERS = 500
MOST_VERSIONS = 5_000
LONGEST_TEXT = 2_000_000  # characters of a charter
AT_HAND = 32  # charters of which the versions, and the latest text, are kept in memory
_NUMBER = re.compile(r"^(\d{6})\.json$")


MOST_NUMBER = 999_999
VersionNumber = Annotated[int, Field(ge=0, le=MOST_NUMBER)]


class _VersionFile(JsonShape):
    version: VersionNumber
    text: str
    by: str
    at: str
    how: str
    parent: VersionNumber
    beside: VersionNumber = 0
    tab: str = ""
    note: str = ""


class _AboutFile(JsonShape):
    title: str
    handling: str = "open"
    law: str = ""


@dataclass(frozen=True)
class CharterVersion:
    """One state of a charter's text; ``beside``: the version that stood when this one was saved from an older."""

    version: int
    text: str
    by: str
    at: str
    how: str
    parent: int = 0
    beside: int = 0
    tab: str = ""
    note: str = ""


@dataclass(frozen=True)
class AboutCharter:
    """What is kept of a charter beside its text."""

    title: str
    handling: Handling = "open"
    law: str = ""


class NoSuchVersion(InputError):
    """A version that is not there, or not there any more."""


@dataclass(frozen=True)
class CharterAtHand:
    """A charter as its folder had it at a moment: what each of its pages asks first."""

    name: str
    about: AboutCharter
    head: CharterVersion
    history: tuple[CharterVersion, ...]  # without their texts, the latest first
    undecided: tuple[CharterVersion, ...]
    seen: tuple[int, ...]  # when the folder was changed


class Workspace:
    """The folder in which one server keeps its charters; one process at a time."""

    def __init__(self, root: Path):
        self.root = root
        self.ledger = Ledger(root / "log.jsonl")
        self._known: dict[tuple[str, int], CharterVersion] = {}
        self._at_hand: OrderedDict[str, CharterAtHand] = OrderedDict()
        self._changes: dict[str, int] = {}
        self._hand = threading.Lock()  # for these two alone: who reads does not wait for a disk
        self._lock = threading.RLock()

    def at_hand(self, name: str) -> CharterAtHand:
        """Return a charter from memory, read again where its folder was changed since, by us or by hand."""
        folder = self.folder(name)
        try:
            seen = tuple(p.stat().st_mtime_ns for p in (folder / "versions", folder / "about.json"))
        except FileNotFoundError:
            raise InputError(Problem(f"no charter {name!r} in this workspace", "charter")) from None
        with self._hand:
            found, changes = self._at_hand.get(name), self._changes.get(name, 0)
            if found is not None and found.seen == seen:
                self._at_hand.move_to_end(name)
                return found
        history = tuple(self.history(name))
        found = CharterAtHand(name, self.about(name), self.head(name), history, tuple(_undecided(history)), seen)
        with self._hand:
            if self._changes.get(name, 0) == changes:  # nobody saved while this was read
                self._at_hand[name] = found
            if len(self._at_hand) > AT_HAND:
                self._at_hand.popitem(last=False)
        return found

    def _let_go(self, name: str) -> None:
        with self._hand:
            self._changes[name] = self._changes.get(name, 0) + 1
            self._at_hand.pop(name, None)

    # Charters

    def ids(self) -> list[str]:
        """Return the ids of all charters, by name."""
        folder = self.root / "charters"
        return sorted(p.name for p in folder.iterdir() if (p / "about.json").is_file()) if folder.is_dir() else []

    def has(self, name: str) -> bool:
        """Return whether there is a charter of this id."""
        return (self.folder(name) / "about.json").is_file()

    def folder(self, name: str) -> Path:
        """Return the folder of a charter, which may not be there; refuse what is no id."""
        return below(self.root / "charters", check_slug(name, "charter"))

    def about(self, name: str) -> AboutCharter:
        """Return what is kept of a charter beside its text."""
        path = self.folder(name) / "about.json"
        read = read_json(path, "what the workbench keeps of a charter")
        check_json(read, _AboutFile, str(path))
        return AboutCharter(
            read["title"], "restricted" if read.get("handling") == "restricted" else "open", read["law"]
        )

    def describe(self, name: str, about: AboutCharter) -> None:
        """Write what is kept of a charter beside its text."""
        write_text(self.folder(name) / "about.json", json.dumps(asdict(about), ensure_ascii=False, indent=1) + "\n")
        self._let_go(name)

    def start(self, wanted: str, text: str, by: str, *, title: str = "", how: How = "opened") -> str:
        """Start a charter under a free id like ``wanted``; return the id."""
        _check_length(text)
        _check_encodes(text, title)
        with self._lock:
            taken = set(self.ids())
            if len(taken) >= MOST_CHARTERS:
                raise UsageError(f"the workspace holds {len(taken)} charters, which is the most; start another one")
            name = stem = as_slug(wanted, "charter")[:60].rstrip("-.") or "charter"
            count = 1
            while name in taken:
                count += 1
                name = f"{stem}-{count}"
            self._write(name, CharterVersion(1, text, by, now(), how))
            self.describe(name, AboutCharter(title or wanted or name))
        self.ledger.add(by, "started", name, version=1)
        return name

    # Versions

    def numbers(self, name: str) -> list[int]:
        """Return the numbers of a charter's versions, in order."""
        folder = self.folder(name) / "versions"
        try:
            return sorted(int(m[1]) for entry in os.scandir(folder) if (m := _NUMBER.match(entry.name)))
        except FileNotFoundError:
            raise InputError(Problem(f"no charter {name!r} in this workspace", "charter")) from None

    def version(self, name: str, number: int) -> CharterVersion:
        """Return one version, with its text."""
        path = self._path(name, number)
        try:
            read = read_json(path, "a version of a charter")
        except InputError:
            if path.is_file():
                raise
            said = f"no version {number} of {name}; an earlier text that was typed may have gone"
            raise NoSuchVersion(Problem(said)) from None
        check_json(read, _VersionFile, str(path))
        return CharterVersion(**{key: read[key] for key in CharterVersion.__dataclass_fields__ if key in read})

    def head(self, name: str) -> CharterVersion:
        """Return the latest version that stands beside no other."""
        for _ in range(9):
            latest = next((told for told in self.history(name) if not told.beside), None)
            if latest is None:
                break
            with suppress(NoSuchVersion):  # typed on just now: look again
                return self.version(name, latest.version)
        raise InputError(Problem(f"no version of {name} can be found"))

    def history(self, name: str) -> list[CharterVersion]:
        """Return all versions without their texts, the latest first."""
        found = []
        for number in reversed(self.numbers(name)):
            with suppress(NoSuchVersion):  # typing that made way for what was typed after it, just now
                found.append(self._told(name, number))
        return found

    def undecided(self, name: str) -> list[CharterVersion]:
        """Return the last of each line of versions beside the latest about which nobody has decided."""
        return _undecided(self.history(name))

    def save(
        self, name: str, text: str, parent: int, by: str, how: How, *, tab: str = "", note: str = ""
    ) -> CharterVersion:
        """Save a text that was written from version ``parent``; beside the latest where that is another one.

        A text that says what the latest says already is no new version.
        """
        _check_length(text)
        _check_encodes(text, tab)
        if isinstance(parent, bool) or not 0 <= parent <= MOST_NUMBER:
            raise InputError(
                Problem("a text written from no version", "request", expected=f"a number from 0 to {MOST_NUMBER:,}")
            )
        if how not in get_args(How):
            raise UsageError(f"how: {how!r}; expected one of {', '.join(get_args(How))}")
        with self._lock, locked(self.folder(name) / "versions"):
            numbers = self.numbers(name)
            latest = self.head(name)
            if text == latest.text and not note:
                return latest
            beside = self._beside(name, numbers, parent, latest)
            if len(numbers) >= MOST_VERSIONS:
                raise UsageError(f"{name} has {len(numbers)} versions, which is the most; download it and start anew")
            number = (numbers[-1] if numbers else 0) + 1
            made = CharterVersion(number, text, by, now(), how, parent, beside, tab, note)
            self._write(name, made)
            self._thin(name, numbers, made)
            self._let_go(name)
        if how != "typed" or beside:
            self.ledger.add(by, how, name, version=number, **({"beside": beside} if beside else {}))
        return made

    def _beside(self, name: str, numbers: list[int], parent: int, latest: CharterVersion) -> int:
        """Return beside which version a text written from ``parent`` is kept; 0 where it follows the latest."""
        if parent == latest.version:
            return 0
        return (self._told(name, parent).beside if parent in numbers else 0) or latest.version

    def _thin(self, name: str, numbers: list[int], made: CharterVersion) -> None:
        """Take away the typing just before, where the same tab has typed on within the window."""
        if made.how not in ("typed", "saved") or not made.tab or not numbers:
            return
        last = self._told(name, numbers[-1])
        same = (last.tab, last.by, last.how, last.beside) == (made.tab, made.by, "typed", made.beside)
        if same and last.at[:10] == made.at[:10] and _seconds(last.at) // WINDOW == _seconds(made.at) // WINDOW:
            self._path(name, last.version).unlink(missing_ok=True)
            self._known.pop((name, last.version), None)

    def _told(self, name: str, number: int) -> CharterVersion:
        key = name, number
        if key not in self._known:
            if len(self._known) > 50_000:
                self._known.clear()
            self._known[key] = replace(self.version(name, number), text="")
        return self._known[key]

    def _write(self, name: str, made: CharterVersion) -> None:
        write_text(self._path(name, made.version), json.dumps(asdict(made), ensure_ascii=False) + "\n")

    def _path(self, name: str, number: int) -> Path:
        return self.folder(name) / "versions" / f"{number:06d}.json"

    # The law's own text

    def keep_law(self, name: str, file: str, data: bytes, by: str) -> None:
        """Keep the law's own text of a charter, under a name of ours with the ending of the file."""
        kept = f"law.{as_slug(file.rpartition('.')[2].lower(), 'txt')}"
        write_bytes(self.folder(name) / "law" / kept, data)
        self.describe(name, replace(self.about(name), law=kept))
        self.ledger.add(by, "law", name, file=as_slug(file))

    def law_of(self, name: str) -> Path | None:
        """Return the law's own text of a charter; None where none was given."""
        about = self.about(name)
        path = below(self.folder(name), "law", check_slug(about.law, "law")) if about.law else None
        return path if path is not None and path.is_file() else None


def _undecided(told: Sequence[CharterVersion]) -> list[CharterVersion]:
    by_number = {v.version: v for v in told}
    gone_on = {v.parent for v in told if v.beside}
    settled: set[int] = set()
    for number in (int(n) for v in told for n in re.findall(r"\bdecided:(\d+)", v.note)):
        while number in by_number and by_number[number].beside:
            settled.add(number)
            number = by_number[number].parent
    return [v for v in told if v.beside and v.version not in settled | gone_on]


def _seconds(at: str) -> int:
    hours, minutes, seconds = at[11:19].split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds)


def _check_encodes(*texts: str) -> None:
    """Refuse half characters, which JSON can say and no file can hold."""
    for text in texts:
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise InputError(Problem("a text with half a character in it", expected="text in UTF-8")) from None


def _check_length(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise InputError(Problem(f"a text of {len(text):,} characters", expected=f"at most {LONGEST_TEXT:,}"))


@contextmanager
def open_workspace(root: str | Path) -> Iterator[Workspace]:
    """Open a workspace for this process alone; made where it isn't there, readable by its owner alone.

    Raises:
        UsageError: it is a file or a link, holds other things, or another process has it open.
    """
    root = Path(root)
    if root.is_symlink() or (root.exists() and not root.is_dir()):
        raise UsageError(f"{root}: no folder; expected the folder of a workspace, or a new name")
    strange = sorted(p.name for p in root.iterdir() if p.name not in _OURS) if root.is_dir() else []
    if strange and not (root / "log.jsonl").is_file():
        raise UsageError(f"{root}: a folder with other things in it ({strange[0]}); name a new or an empty one")
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, state = open_lock(root / LOCK)
    try:
        if state is BUSY:
            raise UsageError(f"{root}: another workbench has it open; stop that one, or name another --workspace")
        for part in ("charters", "jobs"):
            (root / part).mkdir(exist_ok=True, mode=0o700)
        yield Workspace(root)
    finally:
        os.close(handle)


_OURS = frozenset(("charters", "jobs", "log.jsonl", "people.json", LOCK, "runs", "evidence"))


def as_lines(data: dict[str, Any]) -> str:
    """Return a line of the log as a person reads it."""
    return " · ".join(
        f"{key} {value}" for key, value in data.items() if key not in ("at", "who", "what", "on", "before")
    )
