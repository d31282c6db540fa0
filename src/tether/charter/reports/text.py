"""A report for a terminal: what matters first, faults by part with the text underlined, then what is not said.

guard.yaml:47:5 IND03 error  'ing-anbar' is 80 % of one group [Art. 7(2)]
47 |   - {id: ing-anbar, origin: {tribal: 0.8}}
|                                      ^^^

The place of an absent clause is the point where it would be written: a line of its own, marked ``+``, or a caret
between two values.
"""

from __future__ import annotations

from dataclasses import replace

from tether.charter.check import ChecklistItem, Report
from tether.charter.findings import SEVERITIES, Finding
from tether.charter.reports.parts import (
    THE_FILE,
    SameCause,
    by_cause,
    by_part,
    detail,
    item_line,
    kind_line,
    says_more,
    spoken,
    unsaid,
    why_first,
)
from tether.charter.rules.authorities import authorities_of
from tether.charter.rules.rule import TENSIONS
from tether.charter.settings import Settings, reasons
from tether.documents.files import short_name
from tether.documents.visible import Shown, visible
from tether.errors import numbered
from tether.report.numbers import counted, sentence_case

PAINT = {"stop": "\033[1;41;97m", "error": "\033[1;31m", "warning": "\033[33m", "note": "\033[36m"}
PLAIN = "\033[0m"
DISCLAIMER = (
    "The rules locate and explain; they do not predict. A charter without findings is not a forecast of success."
)


def as_text(report: Report, *, colour: bool = False, questions: bool = False) -> str:
    """Return the whole report as text, made visible; ``questions`` lists what could not be told, else counts it."""
    blocks = [_head(report), _stops(report, colour)]
    blocks.append(_first(report, colour))
    parts, told = by_part(report.told), set[str]()
    parts.pop(THE_FILE, [])
    of_file = [f for f in report.fired if f.code.startswith("SCH")]
    for part, findings in parts.items():
        blocks.append(visible(f"{sentence_case(part)}: {counted(len(findings), 'fault')}"))
        for cause in by_cause(findings, report):
            blocks += _cause(cause, report, colour, told)
    blocks.append(_checklist(report))
    if questions:
        blocks += [_line(f, colour) for f in report.questions]
    blocks += [_line(f, colour) for f in of_file]
    blocks += [f"{_line(f, colour)}\n   waived: {visible(f.waived)}" for f in report.waived]
    blocks += _tensions(report)
    blocks.append(_summary(report))
    return Shown("\n\n".join(b for b in blocks if b) + "\n")


def _head(report: Report) -> str:
    charter = report.charter
    title = f": {charter.meta.title}" if charter.meta and charter.meta.title else ""
    changed = [
        f"{name} {value:g} (usually {usual:g})"
        for name in reasons()
        if (value := getattr(report.settings, name)) != (usual := getattr(Settings(), name))
    ]
    bounds = f"\nbounds changed: {', '.join(changed)}" if changed else ""
    about = "; ".join(line for line in (kind_line(report), spoken(report)) if line)
    about += f"\nknowing {report.evidence}" if report.evidence else ""
    return visible(
        f"{short_name(charter.file)}{title}\nreading {report.reading}{bounds}" + (f"\n{about.strip()}" if about else "")
    )


def _stops(report: Report, colour: bool) -> str:
    """Name what must not be done, a line each, above all else."""
    if len(report.faults) <= 5 or not report.stops:
        return ""
    return "Stops\n" + "\n".join(f"  {_line(f, colour)}" for f in report.stops)


def _checklist(report: Report) -> str:
    """Return what the charter does not say: one list of what a design of its kind must, apart from the faults."""
    items = unsaid(report)
    if not items:
        return ""
    each = "each a question" if report.open_world else "each an error"
    left_out = counted(sum(item.state == "does not say" for item in items if item.duty), "thing")
    head = "What the text seen does not say" if report.open_world else "What the charter does not say"
    return visible("\n".join([f"{head} ({left_out} that it must, {each})", *(_item(i, report) for i in items)]))


def _item(item: ChecklistItem, report: Report) -> str:
    whole = next((f for f in item.findings if item.duty and f.code == item.duty.code), None)
    where = f"  ({_gap(whole)})" if whole else ""
    lines = [f"  [ ] {item_line(item)}{where}"]
    if whole is None:
        lines += [f"      {f.code} {detail(f)}  ({_gap(f)})" for f in item.findings]
    return "\n".join(lines)


def _gap(finding: Finding) -> str:
    key = f": {finding.missing}" if finding.missing and not finding.missing.isdigit() else ""
    return f"line {finding.line}{key}"


