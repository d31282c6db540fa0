"""A report as SARIF 2.1.0, for code hosts and editors that show findings beside the text."""

from __future__ import annotations

from typing import Any

from tether import __version__
from tether.charter.check import Report
from tether.charter.findings import Finding
from tether.charter.rules import Rule, all_rules

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"stop": "error", "error": "error", "warning": "warning", "note": "note"}


def as_sarif(reports: list[Report]) -> dict[str, Any]:
    """Return one SARIF log with a run over all charters; "cannot tell" is a note of kind ``open``."""
    rules = all_rules()
    index = {r.code: n for n, r in enumerate(rules)}
    driver = {
        "name": "tether",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(r) for r in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(f, index[f.code]) for report in reports for f in report.findings],
        "properties": {r.charter.file: {"reading": "open" if r.open_world else "closed"} for r in reports},
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "shortDescription": {"text": rule.statement},
        "fullDescription": {"text": f"{rule.statement}. Rests on: {rule.words or rule.source} ({rule.source})."},
        "help": {"text": rule.remedy},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"severity": rule.severity, "evidence": rule.evidence},
    }


def _result(finding: Finding, index: int) -> dict[str, Any]:
    region = {"startLine": finding.line, "startColumn": finding.col}
    if (finding.end_line, finding.end_col) > (finding.line, finding.col):
        region |= {"endLine": finding.end_line, "endColumn": finding.end_col}
    fires = finding.result == "fires"
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "kind": "fail" if fires else "open",
        "level": LEVELS[finding.severity] if fires else "none",
        "message": {"text": finding.message},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": {"uri": _uri(finding.file)}, "region": region},
                "logicalLocations": [{"fullyQualifiedName": finding.path, "kind": "object"}],
            }
        ],
        "properties": {"severity": finding.severity, "remedy": finding.remedy, "measured": finding.measured},
    }
    if finding.waived:
        result["suppressions"] = [{"kind": "inSource", "justification": finding.waived}]
    return result


def _uri(file: str) -> str:
    from urllib.parse import quote

    return quote(file.replace("\\", "/"))
