"""Charters in the same futures: anchored counterfactuals, pair by pair, block by block.

For month t, f(order at the end of t−1) of a pair less f of the status quo gives Δ, clipped at ±log 5; the month's
events and deaths are drawn from the tilted rates with the same luck; counts feed the order, never the core. Row 0 of
every batch is the status quo's own pair, and each pair runs through the same compiled functions with rows of one
shape, one after another: a renamed copy of the status quo, with every mechanism at work, gives the core's own bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from tether.core.observation import Tilt, observation_luck, observe
from tether.futures.basis import Basis
from tether.futures.compile import Pair
from tether.futures.measure import measure, measured
from tether.futures.outcomes import ONE_SIDED, ORDER_OUTCOMES
from tether.futures.status_quo import run_blocks
from tether.futures.turned import turn
from tether.futures.worlds import Worlds
from tether.order import dynamics
from tether.order.levers import Levers
from tether.order.practice import practised
from tether.order.state import Channels, OrderState
from tether.order.world import Ground, Scene, Seen, World

CLIP = float(np.log(5.0))
Draws = NDArray[np.float32]


@dataclass(frozen=True)
class Futures:
    """What was projected.

    ``country``: outcome id → (pair, theory, point, month, particle) float32, summed over places;
    ``places``: outcome id → (pair, theory, place, lane), summed over months;
    ``order``: outcome id → (pair, theory, point, particle) at the horizon; ``clipped``: share of tilts cut, by pair;
    ``watched``: part of the country → its one-sided events, axes as in ``country``.
    """

    pairs: tuple[Pair, ...]
    theories: tuple[str, ...]
    places: tuple[str, ...]
    country: dict[str, Draws]
    place_totals: dict[str, Draws]
    order: dict[str, Draws]
    clipped: tuple[float, ...]
    watched: dict[str, Draws] = field(default_factory=dict)


def project_charters(
    basis: Basis,
    worlds: Worlds,
    ground: Ground,
    groups: tuple[str, ...],
    pairs: tuple[Pair, ...],
    workers: int = 1,
    on_block: Callable[[], None] = lambda: None,
    blocks: list[int] | None = None,
    active: tuple[str, ...] | None = None,
    watch: Mapping[str, NDArray[np.bool_]] | None = None,
) -> Futures:
    """Project all pairs; ``pairs[0]`` must be the status quo. Workers and the order of blocks change no byte.

    ``watch`` names parts of the country (place,) whose one-sided events are kept month by month.
    """
    parts_of = np.array(list((watch or {}).values()), np.float32).reshape(-1, len(basis.places))
    run = partial(_block, basis, worlds, ground, groups, pairs, active, parts_of)
    parts = run_blocks(run, range(basis.blocks) if blocks is None else blocks, workers, on_block)
    outcomes = measured(basis.civilians)
    totals = np.concatenate([p.totals for p in parts], axis=-1)  # (pair, theory, month, outcome, lane)
    placed = np.concatenate([p.placed for p in parts], axis=-1)  # (pair, theory, outcome, place, lane)
    ends = np.concatenate([p.ends for p in parts], axis=-1)  # (pair, theory, order outcome, lane)
    seen = np.concatenate([p.seen for p in parts], axis=-1)  # (pair, theory, month, part, lane)
    split = (basis.sizes.points, basis.sizes.particles)
    country, watched = (
        a.reshape(*a.shape[:-1], *split).transpose(0, 1, 3, 4, 2, 5)  # pair theory outcome point month
        for a in (totals, seen)
    )
    return Futures(
        pairs,
        worlds.theories,
        basis.places,
        {o.id: np.ascontiguousarray(country[:, :, i]) for i, o in enumerate(outcomes)},
        {o.id: placed[:, :, i] for i, o in enumerate(outcomes)},
        {o.id: ends[:, :, i].reshape(*ends.shape[:2], *split) for i, o in enumerate(ORDER_OUTCOMES)},
        tuple(float(x) for x in np.mean([p.clipped for p in parts], axis=0)),
        {name: np.ascontiguousarray(watched[:, :, i]) for i, name in enumerate(watch or {})},
    )


@dataclass
class _Part:
    totals: Draws
    placed: Draws
    ends: Draws
    clipped: NDArray[np.float64]
    seen: Draws


def _block(
    basis: Basis,
    worlds: Worlds,
    ground: Ground,
    groups: tuple[str, ...],
    pairs: tuple[Pair, ...],
    active: tuple[str, ...] | None,
    parts_of: Draws,
    block: int,
) -> _Part:
    paths, parameters = basis.paths(block)
    world = worlds.block(basis.points_of(block), basis.sizes.particles)
    levers = [turn(p, groups, basis.months, basis.noise, block, basis.sizes) for p in pairs]
    states = [_initial(world, ground) for _ in pairs]
    known, rows = basis.civilians is not None, range(len(worlds.theories))
    shape = (len(pairs), len(worlds.theories))
    outcomes = len(measured(basis.civilians))
    totals = np.empty((*shape, basis.months, outcomes, basis.sizes.lanes), np.float32)
    placed = np.zeros((*shape, outcomes, len(basis.places), basis.sizes.lanes), np.float64)
    seen = np.empty((*shape, basis.months, len(parts_of), basis.sizes.lanes), np.float32)
    clipped = np.zeros(len(pairs))
    for month in range(basis.months):
        luck = observation_luck(basis.noise, month + 1, block, len(basis.places), basis.sizes.lanes)
        chance = basis.noise.uniforms("order.chance", month + 1, block, (len(basis.places), basis.sizes.lanes))
        rate, size = paths.log_rate[month], paths.log_size[month]
        base = None
        for i, _ in enumerate(pairs):
            turned, kept = levers[i][month], levers[0][month]
            order = _channels(states[i], world, ground, turned, kept, active)
            base = order if base is None else base
            tilts, cut = _tilts(order, base)
            records = [observe(rate, size, basis.shares, tilts[r], luck, parameters) for r in rows]
            for r in rows:
                by_place = np.asarray(measure(records[r], basis.civilians, known))
                totals[i, r, month] = by_place.sum(axis=1, dtype=np.float64)
                placed[i, r] += by_place
                if len(parts_of):
                    seen[i, r, month] = parts_of @ np.asarray(records[r].events[ONE_SIDED])
            deaths = [r.deaths for r in records]
            states[i] = _step(states[i], world, ground, turned, kept, deaths, chance, active)
            clipped[i] += float(cut) / basis.months
    ends = np.stack([np.asarray(_ends(s, world, ground)) for s in states])
    return _Part(totals, placed.astype(np.float32), ends, clipped, seen)


@jax.jit
def _initial(world: World, ground: Ground) -> OrderState:
    return jax.vmap(dynamics.initial, in_axes=(0, None))(world, ground)


@partial(jax.jit, static_argnames="active")
def _channels(state: OrderState, world: World, ground: Ground, levers: Levers, kept: Levers, active: Any) -> Channels:
    """Return f of one pair's order, leading axis theory."""

    def one(state: OrderState, world: World) -> Channels:
        nothing = jnp.zeros_like(state.fear)
        act = practised(levers, kept, world)
        return dynamics.channels(state, Scene(world, ground, act, Seen(nothing, nothing)), active)

    return jax.vmap(one)(state, world)


