"""The core's hyper-parameters: a named tuple, its registry, and the pooled rows, one per origin.

    parameters = pooled(np.datetime64("2015-05"), unit="adm1")

``registry.csv`` gives each symbol's unit, range, meaning and source. ``pooled.csv`` holds one row per unit kind and
origin, estimated from data up to that origin only; the latest row not later than the asked origin is used, and a later
one is refused (a projection must not know what its origin could not).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np

from tether.errors import InputError, Problem
from tether.evidence.calendar import month


class CoreParameters(NamedTuple):
    """Values in the units of ``registry.csv``; each a float or an array (place, 1) or (place, particle)."""

    rho: float  # pull of the level to mu, per month
    mu: float  # long-run level, log events per month
    sigma_m: float  # sd of the level's monthly step
    pi_jump: float  # probability of a level jump, per month
    s_jump: float  # sd of a level jump
    phi: float  # persistence of the transient, per month
    sigma_u: float  # sd of the transient's step
    v: float  # how fast steps shrink as violence grows
    phi_s: float  # persistence of the log mean excess size
    s_bar: float  # long-run log mean excess size
    sigma_s: float  # sd of its step
    k: float  # size of the events' negative binomial
    kappa: float  # size of the deaths' negative binomial for one event
    c: float  # its growth with the number of events
    pi_big: float  # probability of a massacre month
    mu_big: float  # mean of its log size
    sigma_big: float  # sd of its log size
    nat: float  # share of step variance common to all places, in projection


@dataclass(frozen=True)
class PooledRow:
    """One row of ``pooled.csv``: values, and up to which month they were estimated."""

    unit: str
    origin: np.datetime64
    source: str
    values: CoreParameters


def pooled(origin: np.datetime64, unit: str = "adm1") -> PooledRow:
    """Return the latest pooled row of ``unit`` whose data end at or before ``origin``.

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
            row["source"],
            CoreParameters(**{name: float(row[name]) for name in CoreParameters._fields}),
        )
        for row in csv.DictReader(text)
    )
