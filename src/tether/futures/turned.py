"""Levers of one pair over one block: a table of settings becomes arrays, month by month and stage by stage.

A setting that is left open is drawn per point by named noise (``lever.<symbol>.<group>``), and so is how the words of a
field are read (``coding.<field>``): the same name gives the same rank in every charter, so two charters that leave the
same thing unknown, or use the same word, share that luck.

A *stage* is how many of a course's phases are in force (``course.py``); sponsor and host may each have a course, and
the pair's stage counts both: ``stage = sponsor's · (host's phases + 1) + host's``. A pair without a course has the same
levers in every stage. Every pair of a run is given as many stages as the longest, so that all have one shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from tether.futures.coding import Setting
from tether.futures.compile import CharterPair
from tether.futures.words import Coded, words_in
from tether.order.levers import Levers
from tether.randomness.noise import Noise
from tether.randomness.sizes import Sizes


def stage_count(pairs: Iterable[CharterPair]) -> int:
    """Return the number of stages that the pair with the most has; 1 where none has a course."""
    return max((p.stages for p in pairs), default=1)


def levers_by_month(
    pair: CharterPair, groups: tuple[str, ...], months: int, noise: Noise, block: int, sizes: Sizes, stages: int = 1
) -> list[Levers]:
    """Return one ``Levers`` a month, leaves (stage, group, 1, particle): the same shape for every pair.

    Months between which nothing changes share one value.
    """
    words = words_in(end for s in pair.settings for end in (s.low, s.high))
    ranks = {f: coding_ranks(f, noise, block, sizes) for f in dict.fromkeys(w.field for w in words)}
    drawn = [(s, _value(s, ranks, noise, block, sizes)) for s in pair.settings]
    starts = sorted({0, *(s.first for s in pair.settings if s.first < months)})
    found: list[Levers] = []
    for start, end in zip(starts, [*starts[1:], months], strict=True):
        values = {n: np.zeros((stages, len(groups), 1, sizes.lanes), np.float32) for n in Levers._fields}
        for setting, value in drawn:
            held = [stage for stage in range(stages) if setting.first <= start and pair.holds(setting, stage)]
            values[setting.lever][held, groups.index(setting.group), 0, :] = value
        found += [Levers(*(jnp.asarray(values[n]) for n in Levers._fields))] * (end - start)
    return found


def in_force(levers: Levers, stage: jax.Array) -> Levers:
    """Return the levers (group, 1, particle) of each lane's own stage (particle,)."""

    def chosen(values: jax.Array) -> jax.Array:
        act = values[0]
        for number in range(1, values.shape[0]):
            act = jnp.where(stage == number, values[number], act)
        return act

    act: Levers = jax.tree.map(chosen, levers)
    return act


def coding_ranks(field: str, noise: Noise, block: int, sizes: Sizes) -> NDArray[np.float64]:
    """Return the rank, by point of the block, at which a field's words are read."""
    return np.asarray(noise.uniforms(f"coding.{field}", 0, block, (sizes.block,)), np.float64)


def _value(
    setting: Setting, ranks: Mapping[str, NDArray[np.float64]], noise: Noise, block: int, sizes: Sizes
) -> NDArray[np.float32]:
    low, high = (end.at(ranks) if isinstance(end, Coded) else end for end in (setting.low, setting.high))
    if not setting.drawn:
        return np.repeat(np.broadcast_to(low, sizes.block), sizes.particles).astype(np.float32)
    rank = noise.uniforms(f"lever.{setting.lever}.{setting.group}", 0, block, (sizes.block,))
    drawn = low + (high - low) * np.asarray(rank)
    return np.repeat(drawn, sizes.particles).astype(np.float32)
