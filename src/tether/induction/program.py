"""The posting program: a linear program over types of people and locations.

Battalions at one location are alike, share caps are linear in totals, and X²/S is convex, so by Jensen's inequality
what holds for this program's optimum bounds every plan by battalion and company: one row per location does for all of
them. Each type (``intake.py``) flows to locations as strangers through one column per location, and as local men
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

X²/S is made piecewise linear in ``squares.py``. To add a row: one function here, its price in ``prices.py``, and its
check in ``verification/``, which shares no code with either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from tether.induction.cells import Floats, Ints
from tether.induction.intake import EXIT_ONLY, Intake
from tether.induction.linear import INF, Book

FINE = 60_000  # columns up to which ways are told apart by type
ELASTIC = (
    *("bloc", "subunit", "officers", "rank-low", "rank-high", "community-low", "community-high"),
    *("local-low", "local-high", "manning", "vetting", "budget"),
)


@dataclass(frozen=True)
class Margins:
    """Heads per battalion by which rows are tightened, so that whole people fit; bounds never use them."""

    bloc: float = 0.0
    officers: float = 0.0
    community: float = 0.0
    local: float = 0.0


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
    _flows(program)
    _sizes(program)
    _bloc_rows(program, margins)
    _officer_rows(program, margins)
    _rank_rows(program)
    _community_rows(program, margins)
    _local_rows(program, margins)
    _national_rows(program)
    if distance:
        _distance_rows(program)
    for family in elastic:
        _loosen(program, family)
    return program


def _columns(intake: Intake, sizes: Floats | None) -> Program:
    book, types, cells = Book(), intake.types, intake.cells
    locations = len(intake.units.locations)
    group = intake.local_group
    pairs = types.of_cell * (group.max() + 1) + group[cells.home]
    keys, inverse = np.unique(pairs, return_inverse=True)
    count = np.bincount(inverse.reshape(-1), cells.heads, len(keys))
    kind, where = np.divmod(keys, group.max() + 1)
    open_to = (types.consent[:, None] < EXIT_ONLY) & ~intake.barred[types.bar] & (types.heads[:, None] > 0)
    own_pair, own_location = np.nonzero(
        (where[:, None] == group[intake.location_home][None, :]) & open_to[kind] & (count[:, None] > 0)
    )
    own_type, own_group = kind[own_pair], where[own_pair]
    local = np.zeros((len(types), locations))
    local[own_type, own_location] = count[own_pair]
    post_type, post_location = np.nonzero(open_to & (types.heads[:, None] - local > 0))
    room = types.heads[post_type] - local[post_type, post_location]
    post = book.columns("post", len(post_type), upper=room)
    own = book.columns("own", len(own_type), upper=count[own_pair])
    leave = (types.consent == 0) | (types.consent == EXIT_ONLY)
    exits = book.columns("exit", len(types), upper=np.where(leave, types.heads, 0))
    unplaced = book.columns("unplaced", len(types), upper=types.heads)
    blocs = np.flatnonzero(cells.blocs)
    heads = book.columns("heads", len(blocs) * locations)
    size = book.columns("size", locations, *((0.0, INF) if sizes is None else (sizes, sizes)))
    program = Program(
        intake,
        book,
        post,
        post_type,
        post_location,
        own,
        own_type,
        own_group,
        own_location,
        exits,
        unplaced,
        heads,
        size,
        blocs,
    )
    shared, position = np.unique(own_pair, return_inverse=True)
    if len(shared) < len(own_pair):
        book.rows("pool", len(shared), (position.reshape(-1), own, 1.0), upper=count[shared])
    return program


def _flows(program: Program) -> None:
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


def _sizes(program: Program) -> None:
    low, high = program.intake.battalion_range
    number, every = program.intake.battalions, np.arange(len(program.size))
    book, entry = program.book, (every, program.size, 1.0)
    book.rows("manning-low", len(every), entry, lower=number * low)
    book.rows("manning-high", len(every), entry, upper=number * high)


def _bloc_rows(program: Program, margins: Margins) -> None:
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
    slack = intake.slack("subunit", tuple(intake.cells.subunits[s] for s in large)).T * number
    entries = (index[sub[told]] * locations + place[told], column[told], 1.0)
    cap = -intake.policy.subunit_cap
    book.rows("subunit", len(every), entries, (every, program.size[every % locations], cap), upper=slack.reshape(-1))


def _officer_rows(program: Program, margins: Margins) -> None:
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
    slack = (intake.slack("officers", names).T - margins.officers) * intake.battalions
    at = np.arange(len(program.blocs) * locations)
    book.rows(
        "officers",
        len(at),
        (of[told] * locations + place[told], column[told], 1.0),
        (at, total[at % locations], -intake.policy.officer_cap),
        upper=slack.reshape(-1),
    )


def _rank_rows(program: Program) -> None:
    intake, book, locations = program.intake, program.book, len(program.size)
    column, kind, place = program.posted
    ranks = len(intake.cells.ranks)
    low, high = intake.rank_range
    number = intake.battalions
    entry = (intake.types.rank[kind] * locations + place, column, 1.0)
    book.rows("rank-low", ranks * locations, entry, lower=(low.T * number).reshape(-1))
    book.rows("rank-high", ranks * locations, entry, upper=(high.T * number).reshape(-1))


def _community_rows(program: Program, margins: Margins) -> None:
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
    inset = np.where(high - low > 0, margins.community, 0.0) * number
    lower = np.where(low > 0, inset - less, -INF).reshape(-1)
    upper = np.where(high < 1, more - inset, INF).reshape(-1)
    book.rows("community-low", len(at), entry, (at, size, -low.reshape(-1)), lower=lower)
    book.rows("community-high", len(at), entry, (at, size, -high.reshape(-1)), upper=upper)


def _local_rows(program: Program, margins: Margins) -> None:
    intake, book, locations = program.intake, program.book, len(program.size)
    policy, number, every = intake.policy, intake.battalions, np.arange(len(program.size))
    entry = (program.own_location, program.own, 1.0)
    lower = (margins.local * (policy.local_low > 0) - intake.slack("local-low")) * number
    upper = (intake.slack("local-high") - margins.local * (policy.local_high < 1)) * number
    book.rows("local-low", locations, entry, (every, program.size, -policy.local_low), lower=lower)
    book.rows("local-high", locations, entry, (every, program.size, -policy.local_high), upper=upper)


def _national_rows(program: Program) -> None:
    intake, book, policy = program.intake, program.book, program.intake.policy
    column, kind, _ = program.posted
    every = np.arange(len(program.exit))
    book.rows("exits", 1, (0 * every, program.exit, 1.0), upper=policy.exit_places)
    book.rows("unplaced", 1, (0 * every, program.unplaced, 1.0), upper=INF)
    for i, limit in enumerate(intake.screening):
        late = intake.types.arrival[kind] > i
        book.rows(f"vetting-{i}", 1, (0 * column[late], column[late], 1.0), upper=limit)
    if policy.annual_budget is not None:
        money = intake.pay[intake.types.rank[kind]]
        entries = ((0 * column, column, money), (0 * every, program.exit, intake.exit_cost))
        limit = policy.annual_budget + policy.slack("budget", "")
        book.rows("budget", 1, *entries, upper=limit)


def _distance_rows(program: Program) -> None:
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


def _loosen(program: Program, family: str) -> None:
    """Give every row of a family a slack column, priced by the caller."""
    book = program.book
    names = {"manning": ["manning-low"], "vetting": [n for n in book.row_blocks if n.startswith("vetting-")]}
    blocks = [n for n in names.get(family, [family]) if n in book.row_blocks]
    if not blocks:
        return
    rows = np.concatenate([book.row_blocks[n] for n in blocks])
    program.slack[family] = book.columns(f"slack {family}", len(rows))
    sign = 1.0 if family in ("manning", "rank-low", "community-low", "local-low") else -1.0
    book.extend(rows, program.slack[family], sign)
