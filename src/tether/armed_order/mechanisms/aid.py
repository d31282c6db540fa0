"""Lethal aid to a group itself: deadlier fights, arms that leak, and a rival camp that arms in turn.

    Δ log mean size      = aid_size·armed          armed = Σ lethal·heads/Σ heads, the part of militiamen who get it
    recruits' += aid_leak·diversion·armed          what is sold or turned reaches the insurgent
    rivalry'  += aid_rival·escalation·armed        one side of another war is armed

Dube & Naidu (aid raises paramilitary attacks around bases); the article: Washington hesitates "for fear of
exacerbating the country's civil war". Diversion and escalation are read item by item from the charter's ``aid`` rows.
"""

from __future__ import annotations

import jax

from tether.armed_order.levers import Levers
from tether.armed_order.state import Channels, MonthContext, OrderState, Tendency, channel

SYMBOLS = ("aid_size", "aid_leak", "aid_rival")
LEVERS = ("lethal", "diversion", "escalation")


def tendency(state: OrderState, scene: MonthContext) -> Tendency:
    """Return the leak to the insurgent and the rival camp's answer."""
    values = scene.world.values
    levers: Levers = scene.levers
    leaked, feared = (_armed(levers.lethal * x, scene) for x in (levers.diversion, levers.escalation))
    return Tendency(recruits=values["aid_leak"] * leaked, rivalry=values["aid_rival"] * feared)


def channels(state: OrderState, scene: MonthContext) -> Channels:
    """Return how much deadlier events become."""
    return channel(state, size=scene.world.values["aid_size"] * _armed(scene.levers.lethal, scene))


def _armed(share: jax.Array, scene: MonthContext) -> jax.Array:
    heads = scene.world.heads[:, None, :]
    return (share * heads).sum(axis=0) / (heads.sum(axis=0) + 1.0)  # (1, particle)
