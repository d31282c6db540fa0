"""A report for a terminal: the five findings that matter first, then every finding with the text underlined.

guard.yaml:47:5 IND03 error  'ing-anbar' is 80 % of one group [Art. 7(2)]
47 |   - {id: ing-anbar, origin: {tribal: 0.8}}
|                                      ^^^
"""

from __future__ import annotations

from tether.charter.check import Report
from tether.charter.findings import SEVERITIES, Finding
from tether.charter.rules.rule import TENSIONS
from tether.charter.settings import Settings, reasons

PAINT = {"stop": "\033[1;41;97m", "error": "\033[1;31m", "warning": "\033[33m", "note": "\033[36m"}
PLAIN = "\033[0m"
DISCLAIMER = (
    "The rules locate and explain; they do not predict. A charter without findings is not a forecast of success."
)


def as_text(report: Report, *, colour: bool = False, questions: bool = False) -> str:
    """Return the whole report as text; ``questions`` lists what could not be told, else they are only counted."""
    blocks = [_head(report)]
    if len(report.fired) > 5:
        blocks.append(_first(report, colour))
    told: set[str] = set()
    for finding in report.fired:
        blocks.append(_block(finding, report, colour, first=finding.code not in told))
        told.add(finding.code)
    if questions:
        blocks += [_line(f, colour) for f in report.questions]
    blocks += [f"{_line(f, colour)}\n   waived: {f.waived}" for f in report.waived]
    blocks += _tensions(report)
    blocks.append(_summary(report))
    return "\n\n".join(b for b in blocks if b) + "\n"


def _head(report: Report) -> str:
    charter = report.charter
    title = f": {charter.meta.title}" if charter.meta and charter.meta.title else ""
    changed = [
        f"{name} {value:g} (usually {usual:g})"
        for name in reasons()
        if (value := getattr(report.settings, name)) != (usual := getattr(Settings(), name))
    ]
    bounds = f"\nbounds changed: {', '.join(changed)}" if changed else ""
    return f"{charter.file}{title}\nreading {report.reading}{bounds}"


def _first(report: Report, colour: bool) -> str:
    return "What matters first\n" + "\n".join(f"  {n}. {_line(f, colour)}" for n, f in enumerate(report.first_five, 1))


def _line(finding: Finding, colour: bool) -> str:
    severity = f"{PAINT[finding.severity]}{finding.severity}{PLAIN}" if colour else finding.severity
    anchor = f" [Art. {finding.article}]" if finding.article else ""
    partly = " (only in part of what is known)" if finding.partly else ""
    return f"{finding.place} {finding.code} {severity}  {finding.message}{partly}{anchor}"


def _block(finding: Finding, report: Report, colour: bool, first: bool) -> str:
    """A finding with its text; the rule's words and remedy stand with the first finding of the rule only."""
    lines = [_line(finding, colour), *underlined(finding, report.charter.lines)]
    lines += [f"   measured: {finding.measured}"] if finding.measured else []
    lines += (
        [f"   also at: {', '.join(report.charter.where(p) for p in finding.related[:4])}"] if finding.related else []
    )
    if first:
        lines.append(f"   rule: {finding.statement}")
        words = f"   words: “{finding.words}” ({finding.source}; evidence {finding.evidence})"
        lines += [words] if finding.words else []
        lines.append(f"   mend: {finding.remedy}")
    return "\n".join(lines)


def underlined(finding: Finding, lines: tuple[str, ...], width: int = 110) -> list[str]:
    """Return the line of the file at a finding, shortened to ``width``, and a line of carets below its value."""
    if not 1 <= finding.line <= len(lines):
        return []
    line = lines[finding.line - 1].replace("\t", " ")
    last = finding.end_col if finding.end_line == finding.line else len(line) + 1
    start = max(0, finding.col - 1 - width // 3) if len(line) > width else 0
    shown = line[start : start + width]
    length = max(1, min(last - finding.col, len(shown) - (finding.col - 1 - start)))
    number = str(finding.line)
    cut = "…" if start else ""
    carets = " " * (finding.col - 1 - start + len(cut)) + "^" * length
    return [f"{number:>4} | {cut}{shown}", f"     | {carets}"]


def _tensions(report: Report) -> list[str]:
    numbers = sorted({n for f in report.fired for n in f.tensions})
    if not numbers:
        return []
    found = [f"  {TENSIONS[n].name}: {TENSIONS[n].text}" for n in numbers]
    return ["Where the rules above pull against each other, or the evidence against them\n" + "\n".join(found)]


def _summary(report: Report) -> str:
    said = ", ".join(f"{report.count(s)} {s}{'' if report.count(s) == 1 else 's'}" for s in SEVERITIES[:3])
    tail = [
        f"{said}; {len(report.questions)} things could not be told (tether questions {report.charter.file})",
        f"{len(report.kept)} rules kept; {len(report.silent)} had nothing to look at"
        + (f"; {len(report.left_out)} not run" if report.left_out else "")
        + (f"; {len(report.waived)} findings waived" if report.waived else ""),
        DISCLAIMER,
    ]
    return "\n".join(tail)
