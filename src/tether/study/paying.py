"""What a case's options cost: each priced once, from its plan where it has one, in the prices known at the cut-off.

costs_of(case, charters, plans)["p10-individuals"].total
"""

from __future__ import annotations

from collections.abc import Mapping

from tether.budget import CharterCost, cost_of
from tether.charter import Charter
from tether.induction.measures import Handover
from tether.study.case import CaseInputs


def costs_of(
    case: CaseInputs, charters: Mapping[str, Charter], plans: Mapping[str, Handover]
) -> dict[str, CharterCost]:
    """Return the cost of each option, the status quo (the first) left out, by id."""
    base, *options = charters.values()
    names = {a.id: a.name for a in case.theatre.actors}
    return {
        one.id: cost_of(
            one,
            base,
            plans.get(one.id),
            country=case.theatre.country.name,
            as_of=str(case.spec.cut_off),
            names=names,
            claims=case.claims,
        )
        for one in options
    }
