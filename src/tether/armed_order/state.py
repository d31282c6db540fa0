"""The armed order's hidden state, and what a mechanism may answer: a tendency, never a change.

Heads are men. ``outside`` and ``guard`` are counted at the group's home places; ``bloc`` is the share of the guard's
men of a group that still act as that group (1: the militia goes on under an official name; 0: it is gone). Deviations
(``fear``, ``recruits``, ``legitimacy`` …) are from the start of the projection, so they begin at 0.

One sample of the deep uncertainties as arrays over particles: the order's parameters and starting sizes.

A world is a (theory, point); a lane is a (point, particle). ``World`` holds one theory's values by lane, with every
particle of a point repeating its point's value.

Paper against practice: of what a charter writes, a share happens.

    lever in practice = status quo's + practice·(written − status quo's)

``practice`` is drawn per world. With the status quo's own levers the two are equal and nothing moves by a bit. Libya's
SSC: 95 % signed as individuals, units survived whole; the PMF law of 2016: members "disengaged" from parties, on paper.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from tether.armed_order.levers import Levers


class OrderState(NamedTuple):
    """Arrays (group, place, particle), (group, 1, particle), (place, particle) or (1, particle), float32."""

    outside: jax.Array  # (group, place, particle) heads that serve in their own militia
    guard: jax.Array  # (group, place, particle) heads taken into the guard
    bloc: jax.Array  # (group, place, particle) share of the guard's men that still act as their group, 0..1
    exits: jax.Array  # (group, 1, particle) heads in civil work or school
    role: jax.Array  # (group, 1, particle) deployment away from home, as a multiple of the start's
    hold: jax.Array  # (group, 1, particle) strength of the strongest foreign patron's hold, 0..1
    discipline: jax.Array  # (group, 1, particle) cut of abuse per man in the guard, 0..1
    restraint: jax.Array  # (1, particle) the same cut in the state's older forces, 0..1
    army: jax.Array  # (1, particle) the army's fighting strength as a multiple of the start's
    held: jax.Array  # (place, particle) share of the people under the insurgent, 0..1
    fear: jax.Array  # (place, particle) fear of militias and state forces, log deviation
    recruits: jax.Array  # (place, particle) log of insurgent strength over the start's
    resistance: jax.Array  # (1, particle) the older officers' resistance to the guard, 0..1
    legitimacy: jax.Array  # (place, particle) the state's legitimacy, deviation
    rivalry: jax.Array  # (1, particle) log of fighting between rival armed camps over the start's
    devolved: jax.Array  # (1, particle) authority that provinces or regions have been given, 0..1
    unruly: jax.Array  # (1, particle) the part of it that was given without a rule for crises and disputes, 0..1
    short: jax.Array  # (1, particle) months in which the guard stood below its intake


class Tendency(NamedTuple):
    """A month's change that one mechanism asks for, in the state's units; None where it asks for nothing."""

    outside: jax.Array | None = None
    guard: jax.Array | None = None
    bloc: jax.Array | None = None
    exits: jax.Array | None = None
    role: jax.Array | None = None
    hold: jax.Array | None = None
    discipline: jax.Array | None = None
    restraint: jax.Array | None = None
    army: jax.Array | None = None
    held: jax.Array | None = None
    fear: jax.Array | None = None
    recruits: jax.Array | None = None
    resistance: jax.Array | None = None
    legitimacy: jax.Array | None = None
    rivalry: jax.Array | None = None
    devolved: jax.Array | None = None
    unruly: jax.Array | None = None
    short: jax.Array | None = None


class Channels(NamedTuple):
    """What a mechanism adds to the record's logs: event rate by type (type, place, particle), mean size (place, …)."""

    rate: jax.Array
    size: jax.Array


def no_channels(state: OrderState) -> Channels:
    """Return zeros of the channels' shapes."""
    zero = jnp.zeros_like(state.fear)
    return Channels(jnp.stack([zero] * 3), zero)


def channel(
    state: OrderState,
    *,
    state_based: jax.Array | None = None,
    non_state: jax.Array | None = None,
    one_sided: jax.Array | None = None,
    size: jax.Array | None = None,
) -> Channels:
    """Return channels with the given logs (broadcast to (place, particle)) and zeros elsewhere."""
    zero = jnp.zeros_like(state.fear)

    def row(value: jax.Array | None) -> jax.Array:
        return zero if value is None else (zero + value).astype(jnp.float32)

    return Channels(jnp.stack([row(state_based), row(non_state), row(one_sided)]), row(size))


class World(NamedTuple):
    """``values``: symbol → (particle,); sizes in heads; ``away`` and ``patron`` per group. All float32."""

    values: dict[str, jax.Array]
    heads: jax.Array  # (group, particle) men of each militia at the start
    insurgents: jax.Array  # (particle,)
    state: jax.Array  # (particle,)
    away: jax.Array  # (group, place, particle) share of the group's men that stand there
    patron: jax.Array  # (group, particle) strength of the strongest foreign patron's hold


class SettingArrays(NamedTuple):
    """The setting's fixed arrays as the mechanisms read them, float32."""

    home: jax.Array  # (group, place, 1)
    outsider: jax.Array  # (group, place, 1)
    kin: jax.Array  # (group, 1, 1)
    patrons: jax.Array  # (group, 1, 1) number of foreign patrons
    constituency: jax.Array  # (place, 1)
    insurgents: jax.Array  # (place, 1)
    held: jax.Array  # (place, 1) share of the people under the insurgent at the start
    state_outsider: jax.Array  # (place, 1)
    state_men: jax.Array  # (place, 1)


class MonthEvents(NamedTuple):
    """What the month brought: recorded one-sided deaths, and a uniform for what happens by chance in a place."""

    one_sided: jax.Array  # (place, particle)
    chance: jax.Array  # (place, particle), open interval (0, 1)


class MonthContext(NamedTuple):
    """All that a mechanism may read besides the state: world, ground, this month's levers and what was seen."""

    world: World
    ground: SettingArrays
    levers: Any
    seen: MonthEvents


SYMBOLS = ("practice",)


def practised(written: Levers, status_quo: Levers, world: World) -> Levers:
    """Return the levers as they act, (group, 1, particle)."""
    share = world.values["practice"]
    act: Levers = jax.tree.map(lambda w, s: s + share * (w - s), written, status_quo)
    return act
