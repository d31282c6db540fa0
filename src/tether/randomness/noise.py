"""Noise is a value: the same (seed, name, month, block) always gives the same uniforms.

    noise = Noise(7)
    u = noise.uniforms("core.level", month=3, block=0, shape=(18, 256))  # (place, particle), float32 in (0, 1)

A draw is a deterministic function of such uniforms (inverse CDF, ``sampler.py``): two charters that ask for the same
name share their luck, and their difference is not blurred by it. Blocks are fixed slices of (world, particle); their
size stands in the run's manifest and does not depend on the number of workers. Keys come from Threefry (counter-based:
no state, no order of calls). To add a source of randomness, choose a new name; nothing else moves.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax.scipy.special import ndtri

STEPS = 1 << 23  # float32 holds (k + 1/2) / 2^23 exactly: the interval stays open at both ends


@dataclass(frozen=True)
class Noise:
    """A seed from which named uniforms are made."""

    seed: int

    def uniforms(self, name: str, month: int | jax.Array, block: int | jax.Array, shape: tuple[int, ...]) -> jax.Array:
        """Return float32 uniforms in the open interval (0, 1), of ``shape``, smallest 2**-24."""
        return _uniforms(self.seed, zlib.crc32(name.encode()), month, block, shape)

    def key(self, name: str) -> jax.Array:
        """Return a JAX key of ``name``, a scalar, for a library that draws by itself."""
        return _key(self.seed, zlib.crc32(name.encode()))

    def normals(self, name: str, month: int | jax.Array, block: int | jax.Array, shape: tuple[int, ...]) -> jax.Array:
        """Return float32 standard normals of ``shape``: the inverse CDF of :meth:`uniforms`."""
        return ndtri(self.uniforms(name, month, block, shape))


class SeriesNoise(NamedTuple):
    """The noise of one block of series: the seed, and the block (a fixed slice of a file's units)."""

    seed: int
    block: int

    def uniforms(self, name: str, month: int | jax.Array, shape: tuple[int, ...]) -> jax.Array:
        """Return this block's uniforms of ``name`` and ``month``, of ``shape``."""
        return Noise(self.seed).uniforms(name, month, self.block, shape)


@partial(jax.jit, static_argnames="shape")
def _uniforms(
    seed: int, name: int, month: int | jax.Array, block: int | jax.Array, shape: tuple[int, ...]
) -> jax.Array:
    bits = jax.random.bits(_key(seed, name, month, block), shape, jnp.uint32) >> 9
    return (bits.astype(jnp.float32) + jnp.float32(0.5)) / jnp.float32(STEPS)


def _key(seed: int, *parts: int | jax.Array) -> jax.Array:
    key = jax.random.key(seed)
    for part in parts:
        key = jax.random.fold_in(key, jnp.uint32(part))
    return key
