"""Downloads one country's events from UCDP's API, with the user's own token (``releases``: published files, no key).

The API answers ``GET {api}/gedevents/{release}?Country=NUMBERS&pagesize=1000&page=N`` with ``TotalCount``,
``TotalPages``, ``NextPageUrl`` and ``Result``; the token goes in the header ``x-ucdp-access-token``. It limits how
often one may ask (5,000 requests a day; bursts get 429, or 400 once pages have come): then we wait, longer each time,
and ask again. Rows go to a temporary csv as they come; it gets its name only when every row that ``TotalCount``
promised is there and the reader takes it.
"""

from __future__ import annotations

import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tether.documents.cells import write_rows
from tether.documents.files import replacing
from tether.errors import InputError, Problem
from tether.evidence.countries import Country, find_country
from tether.evidence.ged import read_events

DEFAULT_API = "https://ucdpapi.pcr.uu.se/api"
PAGE = 1000
TRIES = 6
FIRST_WAIT = 5.0  # seconds; doubled each time
LONGEST_WAIT = 120.0
TIMEOUT = 90.0
MOST_BYTES = 64_000_000  # of one page
HEADER = "x-ucdp-access-token"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
WAITED_FOR = (408, 429, 500, 502, 503, 504)


@dataclass(frozen=True)
class EventsApi:
    """How the API is reached: its address, the token (never printed), how to wait and what to say meanwhile."""

    api: str
    token: str = field(repr=False)
    wait: Callable[[float], None] = time.sleep
    say: Callable[[str], None] = lambda _: None


def has_token() -> bool:
    """Return whether the environment holds a token of the user's."""
    return bool(os.environ.get("UCDP_API_TOKEN", "").strip())


def read_token(path: Path | None = None) -> str:
    """Return the user's token from a file, else from ``UCDP_API_TOKEN``."""
    try:
        token = path.read_text("utf-8").strip() if path else os.environ.get("UCDP_API_TOKEN", "").strip()
    except (OSError, UnicodeDecodeError):
        raise InputError(Problem("unreadable", where=str(path), expected="a file with your UCDP token")) from None
    if not token or not token.isascii() or not token.isprintable():
        raise InputError(
            Problem(
                "no token" if not token else "a token with odd characters",
                where=str(path or "UCDP_API_TOKEN"),
                expected="the token that UCDP gave you",
                remedy="ask for one at https://ucdp.uu.se/apidocs/, then set UCDP_API_TOKEN or use --token-file",
            )
        )
    return token


def fetch_events(
    country: str,
    release: str,
    token: str,
    out: Path | None = None,
    *,
    api: str = DEFAULT_API,
    wait: Callable[[float], None] = time.sleep,
    say: Callable[[str], None] = lambda _: None,
) -> Path:
    """Download a country's events of one release into a csv and return its path; all of them, or no file."""
    meant = find_country(country)
    _check_address(api, release)
    door = EventsApi(api.rstrip("/"), token, wait, say)
    target = out or Path(f"ged-v{release.replace('.', '_')}-{meant.id}.csv")
    with replacing(target) as draft:
        with draft.open("w", encoding="utf-8", newline="") as file:
            _write_rows(file, _pages(door, meant, release), door)
        read_events(draft, meant.ucdp, version=release)
    return target


def _check_address(api: str, release: str) -> None:
    parts = urlsplit(api)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise InputError(Problem(f"address '{api}'", where="--api", expected="https (a token is sent)"))
    if not release or not all(p.isdigit() for p in release.split(".")):
        raise InputError(Problem(f"release '{release}'", where="--release", expected="a release such as 25.1"))


