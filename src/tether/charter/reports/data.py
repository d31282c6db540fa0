"""A report as plain data (the JSON format, and the twin of the page)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tether.charter.checker import Report
from tether.charter.findings import SEVERITIES, Finding
from tether.charter.tensions import TENSIONS


def as_data(report: Report) -> dict[str, Any]:
    """Return the report as JSON-ready data: charter, reading, bounds, counts, findings, questions."""
    numbers = sorted({n for f in report.findings for n in f.tensions})
    return {
        "charter": report.charter.id,
        "file": report.charter.file,
        "reading": "open" if report.open_world else "closed",
        "bounds": asdict(report.settings),
        "counts": {s: report.count(s) for s in SEVERITIES},
        "first": [f"{f.code} {f.path}" for f in report.first_five],
        "findings": [asdict(f) for f in report.findings if f.result == "fires"],
        "questions": [asdict(f) for f in report.questions],
        "kept": list(report.kept),
        "nothing_to_look_at": list(report.silent),
        "not_run": list(report.left_out),
        "tensions": {str(n): TENSIONS[n]._asdict() for n in numbers},
    }


def finding_id(charter: str, finding: Finding) -> str:
    """Return the id of one finding, under which a page and its twin print it: findings/<charter>/<code>/<path>."""
    return f"findings/{charter}/{finding.code}/{finding.path}"
