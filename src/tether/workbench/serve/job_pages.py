"""Jobs as pages: ask for a brief or a plan, see how far it is, stop it, start it again, read what came out."""

from __future__ import annotations

import hashlib
import re
from dataclasses import asdict
from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tether.documents.handling import refuse_withheld
from tether.errors import InputError, Problem, UsageError
from tether.workbench.serve.jobs import RESTRICTED
from tether.workbench.serve.web import (
    GivenFile,
    NotAllowed,
    Workbench,
    bench_of,
    download,
    form,
    needs,
    page,
    reads,
    see,
    session_of,
    signs,
    text_of,
    writes,
)

CASES = ("iraq-2015", "iraq-2026", "libya-2015", "syria-sdf-2026")
PLANNED = ("iraq-2015/p10-individuals", "libya-2015/p10-individuals")
ROSTERS = ("csv", "xlsx", "parquet")
MEDIA = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "yaml": "application/yaml",
    "txt": "text/plain; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]{1,20000})">')
_ONLY = re.compile(r"^[A-Za-z0-9 ;:/+='._-]+$")


@reads
def jobs(request: Request) -> Response:
    """Show every job, the latest first, and the form that asks for a brief."""
    bench = bench_of(request)
    states = [bench.jobs.state(name) for name in bench.jobs.names()]
    names = [(n, bench.space.about(n).title) for n in bench.space.ids()]
    return page(request, "jobs.html", states=states, cases=CASES, charters=names)


@writes
def ask_brief(request: Request) -> Response:
    """Ask for a brief of a case, with its own charters or ones of the workspace."""
    bench, given, by = bench_of(request), form(request), session_of(request).person.name
    case = text_of(given, "case", 60)
    if case not in CASES:
        raise InputError(Problem(f"case {case!r:.60}", "form", expected=", ".join(CASES)))
    chosen = [v for v in given.get("charter[]", []) if isinstance(v, str) and v]
    texts = {name: bench.space.head(name).text for name in chosen[:8]}
    asked = {"case": case, "rough": text_of(given, "size", 10) != "full", "charters": texts}
    asked |= {"restricted": any(bench.space.about(n).handling == "restricted" for n in texts)}
    job = bench.jobs.ask("brief", asked, by)
    bench.space.ledger.add(by, "asked for a brief", job, case=case)
    return see(f"/jobs/{job}")


@reads
def job(request: Request) -> Response:
    """Show one job: its stages, how far it is, how it ended, and its files."""
    bench, name = bench_of(request), request.path_params["job"]
    state = bench.jobs.state(name)
    files = [f for f in bench.jobs.files(name) if not f.startswith(RESTRICTED)] if state.told == "done" else []
    if "plan.json" in files:
        return see(f"/jobs/{name}/plan")
    found = _amendments(bench, name) if "amendments.json" in files else None
    return page(request, "job.html", job=state, files=files, amendments=found, account=_account(bench, name, files))


def _amendments(bench: Workbench, name: str) -> dict[str, Any]:
    from tether.documents.json_file import read_json

    found = read_json(bench.jobs.result(name, "amendments.json"), "the account of an amendment")
    return found if isinstance(found, dict) else {}


def _account(bench: Workbench, name: str, files: list[str]) -> str:
    return bench.jobs.result(name, "account.txt").read_text("utf-8")[:40_000] if "account.txt" in files else ""


@reads
def job_state(request: Request) -> Response:
    """Say how far a job is, for the page that waits."""
    bench = bench_of(request)
    state = bench.jobs.state(request.path_params["job"])
    told = {k: v for k, v in asdict(state).items() if k != "asked"}
    return JSONResponse({**told, "share": state.share, "at_work": state.at_work})


@writes
def stop(request: Request) -> Response:
    """Stop a job."""
    bench, name = bench_of(request), request.path_params["job"]
    bench.jobs.stop(name)
    bench.space.ledger.add(session_of(request).person.name, "stopped", name)
    return see(f"/jobs/{name}")


@writes
def resume(request: Request) -> Response:
    """Start a job again that ended without a result."""
    bench, name = bench_of(request), request.path_params["job"]
    bench.jobs.resume(name)
    bench.space.ledger.add(session_of(request).person.name, "started again", name)
    return see(f"/jobs/{name}")


@reads
def job_file(request: Request) -> Response:
    """Give a file of a result to save; of a job on restricted charters, to a drafter."""
    bench, name, file = bench_of(request), request.path_params["job"], request.path_params["file"]
    ask_restricted(bench, request, name)
    if file.startswith(RESTRICTED):
        ask_holder(bench, request, name)
    data = bench.jobs.content(name, file)
    marked = rests_on_restricted(bench, name) or file.startswith(RESTRICTED)
    named = f"{'RESTRICTED-' if marked else ''}{file.removeprefix(RESTRICTED)}"
    return download(request, named, data, "", MEDIA.get(file.rpartition(".")[2], "application/octet-stream"))


def ask_holder(bench: Workbench, request: Request, name: str) -> None:
    """Let a drafter pass to what counts people in small cells; of a roster that isn't kept, who gave it alone."""
    person, state = session_of(request).person, bench.jobs.state(name)
    needs(person, "drafter", "this counts people in small cells: it needs the role drafter")
    if state.asked.get("unkept") and state.by != person.name:
        raise NotAllowed("the roster was not kept: what counts it is for who gave it, until the workbench stops")


def rests_on_restricted(bench: Workbench, name: str) -> bool:
    """Return whether a job's result rests on a charter that was marked restricted when it was asked, or is now."""
    asked = bench.jobs.state(name).asked
    charters = [n for n in {*asked.get("charters", {}), asked.get("charter") or ""} if n and bench.space.has(n)]
    return bool(asked.get("restricted")) or any(bench.space.about(n).handling == "restricted" for n in charters)


