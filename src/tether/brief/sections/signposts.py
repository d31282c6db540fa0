"""Section 8: signposts. What to watch, until which month, and how many worlds it would sort right."""

from __future__ import annotations

from tether.brief.content import BriefContent
from tether.brief.judged import judgement_tables
from tether.brief.phrases import PLAN
from tether.brief.wording.signposts import signpost_sentences
from tether.report.blocks import Block, File, Files, Listing, Paragraph, Section

SIGNPOSTS = (
    "A signpost is a series of the record that somebody could watch: its sum up to a month, and what a high or low sum "
    "says about which of two charters comes out lower. It is judged on worlds that it was not found on. That none "
    "separates them is a finding."
)


def section(content: BriefContent) -> Section | None:
    """Return the section of signposts; None where nothing was judged."""
    if content.judgement is None or content.comparison is None or not content.judgement.signposts:
        return None
    blocks: tuple[Block, ...] = (
        Paragraph((SIGNPOSTS,)),
        Listing(signpost_sentences(content.judgement, content.comparison)),
        Files((File("signposts", "Signposts, by theory", judgement_tables(content.judgement)["signposts"]),)),
    )
    return Section(8, "signposts", PLAN[8], blocks)
