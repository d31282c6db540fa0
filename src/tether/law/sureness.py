"""How sure a proposed row is: the share of rows with its signs that were right in laws that people had coded.

    chance("powers", {"values 2", "force", "strong"})     # 0.93
    graded(row)                                           # "high": at least four of five such rows were right

The weights of ``sureness.csv`` are those of a logistic regression on the coded laws, with a penalty that pulls each
towards nothing; ``python bench/law.py --calibrate`` works them out anew and prints how often each grade was right in
laws that were left out of the fit.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Protocol

HIGH, MEDIUM = 0.8, 0.6
GRADES = ("high", "medium", "low")


class SignedRow(Protocol):
    """What a row is graded by."""

    @property
    def section(self) -> str:
        """Its section."""

    @property
    def sure(self) -> str:
        """How plainly its words speak of the section."""

    @property
    def signs(self) -> frozenset[str]:
        """Its signs."""


def graded(row: SignedRow) -> str:
    """Return the grade of a row; one of which only a word points at its section stays low."""
    if row.sure == "low":
        return "low"
    return grade_of(chance(row.section, row.signs))


def grade_of(share: float) -> str:
    """Return the grade of a chance."""
    return "high" if share >= HIGH else "medium" if share >= MEDIUM else "low"


def chance(section: str, signs: Iterable[str]) -> float:
    """Return how often rows of a section with these signs were right."""
    known = _weights()
    total = known.get("start", 0.0) + known.get(f"section {section}", 0.0) + sum(known.get(s, 0.0) for s in signs)
    return 1 / (1 + math.exp(-total))


@cache
def _weights() -> dict[str, float]:
    text = (resources.files("tether.law") / "sureness.csv").read_text("utf-8")
    return {row["sign"]: float(row["weight"]) for row in csv.DictReader(text.splitlines())}
