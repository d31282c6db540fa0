"""Repair: swaps of two people until no unit breaks a row.

Taken in turn, each broken row looks for a pair: someone of the unit whose leaving helps, and someone elsewhere whose
coming helps, first in the same location (which changes nothing that the program decided), then anywhere, then among
those who were to leave by an exit. Candidates are ranked by the change in heads over all rows at once, the best few
are tried exactly, sub-units and companies included, and a swap is kept only if the penalty falls: so repair ends, and
never mends one row by breaking another.

Redealing: an exact second chance for a location whose units swaps could not mend.

The people of the location are fixed; who goes to which company is solved as a small integer program that minimises the
heads by which rows are broken. It is run only where the program is small enough to be answered in seconds.

    y[p,k]   people of profile p (militia, sub-unit, rank, community, locality) in company k, whole
"""

from __future__ import annotations

import numpy as np

from tether.induction.cells import Floats, Ints
from tether.induction.deal import PostingRoll, frame_of
from tether.induction.linear_program import Book, solve_whole
from tether.induction.seats import EASE, TRAITS, Seats, breaches, limits_of

TRIES = 6  # candidate pairs tried exactly
TWINS = 4  # kinds (militia, rank) tried first
WIDEST = 3000  # people considered on the other side
ROUNDS = 12  # sweeps over the broken rows
STALLED = 0.97  # a sweep that leaves more than this of what was broken is the last
FAMILY_TRAIT = {"bloc": "militia", "rank": "rank", "community": "community", "local": "local", "officers": "militia"}


def repair(roll: PostingRoll, *, rounds: int = ROUNDS) -> PostingRoll:
    """Return a roll with as few broken rows as swaps can reach; none, for nearly every program that has room."""
    left = -1
    for _ in range(rounds):
        broken = breaches(roll)
        heads_broken = sum(heads for rows in broken.values() for _, _, heads in rows)
        if not broken or (left >= 0 and heads_broken > STALLED * left):
            return roll
        left, done, seats = heads_broken, 0, Seats(roll)
        for family, rows in broken.items():
            for unit, key, heads in rows:
                while heads and _mend(seats, family, unit, key):
                    heads, done = heads - 1, done + 1
        roll = seats.roll()
        if not done:
            return roll
    return roll


