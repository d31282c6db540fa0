"""From a fact to the setting and the charter in which the order is run: the scenes of ``replays/*.yaml``.

    for replay in replays(): scene = replay.scene()       # setting, pair of levers, months to measure at

A scene's setting comes either from claims as of the fact's first month (``claims``), or, where the claims hold no such
group, from numbers given with their sources (``made``: one place, a few groups). What was in force and what was decided
are charters, compiled by the same readings as any other; what they leave open is drawn over its range.

To add one: a row in ``facts.csv`` (frozen: see ``facts.py``), an entry here, and, for a new kind of quantity, one line
in ``replaying.MEASURES``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from tether.charter import Charter, charter_from_text
from tether.documents.yaml_file import read_yaml
from tether.errors import InputError
from tether.evidence.calendar import month
from tether.futures.coding import ReadingContext
from tether.futures.compile import CharterPair, compile_pair
from tether.judgement.facts import Fact, facts
from tether.judgement.shocks import claims_at
from tether.order.setting import OrderSetting, Roles, Spread, setting_from
from tether.theatre import load
from tether.theatre.packs import load_panel

ONE_SIDED, YEAR = 2, 12


@dataclass(frozen=True)
class ReplayContext:
    """What one replay runs on. ``inside``: share of men in the guard at the start, and their blocs' survival."""

    facts: tuple[Fact, ...]
    setting: OrderSetting
    before: CharterPair
    after: CharterPair
    one_sided: np.ndarray  # (place,) recorded deaths a month, mean of the year before; zero where no record ships
    place: int
    inside: float
    bloc: Spread
    note: str


@dataclass(frozen=True)
class Replay:
    """One entry of ``replays/*.yaml``."""

    country: str
    entry: Mapping[str, Any]

    def scene(self) -> ReplayContext:
        """Return the scene, read and compiled."""
        known = {f.id: f for f in facts()}
        told = tuple(known[str(name)] for name in self.entry["facts"])
        setting = self._claimed(told[0]) if "claims" in self.entry else _made(self.entry["made"])
        setting = self._held(setting)
        base, sponsor, host = (self._charter(n) for n in ("before", "sponsor", "charter"))
        inside = self.entry.get("inside", {})
        low, middle, high = inside.get("bloc", (0.0, 0.0, 0.0))
        frame = ReadingContext(setting.groups, self._state(), {}, month(told[0].start) - 1)
        return ReplayContext(
            told,
            setting,
            compile_pair(base, base, base, frame),
            compile_pair(base, sponsor or base, host or base, frame),
            self._recorded(told[0], len(setting.places)),
            setting.places.index(str(self.entry["place"])) if "place" in self.entry else 0,
            float(inside.get("share", 0.0)),
            Spread(low, middle, high),
            str(self.entry.get("note", "")),
        )

    def _claimed(self, fact: Fact) -> OrderSetting:
        roles = self.entry["claims"]
        named = Roles(tuple(roles["militias"]), str(roles["insurgent"]), tuple(roles["state"]))
        return setting_from(load(self.country), claims_at(self.country, month(fact.start)), named)

    def _held(self, setting: OrderSetting) -> OrderSetting:
        if "held" not in self.entry:
            return setting
        held = setting.held.copy()
        held[setting.places.index(str(self.entry["place"]))] = self.entry["held"]
        return replace(setting, held=held)

    def _charter(self, name: str) -> Any:
        """Return the charter written under ``name``; a blank one for ``before``, None for what changed nothing."""
        if name != "before" and name not in self.entry:
            return None
        ids = {"before": "status-quo", "sponsor": "shock-sponsor", "charter": "shock"}
        decider = {"before": "both", "sponsor": "sponsor", "charter": "host"}
        head = f'charter: "0.2"\nmeta: {{id: {ids[name]}, title: "{ids[name]}", decider: {decider[name]}}}\n'
        return _read(head + str(self.entry.get(name, "")), f"{self.entry['facts'][0]} ({name})", self._theatre())

    def _theatre(self) -> Any:
        return load(self.country) if "claims" in self.entry else None

    def _state(self) -> tuple[str, ...]:
        return (
            tuple(self.entry["claims"]["state"]) if "claims" in self.entry else tuple(self.entry.get("state_ids", ()))
        )

    def _recorded(self, fact: Fact, places: int) -> np.ndarray:
        if "claims" not in self.entry:
            return np.zeros(places)
        known = load_panel(self.country).until(month(fact.start) - 1)
        return np.asarray(known.cells.best[-YEAR:, :, ONE_SIDED].mean(axis=0))


@cache
def replays() -> tuple[Replay, ...]:
    """Return every replay, in the order of the files."""
    return tuple(r for name in ("iraq", "libya", "elsewhere") for r in _file(name))


def _file(name: str) -> list[Replay]:
    path = Path(str(files("tether.judgement") / "replays" / f"{name}.yaml"))
    text = read_yaml(path, name=path.name)
    if text.problems:
        raise InputError(text.problems)
    assert isinstance(text.tree, dict)
    return [Replay(str(text.tree["country"]), entry) for entry in text.tree["replays"]]


def _read(text: str, name: str, theatre: Any) -> Charter:
    return charter_from_text(text, name, theatre)


def _made(told: Mapping[str, Any]) -> OrderSetting:
    """Return a setting of one place from given numbers; what is not given is absent: no insurgent, nobody away."""
    groups: Mapping[str, Any] = told["groups"]
    one = np.ones(1, np.float32)

    def column(key: str, absent: float) -> np.ndarray:
        return np.array([[float(g.get(key, absent))] for g in groups.values()], np.float32)

    sizes = {name: _spread(g["size"]) for name, g in groups.items()}
    sizes["insurgent"] = _spread(told.get("insurgents", (0, 0, 0)))
    sizes["state"] = _spread(told["state"])
    return OrderSetting(
        tuple(groups),
        ("whole",),
        home=np.ones((len(groups), 1), np.float32),
        away=np.zeros((len(groups), 1, 3), np.float32),
        outsider=column("outsider", 0.0),
        kin=column("kin", 0.0)[:, 0],
        constituency=one * float(told.get("constituency", 0.0)),
        patrons=column("patrons", 0.0)[:, 0],
        held=one * float(told.get("held", 0.0)),
        insurgents=one,
        state_outsider=0.0 * one,
        state_men=one,
        sizes=sizes,
        patron={n: _spread(g.get("patron", (0, 0, 0))) for n, g in groups.items()},
    )


def _spread(told: Any) -> Spread:
    low, middle, high = (float(x) for x in told)
    return Spread(low, middle, high)
