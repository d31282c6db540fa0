"""Claims that a cut-off drops, each with the reason and what to write if it should count.

    for found in dropped(claims.as_of("2019-06"), claims.after("2019-06"), last_day("2019-06")):
        print(found.reason)     # claims.yaml:7 says 2017, and doesn't say that it still held on 2019-06-30: …

Two traps of vague dates. A lasting fact (a size, a patron, a place held) dated "2017" is known to have held in 2017 and
not after: what is asked of a later day does not find it. And what happened "in 2019" counts as known on the last day of
2019, so that a cut-off in June 2019 does not see it. A fact with a stated end has ended, and is no trap; nor is one for
which another claim says what held at the cut-off.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tether.evidence.claims.model import PREDICATES, Claim
from tether.evidence.claims.store import Claims

HAPPENED = (  # what happened, and stays what it was: everything else must be said to hold at the cut-off
    "event", "losses", "abuse-record", "abuses", "said", "turnover", "effectiveness", "discipline", "vetted-by",
    "requests", "aids", "refuses", "defects-from", "share-of-fighting", "supports-in-fight-with", "equipment", "budget",
)  # fmt: skip
LASTING = frozenset(PREDICATES) - frozenset(HAPPENED)


@dataclass(frozen=True)
class DroppedClaim:
    """A claim that does not count at the cut-off, and why, with what to write if it should."""

    claim: Claim
    reason: str


def dropped(known: Claims, later: Claims, day: date) -> tuple[DroppedClaim, ...]:
    """Return what a cut-off drops of claims: ``known`` is what ``as_of(day)`` kept, ``later`` what it did not."""
    return (*_lapsed(known, day), *_not_over(later, day))


def _lapsed(known: Claims, day: date) -> Iterator[DroppedClaim]:
    """Give the lasting facts dated to one day, month or year before the day, where nothing stands in their place."""
    standing = {(c.subject, c.predicate, c.object) for c in known if c.period.holds(day)}
    counted = {(c.subject, c.predicate) for c in known if c.period.holds(day) and not c.object}
    for claim in known:
        same = (claim.subject, claim.predicate, claim.object) in standing or (claim.subject, claim.predicate) in counted
        # one vague date: it ends where it had surely begun; "A..B" says its end
        vague = claim.happened_to is not None and claim.happened_to == claim.known_from
        if claim.predicate in LASTING and vague and not same and not claim.period.holds(day):
            said, start = _dated(claim)
            yield DroppedClaim(
                claim,
                f"{claim.where} says {said}, and doesn't say that it still held on {day}: write {start}.. if it did",
            )


def _not_over(later: Claims, day: date) -> Iterator[DroppedClaim]:
    """Give what is dated to a month or year that is not over at the day."""
    for claim in later:
        if claim.happened_from <= day < claim.known_from:
            said, _ = _dated(claim)
            yield DroppedClaim(
                claim,
                f"{claim.where} says {said}, which is not over on {day}, and counts as known on its last day: "
                "write the month or the day, if it is earlier",
            )


def _dated(claim: Claim) -> tuple[str, str]:
    """Return the date as its author wrote it, and the start of a period that goes on from there."""
    start, known = claim.happened_from, claim.known_from
    if start == known:
        return f"{start}", f"{start}"
    if (start.year, start.month) == (known.year, known.month):
        return f"{start:%Y-%m}", f"{start:%Y-%m}"
    return f"{start:%Y}", f"{start:%Y-%m}"
