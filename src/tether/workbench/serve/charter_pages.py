"""One charter: its text as typed, sentences, versions, interview, findings, letter and what leaves as a file."""

from __future__ import annotations

import base64
import difflib
import json
from collections.abc import Hashable
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tether.errors import InputError, Problem
from tether.workbench.serve.desk_pages import checked
from tether.workbench.serve.jobs import JobState
from tether.workbench.serve.web import (
    GivenFile,
    Workbench,
    bench_of,
    download,
    drawn_once,
    form,
    number_of,
    page,
    reads,
    see,
    session_of,
    text_of,
    writes,
)
from tether.workbench.serve.workspace import CharterAtHand, CharterVersion

REPORTS = ("html", "docx", "md", "json")
LETTERS = ("docx", "html", "md", "txt")
SIGNS = {"stop": 0, "error": 1, "warning": 2, "note": 3, "question": 4}


def common(request: Request, tab: str) -> tuple[Workbench, str, CharterVersion, dict[str, Any]]:
    """Return the workbench, the charter's id, its latest version, and what each of its pages shows."""
    bench, name = bench_of(request), request.path_params["name"]
    hand = bench.space.at_hand(name)
    shown = {"name": name, "about": hand.about, "head": hand.head, "tab": tab, "undecided": hand.undecided}
    return bench, name, hand.head, shown


def _text_alone(bench: Workbench, hand: CharterAtHand) -> Hashable:
    return None


def _all_versions(bench: Workbench, hand: CharterAtHand) -> Hashable:
    return hand.seen


def _amendments_of(bench: Workbench, hand: CharterAtHand) -> Hashable:
    return tuple((job.name, job.told, job.stage) for job in amendments_of(bench, hand.name))


def amendments_of(bench: Workbench, name: str) -> list[JobState]:
    """Return the latest jobs that sought amendments of a charter."""
    own = [n for n in bench.jobs.names() if "-amend-" in n][:60]
    return [s for s in map(bench.jobs.state, own) if s.asked.get("charter") == name][:3]


def found_in(bench: Workbench, name: str, text: str, language: str) -> dict[str, Any]:
    """Return what is found in a charter, at its law's articles where the law's text is there."""
    law = bench.law(name)
    if law is None:
        return checked(bench, name, text, language)
    charter = {"name": f"{name}.yaml", "text": text}
    return bench.door("check", charter=charter, law=law, language=language, keep=True)


# The text


@reads
@drawn_once(_text_alone)
def text(request: Request) -> Response:
    """Show the charter's text to write in, with what is found beside it."""
    bench, name, head, shown = common(request, "text")
    found = found_in(bench, name, head.text, session_of(request).language)
    law = bench.law(name)
    opened = bench.door("open", file=law, keep=True)["law"] if law is not None else None
    return page(request, "text.html", found=found, law=opened, typed=head.text, parent=head.version, saved="", **shown)


@writes
def save(request: Request) -> Response:
    """Save the text of a form; where it can't be saved, give it back on the page."""
    bench, name, head, shown = common(request, "text")
    given = form(request)
    typed = _typed(given)
    try:
        made = bench.space.save(
            name, typed, number_of(given, "parent", 1, 999_999, 1), session_of(request).person.name, "saved",
            tab=text_of(given, "tab", 40),
        )  # fmt: skip
    except OSError as error:
        said = f"{error.strerror or error}: not saved. Your text is below, as you typed it; copy it before you leave."
        found: dict[str, Any] = {"reads": False, "problems": []}
        more = {"found": found, "law": None, "typed": typed, "parent": head.version, "saved": said}
        return page(request, "text.html", 507, **more, **shown)
    return see(f"/charters/{name}/versions" if made.beside else f"/charters/{name}/text?saved={made.version}")


def _typed(given: dict[str, Any]) -> str:
    typed = given.get("text")
    if not isinstance(typed, str):
        raise InputError(Problem("no text", "form", expected="the charter's text"))
    return typed.replace("\r\n", "\n").replace("\r", "\n")


@writes
def save_typed(request: Request) -> Response:
    """Save what is being typed, and say what is found in it; of two who type, both are kept."""
    bench, name = bench_of(request), request.path_params["name"]
    asked = _json(request)
    typed, parent, tab = asked.get("text"), asked.get("parent"), asked.get("tab")
    if not isinstance(typed, str) or not isinstance(parent, int) or not isinstance(tab, str) or len(tab) > 40:
        raise InputError(Problem("a request that can't be read", "request", expected="text, parent and tab"))
    made = bench.space.save(
        name, typed.replace("\r\n", "\n"), parent, session_of(request).person.name, "typed", tab=tab
    )
    return JSONResponse({"version": made.version, "beside": made.beside, **_marks(bench, request, name, typed)})


