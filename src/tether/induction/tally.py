"""Tally: the counts of every unit and what each hard row allows, in whole heads.

    tally = tally_of(roll);  breaches(tally)   # {} for a lawful plan, else {family: heads beyond the row, by unit and
    key}

Caps are floors of shares of the unit's own heads; an officer cap or a sub-unit cap never falls below one person,
since a unit with two officers must have two of somebody's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tether.induction.cells import Floats, Ints
from tether.induction.dealing import PostingRoll, frame_of
from tether.induction.intake import Intake

EASE = 1e-9  # floors and ceilings of exact products


@dataclass(frozen=True)
class PostingTally:
    """Heads by battalion and key, by company and militia; and the sizes."""

    size: Ints  # (battalion,)
    militia: Ints  # (battalion, militia)
    officers: Ints  # (battalion, militia)
    rank: Ints  # (battalion, rank)
    community: Ints  # (battalion, community)
    local: Ints  # (battalion,)
    company_size: Ints  # (company,)
    company_militia: Ints  # (company, militia)


@dataclass(frozen=True)
class BattalionLimits:
    """Relaxations and ranges by battalion, and the shares that caps are made of."""

    size: tuple[Ints, Ints]
    rank: tuple[Ints, Ints]
    community: tuple[Floats, Floats]
    community_slack: tuple[Ints, Ints]
    local: tuple[float, float]
    local_slack: tuple[Ints, Ints]
    bloc: float
    bloc_slack: Ints
    officers: float
    officers_slack: Ints
    is_bloc: Ints


def tally_of(roll: PostingRoll) -> PostingTally:
    """Count a roll."""
    intake, frame, cells = roll.intake, frame_of(roll.intake), roll.intake.cells
    units, teams = len(frame.location), len(frame.battalion)
    militia = roll.trait("militia")
    officer = intake.officer[roll.trait("rank")]
    return PostingTally(
        size=np.bincount(roll.battalion, minlength=units),
        militia=count(roll.battalion, militia, units, len(cells.militias)),
        officers=count(roll.battalion[officer], militia[officer], units, len(cells.militias)),
        rank=count(roll.battalion, roll.trait("rank"), units, len(cells.ranks)),
        community=count(roll.battalion, roll.trait("community"), units, len(cells.communities)),
        local=np.bincount(roll.battalion, roll.local, units).astype(np.int64),
        company_size=np.bincount(roll.company, minlength=teams),
        company_militia=count(roll.company, militia, teams, len(cells.militias)),
    )


def count(unit: Ints, key: Ints, units: int, keys: int) -> Ints:
    """Return heads by unit and key, shape (unit, key)."""
    return np.bincount(unit * keys + key, minlength=units * keys).reshape(units, keys)


def limits_of(intake: Intake) -> BattalionLimits:
    """Return what the rows allow, by battalion."""
    at, policy, cells = frame_of(intake).location, intake.policy, intake.cells
    low, high = intake.battalion_range
    rank_low, rank_high = intake.rank_range
    share_low, share_high = intake.community_range

    def slack(family: str, keys: tuple[str, ...] | None = None) -> Ints:
        return intake.slack(family, keys)[at]

    return BattalionLimits(
        size=(low[at], high[at]),
        rank=(rank_low[at], rank_high[at]),
        community=(share_low[at], share_high[at]),
        community_slack=(slack("community-low", cells.communities), slack("community-high", cells.communities)),
        local=(policy.local_low, policy.local_high),
        local_slack=(slack("local-low"), slack("local-high")),
        bloc=policy.battalion_cap,
        bloc_slack=slack("bloc", cells.militias),
        officers=policy.officer_cap,
        officers_slack=slack("officers", cells.militias),
        is_bloc=cells.blocs.astype(np.int64),
    )


def bloc_excess(tally: PostingTally, limits: BattalionLimits) -> Ints:
    """Return heads above the militia cap, shape (battalion, militia)."""
    cap = np.floor(limits.bloc * tally.size + EASE).astype(np.int64)[:, None] + limits.bloc_slack
    return np.maximum(tally.militia - cap, 0) * limits.is_bloc


def officer_excess(tally: PostingTally, limits: BattalionLimits) -> Ints:
    """Return officers above the cap, shape (battalion, militia)."""
    cap = np.floor(limits.officers * tally.officers.sum(1) + EASE).astype(np.int64)
    return np.maximum(tally.officers - np.maximum(cap, 1)[:, None] - limits.officers_slack, 0) * limits.is_bloc


def community_range(sizes: Ints, limits: BattalionLimits) -> tuple[Ints, Ints]:
    """Return least and most heads of each community for battalions of these sizes, (battalion, community)."""
    low, high = limits.community
    least = np.ceil(low * sizes[:, None] - EASE).astype(np.int64) - limits.community_slack[0]
    return least, np.floor(high * sizes[:, None] + EASE).astype(np.int64) + limits.community_slack[1]


def local_range(sizes: Ints, limits: BattalionLimits) -> tuple[Ints, Ints]:
    """Return least and most local men for battalions of these sizes, each of shape (battalion,)."""
    least = np.ceil(limits.local[0] * sizes - EASE).astype(np.int64) - limits.local_slack[0]
    return least, np.floor(limits.local[1] * sizes + EASE).astype(np.int64) + limits.local_slack[1]


def company_excess(tally: PostingTally, intake: Intake) -> Ints:
    """Return heads above the militia cap of companies, shape (company, militia)."""
    frame = frame_of(intake)
    slack = intake.slack("bloc-company", intake.cells.militias)[frame.location[frame.battalion]]
    cap = np.floor(intake.policy.company_cap * tally.company_size + EASE).astype(np.int64)[:, None] + slack
    return np.maximum(tally.company_militia - cap, 0) * intake.cells.blocs


def subunit_excess(roll: PostingRoll, level: str) -> tuple[Ints, Ints, Ints]:
    """Return (unit, sub-unit, heads above the cap) at ``level`` battalion or company, where there is any."""
    intake = roll.intake
    unit, subunit = getattr(roll, level), roll.trait("subunit")
    keys, heads = np.unique(unit * len(intake.cells.subunits) + subunit, return_counts=True)
    at, which = np.divmod(keys, len(intake.cells.subunits))
    size = np.bincount(unit)
    cap = np.maximum(np.floor(intake.policy.subunit_cap * size[at] + EASE).astype(np.int64), 1)
    over = (heads > cap) & (which > 0)
    at, which, excess = at[over], which[over], (heads - cap)[over]
    if intake.policy.relaxations and len(at):
        frame = frame_of(intake)
        place = frame.location[at if level == "battalion" else frame.battalion[at]]
        family = "subunit" if level == "battalion" else "subunit-company"
        names, spots = intake.cells.subunits, intake.units.locations
        slack = [intake.policy.slack(family, spots[p].id, names[s]) for p, s in zip(place, which, strict=True)]
        excess = excess - np.round(slack).astype(np.int64)
    kept = excess > 0
    return at[kept], which[kept], excess[kept]


def breaches(roll: PostingRoll) -> dict[str, list[tuple[int, int, int]]]:
    """Return {family: [(unit, key, heads)]} of all hard rows of units that a roll breaks; empty for a lawful one.

    Units are battalions, for the families ``…-company`` companies.
    """
    intake, tally = roll.intake, tally_of(roll)
    limits = limits_of(intake)
    least, most = community_range(tally.size, limits)
    few, many = local_range(tally.size, limits)
    tables = {
        "manning": np.maximum(limits.size[0] - tally.size, 0)[:, None],
        "manning-high": np.maximum(tally.size - limits.size[1], 0)[:, None],
        "bloc": bloc_excess(tally, limits),
        "officers": officer_excess(tally, limits),
        "rank-low": np.maximum(limits.rank[0] - tally.rank, 0),
        "rank-high": np.maximum(tally.rank - limits.rank[1], 0),
        "community-low": np.maximum(least - tally.community, 0),
        "community-high": np.maximum(tally.community - most, 0),
        "local-low": np.maximum(few - tally.local, 0)[:, None],
        "local-high": np.maximum(tally.local - many, 0)[:, None],
        "bloc-company": company_excess(tally, intake),
    }
    found = {
        family: [(int(u), int(k), int(t[u, k])) for u, k in zip(*np.nonzero(t), strict=True)]
        for family, t in tables.items()
    }
    for family, level in (("subunit", "battalion"), ("subunit-company", "company")):
        found[family] = [(int(u), int(s), int(h)) for u, s, h in zip(*subunit_excess(roll, level), strict=True)]
    found |= _national(roll)
    return {family: rows for family, rows in found.items() if rows}


def _national(roll: PostingRoll) -> dict[str, list[tuple[int, int, int]]]:
    """Return what screening and budget are overrun by, under unit −1."""
    intake, policy = roll.intake, roll.intake.policy
    found: dict[str, list[tuple[int, int, int]]] = {}
    month = roll.trait("month")
    late = [int((month >= t).sum() - room + EASE) for t, room in zip(intake.thresholds, intake.screening, strict=True)]
    if late and max(late) > 0:
        found["vetting"] = [(-1, int(np.argmax(late)), max(late))]
    if policy.annual_budget is not None:
        money = float(intake.pay[roll.trait("rank")].sum()) + intake.exit_cost * int(roll.exit.sum())
        over = money - policy.annual_budget - policy.slack("budget", "")
        if over > 1e-6 * max(money, 1):
            found["budget"] = [(-1, 0, int(np.ceil(over)))]
    return found
