"""A request for help: who asks, at unit level; what threatens, where, how far; what was lost; what is asked for.

    id: misrata-2015
    title: A battalion of Misrata asks for help against the Islamic State
    country: libya
    date: 2015-06-10
    deciders: [us, eu-member]
    requester: {unit: misrata-battalion, voice: a battalion commander, channel: telephone, src: article}
    threat: {actor: islamic-state, place: sirte, start: misrata, road: coastal-highway, said: 120 miles, towns: [...]}
    losses: already taking casualties
    urgency: …
    items: [{item: mine-detectors, quantity: unstated, said: mine detectors}]
    papers: [{kind: committee-approval, authority: …, date: 2015-07-01, ref: …}]
    supposed: {recipient.organ: "yes"}          # for exercises: facts taken as given, printed as such
    decision: {office: …, date: …, words: …, papers: [...]}

What the requester says never clears anything; papers and claims do. No person's name is asked for, and none is kept.

How far a threat is: as the crow flies, and along the towns of a road. Town coordinates only, for requests only.

The sum of the stretches between towns is a lower bound of the road. Coordinates: GeoNames (CC BY 4.0), ``towns.csv``.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from tether.documents.models import KNOWN_KEYS, Among, Words, root_of, validated, wrong
from tether.documents.yaml_file import YamlFile, read_yaml
from tether.errors import InputError, Problem, Problems, did_you_mean
from tether.evidence.claims import last_day
from tether.gate.catalogue import catalogue, deciders
from tether.gate.note import Decision, Distance, Leg
from tether.gate.questions import FACTS, PaperKind

WHAT = "a request for help (YAML)"
_MILES = re.compile(r"(?<![\d.])(\d{1,7}(?:\.\d{1,6})?)\s{0,9}(miles|mile|km|kilometres)")


def _last_day(value: Any) -> date:
    try:
        return last_day(str(value))
    except ValueError as error:
        raise wrong(value, f"YYYY[-MM[-DD]] ({error})") from None


Fact = Annotated[str, Among(FACTS, "a fact that a screening asks for")]
LastDay = Annotated[date, BeforeValidator(_last_day)]


@dataclass(frozen=True)
class RequestedItem:
    """One item asked for: catalogue id, quantity as said, the requester's words."""

    __pydantic_config__ = KNOWN_KEYS

    item: Annotated[str, Among(catalogue, "an item of the catalogue"), Field(description="an item of the catalogue")]
    quantity: str = "unstated"
    said: str = ""


@dataclass(frozen=True)
class Paper:
    """One document on file: its kind, who issued it, when, under which reference."""

    __pydantic_config__ = KNOWN_KEYS

    kind: Annotated[PaperKind, Field(description="its kind, such as government-consent")]
    authority: Annotated[Words, Field(description="who issued it")]
    date: Annotated[LastDay, Field(description="its date")]
    ref: Annotated[Words, Field(description="its reference")]


@dataclass(frozen=True)
class Requester:
    """Who asks: the unit, whose voice, over which channel; never a person's name."""

    __pydantic_config__ = KNOWN_KEYS

    unit: Annotated[Words, Field(description="id of the unit that asks")]
    voice: str = ""
    channel: str = ""
    src: str = ""


@dataclass(frozen=True)
class Threat:
    """What threatens: actor, place, the road from ``start`` through ``towns`` to it, the distance as said."""

    __pydantic_config__ = KNOWN_KEYS

    actor: str = ""
    place: str = ""
    start: str = ""
    road: str = ""
    towns: tuple[str, ...] = ()
    said: str = ""

    @property
    def said_km(self) -> float | None:
        """Return the distance as said, in km; None where none was."""
        found = _MILES.search(self.said)
        if not found:
            return None
        return float(found.group(1)) * (1.609344 if found.group(2).startswith("mile") else 1.0)


