"""What every page needs: the workbench behind it, the form that came, the template that goes out.

    bench = bench_of(request)                 # workspace, jobs, children, sessions
    given = form(request)                     # fields and files; a body with files is taken apart in a child
    return page(request, "text.html", charter=…)

A handler is a plain function, run on a thread. ``@writes`` asks for the role before it runs, and turns what is wrong
into a page with one sentence.
"""

from __future__ import annotations

import base64
import csv
import functools
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl, quote

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from tether.charter.letter.languages import DIRECTION, LANGUAGES, Language
from tether.documents.handling import refuse_withheld, withhold
from tether.errors import InputError, Problem, TetherError, UsageError
from tether.workbench.serve.claim_edits import ClaimEdits
from tether.workbench.serve.guard import Doors
from tether.workbench.serve.jobs import Jobs
from tether.workbench.serve.kept import Kept, TooManyWait
from tether.workbench.serve.people import OWNER, Person, Rate, Role, Session, Sessions, Staff
from tether.workbench.serve.workers import BUSY, Workers, WorkFailed
from tether.workbench.serve.workspace import CharterAtHand, Workspace

MOST_FIELDS = 400
PAGES = 16 * 1024**2  # bytes of pages that are kept
LARGEST_PAGE = 1024**2


@dataclass
class Workbench:
    """Everything that a handler may use."""

    space: Workspace
    jobs: Jobs
    workers: Workers
    people: Staff
    sessions: Sessions
    doors: Doors
    logins: Rate = field(default_factory=lambda: Rate(0.1, 6))
    pages: Kept = field(default_factory=lambda: Kept(PAGES, LARGEST_PAGE))

    def __post_init__(self) -> None:
        withhold(self.edits.withheld())  # the words of claims that were marked internal here

    @property
    def edits(self) -> ClaimEdits:
        """The edits of claims that the workspace keeps."""
        return ClaimEdits(self.space.root / "evidence")

    def door(self, do: str, *, seconds: float = 30.0, keep: bool = False, **asked: Any) -> dict[str, Any]:
        """Ask the door of the checker, in a child; raise what it refuses."""
        given = {key: value for key, value in asked.items() if value is not None}
        told: dict[str, Any] = self.workers.ask("door", {"do": do, **given}, seconds=seconds, keep=keep)
        if not told.get("ok"):
            raise WorkFailed(str(told.get("error", "the checker could not answer")), 3)
        return told

    def law(self, name: str) -> dict[str, str] | None:
        """Return the law's own text of a charter as the door takes it, called after the charter; None without one."""
        path = self.space.law_of(name)
        if path is None:
            return None
        return {"name": f"{name}{path.suffix}", "data": base64.b64encode(path.read_bytes()).decode("ascii")}

    def url(self, path: str) -> str:
        """Return the address of a page, as a person opens it."""
        return f"{self.doors.scheme}://{sorted(self.doors.hosts, key=lambda h: (h[0].isalpha(), h))[0]}{path}"


@dataclass(frozen=True)
class GivenFile:
    """A file that somebody chose on a page."""

    name: str
    data: bytes


def bench_of(request: Request) -> Workbench:
    """Return the workbench behind a request."""
    bench: Workbench = request.app.state.bench
    return bench


def session_of(request: Request) -> Session:
    """Return who asks; the guard has seen to it that there is somebody."""
    session: Session | None = request.scope.get("tether.session")
    return session or Session(Person("", "reader"), 0.0, _wished(request))


def _wished(request: Request) -> str:
    asked = request.headers.get("accept-language", "")[:2].lower()
    return asked if asked in LANGUAGES else "en"


