"""The regular army: decay, aid, rout and recapture.

    army'  = army·(aid_gain·army_aid − army_decay)
    rout in a place with chance  h = 1 − exp(−rout_base·held(1 − held)·4·e^{recruits}/army)      contested places only
      a rout: held' += rout_loss·(1 − held), recruits' += rout_shock, army' −= rout_loss·share of the state's men there
    else recapture: held' −= recapture·army·held
    Δ log rate(state-based) = −army_effect·log(army) + front·(4·held(1 − held) − the start's)

The chance is a named uniform shared by all charters. Ghosts (paid and absent) are in the starting strength, whose
claims are of men in the field. Mosul 2014, Ramadi 2015; Knights 2014: cohesion falls when mentoring ends; 15 % (5–30
%) ghosts.
"""

from __future__ import annotations

import jax.numpy as jnp

from tether.armed_order.levers import Levers, country
from tether.armed_order.state import Channels, MonthContext, OrderState, Tendency, channel

SYMBOLS = ("aid_gain", "army_decay", "army_effect", "rout_base", "rout_loss", "rout_shock", "recapture", "front")
LEVERS = ("army_aid",)


def tendency(state: OrderState, scene: MonthContext) -> Tendency:
    """Return the change of the army, of what the insurgent holds, and of recruits after a rout."""
    values = scene.world.values
    levers: Levers = scene.levers
    contested = 4.0 * state.held * (1.0 - state.held)
    strain = values["rout_base"] * contested * jnp.exp(state.recruits) / jnp.maximum(state.army, 0.1)
    rout = (scene.seen.chance < 1.0 - jnp.exp(-strain)).astype(jnp.float32)
    lost = rout * values["rout_loss"]
    back = (1.0 - rout) * values["recapture"] * state.army * state.held
    drift = state.army * (values["aid_gain"] * country(levers.army_aid) - values["army_decay"])
    broken = state.army * (lost * scene.ground.state_men).sum(axis=0, keepdims=True)
    return Tendency(army=drift - broken, held=lost * (1.0 - state.held) - back, recruits=rout * values["rout_shock"])


def channels(state: OrderState, scene: MonthContext) -> Channels:
    """Return the log rate of state-based events."""
    values = scene.world.values
    start = scene.ground.held * (1.0 - scene.ground.held)
    moved = 4.0 * (state.held * (1.0 - state.held) - start)
    return channel(state, state_based=values["front"] * moved - values["army_effect"] * jnp.log(state.army))
