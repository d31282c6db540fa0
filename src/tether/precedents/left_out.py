"""Which pooled parameters forecast a country at an early origin: a row that has not seen the country.

    find = find_for("Angola")                        # what forecast.many_origins asks at each origin
    find(np.datetime64("1994-10"), "country", "mix").source

From 2008 on the published rows serve: they know nothing after their year. Before that, ``left_out.csv`` holds a gate
for each country, fitted to all others, early and late (``scripts/fit_left_out.py``). A row that has seen the country
is refused: its forecast would know what came after the design.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from tether.errors import InputError, Problem
from tether.forecast.many_origins import FindWeights
from tether.forecast.mixture import FEATURES, TAU, Gate, MixtureWeights, Recalibration, gate
from tether.forecast.model import CoreParameters, members
from tether.forecast.posterior import find_weights

EVERYBODY = "-"  # fitted to every training country; for countries that are in none
FIRST_BANK = np.datetime64("2008-10")


def find_for(country: str) -> FindWeights:
    """Return what gives the members and the gate for ``country`` at an origin."""

    def find(origin: np.datetime64, unit: str, style: str) -> MixtureWeights:
        if unit != "country" or gate(origin, unit, style) is not None:
            return find_weights(origin, unit, style)
        row = left_out_row(country)
        check_not_seen(row, country)
        held, sets = members(FIRST_BANK, unit)
        at = [held.index(c) for c in _components(row) if c in held]
        said = (
            f"pooled parameters of all countries but {country}" if row != EVERYBODY else "pooled parameters of others"
        )
        chosen = CoreParameters(*(leaf[at] for leaf in sets))
        return MixtureWeights(tuple(held[k] for k in at), chosen, _gate(row, origin), said)

    return find


def left_out_row(country: str) -> str:
    """Return the name of the row to use for a country."""
    return country if country in _rows() else EVERYBODY


def check_not_seen(row: str, country: str) -> None:
    """Refuse a row whose training countries hold ``country``."""
    if row != country and country in _rows():
        found = f"a row fitted with {country} for a forecast of {country}"
        raise InputError(Problem(found, where="precedents/left_out.csv", expected="the row that left it out"))


@cache
def _rows() -> dict[str, tuple[dict[str, str], ...]]:
    text = (Path(str(files("tether.precedents"))) / "left_out.csv").read_text("utf-8").splitlines()
    out: dict[str, tuple[dict[str, str], ...]] = {}
    for row in csv.DictReader(text):
        out[row["left_out"]] = (*out.get(row["left_out"], ()), row)
    return out


def _components(row: str) -> tuple[str, ...]:
    return tuple(r["component"] for r in _rows()[row])


def _gate(row: str, origin: np.datetime64) -> Gate:
    rows = _rows()[row]
    return Gate(
        unit="country",
        origin=origin,
        kind="mix",
        components=_components(row),
        bias=np.array([float(r["bias"]) for r in rows]),
        slopes=np.array([[float(r[name]) for name in FEATURES] for r in rows]),
        tau=np.array([float(rows[0][name]) for name in TAU]),
        law=Recalibration(*(float(rows[0][name]) for name in Recalibration._fields)),
    )
