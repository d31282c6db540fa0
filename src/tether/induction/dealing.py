"""Dealing: from cells at a location to people in companies, as cards are dealt.

Everyone posted at a location is put in one order, such that who is alike stands together: seniors by militia,
officers by militia, the rest by militia, community, locality, rank, former sub-unit and month. Position i then goes
to battalion i mod B and, within it, round the companies. Any run of that order (all seniors, one militia's soldiers,
a sub-unit's local men) is thereby spread over battalions and over companies as evenly as whole people allow: ±1. What
is a union of runs (a community) comes out near even, and ``repair.py`` mends what breaks a row.

A ``PostingRoll`` holds people only as repetitions of their cell: nobody in it is anyone in particular.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from tether.induction.assignment import Postings
from tether.induction.cells import Ints
from tether.induction.intake import Intake


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