@reads
def marks(request: Request) -> Response:
    """Say what is found in a text, and save nothing."""
    typed = _json(request).get("text")
    if not isinstance(typed, str):
        raise InputError(Problem("no text", "request", expected="the charter's text"))
    return JSONResponse(_marks(bench_of(request), request, request.path_params["name"], typed))


def _json(request: Request) -> dict[str, Any]:
    try:
        asked = json.loads(request.scope["tether.body"])
    except (ValueError, RecursionError):
        asked = None
    if not isinstance(asked, dict):
        raise InputError(Problem("no JSON object", "request", expected="what a page of this workbench sends"))
    return asked


def _marks(bench: Workbench, request: Request, name: str, typed: str) -> dict[str, Any]:
    found = checked(bench, name, typed, session_of(request).language)
    if not found["reads"]:
        told = [{"line": p["line"], "severity": "error", "code": "", "said": p["said"]} for p in found["problems"]]
        return {"reads": False, "marks": told}
    told = [{k: f[k] for k in ("line", "severity", "code", "said")} for f in found["findings"] if f["line"]]
    return {"reads": True, "counts": found["counts"], "marks": told}


@reads
@drawn_once(_text_alone)
def sentences(request: Request) -> Response:
    """Show the coding as sentences, row by row, with its articles and findings."""
    bench, name, head, shown = common(request, "sentences")
    found = found_in(bench, name, head.text, session_of(request).language)
    by_row: dict[str, list[Any]] = {}
    for finding in found.get("findings", ()):
        row = next((r["path"] for r in found["rows"] if _below(finding["path"], r["path"])), "")
        by_row.setdefault(row, []).append(finding)
    return page(request, "sentences.html", found=found, by_row=by_row, **shown)


def _below(path: str, row: str) -> bool:
    return path == row or path.startswith(f"{row}.")


@writes
def give_law(request: Request) -> Response:
    """Keep the law's own text beside a charter, once it has been read."""
    bench, name, _, _ = common(request, "text")
    file = form(request).get("law")
    if not isinstance(file, GivenFile) or not file.name:
        raise InputError(
            Problem("no file", "form", expected="the law's own text (.docx, .odt, .txt, .md, .html, .pdf)")
        )
    told = bench.door("open", file={"name": file.name, "data": base64.b64encode(file.data).decode("ascii")})
    if told["kind"] != "law":
        raise InputError(Problem(f"{file.name}: a charter", "form", expected="the law's own text"))
    bench.space.keep_law(name, file.name, file.data, session_of(request).person.name)
    return see(f"/charters/{name}/text")


@writes
def handling(request: Request) -> Response:
    """Mark a charter as open or restricted."""
    bench, name, _, _ = common(request, "text")
    mark = text_of(form(request), "handling", 20)
    if mark not in ("open", "restricted"):
        raise InputError(Problem(f"mark {mark!r}", "form", expected="open or restricted"))
    bench.space.describe(name, replace(bench.space.about(name), handling=mark))  # type: ignore[arg-type]
    bench.space.ledger.add(session_of(request).person.name, f"marked {mark}", name)
    return see(f"/charters/{name}/versions")


# Versions


@reads
@drawn_once(_all_versions)
def versions(request: Request) -> Response:
    """Show every version, and texts that two people wrote at once side by side until somebody decides."""
    bench, name, head, shown = common(request, "versions")
    open_ones = []
    for told in shown["undecided"]:
        own = bench.space.version(name, told.version)
        open_ones.append({"own": own, "lines": side_by_side(head.text, own.text)})
    return page(request, "versions.html", history=bench.space.at_hand(name).history[:300], open_ones=open_ones, **shown)


@reads
@drawn_once(_all_versions)
def version(request: Request) -> Response:
    """Show one version beside the latest: lines, and what changed in meaning."""
    bench, name, head, shown = common(request, "versions")
    own = bench.space.version(name, number_of(request.path_params, "number", 1, 999_999))
    meaning = ""
    if own.text != head.text:
        asked = {
            "before": {"name": "before.yaml", "text": own.text},
            "after": {"name": "after.yaml", "text": head.text},
        }
        try:
            meaning = bench.workers.ask("differences", asked, keep=True)["html"]
        except Exception as error:  # a version that does not read still shows its lines
            meaning = ""
            shown["unread"] = str(error)
    shown.setdefault("unread", "")
    return page(request, "version.html", own=own, lines=side_by_side(own.text, head.text), meaning=meaning, **shown)


