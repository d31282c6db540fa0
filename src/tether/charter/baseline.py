"""A baseline: the findings that are known, so that a long list does not hide the one that is new.

    tether check charters/*.yaml --baseline known.json --write-baseline     # sets aside what is found today
    tether check charters/*.yaml --baseline known.json                      # prints and counts only what is new

A finding is known again by its *fingerprint*: a hash of the charter's id, the rule's code, the place by ids and the
values that stand there and at its related places, in their plain form. Lines, comments, layout, the order of rows and
the words of the message do not count, a changed value does. Of several findings alike each has a number.

    fingerprint = sha256(charter ⏐ code ⏐ id path ⏐ values ⏐ number), the first 32 hexadecimal digits

No stop is ever set aside: it rests on law or arithmetic.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

from tether.charter.check import Report
from tether.charter.findings import Finding
from tether.charter.id_paths import IdPaths, id_path
from tether.charter.paths import value_at
from tether.charter.schema import Charter
from tether.documents.files import write_text
from tether.documents.json_file import JsonShape, check_json, read_json
from tether.documents.spelling import plain

FORM = 1
WHAT = "a baseline (JSON), as tether check --baseline FILE --write-baseline writes it"


class _Known(JsonShape):
    fingerprint: str
    charter: str


class _BaselineFile(JsonShape):
    baseline: Literal[1]
    findings: list[_Known]


@dataclass(frozen=True, eq=False)
class KnownFindings:
    """The findings that are known, by fingerprint with their charter's id, and the file they are from."""

    file: str
    known: dict[str, str]

    def gone(self, reports: Sequence[Report]) -> int:
        """How many of its findings none of these reports has, of the charters that they are about."""
        found = {print_ for report in reports for print_ in fingerprints(report)}
        about = {report.charter.id for report in reports}
        return sum(charter in about and print_ not in found for print_, charter in self.known.items())


def read_baseline(path: Path) -> KnownFindings:
    """Read a baseline; raise a located ``InputError`` where it is none."""
    tree = read_json(path, WHAT)
    check_json(tree, _BaselineFile, str(path))
    return KnownFindings(str(path), {row["fingerprint"]: row["charter"] for row in tree["findings"]})


def write_baseline(path: Path, reports: list[Report]) -> tuple[int, int]:
    """Write the findings of some charters as known; return how many, and how many stops were left out."""
    rows, stops = [], 0
    for report in reports:
        for finding, print_ in zip(report.findings, fingerprints(report), strict=True):
            if finding.result != "fires" or finding.waived:
                continue
            if finding.severity == "stop":
                stops += 1
                continue
            at = id_path(report.whole, finding.path)
            rows.append({"fingerprint": print_, "code": finding.code, "at": at, "charter": report.charter.id})
    unique = {row["fingerprint"]: row for row in rows}
    ordered = sorted(unique.values(), key=lambda row: (row["charter"], row["code"], row["at"], row["fingerprint"]))
    write_text(path, json.dumps({"baseline": FORM, "findings": ordered}, indent=1, ensure_ascii=False) + "\n")
    return len(ordered), stops


def is_known(finding: Finding, print_: str, baseline: KnownFindings | None) -> bool:
    """Return whether a baseline sets a finding aside; never a stop, never a question."""
    if baseline is None or finding.result != "fires" or finding.severity == "stop":
        return False
    return print_ in baseline.known


def without_known(report: Report, baseline: KnownFindings | None) -> tuple[Report, int]:
    """Return a report without the findings that a baseline sets aside, and how many those are."""
    if baseline is None:
        return report, 0
    pairs = zip(report.findings, fingerprints(report), strict=True)
    new = tuple(finding for finding, print_ in pairs if not is_known(finding, print_, baseline))
    return replace(report, findings=new), len(report.findings) - len(new)


def fingerprints(report: Report) -> list[str]:
    """Return the fingerprint of each finding of a report, in their order."""
    paths = IdPaths(report.whole)
    bases = [_base(f, paths) for f in report.findings]
    seen: Counter[str] = Counter()
    found = []
    for base in bases:
        seen[base] += 1
        found.append(hashlib.sha256(f"{base}\n{seen[base]}".encode()).hexdigest()[:32])
    return found


def _base(finding: Finding, paths: IdPaths) -> str:
    charter = paths.charter
    places = [finding.path, *sorted(finding.related)]
    values = [_plain_value(charter, path) for path in places]
    parts = [charter.id, finding.code, finding.result, *map(paths.of, places), *values]
    return "\n".join(json.dumps(part, ensure_ascii=False) for part in parts)


def _plain_value(charter: Charter, path: str) -> str:
    """Return the value at a path in plain words; of a row or a list of rows only that it is there."""
    try:
        value = value_at(charter, path)
    except (KeyError, ValueError, TypeError):
        return ""
    if isinstance(value, BaseModel) and "lo" not in type(value).model_fields:
        return "row"
    if isinstance(value, tuple):
        return "rows" if value and isinstance(value[0], BaseModel) else plain(", ".join(sorted(map(str, value))))
    if isinstance(value, dict):
        return plain(", ".join(f"{k} {_said(v)}" for k, v in sorted(value.items())))
    return _said(value)


def _said(value: Any) -> str:
    return plain(str(value))
