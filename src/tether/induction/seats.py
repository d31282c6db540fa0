"""Seats: a roll that can change, with the counts and the penalty of every unit kept up to date.

A seat is fixed (its location, battalion, company); who sits in it is a cell. Two people swap seats, or someone in a
seat swaps with someone of the same rank who was to leave by an exit. The penalty of a unit is the number of heads by
which it breaks its rows; ``repair.py`` makes swaps that lessen it.

Tally: the counts of every unit and what each hard row allows, in whole heads.

    tally = tally_of(roll);  breaches(tally)   # {} for a lawful plan, else {family: heads beyond the row, by unit and
    key}

Caps are floors of shares of the unit's own heads; an officer cap or a sub-unit cap never falls below one person,
since a unit with two officers must have two of somebody's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tether.induction.cells import Floats, Ints
from tether.induction.deal import PostingRoll, frame_of
from tether.induction.problem import Intake

TRAITS = ("militia", "rank", "community", "local")


class Seats:
    """The changing state of one repair; ``roll()`` gives the result."""

    def __init__(self, roll: PostingRoll):
        self._roll = roll
        self.intake = roll.intake
        self.cell = roll.cell.copy()
        self.exit, self.unplaced = roll.exit.copy(), roll.unplaced.copy()
        self.frame = frame_of(roll.intake)
        self.limits = limits_of(roll.intake)
        tally = tally_of(roll)
        self.size, self.company_size = tally.size, tally.company_size
        self.counts = {n: getattr(tally, n).copy() for n in ("militia", "officers", "rank", "community")}
        self.counts["local"] = np.stack([tally.size - tally.local, tally.local], 1)
        self.company_militia = tally.company_militia.copy()
        order = np.argsort(roll.battalion, kind="stable")
        self.order, self.start = order, np.searchsorted(roll.battalion[order], np.arange(len(tally.size) + 1))
        names = self.intake.cells.militias
        self.more = self.intake.slack("bloc-company", names) if self.intake.policy.relaxations else None
        self.near = self.intake.band == 0  # (home, location)
        self._counted: dict[int, dict[tuple[int, int], int]] = {}
        self._bounds()

    def roll(self) -> PostingRoll:
        """Return the roll as it stands now."""
        return replace(self._roll, cell=self.cell, exit=self.exit, unplaced=self.unplaced)

    def members(self, battalion: int) -> Ints:
        """Return the seats of a battalion."""
        return self.order[self.start[battalion] : self.start[battalion + 1]]

    def at_location(self, location: int, but: int) -> Ints:
        """Return the seats of the other battalions of a location."""
        units = np.flatnonzero(self.frame.location == location)
        return np.concatenate([self.members(int(u)) for u in units if u != but] or [np.zeros(0, np.int64)])

    def trait(self, name: str, cell: Ints, battalion: Ints) -> Ints:
        """Return a trait of people of ``cell`` seated in ``battalion``."""
        if name == "local":
            home = self.intake.cells.home[cell]
            return self.near[home, self.frame.location[battalion]].astype(np.int64)
        return getattr(self.intake.cells, name)[cell]

    def _bounds(self) -> None:
        limits, size = self.limits, self.size
        bloc = np.floor(limits.bloc * size + EASE).astype(np.int64)[:, None] + limits.bloc_slack
        low, high = limits.community
        least = np.ceil(low * size[:, None] - EASE).astype(np.int64) - limits.community_slack[0]
        most = np.floor(high * size[:, None] + EASE).astype(np.int64) + limits.community_slack[1]
        few = np.ceil(limits.local[0] * size - EASE).astype(np.int64) - limits.local_slack[0]
        many = np.floor(limits.local[1] * size + EASE).astype(np.int64) + limits.local_slack[1]
        free = np.full(len(size), 1 << 40)
        self.most = {
            "militia": np.where(limits.is_bloc[None, :] > 0, bloc, 1 << 40),
            "rank": limits.rank[1],
            "community": most,
            "local": np.stack([free, many], 1),
        }
        self.least = {
            "militia": np.zeros_like(bloc),
            "rank": limits.rank[0],
            "community": least,
            "local": np.stack([0 * few, few], 1),
        }

    def steps(self, name: str, battalion: Ints | int) -> tuple[Floats, Floats]:
        """Return the change of penalty by losing and by gaining one head of each key, shape (…, key)."""
        held, least, most = self.counts[name][battalion], self.least[name][battalion], self.most[name][battalion]
        lose = (held <= least).astype(float) - (held > most)
        gain = (held >= most).astype(float) - (held < least)
        return lose, gain

    def penalty(self, battalion: int) -> int:
        """Return the heads by which a battalion breaks the rows on traits and officers."""
        total = 0
        for name in TRAITS:
            held = self.counts[name][battalion]
            total += int(np.maximum(held - self.most[name][battalion], 0).sum())
            total += int(np.maximum(self.least[name][battalion] - held, 0).sum())
        officers = self.counts["officers"][battalion]
        cap = max(1, int(self.limits.officers * officers.sum() + EASE))
        over = np.maximum(officers - cap - self.limits.officers_slack[battalion], 0) * self.limits.is_bloc
        return total + int(over.sum())

    def company_penalty(self, seats: Ints, cells: Sequence[int]) -> int:
        """Return heads above the militia cap in companies of these seats, and above that of ``cells``' sub-units."""
        total, cap = 0, self.intake.policy.company_cap
        for company in {int(self._roll.company[seat]) for seat in seats}:
            most = int(cap * self.company_size[company] + EASE) + self._company_slack(company)
            total += int((np.maximum(self.company_militia[company] - most, 0) * self.limits.is_bloc).sum())
        return total + self._subunit_penalty(seats, {int(self.intake.cells.subunit[c]) for c in cells} - {0})

    def _company_slack(self, company: int) -> Ints | int:
        return 0 if self.more is None else self.more[self.frame.location[self.frame.battalion[company]]]

    def _subunit_penalty(self, seats: Ints, subunits: set[int]) -> int:
        """Return heads above the caps of these sub-units in the battalions and companies of these seats."""
        total = 0
        for battalion in {int(self._roll.battalion[seat]) for seat in seats}:
            table, place = self._comrades(battalion), int(self.frame.location[battalion])
            for subunit in subunits:
                total += self._over("subunit", place, subunit, table.get((-1, subunit), 0), int(self.size[battalion]))
        for company in {int(self._roll.company[seat]) for seat in seats}:
            battalion = int(self.frame.battalion[company])
            table, place = self._comrades(battalion), int(self.frame.location[battalion])
            for subunit in subunits:
                heads, size = table.get((company, subunit), 0), int(self.company_size[company])
                total += self._over("subunit-company", place, subunit, heads, size)
        return total

    def _comrades(self, battalion: int) -> dict[tuple[int, int], int]:
        """Return heads by (company, sub-unit), −1 standing for the whole battalion; counted when first asked for."""
        if battalion not in self._counted:
            mine = self.members(battalion)
            of = self.intake.cells.subunit[self.cell[mine]]
            table: dict[tuple[int, int], int] = {}
            for company, subunit in zip(self._roll.company[mine].tolist(), of.tolist(), strict=True):
                for key in ((company, subunit), (-1, subunit)):
                    table[key] = table.get(key, 0) + 1
            self._counted[battalion] = table
        return self._counted[battalion]

    def _over(self, family: str, place: int, subunit: int, heads: int, size: int) -> int:
        cap = max(1, int(self.intake.policy.subunit_cap * size + EASE))
        if heads <= cap or not self.intake.policy.relaxations:
            return max(0, heads - cap)
        names = self.intake.units.locations[place].id, self.intake.cells.subunits[subunit]
        return max(0, heads - cap - round(self.intake.policy.slack(family, *names)))

    def allowed(self, cell: Ints, location: Ints | int) -> np.ndarray:
        """Return whether people of a cell may serve at a location."""
        return ~self.intake.barred[self.intake.cells.bar[cell], location] & self.intake.postable[cell]

    def put(self, seat: int, cell: int) -> None:
        """Seat someone of ``cell`` instead of whoever sits there; counts follow."""
        for who, sign in ((int(self.cell[seat]), -1), (cell, 1)):
            self._add(seat, who, sign)
        self.cell[seat] = cell

    def swap(self, one: int, other: int) -> None:
        """Let two people change seats."""
        first, second = int(self.cell[one]), int(self.cell[other])
        self.put(one, second)
        self.put(other, first)

    def trade(self, seat: int, cell: int) -> int:
        """Seat someone who was leaving; whoever sat there leaves the same way. Returns the cell that leaves."""
        gone = int(self.cell[seat])
        pool = self.exit if self.exit[cell] > 0 else self.unplaced
        pool[cell] -= 1
        pool[gone] += 1
        self.put(seat, cell)
        return gone

    def leaving(self) -> Ints:
        """Return cells, open to a post and to an exit alike, that have someone leaving."""
        free = ((self.exit > 0) | (self.unplaced > 0)) & (self.intake.cells.consent == 0)
        return np.flatnonzero(free & self.intake.postable)

    def _add(self, seat: int, cell: int, sign: int) -> None:
        cells, unit = self.intake.cells, int(self._roll.battalion[seat])
        militia, rank = cells.militia[cell], cells.rank[cell]
        self.counts["militia"][unit, militia] += sign
        self.counts["rank"][unit, rank] += sign
        self.counts["community"][unit, cells.community[cell]] += sign
        self.counts["local"][unit, int(self.near[cells.home[cell], self.frame.location[unit]])] += sign
        if self.intake.officer[rank]:
            self.counts["officers"][unit, militia] += sign
        company = int(self._roll.company[seat])
        self.company_militia[company, militia] += sign
        if unit in self._counted:
            for key in ((company, int(cells.subunit[cell])), (-1, int(cells.subunit[cell]))):
                self._counted[unit][key] = self._counted[unit].get(key, 0) + sign

    @property
    def battalion(self) -> Ints:
        """Return the battalion of each seat."""
        return self._roll.battalion

    @property
    def company(self) -> Ints:
        """Return the company of each seat."""
        return self._roll.company


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
