"""Redealing: an exact second chance for a location whose units swaps could not mend.

The people of the location are fixed; who goes to which company is solved as a small integer program that minimises the
heads by which rows are broken. It is run only where the program is small enough to be answered in seconds.

    y[p,k]   people of profile p (militia, sub-unit, rank, community, locality) in company k, whole
"""

from __future__ import annotations

import numpy as np

from tether.induction.cells import Floats, Ints
from tether.induction.dealing import PostingRoll, frame_of
from tether.induction.linear import Book, solve_whole
from tether.induction.tally import EASE, limits_of

LARGEST = 6000  # whole columns
NODES = 100  # of branch and bound: a limit in seconds would give another plan on a busy machine
SECONDS = 60.0  # never reached but by a fault


def deal_again(roll: PostingRoll, location: int) -> PostingRoll:
    """Return the roll with one location dealt anew, if an integer program of bearable size finds a better deal."""
    here = np.flatnonzero(roll.location == location)
    frame = frame_of(roll.intake)
    units = np.flatnonzero(frame.location == location)
    teams = np.flatnonzero(np.isin(frame.battalion, units))
    keys, profile = _profiles(roll, here)
    if len(keys) * len(teams) > LARGEST or not len(here):
        return roll
    whole = _solve(roll, location, keys, np.bincount(profile), teams, units, roll.company[here])
    if whole is None:
        return roll
    order = np.argsort(profile, kind="stable")
    company = roll.company.copy()
    company[here[order]] = np.concatenate([np.repeat(teams, row) for row in whole])
    return roll.moved(frame.battalion[company], company)


def _profiles(roll: PostingRoll, here: Ints) -> tuple[Ints, Ints]:
    traits = [roll.trait(k)[here] for k in ("militia", "subunit", "rank", "community")] + [roll.local[here]]
    keys, profile = np.unique(np.stack(traits, 1), axis=0, return_inverse=True)
    return keys, profile.reshape(-1)


def _solve(
    roll: PostingRoll, location: int, keys: Ints, heads: Ints, teams: Ints, units: Ints, company: Ints
) -> Ints | None:
    book, count = Book(), len(teams)
    people = np.arange(len(keys))
    y = book.columns("people", len(keys) * count, upper=np.repeat(heads, count)).reshape(len(keys), count)
    book.rows("all", len(keys), (np.repeat(people, count), y.reshape(-1), 1.0), lower=heads, upper=heads)
    size = np.bincount(company, minlength=int(teams.max()) + 1)[teams]
    book.rows("seats", count, (np.tile(np.arange(count), len(keys)), y.reshape(-1), 1.0), lower=size, upper=size)
    slack: list[Ints] = []
    battalion = frame_of(roll.intake).battalion[teams]
    for u in units:
        mine = y[:, battalion == u]
        _unit_rows(book, slack, roll, int(u), keys, mine, int(size[battalion == u].sum()))
    for k in range(count):
        _team_rows(book, slack, roll, location, keys, y[:, [k]], int(size[k]))
    cost = np.zeros(book.column_count)
    if slack:
        cost[np.concatenate(slack)] = 1.0
    answer = solve_whole(book, cost, y.reshape(-1), seconds=SECONDS, nodes=NODES)
    if not len(answer.values):
        return None
    return np.round(answer.values[y]).astype(np.int64)


def _row(book: Book, slack: list[Ints], columns: Ints, low: float, high: float) -> None:
    """Add one elastic row low ≤ Σ columns ≤ high."""
    ends = book.columns("give", 2)
    zero = np.zeros(columns.size, np.int64)
    entries = (zero, columns.reshape(-1), 1.0), (np.zeros(2, np.int64), ends, np.array([1.0, -1.0]))
    book.rows("elastic", 1, *entries, lower=low, upper=high)
    slack.append(ends)


def _unit_rows(book: Book, slack: list[Ints], roll: PostingRoll, unit: int, keys: Ints, mine: Ints, size: int) -> None:
    intake, limits = roll.intake, limits_of(roll.intake)
    militia, rank, community = keys[:, 0], keys[:, 2], keys[:, 3]
    for m in np.unique(militia):
        if limits.is_bloc[m]:
            cap = np.floor(limits.bloc * size + EASE) + limits.bloc_slack[unit, m]
            _row(book, slack, mine[militia == m], 0, float(cap))
    for r in range(len(intake.cells.ranks)):
        _row(book, slack, mine[rank == r], float(limits.rank[0][unit, r]), float(limits.rank[1][unit, r]))
    least, most = _community(limits.community, limits.community_slack, unit, size)
    for e in range(len(intake.cells.communities)):
        _row(book, slack, mine[community == e], float(least[e]), float(most[e]))
    few = np.ceil(limits.local[0] * size - EASE) - limits.local_slack[0][unit]
    many = np.floor(limits.local[1] * size + EASE) + limits.local_slack[1][unit]
    _row(book, slack, mine[keys[:, 4] == 1], float(few), float(many))
    _subunit_rows(book, slack, roll, keys, mine, size)
    officers = np.flatnonzero(intake.officer[rank])
    cap = max(1, int(limits.officers * limits.rank[0][unit, intake.officer].sum() + EASE))
    for m in np.unique(militia[officers]):
        if limits.is_bloc[m]:
            _row(book, slack, mine[officers[militia[officers] == m]], 0, cap + float(limits.officers_slack[unit, m]))


def _community(shares: tuple[Floats, Floats], slack: tuple[Ints, Ints], unit: int, size: int) -> tuple[Floats, Floats]:
    low = np.ceil(shares[0][unit] * size - EASE) - slack[0][unit]
    return low, np.floor(shares[1][unit] * size + EASE) + slack[1][unit]


def _team_rows(
    book: Book, slack: list[Ints], roll: PostingRoll, location: int, keys: Ints, mine: Ints, size: int
) -> None:
    intake = roll.intake
    more = intake.slack("bloc-company", intake.cells.militias)[location]
    for m in np.unique(keys[:, 0]):
        if intake.cells.blocs[m]:
            cap = np.floor(intake.policy.company_cap * size + EASE) + more[m]
            _row(book, slack, mine[keys[:, 0] == m], 0, float(cap))
    _subunit_rows(book, slack, roll, keys, mine, size)


def _subunit_rows(book: Book, slack: list[Ints], roll: PostingRoll, keys: Ints, mine: Ints, size: int) -> None:
    cap = max(1, int(roll.intake.policy.subunit_cap * size + EASE))
    for s in np.unique(keys[:, 1]):
        if s > 0:
            _row(book, slack, mine[keys[:, 1] == s], 0, float(cap))
