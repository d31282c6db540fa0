"""Clauses that contradict each other, as one finding: each with its words and its place.

    planned = CharterClause("forces.2.target_strength", "'guard' is planned at 2,400 men")
    conflict = Inconsistency("NUM01", (planned, …), ("units make up 'guard'",))
    conflict.verdict(design)      # "these cannot all be true: 'guard' plans 2,400 (line 57); …: units make up …"

The first clause is where the finding stands; the others are its related places.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any, TypeVar

from tether.charter.findings import RuleVerdict, fires
from tether.charter.paths import value_at
from tether.charter.reading import Design
from tether.charter.values import Blank
from tether.documents.yaml_file import key_of

APART = ("NUM01",)  # heads of one origin after another: each its own finding
MOST = 30  # clauses in one sentence; the finding's related places always hold them all
T = TypeVar("T")


@dataclass(frozen=True)
class CharterClause:
    """A clause in words, with the path at which the charter says it."""

    path: str
    said: str


@dataclass(frozen=True)
class Inconsistency:
    """Clauses that cannot all be true: an irreducible set, and the relations that set them against each other."""

    code: str
    clauses: tuple[CharterClause, ...]
    because: tuple[str, ...] = ()
    partly: bool = False  # only the best values contradict each other; the intervals leave room
    lesser: bool = False
    also: tuple[CharterClause, ...] = ()  # what the first clause contradicts besides, each by itself
    headline: str = ""  # what is wrong, where one sentence says it better than that the clauses cannot all be true

    def verdict(self, design: Design) -> RuleVerdict:
        """Return the finding: every clause with its words and its place."""
        told = [f"{c.said} ({place_of(design, c.path)})" for c in self.clauses[:MOST]]
        more = f"; and {len(self.clauses) - MOST} more clauses" if len(self.clauses) > MOST else ""
        head = self.headline or ("these hardly fit together" if self.lesser else "these cannot all be true")
        head = f"by the best values given, {head}" if self.partly else head
        why = f" [{'; '.join(dict.fromkeys(self.because))}]" if self.because else ""
        first, others = self.clauses[0].path, (*self.clauses[1:], *self.also)
        related = tuple(dict.fromkeys(c.path for c in others if c.path != first))
        besides = [f"{c.said} ({place_of(design, c.path)})" for c in self.also[:MOST]]
        said = f"{head}: {'; '.join(dict.fromkeys(told))}{more}{why}"
        if besides:
            said += f"; likewise: {'; '.join(dict.fromkeys(besides))}"
        return fires(self.clauses[0].path, said, partly=self.partly, lesser=self.lesser, related=related)

    @staticmethod
    def joined(found: Sequence[Inconsistency], culprit: str) -> list[Inconsistency]:
        """Return one finding a code where one clause stands in all: the first set, and what else it is against."""
        told: dict[str, Inconsistency] = {}
        for conflict in found:
            ordered = tuple(sorted(conflict.clauses, key=lambda clause: clause.path != culprit))
            first = told.get(conflict.code)
            if first is None:
                told[conflict.code] = replace(conflict, clauses=ordered)
                continue
            seen = {clause.path for clause in (*first.clauses, *first.also)}
            more = tuple(clause for clause in ordered if clause.path not in seen)
            mild = first.lesser and conflict.lesser
            told[conflict.code] = replace(first, also=(*first.also, *more), lesser=mild)
        return list(told.values())


def apart(found: Sequence[Inconsistency]) -> list[Inconsistency]:
    """Let each finding of a code stand at a clause of its own; one that has none left is told with the first.

    Sets that one relation makes around a common clause (a quota against each community's share) are one finding.
    """
    told: dict[tuple[str, str], Inconsistency] = {}
    for conflict in _grouped(found):
        free = next((c for c in conflict.clauses if (conflict.code, c.path) not in told), None)
        if free is not None:
            ordered = tuple(sorted(conflict.clauses, key=lambda clause: clause != free))
            told[conflict.code, free.path] = replace(conflict, clauses=ordered)
        else:
            key = conflict.code, conflict.clauses[0].path
            first = told[key]
            mild = first.lesser and conflict.lesser
            told[key] = replace(first, also=(*first.also, *conflict.clauses[1:]), lesser=mild)
    return list(told.values())


def _grouped(found: Sequence[Inconsistency]) -> list[Inconsistency]:
    kept: list[Inconsistency] = []
    at: dict[tuple[object, str], int] = {}  # (what kind of set, a clause in it) → its number in ``kept``
    for conflict in found:
        kind = (conflict.code, conflict.because, conflict.partly, conflict.lesser, conflict.headline)
        paths = [clause.path for clause in conflict.clauses]
        n = next((at[kind, p] for p in paths if (kind, p) in at), -1) if conflict.code not in APART else -1
        if n < 0:
            n = len(kept)
            kept.append(conflict)
        else:
            first = kept[n]
            seen = {clause.path for clause in (*first.clauses, *first.also)}
            more = tuple(clause for clause in conflict.clauses if clause.path not in seen)
            kept[n] = replace(first, also=(*first.also, *more))
        at.update({(kind, p): n for p in paths if (kind, p) not in at})
    return kept


def place_of(design: Design, path: str) -> str:
    """Return the place of a clause in words: its article where the charter names one, else its line, else its path."""
    article = _article(design, path)
    if article:
        return f"art. {article}"
    origin = design.charter.origin(key_of(path))
    elsewhere = f" of {PurePath(origin.file).name}" if origin.file not in ("", design.charter.file) else ""
    return f"line {origin.place.line}{elsewhere}" if origin.place.line > 1 else path


def _article(design: Design, path: str) -> str:
    steps = path.split(".")
    while steps:
        try:
            row: Any = value_at(design.charter, ".".join(steps))
        except KeyError:
            row = None
        found = None if isinstance(row, Blank) else getattr(row, "article", None)
        if isinstance(found, str):
            return found
        steps.pop()
    return ""


def irreducible(items: Sequence[T], contradict: Callable[[Sequence[T]], bool]) -> list[T]:
    """Return an irreducible part of ``items`` that still contradicts itself, by deletion.

    Blocks of half the rest, a quarter, … are left out where the others still contradict each other, at last single
    items: what remains cannot lose any one (Chinneck & Dravnieks 1991). ``contradict`` must hold for all the items.
    """
    kept, size = list(items), max(1, len(items) // 2)
    while True:
        at = 0
        while at < len(kept):
            rest = kept[:at] + kept[at + size :]
            if len(rest) < len(kept) and contradict(rest):
                kept = rest
            else:
                at += size
        if size == 1:
            return kept
        size //= 2
