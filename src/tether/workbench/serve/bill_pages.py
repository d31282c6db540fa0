"""A bill's own text on the way to a charter: the rows that are read from it, each to be taken by a person, or not.

The rows, and the charter of those that were taken, come from the door in a child, as in the offline page.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from tether.charter.schema_keys import key_at
from tether.errors import InputError, Problem
from tether.workbench.serve.charter_pages import common
from tether.workbench.serve.web import Workbench, form, number_of, page, reads, session_of, text_of, writes

NAMED = ("m", "w")  # how the numbers of rows begin that say names alone: taken where a row needs them


@cache
def kinds() -> tuple[str, ...]:
    """Return what kinds of design there are."""
    known = key_at(("meta", "kind"))
    return known.values if known is not None else ()


@reads
def proposed(request: Request) -> Response:
    """Show the rows that are read from the bill; none is ticked unless all that are complete were asked for."""
    bench, name, _, shown = common(request, "bill")
    rows = _proposed(bench, name)
    everything = text_of(request.query_params, "all", 1) == "1"
    ticked = {r["number"] for r in _to_take(rows) if everything and not r["missing"]}
    return page(request, "bill.html", **_listed(rows, ticked), made=None, said="", **shown)


def _proposed(bench: Workbench, name: str) -> list[dict[str, Any]]:
    """Return the rows that the door proposes from the law's text of a charter."""
    law = bench.law(name)
    if law is None:
        expected = "a charter with the law's own text; add it below the charter's text"
        raise InputError(Problem("no text of a law", f"charter {name}", expected=expected))
    found: list[dict[str, Any]] = bench.door("propose", law=law, keep=True)["rows"]
    return found


def _to_take(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if not row["number"].startswith(NAMED)]


def _about(rows: list[dict[str, Any]]) -> dict[str, Any]:
    found = next((row for row in rows if row["section"] == "meta"), None)
    if found is None:
        raise InputError(Problem("no row says what the text is", "bill", expected="a bill with articles"))
    return found


def _listed(rows: list[dict[str, Any]], ticked: set[str], country: str = "", kind: str = "") -> dict[str, Any]:
    own = _about(rows)["values"]
    kind = kind or next(iter(own.get("kind") or ()), "guard")
    return {
        "rows": _to_take(rows),
        "ticked": ticked,
        "country": country or str(own.get("country", "")),
        "kind": kind,
        "kinds": kinds(),
    }


@writes
def take(request: Request) -> Response:
    """Make the charter of the rows that were taken; say what was not taken, and of what no row speaks."""
    bench, name, _, shown = common(request, "bill")
    given, rows = form(request), _proposed(bench, name)
    country, kind = text_of(given, "country", 60), text_of(given, "kind", 40)
    ticked = {v for v in given.get("take[]", []) if isinstance(v, str)}
    listed = _listed(rows, ticked, country, kind)
    if not country or kind not in kinds():
        return page(request, "bill.html", 422, **listed, made=None, said="country_asked", **shown)
    about = _about(rows)
    values = {**about["values"], "country": country, "kind": [kind]}
    taken: list[dict[str, Any]] = [{"number": number, "state": "confirmed"} for number in sorted(ticked)]
    taken.append({"number": about["number"], "state": "confirmed", "values": values})
    made = bench.door("confirm", law=bench.law(name), rows=taken, form="the workbench")
    by, parent = session_of(request).person.name, number_of(given, "parent", 1, 999_999, 1)
    saved = bench.space.save(name, made["charter"]["text"], parent, by, "coded")
    shown["undecided"] = shown["undecided"] or saved.beside
    return page(request, "bill.html", **listed, made=made, said="", **{**shown, "head": saved})
