"""The door, the desk and the log: coming in, what lies there, starting a charter, who did what."""

from __future__ import annotations

import base64
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from tether.charter import library
from tether.documents.slug import as_slug
from tether.errors import InputError, Problem
from tether.workbench.serve.people import ROLES, Person
from tether.workbench.serve.web import (
    GivenFile,
    Workbench,
    bench_of,
    form,
    language_named,
    needs,
    page,
    person_for,
    reads,
    see,
    session_of,
    static,
    text_of,
    writes,
)

EMPTY = 'charter: "0.3"\nmeta:\n  id: {0}\n  title: {1}\n'


# Coming in


@reads
def enter(request: Request) -> Response:
    """Take the key of the printed link, once, and give a session for it."""
    bench = bench_of(request)
    preview = request.method == "HEAD"  # of a link that somebody was sent: it spends nothing
    person = None if preview else bench.sessions.take_key(request.query_params.get("key", "")[:200])
    if person is None:
        return page(request, "login.html", 403, said="spent", name="")
    return _let_in(bench, person, request)


def _let_in(bench: Workbench, person: Person, request: Request) -> Response:
    if request.scope.get("tether.secret"):
        bench.sessions.end(request.scope["tether.secret"])  # a session of before never becomes another person's
    secret = bench.sessions.start(person)
    found = bench.sessions.of(secret)
    if found is not None:
        found.language = session_of(request).language
    answer = see("/")
    answer.headers["set-cookie"] = bench.doors.cookie_line(secret)
    bench.space.ledger.add(person.name, "came in", "")
    return answer


@reads
def login(request: Request) -> Response:
    """Ask who it is; let in whoever knows the password."""
    bench = bench_of(request)
    if request.method != "POST":
        return page(request, "login.html", said="", name="")
    given = form(request)
    name, password = text_of(given, "name", 60), str(given.get("password", ""))
    address = request.client.host if request.client else ""
    if not (bench.logins.allows(f"address {address}") and bench.logins.allows(f"name {name}")):
        return page(request, "login.html", 429, said="often", name=name)
    person = bench.people.with_password(name, password) if len(bench.people) else None
    if person is None:
        bench.space.ledger.add("nobody", "was not let in", "", name=name)
        return page(request, "login.html", 403, said="wrong", name=name)
    return _let_in(bench, person, request)


@reads
def leave(request: Request) -> Response:
    """End the session."""
    bench = bench_of(request)
    bench.sessions.end(request.scope["tether.secret"])
    answer = see("/login")
    answer.headers["set-cookie"] = bench.doors.cookie_line("")
    return answer


