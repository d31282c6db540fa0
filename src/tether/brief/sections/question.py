"""Section 1: the question, the three answers that can be proved, and what one would have to believe."""

from __future__ import annotations

from tether.brief import phrases
from tether.brief.blocks import Heading, Listing, Method, Paragraph, Quoted, Section, Sentence, Text
from tether.brief.content import BriefContent
from tether.brief.results import break_evens
from tether.brief.verdict import verdicts
from tether.brief.wording import break_even_sentence, verdict_sentence

AT_MOST = 6  # pairs named on the first page; section 7 has all
BREAK_EVENS = 3


def section(content: BriefContent) -> Section:
    """Return the page that stands alone."""
    lead = (Quoted(content.case.question),) if content.case.question else (content.case.title,)
    blocks = (
        Paragraph(lead, "lead"),
        Paragraph((Method(status(content)),), "status"),
        Heading(phrases.PLAN[7]),
        Listing((*believe(content),)),
        Paragraph((*_remarks(content),), "note"),
    )
    return Section(1, "question", phrases.PLAN[1], blocks)


def status(content: BriefContent) -> str:
    """Return the three answers: lawful? sound? tried?"""
    return " ".join(
        (
            phrases.SCREENED if content.screened else phrases.NOT_SCREENED,
            phrases.NOT_CHECKED if content.findings is None else phrases.CHECKED,
            phrases.NOT_SCORED if content.record.track_record is None else phrases.SCORED,
        )
    )


def believe(content: BriefContent) -> list[Sentence]:
    """Return the break-evens of the headline outcome, then how each pair stands on it."""
    comparison = content.comparison
    headline = next(o.id for o in comparison.outcomes if o.headline)
    rows = break_evens(comparison)
    groups = [g for _, g in rows[rows["outcome"] == headline].groupby(["a", "b", "symbol"], sort=False)]
    turning = [g for g in groups if g["value"].notna().any()]
    told = [break_even_sentence(g, comparison) for g in turning[:BREAK_EVENS]]
    return told + [
        verdict_sentence(v, comparison, sizes=v.distinguishable) for v in verdicts(comparison, headline)[:AT_MOST]
    ]


def _remarks(content: BriefContent) -> list[Text]:
    stamp = [] if content.screened else [phrases.STAMP_MEANS]
    return [*stamp, phrases.WORLDS, *([phrases.RETROSPECTIVE_MEANS] if content.case.retrospective else [])]
