"""Units: what is to be filled, as battalions of a type at locations.

    battalion = BattalionType("line", posts=500, companies=4, ranks=DEFAULT_ROWS(500))
    units = Units((battalion,), (Location("anbar-ramadi", "anbar/ramadi", battalions=6, type="line"),))

Battalions of one type at one location under one policy are alike: who is in them may be decided by location first
(``program.py``) and dealt out afterwards (``dealing.py``). Rank rows are whole heads per battalion, because a share of
two senior officers is no number of people.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from tether.induction.cells import Ints

NEAR = ("local", "same province", "neighbouring province", "farther")  # distance bands 0–3


@dataclass(frozen=True)
class Rank:
    """A rank band; ``officer`` counts in officer caps, ``senior`` may command a battalion."""

    id: str
    officer: bool = False
    senior: bool = False


RANKS = (Rank("senior-officer", True, True), Rank("officer", True), Rank("nco"), Rank("soldier"))
# Share of a battalion's posts, from … to. Our own round figures for light infantry (an assumption).
PYRAMID: Mapping[str, tuple[float, float]] = {
    "senior-officer": (0.002, 0.012),
    "officer": (0.02, 0.06),
    "nco": (0.10, 0.25),
    "soldier": (0.60, 0.88),
}


@dataclass(frozen=True)
class RankRow:
    """From ``low`` to ``high`` heads of a rank band in each battalion."""

    rank: str
    low: int
    high: int


@dataclass(frozen=True)
class BattalionType:
    """An establishment: posts, companies, rank rows (whole heads per battalion)."""

    id: str
    posts: int
    companies: int
    ranks: tuple[RankRow, ...]


@dataclass(frozen=True)
class Location:
    """Where ``battalions`` of one type are stationed; ``home`` is a place id of ``Homes``."""

    id: str
    home: str
    battalions: int
    type: str


@dataclass(frozen=True)
class Homes:
    """Home places: which province each lies in, and which provinces touch. A province is a home of itself."""

    province_of: Mapping[str, str]
    neighbours: Mapping[str, frozenset[str]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    population: Mapping[str, float] = field(default_factory=dict)

    @property
    def ids(self) -> tuple[str, ...]:
        """Return every home, in order of id."""
        return tuple(sorted(self.province_of))

    @property
    def provinces(self) -> tuple[str, ...]:
        """Return every province, in order of id."""
        return tuple(sorted(set(self.province_of.values())))

    def band(self, home: str, other: str, *, local_level: str = "home") -> int:
        """Return the distance band between two homes: 0 local, 1 same province, 2 neighbours, 3 farther."""
        here, there = self.province_of[home], self.province_of[other]
        if here == there:
            return 0 if local_level == "province" or home == other else 1
        return 2 if there in self.neighbours.get(here, frozenset()) else 3


@dataclass(frozen=True)
class Units:
    """All battalions to be raised."""

    types: tuple[BattalionType, ...]
    locations: tuple[Location, ...]

    @property
    def battalions(self) -> Ints:
        """Return battalions per location."""
        return np.array([place.battalions for place in self.locations], np.int64)

    @property
    def posts(self) -> Ints:
        """Return posts of one battalion, per location."""
        return np.array([self.type_at(i).posts for i in range(len(self.locations))], np.int64)

    @property
    def total(self) -> int:
        """Return all posts."""
        return int((self.battalions * self.posts).sum())

    def type_at(self, location: int) -> BattalionType:
        """Return the battalion type at a location."""
        wanted = self.locations[location].type
        return next(t for t in self.types if t.id == wanted)

    def rank_rows(self, ranks: tuple[str, ...]) -> tuple[Ints, Ints]:
        """Return (low, high) heads per battalion, shape (location, rank); a rank without a row has no bounds."""
        low = np.zeros((len(self.locations), len(ranks)), np.int64)
        high = np.repeat(self.posts[:, None], len(ranks), axis=1)
        for i in range(len(self.locations)):
            for row in self.type_at(i).ranks:
                low[i, ranks.index(row.rank)], high[i, ranks.index(row.rank)] = row.low, row.high
        return low, high


def pyramid(posts: int, shares: Mapping[str, tuple[float, float]] = PYRAMID) -> tuple[RankRow, ...]:
    """Return rank rows for a battalion of ``posts``: at least one senior and one officer, whole heads."""
    rows = []
    for rank, (low, high) in shares.items():
        least = max(1, math.floor(low * posts)) if low > 0 else 0
        rows.append(RankRow(rank, least, max(least + 1, math.ceil(high * posts))))
    return tuple(rows)
