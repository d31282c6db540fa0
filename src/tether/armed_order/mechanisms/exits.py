"""Exits: work and school draw men out while transfers are still expected, and lose them again after.

    takers  = exit_uptake/12 · room · outside,   room = clip((places − in exits)/(places/12 + 1), 0, 1), while funded
    return  = exit_return·in exits a month once transfers have ended (not funded)
    recruits' −= exit_effect·constituency·(kin men in exits, in this place by their homes)/(insurgents + 100), while
    funded

Blattman & Annan 2016 (Liberia): less interest in mercenary work, largest among men who still expected a transfer;
Lyall, Zhou & Imai 2020 (Kandahar): training little, cash a spike and then reversal; Adhamiya 2008: 10 % signed up.
"""

from __future__ import annotations

import jax.numpy as jnp

from tether.armed_order.levers import Levers
from tether.armed_order.state import Channels, MonthContext, OrderState, Tendency, no_channels

SYMBOLS = ("exit_uptake", "exit_return", "exit_effect")
LEVERS = ("exit_places", "exit_funded")


def tendency(state: OrderState, scene: MonthContext) -> Tendency:
    """Return men moving between their militia and civil life, and what that takes from the insurgent."""
    values = scene.world.values
    levers: Levers = scene.levers
    room = jnp.clip((levers.exit_places - state.exits) / (levers.exit_places / 12.0 + 1.0), 0.0, 1.0)
    takers = levers.exit_funded * values["exit_uptake"] / 12.0 * room * state.outside  # (group, place, particle)
    leaving = (1.0 - levers.exit_funded) * values["exit_return"] * state.exits  # (group, 1, particle)
    held_back = (scene.ground.kin * scene.ground.home * state.exits * levers.exit_funded).sum(axis=0)
    foes = scene.ground.insurgents * scene.world.insurgents + 100.0
    share = jnp.minimum(held_back / foes, 1.0)
    return Tendency(
        outside=leaving * scene.ground.home - takers,
        exits=takers.sum(axis=1, keepdims=True) - leaving,
        recruits=-values["exit_effect"] / 12.0 * scene.ground.constituency * share,
    )


def channels(state: OrderState, scene: MonthContext) -> Channels:
    """Return no channel of its own."""
    return no_channels(state)
