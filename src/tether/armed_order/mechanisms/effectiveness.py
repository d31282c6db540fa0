"""Effectiveness and home ground: local men cut attacks at home, less so away from it or with their ties broken.

    Δ log rate(state-based) = home_effect · s · backing,   s = L/(L + home_half·insurgents)
    L = Σ_g (1 − outsider)·(home_outside·outside + guard·(1 − tie_loss·(1 − bloc)))    local men, ties counted
    backing = 1 − need_backing·(1 − min(army, 1))              full effect only with outside force
    Δ log mean size = lethality · share of militiamen among all armed men in the place

Lyall 2010: attacks fall about 40 % after sweeps by co-ethnics; Biddle, Friedman & Shapiro 2012: only with outside
force; Aliyev 2020: wars with pro-regime militias are deadlier. Men quick to send know nothing of another province.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tether.armed_order.exposure import standing
from tether.armed_order.state import Channels, MonthContext, OrderState, Tendency, channel

SYMBOLS = ("home_effect", "home_half", "home_outside", "tie_loss", "need_backing", "lethality")
LEVERS: tuple[str, ...] = ()


def tendency(state: OrderState, scene: MonthContext) -> Tendency:
    """Return nothing: effectiveness acts on the record alone."""
    return Tendency()


def channels(state: OrderState, scene: MonthContext) -> Channels:
    """Return the effect on insurgent attacks and on how deadly events are."""
    values = scene.world.values
    known = 1.0 - values["tie_loss"] * (1.0 - state.bloc)
    men = values["home_outside"] * state.outside + state.guard * known
    local = ((1.0 - scene.ground.outsider) * men).sum(axis=0)  # (place, particle)
    foes = scene.ground.insurgents * scene.world.insurgents * jnp.exp(state.recruits)
    strength = local / (local + values["home_half"] * foes + 1.0)
    backing = 1.0 - values["need_backing"] * (1.0 - jnp.minimum(state.army, 1.0))
    rate = values["home_effect"] * strength * backing
    return channel(state, state_based=rate, size=values["lethality"] * militia_share(state, scene))


def militia_share(state: OrderState, scene: MonthContext) -> jax.Array:
    """Return the militiamen's share of all armed men who stand in each place, (place, particle)."""
    militia = (standing(state, scene.world) + state.outside + state.bloc * state.guard).sum(axis=0)
    regular = scene.ground.state_men * scene.world.state * state.army + ((1.0 - state.bloc) * state.guard).sum(axis=0)
    return militia / (militia + regular + 100.0)
