"""From charters to levers: what a pair (sponsor's option × host's option) turns, month by month.

A case's charter is an overlay on its status quo: a section that is absent keeps the status quo's value, ``none`` is the
off value, ``unknown`` (and an interval) is drawn per world over its range and listed. Words become numbers through
``codings.csv``, whose rows are assumptions and printed as such. ``aid`` and ``patrons`` are the sponsor's to set, all
else the host's; full compliance of each with its own charter is assumed and said.

What a charter says that no lever reads is returned in ``unread``: the projection is silent about it, and the brief
says so.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from tether.charter import ABSENT, NONE, UNKNOWN, Blank, Charter, Number
from tether.evidence.calendar import Month, month, months_between
from tether.order.levers import registry

SPONSORS = ("aid", "patrons")
READ = ("meta", "sources", "version", "induction", "pay", "powers", "aid", "forces", "note", "src", "conf", "article")
SILENT = (
    "meta",
    "sources",
    "version",
    "forces",
    "places",
    "communities",
    "actors",
    "groups",
    "waivers",
    "contradictions",
)


@dataclass(frozen=True)
class Setting:
    """One lever's value for one group from one month on: a number, or a range drawn per world (``low < high``)."""

    lever: str
    group: str
    low: float
    high: float
    first: int  # index of the first projected month it holds in; 0 is the month after the cut-off
    said: str  # path in the charter, for the list of what is unknown

    @property
    def drawn(self) -> bool:
        """Return whether worlds draw it."""
        return self.high > self.low


@dataclass(frozen=True)
class Pair:
    """A sponsor's option under a host's option, compiled. Later settings replace earlier ones from their month on."""

    sponsor: str
    host: str
    settings: tuple[Setting, ...]
    unread: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    first: int = 0


@dataclass(frozen=True)
class Frame:
    """What compiling needs of a case: groups, the state's forces, the groups under each umbrella, time."""

    groups: tuple[str, ...]
    state: tuple[str, ...]
    umbrella: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # force → groups it stands for
    cut_off: Month = field(default_factory=lambda: month("2015-05"))


def compile_pair(status_quo: Charter, sponsor: Charter, host: Charter, frame: Frame) -> Pair:
    """Compile the pair; either may be the status quo itself."""
    settings = [*_registered(frame, registry(), 0)]
    for charter in dict.fromkeys((status_quo.id, host.id)):
        settings += _sections(status_quo if charter == status_quo.id else host, frame)
    settings += _aid(status_quo, sponsor, frame)
    changing = [c for c in (sponsor, host) if c.id != status_quo.id]
    unread = sorted({f"{c.id}: {name}" for c in changing for name in _said(c) if name not in READ})
    unread += [
        f"{host.id}: {name} (a sponsor's to set)" for name in SPONSORS if name in _said(host) and host in changing
    ]
    unknown = tuple(dict.fromkeys(s.said for s in settings if s.drawn))
    return Pair(
        sponsor.id,
        host.id,
        tuple(settings),
        tuple(unread),
        unknown,
        min((_first(c, frame) for c in changing), default=0),
    )


@cache
def codings() -> dict[tuple[str, str], float]:
    """Return the value of each coded word, by (field, word)."""
    text = (files("tether.futures") / "codings.csv").read_text("utf-8").splitlines()
    return {(r["field"], r["word"]): float(r["value"]) for r in csv.DictReader(text)}


def _registered(frame: Frame, levers: Iterable[str], first: int) -> Iterable[Setting]:
    for name in levers:
        for group in frame.groups:
            yield Setting(name, group, registry()[name].status_quo, registry()[name].status_quo, first, "status quo")


def _sections(charter: Charter, frame: Frame) -> list[Setting]:
    """Return what the charter's own sections set; a section that is there replaces the whole of it from its start."""
    first, found = _first(charter, frame), []
    for name, (read, levers) in SECTIONS.items():
        if getattr(charter, name) is not ABSENT:
            found += [*_registered(frame, levers, first), *read(charter, frame)]
    return found


def _induction(charter: Charter, frame: Frame) -> list[Setting]:
    first = _first(charter, frame)
    if charter.induction is UNKNOWN:
        return [s for g in frame.groups for s in _ranged(g, first, "induction", ("intake", "individual", "cap"))]
    if isinstance(charter.induction, Blank):
        return [Setting("intake", g, 0.0, 0.0, first, "induction") for g in frame.groups]
    found = []
    for index, stream in enumerate(charter.induction):
        groups = frame.umbrella.get(str(stream.from_), (stream.from_,))
        for group in (g for g in groups if g in frame.groups):
            begins = max(first, _index(stream.starts, frame, first))
            found += _stream(stream, group, f"induction.{index}", begins, len([g for g in groups if g in frame.groups]))
            if stream.ends:
                found.append(
                    Setting("pace", group, 0.0, 0.0, _index(stream.ends, frame, 0) + 1, f"induction.{index}.ends")
                )
    return found


