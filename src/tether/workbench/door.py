"""The one door of the workbench: a request in plain JSON, an answer in plain JSON, nothing kept that matters.

    answer({"do": "check", "charter": {"name": "guard.yaml", "text": "charter: …"}, "language": "en"})
    # {"ok": True, "reads": True, "findings": […], "counts": {…}, "rows": […]}
    answer({"do": "open", "file": {"name": "bill.docx", "data": "UEsDB…"}})
    # {"ok": True, "kind": "law", "law": {"provisions": […], "faults": […]}}
    answer({"do": "letter", "charter": {…}})
    # {"ok": False, "error": "guard.yaml:10:12: pay.0.via: …", "problems": [{"place": "guard.yaml:10:12", …}]}

Every action calls what the command line calls, so findings, reports and letters are the same bytes. ``about`` lists the
actions with a sentence each. A wrong input gives one message for each fault, with its place; nothing raises. To add an
action: a function of ``Door`` in ``ACTIONS``.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from tether import __version__
from tether.charter.clauses.model_clauses import language_of
from tether.charter.consistency.lp_text import brought
from tether.charter.fixes import Fix, fixes_of_finding
from tether.charter.letter.languages import LANGUAGES, Language
from tether.charter.library import names as library_names
from tether.charter.library import text_of as library_text
from tether.charter.mending import mended
from tether.charter.read import EMPTY
from tether.charter.reports.rule_pages import explained
from tether.charter.rules import all_rules
from tether.documents.yaml_edit import YamlEditor
from tether.documents.yaml_file import parse_yaml
from tether.errors import InputError, Problem, TetherError, UsageError, did_you_mean, extra_needed
from tether.law.coding_rows import CodingForm, CodingRow, form_of
from tether.law.confirming import charter_of
from tether.law.proposing import proposals_of
from tether.law.written_law import WrittenLaw
from tether.precedents.cases import tally_of
from tether.workbench import opened, writing
from tether.workbench.coded_rows import coded_rows, proposed_in_words
from tether.workbench.downloads import (
    charter_form_file,
    coding_form_file,
    commented_file,
    file_as_json,
    letter_file,
    report_file,
)
from tether.workbench.interview import answered, as_json, interview
from tether.workbench.request import CharterText, DoorRequest, Upload
from tether.workbench.shown import coverage_shown, found_in, law_shown

CHARTERS = (".yaml", ".yml")


class Door:
    """The door, with the texts that are being typed. ``answer`` never raises."""

    def __init__(self) -> None:
        self.drafts = writing.Drafts()

    def answer(self, request: object) -> dict[str, Any]:
        """Do what a request asks; return the answer, or what is wrong with the request."""
        try:
            asked = DoorRequest(request)
            name = asked.text("do")
            if name not in ACTIONS:
                raise UsageError(f"do: no action '{name:.40}'; {did_you_mean(name, ACTIONS)}")
            return {"ok": True, **ACTIONS[name](self, asked)}
        except InputError as error:
            return _refused(str(error), "input", error.problems)
        except ModuleNotFoundError as error:
            needed = extra_needed(error)
            return _refused(str(needed or f"this cannot be done here: {error.name} is not part of it"), "not here")
        except TetherError as error:
            return _refused(str(error), "usage")
        except (OSError, RecursionError, MemoryError) as error:
            return _refused(f"{type(error).__name__}: {error}"[:300], "machine")
        except Exception as error:  # a fault of ours: said in one line, and nothing of the caller's work is lost
            return _refused(f"a fault in Tether itself ({type(error).__name__}: {error})"[:300], "fault")

    def about(self, request: DoorRequest) -> dict[str, Any]:
        """Say what this door can do here: version, languages, examples, actions."""
        return {
            "version": __version__,
            "rules": len(all_rules()),
            "languages": list(LANGUAGES),
            "examples": list(library_names()),
            "actions": {name: (of.__doc__ or "").partition("\n")[0] for name, of in ACTIONS.items()},
            "here": {"amend": _solver_here(), "pdf": _pdf_here()},
        }

    def open(self, request: DoorRequest) -> dict[str, Any]:
        """Open a file: a bill as its articles and faults, a charter (YAML, or the form as a workbook) as its text."""
        upload = request.needed("file")
        ending = Path(upload.name).suffix.lower()
        if ending in CHARTERS:
            return {"kind": "charter", "charter": {"name": upload.name, "text": _decoded(upload)}}
        if ending == ".xlsx":
            return _from_form(upload)
        return {"kind": "law", "law": law_shown(opened.law_of(upload))}

    def example(self, request: DoorRequest) -> dict[str, Any]:
        """Give a charter of the library."""
        name = request.text("name")
        return {"kind": "charter", "charter": {"name": f"{name}.yaml", "text": library_text(name)}}

    def check(self, request: DoorRequest) -> dict[str, Any]:
        """Check a charter: findings, rows in words, fixes; faults of form where it does not read."""
        given, settings, language = request.charter(), opened.settings_of(request), _language(request)
        try:
            report = opened.asked_report(request)
        except InputError as error:
            return {"reads": False, "problems": [problem_shown(p) for p in error.problems]}
        law = _law(request)
        found = found_in(report, law, language, _fixes(report, given))
        rows = [{**asdict(row), "unit": _unit(law, row.article)} for row in coded_rows(report.charter)]
        return {"reads": True, "settings": asdict(settings)["world"], **found, "rows": rows}

    def coverage(self, request: DoorRequest) -> dict[str, Any]:
        """Say which articles of the bill the charter codes, which wait, and which citations do not stand."""
        return coverage_shown(opened.asked_report(request), _law_needed(request))

    def propose(self, request: DoorRequest) -> dict[str, Any]:
        """Propose rows of a charter from a bill, for a person to confirm; nothing is taken that nobody confirms."""
        form = form_of(proposals_of(_law_needed(request)))
        said = proposed_in_words(form.rows)
        return {"rows": [{**asdict(r), "about": said[r.number][0], "says": said[r.number][1]} for r in form.rows]}

    def confirm(self, request: DoorRequest) -> dict[str, Any]:
        """Make a charter of the rows that a person confirmed; say what is not taken, and what no row says."""
        law = _law_needed(request)
        made = charter_of(_confirmed(request, law), law)
        name = f"{Path(law.file).stem}.yaml"
        return {
            "charter": {"name": name, "text": made.text},
            "taken": made.taken,
            "not_taken": list(made.not_taken),
            "told": list(made.told),
        }

    def questions(self, request: DoorRequest) -> dict[str, Any]:
        """Ask what is open, one value at a time: what most findings wait for comes first."""
        asked = interview(opened.asked_report(request, trace=True), _language(request))
        return {"questions": [as_json(question) for question in asked]}

    def write_answer(self, request: DoorRequest) -> dict[str, Any]:
        """Write an answer of the interview into its row of the charter."""
        given, value = request.charter(), request.asked.get("value")
        words = request.words("value") if isinstance(value, list | tuple) else request.text("value", "", 20_000)
        return {"charter": {"name": given.name, "text": answered(given, request.text("path"), words)}}

    def explain(self, request: DoorRequest) -> dict[str, Any]:
        """Explain a rule: what it asks, and what it rests on."""
        return {"markdown": explained(tally_of, request.text("code"))}

    def marks(self, request: DoorRequest) -> dict[str, Any]:
        """Mark a text while it is typed; a text that is broken for a moment keeps its findings."""
        settings = opened.settings_of(request)
        draft = self.drafts.checked(request.charter(), settings, opened.theatre_of(settings.country))
        return {"reads": draft.current, "marks": writing.marks_of(draft)}

    def hover(self, request: DoorRequest) -> dict[str, Any]:
        """Explain what stands at a place of a text."""
        found = self.drafts.now(request.charter()).explained(*_place(request))
        return {"markdown": found[0], **writing.stretch(found[1])} if found else {"markdown": ""}

    def complete(self, request: DoorRequest) -> dict[str, Any]:
        """Offer what may stand at a place of a text."""
        return {"offers": [asdict(c) for c in self.drafts.now(request.charter()).completions(*_place(request))]}

    def ways(self, request: DoorRequest) -> dict[str, Any]:
        """Give every way to fix what one rule found at one place; other words were tried and are quiet there."""
        draft = self.drafts.checked(request.charter(), opened.settings_of(request))
        return {
            "fixes": [writing.fix_shown(f) for f in writing.ways(draft, request.text("code"), request.text("path"))]
        }

    def fix(self, request: DoorRequest) -> dict[str, Any]:
        """Make one fix as it was offered; without a title every safe one, as ``tether check --fix`` does."""
        given, settings = request.charter(), opened.settings_of(request)
        title = request.text("title")
        if title:
            draft = self.drafts.checked(given, settings)
            text, done = writing.fixed(draft, request.text("code"), request.text("path"), title), [title]
        else:
            made = mended(given.text, given.name, settings)
            text, done = made.after, list(made.done)
        return {"charter": {"name": given.name, "text": text}, "done": done}

    def letter(self, request: DoorRequest) -> dict[str, Any]:
        """Write the letter of questions (docx, html, md, txt, json) in English, Arabic or French."""
        return letter_file(opened.asked_report(request), _law(request), request)

    def report(self, request: DoorRequest) -> dict[str, Any]:
        """Write the report of the check (html, docx, md, txt, json, sarif)."""
        settings = opened.settings_of(request)
        return report_file(opened.asked_report(request), settings, request.text("form", "html"))

    def comment(self, request: DoorRequest) -> dict[str, Any]:
        """Write a copy of the bill (.docx) with comments at its articles."""
        report = opened.asked_report(request) if request.has("charter") else None
        return commented_file(request.needed("law"), report)

    def form(self, request: DoorRequest) -> dict[str, Any]:
        """Write a workbook: the charter as plain questions, or a bill's proposed rows to confirm."""
        if request.has("charter"):
            return charter_form_file(request.charter())
        return coding_form_file(_law_needed(request))

    def download(self, request: DoorRequest) -> dict[str, Any]:
        """Write the charter as it stands."""
        given = request.charter()
        return file_as_json(given.name, given.text)

    def amend(self, request: DoorRequest) -> dict[str, Any]:
        """Find the smallest edits that clear stops and errors, with red lines that stay; needs the extra 'cases'."""
        if not brought():
            importlib.import_module("highspy")  # asked for first, so that a missing solver is told at once
        from tether.workbench.amendments import amended

        return amended(request)

    def forget(self, request: DoorRequest) -> dict[str, Any]:
        """Let go of every text and file."""
        self.drafts.forget()
        opened.forget()
        return {}


