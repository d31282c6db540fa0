"""The hand-over: what a plan achieves, in the few numbers that turn a charter's levers in the simulated guard.

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

from dataclasses import dataclass
from typing import Literal

SYNTHETIC = "SYNTHETIC roster"  # how an invented roster begins what it says of itself
INVENTED = "Planned on an invented roster: nobody was counted, and nobody volunteered."
Mode = Literal["individual", "whole-unit", "paper"]


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
    roster: str = ""  # what the roster says of itself
    by_group: tuple[HandoverGroup, ...] = ()

    @property
    def excess(self) -> float:
        """Return how far from a perfect mixture, 0 (mixed) to 1 (whole militias)."""
        return max(0.0, (self.concentration - self.floor) / max(1.0 - self.floor, 1e-12))
