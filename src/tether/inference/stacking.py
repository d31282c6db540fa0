"""How much each component of a mixture counts, here and now: a gate fitted on training windows only.

Components are members of the core's bank and, in the published mix, simple histories (NB-12, NB-24, the last 60
months). Their weights in unit r at origin t are

    a_k ∝ exp(b_k + B_k · x_rt − τ z_rtk)

- x: six numbers of the unit's recent deaths (``features``): level, trend, spread, share of quiet months
- z: how badly component k did in this very unit at earlier origins whose outcome is known at t, discounted by .9 a year
  and shrunk to none: Σ .9^age score / (Σ .9^age + 3). It is the unit's own evidence about hyper-parameters, shrunk
  to the pool
- b, B, τ: one row per origin year, fitted by ``scripts/fit_pool.py`` to multi-step scores of the world's units before
it

The score is CRPS / (the unit's usual CRPS) + λ × ignorance in bits, λ = ``TRADE``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from tether.errors import InputError, Problem
from tether.evidence.calendar import month as month_of
from tether.inference.recalibration import AS_IT_IS, Recalibration

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
        raise InputError(Problem(found, where="inference/gates.csv", expected="a row not later than the origin"))


@cache
def _gates() -> tuple[Gate, ...]:
    text = (files("tether.inference") / "gates.csv").read_text("utf-8").splitlines()
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
