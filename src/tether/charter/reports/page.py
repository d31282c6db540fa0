"""The check report as a page: what matters first, pictures, every finding in its text, what is open.

One charter gives a page of its own, several a page with a part for each:

    as_html(check_document([report]))        # or any other writer of tether.report

A report as plain data (the JSON format, and the twin of the page).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from tether.charter.check import ChecklistItem, Report
from tether.charter.findings import SEVERITIES, Finding
from tether.charter.reports.authority_picture import authority_picture
from tether.charter.reports.command_picture import command_picture
from tether.charter.reports.letter import LetterQuestion, letter
from tether.charter.reports.parts import (
    by_cause,
    by_part,
    item_line,
    kind_line,
    spoken,
    unsaid,
    why_first,
)
from tether.charter.reports.text import DISCLAIMER, underlined
from tether.charter.rules import rule_of
from tether.charter.rules.authorities import authorities_of
from tether.charter.rules.rule import TENSIONS
from tether.documents.files import short_name
from tether.errors import numbered
from tether.report.blocks import (
    Aside,
    Block,
    Callout,
    Code,
    Document,
    Heading,
    Jump,
    Listing,
    Paragraph,
    Picture,
    Quoted,
    Section,
    Sentence,
    Sign,
    Text,
    bullets,
)
from tether.report.numbers import counted, sentence_case


def check_document(reports: Sequence[Report]) -> Document:
    """Return the page of one or several reports."""
    data = {"charters": [as_data(r) for r in reports]}
    if len(reports) == 1:
        (report,) = reports
        head = Section(0, "summary", "", _summary(report))
        return Document(_title(report), (head, *_sections(report)), _under(report), data=data, name=report.charter.id)
    parts = [_part(r) for r in reports]
    return Document(
        f"{numbered(len(reports), 'charter')} checked", tuple(s for p in parts for s in p), data=data, name="check"
    )


def _part(report: Report) -> tuple[Section, ...]:
    head = (Paragraph((_under(report),), "note"), *_summary(report))
    return Section(0, report.charter.id, _title(report), head, level=1), *_sections(report)


def _title(report: Report) -> str:
    meta = report.charter.meta
    return str(meta.title) if meta and meta.title else report.charter.id


def _under(report: Report) -> str:
    knows = f" · knowing {report.evidence}" if report.evidence else ""
    return f"{short_name(report.charter.file)} · read {report.reading}{knows}"


def _summary(report: Report) -> tuple[Block, ...]:
    ids = f"findings/{report.charter.id}"
    faults = [(s, sum(f.severity == s for f in report.faults)) for s in SEVERITIES[:3]]
    found = [(Sign(s, s), Sentence(str(n), ids)) for s, n in [*faults, ("note", len(report.questions))]]
    about = ". ".join(sentence_case(line) for line in (kind_line(report), spoken(report)) if line)
    said = (Paragraph((Sentence(f"{about}.", ids),)),) if about else ()
    stops = tuple((Sign(f.code), Sign("stop", "stop"), _sentence(f, report)) for f in report.stops)
    return bullets(found, "counts"), *said, *((bullets(stops),) if stops else ()), Paragraph((DISCLAIMER,))


def _sections(report: Report) -> tuple[Section, ...]:
    open_questions = f"{sentence_case(counted(letter(report).count, 'question'))} open"
    made = [
        ("first", "What matters first", _first(report)),
        ("pictures", "Command and authority", _pictures(report)),
        ("findings", "Faults by part", _findings(report)),
        ("unsaid", "What the charter does not say", _unsaid(report)),
        ("waived", "Waived", _waived(report)),
        ("tensions", "Where these rules pull against each other", _tensions(report)),
        ("questions", open_questions, _questions(report)),
        ("kept", "Rules kept", _kept(report)),
    ]
    return tuple(Section(0, f"{report.charter.id}-{key}", title, blocks) for key, title, blocks in made if blocks)


def _anchor(finding: Finding, report: Report) -> str:
    return f"{report.charter.id}-{finding.code}-{finding.path.replace('.', '-')}"


def _sentence(finding: Finding, report: Report) -> Sentence:
    partly = " (only in part of what is known)" if finding.partly else ""
    return Sentence(f"{finding.message}{partly}", finding_id(report.charter.id, finding))


def _first(report: Report) -> tuple[Block, ...]:
    faults = set(map(id, report.told))
    items = tuple(
        (
            Jump(f.code, _anchor(f, report)) if id(f) in faults else Sign(f.code),
            Sign(f.severity, f.severity),
            _sentence(f, report),
            Aside(why_first(f, report)),
        )
        for f in report.first_five
    )
    return (Listing(items, first=1),) if items else ()


def _pictures(report: Report) -> tuple[Block, ...]:
    name = _title(report)
    drawn = {
        f"Command graph of {name}: who commands whom, with the findings marked on the lines.": command_picture(report),
        f"Authority matrix of {name}: who leads in which power and place.": authority_picture(report),
    }
    return tuple(Picture(svg, alt) for alt, svg in drawn.items() if svg)


def _findings(report: Report) -> tuple[Block, ...]:
    if not report.faults:
        return (Paragraph(("None of the rules that could be judged fires on what is written.",)),)
    told: set[str] = set()
    blocks: list[Block] = []
    for part, findings in by_part(report.told).items():
        blocks.append(Heading(sentence_case(part)))
        for cause in by_cause(findings, report):
            if cause.at:
                blocks.append(
                    Paragraph((f"From “{cause.at}: none” follow {numbered(len(cause.findings), 'finding')}:",), "note")
                )
            for finding in cause.findings:
                blocks.append(_callout(finding, report, first=finding.code not in told))
                told.add(finding.code)
    return tuple(blocks)


def _unsaid(report: Report) -> tuple[Block, ...]:
    """The one checklist: what a design of its kind must speak of and this one does not."""
    lines = [] if report.open_world else [_unsaid_line(item, report) for item in unsaid(report)]
    return (bullets(lines),) if lines else ()


def _unsaid_line(item: ChecklistItem, report: Report) -> tuple[Text, ...]:
    """Say what is left out, and where it would be written; of a thing said in part, each detail."""
    head = (f"{sentence_case(item_line(item))}:",) if item.state == "says it in part" or item.duty is None else ()
    told = item.findings[:1] if item.duty and item.findings[0].code == item.duty.code else item.findings
    said = [(_sentence(f, report), Aside(f"{f.code}, line {f.line}: {f.missing}")) for f in told]
    return *head, *(text for pair in said for text in pair)


def _callout(finding: Finding, report: Report, *, first: bool) -> Callout:
    """A finding with its text; the rule's words and remedy stand with the first finding of the rule only."""
    title = (Sign(finding.code), Sign(finding.severity, finding.severity), _sentence(finding, report))
    article = (f"[Art. {finding.article}]",) if finding.article else ()
    lines = [Code("\n".join(underlined(finding, report.lines_of(finding), width=96)))] if finding.line else []
    quotes = [Paragraph(("In the charter's own source:", Quoted(quote)), "small") for quote in finding.quotes]
    rule = _rule(finding) if first else ()
    blocks = (Paragraph(_where(finding, report), "note"), *lines, *quotes, *rule)
    return Callout((*title, *article), blocks, finding.severity, _anchor(finding, report))


