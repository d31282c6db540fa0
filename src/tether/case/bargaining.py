"""What a study's charters would have to pass, and where the like was tried before: known by the case's cut-off.

Both are read from the charters alone. Neither enters a projection: every charter is projected as if in force.
"""

from __future__ import annotations

from collections.abc import Iterable

from tether.case.case import Case
from tether.case.study import Study
from tether.charter import Charter
from tether.charter.likeness import Precedents, similar_cases
from tether.judgement.passage import PassageCount, passage_of


def passages(case: Case, charters: Iterable[Charter]) -> dict[str, PassageCount]:
    """Return the vote of each charter that a host must agree to, by id."""
    names = {a.id: a.name for a in case.theatre.actors}
    found = {c.id: passage_of(c, str(case.spec.cut_off), names=names) for c in charters}
    return {name: passage for name, passage in found.items() if passage is not None}


def tried_before(study: Study) -> dict[str, Precedents]:
    """Return the past cases nearest to each charter but the status quo, by id."""
    base, *options = study.charters.values()
    return {c.id: similar_cases(c, base, str(study.case.spec.cut_off)) for c in options}