def _first(report: Report, colour: bool) -> str:
    """What matters first, each with what its like did to comparable designs."""
    lines: list[str] = []
    if not says_more(report):
        return ""
    for number, finding in enumerate(report.first_five, 1):
        lines += [f"  {number}. {_line(finding, colour)}", visible(f"     ({why_first(finding, report)})")]
    return "\n".join(["What matters first", *lines])


def _cause(cause: SameCause, report: Report, colour: bool, told: set[str]) -> list[str]:
    """Return the blocks of findings that say one thing: each with its text, or one for all that a ``none`` makes."""
    if cause.at:
        first = replace(
            cause.findings[0], path=cause.at, message=f"“{cause.at}: none”: {numbered(len(cause.findings), 'finding')}"
        )
        lines = [_line(first, colour), *map(visible, underlined(first, report.lines_of(first)))]
        lines += [visible(f"   {f.code} {f.severity}  {f.message}; mend: {f.remedy}") for f in cause.findings]
        told.update(f.code for f in cause.findings)
        return ["\n".join(lines)]
    blocks = []
    for finding in cause.findings:
        blocks.append(_block(finding, report, colour, first=finding.code not in told))
        told.add(finding.code)
    return blocks


def _line(finding: Finding, colour: bool) -> str:
    severity = f"{PAINT[finding.severity]}{finding.severity}{PLAIN}" if colour else finding.severity
    anchor = f" [Art. {finding.article}]" if finding.article else ""
    partly = " (only in part of what is known)" if finding.partly else ""
    return f"{visible(finding.short_place)} {finding.code} {severity}  {visible(finding.message + partly + anchor)}"


def _block(finding: Finding, report: Report, colour: bool, first: bool) -> str:
    """A finding with its text; the rule's words and remedy stand with the first finding of the rule only."""
    lines = underlined(finding, report.lines_of(finding))
    lines += [f"   measured: {finding.measured}"] if finding.measured else []
    lines += [f"   also at: {', '.join(report.whole.where(p) for p in finding.related[:4])}"] if finding.related else []
    if first:
        lines.append(f"   rule: {finding.statement}")
        words = f"   words: “{finding.words}” ({finding.source}; evidence {finding.evidence})"
        lines += [words] if finding.words else []
        named = "; ".join(a.name for a in authorities_of(finding.code))
        lines += [f"   see: {named}"] if named else []
        lines.append(f"   mend: {finding.remedy}")
    return "\n".join([_line(finding, colour), *map(visible, lines)])


def underlined(finding: Finding, lines: tuple[str, ...], width: int = 110) -> list[str]:
    """Return the line of the file at a finding, shortened to ``width``, and a line of carets below its value."""
    if finding.missing and (finding.col == 1 or not lines[finding.line - 1 :]):
        return _between(finding, lines, width)
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


def _between(finding: Finding, lines: tuple[str, ...], width: int) -> list[str]:
    """Return the line before an absent clause, and the line that would say it."""
    before = lines[finding.line - 2][:width] if 2 <= finding.line <= len(lines) + 1 else ""
    return [f"{finding.line - 1:>4} | {before}", f"   + | {' ' * (finding.col - 1)}{finding.missing}: …"]


def _tensions(report: Report) -> list[str]:
    numbers = sorted({n for f in report.faults for n in f.tensions})
    if not numbers:
        return []
    found = [f"  {TENSIONS[n].name}: {TENSIONS[n].text}" for n in numbers]
    return ["Where the rules above pull against each other, or the evidence against them\n" + "\n".join(found)]


def _summary(report: Report) -> str:
    tail = [
        f"{_count(report)}; {counted(len(report.questions), 'thing')} could not be told "
        f"(tether questions {short_name(report.charter.file)})",
        f"{counted(len(report.kept), 'rule')} kept; {len(report.silent)} had nothing to look at"
        + (f"; {len(report.left_out)} not run" if report.left_out else "")
        + (f"; {numbered(len(report.waived), 'finding')} waived" if report.waived else ""),
        DISCLAIMER,
    ]
    return visible("\n".join(tail))


def _count(report: Report) -> str:
    """Count the faults of what is written by severity, and beside them the silences: neither hides the other."""
    looked = [code for code in report.kept if not code.startswith(("SCH", "DUT"))]
    said = ", ".join(counted(sum(f.severity == s for f in report.faults), s) for s in SEVERITIES[:3])
    if not report.faults:
        said = f"{said} in what is written" if looked else "nothing is written that could be judged"
    errors = counted(sum(f.severity == "error" for f in report.silences), "error")
    return f"{said}; {counted(len(report.silences), 'silence')} ({errors})" if report.silences else said
