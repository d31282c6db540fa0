"""What is found in a law, as comments at its paragraphs: a charter's findings, its loose citations, faults of the text.

    comments = comments_on(law, report=report, coverage=coverage_of(charter, law))
    with_comments(Path("draft.docx"), comments)

A comment says what was found, on which words it rests, what to do and who must answer, in the language of the draft. It
stands at the paragraph whose words its row quotes, else where the cited article begins; what stands at no article (a
matter on which the law is silent) is one comment at the title.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from tether.charter.check import Report
from tether.charter.findings import Finding
from tether.charter.letter.languages import Language
from tether.documents.files import write_bytes
from tether.errors import InputError, Problem, UsageError
from tether.law.comment_places import CommentPlace, CommentPlaces
from tether.law.comment_speaker import CommentSpeaker
from tether.law.coverage import Coverage, coverage_of
from tether.law.faults import faults_of
from tether.law.read import form_of, read_law
from tether.law.word_comments import MarginComment, with_comments
from tether.law.written_law import WrittenLaw

OF_OUR_READING = "SCH"  # rules on how a text was coded: no matter of its drafter
T = TypeVar("T")
LONGEST = 300  # characters of one line


def comments_on(
    law: WrittenLaw,
    *,
    report: Report | None = None,
    coverage: Coverage | None = None,
    language: Language | None = None,
) -> tuple[MarginComment, ...]:
    """Return the comments on a law, in its order: at the title first, then at the paragraphs that they are about.

    ``language``: that of the comments, the draft's own unless another is given.
    """
    speaker = CommentSpeaker(law, report.charter if report is not None else None, language)
    places = CommentPlaces(law, coverage.anchors if coverage is not None else ())
    found = [*_faults(law, speaker, places)]
    loose: list[str] = []
    if coverage is not None:
        found += _citations(coverage, speaker, places)
    if report is not None:
        told = [f for f in (*report.fired, *report.questions) if not f.code.startswith(OF_OUR_READING)]
        at_articles, loose = _findings(told, speaker, places)
        found += at_articles
    titled = [_at_title(law, loose, speaker)] if loose else []
    return (*titled, *sorted(dict.fromkeys(found), key=lambda c: c.at))


Step = Callable[[str, int, int], None]


def comment_draft(
    draft: Path,
    out: Path,
    report: Report | None = None,
    *,
    language: Language | None = None,
    step: Step | None = None,
) -> str:
    """Write a copy of a Word draft with comments at its articles; return what to say of it.

    With a ``report`` the findings on its charter are among them, else the faults of the text alone. ``language`` is
    that of the comments (usual: the draft's own). ``step`` is told what is being done.

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
    comments = _doing(step, "comments", lambda: comments_on(law, report=report, coverage=coverage, language=language))
    made = _doing(step, "the copy", lambda: with_comments(draft, comments))
    write_bytes(out, made.data)
    at_title = sum(comment.at_title for comment in comments)
    counted = f"{len(comments) - at_title} at their paragraph" + (f", {at_title} at the title" if at_title else "")
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
        if comment.at_title:
            yield from (f"  at the title, since no article is cited: {line}" for line in comment.lines[1:])
        else:
            yield f"  {comment.lines[0]}"
            yield from (f"  {line}" for line in comment.lines[1 : 1 + comment.more])


def _findings(
    findings: Sequence[Finding], speaker: CommentSpeaker, places: CommentPlaces
) -> tuple[list[MarginComment], list[str]]:
    """Return the findings as comments, one for all that a rule says of a paragraph; and those without an article."""
    by_place: dict[tuple[CommentPlace, str, str], list[Finding]] = {}
    loose: list[str] = []
    for finding in findings:
        place = places.of_row(finding.path, finding.article) if finding.article else None
        if place is not None:
            by_place.setdefault((place, finding.code, finding.result), []).append(finding)
        elif not finding.part_of:
            loose.append(f"{speaker.word(speaker.kind(finding))}: {speaker.said(finding)} ({finding.code})")
    once: dict[tuple[CommentPlace, str, tuple[str, ...]], list[Sequence[Finding]]] = {}
    for (place, _, result), its in by_place.items():  # one question that several rules ask is asked once
        once.setdefault((place, result, tuple(f.message for f in its)), []).append(its)
    return [_finding(place, of, speaker) for (place, _, _), of in once.items()], loose


def _finding(place: CommentPlace, told: Sequence[Sequence[Finding]], speaker: CommentSpeaker) -> MarginComment:
    codes = ", ".join(dict.fromkeys(of[0].code for of in told))
    lines = speaker.told(told[0], place.provision, codes)
    more = len(dict.fromkeys(speaker.said(f) for f in told[0])) - 1
    return _comment(place, lines, more)


def _faults(law: WrittenLaw, speaker: CommentSpeaker, places: CommentPlaces) -> Iterator[MarginComment]:
    for fault in faults_of(law):
        place = places.of_words(fault.provision, fault.words) or places.of_provision(fault.provision)
        yield _comment(place, speaker.fault(fault, fault.provision))


def _citations(coverage: Coverage, speaker: CommentSpeaker, places: CommentPlaces) -> Iterator[MarginComment]:
    """Give what of our reading does not stand in the text: whoever read it must answer, not the drafter."""
    for anchor in coverage.anchors:
        for said in anchor.not_grounded:
            place = places.of_row(anchor.path, anchor.article) or places.of_provision(anchor.provision)
            yield _comment(place, speaker.not_grounded(anchor, said))
    for article in coverage.left_out:
        yield _comment(places.of_provision(article.provision), speaker.left_out(article))


def _at_title(law: WrittenLaw, loose: list[str], speaker: CommentSpeaker) -> MarginComment:
    lines = [speaker.word("at_title"), *(_short(line) for line in dict.fromkeys(loose))]
    first: Any = law.units[0].at[:1] if law.units else ()
    at = law.title_at if law.title_at >= 0 else (first[0] if first else 0)
    return MarginComment(at, tuple(lines), at_title=True)


def _comment(place: CommentPlace, lines: list[str], more: int = 0) -> MarginComment:
    return MarginComment(place.at, tuple(_short(line) for line in lines), more=more)


def _short(line: str) -> str:
    flat = " ".join(line.split())
    return flat if len(flat) <= LONGEST else f"{flat[: LONGEST - 1]}…"