def ask_restricted(bench: Workbench, request: Request, name: str) -> None:
    """Let a drafter pass to a result that rests on a restricted charter, or anybody to another."""
    if rests_on_restricted(bench, name):
        needs(session_of(request).person, "drafter", "this result rests on a charter marked restricted")


@reads
def show(request: Request) -> Response:
    """Show a page of a result as it is: under its own policy, in a box that can reach nothing of the workbench."""
    bench, name, file = bench_of(request), request.path_params["job"], request.path_params["file"]
    ask_restricted(bench, request, name)
    if not file.endswith(".html"):
        raise InputError(Problem(f"{file} is no page", "file"))
    text = bench.jobs.result(name, file).read_text("utf-8")
    refuse_withheld(text, file)
    headers = {"content-security-policy": boxed(text)}
    return Response(text.encode("utf-8"), media_type=MEDIA["html"], headers=headers)


def boxed(text: str) -> str:
    """Return the policy of a finished page: its own, without an origin, so that it can ask nothing of the server."""
    own = _POLICY.search(text[:200_000])
    policy = own[1].replace("&#39;", "'") if own else ""
    if not _ONLY.match(policy) or not policy.startswith("default-src 'none'") or "unsafe" in policy:
        policy = "default-src 'none'; img-src data:; style-src 'none'"
    return f"{policy}; sandbox allow-scripts allow-downloads; frame-ancestors 'none'"


# Who goes where


@reads
def plans(request: Request) -> Response:
    """Ask for a plan: a charter, and a roster that is not kept unless somebody asks for it."""
    bench = bench_of(request)
    states = [s for s in map(bench.jobs.state, bench.jobs.names()) if s.kind == "plan"]
    names = [(n, bench.space.about(n).title) for n in bench.space.ids()]
    return page(request, "plans.html", states=states, planned=PLANNED, charters=names)


@writes
def ask_plan(request: Request) -> Response:
    """Ask for a plan; the roster goes when the job ends."""
    bench, given, by = bench_of(request), form(request), session_of(request).person.name
    target, own = text_of(given, "target", 80), text_of(given, "charter", 80)
    asked: dict[str, Any] = {}
    if own:
        asked = {"charters": {own: bench.space.head(own).text}, "charter": own}
        asked |= {"restricted": bench.space.about(own).handling == "restricted"}
    elif target in PLANNED:
        asked = {"target": target}
    else:
        raise InputError(Problem("no charter", "form", expected=f"one of the workspace, or {', '.join(PLANNED)}"))
    file, files = given.get("roster"), {}
    if isinstance(file, GivenFile) and file.name:
        ending = file.name.rpartition(".")[2].lower()
        if ending not in ROSTERS:
            raise InputError(
                Problem(f"a roster as .{ending:.10}", "form", expected=", ".join(f".{e}" for e in ROSTERS))
            )
        files = {f"roster.{ending}": file.data}
        asked["unkept"] = not given.get("keep")
        asked["roster"] = {"sha256": hashlib.sha256(file.data).hexdigest(), "kept": bool(given.get("keep"))}
    elif own:
        raise UsageError("a roster is needed with a charter of your own (.csv, .xlsx or .parquet)")
    job = bench.jobs.ask("plan", asked, by, files)
    bench.space.ledger.add(by, "asked for a plan", job, roster="given" if files else "of the case")
    return see(f"/jobs/{job}")


# May we?


@reads
def gate(request: Request) -> Response:
    """Show the request to be screened, and the note for each decider once it is asked for."""
    bench = bench_of(request)
    asked = request.query_params
    case, decider = text_of(asked, "case", 60), text_of(asked, "decider", 20)
    notes: list[dict[str, Any]] = []
    if case:
        if case not in CASES:
            raise InputError(Problem(f"case {case!r:.60}", "form", expected=", ".join(CASES)))
        told = bench.workers.ask(
            "gate", {"case": case, "deciders": [decider] if decider else []}, keep=True, seconds=60
        )
        notes = told["notes"]
    for note in notes:
        note["seal"] = hashlib.sha256(note["html"].encode()).hexdigest()
        note["signed"] = _signatures(bench, note["seal"])
    return page(request, "gate.html", cases=CASES, deciders=_deciders(), case=case, decider=decider, notes=notes)


@cache
def _deciders() -> tuple[str, ...]:
    """Return the ids of those who may be asked about, as the gate ships them."""
    from tether.gate.catalogue import deciders

    return tuple(deciders())


def _signatures(bench: Workbench, seal: str) -> list[dict[str, Any]]:
    return [
        line for line in bench.space.ledger.lines(5_000) if line.get("what") == "signed" and line.get("note") == seal
    ]


@signs
def sign_note(request: Request) -> Response:
    """Note that a person read a screening note and signs it; the software screens, a person signs."""
    bench, given, person = bench_of(request), form(request), session_of(request).person
    case, decider, seal = (text_of(given, k, 80) for k in ("case", "decider", "seal"))
    if case not in CASES or decider not in _deciders():
        raise InputError(Problem("no such note", "form"))
    told = bench.workers.ask("gate", {"case": case, "deciders": [decider]}, keep=True, seconds=60)["notes"]
    now = hashlib.sha256(told[0]["html"].encode()).hexdigest()
    if now != seal:
        raise UsageError("the note is another one now; read it again before you sign")
    if not given.get("read"):
        raise UsageError("say that you have read the note and its open questions; nothing was signed")
    bench.space.ledger.add(person.name, "signed", f"{case}/{decider}", note=seal, verdict=told[0]["verdict"])
    return see(f"/gate?case={case}&decider={decider}")
