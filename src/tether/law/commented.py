"""What is found in a law, as comments at its articles: a charter's findings, its loose citations, faults of the text.

    comments = comments_on(law, report=report, coverage=coverage_of(charter, law))
    with_comments(Path("draft.docx"), comments)

A comment says what was found, on which words it rests, what to do and who must answer. What stands at no article (a
matter on which the law is silent) is one comment at the title.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from tether.charter.check import Report
from tether.charter.findings import Finding
from tether.documents.files import write_bytes
from tether.errors import InputError, Problem, UsageError
from tether.law.comment_words import DENIED, HEADS, QUESTION, PlainWords
from tether.law.coverage import GRAVEST, Coverage, coverage_of
from tether.law.faults import faults_of, place_of
from tether.law.read import form_of, read_law
from tether.law.word_comments import MarginComment, with_comments
from tether.law.written_law import Provision, WrittenLaw

AT_TITLE = "What stands at no article:"
ALSO = "Also: "
OF_OUR_READING = "SCH"  # rules on how a text was coded: no matter of its drafter
READER = "To answer: whoever read the draft for us"
T = TypeVar("T")
LONGEST = 300  # characters of one line


def comments_on(
    law: WrittenLaw, *, report: Report | None = None, coverage: Coverage | None = None
) -> tuple[MarginComment, ...]:
    """Return the comments on a law, in its order: at the title first, then at its articles."""
    found = [*_faults(law)]
    loose: list[str] = []
    plain = PlainWords(report.charter if report is not None else None)
    if coverage is not None:
        found += _citations(law, coverage, plain)
    if report is not None:
        told = [f for f in (*report.fired, *report.questions) if not f.code.startswith(OF_OUR_READING)]
        at_articles, loose = _findings(law, told, plain)
        found += at_articles
    titled = [_at_title(law, loose)] if loose else []
    return (*titled, *sorted(dict.fromkeys(found), key=lambda c: c.at))


Step = Callable[[str, int, int], None]


def comment_draft(draft: Path, out: Path, report: Report | None = None, *, step: Step | None = None) -> str:
    """Write a copy of a Word draft with comments at its articles; return what to say of it.

    With a ``report`` the findings on its charter are among them, else the faults of the text alone. ``step`` is told
    what is being done.

    Raises:
        InputError: no Word file that can be read as a law. UsageError: the copy would be the draft itself.
    """
    if out.exists() and out.resolve() == draft.resolve():
        raise UsageError(f"{out}: the draft itself, left alone; name another file for the copy with the comments")
    if form_of(draft) != "docx":
        raise InputError(
            Problem("no Word file", str(draft), expected="a draft as .docx, since comments go into a copy")
        )
    law = _doing(step, "reading the draft", lambda: read_law(draft))
    coverage = None
    if report is not None:
        charter = report.charter
        coverage = _doing(step, "looking up its articles", lambda: coverage_of(charter, law))
    comments = _doing(step, "comments", lambda: comments_on(law, report=report, coverage=coverage))
    made = _doing(step, "the copy", lambda: with_comments(draft, comments))
    write_bytes(out, made.data)
    at_title = sum(comment.lines[:1] == (AT_TITLE,) for comment in comments)
    counted = f"{len(comments) - at_title} at their article" + (f", {at_title} at the title" if at_title else "")
    there = f"; {made.there} were there already" if made.there else ""
    head = f"{out}: {made.added} comments put in; found in all: {counted}{there}"
    return "\n".join([head, *_where_each_went(comments)]) + "\n"


def _doing(step: Step | None, name: str, work: Callable[[], T]) -> T:
    """Do one step of a work, told before and after."""
    tell = step or (lambda name, done, of: None)
    tell(name, 0, 1)
    made = work()
    tell(name, 1, 1)
    return made


def _where_each_went(comments: Sequence[MarginComment]) -> Iterator[str]:
    """Give a line for each comment: at which article it stands; what stands at none is told line by line."""
    for comment in comments:
        if comment.lines[:1] == (AT_TITLE,):
            yield from (f"  at the title, since no article is cited: {line}" for line in comment.lines[1:])
        else:
            yield f"  {comment.lines[0]}"
            yield from (f"  {line}" for line in comment.lines if line.startswith(ALSO))


def _findings(law: WrittenLaw, findings: Sequence[Finding], plain: PlainWords) -> tuple[list[MarginComment], list[str]]:
    """Return the findings as comments, one for all that a rule says of a provision; and those without an article."""
    by_place: dict[tuple[str, str, str], list[Finding]] = {}
    loose: list[str] = []
    for finding in findings:
        cited = law.find(finding.article) if finding.article else None
        provision = cited.provision if cited is not None else None
        if provision is not None:
            by_place.setdefault((provision.id, finding.code, finding.result), []).append(finding)
        elif not finding.part_of:
            loose.append(f"{_head(finding)}: {plain.said(finding.message)} ({finding.code})")
    once: dict[tuple[str, str, tuple[str, ...]], list[Sequence[Finding]]] = {}
    for (id, _, result), its in by_place.items():  # one question that several rules ask is asked once
        once.setdefault((id, result, tuple(f.message for f in its)), []).append(its)
    return [_finding(law, law.provision(id), of, plain) for (id, _, _), of in once.items()], loose


def _head(finding: Finding) -> str:
    return QUESTION if finding.result == "cannot tell" else HEADS[finding.severity]


def _finding(
    law: WrittenLaw, provision: Provision, told: Sequence[Sequence[Finding]], plain: PlainWords
) -> MarginComment:
    its, codes = told[0], ", ".join(dict.fromkeys(of[0].code for of in told))
    finding = its[0]
    asks = finding.result == "cannot tell"
    lines = [f"{_head(finding)}, {place_of(law, provision.id)}: {plain.said(finding.message)}"]
    lines += [f"{ALSO}{plain.said(said)}" for said in dict.fromkeys(f.message for f in its) if said != finding.message]
    if finding.measured:
        lines.append(f"Measured: {plain.said(finding.measured)}")
    if finding.words and not asks:
        lines.append(f"Rests on: “{finding.words}” ({finding.source})")
    if finding.remedy and not asks:
        lines.append(f"To do: {plain.to_do(finding.remedy)}")
    if finding.ask:
        lines.append(f"To answer: {finding.ask}")
    lines[-1] += f" ({codes})"
    return _comment(law, provision.id, lines)


def _faults(law: WrittenLaw) -> Iterator[MarginComment]:
    for fault in faults_of(law):
        head = QUESTION if fault.degree == "ask" else "Fault of the text"
        lines = [f"{head}, {fault.place}: {fault.found}", f"To do: {fault.remedy}", "To answer: the drafter"]
        yield _comment(law, fault.provision, lines)


def _citations(law: WrittenLaw, coverage: Coverage, plain: PlainWords) -> Iterator[MarginComment]:
    """Give what of our reading does not stand in the text: whoever read it must answer, not the drafter."""
    for anchor in coverage.anchors:
        for said in anchor.not_grounded:
            lines = [f"Check of our reading, {anchor.place}: {plain.read(anchor.path, said)}", READER]
            yield _comment(law, anchor.provision, lines)
    for article in coverage.left_out:
        spoken = ", ".join(name for name in article.speaks_of if name in GRAVEST)
        lines = [f"Check of our reading, {article.place}: it speaks of {spoken}, and our reading leaves it out"]
        assumed = DENIED.get(article.contradicts.partition(":")[0], "")
        lines += [f"So far we took it {assumed}"] if assumed else []
        yield _comment(law, article.provision, [*lines, READER])


def _at_title(law: WrittenLaw, loose: list[str]) -> MarginComment:
    told = list(dict.fromkeys(loose))
    lines = [AT_TITLE, *(_short(line) for line in told)]
    first: Any = law.units[0].at[:1] if law.units else ()
    at = law.title_at if law.title_at >= 0 else (first[0] if first else 0)
    return MarginComment(at, tuple(lines))


def _comment(law: WrittenLaw, id: str, lines: list[str]) -> MarginComment:
    provision = law.provision(id)
    below = (p.at for p in law.within(provision.id))
    at = next((places[0] for places in below if places), 0)
    return MarginComment(at, tuple(_short(line) for line in lines))


def _short(line: str) -> str:
    flat = " ".join(line.split())
    return flat if len(flat) <= LONGEST else f"{flat[: LONGEST - 1]}…"
