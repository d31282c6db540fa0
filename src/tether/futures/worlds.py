"""Worlds: one low-discrepancy point set, mapped to five theories.

    worlds = draw_worlds(setting, points=256, seed=7)
    world = worlds.block(slice(0, 64), particles=8)      # World with leading axis theory, lanes = (point, particle)

A point has one coordinate per uncertain input: the order's parameters, the starting sizes, where men stand, the
patrons' hold. Points are scrambled Sobol (a power of two of them); each theory maps the *same* points through its own
quantile functions, sizes through the interval of their claims; a user's belief (``armed_order/beliefs.py``) takes the
place of either. Lever ranges left unknown by a charter draw from named noise, as do the readings of charters' words.

Inputs that share a cause are drawn together, by a rank correlation laid over the points:

    ties = correlations(setting)
    grid = correlate(grid, ties, strengths(ties, points, seed))   # symbol → points in (0, 1), marginals unchanged

Two sizes that rest on a claim of one source err together, and so do two groups' holds by one patron's state: the rows
of ``correlations.csv`` say which cause ties which inputs, and how closely, as a range with its reason. The rank
correlation ρ of a row is itself drawn by point, so that it has a share in what the comparison carries. With

    r = 2 sin(π ρ / 6),   R = [r between tied inputs, 1 on the diagonal],   z' = chol(R)·Φ⁻¹(u),   u' = Φ(z')

every u' stays uniform and the first input of a tie keeps its own points. A tie that would not be a correlation matrix
(three inputs tied two by two) is drawn towards the diagonal until it is one. To tie other inputs, add a row here and
its cause in ``Spread.shared``.

Sobol 1967; Owen 1998 (scrambling); Iman & Conover 1982, Fang, Fang & Kotz 2002 (a Gaussian copula).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import combinations

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from tether.armed_order.beliefs import Belief, believed_parameters, believed_spread
from tether.armed_order.start import OrderSetting, Spread
from tether.armed_order.state import SettingArrays, World
from tether.armed_order.theories import PROBABILITIES, THEORIES
from tether.errors import UsageError
from tether.randomness.sobol import sobol_points

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
    unstated: dict[str, tuple[Values, Values]] = field(default_factory=dict)  # array left open → low, rank (row, point)

    @property
    def points(self) -> int:
        """Return the number of points."""
        return self.insurgents.shape[-1]

    def stand_on(self, ground: SettingArrays, points: slice, particles: int) -> SettingArrays:
        """Return the ground of a block's worlds: what nobody states lies between its ends; all else as it is."""
        drawn = {}
        for name, (low, ranks) in self.unstated.items():
            high = getattr(ground, name)
            rank = jnp.asarray(np.repeat(ranks[:, points], particles, axis=-1))  # (row, particle)
            rank = rank[:, None, :] if name in BY_GROUP else rank
            least = jnp.asarray(low).reshape(high.shape)
            drawn[name] = (least + (high - least) * rank).astype(jnp.float32)
        return ground._replace(**drawn) if drawn else ground

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
    open_ = {n: [f"{n}.{g}" for g in groups] if n in BY_GROUP else [n] for n in setting.low}
    names += [symbol for symbols in open_.values() for symbol in symbols]
    ties = correlations(setting)
    together = strengths(ties, points, seed)
    drawn_alone = dict(zip(names, np.clip(sobol_points(len(names), points, seed), 1e-9, 1 - 1e-9).T, strict=True))
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
        unstated={n: (setting.low[n], np.stack([grid[s] for s in row]).astype(np.float32)) for n, row in open_.items()},
    )


def ground_of(setting: OrderSetting) -> SettingArrays:
    """Return the setting's fixed arrays with the particle axis last; where ``low`` opens one, its upper end."""
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


BY_GROUP = ("outsider", "kin")  # arrays of which each group has rows of its own


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


Uniforms = NDArray[np.float64]
LEAST = 1e-6  # smallest eigenvalue of a tie's matrix


@dataclass(frozen=True)
class Cause:
    """One row of ``correlations.csv``: inputs ``<inputs>.<group>`` that share a ``cause`` are tied by ``value``."""

    cause: str
    inputs: str
    low: float
    value: float
    high: float
    label: str
    reason: str

    @property
    def symbol(self) -> str:
        """The name under which its strength is drawn."""
        return f"correlation.{self.inputs}"


@dataclass(frozen=True)
class Tie:
    """Inputs of one kind, and which pairs of them share a cause."""

    cause: Cause
    symbols: tuple[str, ...]
    pairs: tuple[tuple[int, int], ...]


@cache
def causes() -> tuple[Cause, ...]:
    """Return the registered causes."""
    text = (files("tether.futures") / "correlations.csv").read_text("utf-8").splitlines()
    return tuple(
        Cause(
            *(r["cause"], r["inputs"], float(r["low"]), float(r["value"]), float(r["high"])),
            *(r["label"], r["reason"]),
        )
        for r in csv.DictReader(text)
    )


def correlations(setting: OrderSetting) -> tuple[Tie, ...]:
    """Return the ties of a setting: for each cause the inputs that share it with another."""
    ties = []
    for cause in causes():
        spreads = setting.sizes if cause.inputs == "size" else setting.patron
        shared = {n: frozenset(s for s in spread.shared if s.startswith(cause.cause)) for n, spread in spreads.items()}
        tied = [(a, b) for a, b in combinations(shared, 2) if shared[a] & shared[b]]
        names = [n for n in shared if any(n in pair for pair in tied)]
        if tied:
            symbols = tuple(f"{cause.inputs}.{n}" for n in names)
            ties.append(Tie(cause, symbols, tuple((names.index(a), names.index(b)) for a, b in tied)))
    return tuple(ties)


def strengths(ties: Sequence[Tie], points: int, seed: int) -> dict[str, Uniforms]:
    """Return each tie's rank correlation, (point,), by the symbol of its cause."""
    found = {}
    for number, tie in enumerate(ties):
        c, rank = tie.cause, np.random.default_rng([seed, number + 1]).random(points)
        found[c.symbol] = np.interp(rank, PROBABILITIES, (c.low, c.low, c.value, c.high, c.high))
    return found


def correlate(grid: Mapping[str, Uniforms], ties: Sequence[Tie], rho: Mapping[str, Uniforms]) -> dict[str, Uniforms]:
    """Return the points (point,) of each input with tied ones drawn together; ``rho`` (point,) by name of a tie."""
    found = dict(grid)
    for tie in ties:
        factor = np.linalg.cholesky(_matrices(tie, 2.0 * np.sin(np.pi * rho[tie.cause.symbol] / 6.0)))
        z = ndtri(np.stack([grid[s] for s in tie.symbols]))  # (input, point)
        moved = ndtr(np.einsum("pij,jp->ip", factor, z))
        found |= {s: np.clip(row, 1e-9, 1 - 1e-9) for s, row in zip(tie.symbols, moved, strict=True)}
    return found


def _matrices(tie: Tie, r: Uniforms) -> Uniforms:
    """Return the tie's correlation matrix by point, (point, input, input)."""
    count = len(tie.symbols)
    one = np.zeros((count, count))
    for i, j in tie.pairs:
        one[i, j] = one[j, i] = 1.0
    lowest = float(np.linalg.eigvalsh(one)[0])  # negative: r·one + I has the least eigenvalue 1 + r·lowest
    most = (1.0 - LEAST) / -lowest if lowest < 0 else 1.0
    return np.eye(count) + np.minimum(r, most)[:, None, None] * one
