"""Clauses: one row that gives way, in words a ministry understands.

clause(row, names)        # "local minimum in Kirkuk: 186 local volunteers short"
"""

from __future__ import annotations

from collections.abc import Mapping

from tether.induction.conflicts import Clause

CLAUSES = {  # family: what its relaxation says
    "manning": "posts{at}: {heads} stay empty",
    "bloc": "bloc cap per battalion{at}: {key} {heads} above its share",
    "bloc-company": "bloc cap per company{at}: {key} {heads} above its share",
    "subunit": "former sub-unit {key}{at}: {heads} above its share of battalions",
    "subunit-company": "former sub-unit {key}{at}: {heads} above its share of companies",
    "officers": "officer cap{at}: {key} {heads} above its share of officers",
    "rank-low": "rank minimum{at}: {heads} short of {key}",
    "rank-high": "rank maximum{at}: {heads} of {key} too many",
    "community-low": "community minimum{at}: {heads} of {key} short",
    "community-high": "community maximum{at}: {heads} of {key} too many",
    "local-low": "local minimum{at}: {heads} local volunteers short",
    "local-high": "local maximum{at}: {heads} local volunteers too many",
    "vetting": "screening: {heads} beyond the monthly number, in the last month",
    "budget": "budget: {heads} a year beyond the line",
    "commander": "commanders{at}: {heads} come from the largest bloc of their battalion",
}


def clause(row: Clause, names: Mapping[str, str] | None = None) -> str:
    """Return one relaxation in words."""
    place = (names or {}).get(row.place, row.place)
    return CLAUSES[row.family].format(at=f" in {place}" if place else "", key=row.key, heads=f"{row.heads:,.0f}")
