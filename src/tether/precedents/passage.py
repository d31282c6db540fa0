"""A charter's own vote: what it comes to when it is held many times, and what past bills say of such counts.

    passage_of(charter, before="2015-06")

The vote is the one that rule POL01 reads (``tether.charter.vote``). Where it cannot be counted, or at least half of the
seats belong to members of whom nothing is known and the vote is not settled all the same, the answer is "cannot tell":
a count of guesses is not printed. What is learnt from past bills is bound to those decided by ``before``.

How far a count of votes is to be trusted, and how often no vote is held at all: learnt from past bills, and scored on
bills left out. A count says what becomes of a vote that is held. A bill may also be kept off the agenda, or lapse, and
that is how a bill without a majority mostly ends: nobody calls a vote in order to lose it. So a bill has three ends,
in force, decided against (voted down, vetoed), and never decided, and of n bills learnt from, n₁, n₂ and n₃ ended so:

    base rates     b₁ = (n₁ + 1) / (n + 2),   r = (n₃ + ½) / (n₂ + n₃ + 1),   b = (b₁, (1 − b₁)(1 − r), (1 − b₁) r)
    count          q = (s, (1 − s)(1 − r), (1 − s) r)     for a share s of draws that pass
    calibrated     p = (1 − w) q + w b,                   w in [0, 1] by maximum likelihood

r says which share of the bills that do not come into force is never decided: the agenda follows the count. w = 0 trusts
the count alone, w = 1 the base rates alone. Learning is bound to bills that were decided before a date.

    calibrated_on("2015-06").of(0.4)        # a count of 0.4, as a case of June 2015 may read it
    scored()                                # each bill left out: Brier and log score of every method

Sixteen bills can tell a useful method from a useless one, barely, and one useful method from another not at all.
Brier 1950; a linear pool with one weight, Stone 1961.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tether.charter import ABSENT, Charter
from tether.charter.reading import Design
from tether.charter.values import Blank
from tether.charter.vote import Vote, read_vote
from tether.precedents.bills import Bill, Ending, coded_bills
from tether.precedents.chamber import Ballots, ballots

FEWEST = 4  # bills below which nothing is learnt
GRID = np.linspace(0.0, 1.0, 101)
METHODS = ("count", "calibrated", "base rate", "coin")
ENDS = ("in force", "decided against", "never decided")
ENDED: dict[Ending, int] = {"in-force": 0, "voted-down": 1, "stopped": 1, "lapsed": 2}  # of ENDS


@dataclass(frozen=True)
class Ends:
    """The chances of a bill's three ends; they add up to 1."""

    in_force: float
    decided_against: float
    never_decided: float


@dataclass(frozen=True)
class Calibration:
    """The weight of the base rates, the base rates of the three ends, and the bills that both come from."""

    weight: float
    base: Ends
    bills: int
    in_force: int
    never_decided: int
    before: str = ""

    def counted(self, share: float) -> Ends:
        """Return the ends of a bill by the count alone: of the draws that fail, a share is never put to the vote."""
        failed = self.base.decided_against + self.base.never_decided
        never = (1 - share) * self.base.never_decided / failed
        return Ends(share, 1 - share - never, never)

    def of(self, share: float) -> Ends:
        """Return the calibrated ends."""
        told = zip(_three(self.counted(share)), _three(self.base), strict=True)
        return Ends(*((1 - self.weight) * q + self.weight * b for q, b in told))


def calibrated_on(before: str = "", without: str = "") -> Calibration | None:
    """Learn from bills decided by ``before``, but never from ``without``; None where they are too few."""
    bills = [b for b in coded_bills(before) if b.id != without]
    return _learnt(bills, before) if len(bills) >= FEWEST else None


@dataclass(frozen=True)
class ScoredBills:
    """``bills``: one row a bill with each method's chance that it comes into force. ``scores``: one row a method.

    ``brier`` and ``log_score`` are of whether it came into force; ``brier_of_ends`` is the sum over the three ends.
    Gains are in the first Brier score, with their standard errors. A base rate learnt without a bill leans against that
    bill, so the coin is the fairer bar. ``weights``: the least and the most that the folds gave to the base rates.
    """

    bills: pd.DataFrame
    scores: pd.DataFrame
    weights: tuple[float, float]


def scored(ahead: bool = False) -> ScoredBills:
    """Score every method on each bill from the others; ``ahead``: only from bills decided before it was coded."""
    rows, weights, off = [], [], []
    for bill in coded_bills():
        past = calibrated_on(bill.as_of if ahead else "", bill.id)
        if past is None:
            continue
        weights.append(past.weight)
        share = _in_favour(bill.id)
        coin = Ends(0.5, 0.25, 0.25)
        ends = dict(zip(METHODS, (past.counted(share), past.of(share), past.base, coin), strict=True))
        off += [{"method": m, "of_ends": _off(e, ENDED[bill.ended])} for m, e in ends.items()]
        told = {m: e.in_force for m, e in ends.items()}
        rows.append({"bill": bill.id, "decided": bill.decided, "ended": bill.ended, "in_force": bill.in_force, **told})
    table = pd.DataFrame(rows)
    of_ends = pd.DataFrame(off).groupby("method")["of_ends"].mean()
    return ScoredBills(table, _scores(table, of_ends), (min(weights), max(weights)))