def _stream(stream: Any, group: str, path: str, first: int, sharing: int) -> list[Setting]:
    intake = _number("intake", stream.intake, absent_is_unknown=True)
    heads = Setting("intake", group, intake[0] / sharing, intake[1] / sharing, first, f"{path}.intake")
    mode = _coded("induction.mode", stream.mode)
    contract = _coded("induction.contract_with", stream.contract_with, absent=1.0)
    low, high = mode[0] * contract[0], mode[1] * contract[1]
    individual = Setting("individual", group, low, high, first, f"{path}.mode")
    cap = _number("cap", stream.max_group_share)
    mixing = _coded("induction.commander_rule", stream.commander_rule, absent=1.0)
    low, high = 1.0 - mixing[1] * (1.0 - cap[0]), 1.0 - mixing[0] * (1.0 - cap[1])
    return [heads, individual, Setting("cap", group, low, high, first, f"{path}.max_group_share")]


def _pay(charter: Charter, frame: Frame) -> list[Setting]:
    first = _first(charter, frame)
    if isinstance(charter.pay, Blank):
        low, high = (0.0, 1.0) if charter.pay is UNKNOWN else (1.0, 1.0)
        return [Setting("pay_gap", g, low, high, first, "pay") for g in frame.groups]
    guards = {s.into for s in charter.induction or ()}
    found = []
    for index, row in enumerate(charter.pay):
        if row.force not in guards:
            continue
        if row.gap_days is not ABSENT:
            found += _gap(row.gap_days, frame, first, f"pay.{index}.gap_days")
        if row.funded_until:
            after = _index(row.funded_until, frame, 0) + 1
            found += [Setting("pay_gap", g, 1.0, 1.0, after, f"pay.{index}.funded_until") for g in frame.groups]
    return found


def _gap(days: Any, frame: Frame, first: int, path: str) -> list[Setting]:
    """Pay is missing for the days, spread evenly over the months they touch; unknown is drawn for one month."""
    if not isinstance(days, Number):
        low, high = _number("pay_gap", days)
        length = 1
    else:
        length = max(1, math.ceil(days.hi / 30.0)) if math.isfinite(days.hi) else 120
        low, high = min(days.lo / (30.0 * length), 1.0), min(days.hi / (30.0 * length), 1.0)
    gap = [Setting("pay_gap", g, low, high, first, path) for g in frame.groups]
    return gap + [Setting("pay_gap", g, 0.0, 0.0, first + length, path) for g in frame.groups]


def _powers(charter: Charter, frame: Frame) -> list[Setting]:
    first, found = _first(charter, frame), []
    for index, row in enumerate(charter.powers or ()):
        if row.power == "outside-home":
            low, high = _coded("powers.outside-home", row.grant)
            groups = frame.umbrella.get(row.force, (row.force,))
            found += [
                Setting("role", g, low, high, first, f"powers.{index}.grant") for g in groups if g in frame.groups
            ]
    return found


def _aid(status_quo: Charter, sponsor: Charter, frame: Frame) -> list[Setting]:
    if sponsor.aid is ABSENT or sponsor.id == status_quo.id:
        return []
    first = _first(sponsor, frame)
    helped, before = ({row.to for row in c.aid or ()} for c in (sponsor, status_quo))
    found = []
    if helped and helped <= set(frame.state):
        found += [Setting("bypass", g, 1.0, 1.0, first, "aid") for g in frame.groups]
    left = codings()["aid.lost", "protection"]
    lost = [g for g in frame.groups if g in before and g not in helped]
    return found + [Setting("protection", g, left, left, first, "aid") for g in lost]


def _number(lever: str, value: Any, *, scale: float = 1.0, absent_is_unknown: bool = False) -> tuple[float, float]:
    """Return (low, high): a number, an interval cut to the registry's range, or a blank's meaning."""
    row = registry()[lever]
    if value is UNKNOWN or (value is ABSENT and absent_is_unknown):
        return row.low, row.high
    if not isinstance(value, Number):
        fixed = row.off if value is NONE else row.status_quo
        return fixed, fixed
    return min(value.lo / scale, row.high), min(value.hi / scale, row.high)


def _coded(name: str, word: Any, absent: float | None = None) -> tuple[float, float]:
    values = [v for (f, _), v in codings().items() if f == name]
    if word is ABSENT and absent is not None:
        return absent, absent
    if not isinstance(word, str):
        return min(values), max(values)
    value = codings()[name, word]
    return value, value


def _ranged(group: str, first: int, said: str, levers: Iterable[str]) -> list[Setting]:
    return [Setting(n, group, registry()[n].low, registry()[n].high, first, said) for n in levers]


def _first(charter: Charter, frame: Frame) -> int:
    return max(0, months_between(frame.cut_off, charter.starts) - 1) if charter.starts else 0


def _index(when: Any, frame: Frame, default: int) -> int:
    return max(0, months_between(frame.cut_off, when.month) - 1) if when else default


def _said(charter: Charter) -> list[str]:
    return [n for n in type(charter).model_fields if n not in SILENT and getattr(charter, n) is not ABSENT]


SECTIONS = {
    "induction": (_induction, ("intake", "pace", "individual", "cap")),
    "pay": (_pay, ("pay_gap",)),
    "powers": (_powers, ("role",)),
}