ACTIONS: dict[str, Callable[[Door, DoorRequest], dict[str, Any]]] = {
    "about": Door.about,
    "open": Door.open,
    "example": Door.example,
    "check": Door.check,
    "coverage": Door.coverage,
    "propose": Door.propose,
    "confirm": Door.confirm,
    "questions": Door.questions,
    "answer": Door.write_answer,
    "explain": Door.explain,
    "marks": Door.marks,
    "hover": Door.hover,
    "complete": Door.complete,
    "ways": Door.ways,
    "fix": Door.fix,
    "letter": Door.letter,
    "report": Door.report,
    "comment": Door.comment,
    "form": Door.form,
    "download": Door.download,
    "amend": Door.amend,
    "forget": Door.forget,
}

_DOOR = Door()


def answer(request: object) -> dict[str, Any]:
    """Do what a request asks at the door of this process; see ``Door``."""
    return _DOOR.answer(request)


def problem_shown(problem: Problem) -> dict[str, Any]:
    """Return a problem as plain JSON, with the sentence that the command line prints."""
    place = ":".join([problem.where or "input", *(str(n) for n in (problem.line, problem.column) if n)])
    return {"place": place, "said": str(problem), **asdict(problem)}


def _refused(said: str, kind: str, problems: tuple[Problem, ...] = ()) -> dict[str, Any]:
    return {"ok": False, "kind": kind, "error": said, "problems": [problem_shown(p) for p in problems[:200]]}


