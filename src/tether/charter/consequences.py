"""What broke comparable cases: findings ranked by their consequence for this kind of design.

    order_of(("merger",))[0].name            # "two commands over the same men"
    first(report.findings, kinds, 5)         # what matters first

A finding belongs to a class of consequence by its rule (``consequences.csv``). ``broke.csv`` says of some thirty past
attempts which class broke them, first, second and third (rank r weighs 1/r), each with its source, seen (S) or recalled
(R). A class's weight for a kind of design is

    sum of the weights in cases of that kind + a quarter of the sum in all others

so that a kind with few cases leans on the rest. It is a count of what was told of those cases, not an estimate.

What matters first: known faults, the best of each class in that order, two of the first class. Within a class a fault
comes before one in part only, then the severer, then the rule that stands first in the table. A question or a silence
of a ``core`` rule (one that asks whether it is so) comes in among them where its class is one of the three that broke
most cases of the kind and no fault of the class is known: "one by one, or as blocs?". Places that are left go to core
rules, and to any that spoke of six readings of coded designs, which stood where a design broke or helped its drafter in
two fifths of those in which they spoke (``told.csv``); then to the others. A finding that rests on an ``unknown`` is
counted with the questions, however grave its rule. Findings on the file itself (SCH) are not among them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tether.charter.findings import SEVERITIES, Finding

ELSEWHERE = 0.25  # what a case of another kind counts
LEADING = 3  # classes whose silences and questions are told before the faults of later ones
SPOKE, TOLD = 6, 0.4  # readings in which a rule spoke, and the share in which it told what broke the design


@dataclass(frozen=True)
class Breaking:
    """One thing that broke one case, or helped to: which class of consequence, and how it ranked among the causes."""

    case: str
    kinds: tuple[str, ...]
    year: str
    consequence: str
    rank: int
    what: str
    source: str
    tag: str


@dataclass(frozen=True)
class Consequence:
    """A class of consequence, its weight for a kind of design, and the cases that it broke, those of the kind first."""

    id: str
    name: str
    weight: float
    cases: tuple[Breaking, ...]


@cache
def breakings() -> tuple[Breaking, ...]:
    """Return the table of what broke past attempts."""
    return tuple(_breaking(row) for row in _rows("broke"))


def _breaking(row: dict[str, str]) -> Breaking:
    told = (row[name] for name in ("what", "source", "tag"))
    return Breaking(row["case"], tuple(row["kinds"].split()), row["year"], row["class"], int(row["rank"]), *told)


@cache
def order_of(kinds: tuple[str, ...]) -> tuple[Consequence, ...]:
    """Return the classes of consequence for these kinds of design (none: for any), what broke most cases first."""
    found = []
    for number, row in enumerate(_rows("consequences")):
        broke = [b for b in breakings() if b.consequence == row["class"]]
        like = [b for b in broke if not kinds or set(b.kinds) & set(kinds)]
        other = [b for b in broke if b not in like]
        weight = sum(1 / b.rank for b in like) + ELSEWHERE * sum(1 / b.rank for b in other)
        cases = (*sorted(like, key=_seen_first), *sorted(other, key=_seen_first))
        found.append((-weight, number, Consequence(row["class"], row["name"], weight, cases)))
    return tuple(consequence for _, _, consequence in sorted(found, key=lambda one: one[:2]))


def _seen_first(row: Breaking) -> tuple[int, bool]:
    return row.rank, row.tag != "S"


def consequence_of(code: str) -> str:
    """Return the class of consequence of a rule: that of its code, else of its family, else ``text``."""
    return _place(code)[0]


def first(
    findings: Iterable[Finding],
    kinds: tuple[str, ...],
    most: int,
    unsure: Iterable[Finding] = (),
    told: Mapping[str, tuple[int, int]] | None = None,
) -> list[Finding]:
    """Return what matters first, one finding for each rule and place; ``unsure``: those that rest on an unknown.

    ``told``: of each rule in how many readings of coded designs it spoke, and told what broke them; by default all.
    """
    doubtful = set(map(id, unsure))
    counts = spoken_and_told() if told is None else told
    ranks = {consequence.id: n for n, consequence in enumerate(order_of(kinds))}

    def state(f: Finding) -> int:
        return 3 if f.result != "fires" or id(f) in doubtful else 2 if f.silence else int(f.partly)

    def key(f: Finding) -> tuple[int, ...]:
        mine, position, _ = _place(f.code)
        return ranks[mine], state(f), SEVERITIES.index(f.severity), position, f.line

    ranked = sorted((f for f in findings if not f.waived and not f.code.startswith("SCH")), key=key)
    known = [f for f in ranked if state(f) < 2]
    broken = {consequence_of(f.code) for f in known}

    def proved(f: Finding, least: int) -> bool:
        spoke, right = counts.get(f.code, (0, 0))
        return spoke >= least and (right + 0.5) / (spoke + 1.5) >= TOLD

    open_ = [f for f in ranked if state(f) > 1 and _place(f.code)[2] and consequence_of(f.code) not in broken]
    leading = [f for f in open_ if ranks[consequence_of(f.code)] < LEADING]
    taken: list[Finding] = []
    _take(taken, sorted([*known, *leading], key=key), most, known)
    once = [f for f in open_ if proved(f, 1)]
    asking = [f for f in ranked if state(f) < 2 or _place(f.code)[2] or proved(f, SPOKE)]
    for rest, several in ((known, known), (once, ()), (asking, asking), (open_, ()), (ranked, ranked)):
        _take(taken, rest, most, several)
    return sorted(taken, key=key)


def _take(taken: list[Finding], ranked: Sequence[Finding], most: int, several: Sequence[Finding]) -> None:
    """Take one finding of each class, and more than one (of the first class two) of those that may be ``several``."""
    leading = consequence_of(ranked[0].code) if ranked else ""
    first_time = not taken
    for finding in ranked:
        mine = consequence_of(finding.code)
        of_class = sum(consequence_of(f.code) == mine for f in taken)
        more = finding in several and (not first_time or (mine == leading and of_class < 2))
        same = [f for f in taken if f.path == finding.path and consequence_of(f.code) == mine]
        told = bool(same) or any(f.code == finding.code for f in taken)
        if (more or not of_class) and len(taken) < most and not told:
            taken.append(finding)


def order_in(code: str, kinds: tuple[str, ...]) -> tuple[int, int]:
    """Return how early a rule's matter comes for these kinds: the rank of its class, its place in the class."""
    mine, position, _ = _place(code)
    return next(n for n, consequence in enumerate(order_of(kinds)) if consequence.id == mine), position


@cache
def spoken_and_told() -> dict[str, tuple[int, int]]:
    """Return of each rule in how many readings of coded designs it spoke, and in how many it told what broke them."""
    return {row["code"]: (int(row["spoke"]), int(row["told"])) for row in _rows("told")}


def _place(code: str) -> tuple[str, int, bool]:
    """Return a rule's class, its place in the class, and whether it is one of the core rules."""
    return _places().get(code) or _places().get(code.rstrip("0123456789"), ("text", 99, False))


@cache
def _places() -> dict[str, tuple[str, int, bool]]:
    found: dict[str, tuple[str, int, bool]] = {}
    for row in _rows("consequences"):
        core = row["core"].split()
        found |= {code: (row["class"], n, n < len(core)) for n, code in enumerate([*core, *row["codes"].split()])}
    return found


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    text = (files("tether.charter") / f"{name}.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))
