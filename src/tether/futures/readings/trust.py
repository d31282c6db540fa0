"""``trust``: what the older officers gain and lead."""

from __future__ import annotations

from typing import Any

from tether.charter import UNKNOWN, Charter
from tether.futures.coding import Range, ReadingContext, Setting, blank_section, codings, combined, everywhere, level

TRUST_LEVERS = ("officer_posts", "officer_lead")


def read_trust(charter: Charter, status_quo: Charter, frame: ReadingContext, first: int) -> list[Setting]:
    """Return how far the two grievances are answered."""
    section: Any = charter.trust
    blank = blank_section(section, TRUST_LEVERS, frame, first, "trust")
    if blank is not None:
        return blank
    officers = section.officers
    return [s for n in TRUST_LEVERS for s in everywhere(n, _answer(n, officers), frame, first, "trust.officers")]


def _answer(lever: str, officers: Any) -> Range:
    if officers is UNKNOWN:
        return 0.0, 1.0
    name = f"trust.{lever}"
    spelt = [term.kind for term in officers or () if (name, term.kind) in codings()]
    return combined((level(name, kind), level(name, kind)) for kind in spelt)
