"""One block of worlds through every pair of charters: the loop over months.

    draws = project_block(plan, block=3)        # a BlockDraws of NumPy arrays; depends on (plan, block) alone

For month t, f(order at the end of t−1) of a pair less f of the status quo gives Δ, clipped at ±log 5; the month's
events and deaths are drawn from the tilted rates with the same luck; counts feed the order, never the core. Row 0 of
every batch is the status quo's own pair, and each pair runs through the same compiled functions with rows of one
shape, one after another: a renamed copy of the status quo, with every mechanism at work, gives the core's own bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from tether.armed_order import dynamics
from tether.armed_order.levers import Levers
from tether.armed_order.state import Channels, MonthContext, MonthEvents, OrderState, SettingArrays, World, practised
from tether.forecast.model import CoreParameters
from tether.forecast.observation import ObservationLuck, Tilt, frailty, observation_luck
from tether.futures.basis import ProjectionInputs
from tether.futures.outcomes import ORDER_OUTCOMES, RecordedMonth, measured, recorded
from tether.futures.worlds import Worlds
from tether.levers.compile import CharterPair, in_force, levers_by_month, stage_count
from tether.levers.phases import PhaseWalk

CLIP = float(np.log(5.0))
Draws = NDArray[np.float32]
Stages = NDArray[np.int8]
OnMonth = Callable[[list[jax.Array]], None]


@dataclass(frozen=True)
class BlockTask:
    """All that a block needs, the same for every block: it is what a worker is sent once."""

    basis: ProjectionInputs
    worlds: Worlds
    ground: SettingArrays
    groups: tuple[str, ...]
    pairs: tuple[CharterPair, ...]  # the status quo first
    active: tuple[str, ...] | None  # mechanisms by name; None for all
    parts: Draws  # (part, place) 1 where the part of the country that is watched apart has the place
    stages: int = 0  # that levers are laid out for; 0: as many as the pair with the most has

    @property
    def depth(self) -> int:
        """Return the stages of the levers' arrays: those of the whole run, where this task has some of its pairs."""
        return self.stages or stage_count(self.pairs)

    @property
    def staged(self) -> tuple[int, ...]:
        """Return the pairs with a course in phases, by index."""
        return tuple(i for i, p in enumerate(self.pairs) if p.staged)


class BlockDraws(NamedTuple):
    """What one block gives, ready for disk: float32, but stages int8. Lanes are (point, particle)."""

    totals: Draws  # (pair, theory, month, outcome, lane), summed over places
    placed: Draws  # (pair, theory, outcome, place, lane), summed over months
    ends: Draws  # (pair, theory, order outcome, lane) at the horizon
    seen: Draws  # (pair, theory, month, part, lane) one-sided events of the watched parts
    clipped: NDArray[np.float64]  # (pair,) share of tilts cut
    stages: Stages  # (staged pair, theory, month, lane) phases in force, sponsor's and host's together


def project_block(plan: BlockTask, block: int, on_month: OnMonth = lambda placed: None) -> BlockDraws:
    """Run one block of the plan; the answer depends on nothing else.

    ``on_month`` sees after every month each pair's sums so far, (theory, outcome, place, lane).
    """
    basis, rows = plan.basis, range(len(plan.worlds.theories))
    paths, parameters = basis.paths(block)
    lanes, places = basis.sizes.lanes, len(basis.places)
    world = plan.worlds.block(basis.points_of(block), basis.sizes.particles)
    ground = plan.worlds.stand_on(plan.ground, basis.points_of(block), basis.sizes.particles)
    deep = plan.depth
    levers = [levers_by_month(p, plan.groups, basis.months, basis.noise, block, basis.sizes, deep) for p in plan.pairs]
    states = [_initial(world, ground) for _ in plan.pairs]
    walks = [PhaseWalk(p.courses, (len(rows), lanes)) for p in plan.pairs]
    placed = [jnp.zeros((len(rows), len(measured(basis.civilians)), places, lanes), jnp.float64) for _ in plan.pairs]
    drawn = _empty(plan, len(rows))
    for month in range(basis.months):
        luck = observation_luck(basis.noise, month + 1, block, places, lanes)
        chance = basis.noise.uniforms("order.chance", month + 1, block, (places, lanes))
        record = partial(_recorded, basis, paths.log_rate[month], paths.log_size[month])
        g = frailty(luck, parameters)
        base, kept, told = None, levers[0][month], []
        for i, walk in enumerate(walks):
            walk.begin(month)
            act = _acting(world, levers[i][month], walk.stage, kept, walks[0].stage)
            order = _channels(states[i], world, ground, act, plan.active)
            base = order if base is None else base
            tilts, cut = _tilts(order, base)
            # The status quo's own tilts are zero under every theory: its record is one, drawn once.
            told_apart = rows if i else rows[:1]
            found = [record(tilts[r], luck, parameters, g) for r in told_apart] * (1 if i else len(rows))
            one_sided = [f.deaths for f in found]
            states[i] = _step(states[i], world, ground, act, one_sided, chance, plan.active)
            placed[i], totals, seen = _kept(placed[i], found, plan.parts)
            told.append((totals, seen, cut))
        for i, (totals, seen, cut) in enumerate(told):
            drawn.totals[i, :, month], drawn.seen[i, :, month] = totals, seen
            drawn.clipped[i] += float(cut) / basis.months
            if i in plan.staged:
                drawn.stages[plan.staged.index(i), :, month] = walks[i].stage
                walks[i].end(month, drawn.totals[i, :, month])
        on_month(placed)
    for i, state in enumerate(states):
        drawn.ends[i], drawn.placed[i] = _ends(state, world, ground), placed[i]
    return drawn


