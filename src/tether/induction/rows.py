"""The rows of the posting program, one function for each family; the formulas stand in ``program.py``.

Each function reads the intake and adds its rows to the book, tightened by margins and loosened by the policy's
relaxations. Row blocks are ordered (key, location), flat, so that a price has the shape that ``prices.py`` expects.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from tether.induction.cells import Floats, Ints
from tether.induction.intake import Intake
from tether.induction.linear import INF, Book

FINE = 60_000  # columns up to which ways are told apart by type


@dataclass(frozen=True)
class Margins:
    """By how much rows are tightened, so that whole people fit; bounds never use them.

    ``bloc`` and ``officers`` are heads per battalion, ``community`` and ``local`` shares of a battalion's posts,
    ``vetting`` heads, ``budget`` heads of each rank.
    """

    bloc: float = 0.0
    officers: float = 0.0
    subunit: float = 0.0  # 1: a battalion's cap is what its companies' caps add up to
    community: float = 0.0
    local: float = 0.0
    vetting: float = 0.0
    budget: float = 0.0


@dataclass
class Program:
    """The book of rows, and which column is what: ``post_*`` (strangers) and ``own_*`` (local men)."""

    intake: Intake
    book: Book
    post: Ints
    post_type: Ints
    post_location: Ints
    own: Ints
    own_type: Ints
    own_group: Ints
    own_location: Ints
    exit: Ints
    unplaced: Ints
    heads: Ints  # (bloc militia, location), flat
    size: Ints  # (location,)
    blocs: Ints  # militia index of each bloc
    flow: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    flow_band: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    slack: dict[str, Ints] = field(default_factory=dict)  # family: columns, in the order of its rows
    square: tuple[tuple[Ints, Floats], ...] = ()  # (columns, cost) of the parts of Σ X²/S

    def cost(self, **weights: float) -> Floats:
        """Return a cost vector: weights of unplaced, exits, concentration, distance and (all) slack."""
        out = np.zeros(self.book.column_count)
        out[self.unplaced] = weights.get("unplaced", 0.0)
        out[self.exit] = weights.get("exits", 0.0)
        out[self.flow] = weights.get("distance", 0.0) * self.flow_band
        for columns, price in self.square:
            out[columns] = weights.get("concentration", 0.0) * price
        for columns in self.slack.values():
            out[columns] = weights.get("slack", 0.0)
        return out

    @property
    def posted(self) -> tuple[Ints, Ints, Ints]:
        """Return (column, type, location) of every column that posts people."""
        join = np.concatenate
        return (
            join([self.post, self.own]),
            join([self.post_type, self.own_type]),
            join([self.post_location, self.own_location]),
        )


def flow_rows(program: Program) -> None:
    """Add the hubs: everybody of a type goes somewhere once; heads by militia and sizes are their sums."""
    intake, book = program.intake, program.book
    types, cells, locations = intake.types, intake.cells, len(program.size)
    column, kind, place = program.posted
    every = np.arange(len(types))
    book.rows(
        "hub",
        len(types),
        (kind, column, 1.0),
        (every, program.exit, 1.0),
        (every, program.unplaced, 1.0),
        lower=types.heads,
        upper=types.heads,
    )
    bloc = np.full(len(cells.militias), -1)
    bloc[program.blocs] = np.arange(len(program.blocs))
    of = bloc[types.militia[kind]]
    at = np.arange(len(program.heads))
    book.rows(
        "heads",
        len(at),
        (of[of >= 0] * locations + place[of >= 0], column[of >= 0], 1.0),
        (at, program.heads, -1.0),
        lower=0,
        upper=0,
    )
    ordinary = of < 0
    book.rows(
        "size",
        locations,
        (at % locations, program.heads, 1.0),
        (place[ordinary], column[ordinary], 1.0),
        (np.arange(locations), program.size, -1.0),
        lower=0,
        upper=0,
    )


def size_rows(program: Program) -> None:
    """Add the manning of every location."""
    low, high = program.intake.battalion_range
    number, every = program.intake.battalions, np.arange(len(program.size))
    book, entry = program.book, (every, program.size, 1.0)
    book.rows("manning-low", len(every), entry, lower=number * low)
    book.rows("manning-high", len(every), entry, upper=number * high)


def bloc_rows(program: Program, margins: Margins) -> None:
    """Add the caps on militias and on large former sub-units."""
    intake, book, locations = program.intake, program.book, len(program.size)
    names = tuple(intake.cells.militias[m] for m in program.blocs)
    number = intake.battalions
    slack = (intake.slack("bloc", names).T - margins.bloc) * number
    at = np.arange(len(program.heads))
    cap = -intake.policy.battalion_cap
    book.rows(
        "bloc", len(at), (at, program.heads, 1.0), (at, program.size[at % locations], cap), upper=slack.reshape(-1)
    )
    column, kind, place = program.posted
    sub = intake.types.subunit[kind]
    large = np.flatnonzero(intake.large_subunits)
    if not len(large):
        return
    index = np.full(len(intake.cells.subunits), -1)
    index[large] = np.arange(len(large))
    told = sub >= 0
    every = np.arange(len(large) * locations)
    slack = intake.slack("subunit", tuple(intake.cells.subunits[s] for s in large)).T + intake.one_comrade
    slack = (slack - margins.subunit * _lost_in_companies(intake)) * number
    entries = (index[sub[told]] * locations + place[told], column[told], 1.0)
    cap = -intake.policy.subunit_cap
    book.rows("subunit", len(every), entries, (every, program.size[every % locations], cap), upper=slack.reshape(-1))


def _lost_in_companies(intake: Intake) -> Floats:
    """Return heads of a sub-unit that a battalion's cap allows but its companies' whole caps don't, (location,)."""
    companies = np.array([intake.units.type_at(i).companies for i in range(len(intake.battalions))])
    posts, cap = intake.units.posts, intake.policy.subunit_cap
    return np.maximum(cap * posts - companies * np.maximum(np.floor(cap * (posts // companies) + 1e-9), 1), 0)


def officer_rows(program: Program, margins: Margins) -> None:
    """Add the caps on officers of one militia, as a share of all officers there."""
    intake, book, locations = program.intake, program.book, len(program.size)
    column, kind, place = program.posted
    officers = np.flatnonzero(intake.officer[intake.types.rank[kind]])
    column, kind, place = column[officers], kind[officers], place[officers]
    total = book.columns("officers", locations)
    every = np.arange(locations)
    book.rows("officer-total", locations, (place, column, 1.0), (every, total, -1.0), lower=0, upper=0)
    bloc = np.full(len(intake.cells.militias), -1)
    bloc[program.blocs] = np.arange(len(program.blocs))
    of = bloc[intake.types.militia[kind]]
    told = of >= 0
    names = tuple(intake.cells.militias[m] for m in program.blocs)
    slack = (intake.slack("officers", names).T + intake.one_officer - margins.officers) * intake.battalions
    at = np.arange(len(program.blocs) * locations)
    book.rows(
        "officers",
        len(at),
        (of[told] * locations + place[told], column[told], 1.0),
        (at, total[at % locations], -intake.policy.officer_cap),
        upper=slack.reshape(-1),
    )


def rank_rows(program: Program) -> None:
    """Add the rank pyramid in whole heads."""
    intake, book, locations = program.intake, program.book, len(program.size)
    column, kind, place = program.posted
    ranks = len(intake.cells.ranks)
    low, high = intake.rank_range
    number = intake.battalions
    entry = (intake.types.rank[kind] * locations + place, column, 1.0)
    book.rows("rank-low", ranks * locations, entry, lower=(low.T * number).reshape(-1))
    book.rows("rank-high", ranks * locations, entry, upper=(high.T * number).reshape(-1))


def community_rows(program: Program, margins: Margins) -> None:
    """Add the band of every community around its target."""
    intake, book, locations = program.intake, program.book, len(program.size)
    column, kind, place = program.posted
    names = intake.cells.communities
    low, high = (bound.T for bound in intake.community_range)
    at = np.arange(len(names) * locations)
    entry = (intake.types.community[kind] * locations + place, column, 1.0)
    size = program.size[at % locations]
    number = intake.battalions
    less = intake.slack("community-low", names).T * number
    more = intake.slack("community-high", names).T * number
    inset = np.where(high - low > 4 * margins.community, margins.community, 0.0) * number * intake.units.posts
    lower = np.where(low > 0, inset - less, -INF).reshape(-1)
    upper = np.where(high < 1, more - inset, INF).reshape(-1)
    book.rows("community-low", len(at), entry, (at, size, -low.reshape(-1)), lower=lower)
    book.rows("community-high", len(at), entry, (at, size, -high.reshape(-1)), upper=upper)


def local_rows(program: Program, margins: Margins) -> None:
    """Add the range of local men."""
    intake, book, locations = program.intake, program.book, len(program.size)
    policy, number, every = intake.policy, intake.battalions, np.arange(len(program.size))
    entry = (program.own_location, program.own, 1.0)
    inset = margins.local * intake.units.posts * (policy.local_high - policy.local_low > 4 * margins.local)
    lower = (inset * (policy.local_low > 0) - intake.slack("local-low")) * number
    upper = (intake.slack("local-high") - inset * (policy.local_high < 1)) * number
    book.rows("local-low", locations, entry, (every, program.size, -policy.local_low), lower=lower)
    book.rows("local-high", locations, entry, (every, program.size, -policy.local_high), upper=upper)


def national_rows(program: Program, margins: Margins) -> None:
    """Add exits, screening from each month on, and the budget."""
    intake, book, policy = program.intake, program.book, program.intake.policy
    column, kind, _ = program.posted
    every = np.arange(len(program.exit))
    book.rows("exits", 1, (0 * every, program.exit, 1.0), upper=policy.exit_places)
    book.rows("unplaced", 1, (0 * every, program.unplaced, 1.0), upper=INF)
    for i, limit in enumerate(intake.screening):
        late = intake.types.arrival[kind] > i
        book.rows(f"vetting-{i}", 1, (0 * column[late], column[late], 1.0), upper=limit - margins.vetting)
    if policy.annual_budget is not None:
        money = intake.pay[intake.types.rank[kind]]
        entries = ((0 * column, column, money), (0 * every, program.exit, intake.exit_cost))
        limit = policy.annual_budget + policy.slack("budget", "")
        book.rows("budget", 1, *entries, upper=limit - margins.budget * intake.pay.sum())


def distance_rows(program: Program) -> None:
    """Strangers travel between provinces: by type where there are few, else by militia, which bounds it from below."""
    intake, book, cells = program.intake, program.book, program.intake.cells
    provinces, types = len(intake.homes.provinces), intake.types
    fine = len(types) * provinces**2 <= FINE
    kind = np.arange(len(types)) if fine else types.militia
    kinds = int(kind.max(initial=0)) + 1
    supply = np.zeros((kinds, provinces))
    np.add.at(supply, (kind[types.of_cell], intake.cell_province[cells.home]), cells.heads * intake.postable)
    band = intake.province_band
    ends = np.isin(np.arange(provinces), intake.location_province)
    who, source, goal = np.nonzero((supply[:, :, None] > 0) & ((band > 0) & ends[None, :])[None])
    program.flow = book.columns("flow", len(who), upper=supply[who, source])
    program.flow_band = band[source, goal]
    of_group = np.zeros(intake.local_group.max() + 1, np.int64)
    of_group[intake.local_group] = intake.cell_province
    local = (kind[program.own_type] * provinces + of_group[program.own_group], program.own, 1.0)
    leave = (who * provinces + source, program.flow, 1.0)
    book.rows("supply", kinds * provinces, leave, local, upper=supply.reshape(-1))
    wanted = kind[program.post_type] * provinces + intake.location_province[program.post_location]
    arrive = (who * provinces + goal, program.flow, 1.0)
    book.rows("demand", kinds * provinces, arrive, (wanted, program.post, -1.0), lower=0, upper=0)
