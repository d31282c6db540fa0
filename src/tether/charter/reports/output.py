"""From files to what is printed: reads, checks, renders, writes, and gives the exit code.

A difference between two charters as text or data.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from tether.charter.check import Report, check
from tether.charter.compare import HEADINGS, Difference, difference
from tether.charter.findings import SEVERITIES, Finding
from tether.charter.read import read_charter
from tether.charter.reports.letter import letter, letter_document
from tether.charter.reports.page import as_data
from tether.charter.reports.sarif import as_sarif
from tether.charter.reports.text import as_text
from tether.charter.schema import Charter
from tether.charter.settings import Settings
from tether.documents.files import write_bytes
from tether.errors import InputError, Problem, UsageError, did_you_mean
from tether.report.markdown import as_markdown
from tether.report.writers import render

FORMATS = ("text", "json", "sarif", "html", "markdown", "twin", "docx")
LETTERS = (".md", ".docx", ".html", ".txt")


@dataclass(frozen=True)
class CheckOptions:
    """What the caller of ``check`` asked for, as words of the command line."""

    form: str = "text"
    out: Path | None = None
    select: str = ""
    ignore: str = ""
    world: str = ""
    bounds: tuple[str, ...] = ()
    fail_on: str = "error"
    notes: bool = False
    country: str = ""
    base: Path | None = None


def run_check(files: list[Path], wanted: CheckOptions) -> tuple[str, int]:
    """Check files; return what to print and the exit code (0, or 1 from the severity ``fail_on`` on).

    All problems of all files are raised together as ``InputError``; a wrong option as ``UsageError``.
    """
    _one_of(wanted.form, FORMATS, "format")
    _one_of(wanted.fail_on, (*SEVERITIES, "never"), "severity")
    open_world, settings = _world(wanted.world), _settings(wanted.bounds)
    options: dict[str, Any] = {
        "open_world": open_world,
        "settings": settings,
        "select": _words(wanted.select),
        "ignore": _words(wanted.ignore),
    }
    reports = [check(charter, **options) for charter in _read_all(files, wanted)]
    made = _render(reports, wanted)
    if wanted.out is not None:
        write(wanted.out, made)
        made = f"wrote {wanted.out}\n"
    return str(made), int(any(_fails(report, wanted.fail_on) for report in reports))


def write_letter(file: Path, out: Path | None, world: str = "", as_json: bool = False) -> str:
    """Write or return the letter of questions on a charter; UsageError on an ending not among ``LETTERS``."""
    if out is not None and out.suffix not in LETTERS:
        raise UsageError(f"cannot write a letter as {out.suffix or 'a file without ending'}; use {', '.join(LETTERS)}")
    written = letter(check(read_charter(file), open_world=_world(world)))
    if out is not None:
        write(out, render(letter_document(written), out=out))
        return f"wrote {out} ({written.count} questions)\n"
    return (
        json.dumps(asdict(written), indent=2, ensure_ascii=False) + "\n"
        if as_json
        else as_markdown(letter_document(written))
    )


def run_diff(before: Path, after: Path, world: str = "", as_json: bool = False) -> str:
    """Compare two charter files; return text or JSON."""
    open_world = _world(world)
    reports = [check(c, open_world=open_world) for c in _read_all([before, after], CheckOptions())]
    found = difference(*reports)
    if as_json:
        return json.dumps(comparison_data(found), indent=2, ensure_ascii=False, default=str) + "\n"
    return comparison_text(found)


def run_code(form: Path | None, filled: Path | None, charter: Path | None, out: Path | None) -> str:
    """Write a form (empty, or filled from a charter), or code a filled one; return what to print."""
    from tether.charter.read import charter_from_text
    from tether.charter.workbook import blank_form, read_form
    from tether.charter.workbook_from_charter import filled_form
    from tether.charter.workbook_to_charter import coded

    if (form is None) == (filled is None):
        raise UsageError("give either --form (to write a form) or --from (to read a filled one)")
    if form is not None:
        if form.suffix != ".xlsx":
            raise UsageError(f"a form is a workbook: {form.with_suffix('.xlsx')}, not {form}")
        data, left_out = filled_form(read_charter(charter)) if charter else (blank_form(), ())
        write(form, data)
        kept = f"; the form does not hold: {', '.join(left_out)}" if left_out else ""
        return f"wrote {form}{kept}\n"
    text = coded(read_form(filled))  # type: ignore[arg-type]
    charter_from_text(text, str(out or filled))
    if out is None:
        return text
    write(out, text)
    return f"wrote {out}\n"


def write(path: Path, data: str | bytes) -> None:
    """Write a file whole or not at all."""
    try:
        write_bytes(path, data.encode() if isinstance(data, str) else data)
    except OSError as error:
        raise InputError(Problem(f"cannot be written: {error.strerror}", where=str(path))) from None


def _read_all(files: list[Path], options: CheckOptions) -> list[Charter]:
    theatre = _theatre(options.country)
    base = read_charter(options.base, theatre) if options.base else None
    charters: list[Charter] = []
    problems: list[Problem] = []
    for file in files:
        try:
            charters.append(read_charter(file, theatre, base=base))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return charters


def _theatre(country: str) -> Any:
    if not country:
        return None
    from tether.theatre import load

    return load(country)


def _render(reports: list[Report], options: CheckOptions) -> str | bytes:
    if options.form == "sarif":
        return json.dumps(as_sarif(reports), indent=2, ensure_ascii=False) + "\n"
    if options.form == "json":
        data = [as_data(r) for r in reports]
        return json.dumps(data[0] if len(data) == 1 else data, indent=2, ensure_ascii=False, default=str) + "\n"
    if options.form != "text":
        from tether.charter.reports.page import check_document

        return render(check_document(reports), options.form, options.out)
    colour = options.out is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return "\n".join(as_text(r, colour=colour, questions=options.notes) for r in reports)


def _fails(report: Report, severity: str) -> bool:
    if severity == "never":
        return False
    return any(report.count(s) for s in SEVERITIES[: SEVERITIES.index(severity) + 1])


def _words(text: str) -> tuple[str, ...]:
    return tuple(w.strip() for w in text.split(",") if w.strip())


def _one_of(word: str, allowed: tuple[str, ...], what: str) -> None:
    if word not in allowed:
        raise UsageError(f"no {what} {word!r}; {did_you_mean(word, allowed)}")


def _world(word: str) -> bool | None:
    if not word:
        return None
    _one_of(word, ("open", "closed"), "world")
    return word == "open"


def _settings(bounds: tuple[str, ...]) -> Settings:
    names = {f.name for f in fields(Settings)}
    changed = {}
    for bound in bounds:
        name, _, value = bound.partition("=")
        _one_of(name, tuple(sorted(names)), "bound")
        try:
            changed[name] = float(value)
        except ValueError:
            raise UsageError(f"{bound!r} sets no number; write {name}=0.5") from None
    return Settings(**changed)


def comparison_text(found: Difference) -> str:
    """Return the difference as text: changes by heading, then findings and questions that appeared or went."""
    lines = [f"from {found.before.charter.file}", f"to   {found.after.charter.file}", ""]
    for heading in HEADINGS:
        changes = [c for c in found.changes if c.heading == heading]
        if changes:
            lines += [f"{heading[0].upper()}{heading[1:]}", *(f"  {c}" for c in changes), ""]
    if not found.changes:
        lines += ["Nothing changed in meaning.", ""]
    for title, findings in (
        ("Findings that appeared", found.appeared),
        ("Findings that went", found.went),
        ("Questions that were answered", found.answered),
        ("Questions that are new", found.opened),
    ):
        if findings:
            lines += [title, *(f"  {_line(f)}" for f in findings), ""]
    if not (found.appeared or found.went):
        lines += ["No finding appeared or went.", ""]
    return "\n".join(lines)


def comparison_data(found: Difference) -> dict[str, Any]:
    """Return the difference as JSON-ready data."""
    lists = {k: [asdict(f) for f in getattr(found, k)] for k in ("appeared", "went", "answered", "opened")}
    return {
        "from": found.before.charter.file,
        "to": found.after.charter.file,
        "changes": [asdict(c) for c in found.changes],
        **lists,
    }


def _line(finding: Finding) -> str:
    return f"{finding.code} {finding.severity}  {finding.message} ({finding.place})"