def _recorded(
    basis: ProjectionInputs,
    rate: jax.Array,
    size: jax.Array,
    tilt: Tilt,
    luck: ObservationLuck,
    parameters: CoreParameters,
    shared: jax.Array,
) -> RecordedMonth:
    """Draw and measure one theory's month; rate, size (place, lane)."""
    known = basis.civilians is not None
    return recorded(rate, size, basis.shares, tilt, luck, parameters, shared, basis.civilians, known)


def _empty(plan: BlockTask, theories: int) -> BlockDraws:
    basis = plan.basis
    outcomes, lanes = len(measured(basis.civilians)), basis.sizes.lanes
    shape = (len(plan.pairs), theories)
    return BlockDraws(
        np.empty((*shape, basis.months, outcomes, lanes), np.float32),
        np.empty((*shape, outcomes, len(basis.places), lanes), np.float32),
        np.empty((*shape, len(ORDER_OUTCOMES), lanes), np.float32),
        np.empty((*shape, basis.months, len(plan.parts), lanes), np.float32),
        np.zeros(len(plan.pairs)),
        np.zeros((len(plan.staged), theories, basis.months, lanes), np.int8),
    )


@jax.jit
def _initial(world: World, ground: SettingArrays) -> OrderState:
    return jax.vmap(dynamics.initial, in_axes=(0, None))(world, ground)


@jax.jit
def _acting(world: World, levers: Levers, stage: jax.Array, kept: Levers, kept_stage: jax.Array) -> Levers:
    """Return the levers as they act, leading axis theory: those of the stage in force, as far as practice goes."""

    def one(world: World, stage: jax.Array, kept_stage: jax.Array) -> Levers:
        return practised(in_force(levers, stage), in_force(kept, kept_stage), world)

    return jax.vmap(one)(world, stage, kept_stage)


@partial(jax.jit, static_argnames="active")
def _channels(state: OrderState, world: World, ground: SettingArrays, act: Levers, active: Any) -> Channels:
    """Return f of one pair's order, leading axis theory."""

    def one(state: OrderState, world: World, act: Levers) -> Channels:
        nothing = jnp.zeros_like(state.fear)
        return dynamics.channels(state, MonthContext(world, ground, act, MonthEvents(nothing, nothing)), active)

    return jax.vmap(one)(state, world, act)


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
    ground: SettingArrays,
    act: Levers,
    one_sided: list[jax.Array],
    chance: jax.Array,
    active: Any,
) -> OrderState:
    def one(state: OrderState, world: World, act: Levers, one_sided: jax.Array) -> OrderState:
        return dynamics.step(state, MonthContext(world, ground, act, MonthEvents(one_sided, chance)), active)[0]

    return jax.vmap(one)(state, world, act, jnp.stack(one_sided))


@partial(jax.jit, donate_argnums=0)
def _kept(placed: jax.Array, found: list[RecordedMonth], parts: jax.Array) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Return the sums by place so far, the month's totals (theory, outcome, lane) and what was seen in each part."""
    placed = placed + jnp.stack([f.places for f in found])
    seen = jnp.stack([parts @ f.events for f in found])
    return placed, jnp.stack([f.totals for f in found]), seen


@jax.jit
def _ends(state: OrderState, world: World, ground: SettingArrays) -> jax.Array:
    """Return the order outcomes at the horizon, (theory, outcome, lane), summed over places."""
    rows = [jax.vmap(o.measure, in_axes=(0, 0, None))(state, world, ground).sum(axis=1) for o in ORDER_OUTCOMES]
    return jnp.stack(rows, axis=1)
