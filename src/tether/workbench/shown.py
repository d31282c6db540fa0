"""What is found, as a page shows it: each finding at its article, in the reader's language, with what can be done.

    found_in(report, law, "fr")["findings"][0]["said"]

``said`` is in the language asked for as far as the tables of the letter have it (``known`` is false where they don't),
in English with names in the place of ids; ``message`` is the checker's own English, the same as in every report.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from tether.charter.baseline import fingerprints
from tether.charter.check import Report
from tether.charter.findings import SEVERITIES, Finding
from tether.charter.fixes import Fix
from tether.charter.letter.languages import Language
from tether.charter.letter.wording import label, reason, worded
from tether.charter.reports.parts import kind_line, spoken
from tether.law.comment_words import PlainWords
from tether.law.coverage import coverage_of
from tether.law.faults import faults_of, place_of
from tether.law.written_law import WrittenLaw
from tether.report.numbers import sentence_case
from tether.workbench.coded_rows import names_in


def found_in(
    report: Report, law: WrittenLaw | None, language: Language, fixes: dict[int, tuple[Fix, ...]]
) -> dict[str, Any]:
    """Return what is found in a charter, at its places in the charter and in the law."""
    names, plain = names_in(report.charter), PlainWords(report.charter)
    prints = dict(zip(map(id, report.findings), fingerprints(report), strict=True))
    rows = []
    for state, findings in (("fault", report.told), ("silence", report.silences), ("question", report.questions)):
        for finding in findings:
            shown = _shown(finding, state, law, language, names)
            if language == "en":
                shown["said"] = sentence_case(plain.said(shown["said"]))
            shown["remedy"] = plain.to_do(finding.remedy) if finding.remedy else ""
            shown["fingerprint"] = prints.get(id(finding), "")
            shown["fixes"] = [{"title": f.title, "kind": f.kind} for f in fixes.get(id(finding), ())]
            rows.append(shown)
    first = {(f.code, f.path) for f in report.first_five}
    for number, row in enumerate(rows):
        row["id"] = f"f{number}"
        row["first"] = (row["code"], row["path"]) in first
    return {
        "title": title_of(report),
        "reading": report.reading,
        "about": ". ".join(sentence_case(line) for line in (kind_line(report), spoken(report)) if line),
        "counts": {
            **{s: sum(f.severity == s for f in report.faults) for s in SEVERITIES[:3]},
            "silence": len(report.silences),
            "question": len(report.questions),
        },
        "kept": len(report.kept),
        "waived": len(report.waived),
        "findings": rows,
        "checklist": [
            {"thing": i.duty.thing, "question": i.duty.question, "state": i.state} for i in report.checklist if i.duty
        ],
    }


def title_of(report: Report) -> str:
    """Return the charter's title, or its id."""
    meta = report.charter.meta
    return str(meta.title) if meta and meta.title else report.charter.id


def said_in(finding: Finding, language: Language, names: dict[str, str]) -> tuple[str, bool]:
    """Return a finding in a language, and whether the tables have words for it."""
    asks = finding.result == "cannot tell"
    if language == "en":
        return (worded(finding.message, "en", names).text if asks else finding.message), True
    if asks:
        sentence = worded(finding.message, language, names, finding.code)
        return sentence.text, sentence.known
    known = reason(finding.code, language)
    return (label("fault", language, known), True) if known else (finding.message, False)


def _shown(
    finding: Finding, state: str, law: WrittenLaw | None, language: Language, names: dict[str, str]
) -> dict[str, Any]:
    said, known = said_in(finding, language, names)
    cited = law.find(finding.article) if law is not None and finding.article else None
    provision = cited.provision if cited is not None else None
    return {
        "code": finding.code,
        "state": state,
        "severity": "question" if state == "question" else finding.severity,
        "path": finding.path,
        "place": finding.place,
        "line": finding.line,
        "column": finding.col,
        "end_line": finding.end_line,
        "end_column": finding.end_col,
        "article": finding.article,
        "provision": provision.id if provision else "",
        "unit": law.unit_of(provision.id).id if law is not None and provision else "",
        "said": said,
        "known": known,
        "message": finding.message,
        "measured": finding.measured,
        "statement": finding.statement,
        "words": finding.words,
        "source": finding.source,
        "evidence": finding.evidence,
        "remedy": finding.remedy,
        "ask": finding.ask,
        "quotes": list(finding.quotes),
    }


def law_shown(law: WrittenLaw) -> dict[str, Any]:
    """Return a law as a page shows it: title, preamble, its provisions in order, and the faults of the text itself."""
    units = {u.id for u in law.units}
    return {
        "title": " ".join(law.title.split()),
        "language": law.language,
        "name": law.file,
        "sha256": law.sha256,
        "form": law.form,
        "notes": list(law.notes),
        "preamble": list(law.preamble),
        "counts": law.counts,
        "provisions": [
            {
                "id": p.id,
                "kind": p.kind,
                "label": p.label,
                "number": p.number,
                "heading": p.heading,
                "text": p.text,
                "depth": sum(1 for _ in law.above(p.id)),
                "unit": law.unit_of(p.id).id if law.unit_of(p.id).id in units else "",
                "place": place_of(law, p.id),
            }
            for p in law.provisions
        ],
        "faults": [{**asdict(f), "unit": law.unit_of(f.provision).id if f.provision else ""} for f in faults_of(law)],
    }


def coverage_shown(report: Report, law: WrittenLaw) -> dict[str, Any]:
    """Return which articles a charter codes, which wait and why, and which citations do not stand in the text."""
    found = coverage_of(report.charter, law)
    return {
        "sentence": found.sentence,
        "articles": [asdict(a) for a in found.articles],
        "loose": [
            {"path": a.path, "article": a.article, "place": a.place, "state": a.state, "not_grounded": a.not_grounded}
            for a in _loose(found.anchors)
        ],
    }


def _loose(anchors: tuple[Any, ...]) -> Iterator[Any]:
    return (a for a in anchors if not a.stands or a.not_grounded)
