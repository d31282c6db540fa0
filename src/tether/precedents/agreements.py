"""Agreements and endings as UCDP coded them, machine-read: dated events with clauses, and how often each ended.

    agreements(); agreement_events()         # clauses merged by country and month
    army_rate(before="2015-06").said         # full agreements that took fighters into the army, against the others
    relapse_rates(before="2015-06")          # of ended wars within states, how many were active again within five years

``agreements.csv`` (UCDP Peace Agreement Dataset 22.1) and ``terminations.csv`` (UCDP Conflict Termination Dataset
3-2021) are made by ``scripts/make_designs_tables.py``. A rate counts what had happened by a date: an agreement signed
or a war ended after it is not counted, and an end after it has not come yet.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tether.errors import numbered

CLAUSES = {
    "intarmy": "fighters enter the army",
    "ddr": "disarmament, demobilisation, reintegration",
    "shagov": "power is shared in the government",
    "aut": "autonomy",
    "shaloc": "power is shared locally",
    "pko": "a peacekeeping operation",
    "amn": "amnesty",
    "mil_prov": "any military provision",
}
FULL, PARTIAL = 1, 2
KINDS = {1: "full", 2: "partial", 3: "process"}
UNTIL_AGREEMENTS, UNTIL_ENDINGS = "2021-12", "2020-12"
YEARS = 5
ENDINGS = {
    1: "a peace agreement",
    2: "a ceasefire",
    3: "victory of the government",
    4: "victory of the rebels",
    5: "fighting that died down",
    6: "a party that ceased to exist",
}


@dataclass(frozen=True)
class PeaceAgreement:
    """One agreement: its day, countries, kind (1 full, 2 partial, 3 process), clauses; ``ended`` a day or ""."""

    id: str
    day: str
    countries: tuple[str, ...]
    name: str
    kind: int
    clauses: dict[str, int]
    ended: str

    @property
    def month(self) -> str:
        """Return the month of signature."""
        return self.day[:7]


@dataclass(frozen=True)
class AgreementEvent:
    """A country-month with one or more agreements: clauses of any of them, ids of all."""

    country: str
    month: str
    clauses: dict[str, int]
    kind: int  # the fullest
    ids: tuple[str, ...]


@dataclass(frozen=True)
class EndedWar:
    """An ended episode of a conflict within a state; ``again``: the next year in which it was active, 0 if none."""

    conflict: str
    countries: tuple[str, ...]
    day: str
    outcome: int
    again: int


@dataclass(frozen=True)
class BaseRate:
    """``ended`` of ``count`` on one side, and of the others; ``said`` in words."""

    count: int
    ended: int
    others: int
    others_ended: int
    said: str

    @property
    def overturned(self) -> str:
        """Say what it would take to make the two shares the same, and how often chance alone sets them so far apart."""
        from scipy.stats import fisher_exact

        table = [[self.ended, self.count - self.ended], [self.others_ended, self.others - self.others_ended]]
        same = round(self.ended - self.count * self.others_ended / self.others) if self.others else 0
        fewer = "fewer" if same >= 0 else "more"
        return (
            f"{numbered(abs(same), 'ending')} {fewer} among the first would make the two shares the same; dealt by "
            f"chance, shares lie as far apart or further with a probability of {fisher_exact(table).pvalue:.2f}."
        )


@cache
def agreements() -> tuple[PeaceAgreement, ...]:
    """Return UCDP's agreements by date."""
    out = []
    for row in _rows("agreements.csv"):
        clauses = {c: int(row[c]) for c in CLAUSES if row[c] != ""}
        countries = tuple(c for c in row["countries"].split("|") if c)
        out.append(
            PeaceAgreement(row["id"], row["date"], countries, row["name"], int(row["kind"]), clauses, row["ended"])
        )
    return tuple(out)


