"""Conflicts: why no plan exists, and what would make one possible, in words and numbers.

Three answers, from the least to the most concrete:

    least        heads by which rows must give way in all, whatever plan: the optimum of the program with every family
                 elastic (a bound: fractional people could not do it with less)
    alternatives the same if only one family may give way: "either …, or …"; none where that family alone can't help
    clauses      rows, places and amounts under which a plan was *found*; that plan comes with the report as its witness

and ``clash``: a smallest set of families that can't all hold (take one out and the rest could). ``clash_rows`` names
single rows, from HiGHS' irreducible infeasible subsystem, where the program is small enough for it.

Clauses: one row that gives way, in words a ministry understands.

clause(row, names)        # "local minimum in Kirkuk: 186 local volunteers short": for the working folder
by_family(rows)           # ("local minimum by 186 in 1 place",): for what is published
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tether.induction.cells import Floats
from tether.induction.certificate import NEGLIGIBLE, simplex_steps
from tether.induction.deal import frame_of
from tether.induction.linear_program import LinearSolution, WarmProgram, infeasible_rows, solve
from tether.induction.plan import Breaches, DealAttempt, Plan, all_breaches, attempt_plan, certify
from tether.induction.posting_lp import ELASTIC, Program, posting_program
from tether.induction.problem import Intake, Policy, Relaxation, Step, quiet

VERTEX = 25_000  # rows up to which the elastic program is solved exactly, so that it names few rows
IIS_ROWS = 6_000
FORBIDDING = 1000.0  # price per head of a family that should hold
ROUNDS = 8


@dataclass(frozen=True)
class Clause:
    """One row that gives way: ``heads`` in all at the place (money for the budget)."""

    family: str
    place: str
    key: str
    heads: float
    relaxation: Relaxation


@dataclass(frozen=True)
class Conflict:
    """Why the rows can't all hold. ``plan`` keeps the rows of ``plan.intake.policy``, relaxed by the clauses."""

    least: float
    alternatives: Mapping[str, float | None]
    clash: tuple[str, ...]
    clash_rows: tuple[str, ...]
    clauses: tuple[Clause, ...]
    plan: Plan | None

    @property
    def relaxations(self) -> tuple[Relaxation, ...]:
        """Return the relaxations that make a plan possible."""
        return tuple(clause.relaxation for clause in self.clauses)


def plan_or_conflict(intake: Intake, *, threads: int = 2, explain: bool = True, step: Step = quiet) -> Plan | Conflict:
    """Return a plan that keeps every row, or the report of why there is none; ``step`` is told what is being done."""
    intake.check()
    attempt = None
    if not too_few_local_blocs(intake):
        step("looking for a plan", 0, 1)
        attempt = attempt_plan(intake, threads=threads)
        step("looking for a plan", 1, 1)
        if not attempt.broken:
            step("proving how good it is", 0, 1)
            plan = certify(attempt, threads=threads)
            step("proving how good it is", 1, 1)
            return plan
    return report(intake, attempt, threads=threads, explain=explain, step=step)


def too_few_local_blocs(intake: Intake) -> bool:
    """Return whether some place can't be manned by local men under the bloc cap, whoever is posted there.

    Of militia m at most min(local heads, cap × size) serve there. The sum of these must reach the local share of the
    size; it is concave in the size and above that share at 0, so the smallest lawful size decides. A no proves nothing.
    """
    cells, policy = intake.cells, intake.policy
    group = intake.local_group
    local = np.zeros((len(cells.militias), int(group.max()) + 1))
    np.add.at(local, (cells.militia, group[cells.home]), cells.heads * intake.postable)
    number = intake.battalions
    size = number * intake.battalion_range[0]
    cap = policy.battalion_cap * size[None, :] + intake.slack("bloc", cells.militias).T * number
    here = local[:, group[intake.location_home]]
    most = np.where(cells.blocs[:, None], np.minimum(here, cap), here).sum(0)
    return bool((most < policy.local_low * size - intake.slack("local-low") * number - NEGLIGIBLE).any())


