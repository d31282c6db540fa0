"""A chamber votes, many times over: presence and positions drawn from the intervals of one sheet, the rest arithmetic.

The sheet, the quorum and the votes needed are those of ``tether.charter.vote``, which rule POL01 reads too; nothing is
drawn that lies outside its bounds. In one draw a bloc of s seats has s·a members present, of whom s·a·p are in favour;
a and p are uniform on the bloc's intervals of attendance and position. Attendance hangs together across blocs (a
Gaussian copula with correlation ½: a day on which a session is well attended is so for all), positions do not. Where
the house's attendance is written, members are added to, or taken from, all blocs alike until the sum is within it. Then

    quorum:     Σ present ≥ quorum                          else the bill fails for want of members
    threshold:  Σ in favour ≥ needed(Σ present)
    veto:       each player outside stops it with a chance that lies in its interval
    coupling:   a bill tied to it passes with a chance that lies in its interval

    ballots(vote).passed      # of 1,024 draws

Points are scrambled Sobol, seeded by the sheet's name: the same sheet gives the same counts. The correlation, the
uniform law and the intervals are assumptions; nothing in them was tuned.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from tether.charter.vote import Interval, Vote
from tether.randomness.sobol import sobol_points

DRAWS = 1024
TOGETHER = 0.5  # correlation of attendance between blocs
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Ballots:
    """What became of the draws; the five fates add up to ``draws``."""

    draws: int
    no_quorum: int
    voted_down: int
    stopped: int
    fell_with_another: int
    passed: int

    @property
    def share(self) -> float:
        """Return the share that passed, half a draw added to each side so that it is never 0 or 1."""
        return (self.passed + 0.5) / (self.draws + 1.0)


@dataclass(frozen=True)
class Sittings:
    """Every draw's members present and in favour, what it needed, what made a quorum; one value a draw."""

    present: Values
    in_favour: Values
    needed: Values
    quorum: Values

    @property
    def held(self) -> NDArray[np.bool_]:
        """Whether enough came for a vote."""
        return self.present >= self.quorum


def ballots(vote: Vote, draws: int = DRAWS) -> Ballots:
    """Hold the vote ``draws`` times (a power of two)."""
    grid = _points(vote, draws)
    sat = _sittings(vote, grid, draws)
    stopped = np.zeros(draws, bool)
    for outsider in vote.outsiders:
        stopped |= next(grid) < _span(outsider.stops, next(grid))
    alone = next(grid) < _span(vote.coupled, next(grid))
    return Ballots(draws, *_fates(~sat.held, sat.in_favour < sat.needed, stopped, ~alone))


def sittings(vote: Vote, draws: int = DRAWS) -> Sittings:
    """Return what ``ballots`` counts, draw by draw."""
    return _sittings(vote, _points(vote, draws), draws)


def _sittings(vote: Vote, grid: _Columns, draws: int) -> Sittings:
    seats = np.floor(_span(vote.seats, next(grid)))
    quorum = np.ceil(_span(vote.quorum, next(grid)))
    present, in_favour = _members(vote, grid, seats, draws)
    needed = _needed(vote, seats, present) if vote.needs is None else np.ceil(_span(vote.needs, next(grid)))
    if vote.rule == "decree":
        return Sittings(present, np.ones(draws), np.zeros(draws), np.zeros(draws))
    return Sittings(present, in_favour, needed, quorum)


def _fates(*failed: NDArray[np.bool_]) -> list[int]:
    """Return how many draws fail at each gate in turn, then how many pass them all."""
    open_ = np.ones(len(failed[0]), bool)
    counts = []
    for gate in failed:
        counts.append(int((open_ & gate).sum()))
        open_ &= ~gate
    return [*counts, int(open_.sum())]


def _members(vote: Vote, grid: _Columns, seats: Values, draws: int) -> tuple[Values, Values]:
    """Return members present and in favour, summed over blocs; ``seats``: how many the chamber has."""
    day = ndtri(next(grid))
    here, stand = [], []
    for bloc in vote.blocs:
        own = ndtr(math.sqrt(TOGETHER) * day + math.sqrt(1 - TOGETHER) * ndtri(next(grid)))
        here.append(np.floor(np.floor(_span(bloc.seats, next(grid))) * _span(bloc.present, own) + 0.5))
        stand.append(_span(bloc.in_favour, next(grid)))
    here = _fitted(here, [b.comers for b in vote.blocs], vote.room[0], np.minimum(seats, vote.room[1]))
    in_favour = [np.floor(n * p + 0.5) for n, p in zip(here, stand, strict=True)]
    nobody = np.zeros(draws)
    return sum(here, nobody), sum(in_favour, nobody)


def _fitted(here: list[Values], comers: list[tuple[int, int]], least: float, most: Values) -> list[Values]:
    """Return members present by bloc, added or taken alike until as many are there as the house's attendance allows."""
    total = sum(here, np.zeros_like(most))
    added = _shared(np.maximum(least - total, 0), [high - n for n, (_, high) in zip(here, comers, strict=True)])
    taken = _shared(np.maximum(total - most, 0), [n - low for n, (low, _) in zip(here, comers, strict=True)])
    return [n + more - less for n, more, less in zip(here, added, taken, strict=True)]


def _shared(wanted: Values, rooms: list[Values]) -> list[Values]:
    """Share out whole members in proportion to the room of each bloc, what is left over in the order of the blocs."""
    room = sum(rooms, np.zeros_like(wanted))
    part = np.minimum(np.divide(wanted, room, out=np.zeros_like(wanted), where=room > 0), 1.0)
    given = [np.floor(part * r) for r in rooms]
    left = wanted - sum(given, np.zeros_like(wanted))
    for index, r in enumerate(rooms):
        more = np.minimum(left, r - given[index])
        given[index], left = given[index] + more, left - more
    return given


def _needed(vote: Vote, seats: Values, present: Values) -> Values:
    base = seats if vote.rule.endswith("-all") else present
    return np.ceil(base * 2 / 3) if vote.rule.startswith("two-thirds") else np.floor(base / 2) + 1


def _span(interval: Interval, at: Values) -> Values:
    return np.minimum(interval[0] + (interval[1] - interval[0]) * at, interval[1])


class _Columns:
    """The columns of a Sobol set, one after another."""

    def __init__(self, columns: Values):
        self._left = iter(columns)

    def __next__(self) -> Values:
        return next(self._left)


def _points(vote: Vote, draws: int) -> _Columns:
    columns = 2 + 1 + 3 * len(vote.blocs) + 2 * len(vote.outsiders) + 2 + (vote.needs is not None)
    points = sobol_points(columns, draws, zlib.crc32(vote.name.encode()))
    return _Columns(np.clip(points, 1e-9, 1 - 1e-9).T)
