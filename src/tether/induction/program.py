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

import numpy as np

from tether.induction import rows
from tether.induction.cells import Floats
from tether.induction.intake import EXIT_ONLY, Intake
from tether.induction.linear import INF, Book
from tether.induction.rows import Margins, Program

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
    rows.flow_rows(program)
    rows.size_rows(program)
    rows.bloc_rows(program, margins)
    rows.officer_rows(program, margins)
    rows.rank_rows(program)
    rows.community_rows(program, margins)
    rows.local_rows(program, margins)
    rows.national_rows(program, margins)
    if distance:
        rows.distance_rows(program)
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
