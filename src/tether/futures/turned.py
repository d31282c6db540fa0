"""Levers of one pair over one block: a table of settings becomes arrays, month by month.

A setting that is left open is drawn per point by named noise (``lever.<symbol>.<group>``), and so is how the words of a
field are read (``coding.<field>``): the same name gives the same rank in every charter, so two charters that leave the
same thing unknown, or use the same word, share that luck.
"""

from __future__ import annotations

from collections.abc import Mapping

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from tether.futures.basis import Sizes
from tether.futures.coding import Setting
from tether.futures.compile import Pair
from tether.futures.words import Coded, words_in
from tether.order.levers import Levers
from tether.randomness.noise import Noise


def turn(pair: Pair, groups: tuple[str, ...], months: int, noise: Noise, block: int, sizes: Sizes) -> list[Levers]:
    """Return one ``Levers`` a month, leaves (group, 1, particle): the same shape for every pair."""
    values = {name: np.zeros((months, len(groups), 1, sizes.lanes), np.float32) for name in Levers._fields}
    words = words_in(end for s in pair.settings for end in (s.low, s.high))
    ranks = {f: coding_ranks(f, noise, block, sizes) for f in dict.fromkeys(w.field for w in words)}
    for setting in pair.settings:
        row = groups.index(setting.group)
        values[setting.lever][setting.first :, row, 0, :] = _value(setting, ranks, noise, block, sizes)
    return [Levers(*(jnp.asarray(values[name][m]) for name in Levers._fields)) for m in range(months)]


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
