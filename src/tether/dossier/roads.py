"""How far a threat is: as the crow flies, and along the towns of a road. Town coordinates only, for requests only.

The sum of the stretches between towns is a lower bound of the road. Coordinates: GeoNames (CC BY 4.0), ``towns.csv``.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

from tether.dossier.note import Distance, Leg
from tether.dossier.request import Threat
from tether.errors import InputError, Problem, did_you_mean

EARTH_KM = 6371.0088  # mean radius


@dataclass(frozen=True)
class Town:
    """A town: id, name, country, degrees."""

    id: str
    name: str
    country: str
    lat: float
    lon: float


def distance(threat: Threat) -> Distance:
    """Return the distance of a threat from where the requester is, both ways of measuring."""
    wanted = (threat.start, *threat.towns, threat.place)
    table = towns()
    lost = [t for t in wanted if t not in table]
    if lost:
        raise InputError([Problem(f"town '{t}'", "towns.csv", remedy=did_you_mean(t, table)) for t in lost])
    stops = [table[t] for t in wanted]
    legs = tuple(Leg(a.name, b.name, apart(a, b)) for a, b in pairwise(stops))
    start, end = stops[0], stops[-1]
    return Distance(start.name, end.name, threat.road, apart(start, end), legs, threat.said_km)


def towns_at_distance(start: str, km: float, country: str, tolerance: float = 0.1) -> list[tuple[Town, float]]:
    """Return the towns of a country at about ``km`` (± tolerance) as the crow flies, nearest to it first."""
    table = towns()
    found = [(t, apart(table[start], t)) for t in table.values() if t.country == country]
    return sorted((p for p in found if abs(p[1] - km) <= tolerance * km), key=lambda p: abs(p[1] - km))


def apart(one: Town, other: Town) -> float:
    """Return the great-circle distance in km (haversine)."""
    a, b = math.radians(one.lat), math.radians(other.lat)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(other.lon - one.lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def along(stops: Sequence[str]) -> float:
    """Return the km along a row of towns."""
    table = towns()
    return sum(apart(table[a], table[b]) for a, b in pairwise(stops))


@cache
def towns() -> dict[str, Town]:
    """Return the shipped towns, by id."""
    text = resources.files("tether.dossier").joinpath("towns.csv").read_text("utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {r["id"]: Town(r["id"], r["name"], r["country"], float(r["lat"]), float(r["lon"])) for r in rows}
