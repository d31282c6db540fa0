"""Downloads UCDP's event files as they are published: no key, pinned where a checksum is known, whole or not at all.

    fetched = fetch_release("26.1")                 # ged261-csv.zip, in the folder where one works
    fetched.sha256, fetched.pinned

A **yearly** release (26.1) holds 1989 to the year before it; **candidate** releases follow month by month (26.0.8 is
August 2026; 26.01.26.06 January to June) and are coded in haste: many of their events are not clear yet
(``code_status``), and those the reader keeps apart. ``releases.csv`` names the files, with the checksum where one was
seen; a later release is asked for under the name that UCDP's habit gives it.

What came of a file lies beside the target as ``.NAME.part`` until it is whole, with what told this version of the file
from others, so that a line that breaks, or a run that is stopped, goes on where it was (HTTP ranges, ``If-Range``). A
file takes its name when its size and checksum are those that are pinned, and the reader opens it as an event file. The
proxy is the one of the usual environment variables.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from http.client import HTTPException
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from tether import __version__
from tether.documents.files import replacing
from tether.documents.locks import locked
from tether.errors import InputError, Problem, did_you_mean
from tether.evidence.fetch import FIRST_WAIT, LONGEST_WAIT, LOOPBACK, TIMEOUT, TRIES, WAITED_FOR
from tether.evidence.ged import match_columns
from tether.evidence.sources import CC_BY, sha256_of
from tether.evidence.tables import open_table

SITE = "https://ucdp.uu.se/downloads"
PAGE = "https://ucdp.uu.se/downloads/"
TABLE = Path(__file__).with_name("releases.csv")
CHUNK = 1 << 20
MOST_BYTES = 4 << 30  # GED is 39 MB packed
NO_FILE = ("text/html", "application/xhtml+xml", "application/json")  # a page of a proxy, of a login, of an error
FOLDERS = {"yearly": "ged", "candidate": "candidateged"}
SHA256 = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True)
class Release:
    """One published event file; months are those that it covers, ``sha256`` and ``bytes`` blank where none was seen.

    ``hash_by`` is how many independent downloads recorded the checksum: UCDP itself publishes none.
    """

    release: str
    kind: str
    file: str
    first: str = ""
    last: str = ""
    uploaded: str = ""
    bytes: int = 0
    sha256: str = ""
    hash_by: int = 0

    @property
    def said(self) -> str:
        """Return the release in one line: what it covers, its licence, whether it is pinned."""
        span = f"{self.first} to {self.last}" if self.first else "months not known here"
        day = f", uploaded {self.uploaded}" if self.uploaded else ""
        pin = f"pinned, sha256 {self.sha256}" if self.sha256 else "not pinned: no checksum of it was seen"
        return f"{self.release} ({self.kind}, {span}{day}): {self.file}, {CC_BY[0]}; {pin}"


@dataclass(frozen=True)
class FetchedFile:
    """A file that was downloaded whole: where it lies, what it is, its checksum, and whether that is the pinned one."""

    path: Path
    release: Release
    sha256: str
    pinned: bool
    bytes: int

    @property
    def said(self) -> str:
        """Return what a user must keep of it."""
        what = f"UCDP GED {self.release.release}, {self.bytes:,} bytes, {CC_BY[0]}"
        if self.pinned:
            return f"{self.path}: {what}, sha256 {self.sha256} as pinned"
        return (
            f"{self.path}: {what}; not pinned: sha256 seen {self.sha256} (write it down, and give it as --sha256 where "
            "the same file is fetched again)"
        )


@dataclass(frozen=True)
class _Door:
    """The file that is asked for, where it grows, how to wait and what to say meanwhile."""

    url: str
    release: Release
    part: Path
    wait: Callable[[float], None]
    say: Callable[[str], None]

    @property
    def mark(self) -> Path:
        """Return the file that tells which version of the file the part is of: its ETag, else its date."""
        return self.part.with_name(f"{self.part.name}-of")

    def forget(self) -> None:
        """Remove the part."""
        self.part.unlink(missing_ok=True)
        self.mark.unlink(missing_ok=True)


@cache
def known_releases() -> tuple[Release, ...]:
    """Return the releases of the table, yearly ones first, each kind by its months."""
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("#")]
    return tuple(map(_release, csv.DictReader(lines)))


def _release(row: dict[str, str]) -> Release:
    texts = {name: row[name] for name in ("release", "kind", "file", "first", "last", "uploaded", "sha256")}
    return Release(**texts, bytes=int(row["bytes"] or 0), hash_by=int(row["hash_by"] or 0))


def find_release(asked: str) -> Release:
    """Return a release of the table, or one that follows UCDP's naming; raises ``InputError`` for what is neither."""
    known = {r.release: r for r in known_releases()}
    if asked in known:
        return known[asked]
    if re.fullmatch(r"\d{2}\.1", asked):
        return Release(asked, "yearly", f"ged{asked.replace('.', '')}-csv.zip")
    month = re.fullmatch(r"(\d{2})\.0\.(\d{1,2})", asked)
    if month and 1 <= int(month[2]) <= 12:
        year, number = int(month[1]), int(month[2])
        held = f"20{year:02d}-{number:02d}"
        return Release(f"{year}.0.{number}", "candidate", f"GEDEvent_v{year}_0_{number}.csv", held, held)
    months = re.fullmatch(r"(\d{2})\.(\d{2})\.(\d{2})\.(\d{2})", asked)
    if months:
        return Release(asked, "candidate", f"GEDEvent_v{'_'.join(months.groups())}.csv")
    raise InputError(
        Problem(
            f"release '{asked}'",
            where="--release",
            expected="a yearly release (26.1), a month's candidates (26.0.8) or several months' (26.01.26.06)",
            remedy=did_you_mean(asked, known, most=0),
        )
    )


