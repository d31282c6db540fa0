"""Levers of one pair over one block: a table of settings becomes arrays, month by month.

A setting that is a range is drawn per point by named noise (``lever.<symbol>.<group>``): the same name gives the same
rank in every charter, so two charters that leave the same thing unknown share that luck.
"""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np

from tether.futures.basis import Sizes
from tether.futures.coding import Setting
from tether.futures.compile import Pair
from tether.order.levers import Levers
from tether.randomness.noise import Noise


def turn(pair: Pair, groups: tuple[str, ...], months: int, noise: Noise, block: int, sizes: Sizes) -> list[Levers]:
    """Return one ``Levers`` a month, leaves (group, 1, particle): the same shape for every pair."""
    values = {name: np.zeros((months, len(groups), 1, sizes.lanes), np.float32) for name in Levers._fields}
    for setting in pair.settings:
        row = groups.index(setting.group)
        values[setting.lever][setting.first :, row, 0, :] = _value(setting, noise, block, sizes)
    return [Levers(*(jnp.asarray(values[name][m]) for name in Levers._fields)) for m in range(months)]


def _value(setting: Setting, noise: Noise, block: int, sizes: Sizes) -> np.ndarray:
    if not setting.drawn:
        return np.full(sizes.lanes, setting.low, np.float32)
    rank = noise.uniforms(f"lever.{setting.lever}.{setting.group}", 0, block, (sizes.block,))
    drawn = setting.low + (setting.high - setting.low) * np.asarray(rank)
    return np.repeat(drawn, sizes.particles).astype(np.float32)
