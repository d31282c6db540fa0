"""A charter's own vote: what it comes to when it is held many times, and what past bills say of such counts.

    passage_of(charter, before="2015-06")

The vote is the one that rule POL01 reads (``tether.charter.vote``). Where it cannot be counted, or at least half of the
seats belong to members of whom nothing is known and the vote is not settled all the same, the answer is "cannot tell":
a count of guesses is not printed. What is learnt from past bills is bound to those decided by ``before``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tether.charter import Charter
from tether.charter.blanks import Blank
from tether.charter.design import Design
from tether.charter.vote import Vote, read_vote
from tether.judgement.passage.calibration import Calibration, calibrated_on
from tether.judgement.passage.chamber import Ballots, ballots


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
