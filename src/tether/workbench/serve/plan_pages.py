"""A plan that is done, as a page: what stands against it in words, one number put otherwise, who goes where, Excel."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from tether.documents.json_file import read_json
from tether.errors import InputError, Problem, UsageError
from tether.workbench.serve.job_pages import ask_holder, ask_restricted
from tether.workbench.serve.jobs import RESTRICTED, JobState
from tether.workbench.serve.planned import NUMBERS, SHARES, checked_number
from tether.workbench.serve.web import (
    Workbench,
    bench_of,
    form,
    needs,
    page,
    reads,
    see,
    session_of,
    text_of,
    writes,
)

MOST_ACCOUNT = 40_000  # characters of an account on a page
COUNTS = ("posts", "raised", "posted", "exits", "neither", "least")


@reads
def planned(request: Request) -> Response:
    """Show what came of a plan: its verdict, its conflict in words, the numbers, who goes where, its files."""
    bench, state = _done(request)
    told = _told(bench, state.name)
    before = _before(bench, state)
    numbers = [(n, v, n in SHARES) for n, v in told["numbers"].items()]
    matters = {*told["alone"], *told["clash"], *(g["family"] for g in told["gives_way"])}
    numbers.sort(key=lambda row: not matters & set(NUMBERS[row[0]]))
    shown: dict[str, Any] = {"job": state, "told": told, "before": before, "numbers": numbers, "counts": COUNTS}
    shown |= {"files": [f for f in bench.jobs.files(state.name) if not f.startswith(RESTRICTED)]}
    shown |= {"own": _own(bench, request, state), "matters": {n for n in NUMBERS if matters & set(NUMBERS[n])}}
    shown |= {"roster": _roster(bench, state)}
    return page(request, "planned.html", **shown)


def _done(request: Request) -> tuple[Workbench, JobState]:
    bench, name = bench_of(request), request.path_params["job"]
    ask_restricted(bench, request, name)
    state = bench.jobs.state(name)
    if state.kind != "plan" or state.told != "done":
        raise InputError(Problem(f"{name}: {state.kind}, {state.told}", "job", expected="a plan that is done"))
    return bench, state


def _told(bench: Workbench, name: str) -> dict[str, Any]:
    found = read_json(bench.jobs.result(name, "plan.json"), "what came of a plan")
    if not isinstance(found, dict):
        raise InputError(Problem("no plan", f"{name}/plan.json"))
    return found


def _before(bench: Workbench, state: JobState) -> dict[str, Any] | None:
    """Return what came of the plan from which this one was asked, where that is still there."""
    name = str(state.asked.get("from", ""))
    if name not in bench.jobs.names() or bench.jobs.state(name).told != "done":
        return None
    return _told(bench, name) | {"name": name}


def _own(bench: Workbench, request: Request, state: JobState) -> dict[str, Any] | None:
    """Return what counts people in small cells, for who may see it; None for anybody else, and where it is gone."""
    person, files = session_of(request).person, bench.jobs.restricted(state.name)
    others = state.asked.get("unkept") and state.by != person.name
    if not person.may("drafter") or others or f"{RESTRICTED}rows.json" not in files:
        return None
    rows = json.loads(bench.jobs.content(state.name, f"{RESTRICTED}rows.json"))
    account = bench.jobs.content(state.name, f"{RESTRICTED}account.txt").decode("utf-8")[:MOST_ACCOUNT]
    return {**rows, "account": account}


def _roster(bench: Workbench, state: JobState) -> str:
    """Return where the roster is: of the case, kept, in memory, or gone."""
    if not state.asked.get("roster"):
        return "case"
    if not state.asked.get("unkept"):
        return "kept"
    return "memory" if bench.jobs.roster_of(state.name) else "gone"


@reads
def flow(request: Request) -> Response:
    """Give the picture of who goes where, in the reader's language; it shows small cells, so only to their holder."""
    bench, state = _done(request)
    ask_holder(bench, request, state.name)
    name = f"{RESTRICTED}flow-{session_of(request).language}.svg"
    return Response(bench.jobs.content(state.name, name), media_type="image/svg+xml")


@writes
def relax(request: Request) -> Response:
    """Plan again with one number of the rules put otherwise, from the same roster."""
    bench, state = _done(request)
    given, by = form(request), session_of(request).person.name
    number = text_of(given, "number", 40)
    value = checked_number(number, text_of(given, "value", 40))
    asked = {**state.asked, "relax": {**state.asked.get("relax", {}), number: value}, "from": state.name}
    files: dict[str, bytes] = {}
    if state.asked.get("roster"):
        ask_holder(bench, request, state.name)
        files = bench.jobs.roster_of(state.name)
        if not files:
            raise UsageError("the roster was not kept and is gone; give it again with a new plan")
    job = bench.jobs.ask("plan", asked, by, files)
    bench.space.ledger.add(by, "relaxed a plan", job, number=number, value=value)
    return see(f"/jobs/{job}")


@writes
def forget(request: Request) -> Response:
    """Let go of a roster that memory holds, and of what counts it in small cells."""
    bench, state = _done(request)
    needs(session_of(request).person, "drafter")
    bench.jobs.let_go(state.name)
    bench.space.ledger.add(session_of(request).person.name, "let go of a roster", state.name)
    return see(f"/jobs/{state.name}/plan")
