"""A mixture of forecasts: one cloud from several members' clouds, how much each counts, and what is published of it.

    mixed = mix(core, state, a, size=1000, month=285)     # a: weights (series, component); core: a MixtureFilter
    mixed.state, mixed.parameters                           # leaves (series, size)

Components are the filter's members and, in the published mix, simple histories (NB-12, NB-24, the last 60 months).
Particles are shared out among them systematically, so a component's share is right to one particle;
``mixed.component`` says which have a particle, and the caller fills those of the simple histories (the state and
parameters there are the first member's, and not to be used).

How much a component counts in unit r at origin t is a gate's matter, fitted on training windows only:

    a_k ∝ exp(b_k + B_k · x_rt − τ z_rtk)

- x: six numbers of the unit's recent deaths (``features``): level, trend, spread, share of quiet months
- z: how badly component k did in this very unit at earlier origins whose outcome is known at t, discounted by .9 a year
  and shrunk to none (``filter_history.py``). It is the unit's own evidence about hyper-parameters, shrunk to the pool
- b, B, τ: one row per origin year, fitted by ``scripts/fit_pool.py`` to multi-step scores of the world's units before
  it (CRPS / the unit's usual CRPS + λ × ignorance in bits, λ = ``TRADE``)

A mixture of forecasts that are each calibrated is too wide in the middle and too thin in the tails (Ranjan and
Gneiting 2010, J. R. Stat. Soc. B 72, 71–91). So the published law is

    F* = 1 − (1 − F^α)^β,    log α = a + a_lead · l,   log β = b + b_lead · l,   l = (lead − 8.2) / 4

    law = Recalibration(a=-0.1, a_lead=0.0, b=-0.2, b_lead=0.0)
    draws = law.thin(paths, keep=1000, leads=(3, 14))     # paths (unit, lead, many) -> (unit, lead, 1000)

(Kumaraswamy's distribution function at F); the four numbers stand in the gate's row and are fitted with it. Draws are
quantiles of F* at (rank + ½)/keep, the rank among the kept paths: each month's draws are as even as a sample can be,
and a path keeps its place from month to month (as in Clark et al. 2004, J. Hydrometeorol. 5, 243–262).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from tether.errors import InputError, Problem
from tether.evidence.calendar import month as month_of
from tether.forecast.filter import FilterState, HiddenState, MixtureFilter
from tether.forecast.model import CoreParameters


class MixedDraws(NamedTuple):
    """Leaves (series, particle); ``component`` int (series, particle)."""

    state: HiddenState
    parameters: Any
    component: NDArray[np.int64]


def mix(filter_: MixtureFilter, state: FilterState, weights: NDArray[np.float64], size: int, month: int) -> MixedDraws:
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
    return MixedDraws(hidden, parameters, component)


def share_out(weights: NDArray[np.float64], size: int, point: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return each particle's component, (series, size), ascending; ``point`` (series, 1) in (0, 1)."""
    ends = np.cumsum(weights, axis=1) / weights.sum(axis=1, keepdims=True)
    marks = (np.arange(size)[None, :] + point) / size
    found = [np.searchsorted(end, mark, side="right") for end, mark in zip(ends, marks, strict=True)]
    return np.minimum(np.stack(found), weights.shape[1] - 1)


def _ranks(component: NDArray[np.int64]) -> NDArray[np.int64]:
    first = np.searchsorted(component, component, side="left")
    return np.arange(component.size) - first


MIDDLE_LEAD, LEAD_SCALE, FIRST, LAST = 8.2, 4.0, 3, 14  # leads that the fit sees; outside them the nearest counts