def _language(request: DoorRequest) -> Language:
    return language_of(request.text("language", "en"))


def _law(request: DoorRequest) -> WrittenLaw | None:
    upload = request.upload("law")
    return opened.law_of(upload) if upload is not None else None


def _law_needed(request: DoorRequest) -> WrittenLaw:
    return opened.law_of(request.needed("law"))


def _unit(law: WrittenLaw | None, article: str) -> str:
    cited = law.find(article).provision if law is not None and article else None
    return law.unit_of(cited.id).id if law is not None and cited is not None else ""


def _place(request: DoorRequest) -> tuple[int, int]:
    return request.number("line", 1, 1_000_000), request.number("column", 1, 1_000_000)


def _fixes(report: Any, given: CharterText) -> dict[int, tuple[Fix, ...]]:
    editor = YamlEditor(parse_yaml(given.text, given.name, empty=EMPTY), given.text)
    found = {id(f): tuple(fixes_of_finding(f, report, editor)) for f in (*report.told, *report.silences)}
    return {key: fixes for key, fixes in found.items() if fixes}


def _decoded(upload: Upload) -> str:
    try:
        return upload.data.decode("utf-8")
    except UnicodeDecodeError as error:
        found = f"bytes that are no UTF-8 text (at byte {error.start:,})"
        raise InputError(
            Problem(found, upload.name, expected="a charter file (YAML)", remedy="save it as UTF-8")
        ) from None


