"""Worlds: one low-discrepancy point set, mapped to five theories.

    worlds = draw_worlds(setting, points=256, seed=7)
    world = worlds.block(slice(0, 64), particles=8)      # World with leading axis theory, lanes = (point, particle)

A point has one coordinate per uncertain input: the order's parameters, the starting sizes, where men stand, the
patrons' hold. Points are scrambled Sobol (a power of two of them); each theory maps the *same* points through its own
quantile functions, sizes through the interval of their claims; a user's belief (``order/beliefs.py``) takes the place
of either. Inputs that share a cause are drawn together (``correlated.py``). Lever ranges left unknown by a charter draw
from named noise, as do the readings of charters' words. Sobol 1967; Owen 1998 (scrambling).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from tether.errors import UsageError
from tether.futures.correlated import correlate, correlations, strengths
from tether.order.beliefs import Belief, believed_parameters, believed_spread
from tether.order.setting import OrderSetting, Spread
from tether.order.theories import PROBABILITIES, THEORIES
from tether.order.world import SettingArrays, World

Values = NDArray[np.float32]


@dataclass(frozen=True)
class Worlds:
    """Values by theory and point; sizes and holds differ by theory only where a user's belief does."""

    theories: tuple[str, ...]
    parameters: dict[str, Values]  # symbol → (theory, point)
    heads: Values  # (theory, group, point)
    insurgents: Values  # (theory, point)
    state: Values  # (theory, point)
    away: Values  # (group, place, point), the same in every theory
    patron: Values  # (theory, group, point)
    beliefs: tuple[Belief, ...] = ()
    together: dict[str, NDArray[np.float64]] = field(default_factory=dict)  # rank correlation of a tie → (point,)

    @property
    def points(self) -> int:
        """Return the number of points."""
        return self.insurgents.shape[-1]

    def block(self, points: slice, particles: int) -> World:
        """Return the block's worlds with a leading theory axis on every leaf, each point repeated by particle."""

        def lanes(values: Values) -> jnp.ndarray:
            return jnp.asarray(np.repeat(values[..., points], particles, axis=-1))

        return World(
            {symbol: lanes(v) for symbol, v in self.parameters.items()},
            lanes(self.heads),
            lanes(self.insurgents),
            lanes(self.state),
            lanes(np.broadcast_to(self.away, (len(self.theories), *self.away.shape))),
            lanes(self.patron),
        )


def draw_worlds(setting: OrderSetting, points: int, seed: int, beliefs: Iterable[Belief] = ()) -> Worlds:
    """Draw ``points`` worlds under every theory, with the user's ``beliefs`` in place of the authored ranges.

    Raises:
        UsageError: ``points`` is not a power of two (a Sobol set would lose its balance).
    """
    if points < 2 or points & (points - 1):
        raise UsageError(f"{points} points: expected a power of two of at least 2 (a Sobol set is balanced only then)")
    held = tuple(beliefs)
    table, groups = believed_parameters(held), setting.groups
    names = [*table, *(f"size.{g}" for g in groups), "size.insurgent", "size.state"]
    names += [f"{kind}.{g}" for kind in ("away", "patron") for g in groups]
    sobol = qmc.Sobol(len(names), scramble=True, rng=np.random.default_rng(seed))
    ties = correlations(setting)
    together = strengths(ties, points, seed)
    drawn_alone = dict(zip(names, np.clip(sobol.random(points), 1e-9, 1 - 1e-9).T, strict=True))
    grid = correlate(drawn_alone, ties, together)

    def drawn(symbol: str, spread: Spread) -> Values:  # (theory, point)
        spreads = [believed_spread(symbol, spread, t.id, held) for t in THEORIES]
        return np.stack([_spread(s, grid[symbol]) for s in spreads])

    return Worlds(
        tuple(t.id for t in THEORIES),
        {symbol: np.stack([row.at(grid[symbol], t.id) for t in THEORIES]) for symbol, row in table.items()},
        heads=_rows([drawn(f"size.{g}", setting.sizes[g]) for g in groups], points),
        insurgents=drawn("size.insurgent", setting.sizes["insurgent"]),
        state=drawn("size.state", setting.sizes["state"]),
        away=np.stack([_away(setting.away[i], grid[f"away.{g}"]) for i, g in enumerate(groups)])
        if groups
        else np.zeros((0, len(setting.places), points), np.float32),
        patron=_rows([drawn(f"patron.{g}", setting.patron[g]) for g in groups], points),
        beliefs=held,
        together=together,
    )


def ground_of(setting: OrderSetting) -> SettingArrays:
    """Return the setting's fixed arrays with the particle axis last."""
    return SettingArrays(
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
    """Stack groups (theory, point) to (theory, group, point)."""
    return np.stack(rows, axis=1) if rows else np.zeros((len(THEORIES), 0, points), np.float32)
