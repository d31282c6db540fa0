"""From a fact to the setting and the charter in which the order is run: the scenes of ``replays/*.yaml``.

    for replay in replays(): scene = replay.scene()       # setting, pair of levers, months to measure at

A scene's setting comes either from claims as of the fact's first month (``claims``), or, where the claims hold no such
group, from numbers given with their sources (``made``: one place, a few groups). What was in force and what was decided
are charters, compiled by the same readings as any other; what they leave open is drawn over its range.

To add one: a row in ``facts.csv`` (frozen: see ``facts.py``), an entry here, and, for a new kind of quantity, one line
in ``replaying.MEASURES``.

The order run alone from a fact's date, under all five theories, and what it would have said the figure to be.

    draws = replay(scene, points=128, particles=4, seed=1)     # fact id → (theory, lane)

No core: nothing here is a series of deaths. One-sided deaths, which the order's fear listens to, are held at the mean
of the year before (known at the start). Worlds, levers and chance are drawn as in every projection, with the same five
theories over the same points.

Facts against what the order would have said: hits, misses and coverage, misses first.

    table = judge_facts(points=128, particles=4, seed=1)     # one row per fact and theory, and pooled
    for line in coverage(table): print(line)

The prediction is pooled over the five theories in equal parts (each theory also stands alone). A fact is *inside* an
interval when its middle is; it *touches* where only its own interval reaches into it; else it is a *miss*. Were the
ranges right, about half of all facts would be inside the 50 % interval and nine in ten inside the 90 % one. An interval
that takes in more than half of what a share could be is called *wide*: being inside it says little.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import BeforeValidator, Field

from tether.armed_order import dynamics
from tether.armed_order import state as worlds_of
from tether.armed_order.levers import Levers
from tether.armed_order.mechanisms.effectiveness import militia_share
from tether.armed_order.start import OrderSetting, Roles, Spread, setting_from
from tether.armed_order.state import OrderState, practised
from tether.armed_order.theories import PROBABILITIES, THEORIES
from tether.charter import Charter, charter_from_text
from tether.charter.schema import VERSION
from tether.decisions.cost_of_staging import unstaged
from tether.documents.models import KNOWN_KEYS, Flag, Real, Shape, Whole, root_of, validated, wrong
from tether.documents.yaml_file import read_yaml
from tether.errors import Problems
from tether.evidence.calendar import month as month_of
from tether.evidence.countries import find_country
from tether.futures.worlds import Worlds, draw_worlds, ground_of
from tether.levers.codebook import ReadingContext
from tether.levers.compile import CharterPair, compile_pair, in_force, levers_by_month
from tether.randomness.noise import Noise
from tether.randomness.sizes import Sizes
from tether.report.numbers import listed
from tether.theatre import load
from tether.theatre.open_panel import load_panel
from tether.validation.facts import Fact, facts, written_beside
from tether.validation.shocks import claims_at

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
        frame = ReadingContext(setting.groups, self._state(), {}, month_of(told[0].start) - 1, carried_out=True)
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
        return setting_from(load(self.country), claims_at(self.country, month_of(fact.start)), self.claims)

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
        head = f'charter: "{VERSION}"\nmeta: {{id: {ids[name]}, title: "{ids[name]}", decider: {decider[name]}}}\n'
        return _read(head + text, f"{self.facts[0]} ({name})", self._theatre())

    def _theatre(self) -> Any:
        return load(self.country) if self.claims else None

    def _state(self) -> tuple[str, ...]:
        return self.claims.state if self.claims else self.state_ids

    def _recorded(self, fact: Fact, places: int) -> np.ndarray:
        if self.claims is None:
            return np.zeros(places)
        known = load_panel(self.country).until(month_of(fact.start) - 1)
        return np.asarray(known.cells.best[-YEAR:, :, ONE_SIDED].mean(axis=0))


class ReplaysFile(Shape):
    """The keys of a file of replays."""

    country: str
    replays: tuple[Replay, ...]


@cache
def replays() -> tuple[Replay, ...]:
    """Return every replay in the order of the files, those from abroad (``Fact.abroad``) last."""
    folder = Path(str(files("tether.validation") / "replay_scenes"))
    scenes = [_file(path) for path in sorted(folder.glob("*.yaml"))]
    return tuple(r for file in sorted(scenes, key=lambda f: f[0].country not in written_beside()) for r in file)


def _file(path: Path) -> list[Replay]:
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


Draws = NDArray[np.float64]
Change = Callable[[Worlds], Worlds]
AXES = (1, 2)  # group and place of (theory, group, place, lane)


def replay(
    scene: ReplayContext, points: int = 128, particles: int = 4, seed: int = 1, change: Change = lambda worlds: worlds
) -> dict[str, Draws]:
    """Return each fact's quantity by (theory, lane). ``change`` alters the drawn worlds (a wrong order, for tests)."""
    noise, sizes = Noise(seed), Sizes(points, particles, points)
    drawn = change(draw_worlds(scene.setting, points, seed))
    world, ground = drawn.block(slice(0, points), particles), ground_of(scene.setting)
    ground = drawn.stand_on(ground, slice(0, points), particles)
    last = max(f.months for f in scene.facts)
    kept, turned = (_levers(p, scene, max(last, 1), noise, sizes) for p in (scene.before, scene.after))
    state = start = _inside(jax.vmap(dynamics.initial, in_axes=(0, None))(world, ground), scene, noise, sizes)
    shape = (len(scene.setting.places), sizes.lanes)
    one_sided = jnp.broadcast_to(jnp.asarray(scene.one_sided, jnp.float32)[:, None], shape)
    found: dict[str, Draws] = {}
    for month in range(last + 1):
        chance = noise.uniforms("order.chance", month + 1, 0, shape)
        seen = worlds_of.MonthEvents(one_sided, jnp.asarray(chance, jnp.float32))
        for fact in (f for f in scene.facts if f.months == month):
            found[fact.id] = _measured(fact.quantity, start, state, world, ground, turned[0], seen, scene.place)
        if month < last:
            state = _step(state, world, ground, turned[month], kept[month], seen)
    return found