def report(
    intake: Intake, attempt: DealAttempt | None, *, threads: int = 2, explain: bool = True, step: Step = quiet
) -> Conflict:
    """Return the conflict report of an intake that has no plan; ``attempt`` is its best roll, if one was looked for."""
    step("asking which rows clash", 0, 1)
    program = ElasticProgram(intake, threads)
    least, given = program.least(ELASTIC)
    explain = explain and least > NEGLIGIBLE
    clash = irreducible(intake, threads, program) if explain else ()
    alone = {f: program.least([f])[0] for f in sorted({*given, *clash})} if explain else {}
    alternatives = {family: heads if np.isfinite(heads) else None for family, heads in alone.items()}
    rows = _rows_of_iis(intake) if explain else ()
    step("asking which rows clash", 1, 1)
    witness = _witness(intake, attempt, _per_unit(intake, given), threads, step)
    asked = intake.policy.relaxations
    clauses = tuple(_clause(intake, row) for row in witness.intake.policy.relaxations if row not in asked)
    return Conflict(least, alternatives, clash, rows, clauses, witness)


class ElasticProgram:
    """The program whose every family of rows may give way, solved under one choice of families after another."""

    def __init__(self, intake: Intake, threads: int = 2):
        self._intake, self._threads = intake, threads
        self._program = posting_program(intake, elastic=ELASTIC)
        self._warm: WarmProgram | None = None

    def least(self, families: Sequence[str]) -> tuple[float, dict[str, dict[tuple[str, str], float]]]:
        """Return the least heads by which these families must give way, and where: {family: {(place, key): heads}}.

        Infinite where they can't help: the other families are elastic too, at a forbidding price. The budget counts
        money as heads at the mean pay.
        """
        program, intake = self._program, self._intake
        cost = program.cost(exits=1e-5, unplaced=1e-5)
        for family, columns in program.slack.items():
            cost[columns] = (1.0 if family in families else FORBIDDING) * _head(intake, family)
        answer = self._solve(cost)
        heads = {f: float(answer.values[c].sum()) * _head(intake, f) for f, c in program.slack.items()}
        if sum(h for f, h in heads.items() if f not in families) > NEGLIGIBLE:
            return float("inf"), {}
        rows = {family: _named(program, answer, family) for family in program.slack if family in families}
        return sum(heads.values()), {family: given for family, given in rows.items() if given}

    def _solve(self, cost: Floats) -> LinearSolution:
        """Solve to a vertex, which names few rows; by interior point alone where there are many."""
        book = self._program.book
        if book.row_count > VERTEX:
            return solve(book, cost, threads=self._threads)
        if self._warm is None:
            self._warm = WarmProgram(book, cost, threads=self._threads, pivots=simplex_steps(self._program))
            return self._warm.answer
        return self._warm.solve(cost)


def elastic(
    intake: Intake, families: Sequence[str], threads: int = 2
) -> tuple[float, dict[str, dict[tuple[str, str], float]]]:
    """Return the least heads by which these families must give way, and where (see ``ElasticProgram.least``)."""
    return ElasticProgram(intake, threads).least(families)


def irreducible(intake: Intake, threads: int = 2, program: ElasticProgram | None = None) -> tuple[str, ...]:
    """Return a smallest set of families that can't all hold: each is freed, and stays free if the rest clash."""
    program = program or ElasticProgram(intake, threads)
    free: list[str] = []
    for family in ELASTIC:
        if not np.isfinite(program.least([*free, family])[0]):
            free.append(family)
    return tuple(f for f in ELASTIC if f not in free)


def _head(intake: Intake, family: str) -> float:
    """Return heads per unit of a family's slack."""
    pay = intake.pay[intake.pay > 0]
    return 1.0 / float(pay.mean()) if family == "budget" and len(pay) else 1.0


