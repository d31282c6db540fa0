"""A report as one self-contained HTML page: what matters first, pictures, every finding in its text, what is open.

No script, no request: it opens with the network cut and prints. Several charters give one page with a part for each.
"""

from __future__ import annotations

from importlib import resources
from typing import Any

from tether.charter.checker import Report
from tether.charter.findings import SEVERITIES, Finding
from tether.charter.pictures import authority_picture, command_picture
from tether.charter.reports.letter import letter
from tether.charter.reports.text import underlined
from tether.charter.rules import rule_of
from tether.charter.tensions import TENSIONS

SIGNS = {"stop": "■ stop", "error": "✕ error", "warning": "▲ warning", "note": "? note"}


def as_page(reports: list[Report]) -> str:
    """Return the page."""
    from jinja2 import Environment
    from markupsafe import Markup

    template = (resources.files("tether.charter") / "reports" / "page.html").read_text("utf-8")
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    parts = [{**_part(r), "pictures": [Markup(p) for p in _pictures(r) if p]} for r in reports]
    return environment.from_string(template).render(parts=parts, signs=SIGNS)


def _pictures(report: Report) -> list[str]:
    return [command_picture(report), authority_picture(report)]


def _part(report: Report) -> dict[str, Any]:
    charter = report.charter
    return {
        "id": charter.id,
        "title": str(charter.meta.title) if charter.meta and charter.meta.title else charter.id,
        "file": charter.file,
        "reading": report.reading,
        "counts": [(SIGNS[s], report.count(s)) for s in SEVERITIES],
        "first": [_shown(f, report) for f in report.first_five],
        "findings": [_shown(f, report, report.fired[:n]) for n, f in enumerate(report.fired)],
        "waived": [_shown(f, report) for f in report.waived],
        "letter": letter(report),
        "kept": [(code, rule.statement) for code in report.kept if (rule := rule_of(code))],
        "silent": ", ".join(report.silent),
        "left_out": ", ".join(report.left_out),
        "tensions": [TENSIONS[n] for n in sorted({n for f in report.fired for n in f.tensions})],
    }


def _shown(finding: Finding, report: Report, before: tuple[Finding, ...] = ()) -> dict[str, Any]:
    return {
        "again": any(f.code == finding.code for f in before),
        "f": finding,
        "sign": SIGNS[finding.severity],
        "text": "\n".join(underlined(finding, report.charter.lines, width=96)),
        "related": [report.charter.where(p) for p in finding.related[:6]],
    }