def _mend(seats: Seats, family: str, unit: int, key: int) -> bool:
    """Make one swap for a broken row; return whether there was one that helps."""
    if family.startswith("manning") or unit < 0:
        return False
    battalion = int(seats.frame.battalion[unit]) if family.endswith("-company") else unit
    givers = _givers(seats, family, unit, key)
    if not len(givers):
        return False
    location = int(seats.frame.location[battalion])
    if family.endswith("-company"):
        mates = seats.members(battalion)
        if _try(seats, givers, mates[seats.company[mates] != unit]):
            return True
    near = _useful(seats.at_location(location, battalion), seats, family, key)
    if _try_twins(seats, givers, near, family, key) or _try(seats, givers, near):
        return True
    others = np.flatnonzero(seats.battalion != battalion)
    wide = others if family.startswith("local") else _useful(others, seats, family, key)
    return _try(seats, givers, wide[:: max(1, len(wide) // WIDEST)]) or _from_leaving(seats, givers, family, key)


def _givers(seats: Seats, family: str, unit: int, key: int) -> Ints:
    """Return the seats of the unit whose people are too many of the key, or not of a key that is short."""
    company = family.endswith("-company")
    battalion = int(seats.frame.battalion[unit]) if company else unit
    mine = seats.members(battalion)
    mine = mine[seats.company[mine] == unit] if company else mine
    has = _has(seats, family, key, seats.cell[mine], seats.battalion[mine])
    return mine[~has] if family.endswith("-low") else mine[has]


def _has(seats: Seats, family: str, key: int, cell: Ints, battalion: Ints) -> np.ndarray:
    if family.startswith("subunit"):
        return seats.intake.cells.subunit[cell] == key
    name = FAMILY_TRAIT[family.split("-")[0]]
    has = seats.trait(name, cell, battalion) == (1 if name == "local" else key)
    return has & seats.intake.officer[seats.intake.cells.rank[cell]] if family == "officers" else has


def _useful(others: Ints, seats: Seats, family: str, key: int) -> Ints:
    """Return the seats elsewhere whose people could help."""
    has = _has(seats, family, key, seats.cell[others], seats.battalion[others])
    return others[has] if family.endswith("-low") else others[~has]


def _try_twins(seats: Seats, givers: Ints, takers: Ints, family: str, key: int) -> bool:
    """Try pairs of one militia and rank first: they change nothing but community or locality."""
    if family.split("-")[0] not in ("community", "local") or not len(takers):
        return False
    cells = seats.intake.cells
    has = _has(seats, family, key, seats.cell[takers], seats.battalion[takers])
    takers = takers[has] if family.endswith("-low") else takers[~has]
    mine = cells.militia[seats.cell[givers]] * len(cells.ranks) + cells.rank[seats.cell[givers]]
    theirs = cells.militia[seats.cell[takers]] * len(cells.ranks) + cells.rank[seats.cell[takers]]
    width = len(cells.militias) * len(cells.ranks)
    both = np.minimum(np.bincount(mine, minlength=width), np.bincount(theirs, minlength=width))
    for kind in np.argsort(-both, kind="stable")[:TWINS]:
        if both[kind] and _try(seats, givers[mine == kind], takers[theirs == kind]):
            return True
    return False


def _try(seats: Seats, givers: Ints, takers: Ints) -> bool:
    """Rank pairs of a giver and a taker by the change in penalty, try the best exactly, keep one that helps."""
    if not len(givers) or not len(takers):
        return False
    givers, takers = _distinct(seats, givers), _distinct(seats, takers)
    change = _change(seats, givers, takers)
    few = min(TRIES, change.size)
    best = np.argpartition(change, few - 1, axis=None)[:few]
    best = best[np.argsort(change.reshape(-1)[best], kind="stable")]
    for at in best:
        one, other = int(givers[at // len(takers)]), int(takers[at % len(takers)])
        if not _lawful(seats, one, other):
            continue
        units = {int(seats.battalion[one]), int(seats.battalion[other])}
        pair = np.array([one, other])
        cells = seats.cell[pair].tolist()
        before = sum(map(seats.penalty, units)) + seats.company_penalty(pair, cells)
        seats.swap(one, other)
        if sum(map(seats.penalty, units)) + seats.company_penalty(pair, cells) < before:
            return True
        seats.swap(one, other)
    return False


def _lawful(seats: Seats, one: int, other: int) -> bool:
    here, there = seats.frame.location[seats.battalion[one]], seats.frame.location[seats.battalion[other]]
    cells = np.array([seats.cell[one], seats.cell[other]])
    return bool(seats.allowed(cells[:1], int(there))[0] and seats.allowed(cells[1:], int(here))[0])


def _distinct(seats: Seats, people: Ints) -> Ints:
    """Return one seat for each (battalion, profile): swapping either of two alike is the same."""
    cells, cell = seats.intake.cells, seats.cell[people]
    local = seats.trait("local", cell, seats.battalion[people])
    key = (
        (seats.battalion[people] * len(cells.militias) + cells.militia[cell]) * len(cells.ranks) + cells.rank[cell]
    ) * 2
    key = (key + local) * len(cells.communities) + cells.community[cell]
    return people[np.unique(key, return_index=True)[1]]


def _change(seats: Seats, givers: Ints, takers: Ints) -> Floats:
    """Return the change of penalty by each swap, to first order, shape (giver, taker).

    The steps are looked up once for each battalion of the takers, since thousands of them sit in a few. All are whole
    numbers, so that the order in which they are added changes no bit.
    """
    here, there = int(seats.battalion[givers[0]]), seats.battalion[takers]
    units, at = np.unique(there, return_inverse=True)
    out = np.zeros((len(givers), len(takers)))
    for name in TRAITS:
        lose, gain = seats.steps(name, here)
        lose_there, gain_there = seats.steps(name, units)
        if name == "local":
            out += _local_change(seats, givers, takers, (lose, gain), (lose_there, gain_there), at)
            continue
        mine, theirs = (seats.trait(name, seats.cell[who], seats.battalion[who]) for who in (givers, takers))
        swap = gain_there.T[mine].take(at, axis=1)
        swap += lose[mine][:, None]
        swap += (gain[theirs] + lose_there[at, theirs])[None, :]
        swap[mine[:, None] == theirs[None, :]] = 0
        out += swap
    return out


def _local_change(
    seats: Seats, givers: Ints, takers: Ints, here: tuple[Floats, Floats], there: tuple[Floats, Floats], at: Ints
) -> Floats:
    """Return the change by locality: whether a person is local hangs on the battalion that he comes to."""
    own, units = np.full(len(takers), seats.battalion[givers[0]]), seats.battalion[takers]
    mine = seats.trait("local", seats.cell[givers], seats.battalion[givers])
    come = seats.trait("local", seats.cell[takers], own)
    theirs = seats.trait("local", seats.cell[takers], units)
    arrives = seats.near[seats.intake.cells.home[seats.cell[givers]]][:, seats.frame.location[np.unique(units)]]
    lose, gain = here
    out = np.where(mine[:, None] != come[None, :], lose[mine][:, None] + gain[come][None, :], 0)
    lose, gain = there
    step = np.where(arrives, gain[:, 1], gain[:, 0]).take(at, axis=1) + lose[at, theirs][None, :]
    return out + np.where(arrives.take(at, axis=1) != theirs[None, :], step, 0)


def _from_leaving(seats: Seats, givers: Ints, family: str, key: int) -> bool:
    """Swap a giver with someone of the same rank and arrival who was to leave."""
    cells, types = seats.intake.cells, seats.intake.types
    battalion = int(seats.battalion[givers[0]])
    pool = seats.leaving()
    if not len(pool):
        return False
    givers = _distinct(seats, givers[cells.consent[seats.cell[givers]] == 0])
    for seat in givers[:TRIES]:
        cell = int(seats.cell[seat])
        same = (cells.rank[pool] == cells.rank[cell]) & (
            types.arrival[types.of_cell[pool]] == types.arrival[types.of_cell[cell]]
        )
        ready = pool[same & seats.allowed(pool, int(seats.frame.location[battalion]))]
        has = _has(seats, family, key, ready, np.full(len(ready), battalion))
        ready = ready[has] if family.endswith("-low") else ready[~has]
        for other in ready[:TRIES]:
            at = np.array([seat])
            both = (cell, int(other))
            before = seats.penalty(battalion) + seats.company_penalty(at, both)
            gone = seats.trade(int(seat), int(other))
            if seats.penalty(battalion) + seats.company_penalty(at, both) < before:
                return True
            seats.trade(int(seat), gone)
    return False


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
