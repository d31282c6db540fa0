"""The smallest amendments, asked through the door: edits, what they clear, the amended charter, the redlined draft."""

from __future__ import annotations

from datetime import date
from typing import Any

from tether.amend.amendment import AmendmentAsked, CharterAmendment, amend
from tether.amend.oracle import CheckedUnder
from tether.amend.redline import redline
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
    found = amend(charter, asked, CheckedUnder(date.today(), settings.world, settings.kinds, theatre=theatre))
    return {**_shown(found, given.name), **_redlined(request, found, charter)}


def _shown(found: CharterAmendment, name: str) -> dict[str, Any]:
    from tether.amend.report import amendment_document
    from tether.report.html import as_html
    from tether.report.markdown import as_markdown

    document = amendment_document(found)
    return {
        "found": found.found,
        "edits": len(found.edits),
        "markdown": as_markdown(document),
        "charter": {"name": name, "text": found.text} if found.text else None,
        "account": file_as_json(f"{name.rpartition('.')[0]}-amendments.html", as_html(document))["file"],
    }


def _redlined(request: DoorRequest, found: CharterAmendment, charter: Any) -> dict[str, Any]:
    law = request.upload("law")
    if law is None or not law.name.endswith(".docx") or not found.edits:
        return {}
    made = in_folder(lambda folder: redline(found, charter, put(folder, law)))
    name = f"{law.name.rpartition('.')[0]}-redlined.docx"
    return {"redlined": file_as_json(name, made.data)["file"], "told": list(made.told)}
