"""The named things of the article, each with the id under which a dossier is found.

reach_of_names("2015-06")          # rows: what, where, id, claims, claims read in their source
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tether.dossier.profile import make_profile
from tether.dossier.store import Store, open_store

NAMED: tuple[tuple[str, str, str], ...] = (
    ("United States", "iraq", "us"),
    ("Iran", "iraq", "iran"),
    ("Iraq", "iraq", "iraqi-government"),
    ("Libya", "libya", "libyan-government"),
    ("Syria", "syria", "syrian-government"),
    ("Yemen", "yemen", "yemen-government"),
    ("Lebanon", "lebanon", "lebanese-government"),
    ("Islamic State", "iraq", "islamic-state"),
    ("Islamic State in Libya", "libya", "islamic-state"),
    ("Misrata militia", "libya", "misrata-militias"),
    ("the battalion that asks", "libya", "misrata-battalion"),
    ("Operation Dawn", "libya", "dawn"),
    ("Libyan National Army", "libya", "lna"),
    ("Shiite militias", "iraq", "hashd-iran"),
    ("Shiite militias (others)", "iraq", "hashd-other"),
    ("Popular Mobilization", "iraq", "pmf"),
    ("Hizbollah", "lebanon", "hizbollah"),
    ("Houthis", "yemen", "houthis"),
    ("Iraqi army", "iraq", "army"),
    ("the army dismantled in 2003", "iraq", "army-2003"),
    ("other security agencies: police", "iraq", "fedpol"),
    ("other security agencies: counter-terrorism", "iraq", "cts"),
    ("other security agencies: borders", "iraq", "border"),
    ("national guard, Iraq", "iraq", "ing"),
    ("national guard, Libya", "libya", "libyan-guard"),
    ("General National Congress", "libya", "gnc"),
    ("recognised Libyan government", "libya", "libyan-government"),
    ("Prime Minister of Iraq", "iraq", "pm"),
    ("provincial leaders", "iraq", "prov-council"),
    ("ethnic leaders", "iraq", "ethnic-leaders"),
    ("religious leaders", "iraq", "religious-leaders"),
    ("Sunni community", "iraq", "sunni-arab"),
    ("Sunni tribes", "iraq", "sunni-tribes"),
    ("Sunni tribal fighters", "iraq", "tribal"),
    ("older officers", "iraq", "older-officers"),
    ("older officers, Libya", "libya", "older-officers"),
    ("young men", "iraq", "young-men"),
    ("citizens", "iraq", "citizens"),
    ("Misrata", "libya", "misrata"),
    ("Tripoli", "libya", "tripoli"),
    ("Tikrit", "iraq", "tikrit"),
    ("Ramadi", "iraq", "ramadi"),
    ("Anbar", "iraq", "anbar"),
    ("the coastal highway", "libya", "coastal-highway"),
)


@dataclass(frozen=True)
class Reached:
    """One named thing: how many claims a dossier finds on it, and how many of them were read in their source."""

    what: str
    country: str
    id: str
    claims: int
    seen: int


def reach_of_names(as_of: str = "2015-06", named: Iterable[tuple[str, str, str]] = NAMED) -> tuple[Reached, ...]:
    """Return how far each named thing is reached."""
    stores: dict[str, Store] = {}
    found = []
    for what, country, identity in named:
        store = stores.setdefault(country, stores.get(country) or open_store(country, as_of))
        profile = make_profile(store, identity)
        found.append(Reached(what, country, identity, len(profile.claims), sum(c.seen for c in profile.claims)))
    return tuple(found)