def _write_rows(file: IO[str], pages: Iterator[dict[str, Any]], door: EventsApi) -> None:
    """Write every page's rows; raise if they are fewer or more than promised, or come twice."""
    columns: list[str] = []
    seen: set[Any] = set()
    promised = 0
    for page in pages:
        promised = int(page["TotalCount"])
        for row in page["Result"]:
            first, columns = not columns, columns or list(row)
            write_rows(file, columns, [row], header=first)
            seen.add(row.get("id"))
        door.say(f"{len(seen):,} of {promised:,} events")
    if promised == 0:
        raise _failed(door, "no event of this country and release", "check the country and the release")
    if len(seen) != promised:
        raise _failed(door, f"{len(seen):,} different events where {promised:,} were promised", "try again later")


def _pages(door: EventsApi, country: Country, release: str) -> Iterator[dict[str, Any]]:
    """Yield the pages; the number of the next one is taken from ``NextPageUrl``, never its address."""
    query = {"Country": ",".join(map(str, country.gw)), "pagesize": str(PAGE)}
    number, visited = "", set()
    while number not in visited:
        visited.add(number)
        asked = query | ({"page": number} if number else {})
        page = _page(door, f"{door.api}/gedevents/{release}?{urlencode(asked)}", later=bool(number))
        yield page
        following = page.get("NextPageUrl") or ""
        number = next(iter(parse_qs(urlsplit(str(following)).query).get("page", [])), "")
        if not number:
            return
    raise _failed(door, f"page {number} was offered twice", "try again later")


def _page(door: EventsApi, url: str, *, later: bool) -> dict[str, Any]:
    """Return one page; waits and asks again where the API is busy (``later``: pages have come, 400 means "slower")."""
    pause, said = FIRST_WAIT, ""
    for attempt in range(TRIES):
        try:
            return _ask(door, url)
        except urllib.error.HTTPError as error:
            with error:
                if error.code not in WAITED_FOR and not (error.code == 400 and later):
                    raise _refused(door, error.code) from None
                said = f"the API answered {error.code}"
                pause = min(max(pause, _seconds(error.headers.get("Retry-After"))), LONGEST_WAIT)
        except (urllib.error.URLError, HTTPException, TimeoutError, ConnectionError) as error:
            said = f"no connection ({getattr(error, 'reason', None) or type(error).__name__})"
        if attempt < TRIES - 1:
            door.say(f"{said}: waiting {pause:.0f} s")
            door.wait(pause)
            pause = min(2 * pause, LONGEST_WAIT)
    raise _failed(door, f"{said}, {TRIES} times", "try again later; nothing was kept")


def _ask(door: EventsApi, url: str) -> dict[str, Any]:
    request = urllib.request.Request(url, headers={HEADER: door.token, "Accept": "application/json"})
    with _OPENER.open(request, timeout=TIMEOUT) as answer:
        body = answer.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise _failed(door, f"a page of more than {MOST_BYTES:,} bytes", "this is not UCDP's API: check --api")
    try:
        page = json.loads(body)
        sound = (
            isinstance(page["Result"], list)
            and all(isinstance(row, dict) for row in page["Result"])
            and int(page["TotalCount"]) >= 0
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        sound = False
    if not sound:
        raise _failed(door, f"an answer that is no page of events ({body[:40]!r})", "check --api and --release")
    return page


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: the token is for the address that the user named."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


def _seconds(text: str | None) -> float:
    return float(text) if text and text.isdigit() else 0.0


def _refused(door: EventsApi, code: int) -> InputError:
    why = {
        400: ("the API refuses the question (400)", "check the release and the country"),
        401: ("the API does not know the token (401)", "check UCDP_API_TOKEN or --token-file"),
        403: ("the API refuses the token (403)", "ask UCDP about your token and its daily limit"),
        404: ("the API does not know this release (404)", "check --release, e.g. 25.1"),
    }
    found, remedy = why.get(code, (f"the API answered {code}", "check --api"))
    return _failed(door, found, remedy)


def _failed(door: EventsApi, found: str, remedy: str) -> InputError:
    return InputError(Problem(found, where=door.api, remedy=remedy))