def _levers(pair: CharterPair, scene: ReplayContext, months: int, noise: Noise, sizes: Sizes) -> list[Levers]:
    """Return a pair's levers month by month; what was done is replayed as it was, so no phase waits for a test."""
    still, whole = jnp.zeros(sizes.lanes, jnp.int8), (*unstaged((pair,)), pair)[0]
    return [in_force(month, still) for month in levers_by_month(whole, scene.setting.groups, months, noise, 0, sizes)]


def _inside(state: OrderState, scene: ReplayContext, noise: Noise, sizes: Sizes) -> OrderState:
    """Move the share of men that was in the guard at the start, with their blocs' survival drawn per point."""
    if not scene.inside:
        return state
    rank = np.asarray(noise.uniforms("replay.bloc", 0, 0, (sizes.points,)), float)
    bloc = np.repeat(_quantile(scene.bloc, rank), sizes.particles)
    moved = scene.inside * state.outside
    survival = jnp.zeros_like(state.bloc) + jnp.asarray(bloc, jnp.float32)
    return state._replace(outside=state.outside - moved, guard=moved, bloc=survival)


def _quantile(spread: Spread, rank: Draws) -> Draws:
    return np.interp(rank, PROBABILITIES, (spread.low, spread.low, spread.middle, spread.high, spread.high))


@jax.jit
def _step(
    state: OrderState,
    world: worlds_of.World,
    ground: worlds_of.SettingArrays,
    turned: Any,
    kept: Any,
    seen: worlds_of.MonthEvents,
) -> OrderState:
    def one(state: OrderState, world: worlds_of.World) -> OrderState:
        act = practised(turned, kept, world)
        return dynamics.step(state, worlds_of.MonthContext(world, ground, act, seen))[0]

    return jax.vmap(one)(state, world)


