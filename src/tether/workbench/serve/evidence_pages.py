"""Evidence as pages: claims to filter, one claim at its own address, an edit with its reason, the file as YAML."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from tether.documents.handling import withhold
from tether.errors import InputError, Problem, TetherError
from tether.evidence.claims import claimed_countries
from tether.workbench.serve.claim_edits import EditedMeanwhile, summaries
from tether.workbench.serve.claims_work import FIELDS
from tether.workbench.serve.web import (
    Workbench,
    bench_of,
    download,
    form,
    number_of,
    page,
    reads,
    see,
    session_of,
    text_of,
    writes,
)

AT_ONCE = 100  # claims of a page
FILTERS = ("find", "says", "grade", "tag")


def asked_of(bench: Workbench, request: Request, country: str, **more: Any) -> dict[str, Any]:
    """Return how a child is asked for claims: with the workspace's edits; internal ones for whoever may write."""
    edits = dict(summaries(bench.edits.latest(country))) if country.isalnum() else {}
    return {"country": country, "edits": edits, "internal": session_of(request).person.may("drafter"), **more}


@reads
def evidence(request: Request) -> Response:
    """List claims with their sources, and who says otherwise, as far as they pass the filter."""
    bench, given = bench_of(request), request.query_params
    country = text_of(given, "country", 40, claimed_countries()[0])
    chosen = {key: text_of(given, key, 80) for key in FILTERS}
    disputed = bool(text_of(given, "disputed", 4))
    told = bench.workers.ask("claims", asked_of(bench, request, country), keep=True, seconds=60)
    rows = [r for r in told["claims"] if _passes(r, chosen) and (r["others"] or not disputed)]
    start = number_of(given, "from", 0, 999_999)
    more: dict[str, Any] = {"found": len(rows), "start": start, "rows": rows[start : start + AT_ONCE]}
    more |= {"chosen": chosen, "disputed": disputed, "at_once": AT_ONCE}
    return page(request, "evidence.html", **told | {"claims": []}, **more)


def _passes(row: dict[str, Any], chosen: dict[str, str]) -> bool:
    wanted = chosen["find"].lower()
    if wanted and wanted not in " ".join(str(v) for k, v in row.items() if k not in ("id", "numbers")).lower():
        return False
    return all(
        not chosen[key] or row[of] == chosen[key] for key, of in (("says", "predicate"), ("grade",) * 2, ("tag",) * 2)
    )


@reads
def claim(request: Request) -> Response:
    """Show one claim, who says otherwise, its edits, and a form that edits it."""
    return _claim(request)


def _claim(request: Request, status: int = 200, typed: dict[str, str] | None = None, said: str = "") -> Response:
    bench, country, name = bench_of(request), request.path_params["country"], request.path_params["claim"]
    asked = asked_of(bench, request, country, id=name)
    told = bench.workers.ask("claim", asked, keep=True, seconds=60)
    history = bench.edits.history(country, name)
    again = number_of(request.query_params, "again", 0, 999)
    fields = typed or {k: str(v) for k, v in told["entry"].items()}
    if again and not typed:
        earlier = next((e for e in history if e["number"] == again), None)
        if earlier is None:
            raise InputError(Problem(f"no edit {again} of this claim", "claim"))
        fields = {**told["shipped"], **_plain(earlier["entry"])}
    shown = {"fields": fields, "history": list(reversed(history)), "seen": len(history), "said": said}
    return page(request, "claim.html", status, keys=FIELDS, **told, **shown)


def _plain(entry: dict[str, Any]) -> dict[str, str]:
    found = {k: ", ".join(map(str, v)) if isinstance(v, list) else str(v) for k, v in entry.items()}
    return {key: found.get(key, "public" if key == "handling" else "") for key in FIELDS}


@writes
def edit(request: Request) -> Response:
    """Keep an edit of a claim with its reason; one that the reader of claims refuses is said beside the form."""
    bench, country, name = bench_of(request), request.path_params["country"], request.path_params["claim"]
    given, by = form(request), session_of(request).person.name
    fields = {key: text_of(given, key, 4_000) for key in FIELDS}
    reason, seen = text_of(given, "reason", 400), number_of(given, "seen", 0, 999)
    typed = {**fields, "reason": reason}
    try:
        if not reason:
            raise InputError(Problem("no reason", "form", expected="why the claim is changed, in a sentence"))
        asked = asked_of(bench, request, country, id=name, fields=fields, edit={"by": by, "reason": reason})
        made = bench.workers.ask("edited", asked, seconds=60)
        if not made["changed"]:
            raise InputError(Problem("nothing is changed", "form", expected="another value than the claim has"))
        number = bench.edits.save(country, name, made, by=by, reason=reason, seen=seen)
    except EditedMeanwhile as error:
        return _claim(request, 409, typed, str(error))
    except TetherError as error:
        return _claim(request, 422, typed, str(error))
    withhold(made["withheld"])
    bench.space.ledger.add(by, "edited a claim", f"{country}/{name}", number=number)
    return see(f"/evidence/{country}/{name}")


@reads
def export(request: Request) -> Response:
    """Give a country's claims with the workspace's edits as a file; rows marked internal are not in it."""
    bench, country = bench_of(request), request.path_params["country"]
    told = bench.workers.ask("claims_yaml", asked_of(bench, request, country), seconds=60)
    return download(request, f"{country}-claims.yaml", told["text"].encode("utf-8"), "", "application/yaml")