def _from_form(upload: Upload) -> dict[str, Any]:
    from tether.charter.workbook import read_form
    from tether.charter.workbook_to_charter import coding_of

    coding = opened.in_folder(lambda folder: coding_of(read_form(opened.put(folder, upload)), None))
    name = f"{Path(upload.name).stem}.yaml"
    return {"kind": "charter", "charter": {"name": name, "text": coding.text}, "told": list(coding.notes)}


def _confirmed(request: DoorRequest, law: WrittenLaw) -> CodingForm:
    """Return the proposed form with the answers that a person gave: a row's state, and values that were corrected."""
    form = form_of(proposals_of(law))
    given = {str(row.get("number", "")): row for row in request.rows("rows")}
    strays = sorted(set(given) - {row.number for row in form.rows})
    if strays:
        raise InputError(
            Problem(f"no row '{strays[0]:.20}'", "request", path="rows", expected="rows that were proposed")
        )
    return replace(form, file=request.text("form", "form.yaml"), rows=tuple(_answer(r, given) for r in form.rows))


def _answer(row: CodingRow, given: dict[str, Any]) -> CodingRow:
    said = given.get(row.number, {})
    state, values = said.get("state", row.state), said.get("values", row.values)
    if state not in ("proposed", "confirmed", "rejected") or not isinstance(values, dict):
        found = f"row {row.number}: {state!r:.20}"
        raise InputError(Problem(found, "request", path="rows", expected="state proposed, confirmed or rejected"))
    return replace(row, state=state, values=dict(values), where=f"form: {row.number}")


def _solver_here() -> bool:
    """Whether this process has HiGHS: installed with NumPy, or brought by the page."""
    return brought() or all(importlib.util.find_spec(name) is not None for name in ("highspy", "numpy"))


def _pdf_here() -> bool:
    import shutil

    return shutil.which("pdftotext") is not None
