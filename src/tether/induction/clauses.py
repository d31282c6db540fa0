"""Clauses: one row that gives way, in words a ministry understands.

clause(row, names)        # "local minimum in Kirkuk: 186 local volunteers short": for the working folder
by_family(rows)           # ("local minimum by 186 in 1 place",): for what is published
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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

FAMILY_NAMES = {
    "manning": "filled posts",
    "bloc": "bloc cap per battalion",
    "bloc-company": "bloc cap per company",
    "subunit": "former sub-unit cap per battalion",
    "subunit-company": "former sub-unit cap per company",
    "officers": "officer cap",
    "rank-low": "rank minimum",
    "rank-high": "rank maximum",
    "community-low": "community minimum",
    "community-high": "community maximum",
    "local-low": "local minimum",
    "local-high": "local maximum",
    "vetting": "screening a month",
    "budget": "budget a year",
    "commander": "commanders from another bloc",
}


def by_family(rows: Iterable[Clause]) -> tuple[str, ...]:
    """Return what gives way by family, without militias and places, the largest first."""
    heads: dict[str, float] = {}
    places: dict[str, set[str]] = {}
    for row in rows:
        heads[row.family] = heads.get(row.family, 0.0) + row.heads
        places.setdefault(row.family, set()).add(row.place)
    ranked = sorted(heads, key=lambda family: -heads[family])
    spots = {f: f"{len(p)} place{'s' if len(p) > 1 else ''}" for f, p in places.items()}
    return tuple(f"{FAMILY_NAMES[f]} by {heads[f]:,.0f} in {spots[f]}" for f in ranked)


def clause(row: Clause, names: Mapping[str, str] | None = None) -> str:
    """Return one relaxation in words."""
    place = (names or {}).get(row.place, row.place)
    return CLAUSES[row.family].format(at=f" in {place}" if place else "", key=row.key, heads=f"{row.heads:,.0f}")
