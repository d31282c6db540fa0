"""The smallest amendments, asked through the door: edits, what they clear, the amended charter, the redlined draft."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from datetime import date
from typing import Any

from tether.amend.amendment import AmendmentAsked, CharterAmendment, amend
from tether.amend.certificate import certificate_text
from tether.amend.oracle import CheckedUnder
from tether.amend.redline import redline
from tether.charter.consistency.lp_text import MODULE, brought
from tether.charter.read import charter_from_text
from tether.workbench.downloads import file_as_json
from tether.workbench.opened import base_of, in_folder, put, settings_of, theatre_of
from tether.workbench.request import DoorRequest


def amended(request: DoorRequest) -> dict[str, Any]:
    """Find the edits; with a bill as Word file also give its copy with tracked changes."""
    given, settings = request.charter(), settings_of(request)
    theatre = theatre_of(settings.country)
    charter = charter_from_text(given.text, given.name, theatre, base=base_of(request))
    clear: Any = request.words("clear") or ("stop", "error")
    asked = AmendmentAsked(
        clear, request.words("red_lines"), None, seconds=float(request.number("seconds", 1, 600, 60))
    )
    under = CheckedUnder(date.today(), settings.world, settings.kinds, theatre=theatre)
    found = amend(charter, asked, under, _step())
    return {**_shown(found, given.name), **_redlined(request, found, charter)}


def _step() -> Callable[[str, int, int], None] | None:
    """Return who tells the page how far it is; None outside the page."""
    step: Callable[[str, int, int], None] | None = importlib.import_module(MODULE).step if brought() else None
    return step


def _shown(found: CharterAmendment, name: str) -> dict[str, Any]:
    from tether.amend.report import amendment_document
    from tether.report.html import as_html
    from tether.report.markdown import as_markdown

    document = amendment_document(found)
    proof = certificate_text(found.certificate) if found.certificate else ""
    stem = name.rpartition(".")[0]
    return {
        "found": found.found,
        "edits": len(found.edits),
        "markdown": as_markdown(document),
        "charter": {"name": name, "text": found.text} if found.text else None,
        "account": file_as_json(f"{stem}-amendments.html", as_html(document))["file"],
        "proof": file_as_json(f"{stem}-proof.json", proof)["file"] if proof else None,
    }


def _redlined(request: DoorRequest, found: CharterAmendment, charter: Any) -> dict[str, Any]:
    law = request.upload("law")
    if law is None or not law.name.endswith(".docx") or not found.edits:
        return {}
    made = in_folder(lambda folder: redline(found, charter, put(folder, law)))
    name = f"{law.name.rpartition('.')[0]}-redlined.docx"
    return {"redlined": file_as_json(name, made.data)["file"], "told": list(made.told)}
