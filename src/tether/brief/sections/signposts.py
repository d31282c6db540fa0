"""Section 8: signposts. What to watch, until which month, and how many worlds it would sort right."""

from __future__ import annotations

from tether.brief.content import BriefContent
from tether.brief.parts.signposts import REASON, SIGNPOSTS
from tether.brief.phrases import PLAN
from tether.report.blocks import Files, Listing, Paragraph, Section


def section(content: BriefContent) -> Section | None:
    """Return the section of signposts; None where nothing was judged."""
    found, comparison = content.judgement, content.comparison
    if found is None or comparison is None or not found.signposts:
        return None
    listing = Listing(REASON.sentences(found, comparison))
    return Section(8, "signposts", PLAN[8], (Paragraph((SIGNPOSTS,)), listing, Files(REASON.carry(found))))
