"""Exchange: after the deal, pairs change places while the people of a unit become less alike.

The dealing step spreads one trait after the other; what lies across traits (this militia and that town) it does not
see. An exchange does: for each two groups it finds the pair whose swap adds most to the distances within groups, swaps
it, and goes on until no pair of any two groups gains, or a bound is reached, which is told. It takes no draw, so that
the same people come out the same.

    mixed = exchange_plan(plan)         # every row kept, no objective worse; mixed.plan, mixed.swaps, mixed.settled

People change seats within one location alone, so nobody's way to his post, exit or chance of a post changes, and a swap
that breaks a row or lets a militia gather is not made. The bounds are those of the plan's own prices.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Protocol

import numpy as np

from tether.induction.cells import Floats, Ints
from tether.induction.certificate import bounds
from tether.induction.commanders import appoint
from tether.induction.deal import PostingRoll, schedule
from tether.induction.measures import measure
from tether.induction.plan import Plan, achieved, all_breaches
from tether.induction.seats import Seats

MIXED = ("militia", "subunit", "community", "home", "rank")  # traits in which two people may differ, each as good
SWEEPS = 20  # over all pairs of groups
SHORTLIST = 48  # different people of each group who gain most by leaving it, looked at pair by pair
TRIES = 6  # swaps asked for their rows before two groups are left as they are
LEAST = 1e-9

Lawful = Callable[[int, int], bool]


class Distances(Protocol):
    """How far people are from one another, and from groups that change."""

    def kinds(self, people: Ints) -> Ints:
        """Return numbers, shape (people,), equal for people who are alike."""

    def within(self, people: Ints, group: int) -> Floats:
        """Return the sum of each one's distances to all of a group, shape (people,)."""

    def between(self, some: Ints, others: Ints) -> Floats:
        """Return distances, shape (some, others)."""

    def swap(self, one: int, here: int, other: int, there: int) -> None:
        """Take note that ``one`` of group ``here`` and ``other`` of ``there`` have changed places."""


class TraitDistances:
    """The number of traits in which two people differ; ``traits``, shape (person, trait), are whole numbers from 0."""

    def __init__(self, traits: Ints, group: Ints):
        self.traits = traits
        self.size = np.bincount(group)
        self.counts = [np.zeros((len(self.size), int(column.max()) + 1), np.int64) for column in traits.T]
        for table, column in zip(self.counts, traits.T, strict=True):
            np.add.at(table, (group, column), 1)
        self._kind = np.unique(traits, axis=0, return_inverse=True)[1].reshape(-1)

    def kinds(self, people: Ints) -> Ints:
        """Return numbers, shape (people,), equal for people who are alike."""
        return self._kind[people]

    def within(self, people: Ints, group: int) -> Floats:
        """Return the sum of each one's distances to all of a group, shape (people,)."""
        alike = sum(table[group, self.traits[people, t]] for t, table in enumerate(self.counts))
        return np.asarray(self.size[group] * len(self.counts) - alike, float)

    def between(self, some: Ints, others: Ints) -> Floats:
        """Return distances, shape (some, others)."""
        return (self.traits[some][:, None] != self.traits[others][None]).sum(-1).astype(float)

    def swap(self, one: int, here: int, other: int, there: int) -> None:
        """Take note that ``one`` of group ``here`` and ``other`` of ``there`` have changed places."""
        for t, table in enumerate(self.counts):
            for person, left, entered in ((one, here, there), (other, there, here)):
                table[left, self.traits[person, t]] -= 1
                table[entered, self.traits[person, t]] += 1


@dataclass(frozen=True)
class ExchangedGroups:
    """``group`` of each person; how many swaps and sweeps; ``settled``: the last sweep found nobody who gains."""

    group: Ints
    swaps: int
    sweeps: int
    settled: bool


@dataclass(frozen=True)
class ExchangedPlan:
    """A plan after the exchange; ``settled``: no lawful pair that was looked at gains any more."""

    plan: Plan
    swaps: int
    settled: bool


def exchange_groups(
    distances: Distances, group: Ints, lawful: Lawful = lambda one, other: True, *, sweeps: int = SWEEPS
) -> ExchangedGroups:
    """Swap people of different groups until nobody gains; ``group``, shape (person,), is numbered from 0.

    ``lawful(one, other)`` is asked before a swap and makes it in the caller's books, or refuses.
    """
    group, swaps = group.copy(), 0
    members = [np.flatnonzero(group == g) for g in range(int(group.max(initial=-1)) + 1)]
    touched, seen = [0] * len(members), dict[tuple[int, int], tuple[int, int]]()
    for sweep in range(sweeps):
        before = swaps
        for pair in combinations(range(len(members)), 2):
            if seen.get(pair) == (touched[pair[0]], touched[pair[1]]):
                continue
            while (found := _best(distances, members, pair, lawful)) is not None:
                for g, place, person in zip(pair, found[0], found[1], strict=True):
                    members[g][place], group[person] = person, g
                    touched[g] += 1
                swaps += 1
            seen[pair] = (touched[pair[0]], touched[pair[1]])
        if swaps == before:
            return ExchangedGroups(group, swaps, sweep + 1, True)
    return ExchangedGroups(group, swaps, sweeps, False)


