"""The core's hyper-parameters: a named tuple, its registry, and the pooled bank of sets.

    names, sets = members(np.datetime64("2015-05"), unit="adm1")     # leaves (member,)
    parameters = pooled(np.datetime64("2015-05"), unit="adm1").values  # the heaviest member alone

``registry.csv`` gives each symbol's unit, range, meaning and source. ``pooled.csv`` holds a *bank* per unit kind: a few
parameter sets whose mixture forecasts best over many months, found by ``scripts/fit_pool.py`` from data up to the row's
``origin`` only. The latest bank not later than the asked origin is used, and a later one is refused (a projection must
not know what its origin could not). How much each member counts is a gate's matter (``inference/stacking.py``).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np

from tether.errors import InputError, Problem
from tether.evidence.calendar import month

Value = Any  # a float, or an array that broadcasts to (place, particle)


class CoreParameters(NamedTuple):
    """Values in the units of ``registry.csv``; each a float or an array (place, 1) or (place, particle)."""

    rho: Value  # pull of the level to mu, per month
    mu: Value  # long-run level, log events per month
    sigma_m: Value  # sd of the level's monthly step
    pi_jump: Value  # probability of a level jump, per month
    s_jump: Value  # sd of a level jump
    phi: Value  # persistence of the transient, per month
    sigma_u: Value  # sd of the transient's step
    v: Value  # how fast steps shrink as violence grows
    phi_s: Value  # persistence of the log mean excess size
    s_bar: Value  # long-run log mean excess size
    sigma_s: Value  # sd of its step
    k: Value  # size of the events' negative binomial
    kappa: Value  # size of the deaths' negative binomial for one event
    c: Value  # its growth with the number of events
    pi_big: Value  # probability of a massacre month
    mu_big: Value  # mean of its log size
    sigma_big: Value  # sd of its log size
    nat: Value  # share of step variance common to all places, in projection


@dataclass(frozen=True)
class PooledRow:
    """One row of ``pooled.csv``: values, and up to which month they were estimated."""

    unit: str
    origin: np.datetime64
    member: str
    source: str
    values: CoreParameters


def members(origin: np.datetime64, unit: str = "adm1") -> tuple[tuple[str, ...], CoreParameters]:
    """Return the names and the sets, leaves float32 (member,), of the latest bank not later than ``origin``.

    Raises:
        InputError: every shipped bank of ``unit`` is later than the origin.
    """
    latest = pooled(origin, unit)
    rows = [row for row in _rows() if (row.unit, row.origin) == (latest.unit, latest.origin)]
    sets = CoreParameters(*(np.array(leaf, np.float32) for leaf in zip(*(row.values for row in rows), strict=True)))
    return tuple(row.member for row in rows), sets


def pooled(origin: np.datetime64, unit: str = "adm1") -> PooledRow:
    """Return the heaviest member of the latest bank of ``unit`` whose data end at or before ``origin``.

    Raises:
        InputError: no such row exists (every shipped row is later than the origin).
    """
    rows = [row for row in _rows() if row.unit == unit and row.origin <= month(origin)]
    if not rows:
        first = min((row.origin for row in _rows() if row.unit == unit), default=None)
        found = f"no pooled parameters for unit '{unit}' at origin {origin}: the first row was estimated to {first}"
        raise InputError(
            Problem(
                found, where="core/pooled.csv", expected="a row not later than the origin", remedy="fit this series"
            )
        )
    return max(rows, key=lambda row: row.origin)


@cache
def _rows() -> tuple[PooledRow, ...]:
    text = (files("tether.core") / "pooled.csv").read_text("utf-8").splitlines()
    return tuple(
        PooledRow(
            row["unit"],
            month(row["origin"]),
            row["member"],
            row["source"],
            CoreParameters(**{name: float(row[name]) for name in CoreParameters._fields}),
        )
        for row in csv.DictReader(text)
    )
