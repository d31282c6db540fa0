"""The letter of questions: everything that could not be told, worded for those who must answer.

A finding says what is wrong; this page says what nobody can judge yet. Questions are grouped by addressee, in the order
of the text, each with its article (where the charter is anchored to one) and the rule that waits for the answer.
``letter_document`` makes the page of a ``Letter``, which every writer of ``tether.report`` prints.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace

from tether.charter.check import Report
from tether.charter.findings import Finding
from tether.charter.reports.parts import item_line, says_more, unsaid
from tether.charter.rules import rule_of
from tether.charter.rules.authorities import authorities_of
from tether.charter.schema import Charter
from tether.report.blocks import Aside, Document, Listing, Paragraph, Section, Sentence, bullets, section

ORDER = (
    "the drafter",
    "the head of government",
    "the legislature",
    "the defence ministry",
    "the interior ministry",
    "the finance ministry",
    "the justice ministry",
    "the civil ministries",
    "the provinces",
    "the sponsor",
)


@dataclass(frozen=True)
class LetterQuestion:
    """One question: its words, the rules that wait for the answer, where it belongs in the text."""

    text: str
    codes: tuple[str, ...]
    article: str
    place: str
    stops: bool  # a rule that can stop the matter waits for it

    @property
    def sentence(self) -> Sentence:
        """The question as a sentence that rests on the rules that wait for its answer."""
        return Sentence(self.text, f"rules/{'+'.join(self.codes)}")


@dataclass(frozen=True)
class Letter:
    """Questions by addressee; those on which a stop hangs come first under each."""

    title: str
    opening: str
    groups: tuple[tuple[str, tuple[LetterQuestion, ...]], ...]
    first: tuple[str, ...] = ()  # what matters first
    unsaid: tuple[str, ...] = ()  # what a design of its kind must speak of, and this one does not

    @property
    def count(self) -> int:
        """How many questions it asks."""
        return sum(len(questions) for _, questions in self.groups)


def letter(report: Report) -> Letter:
    """Word the open questions of a report as a letter."""
    charter = report.charter
    title = str(charter.meta.title) if charter.meta and charter.meta.title else charter.id
    names = _names(charter)
    open_points = [replace(f, message=_with_names(f.message, names)) for f in report.questions]
    grouped = {who: [f for f in open_points if f.ask == who] for who in ORDER}
    groups = tuple((who, _questions(found)) for who, found in grouped.items() if found)
    count = sum(len(q) for _, q in groups)
    seen = (
        "the text was read as complete" if not report.open_world else "what the text does not say was read as unknown"
    )
    opening = (
        f"In reading “{title}” we could not tell the following {count} points ({seen}). None of them is a fault yet: "
        "each may be settled elsewhere, or left open on purpose. An answer of one line, with its article, is enough."
        if count
        else f"In reading “{title}” we found no point that could not be told."
    )
    matters = tuple(_with_names(f.message, names) for f in report.first_five) if says_more(report) else ()
    left_out = () if report.open_world else tuple(item_line(i) for i in unsaid(report) if i.duty is not None)
    return Letter(f"Questions on {title}", opening, groups, matters, left_out)


def _names(charter: Charter) -> dict[str, str]:
    """Return the name of each id that the charter names: a letter speaks of the National Guard, not of 'ing'."""
    sections = (charter.places, charter.communities, charter.actors, charter.groups, charter.forces, charter.units)
    rows = [row for section in sections for row in section or ()]
    return {row.id: str(row.name) for row in rows if row.name}


def _with_names(text: str, names: dict[str, str]) -> str:
    return re.sub(r"'([a-z0-9-]+)'", lambda found: f"“{names.get(found[1], found[1])}”", text)


def _questions(found: list[Finding]) -> tuple[LetterQuestion, ...]:
    by_text: dict[tuple[str, str], list[Finding]] = {}
    for finding in found:
        by_text.setdefault((finding.message, finding.article), []).append(finding)
    questions = [
        LetterQuestion(
            text, tuple(dict.fromkeys(f.code for f in group)), article, group[0].place, any(map(_stop, group))
        )
        for (text, article), group in by_text.items()
    ]
    return tuple(sorted(questions, key=lambda q: not q.stops))


def _stop(finding: Finding) -> bool:
    rule = rule_of(finding.code)
    return rule is not None and rule.severity == "stop"


def letter_document(written: Letter) -> Document:
    """Return the page of a letter; questions are numbered through."""
    sections = [Section(0, "opening", "", (Paragraph((written.opening,)),))]
    lists = (("What matters first", written.first), ("What the text does not say, and must", written.unsaid))
    sections += [
        section(title, bullets((Sentence(line, "rules"),) for line in lines)) for title, lines in lists if lines
    ]
    first = 1
    for who, questions in written.groups:
        items = tuple((question.sentence, Aside(_why(question))) for question in questions)
        sections.append(section(f"To {who}", Listing(items, first=first)))
        first += len(questions)
    return Document(written.title, tuple(sections), data=asdict(written), name="letter")


def _why(question: LetterQuestion) -> str:
    statements = [rule.statement for code in question.codes if (rule := rule_of(code))]
    anchor = f"Art. {question.article}; " if question.article else ""
    named = "; ".join(dict.fromkeys(a.name for code in question.codes for a in authorities_of(code)))
    see = f" See {named}." if named else ""
    stop = " Nothing may be given or begun before this is answered." if question.stops else ""
    return f"{anchor}{', '.join(question.codes)}: {'; '.join(statements)}.{see}{stop}"
