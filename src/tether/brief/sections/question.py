"""Section 1: the question, the three answers that can be proved, and what one would have to believe."""

from __future__ import annotations

from tether.brief.content import BriefContent, Comparison
from tether.brief.phrases import (
    NO_RECORD,
    NOT_SCORED,
    PLAN,
    STAMP_MEANS,
    THEORIES_ARE,
    WORLDS,
    retrospective_means,
)
from tether.brief.results import break_evens, verdicts
from tether.brief.sections.agreed import agreed_answer
from tether.brief.sections.findings import soundness
from tether.brief.sections.screening import lawfulness
from tether.brief.sections.staffing import staffed_answer
from tether.brief.sentences import break_even_sentence, charter_titles, overview
from tether.report.blocks import Heading, Listing, Method, Paragraph, Quoted, Section, Sentence, Text

NOT_SCREENED = "Lawfulness: not screened."
NOT_CHECKED = "Design: not checked."
SCORED = "Track record: scored, see section 6."
SCREENED_MEANS = (
    "The gate has screened the request, not the charters: a charter’s own breaches of law are blocking faults of "
    "section 4. The brief advises no choice."
)
BREAK_EVENS = 2  # on the first page; section 7 has all


def section(content: BriefContent) -> Section:
    """Return the page that stands alone."""
    lead = (Quoted(content.case.question),) if content.case.question else (content.case.title,)
    blocks = (
        Paragraph(lead, "lead"),
        Paragraph(status(content), "status"),
        *((Heading(PLAN[7]), Listing((*believe(content),))) if content.comparison else ()),
        Paragraph((*_remarks(content),), "note"),
    )
    return Section(1, "question", PLAN[1], blocks)


def status(content: BriefContent) -> tuple[Text, ...]:
    """Return the answers: lawful? sound? agreed? staffed? scored? One plain line where none of them was looked at."""
    lawful = lawfulness(content.screening) if content.screening else NOT_SCREENED
    sound = soundness(content.findings) if content.findings else NOT_CHECKED
    tried: Text = Method(NO_RECORD)
    if content.record is not None:
        tried = NOT_SCORED if content.record.track_record is None else Method(SCORED)
    agreed = (agreed_answer(content.passage, charter_titles(content)),) if content.passage else ()
    staffed = (staffed_answer(content.plan, charter_titles(content)),) if content.plan else ()
    return (lawful, sound, *agreed, *staffed, tried)


def believe(content: BriefContent) -> list[Sentence]:
    """Return the first break-evens of the headline outcome, then how many comparisons on it are distinguishable."""
    comparison = content.comparison
    if comparison is None:
        return []
    headline = comparison.headline
    rows = break_evens(comparison)
    groups = [g for _, g in rows[rows["outcome"] == headline].groupby(["a", "b", "symbol"], sort=False)]
    turning = sorted((g for g in groups if g["value"].notna().any()), key=lambda g: -g["value"].notna().sum())
    told = [break_even_sentence(g, comparison) for g in turning[:BREAK_EVENS]]
    return [*told, overview(verdicts(comparison, headline), comparison)]


def _theories(comparison: Comparison) -> str:
    return "; ".join(f"{t.title.lower()}: {t.says}" for t in comparison.theories)


def _remarks(content: BriefContent) -> list[Text]:
    stamp = [Method(SCREENED_MEANS if content.screened else STAMP_MEANS)]
    return [
        *stamp,
        *([WORLDS, THEORIES_ARE.format(_theories(content.comparison))] if content.comparison else []),
        *([retrospective_means(content.record is not None)] if content.case.retrospective else []),
    ]