def _measured(
    quantity: str,
    start: OrderState,
    state: OrderState,
    world: worlds_of.World,
    ground: worlds_of.SettingArrays,
    levers: Any,
    seen: worlds_of.MonthEvents,
    place: int,
) -> Draws:
    """Return the quantity by (theory, lane), float64; NaN where it has no meaning (blocs of an empty guard)."""
    if quantity == "militia_mix":
        mix = [
            militia_share(one, worlds_of.MonthContext(here, ground, levers, seen))[place]
            for one, here in zip(_apart(state), _apart(world), strict=True)
        ]
        return np.asarray(jnp.stack(mix), float)
    if quantity == "insurgent_log":
        weight = ground.insurgents / jnp.maximum(ground.insurgents.sum(), 1e-9)
        return np.asarray(jnp.log((weight * jnp.exp(state.recruits)).sum(axis=1)), float)
    return MEASURES[quantity](_wide(start), _wide(state), place)


def _apart(tree: Any) -> list[Any]:
    theories = jax.tree.leaves(tree)[0].shape[0]
    return [jax.tree.map(lambda leaf, r=r: leaf[r], tree) for r in range(theories)]


def _wide(state: OrderState) -> OrderState:
    wide: OrderState = jax.tree.map(lambda leaf: np.asarray(leaf, float), state)
    return wide


def _heads(state: OrderState) -> Any:
    return np.maximum((state.outside + state.guard).sum(axis=AXES), 1.0)


def _men(state: OrderState, name: str) -> Any:
    return getattr(state, name).sum(axis=AXES)


def _bloc(start: OrderState, state: OrderState, place: int) -> Draws:
    guard = _men(state, "guard")
    share = (state.bloc * state.guard).sum(axis=AXES) / np.maximum(guard, 1.0)
    return np.where(guard >= 1.0, share, np.nan)


MEASURES: dict[str, Callable[[OrderState, OrderState, int], Draws]] = {
    "guard_share": lambda a, b, p: _men(b, "guard") / _heads(a),
    "guard_heads": lambda a, b, p: _men(b, "guard"),
    "exits_share": lambda a, b, p: _men(b, "exits") / _heads(a),
    "taken_share": lambda a, b, p: (_men(b, "guard") + _men(b, "exits")) / _heads(a),
    "outside_share": lambda a, b, p: _men(b, "outside") / _heads(a),
    "armed_share": lambda a, b, p: (_men(b, "outside") + _men(b, "guard")) / _heads(a),
    "lost_share": lambda a, b, p: 1.0 - (_men(b, "outside") + _men(b, "guard") + _men(b, "exits")) / _heads(a),
    "left_share": lambda a, b, p: 1.0 - _men(b, "guard") / np.maximum(_men(a, "guard"), 1.0),
    "bloc": _bloc,
    "held": lambda a, b, p: np.asarray(b.held[:, p]),
    "army": lambda a, b, p: np.asarray(b.army[:, 0]),
}
KNOWN = (*MEASURES, "militia_mix", "insurgent_log")


def shifted(factor: float, *symbols: str) -> Change:
    """Return a change of the worlds: parameters multiplied, in every theory (a sign is flipped by −1)."""

    def change(worlds: Worlds) -> Worlds:
        moved = {symbol: worlds.parameters[symbol] * np.float32(factor) for symbol in symbols}
        return replace(worlds, parameters=worlds.parameters | moved)

    return change


QUANTILES = {"q05": 0.05, "q25": 0.25, "q50": 0.50, "q75": 0.75, "q95": 0.95}
POOLED = "pooled"
WIDE = 0.5
VERDICTS = ("miss", "touches", "inside 90 %", "inside 50 %")


@dataclass(frozen=True)
class IntervalCoverage:
    """How many of a group of facts lie inside the 50 % and the 90 % interval, and how many intervals are wide."""

    group: str
    count: int
    inside50: int
    inside90: int
    touching: int  # inside 90 % or touching it
    wide: int


