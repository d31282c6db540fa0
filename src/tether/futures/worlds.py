"""Worlds: one low-discrepancy point set, mapped to five theories.

    worlds = draw_worlds(setting, points=256, seed=7)
    world = worlds.block(slice(0, 64), particles=8)      # World with leading axis theory, lanes = (point, particle)

A point has one coordinate per uncertain input: the order's parameters, the starting sizes, where men stand, the
patrons' hold. Points are scrambled Sobol (a power of two of them); each theory maps the *same* points through its own
quantile functions, sizes through the interval of their claims. Lever ranges left unknown by a charter draw from named
noise. Sobol 1967; Owen 1998 (scrambling).
"""

from __future__ import annotations

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from tether.errors import UsageError
from tether.order.setting import OrderSetting, Spread
from tether.order.theories import PROBABILITIES, THEORIES, parameters
from tether.order.world import Ground, World

Values = NDArray[np.float32]


@dataclass(frozen=True)
class Worlds:
    """Values by point; ``parameters`` symbol → (theory, point); the rest (…, point), the same in every theory."""

    theories: tuple[str, ...]
    parameters: dict[str, Values]
    heads: Values  # (group, point)
    insurgents: Values  # (point,)
    state: Values  # (point,)
    away: Values  # (group, place, point)
    patron: Values  # (group, point)

    @property
    def points(self) -> int:
        """Return the number of points."""
        return len(self.insurgents)

    def block(self, points: slice, particles: int) -> World:
        """Return the block's worlds with a leading theory axis on every leaf, each point repeated by particle."""
        theories = len(self.theories)

        def lanes(values: Values, shared: bool = True) -> jnp.ndarray:
            kept = np.repeat(values[..., points], particles, axis=-1)
            return jnp.asarray(np.broadcast_to(kept, (theories, *kept.shape)) if shared else kept)

        return World(
            {symbol: lanes(v, shared=False) for symbol, v in self.parameters.items()},
            lanes(self.heads),
            lanes(self.insurgents),
            lanes(self.state),
            lanes(self.away),
            lanes(self.patron),
        )


def draw_worlds(setting: OrderSetting, points: int, seed: int) -> Worlds:
    """Draw ``points`` worlds under every theory.

    Raises:
        UsageError: ``points`` is not a power of two (a Sobol set would lose its balance).
    """
    if points < 2 or points & (points - 1):
        raise UsageError(f"{points} points: expected a power of two of at least 2 (a Sobol set is balanced only then)")
    table, groups = parameters(), setting.groups
    names = [*table, *(f"size.{g}" for g in groups), "size.insurgent", "size.state"]
    names += [f"{kind}.{g}" for kind in ("away", "patron") for g in groups]
    sobol = qmc.Sobol(len(names), scramble=True, rng=np.random.default_rng(seed))
    grid = dict(zip(names, np.clip(sobol.random(points), 1e-9, 1 - 1e-9).T, strict=True))
    return Worlds(
        tuple(t.id for t in THEORIES),
        {symbol: np.stack([row.at(grid[symbol], t.id) for t in THEORIES]) for symbol, row in table.items()},
        heads=_rows([_spread(setting.sizes[g], grid[f"size.{g}"]) for g in groups], points),
        insurgents=_spread(setting.sizes["insurgent"], grid["size.insurgent"]),
        state=_spread(setting.sizes["state"], grid["size.state"]),
        away=np.stack([_away(setting.away[i], grid[f"away.{g}"]) for i, g in enumerate(groups)])
        if groups
        else np.zeros((0, len(setting.places), points), np.float32),
        patron=_rows([_spread(setting.patron[g], grid[f"patron.{g}"]) for g in groups], points),
    )


def ground_of(setting: OrderSetting) -> Ground:
    """Return the setting's fixed arrays with the particle axis last."""
    return Ground(
        home=jnp.asarray(setting.home[..., None]),
        outsider=jnp.asarray(setting.outsider[..., None]),
        kin=jnp.asarray(setting.kin[:, None, None]),
        patrons=jnp.asarray(setting.patrons[:, None, None]),
        held=jnp.asarray(setting.held[:, None]),
        constituency=jnp.asarray(setting.constituency[:, None]),
        insurgents=jnp.asarray(setting.insurgents[:, None]),
        state_outsider=jnp.asarray(setting.state_outsider[:, None]),
        state_men=jnp.asarray(setting.state_men[:, None]),
    )


def _spread(spread: Spread, at: NDArray[np.float64]) -> Values:
    """Map points to an interval: low at 5 %, middle at the half, high at 95 %, no further out."""
    ends = (spread.low, spread.low, spread.middle, spread.high, spread.high)
    return np.interp(at, PROBABILITIES, ends).astype(np.float32)


def _away(shares: Values, at: NDArray[np.float64]) -> Values:
    """One point moves all of a group's places together; a group never stands in more places than it has men."""
    rows = np.stack([_spread(Spread(float(row[0]), float(row[1]), float(row[2])), at) for row in shares])
    return (rows / np.maximum(rows.sum(axis=0, keepdims=True), 1.0)).astype(np.float32)


def _rows(rows: list[Values], points: int) -> Values:
    return np.stack(rows) if rows else np.zeros((0, points), np.float32)
