"""A rule as a value: what it says, what it rests on, and the function that checks it.

Where the rules pull against each other, or the evidence pulls against them.

A linter that hides this would mislead, so each finding names the tensions it touches and every report prints them. A
rule points here by number; to add one, append it (numbers are never reused).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from tether.charter.findings import Evidence, RuleVerdict, Severity
from tether.charter.reading import Design
from tether.charter.rules.authorities import Authority, Quotation, authorities_of, quotation_of

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
    tensions: tuple[int, ...] = ()  # numbers in ``TENSIONS``
    tally: Tally | None = None
    law: str = ""  # for a stop: the law, or "arithmetic"
    why: str = ""  # one more sentence on what happened where it was broken
    words_are: Literal["verbatim", "translated", "paraphrase"] = "verbatim"

    @property
    def family(self) -> str:
        """The letters of the code."""
        return self.code.rstrip("0123456789")

    @property
    def authorities(self) -> tuple[Authority, ...]:
        """The paragraphs of instruments that speak of what it asks (``authorities.csv``)."""
        return authorities_of(self.code)

    @property
    def quotation(self) -> Quotation | None:
        """Whether its own words support it (``quotations.csv``)."""
        return quotation_of(self.code)


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


class Tension(NamedTuple):
    """One tension: a short name, and what pulls which way, with its sources."""

    name: str
    text: str


TENSIONS: dict[int, Tension] = {
    1: Tension(
        "individuals against local knowledge",
        "Taking men in one by one, mixed and away from home breaks the very ties that make a local force "
        "useful (Lyall 2010: about 40 % fewer attacks after sweeps by co-ethnics; ICG 2015: works 'where "
        "local factors allow recruitment of members from the villages they patrol'). A middle way: individual"
        " contract, mixed company, patrol in the home district under a commander from outside.",
    ),
    2: Tension(
        "individual entry is slow and small",
        "Best observed: 3.5 % a month (Sons of Iraq), 1,422 of 19,602 (Nepal), 12,000 of 30,000 (Mozambique)."
        " In a big war NUM06 and EXT02 will fire whenever IND01 passes: that is the trade, not a fault of the"
        " file.",
    ),
    3: Tension(
        "integration may do nothing by itself",
        "Krebs & Licklider 2015/16: in 11 cases no independent effect, success shares its causes with peace. "
        "Licklider 2014: 'none of the integrations failed because of violence within integrated forces'. "
        "Glassmyer & Sambanis 2008: weak effect. A clean charter is not a forecast.",
    ),
    4: Tension(
        "wartime is different",
        "Most good cases came after a war, with a settlement or a victor. In the wartime cases the rules "
        "separate outcomes much less.",
    ),
    5: Tension(
        "which power-sharing",
        "The number of dimensions helps (Hartzell & Hoddie 2003); only constraining forms help (Gates et al. "
        "2016); territorial forms help after a war only with a share at the centre (Cederman et al. 2015). "
        "PWR01 and PWR02 take the third reading.",
    ),
    6: Tension(
        "what exits do",
        "Training with capital works while a further payment is expected (Liberia, Kandahar); no effect of "
        "DDR in Sierra Leone; in Burundi DDR raised income, not support for peace; unemployment goes with "
        "fewer attacks (Berman et al. 2011). The EXT rules are about keeping promises at least as much as "
        "about opportunity cost.",
    ),
    7: Tension(
        "state pay is not control",
        "The Popular Mobilization is fully paid by the state and grew from 122,000 to 238,000. Government-"
        "funded militias prolong wars (Aliyev 2019). PAY01 passing must not be read as control.",
    ),
    8: Tension(
        "a pass on paper",
        "The law of 2016 on the Popular Mobilization passes CMD01 and LAW01 and bans party ties; practice was"
        " the opposite. Rules read text, so each clause needs an observed test in the phases (PHA01).",
    ),
    9: Tension(
        "weakness fails too",
        "Libya's Presidential Guard broke few rules on capture and was pushed out by stronger militias within"
        " two years (STR rules).",
    ),
    10: Tension(
        "half-way houses can last",
        "Bosnia's three mono-ethnic regiments (IND03 fires) and Kosovo's Protection Corps under its old "
        "commanders (IND04, PHA03 fire) held, both under heavy outside enforcement.",
    ),
    11: Tension(
        "a matched step can be held hostage",
        "PHA04 ties steps together. El Salvador shows that it works under a UN clock; Bangsamoro that it can "
        "stall for a decade.",
    ),
}