def _where(finding: Finding, report: Report) -> tuple[Text, ...]:
    said = [f"line {finding.line}, {finding.path}"]
    said += ["only part of what is known is wrong, so one degree lower"] if finding.partly else []
    said += [finding.measured] if finding.measured else []
    said += [f"also at {', '.join(report.whole.where(p) for p in finding.related[:6])}"] if finding.related else []
    return (" · ".join(said),)


def _rule(finding: Finding) -> tuple[Block, ...]:
    rule = Paragraph((Sign("Rule."), f"{finding.statement}.", Sign("Remedy."), finding.remedy))
    if not finding.words:
        return (rule,)
    grounds = f"— {finding.source}. Also: {finding.second}. Evidence: {finding.evidence}."
    named = "; ".join(a.name for a in authorities_of(finding.code))
    grounds += f" See {named}." if named else ""
    return rule, Paragraph((Quoted(f"“{finding.words}”"), grounds), "small")


def _waived(report: Report) -> tuple[Block, ...]:
    items = [(Sign(f.code), _sentence(f, report), Aside(f.waived)) for f in report.waived]
    return (bullets(items),) if items else ()


def _tensions(report: Report) -> tuple[Block, ...]:
    numbers = sorted({n for f in report.fired for n in f.tensions})
    return tuple(Paragraph((Sign(f"{sentence_case(TENSIONS[n].name)}."), TENSIONS[n].text)) for n in numbers)