@cache
def ended_wars() -> tuple[EndedWar, ...]:
    """Return ended episodes by date."""
    return tuple(
        EndedWar(
            r["conflict"],
            tuple(c for c in r["countries"].split("|") if c),
            r["ended"],
            int(r["outcome"]),
            int(r["again"] or 0),
        )
        for r in _rows("terminations.csv")
    )


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("tether.precedents") / name).read_text("utf-8").splitlines()
    return list(csv.DictReader(text))


def agreement_events(since: str = "1989-01") -> tuple[tuple[AgreementEvent, ...], tuple[str, ...]]:
    """Return country-months with agreements by country and month, and what was left out and why."""
    held: dict[tuple[str, str], list[PeaceAgreement]] = {}
    several = 0
    for agreement in agreements():
        if agreement.month < since:
            continue
        if len(agreement.countries) != 1:
            several += 1
            continue
        held.setdefault((agreement.countries[0], agreement.month), []).append(agreement)
    events = [
        AgreementEvent(
            country,
            month,
            {c: max(a.clauses.get(c, 0) for a in signed) for c in CLAUSES},
            min(a.kind for a in signed),
            tuple(a.id for a in signed),
        )
        for (country, month), signed in sorted(held.items())
    ]
    merged = sum(len(e.ids) > 1 for e in events)
    notes = (
        f"{several} agreements between or over several countries are left out",
        f"{merged} country-months hold more than one agreement: their clauses are joined",
    )
    return tuple(events), notes


def army_rate(before: str = UNTIL_AGREEMENTS) -> BaseRate:
    """Return how many full agreements with and without entry into the army had ended by ``before`` (YYYY-MM)."""
    by = min(before, UNTIL_AGREEMENTS)
    signed = [a for a in agreements() if a.kind == FULL and a.month <= by]
    taken, others = ([a for a in signed if a.clauses.get("intarmy", 0) == side] for side in (1, 0))
    ended = [sum(bool(a.ended) and a.ended[:7] <= by for a in part) for part in (taken, others)]
    said = (
        f"Of {len(taken)} full peace agreements since 1975 that took fighters into the army {ended[0]} had ended by "
        f"{by}, of {len(others)} that did not {ended[1]} (UCDP Peace Agreement Dataset 22.1). Agreements are not drawn "
        "by lot: who agrees to what is part of why it lasts."
    )
    return BaseRate(len(taken), ended[0], len(others), ended[1], said)


def relapse_rates(before: str = UNTIL_ENDINGS, outcomes: Iterable[int] = ENDINGS) -> tuple[tuple[str, int, int], ...]:
    """Return (how it ended, wars, active again within five years) of wars whose five years had passed by ``before``."""
    by = int(min(before, UNTIL_ENDINGS)[:4]) - YEARS  # the year after an end counts from its January
    out = []
    for outcome in outcomes:
        wars = [w for w in ended_wars() if w.outcome == outcome and int(w.day[:4]) < by]
        out.append((ENDINGS[outcome], len(wars), sum(0 < w.again <= int(w.day[:4]) + YEARS for w in wars)))
    return tuple(out)


def relapse_overturned(rates: tuple[tuple[str, int, int], ...]) -> str:
    """Say what it would take to make the highest and the lowest rate the same."""
    kept = sorted((again / wars, how, wars, again) for how, wars, again in rates if wars)
    (_, how, wars, again), (most, other, *_) = kept[0], kept[-1]
    more = round(wars * most) - again
    return (
        f"The rates are lowest after {how} and highest after {other}: {numbered(more, 'war')} more of the {wars} "
        f"active again would make the two the same. Neither kind of end is drawn by lot."
    )


def relapse_said(before: str = UNTIL_ENDINGS) -> str:
    """Return the relapse rates in one sentence."""
    rates = [r for r in relapse_rates(before) if r[1]]
    last = int(min(before, UNTIL_ENDINGS)[:4])
    parts = "; ".join(f"after {how} {again} of {wars}" for how, wars, again in rates)
    return (
        f"Wars within states that had ended five years or more before {last}, by how they ended, and how many of the "
        f"same conflicts were active again within five years: {parts} (UCDP Conflict Termination Dataset 3-2021)."
    )
