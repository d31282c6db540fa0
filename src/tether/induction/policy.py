"""Policy: the rules of an intake, each a number that a charter or a user sets, and the one place of their defaults.

Shares are of the unit's filled posts. Every row can be relaxed at one place by a number of heads (``Relaxation``): that
is the language in which ``conflicts.py`` says what would make an impossible plan possible.

Defaults: the company cap is the checker's bloc cap (.33) until a charter states ``max_group_share``; a battalion's cap
is four fifths of its companies' cap, because a company that may be a quarter one militia inside a battalion that is a
fifth leaves the dealing room. The officer cap, the community band and the range of local men are assumptions, printed
with every plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from tether.charter.settings import Settings
from tether.errors import Problems, did_you_mean

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
        found = Problems(where)
        _check_shares(self, found)
        _check_words(self, found)
        _check_counts(self, found)
        found.raise_if_any()


def _check_shares(policy: Policy, found: Problems) -> None:
    names = ("company_cap", "battalion_cap", "subunit_cap", "officer_cap", "community_band", "local_low", "local_high")
    for name in (*names, "manning_low", "manning_high"):
        value = getattr(policy, name)
        if not 0 <= value <= (1.25 if name == "manning_high" else 1):
            found.add(f"{value:g}", path=name, expected="a share from 0 to 1")
    for low, high in (("local_low", "local_high"), ("manning_low", "manning_high")):
        if getattr(policy, low) > getattr(policy, high):
            found.add(f"{low} {getattr(policy, low):g} above {high} {getattr(policy, high):g}", path=low)
    for province, shares in policy.community_targets.items():
        total = sum(shares.values())
        if any(v < 0 for v in shares.values()) or total > 1 + 1e-9:
            found.add(f"shares of {total:.0%}", path=f"community_targets.{province}", expected="shares that sum to ≤ 1")


def _check_words(policy: Policy, found: Problems) -> None:
    for name in policy.objectives:
        if name not in OBJECTIVES:
            found.add(
                f"objective '{name}'",
                path="objectives",
                remedy=f"{did_you_mean(name, OBJECTIVES)}; an objective that lessens a community's share is refused",
            )
    if policy.local_level not in ("home", "province"):
        found.add(f"'{policy.local_level}'", path="local_level", expected="home or province")
    for row in policy.relaxations:
        if row.family not in FAMILIES:
            found.add(f"relaxation of '{row.family}'", path="relaxations", remedy=did_you_mean(row.family, FAMILIES))
    for out in policy.exits:
        if out.kind not in EXIT_KINDS:
            found.add(f"exit kind '{out.kind}'", path="exits", remedy=did_you_mean(out.kind, EXIT_KINDS))


def _check_counts(policy: Policy, found: Problems) -> None:
    if policy.months < 1:
        found.add(f"{policy.months} months", path="months", expected="at least 1")
    for name in ("vetting_per_month", "annual_budget"):
        value = getattr(policy, name)
        if value is not None and value < 0:
            found.add(f"{value:g}", path=name, expected="0 or more, or none given")
    for out in policy.exits:
        if out.places < 0 or out.cost < 0:
            found.add(f"{out.places} places at {out.cost:g}", path=f"exits.{out.id or out.kind}", expected="0 or more")
