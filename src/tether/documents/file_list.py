"""The files of a finished folder by name, with checksum and size, under a seal: what is extra, missing or changed.

    seal(draft, {"run": "…"})             # writes manifest.json, which lists every other file, and manifest.sha256
    check = check_files(folder)           # seconds: every file read and compared;  check.faults, check.ok
    told = read_manifest(folder)

``manifest.sha256`` holds the checksum of ``manifest.json`` in the form that ``sha256sum -c`` reads, and nothing else,
so that a bit changed anywhere in the folder is found, in these two files as well. A seal without a secret proves that
nothing was damaged or edited by the way. Whoever rewrites list and seal together is not found here; what a run or a
plan says must be worked out again for that, as ``tether verify`` and ``tether verify-plan`` do.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tether.errors import InputError, Problem

MANIFEST, SEAL = "manifest.json", "manifest.sha256"
OLDER = "no list of files in its manifest: an older edition wrote it, and a changed file can't be told by its checksum"


@dataclass(frozen=True)
class FileCheck:
    """What was found against the list; ``listed`` is None where the manifest, of an older edition, lists no file."""

    listed: int | None = None
    size: int = 0  # bytes of all that is listed
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    changed: Mapping[str, str] = field(default_factory=dict)  # name: what was found, and what was expected

    @property
    def faults(self) -> tuple[str, ...]:
        """Every missing, extra and changed file, one line each."""
        return (
            *(f"missing: {name}" for name in self.missing),
            *(f"extra: {name}" for name in self.extra),
            *(f"changed: {name}: {how}" for name, how in self.changed.items()),
        )

    @property
    def ok(self) -> bool:
        """Return whether there is a list and every file is as it says."""
        return self.listed is not None and not self.faults

    def __str__(self) -> str:
        if self.listed is None:
            return OLDER
        state = "as listed" if self.ok else f"listed, {len(self.faults)} not as listed"
        return f"{self.listed} files ({self.size / 1e6:.1f} MB) {state}"


def seal(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write the manifest with the list of all files below ``folder``, and its checksum beside it."""
    listed = {name: _entry(folder / name) for name in _names(folder) if name not in (MANIFEST, SEAL)}
    text = json.dumps({**manifest, "files": listed}, indent=1, ensure_ascii=False) + "\n"
    (folder / MANIFEST).write_bytes(text.encode("utf-8"))
    (folder / SEAL).write_bytes(_sealed(text.encode("utf-8")))


def check_files(folder: Path) -> FileCheck:
    """Compare every file below ``folder`` with the list of its manifest.

    Raises:
        InputError: no manifest, or one that can't be read.
    """
    data = _bytes(folder)
    listed = read_manifest(folder).get("files")
    sealed = (folder / SEAL).is_file()
    if listed is None and not sealed:
        return FileCheck()
    wanted, problems = _listed(listed, folder), {}
    there = [n for n in _names(folder) if n not in (MANIFEST, SEAL)]
    if sealed and (folder / SEAL).read_bytes() != _sealed(data):
        problems[f"{MANIFEST} or {SEAL}"] = "the checksum in the one is not that of the other"
    for name in there:
        found = _entry(folder / name) if name in wanted else None
        if found is not None and found != wanted[name]:
            problems[name] = f"{_told(found)}; expected {_told(wanted[name])}"
    missing = [*([] if sealed else [SEAL]), *(n for n in wanted if n not in there)]
    size = sum(entry["size"] for entry in wanted.values())
    extra = tuple(n for n in there if n not in wanted)
    return FileCheck(len(wanted), size, tuple(missing), extra, problems)


def read_manifest(
    folder: Path, expected: str = "a folder with the manifest that was written into it"
) -> dict[str, Any]:
    """Return the manifest of a folder; InputError where there is none, or no readable one."""
    path = folder / MANIFEST
    try:
        told = json.loads(_bytes(folder, expected).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise InputError(Problem(f"no readable manifest ({error})", str(path), expected=expected)) from None
    if not isinstance(told, dict):
        raise InputError(Problem("no readable manifest (no keys and values)", str(path), expected=expected))
    return told


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _bytes(folder: Path, expected: str = "a folder with the manifest that was written into it") -> bytes:
    path = folder / MANIFEST
    if not path.is_file():
        raise InputError(Problem(f"no {MANIFEST}", str(folder), expected=expected))
    return path.read_bytes()


def _sealed(data: bytes) -> bytes:
    return f"{hashlib.sha256(data).hexdigest()}  {MANIFEST}\n".encode()


def _names(folder: Path, below: str = "") -> Iterator[str]:
    """Give every file by its path below ``folder``; a link is given as such, an empty folder with a slash."""
    entries = sorted(os.scandir(folder / below), key=lambda e: e.name)
    if below and not entries:
        yield f"{below}/"
    for entry in entries:
        name = f"{below}/{entry.name}" if below else entry.name
        if entry.is_dir(follow_symlinks=False):
            yield from _names(folder, name)
        else:
            yield name


def _entry(path: Path) -> dict[str, Any]:
    if path.is_symlink() or not path.is_file():
        return {"sha256": "", "size": 0}  # a link or a device: never what was listed
    return {"sha256": checksum(path), "size": path.stat().st_size}


def _told(entry: Mapping[str, Any]) -> str:
    if not entry["sha256"]:
        return "no plain file"
    return f"{entry['size']:,} bytes with checksum {str(entry['sha256'])[:12]}…"


def _listed(listed: Any, folder: Path) -> dict[str, dict[str, Any]]:
    """Return the list as it must be written; anything else is an unreadable manifest."""
    fits = isinstance(listed, dict) and all(
        isinstance(e, dict) and isinstance(e.get("sha256"), str) and isinstance(e.get("size"), int)
        for e in listed.values()
    )
    if not fits:
        said = "no readable list of files in its manifest"
        raise InputError(Problem(said, str(folder / MANIFEST), path="files", expected="name: {sha256, size}"))
    return {str(name): {"sha256": e["sha256"], "size": e["size"]} for name, e in listed.items()}
