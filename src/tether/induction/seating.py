"""Seating: one newcomer after the other into a force that grows, those already posted staying where they are.

An officer goes to the battalion of his location that is shortest of his rank, then of his militia; anybody else to the
battalion where his militia is fewest, then his community, then to the emptiest. In the battalion he goes to the company
where his militia, then his sub-unit, is fewest. No battalion and no company is filled beyond its posts.
"""

from __future__ import annotations

import numpy as np

from tether.induction.cells import Ints
from tether.induction.dealing import PostingRoll, first_companies, frame_of
from tether.induction.intake import Intake


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