@jax.jit
def _tilts(order: Channels, base: Channels) -> tuple[list[Tilt], jax.Array]:
    """Return Δ by theory, clipped, and the share that was."""
    delta = jax.tree.map(lambda a, b: a - b, order, base)
    kept = jax.tree.map(lambda d: jnp.clip(d, -CLIP, CLIP), delta)
    cut = jnp.mean(jnp.abs(delta.rate) > CLIP)
    return [Tilt(kept.rate[r], kept.size[r]) for r in range(kept.rate.shape[0])], cut


@partial(jax.jit, static_argnames="active")
def _step(
    state: OrderState,
    world: World,
    ground: Ground,
    levers: Levers,
    kept: Levers,
    deaths: list[jax.Array],
    chance: jax.Array,
    active: Any,
) -> OrderState:
    def one(state: OrderState, world: World, one_sided: jax.Array) -> OrderState:
        act = practised(levers, kept, world)
        return dynamics.step(state, Scene(world, ground, act, Seen(one_sided, chance)), active)[0]

    return jax.vmap(one)(state, world, jnp.stack([d[2] for d in deaths]))


@jax.jit
def _ends(state: OrderState, world: World, ground: Ground) -> jax.Array:
    """Return the order outcomes at the horizon, (theory, outcome, lane), summed over places."""
    rows = [jax.vmap(o.measure, in_axes=(0, 0, None))(state, world, ground).sum(axis=1) for o in ORDER_OUTCOMES]
    return jnp.stack(rows, axis=1)
