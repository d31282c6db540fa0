"""Schedule: in which month each posted person is screened and taken in, and who leaves by which exit.

Screening takes ``vetting_per_month`` heads; whoever has arrived waits in one line, first come first served, and among
those of one month the line runs round the units, so that every unit grows mixed from the first month. Such a line takes
everybody in by the last month exactly if, for every month t, those arriving from t on are no more than what can still
be screened: the rows of the program. Exits fill in the order that the charter lists them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tether.induction.cells import Floats, Ints
from tether.induction.dealing import PostingRoll


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