@dataclass(frozen=True)
class Request:
    """A request, checked."""

    __pydantic_config__ = KNOWN_KEYS

    id: Annotated[Words, Field(description="a short name")]
    title: Annotated[Words, Field(description="what is asked, in a line")]
    country: Annotated[Words, Field(description="a shipped country, such as libya")]
    date: Annotated[LastDay, Field(description="when it was made: YYYY[-MM[-DD]]")]
    deciders: Annotated[
        tuple[Annotated[str, Among(deciders, "a decider")], ...], Field(min_length=1, description="who is asked: [us]")
    ]
    requester: Annotated[Requester, Field(description="who asks: {unit, voice, channel}")]
    items: Annotated[
        tuple[RequestedItem, ...], Field(min_length=1, description="what is asked for: [{item, quantity, said}]")
    ]
    papers: tuple[Paper, ...] = ()
    losses: str = ""
    urgency: str = ""
    threat: Threat | None = None
    supposed: dict[Annotated[str, Among(FACTS, "a fact")], Literal["yes", "no", "unknown"]] = field(
        default_factory=dict
    )
    supposed_because: str = ""
    refusal: tuple[str, ...] = ()  # subjects whose claims tell what refusing costs
    decision: Decision | None = None
    as_of: str = ""
    note: str = ""

    @property
    def unit(self) -> str:
        """Return the id of the unit that asks."""
        return self.requester.unit

    @property
    def voice(self) -> str:
        """Return whose voice it was."""
        return self.requester.voice

    @property
    def channel(self) -> str:
        """Return over which channel it came."""
        return self.requester.channel


def read_request(path: str | Path) -> Request:
    """Read one request; raises ``InputError`` with every problem, located."""
    path = Path(path)
    document = read_yaml(path, WHAT, name=path.name)
    problems = Problems(document.file)
    tree = root_of(document, problems, WHAT)
    request = validated(Request, document, problems)
    if "supposed" in tree and "supposed_because" not in tree:
        expected = "supposed_because: why these facts are taken as given"
        found = "'supposed' without 'supposed_because'"
        problems.found.append(document.problem(("supposed",), found, expected, at_key=True))
    if request is not None and request.decision is not None:
        problems.extend(_papers_missing(request, request.decision, document))
    problems.raise_if_any()
    assert request is not None
    return request


def _papers_missing(request: Request, decision: Decision, document: YamlFile) -> Iterator[Problem]:
    on_file = {p.ref for p in request.papers}
    for i, ref in enumerate(decision.papers):
        if ref not in on_file:
            found = f"the decision rests on paper '{ref}', which is not on file"
            remedy = did_you_mean(ref, on_file) if on_file else "list it under papers"
            yield document.problem(("decision", "papers", i), found, "a paper on file", remedy)


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
    legs = tuple(Leg(a.name, b.name, great_circle_km(a, b)) for a, b in pairwise(stops))
    start, end = stops[0], stops[-1]
    return Distance(start.name, end.name, threat.road, great_circle_km(start, end), legs, threat.said_km)


def towns_at_distance(start: str, km: float, country: str, tolerance: float = 0.1) -> list[tuple[Town, float]]:
    """Return the towns of a country at about ``km`` (± tolerance) as the crow flies, nearest to it first."""
    table = towns()
    found = [(t, great_circle_km(table[start], t)) for t in table.values() if t.country == country]
    return sorted((p for p in found if abs(p[1] - km) <= tolerance * km), key=lambda p: abs(p[1] - km))


def great_circle_km(one: Town, other: Town) -> float:
    """Return the great-circle distance in km (haversine)."""
    a, b = math.radians(one.lat), math.radians(other.lat)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(other.lon - one.lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def road_km(stops: Sequence[str]) -> float:
    """Return the km along a row of towns."""
    table = towns()
    return sum(great_circle_km(table[a], table[b]) for a, b in pairwise(stops))


@cache
def towns() -> dict[str, Town]:
    """Return the shipped towns, by id."""
    text = resources.files("tether.gate").joinpath("towns.csv").read_text("utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {r["id"]: Town(r["id"], r["name"], r["country"], float(r["lat"]), float(r["lon"])) for r in rows}
