"""How many armed strangers people face: militiamen away from home, captured units, state forces; one rule for all.

    E[p] = Σ_g outsider[g,p]·a_g·(men of g standing in p + (1 − discipline_g)·bloc·guard of g in p)
           + state_abuse·(1 − restraint)·outsider_state[p]·army·state men in p
    a_g  = 1 + hold_abuse·hold_g + patron_rivalry·(patrons_g − 1)₊          foreign money loosens a group's restraint

``state_abuse`` is the abuse per man of the state's forces relative to a militiaman's: the state is held to the same
rule. ``FLOOR`` heads keep logs finite in places with nobody. M5: Salehyan, Siroky & Wood 2014 (patrons of
rebels; that militias beside a state are alike is an assumption).
"""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tether.armed_order.state import OrderState, SettingArrays, World

FLOOR = 100.0


def exposure(state: OrderState, world: World, ground: SettingArrays) -> jax.Array:
    """Return men-equivalents of armed strangers, (place, particle)."""
    values = world.values
    several = jnp.maximum(ground.patrons - 1.0, 0.0)
    loose = 1.0 + values["hold_abuse"] * state.hold + values["patron_rivalry"] * several
    captured = (1.0 - state.discipline) * state.bloc * state.guard
    militia = (ground.outsider * loose * (standing(state, world) + captured)).sum(axis=0)
    abuse = values["state_abuse"] * (1.0 - state.restraint)
    return militia + abuse * ground.state_outsider * ground.state_men * world.state * state.army


def standing(state: OrderState, world: World) -> jax.Array:
    """Return militiamen outside the guard who stand away from home, (group, place, particle)."""
    return state.outside.sum(axis=1)[:, None, :] * world.away * state.role


def log_exposure_ratio(state: OrderState, world: World, ground: SettingArrays) -> jax.Array:
    """Return log of exposure over the start's, (place, particle)."""
    start = exposure(initial_like(state, world, ground), world, ground)
    return jnp.log((exposure(state, world, ground) + FLOOR) / (start + FLOOR))


def initial_like(state: OrderState, world: World, ground: SettingArrays) -> OrderState:
    """Return the start of the projection: everyone outside, at home; nothing learned, feared or reformed yet."""
    zero = OrderState(*(jnp.zeros_like(a) for a in state))
    return zero._replace(
        outside=(world.heads[:, None, :] * ground.home).astype(jnp.float32),
        role=jnp.ones_like(state.role),
        hold=(jnp.zeros_like(state.hold) + world.patron[:, None, :]).astype(jnp.float32),
        army=jnp.ones_like(state.army),
        held=(jnp.zeros_like(state.held) + ground.held).astype(jnp.float32),
    )
