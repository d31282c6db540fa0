"""Measures: what a plan achieves, as distributions over units, against two floors and against random mixing.

    concentration   Σ_units Σ_militias X² / S, per head: the chance that two random members of a battalion served in the
                    same militia; between the national floor Σ p² (a perfect mixture) and 1 (whole militias)
    retention       chance that two who served in one sub-unit serve in one company, over the chance of any two:
                    Σ X(X−1) / Σ n(n−1)  ÷  Σ S(S−1) / N(N−1).   1 is random mixing; whole units score hundreds
    capture         share of members in battalions where one group (the name before the ``/``) is above half

All are taken over whoever is posted; ordinary recruits are no bloc. Every plan is measured alike, whole-unit absorption
and individual contracts on paper included (``modes.py``).

The hand-over: what a plan achieves, in the few numbers that turn a charter's levers in the simulated guard.

"Individual induction" in a projection is then a plan that exists, not a wish: its blocs are as concentrated, its months
as many and its exits as needed as the plan says. ``order`` reads this value and nothing else of this room.

    concentration   chance that two random members of a battalion come from the same militia (Σ of squared shares,
                    weighted by heads): 1 for whole militias under official cover, the floor for a perfect mixture
    floor           the same under perfect mixing of all who were posted
    retention       chance that two members of a company served in the same former sub-unit, against random mixing
    command         share of battalions led by someone from their largest bloc
    capture         share of members in battalions where one *group* (an umbrella over militias) is above half

``by_group`` carries the same to each group of the simulated guard: when its men enter, how many stay outside, and the
chance that a member's battalion mate comes from his militia, or from any militia of his group.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tether.induction.cells import Floats, Ints
from tether.induction.commanders import commanders_of_largest
from tether.induction.deal import PostingRoll, Schedule, frame_of
from tether.induction.seats import count, tally_of

UNDEFINED = {  # what a figure that is NaN means
    "retention_subunit": "nobody who is posted names a former sub-unit that another one names",
    "retention_militia": "nobody who is posted served in a militia with another one",
    "retention": "nobody who is posted names a former sub-unit that another one names",
    "cost_per_year": "the charter gives no pay per head",
    "least": "no way was found in which these rows could give way",
}
QUANTILES = (("least", 0.0), ("p10", 0.1), ("median", 0.5), ("p90", 0.9), ("most", 1.0))


@dataclass(frozen=True)
class Measures:
    """Figures of one plan. ``spread`` holds distributions: {measure: {least, p10, median, p90, most, mean}}."""

    posted: int
    posts: int
    exits: int
    unplaced: int
    concentration: float
    floor: float
    same_militia_battalion: float
    same_militia_company: float
    retention_subunit: float
    retention_militia: float
    group_concentration: float
    group_floor: float
    capture: float
    local_share: float
    distance: int
    commanders_of_largest: int
    cost_per_year: float
    exit_cost: float
    months: int
    spread: Mapping[str, Mapping[str, float]]
    exits_by_kind: Mapping[str, tuple[int, int]]  # kind: (used, places)


def measure(roll: PostingRoll, plan: Schedule) -> Measures:
    """Measure a roll and its schedule."""
    cells, policy, tally = roll.intake.cells, roll.intake.policy, tally_of(roll)
    blocs = cells.blocs
    groups, group = np.unique(cells.groups, return_inverse=True)
    by_group = np.zeros((len(tally.size), len(groups)), np.int64)
    np.add.at(by_group.T, group[blocs], (tally.militia * blocs).T[blocs])
    militia, heads = tally.militia[:, blocs], max(len(roll), 1)
    used = plan.exits.sum(0)
    return Measures(
        posted=len(roll),
        posts=roll.intake.units.total,
        exits=int(roll.exit.sum()),
        unplaced=int(roll.unplaced.sum()),
        concentration=_squares(militia, tally.size) / heads,
        floor=_floor(militia, heads),
        same_militia_battalion=_same(militia, tally.size),
        same_militia_company=_same(tally.company_militia[:, blocs], tally.company_size),
        retention_subunit=retention(roll, "subunit"),
        retention_militia=retention(roll, "militia"),
        group_concentration=_squares(by_group, tally.size) / heads,
        group_floor=_floor(by_group, heads),
        capture=float(tally.size[(by_group.max(1, initial=0) > 0.5 * tally.size)].sum() / heads),
        local_share=float(tally.local.sum() / heads),
        distance=int(roll.intake.band[roll.trait("home"), roll.location].sum()),
        commanders_of_largest=len(commanders_of_largest(roll)),
        cost_per_year=float(roll.intake.pay @ tally.rank.sum(0)),
        exit_cost=float(sum(n * e.cost for n, e in zip(used, policy.exits, strict=True))),
        months=int(np.searchsorted(np.bincount(plan.month, minlength=1).cumsum(), 0.9 * len(roll))) + 1,
        spread=_spreads(roll, tally.militia * blocs, tally.size, tally.company_militia * blocs, tally.company_size),
        exits_by_kind={e.id or e.kind: (int(n), e.places) for n, e in zip(used, policy.exits, strict=True)},
    )


def retention(roll: PostingRoll, key: str) -> float:
    """Return how much likelier former comrades meet in a company than any two do; 1 is random mixing, nan unknown."""
    company, of = roll.company, roll.trait(key)
    known = of > 0 if key == "subunit" else roll.intake.cells.blocs[of]
    _, pairs = np.unique(company[known] * (int(of.max(initial=0)) + 1) + of[known], return_counts=True)
    before = np.bincount(of[known]).astype(float)
    size = np.bincount(company).astype(float)
    chance = (size * (size - 1)).sum() / max(len(roll) * (len(roll) - 1.0), 1.0)
    comrades = (before * (before - 1)).sum()
    return float((pairs * (pairs - 1.0)).sum() / comrades / chance) if comrades and chance else float("nan")


def by_month(roll: PostingRoll, plan: Schedule) -> list[tuple[int, int, float, int]]:
    """Return (month, heads taken in so far, their concentration, exits so far) for every month."""
    cells, rows = roll.intake.cells, []
    militia, units = roll.trait("militia"), len(roll.commander)
    left = np.bincount(cells.month, roll.exit, roll.intake.policy.months).cumsum()
    held = np.zeros((units, len(cells.militias)), np.int64)
    for month in range(roll.intake.policy.months):
        new = plan.month == month
        held += count(roll.battalion[new], militia[new], units, len(cells.militias))
        size = held.sum(1)
        mixed = _squares(held[:, cells.blocs], size) / max(size.sum(), 1)
        rows.append((month, int(size.sum()), mixed, int(left[min(month, len(left) - 1)])))
    return rows


def _squares(heads: Ints, size: Ints) -> float:
    return float((heads.astype(float) ** 2 / np.maximum(size, 1)[:, None]).sum())


def _floor(heads: Ints, total: int) -> float:
    return float(((heads.sum(0) / total) ** 2).sum())


def _same(heads: Ints, size: Ints) -> float:
    """Return the chance that two different members of a unit share a militia, averaged over members."""
    pairs = (heads * (heads - 1.0)).sum(1)
    return float((pairs / np.maximum(size - 1.0, 1.0)).sum() / max(size.sum(), 1))


def _spreads(roll: PostingRoll, militia: Ints, size: Ints, teams: Ints, team_size: Ints) -> dict[str, dict[str, float]]:
    tally, cells = tally_of(roll), roll.intake.cells
    there = np.maximum(size, 1)[:, None]
    national = tally.community.sum(0) / max(len(roll), 1)
    return {
        "largest share, battalion": _spread(militia.max(1, initial=0) / there[:, 0], size),
        "largest share, company": _spread(teams.max(1, initial=0) / np.maximum(team_size, 1), team_size),
        "local share, battalion": _spread(tally.local / there[:, 0], size),
        "manning, battalion": _spread(size / _posts(roll), np.ones(len(size))),
        "community off national": _spread(np.abs(tally.community / there - national).max(1), size)
        if len(cells.communities)
        else {},
    }


def _posts(roll: PostingRoll) -> Ints:
    return roll.intake.units.posts[frame_of(roll.intake).location]


def _spread(values: Floats, size: Ints | Floats) -> dict[str, float]:
    held = values[np.asarray(size) > 0]
    if not len(held):
        return {}
    return {name: float(np.quantile(held, q)) for name, q in QUANTILES} | {"mean": float(held.mean())}


SYNTHETIC = "SYNTHETIC roster"  # how an invented roster begins what it says of itself
INVENTED = "Planned on an invented roster: nobody was counted, and nobody volunteered."
GIVEN = "a roster that was given; nothing that it says of itself is repeated"
WRITTEN = re.compile(rf"{SYNTHETIC}[a-z,' :]*(; made by: tether roster [\w.-]+ --size \d+ --seed \d+)?")
Mode = Literal["individual", "whole-unit", "paper"]


def origin_of(lines: Sequence[str]) -> str:
    """Return where a roster comes from in words that are ours: its first line where ``tether roster`` wrote it.

    A hand-over goes into runs and briefs, so nothing that somebody else wrote into his file may pass.
    """
    return lines[0] if lines and WRITTEN.fullmatch(lines[0]) else GIVEN


@dataclass(frozen=True)
class HandoverMonth:
    """The state at the end of a month after the start (0 = the first)."""

    month: int
    inducted: int
    posts_share: float  # of all posts, filled
    concentration: float  # among those inducted so far
    exits: int  # who have left by an exit so far


@dataclass(frozen=True)
class HandoverGroup:
    """One group: ``inducted`` heads so far at the end of each month, ``left`` volunteers without a post."""

    group: str
    inducted: tuple[int, ...]
    left: int
    concentration: float
    group_concentration: float


@dataclass(frozen=True)
class Handover:
    """What one charter's plan hands to the simulated guard. Shares are 0–1, months count from the charter's start."""

    charter: str
    mode: Mode
    feasible: bool  # False: the numbers are those of a plan that breaks or relaxes rows, as its report names
    posts: int
    inducted: int
    concentration: float
    floor: float
    retention: float
    largest_share: float  # mean over battalions of the largest militia's share
    command: float
    months: int  # until 90 % of those inducted are in, and the mixture is within 5 % of its final one
    exits_needed: int
    exit_places: int
    unplaced: int
    cost_per_year: float  # NaN: the charter gives no pay
    by_month: tuple[HandoverMonth, ...] = ()
    capture: float = 0.0
    group_concentration: float = 0.0
    relaxed: tuple[str, ...] = ()  # families of rows that had to give way, in words
    roster: str = ""  # where the roster comes from (``origin_of``)
    by_group: tuple[HandoverGroup, ...] = ()

    @property
    def excess(self) -> float:
        """Return how far from a perfect mixture, 0 (mixed) to 1 (whole militias)."""
        return max(0.0, (self.concentration - self.floor) / max(1.0 - self.floor, 1e-12))
