"""How many armed strangers people face: militiamen away from home, captured guard units, state forces, one rule for
all.

    E[p] = Σ_g outsider[g,p]·(men of g standing in p + bloc·guard of g in p) + a·outsider_state[p]·state men in p

``a`` (``state_abuse``) is the abuse per man of the state's forces relative to a militiaman's: the state is held to the
same rule. ``FLOOR`` heads keep logs finite in places with nobody.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tether.order.state import OrderState
from tether.order.world import Ground, World

FLOOR = 100.0


def exposure(state: OrderState, world: World, ground: Ground) -> jax.Array:
    """Return men-equivalents of armed strangers, (place, particle)."""
    men = state.outside.sum(axis=1)  # (group, particle)
    standing = men[:, None, :] * world.away * state.role  # (group, place, particle)
    militia = (ground.outsider * (standing + state.bloc * state.guard)).sum(axis=0)
    regular = world.values["state_abuse"] * ground.state_outsider * ground.state_men * world.state
    return militia + regular


def log_exposure_ratio(state: OrderState, world: World, ground: Ground) -> jax.Array:
    """Return log of exposure over the start's, (place, particle)."""
    start = exposure(initial_like(state, world, ground), world, ground)
    return jnp.log((exposure(state, world, ground) + FLOOR) / (start + FLOOR))


def initial_like(state: OrderState, world: World, ground: Ground) -> OrderState:
    """Return the start of the projection: everyone outside, at home; nothing learned or feared yet."""
    outside = world.heads[:, None, :] * ground.home
    zero = jnp.zeros_like(state.guard)
    return OrderState(
        outside.astype(jnp.float32),
        zero,
        zero,
        jnp.ones_like(state.role),
        jnp.zeros_like(state.fear),
        jnp.zeros_like(state.recruits),
    )
