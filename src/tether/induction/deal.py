"""Dealing: from cells at a location to people in companies, as cards are dealt.

Everyone posted at a location is put in one order, such that who is alike stands together: seniors by militia,
officers by militia, the rest by militia, community, locality, rank, former sub-unit and month. Position i then goes
to battalion i mod B and, within it, round the companies. Any run of that order (all seniors, one militia's soldiers,
a sub-unit's local men) is thereby spread over battalions and over companies as evenly as whole people allow: ±1. What
is a union of runs (a community) comes out near even, and ``repair.py`` mends what breaks a row.

A ``PostingRoll`` holds people only as repetitions of their cell: nobody in it is anyone in particular.

Seating: one newcomer after the other into a force that grows, those already posted staying where they are.

An officer goes to the battalion of his location that is shortest of his rank, then of his militia; anybody else to the
battalion where his militia is fewest, then his community, then to the emptiest. In the battalion he goes to the company
where his militia, then his sub-unit, is fewest. No battalion and no company is filled beyond its posts.

Schedule: in which month each posted person is screened and taken in, and who leaves by which exit.

Screening takes ``vetting_per_month`` heads; whoever has arrived waits in one line, first come first served, and among
those of one month the line runs round the units, so that every unit grows mixed from the first month. Such a line takes
everybody in by the last month exactly if, for every month t, those arriving from t on are no more than what can still
be screened: the rows of the program. Exits fill in the order that the charter lists them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from tether.induction.cells import Floats, Ints
from tether.induction.problem import Intake
from tether.induction.rounding import Postings


@dataclass(frozen=True)
class PostingRoll:
    """Who is where: one entry per posted head. ``battalion`` and ``company`` are numbered over the whole force.

    ``exit`` and ``unplaced`` are heads per cell. ``commander`` is an entry per battalion, −1 where command comes from
    outside the roster.
    """

    intake: Intake
    cell: Ints
    location: Ints
    battalion: Ints
    company: Ints
    exit: Ints
    unplaced: Ints
    commander: Ints

    def __len__(self) -> int:
        return len(self.cell)

    def moved(self, battalion: Ints, company: Ints) -> PostingRoll:
        """Return the roll with other units for the same people."""
        return replace(self, battalion=battalion, company=company)

    def trait(self, key: str) -> Ints:
        """Return an attribute of each entry (militia, subunit, home, community, rank, month)."""
        return getattr(self.intake.cells, key)[self.cell]

    @cached_property
    def local(self) -> Ints:
        """Whether each entry serves in its own locality, 0 or 1."""
        return (self.intake.band[self.trait("home"), self.location] == 0).astype(np.int64)


@dataclass(frozen=True)
class UnitNumbering:
    """The numbering of units: location of each battalion, battalion of each company."""

    location: Ints  # (battalion,)
    battalion: Ints  # (company,)
    first: Ints  # first battalion of each location
    companies: Ints  # companies per battalion, per location


def frame_of(intake: Intake) -> UnitNumbering:
    """Return the numbering of battalions and companies over the whole force."""
    number = intake.battalions
    companies = np.array([intake.units.type_at(i).companies for i in range(len(number))], np.int64)
    location = np.repeat(np.arange(len(number)), number)
    return UnitNumbering(
        location, np.repeat(np.arange(len(location)), companies[location]), number.cumsum() - number, companies
    )


def deal(intake: Intake, postings: Postings) -> PostingRoll:
    """Deal everyone posted into companies."""
    cell = np.repeat(postings.cell, postings.heads)
    location = np.repeat(postings.location, postings.heads)
    order = np.argsort(_order_key(intake, cell, location), kind="stable")
    cell, location = cell[order], location[order]
    frame = frame_of(intake)
    place = np.arange(len(cell)) - np.searchsorted(location, location)
    number, companies = intake.battalions[location], frame.companies[location]
    battalion = frame.first[location] + place % number
    company = first_companies(frame)[battalion] + place // number % companies
    none = np.full(len(frame.location), -1)
    return PostingRoll(intake, cell, location, battalion, company, postings.exit, postings.unplaced, none)


def first_companies(frame: UnitNumbering) -> Ints:
    """Return the first company of each battalion."""
    return np.searchsorted(frame.battalion, np.arange(len(frame.location)))


def _order_key(intake: Intake, cell: Ints, location: Ints) -> Ints:
    """Return one number per head by which the dealing order sorts."""
    cells = intake.cells
    rank = cells.rank[cell]
    step = np.where(intake.senior[rank], 0, np.where(intake.officer[rank], 1, 2))
    local = (intake.band[cells.home[cell], location] == 0).astype(np.int64)
    parts = (
        (location, len(intake.units.locations)),
        (step, 3),
        (cells.militia[cell], len(cells.militias)),
        (cells.community[cell], len(cells.communities)),
        (local, 2),
        (rank, len(cells.ranks)),
        (cells.subunit[cell], len(cells.subunits)),
        (np.minimum(cells.month[cell], 255), 256),
    )
    key = np.zeros(len(cell), np.int64)
    for values, size in parts:
        key = key * size + values
    return key


class Seating:
    """The force as it fills: entries are appended and never changed."""

    def __init__(self, intake: Intake):
        self.intake, self.frame = intake, frame_of(intake)
        cells, units, teams = intake.cells, len(self.frame.location), len(self.frame.battalion)
        self.cell = self.battalion = self.company = self.month = np.zeros(0, np.int64)
        self._militia = np.zeros((units, len(cells.militias)), np.int64)
        self._rank = np.zeros((units, len(cells.ranks)), np.int64)
        self._community = np.zeros((units, len(cells.communities)), np.int64)
        self._team_militia = np.zeros((teams, len(cells.militias)), np.int64)
        self._comrades: dict[tuple[int, int], int] = {}
        self._team_size = np.zeros(teams, np.int64)
        most = intake.battalion_range[1][self.frame.location]
        self._room = most - np.zeros(units, np.int64)
        companies = self.frame.companies[self.frame.location]
        self._team_most = -(-most // companies)[self.frame.battalion]
        self._first = first_companies(self.frame)

    def __len__(self) -> int:
        return len(self.cell)

    def held(self) -> tuple[Ints, Ints, Ints]:
        """Return (cell, location, heads) of everybody posted so far."""
        location = self.frame.location[self.battalion]
        width = len(self.intake.units.locations)
        keys, heads = np.unique(self.cell * width + location, return_counts=True)
        return keys // width, keys % width, heads.astype(np.int64)

    def seat(self, cell: Ints, location: Ints, heads: Ints, month: int) -> None:
        """Post people: officers first, then round the cells, so that nobody's comrades come in one row."""
        person = np.repeat(np.arange(len(cell)), heads)
        within = np.arange(len(person)) - np.repeat(heads.cumsum() - heads, heads)
        officer = self.intake.officer[self.intake.cells.rank[cell[person]]]
        order = person[np.lexsort((person, within, ~officer))]
        seats = [self._seat(int(cell[p]), int(location[p])) for p in order]
        taken = [(cell[p], *seat) for p, seat in zip(order, seats, strict=True) if seat is not None]
        added = np.array(taken, np.int64).reshape(-1, 3).T
        self.cell = np.concatenate([self.cell, added[0]])
        self.battalion = np.concatenate([self.battalion, added[1]])
        self.company = np.concatenate([self.company, added[2]])
        self.month = np.concatenate([self.month, np.full(added.shape[1], month)])

    def roll(self) -> PostingRoll:
        """Return the force as a roll without anybody leaving or leading."""
        nobody = np.zeros(len(self.intake.cells), np.int64)
        none = np.full(len(self.frame.location), -1)
        place = self.frame.location[self.battalion]
        return PostingRoll(self.intake, self.cell, place, self.battalion, self.company, nobody, nobody, none)

    def _seat(self, cell: int, location: int) -> tuple[int, int] | None:
        unit = self._battalion(cell, location)
        if unit is None:
            return None
        cells, team = self.intake.cells, self._company(cell, unit)
        self._militia[unit, cells.militia[cell]] += 1
        self._rank[unit, cells.rank[cell]] += 1
        self._community[unit, cells.community[cell]] += 1
        self._team_militia[team, cells.militia[cell]] += 1
        self._comrades[team, int(cells.subunit[cell])] = self._comrades.get((team, int(cells.subunit[cell])), 0) + 1
        self._team_size[team] += 1
        self._room[unit] -= 1
        return unit, team

    def _battalion(self, cell: int, location: int) -> int | None:
        first = int(self.frame.first[location])
        units = slice(first, first + int(self.intake.battalions[location]))
        cells, room = self.intake.cells, self._room[units]
        rank, militia = self._rank[units, cells.rank[cell]], self._militia[units, cells.militia[cell]]
        community = self._community[units, cells.community[cell]]
        keys = (militia, rank) if self.intake.officer[cells.rank[cell]] else (-room, community, rank, militia)
        order = np.lexsort((*keys, room <= 0))
        return first + int(order[0]) if room[order[0]] > 0 else None

    def _company(self, cell: int, unit: int) -> int:
        first, number = int(self._first[unit]), int(self.frame.companies[self.frame.location[unit]])
        teams = slice(first, first + number)
        cells, size = self.intake.cells, self._team_size[teams]
        subunit = int(cells.subunit[cell])
        comrades = np.array(
            [self._comrades.get((t, subunit), 0) if subunit else 0 for t in range(first, first + number)]
        )
        keys = (size, comrades, self._team_militia[teams, cells.militia[cell]])
        return first + int(np.lexsort((*keys, size >= self._team_most[teams]))[0])


