"""Facts: dated, sourced figures that the armed order can be held against, frozen before any replay was run.

    for fact in facts(): print(fact.id, fact.low, fact.mid, fact.high, fact.priors)

``facts.csv`` is frozen: its SHA-256 is the last line of ``facts-frozen.csv``, and a file that differs is refused. To
change it, run ``scripts/freeze_facts.py "reason"``, which adds a line for everybody to see. The mechanisms were written
before this file was frozen. So that no prior used a fact is what the registry's own sources say, and is tested
against them: ``cites`` is how a source would name this very figure or its source, ``episode`` how it would name the
episode; every parameter or equation that names the first stands in ``priors``, the second in ``same_episode``.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from tether.armed_order.mechanisms import mechanisms
from tether.armed_order.theories import parameters
from tether.errors import InputError, Problem


@dataclass(frozen=True)
class Fact:
    """One figure with its interval, tag (S seen, D derived, R recalled) and how the model reads it."""

    id: str
    country: str
    start: str  # YYYY-MM
    end: str
    months: int
    what: str
    quantity: str
    unit: str
    low: float
    mid: float
    high: float
    tag: str
    source: str
    cites: str
    episode: str
    expressible: bool
    reading: str  # how to read it in the order, or why it can't be
    priors: tuple[str, ...]
    same_episode: tuple[str, ...]

    @property
    def free(self) -> bool:
        """Return whether no prior used this figure or its source."""
        return not self.priors

    @property
    def abroad(self) -> bool:
        """Return whether it lies outside the countries whose figures the mechanisms were written beside."""
        return self.country not in written_beside()


@cache
def written_beside() -> tuple[str, ...]:
    """Return the ids of the countries whose figures the mechanisms were written beside (``written-beside.csv``)."""
    return tuple(row["country"] for row in csv.DictReader(_file("written-beside.csv").decode().splitlines()))


def facts() -> tuple[Fact, ...]:
    """Return all facts in file order.

    Raises:
        InputError: the file isn't the frozen one.
    """
    raw = _file("facts.csv")
    found = hashlib.sha256(raw).hexdigest()
    if found != frozen():
        remedy = 'say why: scripts/freeze_facts.py "reason"'
        raise InputError(
            Problem(f"SHA-256 {found}", "facts.csv", expected=f"the frozen file, {frozen()}", remedy=remedy)
        )
    return tuple(_fact(row) for row in csv.DictReader(raw.decode().splitlines()))


def frozen() -> str:
    """Return the SHA-256 of the file that stands frozen."""
    return list(csv.DictReader(_file("facts-frozen.csv").decode().splitlines()))[-1]["sha256"]


def registry_sources() -> dict[str, str]:
    """Return what may have used a fact: each parameter's source, and each mechanism's own page as ``equation:NAME``."""
    rows = {symbol: row.source for symbol, row in parameters().items()}
    rows |= {f"equation:{name}": m.__doc__ or "" for name, m in mechanisms().items()}
    return {name: " ".join(text.lower().split()) for name, text in rows.items()}


def naming(words: tuple[str, ...]) -> set[str]:
    """Return the parameters and equations whose source names any of the words."""
    wanted = [w.lower() for w in words if w]
    return {name for name, text in registry_sources().items() if any(w in text for w in wanted)}


def _fact(row: dict[str, str]) -> Fact:
    told: dict[str, Any] = {n: row[n] for n in ("id", "country", "what", "quantity", "unit", "tag", "source")}
    told |= {n: row[n] for n in ("cites", "episode", "reading")} | {"start": row["from"], "end": row["to"]}
    told |= {n: float(row[n]) for n in ("low", "mid", "high")} | {"months": int(row["months"])}
    told |= {n: tuple(x for x in row[n].split(";") if x) for n in ("priors", "same_episode")}
    return Fact(**told, expressible=row["expressible"] == "yes")


def _file(name: str) -> bytes:
    return (files("tether.validation") / name).read_bytes()
