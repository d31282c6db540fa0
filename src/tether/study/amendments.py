"""What would have to change in a case's charters, for section 4 of its brief: ``tether amend``, in a bounded time.

    found = amendments_of(case, charters)       # charter id -> CharterAmendment

Runs of the checker are counted and not seconds, so that a brief says the same on every machine; a charter of the cases
that ship took 0.05 to 1.3 s. What was found is kept for the process by what the charter, its status quo and the
evidence say: a case that is briefed again is not searched again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from tether.amend.amendment import AmendmentAsked, CharterAmendment, amend
from tether.amend.certificate import bound_to, checked_as
from tether.amend.oracle import CheckedUnder
from tether.charter import Charter
from tether.errors import InputError
from tether.study.case import CaseInputs

RUNS = 1500  # of a rule, for one charter
MOST_KEPT = 64

_KEPT: dict[str, CharterAmendment] = {}


def amendments_of(case: CaseInputs, charters: Iterable[Charter]) -> dict[str, CharterAmendment]:
    """Return the amendment of each charter, by id; none of one made in memory or that contradicts itself."""
    under = CheckedUnder(date.today(), theatre=case.theatre, known=case.known)
    found = {}
    for charter in charters:
        try:
            found[charter.id] = _kept(charter, under)
        except InputError:  # tether amend says why
            continue
    return found


def _kept(charter: Charter, under: CheckedUnder) -> CharterAmendment:
    key = json.dumps([charter.file, bound_to(charter), checked_as(under)], sort_keys=True)
    if key not in _KEPT:
        while len(_KEPT) >= MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)))
        _KEPT[key] = amend(charter, AmendmentAsked(checks=RUNS), under)
    return _KEPT[key]
