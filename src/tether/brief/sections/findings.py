"""Section 4: the design's faults. Five first for each charter, then all, and the questions to its drafter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from tether.brief.content import BriefContent
from tether.brief.headline import speaks_of
from tether.brief.phrases import PLAN, STOPS
from tether.brief.sections.amendments import amended_blocks
from tether.brief.sentences import title
from tether.budget.questions import cost_questions
from tether.charter.check import Report
from tether.charter.findings import Finding
from tether.charter.reports.command_picture import command_picture
from tether.charter.reports.letter import letter
from tether.errors import numbered
from tether.report.blocks import (
    Block,
    File,
    Files,
    Fold,
    Heading,
    Listing,
    Paragraph,
    Picture,
    Quoted,
    Row,
    Section,
    Sentence,
    Table,
)
from tether.report.numbers import count, counted, sentence_case

CHECKS = (
    "Rules drawn from law, arithmetic and the lessons of earlier guards, each with its source. A blocking fault (the "
    "checker calls it a stop) is a matter of law or arithmetic; an error or warning rests on the evidence named. The "
    "rules locate and explain; they do not foretell how a charter fares."
)
FIRST_FIVE = "What matters first"
UNFOLDED = 4  # charters whose five first findings stand open; with more, they go behind a fold each
NAMED = 6  # charters named on the first page
BLOCKING = "blocking fault"  # what the checker calls a stop; in a brief, a stop is the gate's
TOLD_FIRST = 3  # faults named on the first page
SHORT = 160  # characters of a fault there, up to the end of one of its parts; section 4 has it whole


def section(content: BriefContent) -> Section | None:
    """Return the checker's section; None where no charter was checked."""
    if not content.findings:
        return None
    reports = content.findings
    each = [_charter(name, report, open_=len(reports) <= UNFOLDED) for name, report in reports.items()]
    blocks: tuple[Block, ...] = (
        Paragraph((CHECKS,)),
        _summary(reports),
        *_stops(reports),
        *amended_blocks(content),
        *(block for blocks in each for block in blocks),
        Files((File("findings", "All findings and open questions", findings_table(reports)),)),
    )
    return Section(4, "faults", PLAN[4], blocks)


def findings_table(reports: Mapping[str, Report]) -> pd.DataFrame:
    """Return one row per finding with ``result`` ids: findings/<charter>/<code>/<path>."""
    rows = [
        {
            "result": finding_id(name, f),
            "charter": name,
            "code": f.code,
            "severity": f.severity,
            "says": f.result,
            "path": f.path,
            "line": f.line,
            "message": f.message,
            "measured": f.measured,
            "remedy": f.remedy,
            "evidence": f.evidence,
            "source": f.source,
        }
        for name, report in reports.items()
        for f in report.findings
    ]
    quiet = [
        {"result": f"findings/{name}/none", "charter": name, "says": "nothing found"}
        for name, report in reports.items()
        if not report.findings
    ]
    return pd.DataFrame([*rows, *quiet])


def finding_id(charter: str, finding: Finding) -> str:
    """Return the id of one finding."""
    return f"findings/{charter}/{finding.code}/{finding.path}"


def _summary(reports: Mapping[str, Report]) -> Table:
    columns = ("Charter", "Blocking faults", "Errors", "Warnings", "Questions open", "Rules kept")
    rows = tuple(
        Row(
            (title(r), *(count(r.count(s)) for s in ("stop", "error", "warning", "note")), count(len(r.kept))),
            f"findings/{name}",
        )
        for name, r in reports.items()
    )
    return Table("", columns, rows, numeric=(1, 2, 3, 4, 5), quoted=(0,))


def spoken_table(reports: Mapping[str, Report]) -> Table:
    """Return what the rules found in each charter, and of how much of what it must speak of it speaks."""
    columns = ("Design", "Speaks of", "Blocking faults", "Errors", "Warnings", "Questions open")
    rows = tuple(
        Row(
            (
                title(r),
                "{} of {}".format(*speaks_of(r)) if r.duties else "–",
                *(count(r.count(s)) for s in ("stop", "error", "warning", "note")),
            ),
            f"findings/{name}",
        )
        for name, r in reports.items()
    )
    return Table("", columns, rows, numeric=(2, 3, 4, 5), quoted=(0,))


def _stops(reports: Mapping[str, Report]) -> tuple[Block, ...]:
    """Return every stop that stands, a line each: what print must not leave out."""
    items = tuple(stop_sentence(r, f, finding_id(name, f)) for name, r in reports.items() for f in r.stops)
    return (Heading(STOPS), Listing(items, "stop")) if items else ()


def _charter(name: str, report: Report, open_: bool) -> tuple[Block, ...]:
    first = (Paragraph((charter_found(name, report),)), *_found(report, report.first_five, FIRST_FIVE))
    rest = (*_all(report), *_letter(report), *_graph(report))
    if open_:
        return (Heading(title(report)), *first, *rest)
    return (Fold(title(report), (*first, *rest)),)


def _found(report: Report, findings: Iterable[Finding], caption: str) -> tuple[Block, ...]:
    rows = tuple(
        Row(
            (
                (_weight(f.severity), f.code),
                (_by_name(report, f.message), f.measured),
                _where(f),
                f.remedy,
                (f.source, f"evidence: {f.evidence}"),
            ),
            finding_id(report.charter.id, f),
        )
        for f in findings
    )
    columns = ("Weight", "What is wrong", "Where", "How to fix it", "Rests on")
    return (Table(caption, columns, rows, quoted=(1, 2, 3, 4)),) if rows else ()


