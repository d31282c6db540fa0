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
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tether.dossier.deciders import deciders
from tether.dossier.items import catalogue
from tether.dossier.note import Decision
from tether.dossier.questions import FACTS, PAPERS
from tether.errors import Problems, did_you_mean
from tether.evidence.claims import last_day
from tether.evidence.claims.nodes import Mapped, compose

KEYS = (
    "id", "title", "country", "date", "as_of", "deciders", "requester", "threat", "losses", "urgency", "items",
    "papers", "supposed", "supposed_because", "refusal", "decision", "note",
)  # fmt: skip
_MILES = re.compile(r"([\d.]+)\s*(miles|mile|km|kilometres)")


@dataclass(frozen=True)
class RequestedItem:
    """One item asked for: catalogue id, quantity as said, the requester's words."""

    item: str
    quantity: str
    said: str


@dataclass(frozen=True)
class Paper:
    """One document on file: its kind, who issued it, when, under which reference."""

    kind: str
    authority: str
    date: date
    ref: str


@dataclass(frozen=True)
class Threat:
    """What threatens: actor, place, the road from ``start`` through ``towns`` to it, the distance as said."""

    actor: str
    place: str
    start: str
    road: str
    towns: tuple[str, ...]
    said: str

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

    id: str
    title: str
    country: str
    date: date
    deciders: tuple[str, ...]
    unit: str
    voice: str
    channel: str
    items: tuple[RequestedItem, ...]
    papers: tuple[Paper, ...]
    losses: str = ""
    urgency: str = ""
    threat: Threat | None = None
    supposed: tuple[tuple[str, str], ...] = ()
    supposed_because: str = ""
    refusal: tuple[str, ...] = ()  # subjects whose claims tell what refusing costs
    decision: Decision | None = None


def read_request(path: str | Path) -> Request:
    """Read one request; raises ``InputError`` with every problem, located."""
    path = Path(path)
    problems = Problems(path.name)
    root = compose(path, problems)
    problems.raise_if_any()
    assert root is not None
    root.only(KEYS, problems)
    for key in ("id", "title", "country", "date", "deciders", "requester", "items"):
        if not root.get(key):
            problems.add(f"no '{key}'", line=root.line, path=key)
    request = _request(root, problems)
    if request.decision is not None:
        _check_decision(request, root, problems)
    problems.raise_if_any()
    return request


def _request(root: Mapped, problems: Problems) -> Request:
    who = _child(root, "requester", problems, ("unit", "voice", "channel", "src"))
    for name in root.get("deciders") or ():
        if name not in deciders():
            problems.add(f"decider '{name}'", line=root.line_of("deciders"), remedy=did_you_mean(str(name), deciders()))
    return Request(
        id=str(root.get("id")),
        title=str(root.get("title")),
        country=str(root.get("country")),
        date=_day(root, "date", problems),
        deciders=tuple(map(str, root.get("deciders") or ())),
        unit=str(who.get("unit")) if who else "",
        voice=str(who.get("voice") or "") if who else "",
        channel=str(who.get("channel") or "") if who else "",
        items=tuple(_asked(e, problems) for e in root.get("items") or () if isinstance(e, Mapped)),
        papers=tuple(_paper(e, problems) for e in root.get("papers") or () if isinstance(e, Mapped)),
        losses=str(root.get("losses") or ""),
        urgency=str(root.get("urgency") or ""),
        threat=_threat(root, problems),
        supposed=_supposed(root, problems),
        supposed_because=str(root.get("supposed_because") or ""),
        refusal=tuple(map(str, root.get("refusal") or ())),
        decision=_decision(root, problems),
    )


def _asked(entry: Mapped, problems: Problems) -> RequestedItem:
    entry.only(("item", "quantity", "said"), problems)
    name = str(entry.get("item"))
    if name not in catalogue():
        problems.add(f"item '{name}'", line=entry.line, path="items", remedy=did_you_mean(name, catalogue()))
    return RequestedItem(name, str(entry.get("quantity") or "unstated"), str(entry.get("said") or ""))


def _paper(entry: Mapped, problems: Problems) -> Paper:
    entry.only(("kind", "authority", "date", "ref"), problems)
    kind = str(entry.get("kind"))
    if f"paper.{kind}" not in PAPERS:
        problems.add(f"paper '{kind}'", line=entry.line, path="papers", remedy=did_you_mean(f"paper.{kind}", PAPERS))
    for key in ("authority", "date", "ref"):
        if not entry.get(key):
            problems.add(f"paper '{kind}' without {key}", line=entry.line, path="papers")
    return Paper(kind, str(entry.get("authority")), _day(entry, "date", problems), str(entry.get("ref")))


def _threat(root: Mapped, problems: Problems) -> Threat | None:
    entry = _child(root, "threat", problems, ("actor", "place", "start", "road", "towns", "said"))
    if entry is None:
        return None
    text = {k: str(entry.get(k) or "") for k in ("actor", "place", "start", "road", "said")}
    return Threat(towns=tuple(map(str, entry.get("towns") or ())), **text)


def _supposed(root: Mapped, problems: Problems) -> tuple[tuple[str, str], ...]:
    entry = root.get("supposed")
    if not isinstance(entry, Mapped):
        return ()
    if not root.get("supposed_because"):
        problems.add("'supposed' without 'supposed_because'", line=root.line_of("supposed"))
    for name, value in entry.values.items():
        if name not in FACTS:
            problems.add(f"fact '{name}'", line=entry.line_of(name), path="supposed", remedy=did_you_mean(name, FACTS))
        if value not in ("yes", "no", "unknown"):
            problems.add(
                f"'{value}'", line=entry.line_of(name), path=f"supposed.{name}", expected="yes, no or unknown, quoted"
            )
    return tuple((str(k), str(v)) for k, v in entry.values.items())


def _decision(root: Mapped, problems: Problems) -> Decision | None:
    entry = _child(root, "decision", problems, ("office", "date", "words", "grants", "papers"))
    if entry is None:
        return None
    for key in ("office", "date", "words"):
        if not entry.get(key):
            problems.add(f"decision without {key}", line=entry.line, path="decision")
    papers = tuple(map(str, entry.get("papers") or ()))
    return Decision(str(entry.get("office")), str(entry.get("date")), str(entry.get("words")), papers)


def _check_decision(request: Request, root: Mapped, problems: Problems) -> None:
    assert request.decision is not None
    on_file = {p.ref for p in request.papers}
    for ref in request.decision.papers:
        if ref not in on_file:
            problems.add(
                f"the decision rests on paper '{ref}', which is not on file",
                line=root.line_of("decision"),
                path="decision.papers",
                remedy=did_you_mean(ref, on_file) if on_file else "list it under papers",
            )


def _child(root: Mapped, key: str, problems: Problems, keys: tuple[str, ...]) -> Mapped | None:
    entry: Any = root.get(key)
    if entry is None:
        return None
    if not isinstance(entry, Mapped):
        problems.add(f"'{key}' is no mapping", line=root.line_of(key), expected=", ".join(keys))
        return None
    entry.only(keys, problems)
    return entry


def _day(entry: Mapped, key: str, problems: Problems) -> date:
    try:
        return last_day(str(entry.get(key)))
    except ValueError as error:
        problems.add(str(error), line=entry.line_of(key), path=key)
        return date.max
