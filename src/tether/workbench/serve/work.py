"""What a child does for the pages beside the checker's door: forms, screening notes, claims, two texts side by side.

Each takes and gives plain JSON. ``fragment`` is what a page of ``tether.report`` shows below its bar: the server puts
it into a page of its own, under its own policy.
"""

from __future__ import annotations

import base64
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tether.charter.check import check
from tether.charter.compare import difference
from tether.charter.read import charter_from_text
from tether.charter.reports.comparison import comparison_document
from tether.documents.files import write_text
from tether.documents.handling import refuse_withheld
from tether.errors import InputError, Problem, UsageError
from tether.report.blocks import Document
from tether.report.html import as_html

MOST_PARTS = 400
MOST_FIELD = 2_500_000  # bytes of a field that is no file


def parts(asked: dict[str, Any]) -> dict[str, Any]:
    """Take a form with files apart: fields as text, files by their name without a folder."""
    head = f"Content-Type: {asked['kind']}\r\nMIME-Version: 1.0\r\n\r\n".encode("latin-1", "replace")
    message = BytesParser(policy=HTTP).parsebytes(head + base64.b64decode(asked["body"]))
    found = list(message.iter_parts()) if message.is_multipart() else []
    if not found or len(found) > MOST_PARTS:
        raise InputError(Problem("a form that can't be read", "form", expected="fields and files as a page sends them"))
    fields, files = [], []
    for part in found:
        name, file = part.get_param("name", header="content-disposition"), part.get_filename()
        data = part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(data, bytes):
            raise InputError(Problem("a part without a name", "form", expected="fields and files as a page sends them"))
        if file is not None:
            plain = str(file).replace("\\", "/").rpartition("/")[2].strip()
            files.append((name, "".join(c for c in plain if c.isprintable())[:200], base64.b64encode(data).decode()))
        elif len(data) > MOST_FIELD:
            raise InputError(Problem(f"{name:.40}: {len(data):,} bytes", "form", expected=f"at most {MOST_FIELD:,}"))
        else:
            fields.append((name, data.decode("utf-8", "replace")))
    return {"fields": fields, "files": files}


def fragment(document: Document) -> str:
    """Return a page's content without its head: its sections as HTML. What is withheld stands on no page."""
    whole = as_html(document)
    refuse_withheld(whole, "a page of the workbench")
    return whole.partition("<main>")[2].rpartition("</main>")[0]


def differences(asked: dict[str, Any]) -> dict[str, Any]:
    """Say what changed in meaning between two texts of a charter."""
    one, other = (charter_from_text(asked[k]["text"], asked[k]["name"]) for k in ("before", "after"))
    return {"html": fragment(comparison_document(difference(check(one), check(other))))}


def gate(asked: dict[str, Any]) -> dict[str, Any]:
    """Screen a request for each decider: the request of a shipped case, or one that a form was filled in for."""
    from tether.dossier.store import DossierOptions
    from tether.gate.page import as_data
    from tether.gate.report import notes

    with TemporaryDirectory(prefix="tether-") as folder:
        target = asked.get("case", "")
        if not target:
            target = str(write_text(Path(folder) / "request.yaml", _request(asked["request"])))
        found = notes(target, asked.get("deciders", ()), DossierOptions(asked.get("as_of", "")))
    told = []
    for note, document in found:
        told.append(
            {"decider": note.decider, "verdict": note.verdict, "html": fragment(document), "data": as_data(note)}
        )
    return {"notes": told}


def _request(given: dict[str, Any]) -> str:
    """Return a request as a file says it; every word in quotation marks, so that it is a word and nothing else."""
    import json

    plain = {k: v for k, v in given.items() if v}
    return "\n".join(f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in plain.items()) + "\n"


def evidence(asked: dict[str, Any]) -> dict[str, Any]:
    """List what is claimed of the actors of a country, with its sources; claims marked internal are counted alone."""
    from tether.evidence.claims import load_claims
    from tether.evidence.claims.read import claimed_countries

    country = str(asked.get("country", ""))
    countries = claimed_countries()
    if country not in countries:
        raise UsageError(f"no claims for {country!r:.40}; expected one of {', '.join(countries)}")
    every = load_claims(country)
    shown = every.exportable()
    same: dict[tuple[str, str, str], list[Any]] = {}
    for claim in shown:
        same.setdefault((claim.subject, claim.predicate, claim.object), []).append(claim)
    rows = [_claim(claim, same[claim.subject, claim.predicate, claim.object]) for claim in shown]
    return {"countries": list(countries), "country": country, "claims": rows, "withheld": len(every) - len(shown)}


def _claim(claim: Any, same: list[Any]) -> dict[str, Any]:
    others = [o for o in same if o.source.id != claim.source.id and (o.lo, o.v, o.hi) != (claim.lo, claim.v, claim.hi)]
    return {
        "subject": claim.subject,
        "predicate": claim.predicate,
        "object": claim.object,
        "value": _value(claim),
        "from": str(claim.happened_from),
        "to": str(claim.happened_to or ""),
        "cite": claim.source.cite,
        "url": claim.source.url if claim.source.url.startswith(("https://", "http://")) else "",
        "grade": claim.grade,
        "tag": claim.tag,
        "quote": claim.quote,
        "others": [{"value": _value(o), "cite": o.source.cite} for o in others[:6]],
    }


def _value(claim: Any) -> str:
    """Return the number of a claim with its interval and unit, as far as it gives them."""
    figures = [f"{n:,.10g}" for n in (claim.lo, claim.hi) if n is not None]
    middle = f"{claim.v:,.10g}" if claim.v is not None else ""
    span = f"{figures[0]} to {figures[1]}" if len(figures) == 2 and figures[0] != figures[1] else ""
    said = f"{middle} ({span})" if middle and span else middle or span or (figures[0] if figures else "")
    return f"{said} {claim.unit}".strip() if said else ""
