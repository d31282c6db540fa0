"""Claims: what has been said about an actor, by whom, when, how good the source is. No size stands in code.

    from tether.evidence.claims import load_claims
    iraq = load_claims("iraq").as_of("2015-06")
    for claim in iraq.about("hashd-iran", "size"):
        print(claim.v, claim.basis, claim.source.cite)
    iraq.interval("hashd-iran", "size")          # the hull of what stands, contradictions inside

One YAML per country under ``evidence/packs/claims``; a source is one entry, a claim one line.
"""

from __future__ import annotations

from tether.evidence.claims.dropped import DroppedClaim, dropped
from tether.evidence.claims.model import (
    BASES,
    GRADES,
    HANDLINGS,
    PREDICATES,
    Claim,
    ClaimSource,
    Interval,
    Period,
    Predicate,
    last_day,
    read_period,
)
from tether.evidence.claims.read import claimed_countries, claims_file, load_claims, read_claims
from tether.evidence.claims.store import Claims

__all__ = [
    "BASES",
    "GRADES",
    "HANDLINGS",
    "PREDICATES",
    "Claim",
    "ClaimSource",
    "Claims",
    "DroppedClaim",
    "Interval",
    "Period",
    "Predicate",
    "claimed_countries",
    "claims_file",
    "dropped",
    "last_day",
    "load_claims",
    "read_claims",
    "read_period",
]
