"""From a fact to the setting and the charter in which the order is run: the scenes of ``replays/*.yaml``.

    for replay in replays(): scene = replay.scene()       # setting, pair of levers, months to measure at

A scene's setting comes either from claims as of the fact's first month (``claims``), or, where the claims hold no such
group, from numbers given with their sources (``made``: one place, a few groups). What was in force and what was decided
are charters, compiled by the same readings as any other; what they leave open is drawn over its range.

To add one: a row in ``facts.csv`` (frozen: see ``facts.py``), an entry here, and, for a new kind of quantity, one line
in ``replaying.MEASURES``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from pydantic import BeforeValidator, Field

from tether.charter import Charter, charter_from_text
from tether.documents.models import KNOWN_KEYS, Flag, Real, Shape, Whole, root_of, validated, wrong
from tether.documents.yaml_file import read_yaml
from tether.errors import Problems
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


def _spread(value: Any) -> Spread:
    numbers = value if isinstance(value, tuple) else ()
    if len(numbers) != 3 or not all(isinstance(n, int | float) for n in numbers) or list(numbers) != sorted(numbers):
        raise wrong(value, "[low, middle, high]")
    low, middle, high = (float(n) for n in numbers)
    return Spread(low, middle, high)


GivenSpread = Annotated[Spread, BeforeValidator(_spread)]
NOTHING = Spread(0.0, 0.0, 0.0)


@dataclass(frozen=True)
class MadeGroup:
    """A group given by numbers: men, hold and number of patrons, share of strangers, kin of the insurgent."""

    __pydantic_config__ = KNOWN_KEYS

    size: GivenSpread
    patron: GivenSpread = NOTHING
    patrons: Whole = 0
    outsider: Real = 0.0
    kin: Flag = False
    src: str = ""


@dataclass(frozen=True)
class MadeSetting:
    """A setting of one place given by numbers; what is not given is absent: no insurgent, nobody away."""

    __pydantic_config__ = KNOWN_KEYS

    groups: dict[str, MadeGroup]
    state: GivenSpread
    insurgents: GivenSpread = NOTHING
    constituency: Real = 0.0
    held: Real = 0.0


@dataclass(frozen=True)
class InsideAtStart:
    """Share of the men who were in the guard at the start, and the survival of their blocs."""

    __pydantic_config__ = KNOWN_KEYS

    share: Real = 0.0
    bloc: GivenSpread = NOTHING


@dataclass(frozen=True)
class Replay:
    """One entry of ``replays/*.yaml``: facts, a setting (``claims`` or ``made``), and what was in force and decided."""

    __pydantic_config__ = KNOWN_KEYS

    facts: Annotated[tuple[str, ...], Field(min_length=1)]
    claims: Roles | None = None
    made: MadeSetting | None = None
    before: str = ""
    charter: str | None = None
    sponsor: str | None = None
    inside: InsideAtStart = InsideAtStart()
    place: str = ""
    held: Real | None = None
    state_ids: tuple[str, ...] = ()
    note: str = ""
    country: str = ""

    def scene(self) -> ReplayContext:
        """Return the scene, read and compiled."""
        known = {f.id: f for f in facts()}
        told = tuple(known[name] for name in self.facts)
        setting = self._held(self._setting(told[0]))
        base, sponsor, host = (self._charter(n) for n in ("before", "sponsor", "charter"))
        frame = ReadingContext(setting.groups, self._state(), {}, month(told[0].start) - 1)
        return ReplayContext(
            told,
            setting,
            compile_pair(base, base, base, frame),
            compile_pair(base, sponsor or base, host or base, frame),
            self._recorded(told[0], len(setting.places)),
            setting.places.index(self.place) if self.place else 0,
            self.inside.share,
            self.inside.bloc,
            self.note,
        )

    def _setting(self, fact: Fact) -> OrderSetting:
        if self.claims is None:
            assert self.made is not None
            return _made(self.made)
        return setting_from(load(self.country), claims_at(self.country, month(fact.start)), self.claims)

    def _held(self, setting: OrderSetting) -> OrderSetting:
        if self.held is None:
            return setting
        held = setting.held.copy()
        held[setting.places.index(self.place)] = self.held
        return replace(setting, held=held)

    def _charter(self, name: str) -> Any:
        """Return the charter written under ``name``; a blank one for ``before``, None for what changed nothing."""
        text = getattr(self, name)
        if text is None:
            return None
        ids = {"before": "status-quo", "sponsor": "shock-sponsor", "charter": "shock"}
        decider = {"before": "both", "sponsor": "sponsor", "charter": "host"}
        head = f'charter: "0.2"\nmeta: {{id: {ids[name]}, title: "{ids[name]}", decider: {decider[name]}}}\n'
        return _read(head + text, f"{self.facts[0]} ({name})", self._theatre())

    def _theatre(self) -> Any:
        return load(self.country) if self.claims else None

    def _state(self) -> tuple[str, ...]:
        return self.claims.state if self.claims else self.state_ids

    def _recorded(self, fact: Fact, places: int) -> np.ndarray:
        if self.claims is None:
            return np.zeros(places)
        known = load_panel(self.country).until(month(fact.start) - 1)
        return np.asarray(known.cells.best[-YEAR:, :, ONE_SIDED].mean(axis=0))


class ReplaysFile(Shape):
    """The keys of a file of replays."""

    country: str
    replays: tuple[Replay, ...]


@cache
def replays() -> tuple[Replay, ...]:
    """Return every replay, in the order of the files."""
    return tuple(r for name in ("iraq", "libya", "elsewhere") for r in _file(name))


def _file(name: str) -> list[Replay]:
    path = Path(str(files("tether.judgement") / "replays" / f"{name}.yaml"))
    document = read_yaml(path, name=path.name)
    problems = Problems(document.file)
    root_of(document, problems)
    written = validated(ReplaysFile, document, problems)
    for i, replay in enumerate(written.replays if written else ()):
        if (replay.claims is None) == (replay.made is None):
            found = "neither 'claims' nor 'made'" if replay.made is None else "both 'claims' and 'made'"
            problems.found.append(document.problem(("replays", i), found, "one of the two: the setting"))
    problems.raise_if_any()
    assert written is not None
    return [replace(r, country=written.country) for r in written.replays]


def _read(text: str, name: str, theatre: Any) -> Charter:
    return charter_from_text(text, name, theatre)


def _made(told: MadeSetting) -> OrderSetting:
    """Return a setting of one place from given numbers."""
    groups, one = told.groups, np.ones(1, np.float32)

    def column(read: Callable[[MadeGroup], float]) -> np.ndarray:
        return np.array([[float(read(g))] for g in groups.values()], np.float32)

    sizes = {name: g.size for name, g in groups.items()}
    sizes["insurgent"] = told.insurgents
    sizes["state"] = told.state
    return OrderSetting(
        tuple(groups),
        ("whole",),
        home=np.ones((len(groups), 1), np.float32),
        away=np.zeros((len(groups), 1, 3), np.float32),
        outsider=column(lambda g: g.outsider),
        kin=column(lambda g: g.kin)[:, 0],
        constituency=one * told.constituency,
        patrons=column(lambda g: g.patrons)[:, 0],
        held=one * told.held,
        insurgents=one,
        state_outsider=0.0 * one,
        state_men=one,
        sizes=sizes,
        patron={n: g.patron for n, g in groups.items()},
    )
