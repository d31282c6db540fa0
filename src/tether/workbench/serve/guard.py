"""The guard before the pages: who may ask at all, how much, how often; and what every answer says of itself.

    app = Guard(pages, Doors(hosts, secure=False), sessions)

In this order, each with one line of plain text where it says no:

1. *Host*: one header, and one of the names under which the server was started. A page elsewhere whose name was made to
   point at this machine (DNS rebinding) asks under its own name and gets nothing.
2. *Method*: GET, HEAD and POST.
3. *Rate*: for each session, and for each address without one.
4. *Origin*: what changes something must come from a page of ours; what another site's page asks for is refused.
5. *Cookie*: without a session only the door itself (the link's key, the password) and its sheet.
6. *Size*: counted as it comes in, whatever the header says.

An answer lets no script or sheet run but the server's own files, can't be framed, sniffed or kept by the browser.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from tether.workbench.serve.people import Rate, Session, Sessions

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

MOST_BODY = 2_500_000  # bytes of a form: the longest text of a charter, and what encoding adds
MOST_UPLOAD = 25_000_000  # bytes of a form with a file in it
MOST_LOGIN = 4_096
BODY_SECONDS = 60.0  # for all of a request's body to come
LONGEST_PATH = 4_096  # characters of path and question
OPEN = ("/enter", "/login")  # the doors; what a page at the door needs is below /static/
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # "no-referrer" would make a form's Origin null
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), usb=()",
    "cache-control": "no-store",
}


@dataclass(frozen=True)
class Doors:
    """Under which names the server answers, and whether over TLS."""

    hosts: frozenset[str]  # with their port: 127.0.0.1:8765
    secure: bool = False
    cookie: str = "tether"

    @property
    def scheme(self) -> str:
        """``http`` or ``https``."""
        return "https" if self.secure else "http"

    @property
    def cookie_name(self) -> str:
        """The cookie's name; over TLS one that the browser lets nobody else set."""
        return f"__Host-{self.cookie}" if self.secure else self.cookie

    def cookie_line(self, secret: str, lives: int = 12 * 3600) -> str:
        """Return the header that sets the cookie; with an empty secret, that takes it away."""
        secure = "; Secure" if self.secure else ""
        age = lives if secret else 0
        return f"{self.cookie_name}={secret}; Path=/; Max-Age={age}; HttpOnly; SameSite=Strict{secure}"


@dataclass
class Refused(Exception):
    """What the guard answers instead of the page."""

    status: int
    said: str
    headers: dict[str, str] = field(default_factory=dict)


