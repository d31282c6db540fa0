"""Defection: men leave when pay stops or protection lapses, more readily while their bloc survives; some change sides.

    hazard  = 1 − exp(−defect_base·(lapse of pay + lapse of protection)·(1 + defect_bloc·bloc))
    leavers = hazard·guard;          turned = turn_share·kin·leavers;   the rest go back to their militia
    from outside the guard, kin groups lose hazard·turn_share a month as protection lapses
    recruits' += log(1 + turned/(insurgents in the place + 100))

``kin`` is 1 for groups of the community from whom the insurgent recruits. Pay is the guard's; men outside it are paid
by others and feel only protection. Sons of Iraq 2010: pay two months late, 5.6 % of one commander's men had stopped
coming.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tether.armed_order.levers import Levers
from tether.armed_order.state import Channels, MonthContext, OrderState, Tendency, no_channels

SYMBOLS = ("defect_base", "defect_bloc", "turn_share")
LEVERS = ("pay_gap", "protection")


def tendency(state: OrderState, scene: MonthContext) -> Tendency:
    """Return men leaving the guard and the insurgents' gain; heads are kept but for those who turn."""
    levers: Levers = scene.levers
    values = scene.world.values
    exposed = 1.0 - levers.protection
    leavers = _hazard(values, levers.pay_gap + exposed, state.bloc) * state.guard
    strays = _hazard(values, exposed, jnp.ones_like(state.bloc)) * state.outside
    turning = values["turn_share"] * scene.ground.kin
    turned = turning * (leavers + strays)
    foes = scene.ground.insurgents * scene.world.insurgents + 100.0
    gain = jnp.log1p(turned.sum(axis=0) / foes)
    return Tendency(outside=(1.0 - turning) * leavers - turning * strays, guard=-leavers, recruits=gain)


def channels(state: OrderState, scene: MonthContext) -> Channels:
    """Return no channel of its own: those who turn act through ``recruits``."""
    return no_channels(state)


def _hazard(values: dict[str, jax.Array], lapse: jax.Array, bloc: jax.Array) -> jax.Array:
    return 1.0 - jnp.exp(-values["defect_base"] * lapse * (1.0 + values["defect_bloc"] * bloc))