def side_by_side(before: str, after: str, around: int = 2) -> list[dict[str, Any]]:
    """Return the lines of two texts where they differ, beside each other, with a few around; gaps are marked."""
    one, other = before.splitlines(), after.splitlines()
    rows: list[dict[str, Any]] = []
    for group in difflib.SequenceMatcher(None, one, other, autojunk=len(one) > 4_000).get_grouped_opcodes(around):
        if rows:
            rows.append({"kind": "gap"})
        for kind, a, b, c, d in group:
            for n in range(max(b - a, d - c)):
                left = (a + n + 1, one[a + n]) if a + n < b else ("", "")
                right = (c + n + 1, other[c + n]) if c + n < d else ("", "")
                rows.append({"kind": kind, "left": left, "right": right})
    return rows[:3_000]


@writes
def decide(request: Request) -> Response:
    """Settle what two people wrote at once: keep the latest, or take the other as the next version; both stay kept."""
    bench, name, head, _ = common(request, "versions")
    given, by = form(request), session_of(request).person.name
    number = number_of(given, "version", 1, 999_999)
    own = bench.space.version(name, number)
    take = text_of(given, "take", 20)
    if take not in ("latest", "other") or not own.beside:
        raise InputError(Problem("nothing to decide", "form", expected="a version that lies beside another"))
    seen = number_of(given, "latest", 1, 999_999)
    if seen != head.version:
        return see(f"/charters/{name}/versions")  # somebody saved meanwhile: look again before deciding
    kept = own.text if take == "other" else head.text
    bench.space.save(name, kept, head.version, by, "merged", note=f"decided:{number} {take}")
    return see(f"/charters/{name}/versions")


@writes
def restore(request: Request) -> Response:
    """Take an earlier version as the next one."""
    bench, name, head, _ = common(request, "versions")
    number = number_of(form(request), "version", 1, 999_999)
    own = bench.space.version(name, number)
    bench.space.save(
        name, own.text, head.version, session_of(request).person.name, "restored", note=f"version {number}"
    )
    return see(f"/charters/{name}/versions")


# Interview


@reads
@drawn_once(_text_alone)
def interview(request: Request) -> Response:
    """Ask one question; what settles most comes first."""
    bench, name, head, shown = common(request, "interview")
    language = session_of(request).language
    charter = {"name": f"{name}.yaml", "text": head.text}
    questions = bench.door("questions", charter=charter, language=language, keep=True)["questions"]
    at = min(number_of(request.query_params, "at", 0, 9_999), max(0, len(questions) - 1))
    asked = questions[at] if questions else None
    return page(request, "interview.html", asked=asked, at=at, count=len(questions), said="", value="", **shown)


@writes
def answer(request: Request) -> Response:
    """Write an answer into the charter; an answer that does not fit is said beside the question."""
    bench, name, head, shown = common(request, "interview")
    given, language = form(request), session_of(request).language
    charter = {"name": f"{name}.yaml", "text": head.text}
    path, at = text_of(given, "path", 300), number_of(given, "at", 0, 9_999)
    values = [v for v in given.get("value[]", []) if isinstance(v, str) and v.strip()]
    value: Any = values if len(values) > 1 else (values or [""])[0]
    try:
        made = bench.door("answer", charter=charter, path=path, value=value)["charter"]["text"]
    except Exception as error:
        questions = bench.door("questions", charter=charter, language=language, keep=True)["questions"]
        asked = next((q for q in questions if q["path"] == path), None)
        if asked is None:
            raise
        shown |= {"asked": asked, "at": at, "count": len(questions), "said": str(error), "value": value}
        return page(request, "interview.html", 422, **shown)
    by = session_of(request).person.name
    saved = bench.space.save(name, made, number_of(given, "parent", 1, 999_999, 1), by, "answered", note=path)
    return see(f"/charters/{name}/versions" if saved.beside else f"/charters/{name}/interview?at={at}")


# Findings and fixes


@reads
@drawn_once(_amendments_of)
def findings(request: Request) -> Response:
    """Show what is found, worst first, each with its article, its reason and what can be done."""
    bench, name, head, shown = common(request, "findings")
    found = found_in(bench, name, head.text, session_of(request).language)
    rows = sorted(found.get("findings", ()), key=lambda f: (not f["first"], SIGNS.get(f["severity"], 9), f["line"]))
    shown |= {"found": found, "rows": rows, "amendments": amendments_of(bench, name)}
    return page(request, "findings.html", **shown)


