"""What every projection of a case shares: the posterior's cloud, the shares, the sizes, the noise.

    basis = make_basis(panel, posterior, Sizes(256, 8, 64), months=36, noise=Noise(7))
    for block in range(basis.blocks): paths = basis.paths(block)

Core noise is keyed by (point, particle) in fixed blocks, never by theory, so that five theories share the same core
paths, and the number of workers and the order of blocks cannot change a byte. Imports nothing of the order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tether.forecast.model import CoreParameters, CoreState
from tether.forecast.observation import civilian_shares, type_shares
from tether.forecast.paths import Paths, pull_of, simulate
from tether.forecast.posterior import Posterior, take_particles
from tether.randomness.noise import Noise
from tether.randomness.sizes import Sizes
from tether.theatre.panel import Panel

PLACES = ("adm1", "model")  # what charters tilt: the model of places


@dataclass(frozen=True)
class ProjectionInputs:
    """The ground that all charters of a case stand on. Arrays as in their rooms; lanes = (point, particle)."""

    places: tuple[str, ...]
    state: CoreState  # (place, points × particles)
    parameters: CoreParameters
    shares: jax.Array  # (type, place, 1)
    civilians: jax.Array | None  # (type, place, 1)
    sizes: Sizes
    months: int
    noise: Noise
    origin: np.datetime64  # the last month that was known: month 1 is the first after it

    @property
    def blocks(self) -> int:
        """Number of blocks."""
        return self.sizes.points // self.sizes.block

    def points_of(self, block: int) -> slice:
        """Return the points of a block."""
        return slice(block * self.sizes.block, (block + 1) * self.sizes.block)

    def core_of(self, block: int) -> tuple[CoreState, CoreParameters]:
        """Return the block's slice of the cloud and of parameters that differ by particle."""
        total, lanes = self.sizes.points * self.sizes.particles, self.sizes.lanes
        chosen = jnp.arange(block * lanes, (block + 1) * lanes)[None, :]
        chosen = jnp.broadcast_to(chosen, (len(self.places), lanes))
        kept: Any = take_particles((self.state, self.parameters), chosen, total)
        return kept

    def paths(self, block: int) -> tuple[Paths, CoreParameters]:
        """Simulate the block's core paths, and return them with the block's parameters."""
        state, parameters = self.core_of(block)
        return simulate(state, parameters, self.noise, block, self.months, pull_of(*PLACES)), parameters


def make_basis(panel: Panel, posterior: Posterior, sizes: Sizes, months: int, noise: Noise) -> ProjectionInputs:
    """Thin the posterior to the case's lanes and read the shares from the record before the cut-off."""
    state, parameters = posterior.cloud(sizes.points * sizes.particles, noise)
    civilians = civilian_shares(panel)
    return ProjectionInputs(
        panel.places,
        state,
        parameters,
        jnp.asarray(type_shares(panel)[..., None]),
        None if civilians is None else jnp.asarray(civilians[..., None]),
        sizes,
        months,
        noise,
        posterior.origin,
    )
