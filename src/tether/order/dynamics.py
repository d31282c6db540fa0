"""The only place where the order's state moves: the sum of all tendencies, then bounds.

    state = initial(world, ground)
    state, info = step(state, scene)          # info: tendencies by mechanism, for people and tests
    channels(state, scene)                    # what the order adds to the record's logs

``active`` switches mechanisms off by name, for tests and for explanation.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tether.order.exposure import initial_like
from tether.order.mechanisms import mechanisms
from tether.order.state import Channels, OrderState, Tendency, no_channels
from tether.order.world import Ground, Scene, World


def initial(world: World, ground: Ground) -> OrderState:
    """Return the start: everyone outside, at home, no guard, no fear beyond the start's."""
    groups, particles = world.heads.shape
    places = ground.constituency.shape[0]
    shapes = [(groups, places, particles)] * 3 + [(groups, 1, particles)] + [(places, particles)] * 2
    return initial_like(OrderState(*(jnp.zeros(s, jnp.float32) for s in shapes)), world, ground)


def step(
    state: OrderState, scene: Scene, active: tuple[str, ...] | None = None
) -> tuple[OrderState, dict[str, Tendency]]:
    """Return next month's state and what each mechanism asked for."""
    asked = {name: m.tendency(state, scene) for name, m in mechanisms().items() if active is None or name in active}
    moved = [_sum(value, [t[i] for t in asked.values()]) for i, value in enumerate(state)]
    return _bounded(OrderState(*moved)), asked


def channels(state: OrderState, scene: Scene, active: tuple[str, ...] | None = None) -> Channels:
    """Return the sum of the mechanisms' channels; rate (type, place, particle), size (place, particle)."""
    total = no_channels(*state.fear.shape)
    for name, mechanism in mechanisms().items():
        if active is None or name in active:
            part = mechanism.channels(state, scene)
            total = Channels(total.rate + part.rate, total.size + part.size)
    return total


def _sum(value: jax.Array, parts: list[jax.Array | None]) -> jax.Array:
    for part in parts:
        if part is not None:
            value = value + part
    return value.astype(jnp.float32)


def _bounded(state: OrderState) -> OrderState:
    return state._replace(
        outside=jnp.maximum(state.outside, 0.0),
        guard=jnp.maximum(state.guard, 0.0),
        bloc=jnp.clip(state.bloc, 0.0, 1.0),
        role=jnp.clip(state.role, 0.0, 2.0),
        recruits=jnp.clip(state.recruits, -3.0, 3.0),
    )