def form(request: Request) -> dict[str, Any]:
    """Return the fields of a form by name: the last of each, all under ``NAME[]``, files as ``GivenFile``."""
    body: bytes = request.scope["tether.body"]
    kind = request.headers.get("content-type", "")
    if kind.lower().startswith("multipart/form-data"):
        asked = {"kind": kind, "body": base64.b64encode(body).decode("ascii")}
        told = bench_of(request).workers.ask("parts", asked)
        pairs = [(str(n), v) for n, v in told["fields"]]
        pairs += [(n, GivenFile(file, base64.b64decode(data))) for n, file, data in told["files"]]
    else:
        try:
            text = body.decode("ascii")
            pairs = list(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"))
        except (UnicodeError, ValueError):
            raise InputError(
                Problem("a form that can't be read", "form", expected="fields as a page sends them")
            ) from None
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name.endswith("[]"):
            raise InputError(Problem(f"a field {name!r:.40}", "form", expected="fields as a page sends them"))
        found[name] = value
        found.setdefault(f"{name}[]", []).append(value)
    return found


def text_of(given: Mapping[str, Any], name: str, most: int = 500, usual: str = "") -> str:
    """Return a short text of a form."""
    value = given.get(name, usual)
    if not isinstance(value, str) or len(value) > most or "\0" in value:
        raise InputError(
            Problem(f"{name}: a text that can't be taken", "form", expected=f"at most {most:,} characters")
        )
    return value.strip()


def number_of(given: Mapping[str, Any], name: str, least: int, most: int, usual: int = 0) -> int:
    """Return a whole number of a form."""
    value = str(given.get(name, "")).strip()
    if not value:
        return usual
    if not (value.isascii() and value.isdigit() and len(value) < 10 and least <= int(value) <= most):
        raise InputError(
            Problem(f"{name}: {value!r:.40}", "form", expected=f"a whole number from {least:,} to {most:,}")
        )
    return int(value)


# Answers


def page(request: Request, template: str, status: int = 200, **more: Any) -> HTMLResponse:
    """Return a page in the reader's language."""
    session = session_of(request)
    words = words_in(session.language)
    shown = {
        "t": words,
        "language": session.language,
        "direction": DIRECTION[session.language],  # type: ignore[index]
        "languages": LANGUAGES,
        "person": session.person,
        "several": len(bench_of(request).people) > 0,
        "here": request.url.path,
        "signed_in": request.scope.get("tether.session") is not None,
        **more,
    }
    made = _environment().get_template(template).render(shown)
    return HTMLResponse(made, status)


def see(path: str) -> RedirectResponse:
    """Send the browser to a page, after something was done."""
    return RedirectResponse(quote(path, safe="/?=&#-._~%"), 303)


def download(request: Request, name: str, data: bytes, on: str, media: str = "application/octet-stream") -> Response:
    """Return a file to save. What holds words of a claim marked internal goes to nobody; what is restricted is marked.

    Raises:
        NotForExport: it holds such words. UsageError: restricted, and the person only reads.
    """
    bench, person = bench_of(request), session_of(request).person
    refuse_withheld(data, name)
    if on and bench.space.has(on) and bench.space.about(on).handling == "restricted":
        needs(person, "drafter", "this charter is marked restricted: a reader may read it here and not take it away")
        name = f"RESTRICTED-{name}"
    bench.space.ledger.add(person.name, "downloaded", on, file=name)
    ascii_name = "".join(c if c.isascii() and (c.isalnum() or c in "-._") else "-" for c in name)
    said = f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name)}"
    return Response(data, media_type=media, headers={"content-disposition": said})


def needs(person: Person, role: Role, said: str = "") -> None:
    """Let a person with a role pass, or raise in one sentence."""
    if not person.may(role):
        raise NotAllowed(said or f"this needs the role {role}; {person.name} is {person.role}")


class NotAllowed(UsageError):
    """The person may not do this."""


Handler = Callable[[Request], Response]


def reads(handler: Handler) -> Handler:
    """Turn what goes wrong in a handler into a page with one sentence."""
    return _guarded(handler, "reader")


def writes(handler: Handler) -> Handler:
    """Ask for the role of a drafter before a handler runs."""
    return _guarded(handler, "drafter")