class Guard:
    """The outermost layer of the server."""

    def __init__(
        self,
        app: App,
        doors: Doors,
        sessions: Sessions,
        *,
        a_second: float = 30.0,
        burst: int = 240,
        strangers: int = 60,
    ):
        self.app, self.doors, self.sessions = app, doors, sessions
        self.known = Rate(a_second, burst)
        self.strangers = Rate(5.0, strangers)

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Let a request pass, or answer it with why not."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        try:
            await self._let_in(scope, receive)
        except Refused as no:
            await _answer(send, no)
            return
        await self.app(scope, _once(scope["tether.body"], receive), _with_headers(send, self.doors.secure))

    async def _let_in(self, scope: MutableMapping[str, Any], receive: Receive) -> None:
        headers = _headers(scope)
        self._ask_host(headers)
        if scope["method"] not in ("GET", "HEAD", "POST"):
            raise Refused(
                405, "this method is not answered here; expected GET, HEAD or POST", {"allow": "GET, HEAD, POST"}
            )
        if len(scope["path"]) + len(scope.get("query_string", b"")) > LONGEST_PATH:
            raise Refused(414, "an address that is too long")
        secret = self._secret(headers)
        session = self.sessions.of(secret) if secret else None
        self._ask_rate(scope, secret, session)
        self._ask_origin(scope, headers)
        door = scope["path"] in OPEN or scope["path"].startswith("/static/")
        if session is None and not door:
            self._send_to_the_door(scope)
        scope["tether.session"], scope["tether.secret"] = session, secret
        scope["tether.body"] = await _body(scope, headers, receive, MOST_LOGIN if session is None else None)

    def _ask_host(self, headers: dict[str, list[str]]) -> None:
        named = headers.get("host", [])
        if len(named) != 1 or named[0].lower() not in self.doors.hosts:
            raise Refused(
                421, "this workbench does not answer under that name; open the link that tether serve printed"
            )

    def _secret(self, headers: dict[str, list[str]]) -> str:
        for line in headers.get("cookie", []):
            for part in line.split(";"):
                name, _, value = part.strip().partition("=")
                if name == self.doors.cookie_name:
                    return value[:200]
        return ""

    def _ask_rate(self, scope: MutableMapping[str, Any], secret: str, session: Session | None) -> None:
        address = (scope.get("client") or ("",))[0]
        allowed = self.known.allows(secret) if session is not None else self.strangers.allows(address)
        if not allowed:
            raise Refused(429, "too many requests in a short time; wait a few seconds", {"retry-after": "2"})

    def _ask_origin(self, scope: MutableMapping[str, Any], headers: dict[str, list[str]]) -> None:
        from_where = headers.get("sec-fetch-site", [""])[0]
        own = f"{self.doors.scheme}://{headers['host'][0].lower()}"
        if scope["method"] == "POST":
            origins = headers.get("origin", [])
            if origins != [own]:
                raise Refused(403, "this did not come from a page of this workbench; nothing was done")
        elif from_where not in ("", "none", "same-origin") and scope["path"] != "/enter":
            raise Refused(403, "another site asked for this; open the workbench itself")

    def _send_to_the_door(self, scope: MutableMapping[str, Any]) -> None:
        asks_page = scope["method"] == "GET" and not scope["path"].startswith("/api/")
        if asks_page:
            raise Refused(303, "come in first", {"location": "/login"})
        raise Refused(401, "no session; open the link that tether serve printed, or sign in")


def _headers(scope: MutableMapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        found.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return found


async def _body(
    scope: MutableMapping[str, Any], headers: dict[str, list[str]], receive: Receive, most: int | None
) -> bytes:
    kind = headers.get("content-type", [""])[0].lower()
    limit = most or (MOST_UPLOAD if kind.startswith("multipart/form-data") else MOST_BODY)
    told = headers.get("content-length", ["0"])[0]
    if not (told.isascii() and told.isdigit() and len(told) < 20) or int(told) > limit:
        raise Refused(413, f"more than {limit:,} bytes; expected a smaller file or text")
    if scope["method"] != "POST":
        return b""
    parts, size, more, until = [], 0, True, time.monotonic() + BODY_SECONDS
    while more:
        try:
            message = await asyncio.wait_for(receive(), max(0.0, until - time.monotonic()))
        except TimeoutError:
            raise Refused(
                408, f"the request took longer than {BODY_SECONDS:.0f} seconds", {"connection": "close"}
            ) from None
        if message["type"] == "http.disconnect":
            raise Refused(400, "the connection ended before everything had come")
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        more = message.get("more_body", False)
        if size > limit:
            raise Refused(413, f"more than {limit:,} bytes; expected a smaller file or text")
    return b"".join(parts)


def _once(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _with_headers(send: Send, secure: bool) -> Send:
    """Add to each answer what every answer says of itself; a page may say a narrower policy of its own."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            there = {name.lower() for name, _ in message["headers"]}
            extra = dict(HEADERS, **({"strict-transport-security": "max-age=31536000"} if secure else {}))
            added = [(n.encode(), v.encode()) for n, v in extra.items() if n.encode() not in there]
            message["headers"] = [*message["headers"], *added]
        await send(message)

    return sending


async def _answer(send: Send, no: Refused) -> None:
    text = f"{no.said}\n".encode()
    own = {"content-type": "text/plain; charset=utf-8", "content-length": str(len(text)), **HEADERS, **no.headers}
    headers = [(n.encode(), v.encode()) for n, v in own.items()]
    await send({"type": "http.response.start", "status": no.status, "headers": headers})
    await send({"type": "http.response.body", "body": text})
