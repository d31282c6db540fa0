"""Commanders: a last small matching of seniors to battalions.

Under the rule *other-group* a battalion is never commanded by someone of its largest bloc (of any of them, if several
are equally large). Seniors are matched to battalions of their location at least cost, staying where they are costing
nothing; who has to move swaps seats with a senior of the other battalion, and only if no row breaks. Under *assigned*,
command comes from outside the roster (−1); under *any* and *same-group* the first senior takes it, and the measures
say whose bloc he is from.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.optimize import linear_sum_assignment

from tether.induction.cells import Ints
from tether.induction.deal import PostingRoll
from tether.induction.seats import Seats, tally_of

NEVER = 1000
DEPOSED = 6  # swaps tried to make another bloc the largest
LIKELY = 60  # partners tried for each of them


def appoint(roll: PostingRoll) -> PostingRoll:
    """Return the roll with a commander per battalion (a position in the roll), −1 where there is none."""
    if roll.intake.policy.commander_rule == "assigned":
        return roll
    if roll.intake.policy.commander_rule == "other-group":
        roll = _exchange_seniors(roll)
    return replace(roll, commander=_chosen(roll))


def commanders_of_largest(roll: PostingRoll) -> Ints:
    """Return the battalions commanded by someone of their largest bloc."""
    led = np.flatnonzero(roll.commander >= 0)
    militia = roll.trait("militia")[roll.commander[led]]
    return led[largest_blocs(roll)[led, militia]]


def largest_blocs(roll: PostingRoll) -> np.ndarray:
    """Return which militias are a battalion's largest bloc, shape (battalion, militia)."""
    heads = tally_of(roll).militia * roll.intake.cells.blocs
    most = heads.max(1, keepdims=True)
    return (heads == most) & (most > 0)


def _chosen(roll: PostingRoll) -> Ints:
    out = np.full(len(roll.commander), -1)
    seniors = np.flatnonzero(roll.intake.senior[roll.trait("rank")])
    barred = largest_blocs(roll)[roll.battalion[seniors], roll.trait("militia")[seniors]]
    if roll.intake.policy.commander_rule == "same-group":
        barred = ~barred
    for seat, unfit in sorted(zip(seniors, barred, strict=True), key=lambda pair: (pair[1], pair[0])):
        unit = roll.battalion[seat]
        if out[unit] < 0:
            out[unit] = seat
        del unfit
    return out


def _exchange_seniors(roll: PostingRoll) -> PostingRoll:
    """Swap seniors until every battalion has one that may command it, as far as the rows allow."""
    seats = Seats(roll)
    seniors = np.flatnonzero(roll.intake.senior[roll.trait("rank")])
    for battalion in _without(roll, seniors):
        location = seats.frame.location[battalion]
        near = seniors[seats.frame.location[seats.battalion[seniors]] == location]
        if _commandable(seats, int(battalion)) or _find(seats, int(battalion), _matched(seats, int(battalion), near)):
            continue
        if not _find(seats, int(battalion), seniors) and not _from_leaving(seats, int(battalion)):
            _outnumber(seats, int(battalion))
    return seats.roll()


def _without(roll: PostingRoll, seniors: Ints) -> Ints:
    """Return the battalions none of whose seniors may command."""
    fit = ~largest_blocs(roll)[roll.battalion[seniors], roll.trait("militia")[seniors]]
    have = np.bincount(roll.battalion[seniors][fit], minlength=len(roll.commander))
    return np.flatnonzero(have == 0)


def _largest(seats: Seats, battalion: int) -> np.ndarray:
    heads = seats.counts["militia"][battalion] * seats.limits.is_bloc
    return (heads == heads.max()) & (heads > 0)


def _fit(seats: Seats, battalion: int, seniors: Ints) -> np.ndarray:
    return ~_largest(seats, battalion)[seats.intake.cells.militia[seats.cell[seniors]]]


def _matched(seats: Seats, battalion: int, near: Ints) -> Ints:
    """Return the location's seniors, the one that the least-cost matching gives this battalion first."""
    units = np.unique(seats.battalion[near])
    if battalion not in units:
        return near
    cost = np.array(
        [np.where(_fit(seats, int(u), near), (seats.battalion[near] != u).astype(int), NEVER) for u in units]
    )
    row, column = linear_sum_assignment(cost)
    chosen = near[column[row == np.flatnonzero(units == battalion)[0]]]
    return np.concatenate([chosen, near[~np.isin(near, chosen)]])


