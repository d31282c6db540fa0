"""A rule as a value: what it says, what it rests on, and the function that checks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from tether.charter.design import Design
from tether.charter.findings import Evidence, RuleVerdict, Severity

Check = Callable[[Design], Iterator[RuleVerdict]]
Addressee = Literal[
    "the drafter",
    "the head of government",
    "the defence ministry",
    "the interior ministry",
    "the finance ministry",
    "the justice ministry",
    "the legislature",
    "the provinces",
    "the sponsor",
    "the civil ministries",
]


@dataclass(frozen=True)
class Tally:
    """How the rule reads in the coded table of cases: it would fire where ``field`` has one of ``values``."""

    field: str
    values: tuple[str, ...] = ()
    below: float | None = None  # or: where the number in ``field`` lies below this

    def fires(self, coded: object) -> bool | None:
        """Whether the rule would fire on a coded value; None where it was not coded or does not apply."""
        if coded is None or coded in ("unknown", "n/a"):
            return None
        if self.below is not None:
            return coded < self.below if isinstance(coded, int | float) else None
        return str(coded) in self.values


@dataclass(frozen=True)
class Rule:
    """One rule. ``check`` yields a verdict for every place that is its business."""

    code: str
    severity: Severity
    statement: str
    words: str
    source: str
    second: str
    evidence: Evidence
    remedy: str
    fails: str
    passes: str
    check: Check
    asks: Addressee = "the drafter"
    tensions: tuple[int, ...] = ()  # numbers in tensions.py
    tally: Tally | None = None
    law: str = ""  # for a stop: the law, or "arithmetic"
    why: str = ""  # one more sentence on what happened where it was broken
    words_are: Literal["verbatim", "translated", "paraphrase"] = "verbatim"

    @property
    def family(self) -> str:
        """The letters of the code."""
        return self.code.rstrip("0123456789")


def rule(
    *,
    code: str,
    severity: Severity,
    statement: str,
    words: str,
    source: str,
    second: str,
    evidence: Evidence,
    remedy: str,
    fails: str,
    passes: str,
    asks: Addressee = "the drafter",
    tensions: tuple[int, ...] = (),
    tally: Tally | None = None,
    law: str = "",
    why: str = "",
    words_are: Literal["verbatim", "translated", "paraphrase"] = "verbatim",
) -> Callable[[Check], Rule]:
    """Turn a check into a ``Rule``; every part of what it rests on must be given."""

    def made(check: Check) -> Rule:
        return Rule(
            code, severity, statement, words, source, second, evidence, remedy, fails.strip(), passes.strip(), check,
            asks, tensions, tally, law, why, words_are,
        )  # fmt: skip

    return made
