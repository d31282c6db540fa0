"""Induction: men enter the guard one by one or as whole units, and their old bloc survives or does not.

    call  = pace · room · outside,    room = clip((intake − guard)/(intake/12 + 1), 0, 1)
    entry = (1 − resistance)·[individual·min(call, induct_rate·outside) + (1−individual)·min(call, absorb_rate·outside)]
    β     = 1 − individual·(1 − bloc_individual)·(1 − cap)·power        bloc survival of newcomers
    β    ≥ patron_floor · hold
    power = [1 − enforcement·clip(1 − state men/(superiority·group men), 0, 1)]·[1 − vetting_bloc·(1 − vetting)]
    bloc moves to β with the share of newcomers, and falls by bloc_decay·individual a month
    short = months in which the guard stands below 95 % of its intake as practised: an outcome, it moves nothing

Individual contracts without a cap on one group's share of a unit break nothing (cap 1 → β 1): Libya's SSC, where 95 %
signed as individuals and the units survived whole. Burundi (Samii 2013), SSC (Libya Herald 2012), Sons of Iraq (rates).
"""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tether.armed_order.levers import Levers
from tether.armed_order.state import Channels, MonthContext, OrderState, Tendency, no_channels

SYMBOLS = (
    "induct_rate",
    "absorb_rate",
    "bloc_individual",
    "bloc_decay",
    "patron_floor",
    "enforcement",
    "superiority",
    "vetting_bloc",
)
LEVERS = ("intake", "pace", "individual", "cap", "vetting")
FILLED = 0.95  # of its intake, at which a guard counts as filled (the last men come slowly by construction)


def tendency(state: OrderState, scene: MonthContext) -> Tendency:
    """Return men moving from outside into the guard and the change of bloc survival."""
    levers: Levers = scene.levers
    values = scene.world.values
    entry = _entry(state, levers, values)
    newcomers = entry / (state.guard + entry + 1e-6)
    floor = values["patron_floor"] * state.hold
    decay = jnp.where(state.bloc > floor, values["bloc_decay"] * levers.individual * state.bloc, 0.0)
    bloc = newcomers * (_survival(state, scene, levers) - state.bloc) - decay
    moved = jnp.where(state.guard + entry > 0, bloc, 0.0)
    return Tendency(outside=-entry, guard=entry, bloc=moved, short=_short(state, levers, entry))


def channels(state: OrderState, scene: MonthContext) -> Channels:
    """Return no channel of its own: what the guard does is effectiveness and exposure."""
    return no_channels(state)


def _entry(state: OrderState, levers: Levers, values: dict[str, jax.Array]) -> jax.Array:
    inside = state.guard.sum(axis=1, keepdims=True)
    room = jnp.clip((levers.intake - inside) / (levers.intake / 12.0 + 1.0), 0.0, 1.0)
    call = levers.pace * room
    single = levers.individual * jnp.minimum(call, values["induct_rate"])
    whole = (1.0 - levers.individual) * jnp.minimum(call, values["absorb_rate"])
    entry = (single + whole) * (1.0 - state.resistance) * state.outside
    space = jnp.maximum(levers.intake - inside, 0.0)
    return entry * jnp.minimum(1.0, space / (entry.sum(axis=1, keepdims=True) + 1e-6))


def _short(state: OrderState, levers: Levers, entry: jax.Array) -> jax.Array:
    """Return 1 in a month at whose end the guard has fewer men than its intake, (1, particle)."""
    wanted = levers.intake.sum(axis=(0, 1))[None]
    return (FILLED * wanted > (state.guard + entry).sum(axis=(0, 1))[None]).astype(jnp.float32)


def _survival(state: OrderState, scene: MonthContext, levers: Levers) -> jax.Array:
    values = scene.world.values
    group = (state.outside + state.guard).sum(axis=1, keepdims=True)
    weak = jnp.clip(1.0 - scene.world.state * state.army / (values["superiority"] * group + 1.0), 0.0, 1.0)
    screened = 1.0 - values["vetting_bloc"] * (1.0 - levers.vetting)
    power = (1.0 - values["enforcement"] * weak) * screened
    broken = levers.individual * (1.0 - values["bloc_individual"]) * (1.0 - levers.cap) * power
    return jnp.maximum(1.0 - broken, values["patron_floor"] * state.hold)