def _find(seats: Seats, battalion: int, pool: Ints) -> bool:
    """Swap a senior of the pool into the battalion if both sides keep their rows and a possible commander."""
    mine = seats.members(battalion)
    mine = mine[seats.intake.senior[seats.intake.cells.rank[seats.cell[mine]]]]
    pool = pool[(seats.battalion[pool] != battalion) & _fit(seats, battalion, pool)] if len(pool) else pool
    for other in pool:
        for one in mine:
            if _swap_kept(seats, int(one), int(other), battalion):
                return True
    return False


def _from_leaving(seats: Seats, battalion: int) -> bool:
    """Trade a senior of the battalion for one who was to leave."""
    cells = seats.intake.cells
    mine = seats.members(battalion)
    mine = mine[seats.intake.senior[cells.rank[seats.cell[mine]]] & (cells.consent[seats.cell[mine]] == 0)]
    pool = seats.leaving()
    pool = pool[seats.intake.senior[cells.rank[pool]] & seats.allowed(pool, int(seats.frame.location[battalion]))]
    same = seats.intake.types.arrival[seats.intake.types.of_cell]
    for one in mine:
        for cell in pool[(cells.rank[pool] == cells.rank[seats.cell[one]]) & (same[pool] == same[seats.cell[one]])]:
            at = np.array([one])
            both = (int(seats.cell[one]), int(cell))
            before = seats.penalty(battalion) + seats.company_penalty(at, both)
            gone = seats.trade(int(one), int(cell))
            if seats.penalty(battalion) + seats.company_penalty(at, both) <= before and _commandable(seats, battalion):
                return True
            seats.trade(int(one), gone)
    return False


def _outnumber(seats: Seats, battalion: int) -> bool:
    """Let another bloc become the largest: swap out people of a senior's own militia until it no longer is."""
    cells = seats.intake.cells
    mine = seats.members(battalion)
    seniors = mine[seats.intake.senior[cells.rank[seats.cell[mine]]]]
    for militia in np.unique(cells.militia[seats.cell[seniors]]):
        for _ in range(DEPOSED):
            if _commandable(seats, battalion):
                return True
            if not _swap_out(seats, battalion, int(militia)):
                break
    return _commandable(seats, battalion)


def _swap_out(seats: Seats, battalion: int, militia: int) -> bool:
    """Swap one soldier of a militia for one of a smaller bloc, the same in rank, community and locality."""
    cells = seats.intake.cells
    mine = seats.members(battalion)
    own = cells.militia[seats.cell[mine]] == militia
    givers = mine[own & ~seats.intake.officer[cells.rank[seats.cell[mine]]]]
    others = np.flatnonzero(seats.battalion != battalion)
    heads = seats.counts["militia"][battalion]
    small = heads < heads[militia]
    others = others[small[cells.militia[seats.cell[others]]]]
    if not len(givers) or not len(others):
        return False
    giver = givers[0]
    alike = (cells.rank[seats.cell[others]] == cells.rank[seats.cell[giver]]) & (
        cells.community[seats.cell[others]] == cells.community[seats.cell[giver]]
    )
    tried = others[alike][:LIKELY]
    return any(_swap_kept(seats, int(giver), int(other), battalion, needs=False) for other in tried)


def _swap_kept(seats: Seats, one: int, other: int, battalion: int, *, needs: bool = True) -> bool:
    """Swap, and keep it if no row is worse and the other battalion (with ``needs``, both) can be commanded."""
    there = int(seats.battalion[other])
    place = int(seats.frame.location[there])
    if not seats.allowed(seats.cell[[one]], place)[0]:
        return False
    if not seats.allowed(seats.cell[[other]], int(seats.frame.location[battalion]))[0]:
        return False
    pair = np.array([one, other])
    cells = seats.cell[pair].tolist()
    before = seats.penalty(battalion) + seats.penalty(there) + seats.company_penalty(pair, cells)
    seats.swap(one, other)
    after = seats.penalty(battalion) + seats.penalty(there) + seats.company_penalty(pair, cells)
    if after <= before and _commandable(seats, there) and (not needs or _commandable(seats, battalion)):
        return True
    seats.swap(one, other)
    return False


def _commandable(seats: Seats, battalion: int) -> bool:
    mine = seats.members(battalion)
    seniors = mine[seats.intake.senior[seats.intake.cells.rank[seats.cell[mine]]]]
    return bool(len(seniors)) and bool(_fit(seats, battalion, seniors).any())
