"""Discipline and abuse: armed strangers, militias and state forces under one rule, and what tames them.

    Δ log rate(one-sided) = log(1 − q + q·E/E₀)                 q = militia_share, E from armed_order/exposure.py
    discipline' moves to D = 1 − (1 − vetting_gain·vetting)(1 − train_gain·training)(1 − oversight_gain·oversight)
    restraint'  moves to oversight_gain·oversight               the state's older forces, by the same rule
    both at reform_speed a month; train_gain may be negative (training is not screening: Cohen & Nordås 2015)
    role'       = role + role_speed·(allowed − role),   allowed = role lever · (1 − leverage·bypass)

GED names no Hashd group as an actor in 2013–18: which part of one-sided violence strangers cause (q) is an assumption.
Mitchell, Carey & Butler 2014; Stanton 2015 (governments can control); the article on the state's own services.
"""

from __future__ import annotations

import jax.numpy as jnp

from tether.armed_order.exposure import log_exposure_ratio
from tether.armed_order.levers import Levers, country
from tether.armed_order.state import Channels, MonthContext, OrderState, Tendency, channel

SYMBOLS = (
    "militia_share",
    "state_abuse",
    "vetting_gain",
    "train_gain",
    "oversight_gain",
    "reform_speed",
    "role_speed",
    "leverage",
)
LEVERS = ("vetting", "training", "oversight", "role", "bypass")


def tendency(state: OrderState, scene: MonthContext) -> Tendency:
    """Return the change of discipline, of the state's restraint, and of deployments."""
    values = scene.world.values
    levers: Levers = scene.levers
    watched = values["oversight_gain"] * levers.oversight
    loose = (1.0 - values["vetting_gain"] * levers.vetting) * (1.0 - values["train_gain"] * levers.training)
    speed = values["reform_speed"]
    allowed = levers.role * (1.0 - values["leverage"] * levers.bypass)
    return Tendency(
        discipline=speed * (1.0 - loose * (1.0 - watched) - state.discipline),
        restraint=speed * (country(watched) - state.restraint),
        role=values["role_speed"] * (allowed - state.role),
    )


def channels(state: OrderState, scene: MonthContext) -> Channels:
    """Return the log rate of one-sided events."""
    share = scene.world.values["militia_share"]
    caused = jnp.exp(log_exposure_ratio(state, scene.world, scene.ground))
    return channel(state, one_sided=jnp.log(1.0 - share + share * caused))
