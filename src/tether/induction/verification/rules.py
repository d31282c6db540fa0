"""The rules of a plan folder as they must be written: every key known, every number finite and in its bounds.

    rules_faults(json of rules.json, problems)

Written from the meaning of the rules and not from the planner's types, so that a number that would switch a row off
(a cap of NaN, a relaxation below zero, the same relaxation twice) is refused and not believed.
"""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tether.errors import Problems

FILE = "rules.json"
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0, le=10**9)]
Some = Annotated[int, Field(ge=1, le=10**9)]
Amount = Annotated[float, Field(ge=0, le=1e15)]
Name = Annotated[str, Field(min_length=1)]
Family = Literal[
    "manning",
    "bloc",
    "bloc-company",
    "subunit",
    "subunit-company",
    "officers",
    "rank-low",
    "rank-high",
    "community-low",
    "community-high",
    "local-low",
    "local-high",
    "vetting",
    "budget",
    "commander",
]


class _Rule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class ExitRule(_Rule):
    """A way out."""

    kind: Name
    places: Count
    cost: Amount
    id: str


class RelaxationRule(_Rule):
    """One row that gives way by ``amount`` heads, or money."""

    family: Family
    place: str
    key: str
    amount: Amount


class RankRule(_Rule):
    """From ``low`` to ``high`` heads of a rank in each battalion."""

    rank: Name
    low: Count
    high: Count


class TypeRule(_Rule):
    """An establishment."""

    id: Name
    posts: Some
    companies: Some
    ranks: list[RankRule]


class PlaceRule(_Rule):
    """Where battalions of one type stand."""

    id: Name
    home: Name
    battalions: Some
    type: Name


class GradeRule(_Rule):
    """A rank band."""

    id: Name
    officer: bool
    senior: bool


class PolicyRule(_Rule):
    """The rows' numbers."""

    company_cap: Share
    battalion_cap: Share
    subunit_cap: Share
    officer_cap: Share
    community_band: Share
    community_targets: dict[Name, dict[Name, Share]]
    local_low: Share
    local_high: Share
    local_level: Literal["home", "province"]
    manning_low: Share
    manning_high: Annotated[float, Field(ge=0, le=1.25)]
    commander_rule: Name
    months: Annotated[int, Field(ge=1, le=1200)]
    starts: str
    vetting_per_month: Count | None
    training_months: Count
    annual_budget: Amount | None
    pay_per_year: dict[Name, Amount]
    exits: list[ExitRule]
    objectives: list[Literal["unplaced", "exits", "concentration", "distance"]]
    relaxations: list[RelaxationRule]
    notes: list[str]


class Rules(_Rule):
    """The whole file."""

    policy: PolicyRule
    types: list[TypeRule]
    locations: Annotated[list[PlaceRule], Field(min_length=1)]
    ranks: list[GradeRule]
    rank_order: list[Name]
    communities: list[Name]
    homes: dict[Name, Name]
    neighbours: dict[Name, list[Name]]


def check_rules(told: dict[str, Any], problems: Problems) -> None:
    """Note every value that is missing, unknown, not finite or out of its bounds, and every name that leads nowhere."""
    try:
        rules = Rules.model_validate(told)
    except ValidationError as error:
        for e in error.errors():
            problems.add(e["msg"], path=f"{FILE}: {'.'.join(map(str, e['loc']))}")
        return
    for path, found in _unmatched(rules):
        problems.add(found, path=f"{FILE}: {path}")


def _unmatched(rules: Rules) -> list[tuple[str, str]]:
    policy, out = rules.policy, []
    lists = {
        "locations": [p.id for p in rules.locations],
        "types": [t.id for t in rules.types],
        "ranks": [r.id for r in rules.ranks],
        "rank_order": rules.rank_order,
        "communities": rules.communities,
        "policy.exits": [e.id or e.kind for e in policy.exits],
        "policy.relaxations": [f"{r.family} {r.place} {r.key}" for r in policy.relaxations],
        **{f"types.{t.id}.ranks": [r.rank for r in t.ranks] for t in rules.types},
    }
    out += [(path, f"{name} twice") for path, names in lists.items() for name, n in Counter(names).items() if n > 1]
    kinds, places, provinces = set(lists["types"]), set(lists["locations"]), set(rules.homes.values())
    known = [
        (
            "locations",
            [(p.type, kinds) for p in rules.locations] + [(p.home, set(rules.homes)) for p in rules.locations],
        ),
        ("rank_order", [(r, set(lists["ranks"])) for r in rules.rank_order]),
        ("types", [(r.rank, set(rules.rank_order)) for t in rules.types for r in t.ranks]),
        ("policy.community_targets", [(p, provinces) for p in policy.community_targets]),
        ("policy.relaxations", [(r.place, places | {""}) for r in policy.relaxations]),
    ]
    out += [(path, f"unknown name {name}") for path, pairs in known for name, names in pairs if name not in names]
    out += [(f"types.{t.id}", f"{r.low} to {r.high} {r.rank}") for t in rules.types for r in t.ranks if r.low > r.high]
    out += [
        (f"policy.community_targets.{p}", "shares of more than 1 together")
        for p, shares in policy.community_targets.items()
        if sum(shares.values()) > 1 + 1e-9
    ]
    return out
