"""Passage: could a charter be agreed, before anything starts? Kept apart from what it would do once in force.

    chamber       who is present and how they vote, drawn from the intervals of a vote (``tether.charter.vote``)
    bills         sixteen past bills, coded as of the eve of their vote (``bills.csv``, ``players.csv``)
    calibration   how far counting votes is to be trusted, learnt from bills that were decided before a date
    proposal      a charter's own vote, and what it comes to

To add a bill: rows in ``bills.csv`` and ``players.csv``. To change an interval: a row of ``charter/stances.csv``.
"""

from __future__ import annotations

from tether.judgement.passage.bills import Bill, coded_bills
from tether.judgement.passage.calibration import Calibration, Scored, calibrated_on, scored
from tether.judgement.passage.chamber import Ballots, ballots
from tether.judgement.passage.proposal import PassageCount, passage_of

__all__ = [
    "Ballots",
    "Bill",
    "Calibration",
    "PassageCount",
    "Scored",
    "ballots",
    "calibrated_on",
    "coded_bills",
    "passage_of",
    "scored",
]
