"""Levers: the numbers that a charter may turn, and the only thing that links charters to mechanisms.

``levers.csv`` is the registry: symbol, unit, the status quo's value, the value that ``none`` means, the range over
which ``unknown`` is drawn, meaning. In memory a lever is (month, group, 1, particle): one value a month and group; a
lever of the whole country repeats its value in every group and is read through ``country``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import jax


class Levers(NamedTuple):
    """Within a month arrays (group, 1, particle), float32; meanings and units in ``levers.csv``."""

    intake: jax.Array
    pace: jax.Array
    individual: jax.Array
    cap: jax.Array
    vetting: jax.Array
    training: jax.Array
    pay_gap: jax.Array
    protection: jax.Array
    role: jax.Array
    bypass: jax.Array
    oversight: jax.Array
    patron_cut: jax.Array
    army_aid: jax.Array
    exit_places: jax.Array
    exit_funded: jax.Array
    officer_posts: jax.Array
    officer_lead: jax.Array
    central: jax.Array
    territorial: jax.Array
    orderly: jax.Array
    lethal: jax.Array
    diversion: jax.Array
    escalation: jax.Array


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


def country(lever: jax.Array) -> jax.Array:
    """Return a whole-country lever as (1, particle): every group carries the same value."""
    return lever[0]


@cache
def registry() -> dict[str, Lever]:
    """Return the registered levers by symbol, in the order of ``Levers``."""
    text = (files("tether.armed_order") / "levers.csv").read_text("utf-8").splitlines()
    rows = {r["symbol"]: r for r in csv.DictReader(text)}
    return {name: _row(rows[name]) for name in Levers._fields}


def _row(row: dict[str, str]) -> Lever:
    numbers = {n: float(row[n]) for n in ("status_quo", "off", "low", "high")}
    return Lever(symbol=row["symbol"], unit=row["unit"], meaning=row["meaning"], **numbers)
