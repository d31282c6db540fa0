"""What leaves the workbench as a file: letter, report, commented draft, form, amended charter; as the verbs write them.

name, data = report_file(report, "html")        # tether check guard.yaml --format html --out guard.html
name, data = letter_file(report, law, request)  # tether questions guard.yaml --law draft.docx --out letter.docx
"""

from __future__ import annotations

import base64
from datetime import date
from typing import Any

from tether.charter.check import Report
from tether.charter.clauses.model_clauses import language_of
from tether.charter.configuration import CheckSettings
from tether.charter.read import charter_from_text
from tether.charter.reports.letter import LetterHead, TextNotes, letter
from tether.charter.reports.output import letter_text, report_text
from tether.errors import InputError, Problem, UsageError, did_you_mean
from tether.law.coded_text import articles_in
from tether.law.coding_form import workbook_of
from tether.law.coding_rows import form_of
from tether.law.commented import comment_draft
from tether.law.letter_notes import notes_in
from tether.law.proposing import proposals_of
from tether.law.written_law import WrittenLaw
from tether.workbench.opened import in_folder, put
from tether.workbench.request import CharterText, DoorRequest, Upload

MEDIA = {
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "md": "text/markdown",
    "txt": "text/plain",
    "json": "application/json",
    "yaml": "application/yaml",
}
REPORTS = {"html": "html", "docx": "docx", "md": "markdown", "txt": "text", "json": "json", "sarif": "sarif"}
LETTERS = ("docx", "html", "md", "txt", "json")


def file_as_json(name: str, data: str | bytes, **more: Any) -> dict[str, Any]:
    """Return a file as plain JSON, its bytes in base64."""
    raw = data.encode("utf-8") if isinstance(data, str) else data
    ending = name.rpartition(".")[2]
    media = MEDIA.get(ending, "application/octet-stream")
    return {"file": {"name": name, "media": media, "data": base64.b64encode(raw).decode("ascii")}, **more}


def report_file(report: Report, settings: CheckSettings, ending: str) -> dict[str, Any]:
    """Return the report of a check in a form, byte for byte as ``tether check --format`` writes it."""
    if ending not in REPORTS:
        raise UsageError(f"no report as '{ending:.20}'; {did_you_mean(ending, REPORTS)}")
    return file_as_json(f"{_stem(report.charter.file)}-report.{ending}", report_text(report, settings, REPORTS[ending]))


def letter_file(report: Report, law: WrittenLaw | None, request: DoorRequest) -> dict[str, Any]:
    """Return the letter of questions, byte for byte as ``tether questions`` writes it."""
    ending = request.text("form", "docx")
    if ending not in LETTERS:
        raise UsageError(f"no letter as '{ending:.20}'; {did_you_mean(ending, LETTERS)}")
    language = language_of(request.text("language", "en"))
    head = LetterHead(
        language,
        _day(request, "date"),
        request.text("from"),
        request.text("to"),
        _day(request, "by"),
        articles_in(report.charter, law, language) if law is not None else {},
        notes_in(report.charter, law, language) if law is not None else TextNotes(),
    )
    name = f"{_stem(report.charter.file)}-letter.{ending}"
    written = letter(report, head)
    return file_as_json(name, letter_text(written, ending), questions=written.count, not_said=len(written.unsaid))


def _day(request: DoorRequest, key: str) -> str:
    day = request.text(key)
    try:
        return date.fromisoformat(day).isoformat() if day else ""
    except ValueError:
        raise InputError(Problem(f"'{day:.40}'", "request", path=key, expected="a day as 2026-03-31")) from None


def commented_file(law: Upload, report: Report | None) -> dict[str, Any]:
    """Return a copy of a Word draft with comments at its articles, as ``tether check --into`` writes it."""
    name = f"{_stem(law.name)}-commented.docx"

    def made(folder: Any) -> dict[str, Any]:
        said = comment_draft(put(folder, law), folder / name, report)
        return file_as_json(name, (folder / name).read_bytes(), said=said.replace(f"{folder}/", "").splitlines())

    return in_folder(made)


def coding_form_file(law: WrittenLaw) -> dict[str, Any]:
    """Return the workbook in which a person confirms the proposed rows, as ``tether law code --out form.xlsx``."""
    return file_as_json(f"{_stem(law.file)}-form.xlsx", workbook_of(form_of(proposals_of(law)), law))


def charter_form_file(given: CharterText) -> dict[str, Any]:
    """Return the charter as a form of plain questions, as ``tether code --form form.xlsx --charter``."""
    from tether.charter.workbook_from_charter import filled_form

    data, unshown = filled_form(charter_from_text(given.text, given.name))
    return file_as_json(f"{_stem(given.name)}-form.xlsx", data, kept=list(unshown))


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name