def fetch_release(
    asked: str,
    out: Path | None = None,
    *,
    sha256: str = "",
    site: str = SITE,
    wait: Callable[[float], None] = time.sleep,
    say: Callable[[str], None] = lambda _: None,
) -> FetchedFile:
    """Download one release's file and return it; goes on with what an earlier try left, and keeps no file in doubt.

    ``sha256`` is the checksum that is expected, in place of the pinned one. Raises ``InputError`` where the file is not
    there, is no event file, breaks off for good, or is not the one that is pinned.
    """
    release = find_release(asked)
    wanted = _expected(sha256, release)
    _check_site(site)
    target = out or Path(release.file)
    if wanted and target.is_file() and sha256_of(target) == wanted:
        say(f"{target} is there already, and whole")
        return FetchedFile(target, release, wanted, True, target.stat().st_size)
    target.parent.mkdir(parents=True, exist_ok=True)
    url = f"{site.rstrip('/')}/{FOLDERS[release.kind]}/{release.file}"
    door = _Door(url, release, target.with_name(f".{target.name}.part"), wait, say)
    with locked(target):
        _download(door)
        return _checked(door, target, wanted)


def _expected(sha256: str, release: Release) -> str:
    if sha256 and not SHA256.fullmatch(sha256):
        raise InputError(Problem(f"checksum '{sha256[:80]}'", where="--sha256", expected="64 hexadecimal digits"))
    return (sha256 or release.sha256).lower()


def _check_site(site: str) -> None:
    parts = urlsplit(site)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise InputError(Problem(f"address '{site}'", where="--site", expected="https"))


def _checked(door: _Door, target: Path, wanted: str) -> FetchedFile:
    """Put the part in its place if it is what was asked for; else it goes, and the message says what it is."""
    found, size = sha256_of(door.part), door.part.stat().st_size
    if wanted and found != wanted:
        door.forget()
        remedy = f"if UCDP has put another file in its place ({PAGE} says so), give --sha256 {found}"
        raise _failed(
            door, f"a file of {size:,} bytes with sha256 {found}", f"sha256 {wanted}, which is pinned", remedy
        )
    _check_readable(door)
    with replacing(target) as draft:
        shutil.copyfile(door.part, draft)
    door.forget()
    return FetchedFile(target, door.release, found, bool(wanted), size)


def _check_readable(door: _Door) -> None:
    """Open the part as the reader would: a bomb, a page, a table of something else is refused, and goes."""
    try:
        with open_table(door.part) as table:
            match_columns(table.header, table.where)
    except InputError as error:
        door.forget()
        told = "; ".join(p.found for p in error.problems)
        raise _failed(door, f"no event file ({told[:300]})", "UCDP's events", f"look at {PAGE}; nothing kept") from None


def _download(door: _Door) -> None:
    """Bring the part to its whole length; waits and goes on where the line breaks or the server is busy."""
    pause, said = FIRST_WAIT, ""
    for attempt in range(TRIES):
        before = _length(door.part)
        try:
            if _take(door):
                return
            said = f"the file broke off at {_length(door.part):,} bytes"
        except urllib.error.HTTPError as error:
            with error:
                if error.code not in WAITED_FOR:
                    raise _refused(door, error.code) from None
                said = f"the server answered {error.code}"
        except (urllib.error.URLError, HTTPException, TimeoutError, ConnectionError) as error:
            said = f"no connection ({getattr(error, 'reason', None) or type(error).__name__})"
        if _length(door.part) > before:
            pause = FIRST_WAIT  # it goes on
        if attempt < TRIES - 1:
            door.say(f"{said}: waiting {pause:.0f} s")
            door.wait(pause)
            pause = min(2 * pause, LONGEST_WAIT)
    kept = _length(door.part)
    remedy = f"run the same command again: it goes on after the {kept:,} bytes that are kept" if kept else "try later"
    raise _failed(door, f"{said}, {TRIES} times", remedy=remedy)


