"""Perception, fear and recruitment: who gains when people fear those who came to protect them.

    fear'     = fear + fear_gain·log₂(E/E₀) + fear_event·log(1 + q·E/E₀·one-sided deaths) − fear·ln2/fear_halflife
    recruits' = recruits + recruit_gain·constituency·fear − recruits·ln2/recruit_halflife
    Δ log rate(state-based) = recruits

The article says that fear "appears to drive Sunnis into the arms of the Islamic State"; no causal estimate was found
(evidence §6.8), so ``recruit_gain`` has zero in its range. Condra & Shapiro 2012: reactions to harm pass within weeks.
"""

from __future__ import annotations

import jax.numpy as jnp

from tether.armed_order.exposure import log_exposure_ratio
from tether.armed_order.state import Channels, MonthContext, OrderState, Tendency, channel

SYMBOLS = ("fear_gain", "fear_event", "fear_halflife", "recruit_gain", "recruit_halflife")
LEVERS: tuple[str, ...] = ()
LN2 = 0.6931472


def tendency(state: OrderState, scene: MonthContext) -> Tendency:
    """Return the change of fear and of insurgent recruits."""
    values = scene.world.values
    ratio = log_exposure_ratio(state, scene.world, scene.ground)
    blamed = values["militia_share"] * jnp.exp(ratio) * scene.seen.one_sided
    fear = values["fear_gain"] * ratio / LN2 + values["fear_event"] * jnp.log1p(blamed)
    recruits = values["recruit_gain"] * scene.ground.constituency * state.fear
    return Tendency(
        fear=fear - state.fear * LN2 / values["fear_halflife"],
        recruits=recruits - state.recruits * LN2 / values["recruit_halflife"],
    )


def channels(state: OrderState, scene: MonthContext) -> Channels:
    """Return the log rate of state-based events."""
    return channel(state, state_based=state.recruits)
