"""The armed order's hidden state, and what a mechanism may answer: a tendency, never a change.

Heads are men. ``outside`` and ``guard`` are counted at the group's home places; ``bloc`` is the share of the guard's
men of a group that still act as that group (1: the militia goes on under an official name; 0: it is gone). ``fear`` and
``recruits`` are deviations from the start of the projection, so that both begin at 0.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp


class OrderState(NamedTuple):
    """Arrays (group, place, particle) or (place, particle), float32."""

    outside: jax.Array  # (group, place, particle) heads that serve in their own militia
    guard: jax.Array  # (group, place, particle) heads taken into the guard
    bloc: jax.Array  # (group, place, particle) share of the guard's men that still act as their group, 0..1
    role: jax.Array  # (group, 1, particle) deployment away from home, as a multiple of the start's
    fear: jax.Array  # (place, particle) fear of militias and state forces, log deviation
    recruits: jax.Array  # (place, particle) log of insurgent strength over the start's


class Tendency(NamedTuple):
    """A month's change that one mechanism asks for, in the state's units; None where it asks for nothing."""

    outside: jax.Array | None = None
    guard: jax.Array | None = None
    bloc: jax.Array | None = None
    role: jax.Array | None = None
    fear: jax.Array | None = None
    recruits: jax.Array | None = None


class Channels(NamedTuple):
    """What a mechanism adds to the record's logs: event rate by type (type, place, particle), mean size (place, …)."""

    rate: jax.Array
    size: jax.Array


def no_channels(places: int, particles: int) -> Channels:
    """Return zeros of the channels' shapes."""
    return Channels(jnp.zeros((3, places, particles), jnp.float32), jnp.zeros((places, particles), jnp.float32))


def by_type(
    places: int, particles: int, *, state_based: jax.Array | None = None, one_sided: jax.Array | None = None
) -> Channels:
    """Return channels with the given log rates (place, particle) and zeros elsewhere."""
    zero = jnp.zeros((places, particles), jnp.float32)
    rows = [zero if row is None else row.astype(jnp.float32) for row in (state_based, None, one_sided)]
    return Channels(jnp.stack(rows), zero)
