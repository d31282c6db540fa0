"""One sample of the deep uncertainties as arrays over particles: the order's parameters and starting sizes.

A world is a (theory, point); a lane is a (point, particle). ``World`` holds one theory's values by lane, with every
particle of a point repeating its point's value.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax


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


class Seen(NamedTuple):
    """What the month brought: recorded one-sided deaths, and a uniform for what happens by chance in a place."""

    one_sided: jax.Array  # (place, particle)
    chance: jax.Array  # (place, particle), open interval (0, 1)


class MonthContext(NamedTuple):
    """All that a mechanism may read besides the state: world, ground, this month's levers and what was seen."""

    world: World
    ground: SettingArrays
    levers: Any
    seen: Seen