def signs(handler: Handler) -> Handler:
    """Ask for the role of a signer before a handler runs."""
    return _guarded(handler, "signer")


def _guarded(handler: Handler, role: Role) -> Handler:
    @functools.wraps(handler)
    def guarded(request: Request) -> Response:
        try:
            if role != "reader":
                needs(session_of(request).person, role)
            return handler(request)
        except (TetherError, OSError) as error:
            said, status = wrong(error)
            if request.url.path.startswith("/api/"):
                return JSONResponse({"error": said}, status)
            return page(request, "wrong.html", status, said=said)

    return guarded


def drawn_once(
    state: Callable[[Workbench, CharterAtHand], Hashable],
) -> Callable[[Handler], Handler]:
    """Draw a charter's page once for all who see the same; ``state`` gives what it shows beside text and marks."""

    def of(handler: Handler) -> Handler:
        @functools.wraps(handler)
        def drawn(request: Request) -> Response:
            bench, session = bench_of(request), session_of(request)
            hand = bench.space.at_hand(request.path_params["name"])
            who = (session.language, session.person, len(bench.people) > 0)
            what = (date.today(), request.url.path, request.url.query, hand.head.version, hand.about, hand.seen[1])
            key = (*what, *who, bool(hand.undecided), state(bench, hand))
            try:
                body = bench.pages.of(key, lambda: bytes(handler(request).body), 60.0)
            except TooManyWait:
                raise WorkFailed(BUSY) from None
            return HTMLResponse(body)

        return drawn

    return of


def wrong(error: Exception) -> tuple[str, int]:
    """Return what is said of an error, and the status."""
    if isinstance(error, NotAllowed):
        return str(error), 403
    if isinstance(error, WorkFailed):
        return str(error), 422 if error.exit_code == 3 else 503 if error.exit_code == 1 else 400
    if isinstance(error, InputError):
        return str(error), 404 if "no charter" in str(error.problems[0].found)[:12] else 422
    if isinstance(error, OSError):
        return f"{error.strerror or error}: nothing was saved; make room on the disk, then try again", 507
    return str(error), 400


# Words and templates


class Words(dict[str, str]):
    """The words of the pages in one language."""

    def __missing__(self, key: str) -> str:
        raise KeyError(f"no words for {key!r} in words.csv")


@cache
def words_in(language: str) -> Words:
    """Return the words of the pages in a language."""
    text = (files("tether.workbench.serve") / "words.csv").read_text("utf-8")
    return Words({row["key"]: row[language] for row in csv.DictReader(text.splitlines())})


def person_for(bench: Workbench) -> Person:
    """Return whom the printed link lets in: the one person of a workbench without a file of people."""
    return OWNER


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["when"] = lambda at: str(at).replace("T", " ").removesuffix("Z")[:16]
    made.filters["trusted"] = Markup  # a fragment that a writer of the report room made, never a field of a form
    return made


@cache
def _template(name: str) -> str:
    return (files("tether.workbench.serve") / "templates" / name).read_text("utf-8")


@cache
def static(name: str) -> tuple[bytes, str]:
    """Return a file of the pages and its type; the sheet is the report's own with what forms need behind it."""
    own = files("tether.workbench.serve") / "static"
    if name == "workbench.css":
        base = (files("tether.report") / "style.css").read_bytes()
        return base + b"\n" + (own / "workbench.css").read_bytes(), "text/css; charset=utf-8"
    if name == "workbench.js":
        return (own / "workbench.js").read_bytes(), "text/javascript; charset=utf-8"
    if name == "believe.js":  # the sliders of a brief's own page
        return (files("tether.brief") / name).read_bytes(), "text/javascript; charset=utf-8"
    raise KeyError(name)


def language_named(text: str) -> Language:
    """Return a language by its two letters; English for what is none."""
    return next((known for known in LANGUAGES if known == text), "en")
