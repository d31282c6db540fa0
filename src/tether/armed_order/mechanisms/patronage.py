"""Patron pull: a foreign backer's hold on a group, its cut by a charter, and what several backers do.

    hold' = hold + patron_speed·(pull − hold),   pull = patron·(1 − patron_cut)·(1 + patron_answer·squeeze)
    squeeze = how far the charter shrinks the group: 1 − outside/heads

A patron may answer a loss of its men by pulling harder (patron_answer). What hold does stands where it acts: bloc
survival (``induction``), abuse per man and rivalry of patrons (``armed_order/exposure.py``; Salehyan, Siroky & Wood
2014, of rebels: foreign-funded groups abuse more, several patrons are worse; that militias beside a state are alike is
an assumption). USIP Primer; Mansour 2021 on networks that outlived the PMF law.
"""

from __future__ import annotations

import jax.numpy as jnp

from tether.armed_order.levers import Levers
from tether.armed_order.state import Channels, MonthContext, OrderState, Tendency, no_channels

SYMBOLS = ("patron_speed", "patron_answer", "hold_abuse", "patron_rivalry")
LEVERS = ("patron_cut",)


def tendency(state: OrderState, scene: MonthContext) -> Tendency:
    """Return the change of the patrons' hold."""
    values = scene.world.values
    levers: Levers = scene.levers
    patron, heads = scene.world.patron[:, None, :], scene.world.heads[:, None, :]
    squeeze = jnp.clip(1.0 - state.outside.sum(axis=1, keepdims=True) / jnp.maximum(heads, 1.0), 0.0, 1.0)
    pull = patron * (1.0 - levers.patron_cut) * (1.0 + values["patron_answer"] * squeeze)
    return Tendency(hold=values["patron_speed"] * (jnp.minimum(pull, 1.0) - state.hold))


def channels(state: OrderState, scene: MonthContext) -> Channels:
    """Return no channel of its own."""
    return no_channels(state)