@reads
@drawn_once(_text_alone)
def ways(request: Request) -> Response:
    """Show every way to fix one finding; other words were tried there and are quiet."""
    bench, name, head, shown = common(request, "findings")
    charter = {"name": f"{name}.yaml", "text": head.text}
    asked: dict[str, Any] = {k: text_of(request.query_params, k, 300) for k in ("code", "path")}
    fixes = bench.door("ways", charter=charter, **asked, keep=True)["fixes"]
    found = found_in(bench, name, head.text, session_of(request).language)
    own = next((f for f in found.get("findings", ()) if (f["code"], f["path"]) == tuple(asked.values())), None)
    return page(request, "ways.html", fixes=fixes, finding=own, asked=asked, **shown)


@writes
def fix(request: Request) -> Response:
    """Make one fix as it was offered."""
    bench, name, head, _ = common(request, "findings")
    given = form(request)
    charter = {"name": f"{name}.yaml", "text": head.text}
    asked: dict[str, Any] = {k: text_of(given, k, 2_000) for k in ("code", "path", "title")}
    made = bench.door("fix", charter=charter, **asked)["charter"]["text"]
    by = session_of(request).person.name
    parent = number_of(given, "parent", 1, 999_999, 1)
    saved = bench.space.save(name, made, parent, by, "fixed", note=f"{asked['code']} {asked['path']}"[:300])
    return see(f"/charters/{name}/versions" if saved.beside else f"/charters/{name}/findings")


@writes
def amend(request: Request) -> Response:
    """Ask for the cheapest amendments as a job."""
    bench, name, head, _ = common(request, "findings")
    given, by = form(request), session_of(request).person.name
    red = [line.strip() for line in text_of(given, "red_lines", 4_000).splitlines() if line.strip()]
    asked = {
        "charter": name,
        "version": head.version,
        "charters": {name: head.text},
        "red_lines": red[:60],
        "seconds": number_of(given, "seconds", 5, 600, 60),
        "law": bench.space.about(name).law,
    }
    job = bench.jobs.ask("amend", asked, by)
    bench.space.ledger.add(by, "asked for amendments", name, job=job)
    return see(f"/jobs/{job}")


@writes
def take_amended(request: Request) -> Response:
    """Take the amended charter of a job as the next version."""
    bench, name, head, _ = common(request, "findings")
    given = form(request)
    job = text_of(given, "job", 80)
    state = bench.jobs.state(job)
    if state.asked.get("charter") != name:
        raise InputError(Problem(f"job {job} is of another charter", "form"))
    made = bench.jobs.result(job, "amended.yaml").read_text("utf-8")
    by, parent = session_of(request).person.name, int(state.asked.get("version", head.version))
    saved = bench.space.save(name, made, parent, by, "amended", note=job)
    return see(f"/charters/{name}/versions" if saved.beside else f"/charters/{name}/findings")


# Letter and files


@reads
@drawn_once(_text_alone)
def letter(request: Request) -> Response:
    """Show the letter of questions, and what it can be saved as."""
    bench, name, head, shown = common(request, "letter")
    asked = _letter_asked(request)
    told = bench.door("letter", form="html", **asked, **_given(bench, name, head), keep=True)
    whole = base64.b64decode(told["file"]["data"]).decode("utf-8")
    inside = whole.partition("<main>")[2].rpartition("</main>")[0]
    return page(request, "letter.html", letter=inside, asked=asked, questions=told["questions"], forms=LETTERS, **shown)


def _letter_asked(request: Request) -> dict[str, Any]:
    given = request.query_params
    asked = {key: text_of(given, key, 200) for key in ("to", "from", "date", "by")}
    return {**asked, "language": text_of(given, "language", 2, session_of(request).language)}


def _given(bench: Workbench, name: str, head: CharterVersion) -> dict[str, Any]:
    return {"charter": {"name": f"{name}.yaml", "text": head.text}, "law": bench.law(name)}


@reads
def export(request: Request) -> Response:
    """Give a file: the charter, its report, its letter, the law's draft with comments, the form as a workbook."""
    bench, name, head, _ = common(request, "text")
    what, ending = request.path_params["what"], request.path_params["ending"]
    given = _given(bench, name, head)
    if (what, ending) == ("charter", "yaml"):
        return download(request, f"{name}.yaml", head.text.encode("utf-8"), name, "application/yaml")
    if what == "letter" and ending in LETTERS:
        told = bench.door("letter", form=ending, **_letter_asked(request), **given)
    elif what == "report" and ending in REPORTS:
        told = bench.door("report", form=ending, charter=given["charter"])
    elif (what, ending) == ("commented", "docx"):
        told = bench.door("comment", **given)
    elif (what, ending) == ("form", "xlsx"):
        told = bench.door("form", charter=given["charter"])
    else:
        raise InputError(Problem(f"no file {what}.{ending}", "charter"))
    file = told["file"]
    return download(request, file["name"], base64.b64decode(file["data"]), name, file["media"])