def _best(
    distances: Distances, members: list[Ints], pair: tuple[int, int], lawful: Lawful
) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Make the swap of two groups that gains most; return the places it changed and who sits there now, or None."""
    here, there = pair
    one, gain_one = _shortlist(distances, members[here], here, there)
    other, gain_other = _shortlist(distances, members[there], there, here)
    mine, theirs = members[here][one], members[there][other]
    gain = gain_one[:, None] + gain_other[None, :] - 2 * distances.between(mine, theirs)
    best = np.argsort(-gain, axis=None, kind="stable")[:TRIES]
    for at in best[gain.reshape(-1)[best] > LEAST]:
        i, j = divmod(int(at), len(theirs))
        a, b = int(mine[i]), int(theirs[j])
        if lawful(a, b):
            distances.swap(a, here, b, there)
            return (int(one[i]), int(other[j])), (b, a)
    return None


def _shortlist(distances: Distances, people: Ints, here: int, there: int) -> tuple[Ints, Floats]:
    """Return the places of one of each kind of people, those first who gain most by going, and their gains."""
    places = np.unique(distances.kinds(people), return_index=True)[1]
    gain = distances.within(people[places], there) - distances.within(people[places], here)
    order = np.argsort(-gain, kind="stable")[:SHORTLIST]
    return places[order], gain[order]


def exchange_plan(plan: Plan, *, sweeps: int = SWEEPS) -> ExchangedPlan:
    """Return the plan with its people mixed further, or as it was where that would break or worsen anything."""
    seats, swaps, settled = Seats(plan.roll), 0, True
    for location in np.unique(plan.roll.location):
        done = _exchange_location(seats, plan.roll, int(location), sweeps)
        swaps, settled = swaps + done.swaps, settled and done.settled
    roll = appoint(replace(seats.roll(), commander=np.full(len(plan.roll.commander), -1)))
    found = achieved(roll)
    worse = any(found[name] > value + LEAST for name, value in plan.achieved.items())
    if worse or _heads(roll) > _heads(plan.roll):
        return ExchangedPlan(
            _noted(plan, "its people stay: mixed further, they would cost a row or an aim"), 0, settled
        )
    when = schedule(roll)
    proved = bounds(plan.intake, plan.prices, found)
    mixed = replace(plan, roll=roll, schedule=when, measures=measure(roll, when), achieved=found, bounds=proved)
    end = "until nobody gained" if settled else f"up to the bound of {sweeps} rounds"
    note = f"{swaps:,} pairs changed seats within their places to mix units further, {end}"
    return ExchangedPlan(_noted(mixed, note), swaps, settled)


def _noted(plan: Plan, note: str) -> Plan:
    """Return the plan with a note, printed wherever its rules' notes are."""
    policy = replace(plan.intake.policy, notes=(*plan.intake.policy.notes, f"asked for an exchange: {note}"))
    return replace(plan, intake=replace(plan.intake, policy=policy))


def _heads(roll: PostingRoll) -> int:
    return sum(heads for rows in all_breaches(roll).values() for _, _, heads in rows)


def _exchange_location(seats: Seats, roll: PostingRoll, location: int, sweeps: int) -> ExchangedGroups:
    here = np.flatnonzero(roll.location == location)
    group = np.unique(roll.battalion[here], return_inverse=True)[1].reshape(-1)
    traits = np.stack([roll.trait(name)[here] for name in MIXED], 1)
    seat = here.copy()  # of each person

    def lawful(one: int, other: int) -> bool:
        if not _keeps_rows(seats, int(seat[one]), int(seat[other])):
            return False
        seat[one], seat[other] = seat[other], seat[one]
        return True

    return exchange_groups(TraitDistances(traits, group), group, lawful, sweeps=sweeps)


def _keeps_rows(seats: Seats, one: int, other: int) -> bool:
    """Swap two seats; undo it and return False where a row breaks or a militia gathers."""
    pair = np.array([one, other])
    units, cells = seats.battalion[pair].tolist(), seats.cell[pair].tolist()
    before = _worth(seats, units, pair, cells)
    seats.swap(one, other)
    after = _worth(seats, units, pair, cells)
    if after[0] <= before[0] and after[1] <= before[1] + LEAST:
        return True
    seats.swap(one, other)
    return False


def _worth(seats: Seats, units: list[int], pair: Ints, cells: list[int]) -> tuple[int, float]:
    """Return the heads beyond rows of two units and of the companies of two seats, and the units' concentration."""
    beyond = sum(map(seats.penalty, units)) + seats.company_penalty(pair, cells)
    militia = seats.counts["militia"][units][:, seats.intake.cells.blocs].astype(float)
    return beyond, float((militia**2 / np.maximum(seats.size[units], 1)[:, None]).sum())
