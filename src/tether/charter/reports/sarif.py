"""A report as SARIF 2.1.0, for code hosts and editors that show findings beside the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from tether import __version__
from tether.charter.baseline import KnownFindings, fingerprints, is_known
from tether.charter.check import Report
from tether.charter.findings import Finding
from tether.charter.fixes import Fix, fixes_of
from tether.charter.id_paths import id_path
from tether.charter.rules import Rule, all_rules
from tether.documents.yaml_file import key_of
from tether.errors import Problem

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "tether/v1"  # what is hashed: charter/baseline.py
LEVELS = {"stop": "error", "error": "error", "warning": "warning", "note": "note"}


def as_sarif(reports: Sequence[Report], baselines: Sequence[KnownFindings | None] = ()) -> dict[str, Any]:
    """Return one SARIF log with a run over all charters; "cannot tell" is a note of kind ``open``.

    A result carries its fingerprint, the places that belong to it and the fixes that may be applied as they are; with
    ``baselines``, one for each report, also whether it is new.
    """
    rules = all_rules()
    index = {r.code: n for n, r in enumerate(rules)}
    results = [r for report, b in zip_longest(reports, baselines) for r in _results(report, index, b)]
    log = _log([_rule(r) for r in rules], results)
    log["runs"][0]["properties"] = {r.charter.file: {"reading": r.world} for r in reports}
    return log


UNREADABLE = "unreadable"  # the rule of what keeps a file from being read as a charter


def problems_as_sarif(problems: Sequence[Problem]) -> dict[str, Any]:
    """Return a SARIF log of what keeps files from being read: an error each, and a run that did not succeed."""
    rule = {
        "id": UNREADABLE,
        "shortDescription": {"text": "The file can be read as a charter"},
        "defaultConfiguration": {"level": "error"},
    }
    log = _log([rule], [_of_problem(problem) for problem in problems])
    log["runs"][0]["invocations"] = [{"executionSuccessful": False}]
    return log


def _log(rules: list[dict[str, Any]], results: list[dict[str, Any]]) -> dict[str, Any]:
    driver = {"name": "tether", "version": __version__, "semanticVersion": __version__, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _of_problem(problem: Problem) -> dict[str, Any]:
    said = f"{problem.path}: {problem.found}" if problem.path else problem.found
    said += f"; expected {problem.expected}" if problem.expected else ""
    line, column = max(problem.line, 1), max(problem.column, 1)
    place = _physical(problem.where, line, column, line, column)
    result: dict[str, Any] = {
        "ruleId": UNREADABLE,
        "ruleIndex": 0,
        "kind": "fail",
        "level": "error",
        "message": {"text": f"{said}; {problem.remedy}" if problem.remedy else said},
    }
    return {**result, "locations": [place]} if problem.where else result


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "shortDescription": {"text": rule.statement},
        "fullDescription": {"text": f"{rule.statement}. Rests on: {rule.words or rule.source} ({rule.source})."},
        "help": _help(rule),
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"severity": rule.severity, "evidence": rule.evidence},
    }


def _help(rule: Rule) -> dict[str, str]:
    """Return the remedy, and the paragraphs of instruments that speak of the rule."""
    named = [a.citation for a in rule.authorities]
    if not named:
        return {"text": rule.remedy}
    listed = "\n".join(f"- {citation}" for citation in named)
    return {"text": f"{rule.remedy} See: {'; '.join(named)}.", "markdown": f"{rule.remedy}\n\nSee:\n\n{listed}"}


def _results(report: Report, index: dict[str, int], baseline: KnownFindings | None) -> Iterator[dict[str, Any]]:
    fixes = fixes_of(report)
    for finding, print_ in zip(report.findings, fingerprints(report), strict=True):
        if finding.part_of:  # the duty's own result says it
            continue
        made = _result(finding, index[finding.code])
        made["partialFingerprints"] = {FINGERPRINT: print_}
        related = [_location(report, path) for path in dict.fromkeys(finding.related)]
        if related:
            made["relatedLocations"] = [{"id": n, **place} for n, place in enumerate(related, 1)]
        safe = [fix for fix in fixes.get(id(finding), ()) if fix.kind == "safe"]
        if safe:
            made["fixes"] = [_fix(fix, finding.file) for fix in safe]
        if baseline is not None:
            made["baselineState"] = "unchanged" if is_known(finding, print_, baseline) else "new"
        yield made


def _fix(fix: Fix, file: str) -> dict[str, Any]:
    replacements = [
        {
            "deletedRegion": {
                "startLine": edit.line,
                "startColumn": edit.column,
                "endLine": edit.end_line,
                "endColumn": edit.end_column,
            },
            "insertedContent": {"text": edit.text},
        }
        for edit in fix.edits
    ]
    change = {"artifactLocation": {"uri": _uri(file)}, "replacements": replacements}
    return {"description": {"text": fix.title}, "artifactChanges": [change]}


def _location(report: Report, path: str) -> dict[str, Any]:
    origin = report.whole.origin(key_of(path))
    file, place = origin.file or report.charter.file, origin.place
    return {
        **_physical(file, place.line, place.column, place.end_line, place.end_column),
        "logicalLocations": [{"fullyQualifiedName": path, "kind": "object"}],
        "message": {"text": id_path(report.whole, path)},
    }


def _physical(
    file: str, line: int, column: int, end_line: int, end_column: int, *, gap: bool = False
) -> dict[str, Any]:
    region = {"startLine": line, "startColumn": column}
    if gap or (end_line, end_column) > (line, column):  # a gap is a point between clauses
        region |= {"endLine": end_line, "endColumn": end_column}
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(file)}, "region": region}}


def _result(finding: Finding, index: int) -> dict[str, Any]:
    fires = finding.result == "fires"
    place = finding.line, finding.col, finding.end_line, finding.end_col
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "kind": "fail" if fires else "open",
        "level": LEVELS[finding.severity] if fires else "none",
        "message": {"text": finding.message},
        "locations": [
            {
                **_physical(finding.file, *place, gap=bool(finding.missing)),
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
