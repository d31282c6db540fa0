"""Finished briefs as pages: options against questions with sliders and pathways; each sentence beside its rows."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from tether.errors import InputError, Problem
from tether.report.standalone import json_text
from tether.workbench.serve.job_pages import ask_restricted
from tether.workbench.serve.jobs import JobState
from tether.workbench.serve.web import Workbench, bench_of, page, reads, see, session_of, text_of, words_in

PART, SLIDERS = ("brief", "annex"), "b_"  # how the words of the sliders begin in words.csv


def finished(bench: Workbench) -> list[JobState]:
    """Return the briefs that are done, the latest first."""
    states = (bench.jobs.state(name) for name in bench.jobs.names())
    return [s for s in states if s.kind == "brief" and s.told == "done"]


@reads
def latest(request: Request) -> Response:
    """Show the comparison of the latest brief, or say that there is none."""
    found = finished(bench_of(request))
    if found:
        return see(f"/jobs/{found[0].name}/compare")
    return page(request, "compare.html", job=None, jobs=[], told=None, data="")


@reads
def compare(request: Request) -> Response:
    """Show a brief's options against its questions, its sliders over its own worlds, and its pathways."""
    bench, state, folder = _done(request)
    language = session_of(request).language
    words = {k.removeprefix(SLIDERS): v for k, v in words_in(language).items() if k.startswith(SLIDERS)}
    asked: dict[str, Any] = {"folder": folder, "language": language, "run": state.said, "words": words}
    told = bench.workers.ask("comparison", asked, keep=True, seconds=60)
    data = json_text(told["worlds"]) if told["worlds"] else ""
    return page(request, "compare.html", job=state, jobs=finished(bench), told=told, data=data)


@reads
def read(request: Request) -> Response:
    """Show a brief whose sentences lead to the rows that they rest on."""
    bench, state, folder = _done(request)
    given = request.query_params
    part, at = text_of(given, "part", 10, "brief"), text_of(given, "at", 400)
    asked = {"folder": folder, "part": part, "at": at, "run": state.said}
    told = bench.workers.ask("reading", asked, keep=True, seconds=60)
    return page(request, "read.html", job=state, part=part, at=at, files=bench.jobs.files(state.name), **told)


def _done(request: Request) -> tuple[Workbench, JobState, str]:
    """Return the workbench, a brief that is done, and the folder of its result."""
    bench, name = bench_of(request), request.path_params["job"]
    ask_restricted(bench, request, name)
    state = bench.jobs.state(name)
    if state.kind != "brief" or state.told != "done":
        raise InputError(Problem(f"{name}: {state.kind}, {state.told}", "job", expected="a brief that is done"))
    return bench, state, str(bench.jobs.path(name) / "result")
