"""Who could volunteer in a case: group facts from its claims, and the synthetic roster made of them.

    table, told = volunteers(case, size=120_000, seed=7)

Sizes and roots are those of the projection (``case.setting``); ghosts, communities and named formations are read from
the same claims. Only groups with a size play a part.
"""

from __future__ import annotations

from pathlib import Path
from statistics import median

import pandas as pd

from tether.case.case import Case
from tether.induction.cells import POPULATION
from tether.induction.roster_file import SYNTHETIC, write_roster
from tether.induction.synthetic import SUBUNIT, GroupFacts, synthetic_roster
from tether.randomness.noise import Noise

OWN_COMMUNITY = 0.95  # of a group's men, where no claim says how far it is rooted in its community


def volunteers(case: Case, size: int, seed: int, subunit: int = SUBUNIT) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return a synthetic roster of the case and how it agrees with the dossier."""
    starts = str(case.spec.cut_off + 1)
    facts = [group_facts(case, g) for g in case.setting.groups]
    return synthetic_roster(facts, size, starts, Noise(seed), population=_people(case), subunit=subunit)


def group_facts(case: Case, group: str) -> GroupFacts:
    """Return what the case's claims say of one group."""
    setting, claims = case.setting, case.claims
    row, size = setting.home[setting.groups.index(group)], setting.sizes[group]
    community = next((a.community for a in case.theatre.actors if a.id == group), "")
    rooted = claims.interval(group, "rooted-in", community) if community else None
    return GroupFacts(
        id=group,
        size=(size.low, size.middle, size.high),
        homes=dict(zip(setting.places, map(float, row), strict=True)),
        communities=_communities(case, community, rooted.v if rooted else OWN_COMMUNITY),
        ghosts=ghosts(case, group),
        formations=_formations(case, group),
    )


def ghosts(case: Case, group: str) -> tuple[float, float, float]:
    """Return the share of a list that is not there: the group's claim, else the hull of all that is told of others."""
    own = case.claims.interval(group, "ghost-share")
    if own:
        return own.lo, own.v, own.hi
    told = [(c.lo, c.v, c.hi) for c in case.claims if c.predicate == "ghost-share" and c.v is not None]
    known = [(v if lo is None else lo, v, v if hi is None else hi) for lo, v, hi in told]
    if not known:
        return 0.0, 0.0, 0.0
    return min(k[0] for k in known), float(median(k[1] for k in known)), max(k[2] for k in known)


def _formations(case: Case, group: str) -> dict[str, float]:
    """Return the share of the group that each named part of it claims, of what the group itself claims."""
    whole = case.claims.interval(group, "size", basis="claimed")
    parts = {
        a.id: case.claims.interval(a.id, "size", basis="claimed") for a in case.theatre.actors if a.part_of == group
    }
    shares = {name: part.v / whole.v for name, part in parts.items() if part and whole and whole.v}
    return shares if sum(shares.values()) < 1 else {}


def _communities(case: Case, own: str, share: float) -> dict[str, dict[str, float]]:
    """Return by place the group's own community, and the place's largest other one with what is left."""
    ids = [c.id for c in case.theatre.communities]
    out = {}
    for place in case.setting.places:
        others = {c: _share(case, place, c) for c in ids if c != own}
        other = max(others, key=lambda c: others[c], default="")
        if not own:
            out[place] = {other: 1.0}
        elif others.get(other, 0.0) > 0:
            out[place] = {own: share, other: 1 - share}
        else:
            out[place] = {own: 1.0}
    return out


def _people(case: Case) -> GroupFacts:
    """Return ordinary recruits: homes by population, communities as the place's own."""
    places = case.setting.places
    counted = {p: i.v for p in places if (i := case.claims.interval(p, "population"))} or dict.fromkeys(places, 1.0)
    ids = [c.id for c in case.theatre.communities]
    shares = {p: {c: s for c in ids if (s := _share(case, p, c)) > 0} or {ids[0]: 1.0} for p in counted}
    return GroupFacts(POPULATION, (0.0, 0.0, 0.0), counted, {p: _normal(s) for p, s in shares.items()})


def _share(case: Case, place: str, community: str) -> float:
    interval = case.claims.interval(place, "community-share", community)
    return interval.v if interval else 0.0


def _normal(shares: dict[str, float]) -> dict[str, float]:
    total = sum(shares.values())
    return {k: v / total for k, v in shares.items()}


def write_volunteers(
    case: Case, size: int, seed: int, path: Path, *, dry_run: bool = False
) -> tuple[pd.DataFrame, list[str]]:
    """Write a synthetic roster of the case, labelled in the file; return its table and its lines."""
    table, told = volunteers(case, size, seed)
    lines = [
        f"{SYNTHETIC}; made by: tether roster {case.spec.id} --size {size} --seed {seed}",
        "heads_low and heads_high: the same list at the high and the low end of the claimed share of ghosts",
        *told,
    ]
    if not dry_run:
        write_roster(table, path, lines)
    return table, lines
