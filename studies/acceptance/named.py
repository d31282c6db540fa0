"""The named things of the article, each with the id under which a dossier is found (``named.csv``).

reach_of_names("2015-06")          # rows: what, where, id, claims, claims read in their source
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tether.dossier.profile import make_profile
from tether.dossier.store import Store, open_store

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Reached:
    """One named thing: how many claims a dossier finds on it, and how many of them were read in their source."""

    what: str
    country: str
    id: str
    claims: int
    seen: int


@cache
def named() -> tuple[tuple[str, str, str], ...]:
    """Return the named things: what, the country in whose claims it stands, its id (``named.csv``)."""
    rows = csv.DictReader((HERE / "named.csv").read_text("utf-8").splitlines())
    return tuple((row["what"], row["country"], row["id"]) for row in rows)


def reach_of_names(as_of: str = "2015-06") -> tuple[Reached, ...]:
    """Return how far each named thing is reached."""
    stores: dict[str, Store] = {}
    found = []
    for what, country, identity in named():
        store = stores.setdefault(country, stores.get(country) or open_store(country, as_of))
        profile = make_profile(store, identity)
        found.append(Reached(what, country, identity, len(profile.claims), sum(c.seen for c in profile.claims)))
    return tuple(found)