def judge_facts(
    points: int = 128,
    particles: int = 4,
    seed: int = 1,
    change: Change = lambda worlds: worlds,
    only: tuple[str, ...] = (),
) -> pd.DataFrame:
    """Return one row per replayed fact and theory (``pooled`` for all five), misses first, then by fact.

    ``only``: the scenes in which one of these facts is replayed; empty for all.
    """
    rows = []
    for entry in replays():
        if only and not set(entry.facts) & set(only):
            continue
        scene = entry.scene()
        drawn = replay(scene, points, particles, seed, change)
        for fact in scene.facts:
            draws = drawn[fact.id]
            named = {POOLED: draws.ravel(), **{t.id: draws[i] for i, t in enumerate(THEORIES)}}
            rows += [_row(fact, theory, values, scene.note) for theory, values in named.items()]
    table = pd.DataFrame(rows)
    return sorted_misses_first(table)


def sorted_misses_first(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with facts ordered by their pooled verdict, misses first, as the file has them within."""
    pooled = table[table["theory"] == POOLED].set_index("fact")["verdict"]
    rank = table["fact"].map(pooled).map(VERDICTS.index)
    return table.assign(rank=rank).sort_values("rank", kind="stable").drop(columns="rank").reset_index(drop=True)


def coverage(table: pd.DataFrame, theory: str = POOLED) -> tuple[IntervalCoverage, ...]:
    """Return coverage over all replayed facts, those that no prior used, and of these those from abroad."""
    home = listed(find_country(name).name for name in written_beside())
    rows = table[table["theory"] == theory]
    groups = {
        "all": rows,
        "used by a prior": rows[rows["used"]],
        "no prior used it": rows[~rows["used"]],
        "no prior used it or its episode": rows[~rows["used"] & ~rows["episode_used"]],
        f"no prior used it, outside {home}": rows[~rows["used"] & rows["abroad"]],
    }
    return tuple(_coverage(name, part) for name, part in groups.items())


def not_expressible() -> tuple[Fact, ...]:
    """Return the facts that no quantity of the order stands for."""
    return tuple(f for f in facts() if not f.expressible)


def _coverage(group: str, rows: pd.DataFrame) -> IntervalCoverage:
    count = rows["verdict"].value_counts()
    fifty, ninety = int(count.get("inside 50 %", 0)), int(count.get("inside 90 %", 0))
    touching = fifty + ninety + int(count.get("touches", 0))
    return IntervalCoverage(group, len(rows), fifty, fifty + ninety, touching, int(rows["wide"].sum()))


def _row(fact: Fact, theory: str, draws: np.ndarray, note: str) -> dict[str, object]:
    known = draws[~np.isnan(draws)]
    levels = np.quantile(known, list(QUANTILES.values())) if known.size else np.full(len(QUANTILES), np.nan)
    q = dict(zip(QUANTILES, (float(x) for x in levels), strict=True))
    return {
        "fact": fact.id,
        "theory": theory,
        "low": fact.low,
        "mid": fact.mid,
        "high": fact.high,
        **{name: round(value, 5) for name, value in q.items()},
        "verdict": _verdict(fact, q),
        "wide": fact.unit == "share" and q["q95"] - q["q05"] > WIDE,
        "used": not fact.free,
        "episode_used": bool(fact.same_episode),
        "abroad": fact.abroad,
        "note": note,
    }


def _verdict(fact: Fact, q: dict[str, float]) -> str:
    slack = 1e-4  # of float32 sums
    if q["q25"] - slack <= fact.mid <= q["q75"] + slack:
        return "inside 50 %"
    if q["q05"] - slack <= fact.mid <= q["q95"] + slack:
        return "inside 90 %"
    return "touches" if fact.low <= q["q95"] + slack and fact.high >= q["q05"] - slack else "miss"
