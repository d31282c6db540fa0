"""A chamber votes, many times over: presence and positions drawn from intervals, the rest arithmetic.

In one draw a bloc of s seats has s·a members present, of whom s·a·p are in favour; a and p are uniform on the bloc's
intervals of attendance and position. Attendance hangs together across blocs (a Gaussian copula with correlation ½: a
day on which a session is well attended is so for all), positions do not. Then

    quorum:     Σ present ≥ quorum                          else the bill fails for want of members
    threshold:  Σ in favour > Σ present / 2                 (or ≥ two thirds; or of all seats)
    veto:       each player outside stops it with a chance that lies in its interval
    coupling:   a bill tied to it passes with a chance that lies in its interval

    ballots(sheet).passed      # of 1,024 draws

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
from scipy.stats import qmc

DRAWS = 1024
TOGETHER = 0.5  # correlation of attendance between blocs
RULES = ("majority-present", "majority-all", "two-thirds-present", "two-thirds-all", "decree")
Interval = tuple[float, float]
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Bloc:
    """Members who sit together: seats, share of them present, share of those present in favour."""

    name: str
    seats: Interval
    present: Interval
    in_favour: Interval

    @property
    def silent(self) -> bool:
        """Whether nothing at all is known of where it stands."""
        return self.in_favour == (0.0, 1.0)


@dataclass(frozen=True)
class Outsider:
    """Who could stop it from outside the chamber; ``stops``: the interval of the chance that it does."""

    name: str
    stops: Interval


@dataclass(frozen=True)
class Sheet:
    """All that a vote hangs on. ``needs`` replaces the rule's own threshold; ``coupled``: the other bill passes."""

    name: str
    rule: str
    seats: Interval
    quorum: Interval
    blocs: tuple[Bloc, ...]
    outsiders: tuple[Outsider, ...] = ()
    coupled: Interval = (1.0, 1.0)
    needs: Interval | None = None

    @property
    def silent_share(self) -> float:
        """Return the share of the seats of whose holders' position nothing is known."""
        total = sum(b.seats[1] for b in self.blocs)
        return sum(b.seats[1] for b in self.blocs if b.silent) / total if total else 1.0


@dataclass(frozen=True)
class Ballots:
    """What became of the draws; the five fates add up to ``draws``. Present, in favour, needed: (5 %, 50 %, 95 %)."""

    draws: int
    no_quorum: int
    voted_down: int
    stopped: int
    fell_with_another: int
    passed: int
    present: tuple[float, float, float]
    in_favour: tuple[float, float, float]
    needed: tuple[float, float, float]

    @property
    def share(self) -> float:
        """Return the share that passed, half a draw added to each side so that it is never 0 or 1."""
        return (self.passed + 0.5) / (self.draws + 1.0)


def ballots(sheet: Sheet, draws: int = DRAWS) -> Ballots:
    """Hold the vote ``draws`` times (a power of two)."""
    grid = _points(sheet, draws)
    seats = np.floor(_span(sheet.seats, next(grid)))
    quorum = np.ceil(_span(sheet.quorum, next(grid)))
    present, in_favour = _members(sheet, grid, draws)
    over = np.maximum(present / seats, 1.0)  # blocs' seats known within bounds may add up to more than the chamber
    present, in_favour = np.floor(present / over + 1e-9), np.floor(in_favour / over + 1e-9)
    needed = _needed(sheet, seats, present) if sheet.needs is None else np.ceil(_span(sheet.needs, next(grid)))
    if sheet.rule == "decree":
        quorum, needed, in_favour = np.zeros(draws), np.zeros(draws), np.ones(draws)
    stopped = np.zeros(draws, bool)
    for outsider in sheet.outsiders:
        stopped |= next(grid) < _span(outsider.stops, next(grid))
    alone = next(grid) < _span(sheet.coupled, next(grid))
    fates = _fates(present < quorum, in_favour < needed, stopped, ~alone)
    bands = [tuple(float(x) for x in np.percentile(v, (5, 50, 95))) for v in (present, in_favour, needed)]
    return Ballots(draws, *fates, *bands)  # type: ignore[arg-type]


def _fates(*failed: NDArray[np.bool_]) -> list[int]:
    """Return how many draws fail at each gate in turn, then how many pass them all."""
    open_ = np.ones(len(failed[0]), bool)
    counts = []
    for gate in failed:
        counts.append(int((open_ & gate).sum()))
        open_ &= ~gate
    return [*counts, int(open_.sum())]


def _members(sheet: Sheet, grid: _Columns, draws: int) -> tuple[Values, Values]:
    """Return members present and in favour, summed over blocs."""
    day = ndtri(next(grid))
    present, in_favour = np.zeros(draws), np.zeros(draws)
    for bloc in sheet.blocs:
        own = ndtr(math.sqrt(TOGETHER) * day + math.sqrt(1 - TOGETHER) * ndtri(next(grid)))
        here = np.floor(np.floor(_span(bloc.seats, next(grid))) * _span(bloc.present, own) + 0.5)
        present += here
        in_favour += np.floor(here * _span(bloc.in_favour, next(grid)) + 0.5)
    return present, in_favour


def _needed(sheet: Sheet, seats: Values, present: Values) -> Values:
    base = seats if sheet.rule.endswith("-all") else present
    return np.ceil(base * 2 / 3) if sheet.rule.startswith("two-thirds") else np.floor(base / 2) + 1


def _span(interval: Interval, at: Values) -> Values:
    return interval[0] + (interval[1] - interval[0]) * at


class _Columns:
    """The columns of a Sobol set, one after another."""

    def __init__(self, columns: Values):
        self._left = iter(columns)

    def __next__(self) -> Values:
        return next(self._left)


def _points(sheet: Sheet, draws: int) -> _Columns:
    columns = 2 + 1 + 3 * len(sheet.blocs) + 2 * len(sheet.outsiders) + 2 + (sheet.needs is not None)
    sobol = qmc.Sobol(columns, scramble=True, rng=np.random.default_rng(zlib.crc32(sheet.name.encode())))
    return _Columns(np.clip(sobol.random(draws), 1e-9, 1 - 1e-9).T)
