"""The edition of a brief: places, communities and actors by their names; the case's own words as they were written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tether.brief.content import BriefContent, ClaimedLine
from tether.brief.sentences import charter_titles
from tether.dossier.edition import GRADED
from tether.report.editions.edition import Edition
from tether.theatre.theatre import Theatre

CODED = re.compile(r"^P\d+ ")  # the short name of an option before its title


def edition_of_brief(tag: str, theatre: Theatre, content: BriefContent) -> Edition | None:
    """Return the edition of a tag for a brief; None for English.

    Raises:
        UsageError: there is no such edition.
    """
    named = (*theatre.places, *theatre.communities, *theatre.actors)
    names = {row.name: row.name_ar for row in named}
    made = Edition.of(tag, theatre.country.name, names, set(_written(content)) - set(names))
    return None if made.language == "en" else made


def _written(content: BriefContent) -> Iterator[str]:
    """Give what the case's author and the sources wrote."""
    yield from (content.case.title, content.case.question, content.case.data_version, content.case.run_id)
    for title in charter_titles(content).values():
        yield from (title, CODED.sub("", title))
    yield from content.left_out
    for line in content.claimed:
        yield from _claimed(line)


def _claimed(line: ClaimedLine) -> Iterator[str]:
    """Give what of a claim its source or its coder wrote: the source, the text that it claims, each remark."""
    yield line.source
    yield from line.standing.split("; ")[1:]
    said, _, note = line.says.partition(". ")
    text = said.partition(f"{line.who}: ")[2].removeprefix("grave abuses, ")
    text = next((text.removeprefix(grade) for grade in GRADED if text.startswith(grade)), text)
    yield from (t for t in (note, "" if text[:1].isdigit() else text) if t)
