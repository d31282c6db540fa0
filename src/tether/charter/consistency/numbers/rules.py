"""NUM01 to NUM07: the system of one charter, decided part by part; contradictions and questions by code."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from tether.charter.consistency.clauses import CharterClause, Inconsistency, apart
from tether.charter.consistency.linear import Constraint, Enclosure, decide, parts
from tether.charter.consistency.numbers import by_a_day, camps, heads, money, people, seats, shares
from tether.charter.consistency.numbers.parts import write_parts
from tether.charter.consistency.numbers.pools import write_pools_elsewhere, write_revenue
from tether.charter.consistency.numbers.sheet import NumberSheet
from tether.charter.findings import RuleVerdict, cannot_tell, quiet
from tether.charter.reading import Design
from tether.charter.rules.rule import rule

MOST = 12  # contradictions told of one connected part
KEPT = 1024  # parts whose contradictions are kept: a charter of 10,000 lines has some 500


def _sheet(design: Design) -> NumberSheet:
    sheet = NumberSheet(design)
    for write in (
        heads.write_totals, heads.write_groups, heads.write_older, heads.write_forces, heads.write_units,
        heads.write_origins, shares.write_caps, shares.write_communities, people.write_places, people.write_displaced,
        people.write_camps_of_displaced, shares.write_allocation, shares.write_pools, people.write_exits,
        heads.write_ways, people.write_ages, seats.write_seats, seats.write_joint_bodies, camps.write_camps,
        camps.write_steps, camps.write_sites, money.write_gifts, heads.write_echelons, heads.write_forgotten,
        people.write_women, money.write_money, money.write_capacity, money.write_screened, people.write_tests,
        by_a_day.write_by_a_day, write_parts, write_pools_elsewhere, write_revenue,
    ):  # fmt: skip
        write(sheet)
    return sheet


def _conflict(found: list[Constraint], partly: bool) -> Inconsistency:
    relations = [c for c in found if c.relation]
    clauses: dict[str, CharterClause] = {}
    for constraint in sorted(found, key=lambda c: c.relation):
        for clause in constraint.clauses:
            clauses.setdefault(clause.path, clause)
    codes = [c.code for c in relations]
    code = next((c for c in _RANK if c in codes), "NUM01")
    at = next((c.path for c in reversed(relations) if c.path in clauses), "")
    lead = at or next((c.clauses[0].path for c in reversed(relations) if c.clauses), next(iter(clauses)))
    ordered = sorted(clauses.values(), key=lambda clause: clause.path != lead)
    mild = bool(relations) and all(c.lesser for c in relations)
    return Inconsistency(code, tuple(ordered), tuple(c.why for c in relations), partly, mild)


_RANK = ("NUM04", "NUM03", "NUM06", "NUM05", "NUM07", "NUM02", "NUM01")


@lru_cache(maxsize=KEPT)
def _contradictions(part: tuple[Constraint, ...]) -> tuple[tuple[Inconsistency, ...], Enclosure, bool]:
    """Return the contradictions of a part: each found, told, and then set aside by its last relation.

    Kept by what the part says: a charter that is checked again with one clause changed has most of its parts unchanged.
    """
    found: list[Inconsistency] = []
    system, bounds, proved = list(part), Enclosure(), True
    for _ in range(MOST):
        broken, bounds, proved = decide(system)
        if broken is None:
            break
        found.append(_conflict(broken, False))
        gone = next((c for c in reversed(broken) if c.relation), broken[-1])
        system = [c for c in system if c is not gone]
    return tuple(_led_by_the_culprit(found, part) if len(found) > 1 else found), bounds, proved


def _led_by_the_culprit(found: list[Inconsistency], part: Sequence[Constraint]) -> list[Inconsistency]:
    """Put first the clause that stands in every contradiction of a part and without which there is none."""
    shared = set.intersection(*({clause.path for clause in c.clauses} for c in found))
    for path in sorted(shared):
        if decide([c for c in part if c.relation or c.path != path])[0] is None:
            return Inconsistency.joined(found, path)
    return found


def _by_best_values(sheet: NumberSheet, part: list[Constraint]) -> list[Inconsistency]:
    """Return what contradicts itself where every interval with a best value is that value."""
    best = list[Constraint]()
    for c in part:
        value = sheet.known.get(c.terms[0][1]) if not c.relation else None
        if value is not None and value.v is not None and not value.exact:
            c = replace(c, lo=value.v, hi=value.v)
        best.append(c)
    if best == part:
        return []
    return [replace(c, partly=True) for c in _contradictions(tuple(best))[0]]


def _verdicts(design: Design) -> dict[str, list[RuleVerdict]]:
    """Return the verdicts of the whole system by code."""
    sheet = _sheet(design)
    told: dict[str, list[RuleVerdict]] = defaultdict(list)
    every: list[Inconsistency] = []
    for part in parts(sheet.system):
        relations = [c for c in part if c.relation]
        if not relations:
            continue
        told_of, bounds, proved = _contradictions(tuple(part))
        found = list(told_of) or (_by_best_values(sheet, part) if proved else [])
        every += found
        _undecided(sheet, relations, bounds, proved, bool(found), told)
    for conflict in apart(_graver(every)):
        told[conflict.code].append(conflict.verdict(design))
    for code, question in _questions(sheet):
        told[code].append(question)
    return told


def _graver(found: list[Inconsistency]) -> list[Inconsistency]:
    """Leave out the milder form of a contradiction that is told in its graver form."""
    grave = [{c.path for c in (*f.clauses, *f.also)} for f in found if not f.lesser]
    return [f for f in found if not f.lesser or not any({c.path for c in f.clauses} <= paths for paths in grave)]


def _undecided(
    sheet: NumberSheet, relations: list[Constraint], bounds: Enclosure, proved: bool, broken: bool, told: dict[str, Any]
) -> None:
    """Note where an unknown number could break a relation, and where no solver was there; else the relation holds."""
    for relation in relations:
        names = [n for _, n in relation.terms]
        open_ = [sheet.unknown[n] for n in names if n in sheet.unknown and _narrowed(n, bounds)]
        if open_:
            sheet.open[relation.code].append((relation, open_))
        elif proved and not broken and all(n in sheet.known or n.split(":")[0] in _DERIVED for n in names):
            told[relation.code].append(quiet(relation.path))
    if not proved:
        told[relations[0].code].append(cannot_tell(relations[0].path, _SOLVER))


def _questions(sheet: NumberSheet) -> Iterator[tuple[str, RuleVerdict]]:
    """Yield one question for each code: what is not known, and what it is set against."""
    for code, rows in sheet.open.items():
        relation = next((r for r, _ in rows if r.question), rows[0][0])
        paths = list(dict.fromkeys(p for _, unknown in rows for p in unknown))
        more = f" and {len(paths) - MOST} more" if len(paths) > MOST else ""
        asked = f"{relation.question} Not known: {', '.join(paths[:MOST])}{more}."
        yield code, replace(cannot_tell(relation.path, asked.strip()), related=tuple(paths))


_DERIVED = ("whole", "in", "of")  # quantities that no clause writes down: a unit with all below it, men by origin
_SOLVER = (
    "Do these numbers hold together? Their relations form circles, which the base install cannot solve: "
    "pip install 'tether-charters[cases]' and check again."
)


def _narrowed(name: str, bounds: Enclosure) -> bool:
    lo, hi = bounds.of(name)
    return lo > 0 or math.isfinite(hi)


def _of(design: Design, code: str) -> Iterator[RuleVerdict]:
    yield from design.once("numbers", _verdicts).get(code, ())


@rule(
    code="NUM01",
    severity="error",
    statement="The heads of units, streams, groups, forces and totals fit together",
    words="These figures determine the complexity, size and resource requirements for the programme, and must "
    "be estimated at the programme design stage",
    source="UN, IDDRS 3.20 §6.5.2.1",
    second="16,300, 17,000 or 24,000 integrated: three sources on the Sons of Iraq disagree (LWJ, Jan 2010); 'no "
    "publicly available number exists for how many have actually found a position' (Wing, 10 Aug 2010)",
    evidence="normative",
    remedy="Correct the number that the others contradict, or add the stream, unit or group that is missing.",
    fails="""