def _named(program: Program, answer: LinearSolution, family: str) -> dict[tuple[str, str], float]:
    places, names = [p.id for p in program.intake.units.locations], _keys(program, family)
    if family in ("vetting", "budget"):
        places = [""]
    values = answer.values[program.slack[family]]
    return {
        (places[i % len(places)], names[i // len(places)]): float(v)
        for i, v in enumerate(values)
        if v > NEGLIGIBLE / 10
    }


def _keys(program: Program, family: str) -> Sequence[str]:
    """Return the keys of a family's rows: militias, sub-units, ranks, communities, or one empty key."""
    cells = program.intake.cells
    keys: dict[str, Sequence[str]] = {
        "bloc": [cells.militias[m] for m in program.blocs],
        "officers": [cells.militias[m] for m in program.blocs],
        "subunit": [cells.subunits[s] for s in np.flatnonzero(program.intake.large_subunits)],
        "rank": cells.ranks,
        "community": cells.communities,
    }
    return keys.get(family.split("-")[0], [""])


def _per_unit(intake: Intake, given: Mapping[str, Mapping[tuple[str, str], float]]) -> list[Relaxation]:
    """Return relaxations per battalion, whole heads, from heads per location."""
    number = {p.id: p.battalions for p in intake.units.locations}
    out = []
    for family, rows in given.items():
        for (place, key), heads in rows.items():
            out.append(Relaxation(family, place, key, float(np.ceil(heads / number.get(place, 1) - 1e-3))))
    return [row for row in out if row.amount > 0]


def _witness(intake: Intake, attempt: DealAttempt | None, chosen: list[Relaxation], threads: int, step: Step) -> Plan:
    """Return a plan under relaxed rows: those chosen, and whatever its own whole people still break.

    Ways are shortened in the last round only: the rounds before ask what whole people need.
    """
    if not chosen and attempt is not None:
        chosen = _relaxing(intake, attempt.broken)
    trial, distance = replace(intake, policy=_added(intake.policy, chosen)), False
    for done in range(ROUNDS):
        step("finding a plan under relaxed rows", done, ROUNDS)
        best = attempt_plan(trial, distance=distance, threads=threads)
        if not best.broken and not distance:
            distance = True
            best = attempt_plan(trial, threads=threads)
        if not best.broken:
            break
        more = [replace(r, amount=r.amount * (1 + done // 2)) for r in _relaxing(trial, best.broken)]
        trial = replace(trial, policy=_added(trial.policy, more))
    plan = certify(_excused(best), threads=threads)
    step("finding a plan under relaxed rows", ROUNDS, ROUNDS)
    return plan


def _excused(attempt: DealAttempt) -> DealAttempt:
    """Return the same roll under rows relaxed by what it breaks, counted again until nothing is broken."""
    for _ in range(ROUNDS):
        if not attempt.broken:
            return attempt
        intake = attempt.roll.intake
        roll = replace(
            attempt.roll, intake=replace(intake, policy=_added(intake.policy, _relaxing(intake, attempt.broken)))
        )
        attempt = replace(attempt, roll=roll, broken=all_breaches(roll))
    raise RuntimeError(f"rows that no relaxation of their own makes lawful: {', '.join(sorted(attempt.broken))}")


def _added(policy: Policy, rows: Iterable[Relaxation]) -> Policy:
    """Return the policy with amounts added to those it has at the same rows."""
    have = {(r.family, r.place, r.key): r.amount for r in policy.relaxations}
    more = [replace(r, amount=r.amount + have.get((r.family, r.place, r.key), 0.0)) for r in rows]
    return policy.relaxed(more)


def _relaxing(intake: Intake, broken: Breaches) -> list[Relaxation]:
    """Return what would make lawful the rows that a roll breaks: the worst unit's heads at each place and key."""
    frame = frame_of(intake)
    worst: dict[tuple[str, str, str], int] = {}
    for family, rows in broken.items():
        for unit, key, heads in rows:
            battalion = frame.battalion[unit] if family.endswith("-company") else unit
            place = "" if unit < 0 else intake.units.locations[frame.location[battalion]].id
            at = (family, place, key_name(intake, family, key))
            worst[at] = worst.get(at, 0) + heads if family == "commander" else max(worst.get(at, 0), heads)
    return [Relaxation(*at, float(heads)) for at, heads in worst.items()]


def key_name(intake: Intake, family: str, key: int) -> str:
    """Return what the key of a family's row stands for: a militia, sub-unit, rank or community, or nothing."""
    cells = intake.cells
    words = family.split("-")[0]
    table = {
        "bloc": cells.militias,
        "officers": cells.militias,
        "subunit": cells.subunits,
        "rank": cells.ranks,
        "community": cells.communities,
    }
    return table[words][key] if words in table else ""


def _clause(intake: Intake, row: Relaxation) -> Clause:
    number = {p.id: p.battalions for p in intake.units.locations}.get(row.place, 1)
    return Clause(row.family, row.place, row.key, row.amount * number, row)


def _rows_of_iis(intake: Intake) -> tuple[str, ...]:
    """Return names of single rows that clash, where the program is small."""
    program = posting_program(intake)
    if program.book.row_count > IIS_ROWS:
        return ()
    names = dict.fromkeys(_row_name(program, row) for row in infeasible_rows(program.book))
    return tuple(names)


def _row_name(program: Program, row: int) -> str:
    places = [p.id for p in program.intake.units.locations]
    for name, block in program.book.row_blocks.items():
        if len(block) and block[0] <= row <= block[-1]:
            at = int(row - block[0])
            names = _keys(program, name)
            if name in ("hub", "heads", "size", "officer-total", "pool"):
                return f"{name}: what the roster holds"
            return f"{name} {names[at // len(places)]} at {places[at % len(places)]}".replace("  ", " ")
    return "a bound of the roster"


CLAUSES = {  # family: what its relaxation says
    "manning": "posts{at}: {heads} stay empty",
    "bloc": "bloc cap per battalion{at}: {key} {heads} above its share",
    "bloc-company": "bloc cap per company{at}: {key} {heads} above its share",
    "subunit": "former sub-unit {key}{at}: {heads} above its share of battalions",
    "subunit-company": "former sub-unit {key}{at}: {heads} above its share of companies",
    "officers": "officer cap{at}: {key} {heads} above its share of officers",
    "rank-low": "rank minimum{at}: {heads} short of {key}",
    "rank-high": "rank maximum{at}: {heads} of {key} too many",
    "community-low": "community minimum{at}: {heads} of {key} short",
    "community-high": "community maximum{at}: {heads} of {key} too many",
    "local-low": "local minimum{at}: {heads} local volunteers short",
    "local-high": "local maximum{at}: {heads} local volunteers too many",
    "vetting": "screening: {heads} beyond the monthly number, in the last month",
    "budget": "budget: {heads} a year beyond the line",
    "commander": "commanders{at}: {heads} come from the largest bloc of their battalion",
}

FAMILY_NAMES = {
    "manning": "filled posts",
    "bloc": "bloc cap per battalion",
    "bloc-company": "bloc cap per company",
    "subunit": "former sub-unit cap per battalion",
    "subunit-company": "former sub-unit cap per company",
    "officers": "officer cap",
    "rank-low": "rank minimum",
    "rank-high": "rank maximum",
    "community-low": "community minimum",
    "community-high": "community maximum",
    "local-low": "local minimum",
    "local-high": "local maximum",
    "vetting": "screening a month",
    "budget": "budget a year",
    "commander": "commanders from another bloc",
}


def by_family(rows: Iterable[Clause]) -> tuple[str, ...]:
    """Return what gives way by family, without militias and places, the largest first."""
    heads: dict[str, float] = {}
    places: dict[str, set[str]] = {}
    for row in rows:
        heads[row.family] = heads.get(row.family, 0.0) + row.heads
        places.setdefault(row.family, set()).add(row.place)
    ranked = sorted(heads, key=lambda family: -heads[family])
    spots = {f: f"{len(p)} place{'s' if len(p) > 1 else ''}" for f, p in places.items()}
    return tuple(f"{FAMILY_NAMES[f]} by {heads[f]:,.0f} in {spots[f]}" for f in ranked)


def clause(row: Clause, names: Mapping[str, str] | None = None) -> str:
    """Return one relaxation in words."""
    place = (names or {}).get(row.place, row.place)
    return CLAUSES[row.family].format(at=f" in {place}" if place else "", key=row.key, heads=f"{row.heads:,.0f}")
