"""The posting program: a linear program over types of people and locations.

Battalions at one location are alike, share caps are linear in totals, and X²/S is convex, so by Jensen's inequality
what holds for this program's optimum bounds every plan by battalion and company: one row per location does for all of
them. Each type (``problem.py``) flows to locations as strangers through one column per location, and as local men
through one column per locality where it has a location: exact for every row, since no row tells two strangers of a
type apart.

    minimise   unplaced, exits, Σ X²/S, or Σ heads · band          (one at a time, the earlier ones capped)
    X[m,l] ≤ α S[l]            militia in a battalion                 bloc
    X[s,l] ≤ γ S[l]            large former sub-unit                  subunit
    O[m,l] ≤ β O[l]            officers of one militia                officers
    low ≤ R[r,l] ≤ high        rank pyramid, whole heads              rank-low, rank-high
    C[e,l] in band × S[l]      community                              community-low, community-high
    H[l] in range × S[l]       local men                              local-low, local-high
    low ≤ S[l] ≤ high          manning                                manning-low, manning-high
    Σ posted from month t ≤ screening left;  Σ pay ≤ budget;  Σ exits ≤ places

X²/S is made piecewise linear below. To add a row: one function here, its price in ``certificate.py``, and its
check in ``verification/``, which shares no code with either.

Rows: one function for each family reads the intake and adds its rows to the book, tightened by margins and loosened
by the policy's relaxations. Row blocks are ordered (key, location), flat, so that a price has the shape that
``certificate.py`` expects.

Σ X²/S made linear: how concentrated militias are, in a program that knows only straight lines.

X[m,l] is cut into pieces between shares a₀ < a₁ < … of the size S, piece k costing its chord's slope a_k + a_{k+1} per
head: a little dear, never cheap, one equality per (militia, location). Where S is free, the pieces are those of the
sizes that a first program found without any objective on mixing; S then stays there for all but a few heads, because
posts come before mixing. (Tangent planes q ≥ 2aX − a²S were tried for a free S: seven times as slow for the same plan.)

The price of a head of m at l is 2a for some share a, and

    Σ X²/S ≥ Σ 2aX − a²S      for any shares a whatever,

which is all that the bound uses (``certificate.py``): the pieces steer, they certify nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from tether.induction.cells import Floats, Ints
from tether.induction.linear_program import INF, Book, LinearSolution
from tether.induction.problem import EXIT_ONLY, Intake

ELASTIC = (
    *("bloc", "subunit", "officers", "rank-low", "rank-high", "community-low", "community-high"),
    *("local-low", "local-high", "manning", "vetting", "budget"),
)


def posting_program(
    intake: Intake,
    *,
    margins: Margins | None = None,
    elastic: Sequence[str] = (),
    distance: bool = False,
    sizes: Floats | None = None,
) -> Program:
    """Build the program; ``elastic`` families get a slack column per row; ``sizes`` fixes the heads per location."""
    program = _columns(intake, sizes)
    margins = margins or Margins()
    flow_rows(program)
    size_rows(program)
    bloc_rows(program, margins)
    officer_rows(program, margins)
    rank_rows(program)
    community_rows(program, margins)
    local_rows(program, margins)
    national_rows(program, margins)
    if distance:
        distance_rows(program)
    for family in elastic:
        _loosen(program, family)
    return program


class _Openings(NamedTuple):
    """Who may be posted where: near home, from a pool of people of one type and home; and elsewhere."""

    own_pool: Ints
    own_type: Ints
    own_group: Ints
    own_location: Ints
    pool_heads: Floats  # (pool,)
    post_type: Ints
    post_location: Ints
    post_room: Floats


def _columns(intake: Intake, sizes: Floats | None) -> Program:
    book, types, openings = Book(), intake.types, _openings(intake)
    locations = len(intake.units.locations)
    post = book.columns("post", len(openings.post_type), upper=openings.post_room)
    own = book.columns("own", len(openings.own_type), upper=openings.pool_heads[openings.own_pool])
    leave = (types.consent == 0) | (types.consent == EXIT_ONLY)
    exits = book.columns("exit", len(types), upper=np.where(leave, types.heads, 0))
    unplaced = book.columns("unplaced", len(types), upper=types.heads)
    blocs = np.flatnonzero(intake.cells.blocs)
    heads = book.columns("heads", len(blocs) * locations)
    size = book.columns("size", locations, *((0.0, INF) if sizes is None else (sizes, sizes)))
    shared, position = np.unique(openings.own_pool, return_inverse=True)
    if len(shared) < len(openings.own_pool):
        book.rows("pool", len(shared), (position.reshape(-1), own, 1.0), upper=openings.pool_heads[shared])
    return Program(
        *(intake, book, post, openings.post_type, openings.post_location),
        *(own, openings.own_type, openings.own_group, openings.own_location),
        *(exits, unplaced, heads, size, blocs),
    )


def _openings(intake: Intake) -> _Openings:
    types, group = intake.types, intake.local_group
    pairs = types.of_cell * (group.max() + 1) + group[intake.cells.home]
    keys, inverse = np.unique(pairs, return_inverse=True)
    count = np.asarray(np.bincount(inverse.reshape(-1), intake.cells.heads, len(keys)), float)
    kind, where = np.divmod(keys, group.max() + 1)
    open_to = (types.consent[:, None] < EXIT_ONLY) & ~intake.barred[types.bar] & (types.heads[:, None] > 0)
    own_pair, own_location = np.nonzero(
        (where[:, None] == group[intake.location_home][None, :]) & open_to[kind] & (count[:, None] > 0)
    )
    local = np.zeros((len(types), len(intake.units.locations)))
    local[kind[own_pair], own_location] = count[own_pair]
    post_type, post_location = np.nonzero(open_to & (types.heads[:, None] - local > 0))
    room = types.heads[post_type] - local[post_type, post_location]
    return _Openings(own_pair, kind[own_pair], where[own_pair], own_location, count, post_type, post_location, room)


def _loosen(program: Program, family: str) -> None:
    """Give every row of a family a slack column, priced by the caller; screening has one for all its months."""
    book = program.book
    names = {"manning": ["manning-low"], "vetting": [n for n in book.row_blocks if n.startswith("vetting-")]}
    blocks = [n for n in names.get(family, [family]) if n in book.row_blocks]
    if not blocks:
        return
    loosened = np.concatenate([book.row_blocks[n] for n in blocks])
    columns = book.columns(f"slack {family}", 1 if family == "vetting" else len(loosened))
    program.slack[family] = columns
    sign = 1.0 if family in ("manning", "rank-low", "community-low", "local-low") else -1.0
    book.extend(loosened, np.broadcast_to(columns, loosened.shape), sign)


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
    square_at_0: float = 0.0  # what is to be added to them

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


PIECES = (0, 0.2, 0.4, 0.55, 0.7, 0.8, 0.88, 0.94, 1, 1.06, 1.12, 1.2, 1.3, 1.42, 1.6, 1.8, 2.1, 2.5, 3.1, 4, 5.5)
TO_CAP = (
    0,
    0.004,
    0.008,
    0.015,
    0.025,
    0.035,
    0.05,
    0.07,
    0.1,
    0.13,
    0.17,
    0.22,
    0.28,
    0.35,
    0.44,
    0.55,
    0.68,
    0.83,
    1,
)
NEAR = (0, 0.4, 0.7, 0.85, 0.92, 0.97, 1.02, 1.07, 1.14, 1.25, 1.45, 1.8, 2.5, 4)  # of a share found before


def share_points(intake: Intake, multiples: Sequence[float]) -> Floats:
    """Return shares around each bloc's share of those who can be posted, ascending, shape (bloc, location, point)."""
    own = _own_shares(intake)
    points = np.minimum(own[:, None] * np.asarray(multiples), intake.policy.battalion_cap + own[:, None])
    return np.repeat(points[:, None, :], len(intake.units.locations), axis=1)


