"""Five rival theories as authored priors over the same points.

A parameter's prior is a quantile function, linear through (0, minimum), (.05, low), (.5, middle), (.95, high),
(1, maximum): low to high is the 90 % range of ``parameters.csv``. A theory overrides a row or leaves it; every theory
maps the *same* low-discrepancy points, so that a difference between theories is never luck.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

PROBABILITIES = (0.0, 0.05, 0.5, 0.95, 1.0)


@dataclass(frozen=True)
class Theory:
    """One authored account of what decides."""

    id: str
    title: str
    says: str
    claim: str = ""  # what decides, in two words; "" for ``says``

    @property
    def in_a_word(self) -> str:
        """Return the claim in two words."""
        return self.claim or self.says


THEORIES = (
    Theory("article", "Article", "design decides", "design decides"),
    Theory(
        "settlement",
        "Settlement",
        "the political settlement decides, design hardly matters (Krebs & Licklider)",
        "settlement decides",
    ),
    Theory("local-knowledge", "Local knowledge", "breaking ties costs more than it gains (Lyall)", "ties decide"),
    Theory("patron", "Patron", "outside backers decide", "backers decide"),
    Theory(
        "strength",
        "Strength",
        "relative strength and enforcement decide (Libya's Presidential Guard, Bosnia)",
        "strength decides",
    ),
)


@dataclass(frozen=True)
class Parameter:
    """One row of ``parameters.csv``: quantiles at ``PROBABILITIES`` by theory."""

    symbol: str
    mechanism: str
    unit: str
    meaning: str
    label: str
    source: str
    default: tuple[float, ...]
    overrides: dict[str, tuple[float, ...]]

    def quantiles(self, theory: str) -> tuple[float, ...]:
        """Return the five quantiles under ``theory``."""
        return self.overrides.get(theory, self.default)

    def span(self, theory: str) -> tuple[float, float]:
        """Return the 90 % range under ``theory``: the one that is printed, wherever a range is printed."""
        return self.quantiles(theory)[1], self.quantiles(theory)[3]

    def at(self, points: NDArray[np.float64], theory: str) -> NDArray[np.float32]:
        """Map points in (0, 1) to values under ``theory``, same shape, float32."""
        return np.interp(points, PROBABILITIES, self.quantiles(theory)).astype(np.float32)


@cache
def parameters() -> dict[str, Parameter]:
    """Return the registered parameters by symbol."""
    text = (files("tether.armed_order") / "parameters.csv").read_text("utf-8").splitlines()
    return {row["symbol"]: _row(row) for row in csv.DictReader(text)}


def _row(row: dict[str, str]) -> Parameter:
    default = tuple(float(row[n]) for n in ("minimum", "low", "middle", "high", "maximum"))
    overrides = {t.id: tuple(map(float, row[t.id].split("|"))) for t in THEORIES if row[t.id]}
    told = {n: row[n] for n in ("symbol", "mechanism", "unit", "meaning", "label", "source")}
    return Parameter(**told, default=default, overrides=overrides)