def _questions(report: Report) -> tuple[Block, ...]:
    written = letter(report)
    if not written.count:
        return (Paragraph((written.opening,)),)
    return tuple(
        b for who, questions in written.groups for b in (Heading(f"To {who}"), bullets(map(_asked, questions)))
    )


def _asked(question: LetterQuestion) -> tuple[Text, ...]:
    article = f", Art. {question.article}" if question.article else ""
    stops = "; nothing may begin before this is answered" if question.stops else ""
    return question.sentence, Aside(f"{', '.join(question.codes)}{article}{stops}")


def _kept(report: Report) -> tuple[Block, ...]:
    kept: Iterable[tuple[str, ...]] = ((code, rule.statement) for code in report.kept if (rule := rule_of(code)))
    left_out = f" Not run: {', '.join(report.left_out)}." if report.left_out else ""
    looked = [code for code in report.silent if code not in report.not_asked]
    silent = f"Nothing to look at: {', '.join(looked) or 'none'}.{left_out}"
    if report.not_asked:
        silent += f" No business of {report.kinds.words}: {', '.join(sorted(report.not_asked))}."
    return bullets((f"{code} {statement}" for code, statement in kept), "small"), Paragraph((silent,), "note")


def as_data(report: Report) -> dict[str, Any]:
    """Return the report as JSON-ready data: charter, reading, bounds, counts, findings, questions."""
    numbers = sorted({n for f in report.findings for n in f.tensions})
    return {
        "charter": report.charter.id,
        "file": report.charter.file,
        "reading": report.world,
        **({"evidence": report.evidence} if report.evidence else {}),
        "bounds": asdict(report.settings),
        "kind": list(report.kinds.names),
        "kind_inferred": report.kinds.inferred,
        "counts": {s: report.count(s) for s in SEVERITIES},
        "faults": {s: sum(f.severity == s for f in report.faults) for s in SEVERITIES},
        "silences": len(report.silences),
        "checklist": [_item_data(item) for item in report.checklist],
        "first": [f"{f.code} {f.path}" for f in report.first_five],
        "findings": [f.as_data() for f in report.findings if f.result == "fires"],
        "questions": [f.as_data() for f in report.questions],
        "kept": list(report.kept),
        "nothing_to_look_at": list(report.silent),
        "not_asked": dict(report.not_asked),
        "not_run": list(report.left_out),
        "tensions": {str(n): TENSIONS[n]._asdict() for n in numbers},
        "instruments": {c: [asdict(a) for a in authorities_of(c)] for c in sorted({f.code for f in report.findings})},
    }


def _item_data(item: ChecklistItem) -> dict[str, Any]:
    """Return one thing that the charter must speak of, whether it does, and the findings that say what is left out."""
    named = {"code": item.duty.code, "thing": item.duty.thing} if item.duty else {"code": "", "thing": ""}
    return {**named, "state": item.state, "findings": [f"{f.code} {f.path}" for f in item.findings]}


def finding_id(charter: str, finding: Finding) -> str:
    """Return the id of one finding, under which a page and its twin print it: findings/<charter>/<code>/<path>."""
    return f"findings/{charter}/{finding.code}/{finding.path}"
