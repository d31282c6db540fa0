"""Levers: the numbers that a charter may turn, and the only thing that links charters to mechanisms.

``levers.csv`` is the registry: symbol, unit, the status quo's value, the value that ``none`` means, the range over
which ``unknown`` is drawn, meaning. In memory a lever is (month, group, 1, particle or 1): one value a month and
group, and one per particle where a charter leaves it unknown.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import jax


class Levers(NamedTuple):
    """Arrays (month, group, 1, particle or 1), float32; within a month (group, 1, particle or 1)."""

    intake: jax.Array  # heads of the group that the guard may take in, in all
    pace: jax.Array  # share of those outside that are called each month
    individual: jax.Array  # share of entry that is by individual contract, 0..1
    cap: jax.Array  # largest share of one group in a unit, 0..1
    pay_gap: jax.Array  # share of the month for which pay is missing, 0..1
    protection: jax.Array  # protection by the state or sponsor, 0..1
    role: jax.Array  # deployment away from home that is allowed, as a multiple of the status quo's
    bypass: jax.Array  # 1 where a sponsor helps the army alone, 0 elsewhere


@dataclass(frozen=True)
class Lever:
    """One row of the registry."""

    symbol: str
    unit: str
    status_quo: float
    off: float
    low: float
    high: float
    meaning: str


@cache
def registry() -> dict[str, Lever]:
    """Return the registered levers by symbol, in the order of ``Levers``."""
    text = (files("tether.order") / "levers.csv").read_text("utf-8").splitlines()
    rows = {r["symbol"]: r for r in csv.DictReader(text)}
    return {name: _row(rows[name]) for name in Levers._fields}


def _row(row: dict[str, str]) -> Lever:
    numbers = {n: float(row[n]) for n in ("status_quo", "off", "low", "high")}
    return Lever(symbol=row["symbol"], unit=row["unit"], meaning=row["meaning"], **numbers)
