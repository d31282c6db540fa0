"""What a child does for the pages beside the checker's door: forms, screening notes, two texts side by side.

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
from tether.errors import InputError, Problem
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
