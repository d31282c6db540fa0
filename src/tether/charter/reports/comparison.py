"""A difference between two charters as text or data."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tether.charter.difference import HEADINGS, Difference
from tether.charter.findings import Finding


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
