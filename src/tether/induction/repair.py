"""Repair: swaps of two people until no unit breaks a row.

Taken in turn, each broken row looks for a pair: someone of the unit whose leaving helps, and someone elsewhere whose
coming helps, first in the same location (which changes nothing that the program decided), then anywhere, then among
those who were to leave by an exit. Candidates are ranked by the change in heads over all rows at once, the best few
are tried exactly, sub-units and companies included, and a swap is kept only if the penalty falls: so repair ends, and
never mends one row by breaking another.
"""

from __future__ import annotations

import numpy as np

from tether.induction.cells import Floats, Ints
from tether.induction.dealing import PostingRoll
from tether.induction.seats import TRAITS, Seats
from tether.induction.tally import breaches

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
    """Return the change of penalty by each swap, to first order, shape (giver, taker)."""
    here, there = seats.battalion[givers], seats.battalion[takers]
    out = np.zeros((len(givers), len(takers)))
    for name in TRAITS:
        mine, theirs = seats.trait(name, seats.cell[givers], here), seats.trait(name, seats.cell[takers], there)
        come = seats.trait(name, seats.cell[takers], np.full(len(takers), here[0])) if name == "local" else theirs
        go = _arriving(seats, name, givers, there, mine)
        lose, gain = seats.steps(name, int(here[0]))
        out += np.where(mine[:, None] != come[None, :], lose[mine][:, None] + gain[come][None, :], 0)
        lose, gain = seats.steps(name, there)
        every = np.arange(len(takers))
        out += np.where(go != theirs[None, :], lose[every, theirs][None, :] + gain[every[None, :], go], 0)
    return out


def _arriving(seats: Seats, name: str, givers: Ints, there: Ints, mine: Ints) -> Ints:
    """Return the trait that each giver would have in each taker's battalion, shape (giver, taker)."""
    if name != "local":
        return np.repeat(mine[:, None], len(there), axis=1)
    home = seats.intake.cells.home[seats.cell[givers]]
    return seats.near[home[:, None], seats.frame.location[there][None, :]].astype(np.int64)


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
