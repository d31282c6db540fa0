"""The only place where the order's state moves: the sum of all tendencies, then bounds.

    state = initial(world, ground)
    state, info = step(state, scene)          # info: tendencies by mechanism, for people and tests
    channels(state, scene)                    # what the order adds to the record's logs

``active`` switches mechanisms off by name, for tests and for explanation.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tether.armed_order.exposure import initial_like
from tether.armed_order.mechanisms import mechanisms
from tether.armed_order.state import Channels, MonthContext, OrderState, SettingArrays, Tendency, World, no_channels

SHARES = ("bloc", "hold", "discipline", "restraint", "held", "resistance", "devolved", "unruly")
COUNTS = ("outside", "guard", "exits", "short")
PLAIN = ("restraint", "army", "resistance", "rivalry", "devolved", "unruly", "short")  # one value for the country
LOGS = ("recruits", "rivalry", "legitimacy")


def initial(world: World, ground: SettingArrays) -> OrderState:
    """Return the start: everyone outside, at home, no guard, no fear beyond the start's."""
    groups, particles = world.heads.shape
    places = ground.constituency.shape[0]
    sizes: dict[str, tuple[int, ...]] = dict.fromkeys(("outside", "guard", "bloc"), (groups, places, particles))
    sizes |= dict.fromkeys(("exits", "role", "hold", "discipline"), (groups, 1, particles))
    sizes |= dict.fromkeys(("held", "fear", "recruits", "legitimacy"), (places, particles))
    sizes |= dict.fromkeys(PLAIN, (1, particles))
    empty = OrderState(**{n: jnp.zeros(sizes[n], jnp.float32) for n in OrderState._fields})
    return initial_like(empty, world, ground)


def step(
    state: OrderState, scene: MonthContext, active: tuple[str, ...] | None = None
) -> tuple[OrderState, dict[str, Tendency]]:
    """Return next month's state and what each mechanism asked for."""
    asked = {name: m.tendency(state, scene) for name, m in mechanisms().items() if active is None or name in active}
    moved = [_sum(value, [t[i] for t in asked.values()]) for i, value in enumerate(state)]
    return _bounded(OrderState(*moved)), asked


def channels(state: OrderState, scene: MonthContext, active: tuple[str, ...] | None = None) -> Channels:
    """Return the sum of the mechanisms' channels; rate (type, place, particle), size (place, particle)."""
    total = no_channels(state)
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
    kept = {name: jnp.clip(getattr(state, name), 0.0, 1.0) for name in SHARES}
    kept |= {name: jnp.maximum(getattr(state, name), 0.0) for name in COUNTS}
    kept |= {name: jnp.clip(getattr(state, name), -3.0, 3.0) for name in LOGS}
    return state._replace(**kept, role=jnp.clip(state.role, 0.0, 2.0), army=jnp.clip(state.army, 0.05, 3.0))
