"""Which of a case's starting figures rest on sources that nobody had yet at its cut-off."""

from __future__ import annotations

from tether.evidence.claims.model import ClaimSource, last_day
from tether.report.numbers import count, listed, spell
from tether.study.case import CaseInputs

NAMED = 4  # sources named


def later_sources(case: CaseInputs) -> tuple[ClaimSource, ...]:
    """Return the sources read for the starting sizes and places that were published after the cut-off, oldest first."""
    day = last_day(str(case.spec.cut_off))
    used = {c.source.id: c.source for c in case.setting.claims_used if c.seen and c.published > day}
    return tuple(sorted(used.values(), key=lambda s: (s.published, s.id)))


def hindsight(case: CaseInputs) -> str:
    """Say how many such sources there are, and which; "" where there are none."""
    later = later_sources(case)
    if not later:
        return ""
    named = listed(f"{s.author or s.outlet or s.title}, {s.dated}" for s in later[:NAMED])
    more = f", and {count(len(later) - NAMED)} more" if len(later) > NAMED else ""
    sources = "source" if len(later) == 1 else "sources"
    then = spell(str(case.spec.cut_off))
    return (
        f"Starting sizes and places rest in part on {count(len(later))} {sources} later than {then} (retrospective: "
        f"{named}{more}): nobody had them then."
    )