class Recalibration(NamedTuple):
    """Log exponents of F → 1 − (1 − F^α)^β at the middle lead, and their change per four months of lead."""

    a: float = 0.0
    a_lead: float = 0.0
    b: float = 0.0
    b_lead: float = 0.0

    def exponents(self, leads: tuple[int, ...]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return α and β, each (lead,)."""
        place = (np.clip(np.array(leads, float), FIRST, LAST) - MIDDLE_LEAD) / LEAD_SCALE
        return np.exp(self.a + self.a_lead * place), np.exp(self.b + self.b_lead * place)

    def published(self, cdf: NDArray[np.float64], leads: tuple[int, ...]) -> NDArray[np.float64]:
        """Return F* of F, both (…, lead, grid)."""
        alpha, beta = (e[:, None] for e in self.exponents(leads))
        return np.asarray(1.0 - (1.0 - np.clip(cdf, 0.0, 1.0) ** alpha) ** beta)

    def thin(self, paths: NDArray[np.float32], keep: int, leads: tuple[int, ...]) -> NDArray[np.float32]:
        """Return ``keep`` of the paths (unit, lead, many), their values moved to quantiles of F*; many ≥ keep."""
        many = paths.shape[-1]
        kept = paths[..., (np.arange(keep) * many) // keep]
        rank = np.argsort(np.argsort(kept, axis=-1, kind="stable"), axis=-1, kind="stable")
        alpha, beta = (e[:, None] for e in self.exponents(leads))
        share = (1.0 - (1.0 - (np.arange(keep) + 0.5) / keep) ** (1.0 / beta)) ** (1.0 / alpha)  # (lead, keep)
        place = np.clip(np.ceil(share * many - 1e-6).astype(int) - 1, 0, many - 1)
        even = np.take_along_axis(np.sort(paths, axis=-1), np.broadcast_to(place, kept.shape), axis=-1)
        return np.take_along_axis(even, rank, axis=-1)


AS_IT_IS = Recalibration()


Array = NDArray[np.float64]
CENTRE = np.array([2.0, 0.0, 0.0, 0.3, 0.45, 0.6])
SCALE = np.array([1.5, 0.6, 0.8, 0.35, 0.35, 0.3])
TAU = ("tau", "tau_country")
FEATURES = ("level", "trend_3_12", "trend_12_60", "quiet_12", "quiet_60", "spread_12")
NUMBERS = (*FEATURES, *TAU, *Recalibration._fields)  # of a gate's rows, after the bias


@dataclass(frozen=True)
class Gate:
    """The weights' law of one unit kind and origin year; arrays run over ``components``."""

    unit: str
    origin: np.datetime64
    kind: str  # "model" (members only) or "mix"
    components: tuple[str, ...]
    bias: Array  # (component,)
    slopes: Array  # (component, feature)
    tau: Array  # (2,): what the unit's own evidence counts, and its country's
    law: Recalibration = AS_IT_IS

    def weights(self, x: Array, z: Array) -> Array:
        """Return weights (series, component) from features (series, feature) and evidence (2, series, component)."""
        logit = self.bias + x @ self.slopes.T - np.einsum("e,esk->sk", self.tau, z)
        raw = np.exp(logit - logit.max(axis=-1, keepdims=True))
        return raw / raw.sum(axis=-1, keepdims=True)


def features(deaths: Array) -> Array:
    """Return x (series, feature) of deaths (series, month), NaN where missing, scaled to be of order one."""
    return np.stack([_features(row[~np.isnan(row)]) for row in deaths])


def _features(x: Array) -> Array:
    x = x if x.size else np.zeros(1)
    year, long = x[-12:], x[-60:]
    level = np.log1p(year.mean())
    raw = [
        level,
        np.log1p(x[-3:].mean()) - level,
        level - np.log1p(long.mean()),
        (year == 0).mean(),
        (long == 0).mean(),
        np.log1p(year.std() / (year.mean() + 0.2)),
    ]
    return (np.array(raw) - CENTRE) / SCALE


def gate(origin: np.datetime64, unit: str, kind: str) -> Gate | None:
    """Return the latest gate of ``unit`` and ``kind`` that knows nothing after ``origin``; None if there is none."""
    known = [g for g in _gates() if g.unit == unit and g.kind == kind and g.origin <= month_of(origin)]
    return max(known, key=lambda g: g.origin) if known else None


def check_not_later(gate: Gate, origin: np.datetime64) -> None:
    """Refuse a row fitted on data after ``origin``: it knows what the forecast must not."""
    if gate.origin > month_of(origin):
        found = f"pooled row of {gate.origin} for a forecast at {origin}"
        raise InputError(Problem(found, where="forecast/gates.csv", expected="a row not later than the origin"))


@cache
def _gates() -> tuple[Gate, ...]:
    text = (files("tether.forecast") / "gates.csv").read_text("utf-8").splitlines()
    groups: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for row in csv.DictReader(text):
        groups.setdefault((row["unit"], row["origin"], row["kind"]), []).append(row)
    return tuple(_gate(key, rows) for key, rows in groups.items())


def _gate(key: tuple[str, str, str], rows: list[dict[str, str]]) -> Gate:
    return Gate(
        unit=key[0],
        origin=month_of(key[1]),
        kind=key[2],
        components=tuple(row["component"] for row in rows),
        bias=np.array([float(row["bias"]) for row in rows]),
        slopes=np.array([[float(row[name]) for name in FEATURES] for row in rows]),
        tau=np.array([float(rows[0][name]) for name in TAU]),
        law=Recalibration(*(float(rows[0][name]) for name in Recalibration._fields)),
    )


@dataclass(frozen=True)
class MixtureWeights:
    """Members with their gate, and a sentence on where they come from."""

    names: tuple[str, ...]
    members: CoreParameters  # leaves (member,)
    gate: Gate
    source: str

    @property
    def heeds_past(self) -> bool:
        """Return whether past forecasts count in the weights."""
        return bool(self.gate.tau.any())
