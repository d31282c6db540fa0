"""The intake: cells, units, homes and policy put together, after the exclusions that come before anything else.

Exclusions are no objective and no row that could be bought off: nobody is posted who agrees to an exit only, nobody to
a place barred for the safety of the family, nobody who arrives after the planned months. What is left is grouped into
*types*: people whom every row treats alike wherever they come from.

    type = (militia, large sub-unit, community, rank, arrival class, consent, bar)

A former sub-unit is told apart in the type only where it is large enough to break its cap somewhere; the smaller ones
are spread by the dealing. An arrival class is told apart only where screening could bind between months.

Policy: the rules of an intake, each a number that a charter or a user sets, and the one place of their defaults.

Shares are of the unit's filled posts. Every row can be relaxed at one place by a number of heads (``Relaxation``): that
is the language in which ``conflicts.py`` says what would make an impossible plan possible.

Defaults: the company cap is the checker's bloc cap (.33) until a charter states ``max_group_share``; a battalion's cap
is four fifths of its companies' cap, because a company that may be a quarter one militia inside a battalion that is a
fifth leaves the dealing room. The officer cap, the community band and the range of local men are assumptions, printed
with every plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tether.charter.settings import Settings
from tether.errors import Problems, did_you_mean
from tether.induction.cells import RANKS, Floats, Homes, Ints, Rank, RosterCells, Units

Step = Callable[[str, int, int], None]  # told what is being done, how much of it, and of how much


def quiet(name: str, done: int, of: int) -> None:
    """Tell nobody."""


COMPANY_CAP = Settings().bloc_cap  # one setting in one place
BATTALION_OF_COMPANY = 0.8
OBJECTIVES = ("unplaced", "exits", "concentration", "distance")
EXIT_KINDS = (
    "job-public",
    "job-private",
    "apprenticeship",
    "education",
    "scholarship",
    "business-capital",
    "land",
    "pension",
    "cash",
    "return-to-post",
)
FAMILIES = {  # family: what a relaxation by one head means
    "manning": "posts that may stay empty, per battalion",
    "bloc": "heads above the militia cap, per battalion",
    "bloc-company": "heads above the militia cap, per company",
    "subunit": "heads above the former sub-unit's cap, per battalion",
    "subunit-company": "heads above the former sub-unit's cap, per company",
    "officers": "officers above the officer cap, per battalion",
    "rank-low": "heads short of the rank's least number, per battalion",
    "rank-high": "heads above the rank's most, per battalion",
    "community-low": "heads short of the community's band, per battalion",
    "community-high": "heads above the community's band, per battalion",
    "local-low": "local men short of the least share, per battalion",
    "local-high": "local men above the most, per battalion",
    "vetting": "heads screened in the last month beyond the monthly number",
    "budget": "money per year beyond the line",
    "commander": "commands given to the largest bloc",
}


@dataclass(frozen=True)
class ExitRoute:
    """A way out: ``places`` people in the planned months, ``cost`` money per person."""

    kind: str
    places: int
    cost: float = 0.0
    id: str = ""


@dataclass(frozen=True)
class Relaxation:
    """``amount`` heads (money for the budget) by which one row gives way; see ``FAMILIES`` for the unit."""

    family: str
    place: str  # location id; "" for rows that hold nationwide
    key: str  # militia, sub-unit, rank, community, or month
    amount: float


@dataclass(frozen=True)
class Policy:
    """The rules of one intake."""

    company_cap: float = COMPANY_CAP
    battalion_cap: float = COMPANY_CAP * BATTALION_OF_COMPANY
    subunit_cap: float = 0.15
    officer_cap: float = 0.40
    community_band: float = 0.12
    community_targets: Mapping[str, Mapping[str, float]] = field(default_factory=dict)  # province: {community: share}
    local_low: float = 0.15
    local_high: float = 0.60
    local_level: str = "home"  # home or province
    manning_low: float = 0.90
    manning_high: float = 1.0
    commander_rule: str = "other-group"  # other-group, assigned, same-group, any
    months: int = 24
    starts: str = ""  # YYYY-MM
    vetting_per_month: int | None = None
    training_months: int = 3
    annual_budget: float | None = None
    pay_per_year: Mapping[str, float] = field(default_factory=dict)  # rank: money per head and year, on-costs included
    exits: tuple[ExitRoute, ...] = ()
    objectives: tuple[str, ...] = OBJECTIVES
    relaxations: tuple[Relaxation, ...] = ()
    notes: tuple[str, ...] = ()  # where each number comes from, in words

    def relaxed(self, more: Iterable[Relaxation]) -> Policy:
        """Return the policy with further relaxations; of two at the same row the larger holds."""
        rows = {(r.family, r.place, r.key): r for r in self.relaxations}
        for row in more:
            at = (row.family, row.place, row.key)
            if at not in rows or rows[at].amount < row.amount:
                rows[at] = row
        return replace(self, relaxations=tuple(rows[at] for at in sorted(rows)))

    def slack(self, family: str, place: str, key: str = "") -> float:
        """Return by how much a row has been relaxed."""
        return self._relaxed.get((family, place, key), 0.0)

    @cached_property
    def _relaxed(self) -> dict[tuple[str, str, str], float]:
        return {(r.family, r.place, r.key): r.amount for r in self.relaxations}

    @property
    def exit_places(self) -> int:
        """Return the places of all exits."""
        return sum(e.places for e in self.exits)

    def check(self, where: str = "policy") -> None:
        """Raise every impossible or unlawful setting at once."""
        problems = Problems(where)
        _check_shares(self, problems)
        _check_words(self, problems)
        _check_counts(self, problems)
        problems.raise_if_any()


def _check_shares(policy: Policy, problems: Problems) -> None:
    names = ("company_cap", "battalion_cap", "subunit_cap", "officer_cap", "community_band", "local_low", "local_high")
    for name in (*names, "manning_low", "manning_high"):
        value = getattr(policy, name)
        if not 0 <= value <= (1.25 if name == "manning_high" else 1):
            problems.add(f"{value:g}", path=name, expected="a share from 0 to 1")
    for low, high in (("local_low", "local_high"), ("manning_low", "manning_high")):
        if getattr(policy, low) > getattr(policy, high):
            problems.add(f"{low} {getattr(policy, low):g} above {high} {getattr(policy, high):g}", path=low)
    for province, shares in policy.community_targets.items():
        total = sum(shares.values())
        if any(v < 0 for v in shares.values()) or total > 1 + 1e-9:
            problems.add(
                f"shares of {total:.0%}", path=f"community_targets.{province}", expected="shares that sum to ≤ 1"
            )


def _check_words(policy: Policy, problems: Problems) -> None:
    for name in policy.objectives:
        if name not in OBJECTIVES:
            problems.add(
                f"objective '{name}'",
                path="objectives",
                remedy=f"{did_you_mean(name, OBJECTIVES)}; an objective that lessens a community's share is refused",
            )
    if policy.local_level not in ("home", "province"):
        problems.add(f"'{policy.local_level}'", path="local_level", expected="home or province")
    for row in policy.relaxations:
        if row.family not in FAMILIES:
            problems.add(f"relaxation of '{row.family}'", path="relaxations", remedy=did_you_mean(row.family, FAMILIES))
    for out in policy.exits:
        if out.kind not in EXIT_KINDS:
            problems.add(f"exit kind '{out.kind}'", path="exits", remedy=did_you_mean(out.kind, EXIT_KINDS))


def _check_counts(policy: Policy, problems: Problems) -> None:
    if policy.months < 1:
        problems.add(f"{policy.months} months", path="months", expected="at least 1")
    for name in ("vetting_per_month", "annual_budget"):
        value = getattr(policy, name)
        if value is not None and value < 0:
            problems.add(f"{value:g}", path=name, expected="0 or more, or none given")
    for out in policy.exits:
        if out.places < 0 or out.cost < 0:
            problems.add(
                f"{out.places} places at {out.cost:g}", path=f"exits.{out.id or out.kind}", expected="0 or more"
            )


Flags = NDArray[np.bool_]
POST_ONLY, EXIT_ONLY = 1, 2


@dataclass(frozen=True)
class Types:
    """People whom the rows treat alike; arrays of shape (type,), and ``of_cell`` (cell,) into them.

    ``subunit`` is −1 where the sub-unit is not told apart.
    """

    militia: Ints
    subunit: Ints
    community: Ints
    rank: Ints
    arrival: Ints
    consent: Ints
    bar: Ints
    heads: Ints
    of_cell: Ints

    def __len__(self) -> int:
        return len(self.heads)


@dataclass(frozen=True)
class Intake:
    """One induction problem."""

    cells: RosterCells
    units: Units
    homes: Homes
    policy: Policy
    ranks: tuple[Rank, ...] = RANKS

    def check(self, where: str = "intake") -> None:
        """Raise everything that doesn't fit together, at once."""
        self.policy.check()
        problems = Problems(where)
        if not len(self.cells) or not self.cells.total:
            problems.add("the roster holds nobody", expected="at least one cell with heads")
        for place in self.units.locations:
            if place.home not in self.homes.province_of:
                problems.add(f"location {place.id} stands in unknown place '{place.home}'", expected="a known home")
            if place.battalions < 1:
                problems.add(f"location {place.id} has {place.battalions} battalions", expected="at least 1")
        if not self.units.locations:
            problems.add("no units to fill", expected="at least one location with a battalion")
        for kind in self.units.types:
            if kind.posts < kind.companies or kind.companies < 1:
                problems.add(f"battalion type {kind.id}: {kind.posts} posts in {kind.companies} companies")
        problems.raise_if_any()

    @cached_property
    def battalions(self) -> Ints:
        """Battalions, shape (location,)."""
        return self.units.battalions

    @cached_property
    def battalion_range(self) -> tuple[Ints, Ints]:
        """Least and most heads of one battalion, each of shape (location,); relaxed where the policy says so."""
        posts, policy = self.units.posts, self.policy
        low = np.ceil(policy.manning_low * posts - 1e-9).astype(np.int64) - self.slack("manning")
        high = np.floor(policy.manning_high * posts + 1e-9).astype(np.int64)
        return np.clip(low, 0, high), high

    @cached_property
    def rank_range(self) -> tuple[Ints, Ints]:
        """Least and most heads of each rank in one battalion, each of shape (location, rank)."""
        low, high = self.units.rank_rows(self.cells.ranks)
        names = self.cells.ranks
        return np.maximum(low - self.slack("rank-low", names), 0), high + self.slack("rank-high", names)

    @cached_property
    def officer(self) -> Flags:
        """Which ranks are officers, shape (rank,)."""
        officers = {r.id for r in self.ranks if r.officer}
        return np.array([name in officers for name in self.cells.ranks])

    @cached_property
    def senior(self) -> Flags:
        """Which ranks may command, shape (rank,)."""
        seniors = {r.id for r in self.ranks if r.senior}
        return np.array([name in seniors for name in self.cells.ranks])

    @cached_property
    def cell_province(self) -> Ints:
        """Province of each home, shape (home,)."""
        index = {p: i for i, p in enumerate(self.homes.provinces)}
        return np.array([index[self.homes.province_of[h]] for h in self.cells.homes], np.int64)

    @cached_property
    def location_home(self) -> Ints:
        """Home of each location, shape (location,)."""
        index = {h: i for i, h in enumerate(self.cells.homes)}
        return np.array([index[place.home] for place in self.units.locations], np.int64)

    @cached_property
    def location_province(self) -> Ints:
        """Province of each location, shape (location,)."""
        return self.cell_province[self.location_home]

    @cached_property
    def local_group(self) -> Ints:
        """What counts as the same locality, shape (home,): the home, or its province."""
        return self.cell_province if self.policy.local_level == "province" else np.arange(len(self.cells.homes))

    @cached_property
    def province_band(self) -> Ints:
        """Distance band between provinces for people who are not local, shape (province, province)."""
        names = self.homes.provinces
        near = np.array([[q in self.homes.neighbours.get(p, ()) for q in names] for p in names]).reshape(len(names), -1)
        band = np.where(near | near.T, 2, 3)
        np.fill_diagonal(band, 0 if self.policy.local_level == "province" else 1)
        return band.astype(np.int64)

    @cached_property
    def band(self) -> Ints:
        """Distance band from home to location, shape (home, location)."""
        far = self.province_band[np.ix_(self.cell_province, self.location_province)]
        local = self.local_group[:, None] == self.local_group[self.location_home][None, :]
        return np.where(local, 0, far)

    @cached_property
    def barred(self) -> Flags:
        """Which locations a bar closes, shape (bar, location): by location, home or province."""
        out = np.zeros((len(self.cells.bars), len(self.units.locations)), bool)
        for i, bar in enumerate(self.cells.bars):
            for j, place in enumerate(self.units.locations):
                out[i, j] = bool(bar & {place.id, place.home, self.homes.province_of[place.home]})
        return out

    @cached_property
    def postable(self) -> Flags:
        """Which cells may be posted at all, shape (cell,): they agree to it and arrive in time."""
        return (self.cells.consent != EXIT_ONLY) & (self.cells.month < self.policy.months)

    @cached_property
    def community_range(self) -> tuple[Floats, Floats]:
        """Least and most share of each community, each of shape (location, community)."""
        shares = self._community_targets()
        known = ~np.isnan(shares)
        band = self.policy.community_band
        low = np.where(known, np.maximum(shares - band, 0), 0)
        high = np.where(known, np.minimum(shares + band, 1), 1)
        return low, high

    def _community_targets(self) -> Floats:
        cells, targets = self.cells, self.policy.community_targets
        where = self.cell_province[cells.home]
        table = np.zeros((len(self.homes.provinces), len(cells.communities)))
        np.add.at(table, (where, cells.community), cells.heads)
        with np.errstate(invalid="ignore"):
            table = table / table.sum(1, keepdims=True)
        for province, shares in targets.items():
            row = [shares.get(c, np.nan) for c in cells.communities]
            table[self.homes.provinces.index(province)] = row
        return table[self.location_province]

    @cached_property
    def thresholds(self) -> Ints:
        """Months from which on screening could bind: heads arriving from then exceed what is left to screen."""
        rate, cells = self.policy.vetting_per_month, self.cells
        if rate is None:
            return np.zeros(0, np.int64)
        arriving = np.bincount(cells.month[self.postable], cells.heads[self.postable], self.policy.months)
        later = arriving[::-1].cumsum()[::-1]
        return np.flatnonzero(later > rate * (self.policy.months - np.arange(self.policy.months)))

    @cached_property
    def screening(self) -> Floats:
        """Heads that may be posted among those arriving at each threshold or later, shape (threshold,)."""
        rate = self.policy.vetting_per_month or 0
        left = rate * (self.policy.months - self.thresholds)
        return np.asarray(left + self.policy.slack("vetting", ""), np.float64)

    @cached_property
    def pay(self) -> Floats:
        """Money per head and year, shape (rank,)."""
        return np.array([self.policy.pay_per_year.get(r, 0.0) for r in self.cells.ranks])

    @cached_property
    def exit_cost(self) -> float:
        """Money per exit: the dearest kind, so that the budget holds whichever is used."""
        return max((e.cost for e in self.policy.exits), default=0.0)

    @cached_property
    def one_officer(self) -> Floats:
        """Heads per battalion by which the officer cap rises, since it never falls below one person, (location,)."""
        least = self.rank_range[0][:, self.officer].sum(1)
        return np.maximum(1 - self.policy.officer_cap * least, 0)

    @cached_property
    def one_comrade(self) -> Floats:
        """The same for the sub-unit cap, shape (location,)."""
        return np.maximum(1 - self.policy.subunit_cap * self.battalion_range[0], 0)

    @cached_property
    def large_subunits(self) -> Flags:
        """Which former sub-units could break their cap by themselves, shape (subunit,); 0 is "not known"."""
        cells, cap = self.cells, self.policy.subunit_cap
        floor = self.battalion_range[0] * self.battalions * cap
        large = cells.by("subunit") > np.median(floor)
        at_home = np.full(len(cells.homes), np.inf)
        np.minimum.at(at_home, self.location_home, floor)
        pairs = np.zeros((len(cells.subunits), len(cells.homes)), np.int64)
        np.add.at(pairs, (cells.subunit, cells.home), cells.heads)
        large |= (pairs > at_home[None, :]).any(1)
        large[0] = False
        return large

    @cached_property
    def types(self) -> Types:
        """The types of postable people and of the others, with heads."""
        cells = self.cells
        subunit = np.where(self.large_subunits[cells.subunit], cells.subunit, -1)
        arrival = np.searchsorted(self.thresholds, cells.month, side="right")
        consent = np.where(self.postable, cells.consent, np.where(cells.consent == POST_ONLY, 3, EXIT_ONLY))
        columns = (cells.militia, subunit, cells.community, cells.rank, arrival, consent, cells.bar)
        rows, inverse = np.unique(np.stack(columns, 1), axis=0, return_inverse=True)
        inverse = inverse.reshape(-1)
        heads = np.bincount(inverse, cells.heads, len(rows)).astype(np.int64)
        militia, part, community, rank, when, agreed, bar = rows.T.astype(np.int64)
        return Types(militia, part, community, rank, when, agreed, bar, heads, inverse)

    def slack(self, family: str, keys: tuple[str, ...] | None = None) -> Ints:
        """Return relaxations of a family in whole heads, shape (location,) or (location, key)."""
        places = [place.id for place in self.units.locations]
        table = {(r.place, r.key): r.amount for r in self.policy.relaxations if r.family == family}
        if keys is None:
            return np.array([round(table.get((p, ""), 0)) for p in places], np.int64)
        if not table:
            return np.zeros((len(places), len(keys)), np.int64)
        return np.array([[round(table.get((p, k), 0)) for k in keys] for p in places], np.int64)