@dataclass(frozen=True)
class Schedule:
    """``month`` of intake per posted head; ``exits`` heads by cell and exit kind, shape (cell, exit)."""

    month: Ints
    exits: Ints


def schedule(roll: PostingRoll) -> Schedule:
    """Return months of intake and exits by kind."""
    return Schedule(_months(roll), _exits(roll))


def capacity(roll: PostingRoll) -> Floats:
    """Return heads that can be screened in each month, shape (month,); infinite where the charter sets no number."""
    policy = roll.intake.policy
    rate = np.inf if policy.vetting_per_month is None else float(policy.vetting_per_month)
    out = np.full(policy.months, rate)
    out[-1] += policy.slack("vetting", "")
    return out


def _months(roll: PostingRoll) -> Ints:
    arrival = roll.trait("month")
    order = np.lexsort((_round(roll), arrival))
    room = capacity(roll)
    out = np.full(len(roll), len(room) - 1)
    taken = 0
    for month in range(len(room)):
        there = int(np.searchsorted(arrival[order], month, side="right"))
        stop = min(there, taken + int(min(room[month], len(roll))))
        out[order[taken:stop]] = month
        taken = stop
    return out


def _round(roll: PostingRoll) -> Floats:
    """Return each head's place in its unit, 0 to 1: sorted by it, a line runs round the units."""
    order = np.argsort(roll.company, kind="stable")
    size = np.bincount(roll.company)
    first = size.cumsum() - size
    out = np.empty(len(roll))
    out[order] = (np.arange(len(roll)) - first[roll.company[order]] + 0.5) / size[roll.company[order]]
    return out


def _exits(roll: PostingRoll) -> Ints:
    """Fill the exits one after the other, in the order of arrival and cell."""
    places = np.array([e.places for e in roll.intake.policy.exits], np.int64)
    order = np.argsort(roll.intake.cells.month, kind="stable")
    ends = roll.exit[order].cumsum()
    starts = ends - roll.exit[order]
    edges = np.concatenate([[0], places.cumsum()])
    out = np.zeros((len(roll.exit), len(places)), np.int64)
    for k in range(len(places)):
        out[order, k] = np.maximum(np.minimum(ends, edges[k + 1]) - np.maximum(starts, edges[k]), 0)
    return out
