"""How charters are called: the title that each gives itself, by id."""

from __future__ import annotations

from tether.brief.content import BriefContent
from tether.brief.sections.findings import title


def charter_titles(content: BriefContent) -> dict[str, str]:
    """Return the titles of the charters that this brief knows."""
    options = dict(content.comparison.charters) if content.comparison else {}
    return {**{name: title(report) for name, report in (content.findings or {}).items()}, **options}
