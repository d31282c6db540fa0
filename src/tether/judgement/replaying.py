"""The order run alone from a fact's date, under all five theories, and what it would have said the figure to be.

    draws = replay(scene, points=128, particles=4, seed=1)     # fact id → (theory, lane)

No core: nothing here is a series of deaths. One-sided deaths, which the order's fear listens to, are held at the mean
of the year before (known at the start). Worlds, levers and chance are drawn as in every projection, with the same five
theories over the same points.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from tether.futures.compile import CharterPair
from tether.futures.turned import in_force, levers_by_month
from tether.futures.worlds import Worlds, draw_worlds, ground_of
from tether.judgement.caution import unstaged
from tether.judgement.replays import ReplayContext
from tether.order import dynamics
from tether.order import world as worlds_of
from tether.order.levers import Levers
from tether.order.mechanisms.effectiveness import militia_share
from tether.order.practice import practised
from tether.order.setting import Spread
from tether.order.state import OrderState
from tether.order.theories import PROBABILITIES
from tether.randomness.noise import Noise
from tether.randomness.sizes import Sizes

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
    last = max(f.months for f in scene.facts)
    kept, turned = (_levers(p, scene, max(last, 1), noise, sizes) for p in (scene.before, scene.after))
    state = start = _inside(jax.vmap(dynamics.initial, in_axes=(0, None))(world, ground), scene, noise, sizes)
    shape = (len(scene.setting.places), sizes.lanes)
    one_sided = jnp.broadcast_to(jnp.asarray(scene.one_sided, jnp.float32)[:, None], shape)
    found: dict[str, Draws] = {}
    for month in range(last + 1):
        chance = noise.uniforms("order.chance", month + 1, 0, shape)
        seen = worlds_of.Seen(one_sided, jnp.asarray(chance, jnp.float32))
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
    seen: worlds_of.Seen,
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
    seen: worlds_of.Seen,
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
