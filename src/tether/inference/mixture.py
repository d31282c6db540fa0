"""From several members' clouds to one equally weighted cloud whose particles carry their own parameters.

    mixed = mix(followed, members, a, size=1000, luck)     # a: weights (series, component)
    mixed.state, mixed.parameters                           # leaves (series, size)

Particles are shared out among the components systematically, so a component's share is right to one particle.
Components beyond the members (simple histories) get their places too: ``mixed.component`` says which, and the caller
fills them. The state and parameters there are the first member's, and not to be used.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from tether.core.parameters import CoreParameters
from tether.core.state import CoreState
from tether.inference.bank import Run, SeriesNoise, thin


class Mixed(NamedTuple):
    """Leaves (series, particle); ``component`` int (series, particle)."""

    state: CoreState
    parameters: CoreParameters
    component: NDArray[np.int64]


def mix(
    run: Run, members: CoreParameters, weights: NDArray[np.float64], size: int, luck: SeriesNoise, month: int
) -> Mixed:
    """Return ``size`` particles per series, shared out by ``weights`` (series, component)."""
    count, series, particles = run.log_weight.shape
    component = share_out(weights, size, np.asarray(luck.uniforms("mixture.share", month, (series, 1)), float))
    cloud = thin(run, month, luck, particles)
    who = np.minimum(component, count - 1)
    rank = np.stack([_ranks(row) for row in component])  # 0 … of each particle among its component's
    held = np.stack([np.bincount(row, minlength=component.max() + 1)[row] for row in component])
    start = np.asarray(luck.uniforms("mixture.start", month, (series, 1)), float)
    place = np.floor((rank + start) * particles / held).astype(int) % particles
    rows = np.arange(series)[:, None]
    state = CoreState(*(leaf[who, rows, place] for leaf in cloud))
    parameters = CoreParameters(*(jnp.asarray(np.asarray(leaf, np.float32)[who]) for leaf in members))
    return Mixed(state, parameters, component)


def share_out(weights: NDArray[np.float64], size: int, point: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return each particle's component, (series, size), ascending; ``point`` (series, 1) in (0, 1)."""
    ends = np.cumsum(weights, axis=1) / weights.sum(axis=1, keepdims=True)
    marks = (np.arange(size)[None, :] + point) / size
    found = [np.searchsorted(end, mark, side="right") for end, mark in zip(ends, marks, strict=True)]
    return np.minimum(np.stack(found), weights.shape[1] - 1)


def _ranks(component: NDArray[np.int64]) -> NDArray[np.int64]:
    first = np.searchsorted(component, component, side="left")
    return np.arange(component.size) - first


def take_series(run: Run, rows: NDArray[np.int64]) -> Run:
    """Return the run of the series at ``rows`` only."""
    leaves: Run = jax.tree.map(lambda leaf: leaf[:, rows], run)
    return leaves
