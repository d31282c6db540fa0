"""The server as one application: every address with its handler, behind the guard.

    app = make_app(bench)

To add a page: a handler in a file of pages, its line in ``ROUTES``, its template, its words in ``words.csv``.
"""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tether.workbench.serve import (
    bill_pages,
    brief_pages,
    charter_pages,
    desk_pages,
    evidence_pages,
    job_pages,
    plan_pages,
)
from tether.workbench.serve.guard import Guard
from tether.workbench.serve.web import Workbench, page

CHARTER = "/charters/{name}"
GET, POST = ["GET"], ["POST"]
ROUTES = [
    Route("/", desk_pages.desk, methods=GET),
    Route("/enter", desk_pages.enter, methods=GET),
    Route("/login", desk_pages.login, methods=["GET", "POST"]),
    Route("/leave", desk_pages.leave, methods=POST),
    Route("/language", desk_pages.language, methods=POST),
    Route("/link", desk_pages.another_browser, methods=POST),
    Route("/log", desk_pages.log, methods=GET),
    Route("/people", desk_pages.people, methods=["GET", "POST"]),
    Route("/static/{name}", desk_pages.file_of_pages, methods=GET),
    Route("/charters", desk_pages.start, methods=POST),
    Route(f"{CHARTER}/text", charter_pages.text, methods=GET),
    Route(f"{CHARTER}/text", charter_pages.save, methods=POST),
    Route(f"{CHARTER}/law", charter_pages.give_law, methods=POST),
    Route(f"{CHARTER}/bill", bill_pages.proposed, methods=GET),
    Route(f"{CHARTER}/bill", bill_pages.take, methods=POST),
    Route(f"{CHARTER}/handling", charter_pages.handling, methods=POST),
    Route(f"{CHARTER}/sentences", charter_pages.sentences, methods=GET),
    Route(f"{CHARTER}/versions", charter_pages.versions, methods=GET),
    Route(f"{CHARTER}/versions/{{number}}", charter_pages.version, methods=GET),
    Route(f"{CHARTER}/decide", charter_pages.decide, methods=POST),
    Route(f"{CHARTER}/restore", charter_pages.restore, methods=POST),
    Route(f"{CHARTER}/interview", charter_pages.interview, methods=GET),
    Route(f"{CHARTER}/interview", charter_pages.answer, methods=POST),
    Route(f"{CHARTER}/findings", charter_pages.findings, methods=GET),
    Route(f"{CHARTER}/ways", charter_pages.ways, methods=GET),
    Route(f"{CHARTER}/fix", charter_pages.fix, methods=POST),
    Route(f"{CHARTER}/amend", charter_pages.amend, methods=POST),
    Route(f"{CHARTER}/amended", charter_pages.take_amended, methods=POST),
    Route(f"{CHARTER}/letter", charter_pages.letter, methods=GET),
    Route(f"{CHARTER}/files/{{what}}.{{ending}}", charter_pages.export, methods=GET),
    Route("/api/charters/{name}/typed", charter_pages.save_typed, methods=POST),
    Route("/api/charters/{name}/marks", charter_pages.marks, methods=POST),
    Route("/jobs", job_pages.jobs, methods=GET),
    Route("/jobs", job_pages.ask_brief, methods=POST),
    Route("/jobs/{job}", job_pages.job, methods=GET),
    Route("/jobs/{job}/stop", job_pages.stop, methods=POST),
    Route("/jobs/{job}/resume", job_pages.resume, methods=POST),
    Route("/jobs/{job}/files/{file}", job_pages.job_file, methods=GET),
    Route("/jobs/{job}/show/{file}", job_pages.show, methods=GET),
    Route("/jobs/{job}/plan", plan_pages.planned, methods=GET),
    Route("/jobs/{job}/flow", plan_pages.flow, methods=GET),
    Route("/jobs/{job}/relax", plan_pages.relax, methods=POST),
    Route("/jobs/{job}/forget", plan_pages.forget, methods=POST),
    Route("/compare", brief_pages.latest, methods=GET),
    Route("/jobs/{job}/compare", brief_pages.compare, methods=GET),
    Route("/jobs/{job}/read", brief_pages.read, methods=GET),
    Route("/api/jobs/{job}", job_pages.job_state, methods=GET),
    Route("/plans", job_pages.plans, methods=GET),
    Route("/plans", job_pages.ask_plan, methods=POST),
    Route("/gate", job_pages.gate, methods=GET),
    Route("/gate/sign", job_pages.sign_note, methods=POST),
    Route("/evidence", evidence_pages.evidence, methods=GET),
    Route("/evidence/{country}.yaml", evidence_pages.export, methods=GET),
    Route("/evidence/{country}/{claim}", evidence_pages.claim, methods=GET),
    Route("/evidence/{country}/{claim}", evidence_pages.edit, methods=POST),
]


def make_app(bench: Workbench) -> Guard:
    """Return the application behind its guard."""
    app = Starlette(routes=ROUTES, exception_handlers={404: _not_found, 405: _not_found, 500: _failed})
    app.router.redirect_slashes = False  # an address that is none leads nowhere
    app.state.bench = bench
    return Guard(app, bench.doors, bench.sessions)


async def _not_found(request: Request, error: Exception) -> Response:
    return page(request, "wrong.html", 404, said="There is no such page.")


async def _failed(request: Request, error: Exception) -> Response:
    said = "The workbench could not do this, for a reason of its own. The terminal that runs it says why."
    return page(request, "wrong.html", 500, said=said)
