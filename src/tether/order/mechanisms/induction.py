"""Induction: men enter the guard one by one or as whole units, and their old bloc survives or does not.

    call  = pace · room · outside,    room = clip((intake − guard)/(intake/12 + 1), 0, 1)
    entry = individual·min(call, induct_rate·outside) + (1−individual)·min(call, absorb_rate·outside)
    β     = 1 − individual·(1 − bloc_individual)·(1 − cap)·power         bloc survival of those who enter
    β    ≥ patron_floor · patron hold
    power = 1 − enforcement·clip(1 − state men/(3·group men), 0, 1)
    bloc' moves to β with the share of newcomers, and falls by bloc_decay·individual a month

Individual contracts without a cap on one group's share of a unit break nothing (cap 1 → β 1): Libya's SSC, where 95 %
signed as individuals and the units survived whole. What the guard does at home (Lyall 2010):

    Δ log rate(state-based) = home_effect · s,   s = L/(L + home_half·insurgents),
    L = Σ_g (1 − outsider)·(home_outside·outside + guard·(1 − tie_loss·(1 − bloc)))      local men, ties counted

``tie_loss`` is the price of lesson 3: a broken bloc knows less. Burundi (Samii 2013), SSC (Libya Herald 2012).
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tether.order.levers import Levers
from tether.order.state import Channels, OrderState, Tendency, by_type
from tether.order.world import Scene

SYMBOLS = (
    "induct_rate",
    "absorb_rate",
    "bloc_individual",
    "bloc_decay",
    "patron_floor",
    "enforcement",
    "home_effect",
    "home_half",
    "home_outside",
    "tie_loss",
)
LEVERS = ("intake", "pace", "individual", "cap")
ROWS = (17, 43, 57, 58)


def tendency(state: OrderState, scene: Scene) -> Tendency:
    """Return men moving from outside into the guard and the change of bloc survival."""
    levers: Any = scene.levers
    values = scene.world.values
    entry = _entry(state, levers, values)
    newcomers = entry / (state.guard + entry + 1e-6)
    decay = values["bloc_decay"] * levers.individual * state.bloc
    floor = values["patron_floor"] * scene.world.patron[:, None, :]
    bloc = newcomers * (_survival(state, scene, levers) - state.bloc) - jnp.where(state.bloc > floor, decay, 0.0)
    return Tendency(outside=-entry, guard=entry, bloc=jnp.where(state.guard + entry > 0, bloc, 0.0))


def channels(state: OrderState, scene: Scene) -> Channels:
    """Return the home-guard effect on the log rate of state-based events."""
    values = scene.world.values
    known = 1.0 - values["tie_loss"] * (1.0 - state.bloc)
    men = values["home_outside"] * state.outside + state.guard * known
    local = ((1.0 - scene.ground.outsider) * men).sum(axis=0)  # (place, particle)
    foes = scene.ground.insurgents * scene.world.insurgents
    strength = local / (local + values["home_half"] * foes + 1.0)
    return by_type(*state.fear.shape, state_based=values["home_effect"] * strength)


def _entry(state: OrderState, levers: Levers, values: dict[str, jax.Array]) -> jax.Array:
    inside = state.guard.sum(axis=1, keepdims=True)
    room = jnp.clip((levers.intake - inside) / (levers.intake / 12.0 + 1.0), 0.0, 1.0)
    call = levers.pace * room
    rate = levers.individual * jnp.minimum(call, values["induct_rate"]) + (1.0 - levers.individual) * jnp.minimum(
        call, values["absorb_rate"]
    )
    space = jnp.maximum(levers.intake - inside, 0.0)
    entry = rate * state.outside
    return entry * jnp.minimum(1.0, space / (entry.sum(axis=1, keepdims=True) + 1e-6))


def _survival(state: OrderState, scene: Scene, levers: Levers) -> jax.Array:
    values = scene.world.values
    group = (state.outside + state.guard).sum(axis=1, keepdims=True)
    weak = jnp.clip(1.0 - scene.world.state / (3.0 * group + 1.0), 0.0, 1.0)
    power = 1.0 - values["enforcement"] * weak
    broken = levers.individual * (1.0 - values["bloc_individual"]) * (1.0 - levers.cap) * power
    return jnp.maximum(1.0 - broken, values["patron_floor"] * scene.world.patron[:, None, :])
