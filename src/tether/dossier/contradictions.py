"""Claims that cannot all be true: numbers whose intervals do not meet, and statements that deny each other.

Contradictions are kept and shown, never averaged away. Bases are not mixed: 100,000 men on a payroll do not contradict
60,000 in the field.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from tether.evidence.claims import Claim

DENIALS = (("organ-of", "not-organ-of"), ("recognised-by", "unrecognised-by"), ("designated-by", "not-designated-by"))


@dataclass(frozen=True)
class ClaimContradiction:
    """Two claims that do not agree, and how."""

    one: Claim
    other: Claim
    how: str


def contradictions(claims: Iterable[Claim]) -> tuple[ClaimContradiction, ...]:
    """Return the pairs of claims that contradict each other at the same time."""
    listed = list(claims)
    return tuple(_numbers(listed) + _denials(listed))


def _numbers(claims: list[Claim]) -> list[ClaimContradiction]:
    groups: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.v is not None and claim.predicate not in ("turnover", "losses", "event"):
            groups[claim.subject, claim.predicate, claim.object, claim.basis, claim.unit].append(claim)
    found = []
    for members in groups.values():
        for one, other in combinations(members, 2):
            if _meet_in_time(one, other) and not _overlap(one, other):
                low, high = sorted((one, other), key=lambda c: c.v or 0.0)
                found.append(ClaimContradiction(low, high, f"by a factor of {_factor(low, high):.3g}"))
    return found


def _denials(claims: list[Claim]) -> list[ClaimContradiction]:
    found = []
    for yes, no in DENIALS:
        for one in (c for c in claims if c.predicate == yes):
            for other in (c for c in claims if c.predicate == no):
                if (one.subject, one.object) == (other.subject, other.object) and _meet_in_time(one, other):
                    found.append(ClaimContradiction(one, other, "one denies the other"))
    return found


def _meet_in_time(one: Claim, other: Claim) -> bool:
    first, second = sorted((one, other), key=lambda c: c.happened_from)
    return first.happened_to is None or first.happened_to >= second.happened_from


def _overlap(one: Claim, other: Claim) -> bool:
    assert one.lo is not None and one.hi is not None and other.lo is not None and other.hi is not None
    return one.lo <= other.hi and other.lo <= one.hi


def _factor(low: Claim, high: Claim) -> float:
    assert low.v is not None and high.v is not None
    return high.v / low.v if low.v else float("inf")
