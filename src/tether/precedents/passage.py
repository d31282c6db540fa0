"""A charter's own vote: what it comes to when it is held many times, and what past bills say of such counts.

    passage_of(charter, before="2015-06")

The vote is the one that rule POL01 reads (``tether.charter.vote``). Where it cannot be counted, or at least half of the
seats belong to members of whom nothing is known and the vote is not settled all the same, the answer is "cannot tell":
a count of guesses is not printed. What is learnt from past bills is bound to those decided by ``before``.

How far a count of votes is to be trusted: one number, learnt from past bills, and scored on bills left out.

A bill's share of draws that pass, s, is pulled towards the base rate b of the bills learnt from:

    p = (1 − w) s + w b,      b = (in force + 1) / (bills + 2),      w in [0, 1] by maximum likelihood

w = 0 trusts the count alone, w = 1 the base rate alone. Learning is bound to bills that were decided before a date.

    calibrated_on("2015-06").of(0.4)        # a count of 0.4, as a case of June 2015 may read it
    scored()                                # each bill left out: Brier and log score of every method

Sixteen bills can tell a useful method from a useless one, barely, and one useful method from another not at all.
Brier 1950; a linear pool with one weight, Stone 1961.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tether.charter import Charter
from tether.charter.reading import Design
from tether.charter.values import Blank
from tether.charter.vote import Vote, read_vote
from tether.precedents.bills import Bill, coded_bills
from tether.precedents.chamber import Ballots, ballots

FEWEST = 4  # bills below which nothing is learnt
GRID = np.linspace(0.0, 1.0, 101)
METHODS = ("count", "calibrated", "base rate", "coin")


@dataclass(frozen=True)
class Calibration:
    """The weight of the base rate, the base rate, and the bills that both come from."""

    weight: float
    base: float
    bills: int
    in_force: int
    before: str = ""

    def of(self, share: float) -> float:
        """Return the calibrated share."""
        return (1 - self.weight) * share + self.weight * self.base


def calibrated_on(before: str = "", without: str = "") -> Calibration | None:
    """Learn from bills decided by ``before``, but never from ``without``; None where they are too few."""
    bills = [b for b in coded_bills(before) if b.id != without]
    return _learnt(bills, before) if len(bills) >= FEWEST else None


@dataclass(frozen=True)
class ScoredBills:
    """``bills``: one row a bill with each method's figure. ``scores``: one row a method.

    Gains are in Brier score, with their standard errors. A base rate learnt without a bill leans against that bill, so
    the coin is the fairer bar. ``weights``: the least and the most that the folds gave to the base rate.
    """

    bills: pd.DataFrame
    scores: pd.DataFrame
    weights: tuple[float, float]


def scored(ahead: bool = False) -> ScoredBills:
    """Score every method on each bill from the others; ``ahead``: only from bills decided before it was coded."""
    rows, weights = [], []
    for bill in coded_bills():
        past = calibrated_on(bill.as_of if ahead else "", bill.id)
        if past is None:
            continue
        weights.append(past.weight)
        share = _in_favour(bill.id)
        told = dict(zip(METHODS, (share, past.of(share), past.base, 0.5), strict=True))
        rows.append({"bill": bill.id, "decided": bill.decided, "in_force": bill.in_force, **told})
    table = pd.DataFrame(rows)
    return ScoredBills(table, _scores(table), (min(weights), max(weights)))


def _learnt(bills: Sequence[Bill], before: str) -> Calibration:
    ended = np.array([b.in_force for b in bills])
    shares = np.array([_in_favour(b.id) for b in bills])
    base = (ended.sum() + 1.0) / (len(bills) + 2.0)
    told = (1 - GRID[:, None]) * shares + GRID[:, None] * base  # (weight, bill)
    fit = np.where(ended, np.log(told), np.log1p(-told)).sum(axis=1)
    return Calibration(float(GRID[fit.argmax()]), float(base), len(bills), int(ended.sum()), before)


@cache
def _in_favour(bill: str) -> float:
    return ballots(next(b.vote for b in coded_bills() if b.id == bill)).share


def _scores(table: pd.DataFrame) -> pd.DataFrame:
    ended = table["in_force"].to_numpy(float)
    brier = {m: (table[m].to_numpy(float) - ended) ** 2 for m in METHODS}
    log = {m: -np.log(np.where(ended == 1, table[m], 1 - table[m])) for m in METHODS}
    rows = [
        {
            "method": m,
            "bills": len(table),
            "brier": brier[m].mean(),
            "log_score": log[m].mean(),
            "gain_on_base_rate": (brier["base rate"] - brier[m]).mean(),
            "base_rate_error": _error(brier["base rate"] - brier[m]),
            "gain_on_coin": (brier["coin"] - brier[m]).mean(),
            "coin_error": _error(brier["coin"] - brier[m]),
        }
        for m in METHODS
    ]
    return pd.DataFrame(rows)


def _error(gains: NDArray[np.float64]) -> float:
    """Return the standard error of a mean of paired gains."""
    return float(gains.std(ddof=1) / np.sqrt(len(gains)))


@dataclass(frozen=True)
class PassageCount:
    """What a charter's vote comes to. ``why``: why it cannot be told; a ``count`` beside it is one of guesses."""

    charter: str
    venue: str  # who votes
    vote: Vote
    count: Ballots | None
    calibration: Calibration | None
    why: str = ""
    rivals: tuple[str, ...] = ()  # rival claimants to the state, who are not asked

    @property
    def told(self) -> bool:
        """Whether the count may be printed as an answer."""
        return self.count is not None and not self.why

    @property
    def calibrated(self) -> float | None:
        """Return the share as past bills bend it; None where it cannot be told."""
        return self.calibration.of(self.count.share) if self.count and self.told and self.calibration else None


def passage_of(
    charter: Charter, before: str = "", without: str = "", names: Mapping[str, str] | None = None
) -> PassageCount | None:
    """Return a charter's passage; None where nothing is put to a host's vote (a sponsor's choice, the status quo).

    ``without`` names a past bill that must not be learnt from: the charter's own. ``names``: how ids are printed.
    """
    design = Design(charter)
    if charter.decider == "sponsor" or not (charter.meta and (charter.meta.overlay or charter.decider != "both")):
        return None
    venue = design.at("politics.passage.venue")
    called = names or {}
    vote = read_vote(design, called)
    rivals = design.at("politics.rival_claimants")
    return PassageCount(
        charter.id,
        "" if isinstance(venue, Blank) else called.get(venue, str(venue)),
        vote,
        None if vote.flaw else ballots(vote),
        calibrated_on(before, without),
        vote.doubt,
        () if isinstance(rivals, Blank) else tuple(called.get(r, r) for r in rivals),
    )