forces: [{id: g, status: new, target_strength: 2400}]
units: [{id: u1, force: g, size: 1500}, {id: u2, force: g, size: 1500}]
totals: {in_scope: 100000, to_induct: 20000, to_exit: 30000, to_remain: 0}
""",
    passes="""
forces: [{id: g, status: new, target_strength: 3000, ceiling: 3200}]
units: [{id: u1, force: g, size: 1500}, {id: u2, force: g, size: 1500}]
totals: {in_scope: 100000, to_induct: 20000, to_exit: 70000, to_remain: 10000}
""",
)
def heads_fit(design: Design) -> Iterator[RuleVerdict]:
    """Units make up their force, streams bring it, from groups that have the men; in, out and left are the scope."""
    yield from _of(design, "NUM01")


@rule(
    code="NUM02",
    severity="error",
    statement="Shares sum to their whole, and quotas, caps and floors hold in what is planned",
    words="not more than 50%",
    source="Arusha Agreement, Peace Accords Matrix ('of the national defence force shall be drawn from any one "
    "ethnic group')",
    second="Officers of Burundi's army: 60 % army, 40 % CNDD-FDD, which sums (Pretoria protocol, Peace Accords Matrix)",
    evidence="normative",
    remedy="Mend the shares; show a remainder as 'other'; bring the plan to the quota, or the quota to the plan.",
    fails="""
sharing: {allocation: [{pool: g, rule: quota, shares: {a: 0.6, b: 0.5}}]}
""",
    passes="""
