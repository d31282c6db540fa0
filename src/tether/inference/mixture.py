"""From several members' clouds to one equally weighted cloud whose particles carry their own parameters.

    mixed = mix(core, state, a, size=1000, month=285)     # a: weights (series, component); core: a MixtureFilter
    mixed.state, mixed.parameters                           # leaves (series, size)

Particles are shared out among the components systematically, so a component's share is right to one particle.
Components beyond the members (simple histories) get their places too: ``mixed.component`` says which, and the caller
fills them. The state and parameters there are the first member's, and not to be used.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from tether.inference.filter import FilterState, HiddenState, MixtureFilter


class Mixed(NamedTuple):
    """Leaves (series, particle); ``component`` int (series, particle)."""

    state: HiddenState
    parameters: Any
    component: NDArray[np.int64]


def mix(filter_: MixtureFilter, state: FilterState, weights: NDArray[np.float64], size: int, month: int) -> Mixed:
    """Return ``size`` particles per series, shared out by ``weights`` (series, component)."""
    count, series, particles = state.log_weight.shape
    luck = filter_.noise
    component = share_out(weights, size, np.asarray(luck.uniforms("mixture.share", month, (series, 1)), float))
    cloud = filter_.thin(state, month, particles)
    who = np.minimum(component, count - 1)
    rank = np.stack([_ranks(row) for row in component])  # 0 … of each particle among its component's
    held = np.stack([np.bincount(row, minlength=component.max() + 1)[row] for row in component])
    start = np.asarray(luck.uniforms("mixture.start", month, (series, 1)), float)
    place = np.floor((rank + start) * particles / held).astype(int) % particles
    rows = np.arange(series)[:, None]
    hidden = jax.tree.map(lambda leaf: leaf[who, rows, place], cloud)
    parameters = jax.tree.map(lambda leaf: jnp.asarray(np.asarray(leaf, np.float32)[who]), filter_.members)
    return Mixed(hidden, parameters, component)


def share_out(weights: NDArray[np.float64], size: int, point: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return each particle's component, (series, size), ascending; ``point`` (series, 1) in (0, 1)."""
    ends = np.cumsum(weights, axis=1) / weights.sum(axis=1, keepdims=True)
    marks = (np.arange(size)[None, :] + point) / size
    found = [np.searchsorted(end, mark, side="right") for end, mark in zip(ends, marks, strict=True)]
    return np.minimum(np.stack(found), weights.shape[1] - 1)


def _ranks(component: NDArray[np.int64]) -> NDArray[np.int64]:
    first = np.searchsorted(component, component, side="left")
    return np.arange(component.size) - first