def _learnt(bills: Sequence[Bill], before: str) -> Calibration:
    ended = np.array([ENDED[b.ended] for b in bills])
    base = _base_rates(ended)
    passed, lapsed = (int((ended == end).sum()) for end in (0, 2))
    trusting = Calibration(0.0, base, len(bills), passed, lapsed, before)
    told = np.array([_three(trusting.counted(_in_favour(b.id)))[end] for b, end in zip(bills, ended, strict=True)])
    bent = (1 - GRID[:, None]) * told + GRID[:, None] * np.array(_three(base))[ended]  # (weight, bill)
    return replace(trusting, weight=float(GRID[np.log(bent).sum(axis=1).argmax()]))


def _base_rates(ended: NDArray[np.int_]) -> Ends:
    passed, fell, lapsed = (float((ended == end).sum()) for end in range(3))
    in_force = (passed + 1.0) / (len(ended) + 2.0)
    never = (1 - in_force) * (lapsed + 0.5) / (fell + lapsed + 1.0)
    return Ends(in_force, 1 - in_force - never, never)


def _three(ends: Ends) -> tuple[float, float, float]:
    return ends.in_force, ends.decided_against, ends.never_decided


def _off(ends: Ends, ended: int) -> float:
    """Return the Brier score over the three ends."""
    return sum((p - (end == ended)) ** 2 for end, p in enumerate(_three(ends)))


@cache
def _in_favour(bill: str) -> float:
    return ballots(next(b.vote for b in coded_bills() if b.id == bill)).share


def _scores(table: pd.DataFrame, of_ends: pd.Series) -> pd.DataFrame:
    ended = table["in_force"].to_numpy(float)
    brier = {m: (table[m].to_numpy(float) - ended) ** 2 for m in METHODS}
    log = {m: -np.log(np.where(ended == 1, table[m], 1 - table[m])) for m in METHODS}
    rows = [
        {
            "method": m,
            "bills": len(table),
            "brier": brier[m].mean(),
            "log_score": log[m].mean(),
            "brier_of_ends": of_ends[m],
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
    stale: bool = False  # the text was amended after its blocs were asked

    @property
    def told(self) -> bool:
        """Whether the count may be printed as an answer."""
        return self.count is not None and not self.why

    @property
    def calibrated(self) -> Ends | None:
        """Return the three ends as past bills bend the count; None where it cannot be told."""
        return self.calibration.of(self.count.share) if self.count and self.told and self.calibration else None


STALE = "the text was amended after its blocs were asked: ask them again, or tie their demands to clauses"


def asked_again(charter: Charter, asked: Charter | None) -> bool:
    """Return whether a charter's votes still count, where its blocs were ``asked`` about another text of it.

    They do where nothing but its politics changed, where its politics did, or where every demand turns on a clause.
    """
    if asked is None or charter.politics is ABSENT or asked.politics is ABSENT:
        return True
    before, now = ({k: v for k, v in c.model_dump().items() if k not in ASIDE} for c in (asked, charter))
    politics = [c.model_dump()["politics"] for c in (asked, charter)]
    return before == now or politics[0] != politics[1] or _tied(charter)


ASIDE = ("politics", "meta", "sources", "note", "waivers", "version")  # what may change without a new vote


def _tied(charter: Charter) -> bool:
    """Return whether every demand of every player with seats turns on a clause, and one at least does."""
    vetoes: Any = charter.politics.vetoes if charter.politics else ()
    rows = () if isinstance(vetoes, Blank) else vetoes
    demands = [d for row in rows for d in (() if isinstance(row.demands, Blank) else row.demands)]
    silent = any(isinstance(row.demands, Blank) or not row.demands for row in rows)
    return bool(demands) and not silent and not any(isinstance(d.when, Blank) for d in demands)


def passage_of(
    charter: Charter,
    before: str = "",
    without: str = "",
    names: Mapping[str, str] | None = None,
    asked: Charter | None = None,
) -> PassageCount | None:
    """Return a charter's passage; None where nothing is put to a host's vote (a sponsor's choice, the status quo).

    ``without`` names a past bill that must not be learnt from: the charter's own. ``names``: how ids are printed.
    ``asked``: the text about which its blocs were asked, where it is another.
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
        vote.doubt if (current := asked_again(charter, asked)) else STALE,
        () if isinstance(rivals, Blank) else tuple(called.get(r, r) for r in rivals),
        not current,
    )