sharing: {allocation: [{pool: g, rule: quota, shares: {a: 0.6, b: 0.4}, cap: 0.6, floor: 0.1}]}
""",
)
def shares_fit(design: Design) -> Iterator[RuleVerdict]:
    """Shares of one whole; caps and floors; a quota against the units' planned shares and the groups' streams."""
    yield from _of(design, "NUM02")


@rule(
    code="NUM03",
    severity="error",
    statement="Seats, quorum, attendance and votes needed fit the house",
    words="a Majority of each shall constitute a Quorum to do Business",
    source="Constitution of the United States, art. I, section 5",
    second="Iraq, Sep 2015: the Guard bill, before a house of 328, was 'lifted from the agenda' and never came "
    "to a vote (dinarupdates, 6 to 10 Sep 2015, press in translation)",
    evidence="normative",
    remedy="Count the house again: seats held are no more than its seats, and a quorum no more than those who come.",
    asks="the legislature",
    fails="politics: {passage: {seats: 120, quorum: 130}}",
    passes="politics: {passage: {seats: 120, quorum: 61, attendance: 100, needs: 61}}",
)
def seats_fit(design: Design) -> Iterator[RuleVerdict]:
    """Quorum, attendance, votes needed and the players' seats, each within the house."""
    yield from _of(design, "NUM03")


@rule(
    code="NUM04",
    severity="error",
    statement="The money covers the heads, and one price is written once",
    words="Funding considerations should reflect national financial limitations in order to avoid unwanted "
    "course corrections",
    source="UN, IDDRS 6.10 §7.9",
    second="Iraq's bill: 120,000 men on 'two billion dollars' a year (Al Jazeera, 14 Sep 2015, translated)",
    evidence="normative",
    remedy="Raise the line, cut the strength, or stage the intake.",
    asks="the finance ministry",
    fails="""
forces: [{id: g, target_strength: 100000}]
pay: [{force: g, base_month: 700, annual_budget: 500000000}]
""",
    passes="""
forces: [{id: g, target_strength: 100000}]
pay: [{force: g, base_month: 700, annual_budget: 1200000000}]
""",
)
def money_covers_heads(design: Design) -> Iterator[RuleVerdict]:
    """A year's budget against heads × pay × 12 × on-cost; the army's pay, and the capital within a place's price."""
    yield from _of(design, "NUM04")


@rule(
    code="NUM05",
    severity="error",
    statement="The allocation shares out the planned force, and its rate gives its total",
    words="",
    source="judged: a rate times people is a total",
    second="Three rules for one bill: 3 % of each province (Al Arabiya, Jan 2015), 0.5 % (an MP, Sep 2015), 120,000 "
    "posts",
    evidence="normative",
    remedy="Recompute: change the rate, the total, the planned strength, or the list of provinces.",
    fails="""
forces: [{id: g, places: [iq], target_strength: 120000}]
places: [{id: iq, population: 30000000}]
sharing: {allocation: [{pool: g, rule: population, per_capita: 0.03, total: 120000}]}
""",
    passes="""
forces: [{id: g, places: [iq], target_strength: 120000}]
places: [{id: iq, population: 30000000}]
sharing: {allocation: [{pool: g, rule: population, per_capita: 0.004, total: 120000}]}
""",
)
def allocation_fits(design: Design) -> Iterator[RuleVerdict]:
    """The total shared out against the planned strength, and against rate × people of the places of the force."""
    yield from _of(design, "NUM05")


@rule(
    code="NUM06",
    severity="error",
    statement="Screening and training can take the intake in the time given",
    words="Excessive integration into the security sector may be unrealistic in relation to the absorptive "
    "capacity of these institutions",
    source="UN, IDDRS 6.10 §7.9",
    second="The best rate seen was about 3.5 % a month (Sons of Iraq, Sep 2008 to Jan 2010; derived)",
    evidence="normative",
    remedy="Lengthen the intake, add screening teams, or lower the number.",
    asks="the interior ministry",
    tensions=(2,),
    fails="induction: [{id: s1, intake: 10000, starts: 2026-01-01, ends: 2026-12-31, vetting: {per_month: 300}}]",
    passes="induction: [{id: s1, intake: 3000, starts: 2026-01-01, ends: 2026-12-31, vetting: {per_month: 300}}]",
)
def intake_fits_the_time(design: Design) -> Iterator[RuleVerdict]:
    """Intake against months × screening rate, and against courses × training places."""
    yield from _of(design, "NUM06")


@rule(
    code="NUM07",
    severity="error",
    statement="Ages, people of places, places for women and tests lie within their bounds",
    words="impossible to be performed, the common law will control it, and adjudge such act to be void",
    source="Coke, Dr. Bonham's Case, 1610, 8 Co. Rep. 107a, 114a",
    second="Celsus, Digest 50.17.185: nobody is bound to the impossible; Fuller, The Morality of Law, 1964, ch. "
    "2, on rules that ask for what is beyond the powers of those whom they bind",
    evidence="normative",
    remedy="Mend the bound that cannot be met, or the number that exceeds it.",
    fails="""
law: {min_age: 21}
induction: [{id: s1, min_age: 18}]
""",
    passes="""
law: {min_age: 18}
induction: [{id: s1, min_age: 18}]
""",
)
def bounds_nest(design: Design) -> Iterator[RuleVerdict]:
    """A stream's age against the law's, ages of exits, women's places, people of places, tests of one measure."""
    yield from _of(design, "NUM07")
