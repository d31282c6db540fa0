"""Cells: who volunteers, as head counts and never as persons.

A cell is everyone who shares militia, former sub-unit, home, community, rank band, month of arrival, consent and places
barred for the safety of a family. Nobody has exact counts (ghosts, double registration), so each cell is an interval
``low ≤ heads ≤ high``; plans are made on ``heads``, and ``uncertainty.py`` asks how often they would hold.

    cells = read_roster("roster.csv", homes, communities=("a", "b"), starts="2015-06")     # roster.py
    cells.total, cells.share_by("militia")

Militia ids may be nested by ``/`` (``hashd-iran/f03``): caps hold for the formation, and measures are given for the
group before the ``/`` as well. ``population`` is nobody's militia: ordinary recruits, exempt from bloc caps.

Units: what is to be filled, as battalions of a type at locations.

    battalion = BattalionType("line", posts=500, companies=4, ranks=DEFAULT_ROWS(500))
    units = Units((battalion,), (Location("anbar-ramadi", "anbar/ramadi", battalions=6, type="line"),))

Battalions of one type at one location under one policy are alike: who is in them may be decided by location first
(``posting_lp.py``) and dealt out afterwards (``deal.py``). Rank rows are whole heads per battalion, because a share of
two senior officers is no number of people.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

POPULATION = "population"
CONSENT = ("either", "post", "exit")  # what the people of a cell agree to: a post or an exit, only one of them
KEYS = ("militia", "subunit", "home", "community", "rank", "month", "consent", "bar")


@dataclass(frozen=True)
class RosterCells:
    """Columnar cells: vocabularies, and one int64 array of shape (cell,) per attribute.

    ``month`` counts months after the start (0 = already there), ``bar`` indexes ``bars`` (sets of place ids, the first
    of them empty), ``consent`` indexes ``CONSENT``, ``subunit`` 0 is "not known".
    """

    militias: tuple[str, ...]
    subunits: tuple[str, ...]
    homes: tuple[str, ...]
    communities: tuple[str, ...]
    ranks: tuple[str, ...]
    bars: tuple[frozenset[str], ...]
    militia: Ints
    subunit: Ints
    home: Ints
    community: Ints
    rank: Ints
    month: Ints
    consent: Ints
    bar: Ints
    low: Ints
    heads: Ints
    high: Ints

    def __len__(self) -> int:
        return len(self.heads)

    @property
    def total(self) -> int:
        """Return all heads, including those who agree to an exit only."""
        return int(self.heads.sum())

    def with_heads(self, heads: Ints) -> RosterCells:
        """Return the same cells with other counts (a sampled roster); intervals collapse to them."""
        counts = np.asarray(heads, np.int64)
        return replace(self, low=counts, heads=counts, high=counts)

    def take(self, chosen: NDArray[np.bool_] | Ints) -> RosterCells:
        """Return the chosen cells, vocabularies unchanged."""
        columns = (*KEYS, "low", "heads", "high")
        return replace(self, **{name: getattr(self, name)[chosen] for name in columns})

    def by(self, key: str) -> Ints:
        """Return heads by one attribute, shape (size of its vocabulary,)."""
        size = {"month": int(self.month.max(initial=0)) + 1, "consent": len(CONSENT)}.get(key)
        return np.bincount(getattr(self, key), self.heads, size or len(self.vocabulary(key))).astype(np.int64)

    def share_by(self, key: str) -> Floats:
        """Return shares of all heads by one attribute."""
        return self.by(key) / max(self.total, 1)

    def vocabulary(self, key: str) -> Sequence[object]:
        """Return the names that an attribute's numbers stand for."""
        plural = {"community": "communities"}.get(key, key + "s")
        return CONSENT if key == "consent" else getattr(self, plural)

    @property
    def blocs(self) -> NDArray[np.bool_]:
        """Return which militias are blocs, shape (militia,): all but ordinary recruits."""
        return np.array([name != POPULATION for name in self.militias])

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the group of each militia: what stands before the first ``/``."""
        return tuple(name.split("/")[0] for name in self.militias)


def from_columns(
    columns: dict[str, Sequence[object]],
    *,
    homes: Sequence[str],
    communities: Sequence[str],
    ranks: Sequence[str],
) -> RosterCells:
    """Make cells from clean columns of names (militia, home, community, rank, heads; the rest optional)."""
    size = len(columns["heads"])
    militias = _names(columns["militia"])
    subunits = ("", *(n for n in _names(columns.get("subunit", [""] * size)) if n))
    sets = [frozenset(str(b).split(";")) - {""} for b in columns.get("barred", [""] * size)]
    bars = (frozenset(), *sorted({b for b in sets if b}, key=sorted))
    heads = np.asarray(columns["heads"], np.int64)
    return RosterCells(
        militias=militias,
        subunits=subunits,
        homes=tuple(homes),
        communities=tuple(communities),
        ranks=tuple(ranks),
        bars=bars,
        militia=_index(columns["militia"], militias),
        subunit=_index(columns.get("subunit", [""] * size), subunits),
        home=_index(columns["home"], homes),
        community=_index(columns["community"], communities),
        rank=_index(columns["rank"], ranks),
        month=np.asarray(columns.get("month", np.zeros(size)), np.int64),
        consent=_index(columns.get("consent", ["either"] * size), CONSENT),
        bar=_index(sets, bars),
        low=np.asarray(columns.get("low", heads), np.int64),
        heads=heads,
        high=np.asarray(columns.get("high", heads), np.int64),
    )


def _names(values: Sequence[object]) -> tuple[str, ...]:
    return tuple(sorted({str(v) for v in values}))


def _index(values: Sequence[object], vocabulary: Sequence[object]) -> Ints:
    place = {name: i for i, name in enumerate(vocabulary)}
    return np.array([place[v] for v in values], np.int64)


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
