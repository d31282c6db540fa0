"""Abuse, fear and recruitment: armed strangers, militias and state forces under one rule, and who gains by the fear.

    Δ log rate(one-sided) = log(1 − q + q·E/E₀)                           q = militia_share, E from order/exposure.py
    fear'     = fear + fear_gain·log₂(E/E₀) + fear_event·log(1 + q·E/E₀·civilians) − fear·ln2/fear_halflife
    recruits' = recruits + recruit_gain·constituency·fear − recruits·ln2/recruit_halflife
    Δ log rate(state-based) = recruits
    role'     = role + role_speed·(allowed − role),   allowed = role lever · (1 − leverage·bypass)

The article says that fear "appears to drive Sunnis into the arms of the Islamic State"; no causal estimate was found
(evidence §6.8), so ``recruit_gain`` has zero in its range. GED names no Hashd group as an actor in 2013–18: which part
of one-sided violence strangers cause (q) is an assumption.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tether.order.exposure import log_exposure_ratio
from tether.order.state import Channels, OrderState, Tendency, by_type
from tether.order.world import Scene

SYMBOLS = (
    "militia_share",
    "state_abuse",
    "fear_gain",
    "fear_event",
    "fear_halflife",
    "recruit_gain",
    "recruit_halflife",
    "role_speed",
    "leverage",
)
LEVERS = ("role", "bypass")
ROWS = (19, 20, 28, 29, 30, 63)
LN2 = 0.6931472


def tendency(state: OrderState, scene: Scene) -> Tendency:
    """Return the change of fear, recruits and deployments."""
    values = scene.world.values
    levers: Any = scene.levers
    ratio = log_exposure_ratio(state, scene.world, scene.ground)
    blamed = values["militia_share"] * jnp.exp(ratio) * scene.seen.one_sided
    fear = values["fear_gain"] * ratio / LN2 + values["fear_event"] * jnp.log1p(blamed)
    fear = fear - state.fear * LN2 / values["fear_halflife"]
    recruits = values["recruit_gain"] * scene.ground.constituency * state.fear
    recruits = recruits - state.recruits * LN2 / values["recruit_halflife"]
    allowed = levers.role * (1.0 - values["leverage"] * levers.bypass)
    return Tendency(fear=fear, recruits=recruits, role=values["role_speed"] * (allowed - state.role))


def channels(state: OrderState, scene: Scene) -> Channels:
    """Return the log rates of one-sided and state-based events."""
    share = scene.world.values["militia_share"]
    caused: jax.Array = jnp.exp(log_exposure_ratio(state, scene.world, scene.ground))
    one_sided = jnp.log(1.0 - share + share * caused)
    return by_type(*state.fear.shape, state_based=state.recruits, one_sided=one_sided)
