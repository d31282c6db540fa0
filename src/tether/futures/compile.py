"""From charters to levers: what a pair (sponsor's option × host's option) turns, month by month.

A case's charter is an overlay on its status quo: a section that is absent keeps the status quo's, ``none`` is off,
``unknown`` (and an interval) is drawn per world over its range and listed. A section that is there replaces the whole
of the status quo's from the charter's start. ``aid`` and ``patrons`` are the sponsor's to set, all else the host's;
full compliance of each with its own charter is assumed and said.

Each section is read by one file of ``readings/``. What no file reads is returned in ``unread``: the projection is
silent about it, and the brief says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tether.charter import ABSENT, Charter
from tether.futures.coding import Frame, Setting, spans
from tether.futures.readings import HOST, SPONSOR, Reading
from tether.futures.words import Coded, Level
from tether.order.beliefs import Belief
from tether.order.levers import registry

SILENT = (
    *("meta", "sources", "version", "forces", "places", "communities", "actors", "groups", "units", "posts"),
    *("waivers", "contradictions", "note", "src", "conf", "article"),
)


@dataclass(frozen=True)
class Pair:
    """A sponsor's option under a host's option, compiled. Later settings replace earlier ones from their month on."""

    sponsor: str
    host: str
    settings: tuple[Setting, ...]
    unread: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    first: int = 0


def compile_pair(status_quo: Charter, sponsor: Charter, host: Charter, frame: Frame) -> Pair:
    """Compile the pair; either may be the status quo itself."""
    settings = list(_registered(frame, registry(), 0))
    for readings, charter in ((HOST, status_quo), (SPONSOR, status_quo), (HOST, host), (SPONSOR, sponsor)):
        if charter is status_quo or charter.id != status_quo.id:
            settings += _read(readings, charter, status_quo, frame)
    changing = [c for c in (sponsor, host) if c.id != status_quo.id]
    known = {*SILENT, *HOST, *SPONSOR}
    unread = sorted({f"{c.id}: {name}" for c in changing for name in _said(c) if name not in known})
    if host in changing:
        unread += [f"{host.id}: {name} (a sponsor's to set)" for name in SPONSOR if name in _said(host)]
    if sponsor in changing:
        unread += [f"{sponsor.id}: {name} (a host's to set)" for name in HOST if name in _said(sponsor)]
    unknown = tuple(dict.fromkeys(s.said for s in settings if s.drawn))
    first = min((frame.first(c) for c in changing), default=0)
    return Pair(sponsor.id, host.id, tuple(settings), tuple(unread), unknown, first)


def believing(pair: Pair, beliefs: Iterable[Belief], ranged: bool = True) -> Pair:
    """Return the pair with each word's range as the user believes it, or as authored where no belief says otherwise.

    ``ranged`` False reads every word at its middle.
    """
    ranges = spans(beliefs)
    if not ranged:
        ranges = {word: (value, value, value) for word, (_, value, _) in ranges.items()}

    def read(end: Level) -> Level:
        return end.respelt(ranges) if isinstance(end, Coded) else end

    return replace(pair, settings=tuple(replace(s, low=read(s.low), high=read(s.high)) for s in pair.settings))


def _registered(frame: Frame, levers: Iterable[str], first: int) -> Iterable[Setting]:
    for name in levers:
        for group in frame.groups:
            yield Setting(name, group, registry()[name].status_quo, registry()[name].status_quo, first, "status quo")


def _read(readings: dict[str, Reading], charter: Charter, status_quo: Charter, frame: Frame) -> list[Setting]:
    """Return what the charter's own sections set; one that is there replaces the whole of it from its start."""
    first, found = (0 if charter is status_quo else frame.first(charter)), []
    for name, reading in readings.items():
        if getattr(charter, name) is not ABSENT:
            found += [*_registered(frame, reading.levers, first), *reading.read(charter, status_quo, frame, first)]
    return found


def _said(charter: Charter) -> list[str]:
    return [n for n in type(charter).model_fields if n not in SILENT and getattr(charter, n) is not ABSENT]