@reads
def language(request: Request) -> Response:
    """Show the pages in another language from now on."""
    given = form(request)
    session_of(request).language = language_named(text_of(given, "language", 2))
    back = text_of(given, "back", 300, "/")
    return see(back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/")


@reads
def another_browser(request: Request) -> Response:
    """Give a link that lets one more browser in, once, as the same person."""
    bench = bench_of(request)
    key = bench.sessions.new_key(person_for(bench) if not len(bench.people) else session_of(request).person)
    return page(request, "link.html", link=bench.url(f"/enter?key={key}"))


# The desk


@reads
def desk(request: Request) -> Response:
    """Show what lies on the desk: charters with what was last found in them, and jobs."""
    bench = bench_of(request)
    cards = [_card(bench, name, session_of(request).language) for name in bench.space.ids()]
    cards.sort(key=lambda card: str(card["head"].at), reverse=True)
    jobs = [bench.jobs.state(name) for name in bench.jobs.names()[:6]]
    return page(request, "desk.html", cards=cards, jobs=jobs, examples=library.names())


def _card(bench: Workbench, name: str, language: str) -> dict[str, Any]:
    hand = bench.space.at_hand(name)
    head, about = hand.head, hand.about
    known = bench.workers.has("door", asked_check(name, head.text, language))
    counts = checked(bench, name, head.text, language).get("counts") if known else None
    return {
        "name": name,
        "head": head,
        "about": about,
        "counts": counts,
        "known": known,
        "undecided": len(hand.undecided),
    }


def asked_check(name: str, text: str, language: str) -> dict[str, Any]:
    """Return how a check is asked for, without a law; the same words give the same answer from memory."""
    return {"do": "check", "charter": {"name": f"{name}.yaml", "text": text}, "language": language}


def checked(bench: Workbench, name: str, text: str, language: str) -> dict[str, Any]:
    """Return what is found in a text."""
    asked = asked_check(name, text, language)
    return bench.door(asked.pop("do"), keep=True, **asked)


@writes
def start(request: Request) -> Response:
    """Start a charter: an example, a file, a text, or an empty one; a law's own text starts one that waits for rows."""
    bench, given = bench_of(request), form(request)
    by = session_of(request).person.name
    example = text_of(given, "example", 120)
    file, pasted = given.get("file"), str(given.get("text", ""))
    title = text_of(given, "title", 200)
    if example:
        text = bench.door("example", name=example, keep=True)["charter"]["text"]
        name = bench.space.start(example, text, by, title=title or _title_in(bench, example, text))
    elif isinstance(file, GivenFile) and file.name:
        name = _of_file(bench, file, title, by)
    elif pasted.strip() and not _is_charter(pasted) and (called := _law_pasted(bench, pasted)):
        name = _of_law(bench, "pasted-text.txt", pasted.encode("utf-8"), title or called, title or called, by)
    elif pasted.strip():
        text, wanted = pasted.replace("\r\n", "\n"), title or _id_in(pasted) or "pasted"
        name = bench.space.start(wanted, text, by, title=title or _title_in(bench, wanted, text))
    elif title:
        name = bench.space.start(title, EMPTY.format("draft", _quoted(title)), by, title=title)
    else:
        raise InputError(Problem("nothing to start with", "form", expected="a file, a text, an example or a title"))
    return see(f"/charters/{name}/{'bill' if bench.space.about(name).law else 'text'}")


def _of_file(bench: Workbench, file: GivenFile, title: str, by: str) -> str:
    data = {"name": file.name, "data": base64.b64encode(file.data).decode("ascii")}
    stem = file.name.rpartition(".")[0] or file.name
    told = bench.door("open", file=data)
    if told["kind"] == "charter":
        text = told["charter"]["text"]
        return bench.space.start(stem, text, by, title=title or _title_in(bench, stem, text))
    return _of_law(bench, file.name, file.data, title, stem, by)


def _of_law(bench: Workbench, file: str, data: bytes, title: str, stem: str, by: str) -> str:
    """Start a charter that waits for the rows of a law's own text; return its id."""
    wanted = as_slug(stem, "bill")  # its address, and the names of its files
    name = bench.space.start(wanted, EMPTY.format("draft", _quoted(title or stem)), by, title=title or stem)
    bench.space.keep_law(name, file, data, by)
    return name


def _is_charter(text: str) -> bool:
    """Return whether a pasted text is a charter, whole or not: a line begins with one of a charter's own keys."""
    return any(line.startswith(("charter:", "meta:")) for line in text.splitlines())


def _law_pasted(bench: Workbench, text: str) -> str:
    """Return what a pasted text calls itself, where the door finds articles in it; "" where it finds none."""
    file = {"name": "pasted-text.txt", "data": base64.b64encode(text.encode("utf-8")).decode("ascii")}
    told: dict[str, Any] = bench.workers.ask("door", {"do": "open", "file": file})
    return str(told["law"]["title"] or "bill")[:200] if told.get("ok") and told["kind"] == "law" else ""


def _title_in(bench: Workbench, name: str, text: str) -> str:
    """Return the title that a charter gives itself; its name where it does not read yet."""
    found = checked(bench, name, text, "en")
    return str(found["title"])[:200] if found["reads"] else name


def _id_in(text: str) -> str:
    for line in text.splitlines()[:40]:
        key, colon, value = line.strip().partition(":")
        if key == "id" and colon and value.strip():
            return value.strip().strip("\"'")[:60]
    return ""


def _quoted(title: str) -> str:
    plain = " ".join(title.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


@reads
def log(request: Request) -> Response:
    """Show who changed what, the latest first, and whether the log is whole."""
    bench = bench_of(request)
    return page(request, "log.html", lines=bench.space.ledger.lines(300), fault=bench.space.ledger.fault())


@reads
def people(request: Request) -> Response:
    """Show who may come in; a signer adds people."""
    bench = bench_of(request)
    if request.method == "POST":
        needs(session_of(request).person, "signer")
        given = form(request)
        name, role = text_of(given, "name", 60), text_of(given, "role", 20)
        bench.people.add(name, role, str(given.get("password", "")))
        bench.sessions.end_all_of(name)
        bench.space.ledger.add(session_of(request).person.name, "added a person", name, role=role)
        return see("/people")
    return page(request, "people.html", known=bench.people.names(), roles=ROLES)


def file_of_pages(request: Request) -> Response:
    """Return a script or a sheet of the pages."""
    try:
        data, media = static(request.path_params["name"])
    except KeyError:
        return Response("no such file\n", 404, media_type="text/plain")
    return Response(data, media_type=media, headers={"cache-control": "no-cache"})