def points_to_cap(intake: Intake) -> Floats:
    """Return shares from 0 to the cap, nearer to each other where they are small, shape (bloc, location, point)."""
    shape = (int(intake.cells.blocs.sum()), len(intake.units.locations), len(TO_CAP))
    return np.broadcast_to(intake.policy.battalion_cap * np.asarray(TO_CAP), shape)


def points_near(intake: Intake, shares: Floats, multiples: Sequence[float] = NEAR) -> Floats:
    """Return shares around those found before (bloc, location), shape (bloc, location, point)."""
    centre = np.maximum(shares, 0.25 * _own_shares(intake)[:, None])
    return np.minimum(centre[:, :, None] * np.asarray(multiples), 1.0)


def add_pieces(program: Program, sizes: Floats, points: Floats, shares: Floats | None = None) -> None:
    """Cut X[m,l] at the shares ``points`` (bloc, location, point) of ``sizes``; the last piece has no end.

    ``shares`` (bloc, location) are those near which free sizes may move: X²/S falls by their square per head of S.
    """
    book, count = program.book, points.shape[2] - 1
    every = np.arange(len(program.heads))
    entries: list[tuple[Ints, Ints, float]] = [(every, program.heads, -1.0)]
    parts = []
    for k in range(count):
        width = (points[:, :, k + 1] - points[:, :, k]) * sizes[None, :]
        columns = book.columns(f"piece-{k}", len(every), upper=width.reshape(-1) if k < count - 1 else INF)
        parts.append((columns, (points[:, :, k + 1] + points[:, :, k]).reshape(-1)))
        entries.append((every, columns, 1.0))
    book.rows("piece", len(every), *entries, lower=0.0, upper=0.0)
    if shares is not None:
        fall = (shares**2).sum(0)
        parts.append((program.size, -fall))
        program.square_at_0 = float(fall @ sizes)
    program.square = tuple(parts)


def cap_squares(program: Program, limit: float) -> None:
    """Let the concentration be at most ``limit``: a row for the later objectives."""
    entries = [(0 * columns, columns, price) for columns, price in program.square]
    program.book.rows("concentration", 1, *entries, upper=limit - program.square_at_0)


def priced_shares(program: Program, answer: LinearSolution, weight: float = 1.0) -> Floats:
    """Return the share a at which each (bloc, location) was priced, Σ X²/S counting ``weight``; (bloc, location)."""
    prices = answer.prices[program.book.row_blocks["piece"]].reshape(len(program.blocs), len(program.size))
    return np.clip(prices / (2 * max(weight, 1e-12)), 0, 1)


def concentration(heads: Floats, sizes: Floats) -> float:
    """Return Σ X²/S of heads (bloc, unit) in units of ``sizes``; empty units count nothing."""
    return float((heads**2 / np.maximum(sizes, 1e-9)).sum())


def _own_shares(intake: Intake) -> Floats:
    cells = intake.cells
    heads = np.bincount(cells.militia, cells.heads * intake.postable, len(cells.militias))
    return heads[cells.blocs] / max(heads.sum(), 1)