def _take(door: _Door) -> bool:
    """Ask once, from where the part ends; return whether the file is whole."""
    held, mark = _length(door.part), _read(door.mark)
    headers = {"User-Agent": f"tether/{__version__}", "Accept-Encoding": "identity", "Accept": "*/*"}
    if held and mark:
        headers |= {"Range": f"bytes={held}-", "If-Range": mark}
    try:
        answer = _opener().open(urllib.request.Request(door.url, headers=headers), timeout=TIMEOUT)
    except urllib.error.HTTPError as error:
        if error.code != 416 or not held:
            raise
        error.close()
        door.forget()  # the part is as long as the file, or longer: whatever it is, it is not this file's beginning
        return _take(door)
    with answer:
        start = held if answer.status == 206 and _starts_at(answer, held) else 0
        whole = _announced(door, answer, start)
        _write_mark(door, answer)
        with _opened(door.part, start) as file:
            _copy(door, answer, file, start, whole)
    return whole is None or _length(door.part) == whole


def _copy(door: _Door, answer: Any, file: IO[bytes], start: int, whole: int | None) -> None:
    done = told = start
    while block := answer.read(CHUNK):
        file.write(block)
        done += len(block)
        if done > MOST_BYTES or (whole is not None and done > whole):
            file.close()
            door.forget()
            raise _failed(door, f"more than the {min(MOST_BYTES, whole or MOST_BYTES):,} bytes announced or allowed")
        if done - told >= 8 * CHUNK:
            told = done
            door.say(f"{done:,} of {whole:,} bytes" if whole else f"{done:,} bytes")


def _announced(door: _Door, answer: Any, start: int) -> int | None:
    """Return the whole length that the server announces, None where it says none; refuse what is no event file."""
    kind = str(answer.headers.get("Content-Type", "")).partition(";")[0].strip().lower()
    if kind in NO_FILE:
        text = " ".join(answer.read(300).decode("utf-8", "replace").split())
        door.forget()
        remedy = "a proxy or a page of the site answered in the file's place: open the address in a browser"
        raise _failed(door, f"an answer of type {kind} ({text[:80]!r})", "a csv or zip file", remedy)
    length = str(answer.headers.get("Content-Length", ""))
    whole = start + int(length) if length.isdigit() else None
    free = shutil.disk_usage(door.part.parent).free
    if whole is not None and whole - start > free:
        raise _failed(door, f"{whole - start:,} bytes to come, {free:,} free", remedy="--out on a larger disk")
    pinned = door.release.bytes
    if pinned and whole is not None and whole != pinned:
        door.say(f"the server announces {whole:,} bytes where {pinned:,} were recorded: the file may be another one")
    return whole


def _starts_at(answer: Any, held: int) -> bool:
    return str(answer.headers.get("Content-Range", "")).startswith(f"bytes {held}-")


def _opened(part: Path, start: int) -> IO[bytes]:
    """Open the part to write on from ``start`` (0: anew); a link that somebody laid under its name is not followed."""
    flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    file = os.fdopen(os.open(part, flags, 0o600), "wb")
    file.truncate(start)
    file.seek(start)
    return file


def _write_mark(door: _Door, answer: Any) -> None:
    """Keep what tells this version of the file from others: a strong ETag, else its date; without either none."""
    tag = str(answer.headers.get("ETag", ""))
    mark = tag if tag.startswith('"') else str(answer.headers.get("Last-Modified", ""))
    if not mark:
        door.mark.unlink(missing_ok=True)
        return
    with replacing(door.mark) as draft:
        draft.write_text(mark[:200], "utf-8")


def _length(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0


def _read(path: Path) -> str:
    with suppress(OSError, UnicodeDecodeError):
        return path.read_text("utf-8").strip()
    return ""


class _SafeRedirect(urllib.request.HTTPRedirectHandler):
    """Follows a redirect to https, or within the loopback; never down to http."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        parts, asked = urlsplit(newurl), urlsplit(req.full_url)
        if parts.scheme == "https" or (parts.hostname == asked.hostname and parts.hostname in LOOPBACK):
            return super().redirect_request(req, fp, code, msg, headers, newurl)
        return None


def _opener() -> urllib.request.OpenerDirector:
    """Return an opener with the proxy that the environment names now."""
    return urllib.request.build_opener(_SafeRedirect)


def _refused(door: _Door, code: int) -> InputError:
    if code == 404:
        remedy = f"the release may not be out yet, or have another name: {PAGE} lists them"
        return _failed(door, "no such file on the server (404)", "a published release", remedy)
    if code in (401, 403, 407):
        return _failed(door, f"access refused ({code})", remedy="ask whoever runs your network about its proxy")
    return _failed(door, f"the server answered {code}", remedy=f"look at {PAGE}")


def _failed(door: _Door, found: str, expected: str = "", remedy: str = "") -> InputError:
    return InputError(Problem(found, where=door.url, expected=expected, remedy=remedy))