def _weight(severity: str) -> str:
    return BLOCKING if severity == "stop" else severity


def _where(finding: Finding) -> tuple[str, ...]:
    article = f"article {finding.article}" if finding.article else f"line {finding.line}"
    return (finding.path, article)


def _all(report: Report) -> tuple[Block, ...]:
    more = _found(report, report.fired, "")
    return (Fold("All that the rules found", more),) if len(report.fired) > len(report.first_five) else ()


def _letter(report: Report) -> tuple[Block, ...]:
    written = letter(report, also=cost_questions(report))
    groups = [
        block
        for who, questions in written.groups
        for block in (Heading(f"To {who}"), Listing(tuple(Quoted(q.text) for q in questions), "small"))
    ]
    return (
        (Fold("Questions to the drafter", (Paragraph((Quoted(written.opening),), "note"), *groups)),) if groups else ()
    )


def _graph(report: Report) -> tuple[Block, ...]:
    drawn = command_picture(report)
    alt = f"Command graph of {title(report)}: who commands whom, with the findings marked on the lines."
    return (Fold("Command graph", (Picture(drawn, alt),)),) if drawn else ()


def soundness(reports: Mapping[str, Report]) -> Sentence:
    """Return the first page's answer: in how many charters a blocking fault stands, how many errors, which first."""
    stopped = [report for report in reports.values() if report.stops]
    number = sum(report.count("error") for report in reports.values())
    if stopped:
        named = ", ".join(f"{title(r)} ({count(len(r.stops))})" for r in stopped)
        where = f": {named}" if len(stopped) <= NAMED else ""
        found = f"blocking faults stand in {count(len(stopped))} of {numbered(len(reports), 'charter')}{where}"
    else:
        found = f"no {BLOCKING} in {counted(len(reports), 'charter')}, {counted(number, 'error')} in all"
    first = _named_first(reports)
    more = sum(len(r.stops) for r in stopped) + number > len(first)
    told = f" {'Among them' if more else 'They are'}: {'; '.join(first)}." if first else ""
    rest = " Section 4 has the others." if first and more else ""
    return Sentence(f"Design: checked; {found}.{told}{rest}", "findings")


def _named_first(reports: Mapping[str, Report]) -> list[str]:
    """Return the gravest fault of each charter, what matters first, each rule once, for as many as are named."""
    said: list[str] = []
    codes: set[str] = set()
    for report in reports.values():
        grave = [f for f in (*report.first_five, *report.fired) if f.severity in ("stop", "error")]
        grave = sorted((f for f in grave if f.code not in codes), key=_gravest)
        codes |= {f.code for f in grave[:1]}
        said += (
            [f"{title(report)}: {_shortened(_by_name(report, grave[0].message))} ({grave[0].code})"] if grave else []
        )
    return said[:TOLD_FIRST]


def _by_name(report: Report, message: str) -> str:
    """Return a message with the names of those whose ids it quotes, as the charter, else the evidence, gives them.

    The id of a row without a name stands as words in quotes: “us police”.
    """
    known = report.design.known if report.design else None
    names = {f"'{a.id}'": str(a.name) for a in known.actors} if known else {}
    rows = [row for part in ("actors", "groups", "forces", "units") for row in report.whole.at(part) or ()]
    names |= {f"'{row.id}'": str(row.name) for row in rows if row.name}
    return re.sub(r"'[a-z0-9-]+'", lambda found: names.get(found[0]) or _spoken(found[0]), message)


def _spoken(quoted: str) -> str:
    words = quoted.strip("'")
    return f"“{words.replace('-', ' ')}”" if "-" in words else quoted


def _shortened(message: str) -> str:
    """Return a message, or its first parts where it is long."""
    if len(message) <= SHORT:
        return message
    ends = [message.rfind(mark, 0, SHORT) for mark in ("; ", ": ", " (", ", ")]
    cut = message[: max(*ends, 0) or message.rfind(" ", 0, SHORT)]
    opened = cut.rfind(" (") if cut.count("(") > cut.count(")") else -1
    return f"{cut[:opened] if opened > 0 else cut} …"


def _gravest(finding: Finding) -> bool:
    return finding.severity != "stop"


def charter_found(name: str, report: Report) -> Sentence:
    """Say what the rules found in one charter, and how much they could not look at."""
    fired = [counted(report.count(severity), _weight(severity)) for severity in ("stop", "error", "warning")]
    reading = "what the text does not say counts as unknown" if report.open_world else "the text was read as complete"
    kept, silent = counted(len(report.kept), "rule"), counted(len(report.silent), "rule")
    text = (
        f"{', '.join(fired)}; {counted(len(report.questions), 'question')} open; "
        f"{kept} kept, {silent} with nothing to look at ({reading})."
    )
    return Sentence(sentence_case(text), f"findings/{name}")


def stop_sentence(report: Report, finding: Finding, result: str) -> Sentence:
    """Say one blocking fault in a line: the charter, the rule, what is wrong."""
    return Sentence(f"{title(report)}, {finding.code}: {_by_name(report, finding.message)}.", result)
