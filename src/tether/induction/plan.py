"""Planning: one intake in, one plan with its certificate out, or a conflict told in words.

    plan = make_plan(intake)
    plan.conflict is None          # every row kept; else plan is the witness under the relaxed rows that it names
    plan.measures, plan.achieved, plan.bounds, plan.gaps

The steps: relax (fractional, by location), round, assign cells, deal into companies, repair, appoint, schedule,
measure. Rows are tightened a little for the fractional step, since whole people need room; should that make it
impossible or leave a row broken, the step is taken again with other margins, and locations that stay broken are dealt
anew exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from tether.induction.certificate import (
    Prices,
    RelaxedPlan,
    bounds,
    objective_bound,
    relax,
    settle_exits,
    settle_unplaced,
)
from tether.induction.commanders import appoint, commanders_of_largest
from tether.induction.deal import PostingRoll, Schedule, deal, frame_of, schedule
from tether.induction.measures import Measures, measure
from tether.induction.posting_lp import Margins
from tether.induction.problem import Intake
from tether.induction.repair import ROUNDS, deal_again, repair
from tether.induction.rounding import assign_cells, whole_types
from tether.induction.seats import breaches, tally_of

SNUG = Margins(bloc=0.5, officers=0.3, subunit=1.0, community=0.0025, local=0.0025, vetting=1.0, budget=2.0)
ROOMY = Margins(bloc=1.0, officers=1.0, subunit=1.0, community=0.01, local=0.01, vetting=4.0, budget=2.0)
LOOSE = Margins(budget=2.0)
SURE = 1e-4  # relative gap below which a stage needs no program of its own
Breaches = Mapping[str, list[tuple[int, int, int]]]


@dataclass(frozen=True)
class DealAttempt:
    """A roll and what it breaks: {} if it is lawful."""

    roll: PostingRoll
    relaxed: RelaxedPlan
    broken: Breaches


@dataclass(frozen=True)
class Plan:
    """A plan, its certificate and its measures. ``achieved`` and ``bounds`` are keyed by objective.

    ``intake`` carries the rows that the plan keeps: those asked for, or where ``relaxations`` is not empty, relaxed
    ones.
    """

    intake: Intake
    roll: PostingRoll
    schedule: Schedule
    measures: Measures
    achieved: Mapping[str, float]
    bounds: Mapping[str, float]
    prices: Mapping[str, Prices] = field(repr=False)

    @property
    def gaps(self) -> dict[str, float]:
        """Return (achieved − bound) / achieved per objective; unplaced and exits as a share of all heads."""
        everyone = max(self.intake.cells.total, 1)
        scale = {"unplaced": everyone, "exits": everyone}
        return {
            name: (self.achieved[name] - bound) / max(scale.get(name, self.achieved[name]), 1e-9)
            for name, bound in self.bounds.items()
        }


def attempt_plan(intake: Intake, *, distance: bool = True, threads: int = 2) -> DealAttempt:
    """Return the best roll over the margins: lawful if one could be found.

    Rows that were relaxed just enough (a conflict's) leave no room for full sizes under margins: sizes are free then.
    """
    best: DealAttempt | None = None
    free = tight = bool(intake.policy.relaxations)
    for margins in (SNUG, LOOSE, ROOMY):
        if margins == ROOMY and tight:
            break
        relaxed = relax(intake, margins, distance=distance, threads=threads, free=free)
        if relaxed.broken and margins == SNUG:  # no whole people fit where no fractions do, and none with more room
            free = tight = True
            continue
        attempt = realise(relaxed)
        if best is None or _worth(attempt) < _worth(best):
            best = attempt
        if not any(_worth(best)) or (margins == LOOSE and relaxed.broken):
            break
    assert best is not None
    return best


def realise(relaxed: RelaxedPlan) -> DealAttempt:
    """Turn a fractional plan into whole people in companies with commanders."""
    intake = relaxed.program.intake
    rounds = ROUNDS if relaxed.feasible else 2
    roll = repair(deal(intake, assign_cells(intake, *whole_types(relaxed))), rounds=rounds)
    broken = breaches(roll)
    for location in _places(roll, broken) if relaxed.feasible else ():
        roll = deal_again(roll, location)
    roll = appoint(repair(roll, rounds=rounds) if broken else roll)
    return DealAttempt(roll, relaxed, all_breaches(roll))


def certify(attempt: DealAttempt, *, threads: int = 2) -> Plan:
    """Return the plan of a roll with its bounds; stages whose plain prices don't do are settled by a program."""
    intake, roll = attempt.roll.intake, attempt.roll
    when = schedule(roll)
    found = achieved(roll)
    prices = dict(attempt.relaxed.prices)
    proved = bounds(intake, prices, found)
    for name, settle in (("unplaced", settle_unplaced), ("exits", settle_exits)):
        if found[name] - proved[name] > SURE * max(intake.cells.total, 1):
            better = settle(intake, threads)
            bound = objective_bound(intake, better, name, found)
            if bound > proved[name]:
                prices[name], proved[name] = better, bound
    return Plan(intake, roll, when, measure(roll, when), found, proved, prices)


def achieved(roll: PostingRoll) -> dict[str, float]:
    """Return the value of each objective."""
    tally = tally_of(roll)
    militia = tally.militia[:, roll.intake.cells.blocs].astype(float)
    return {
        "unplaced": float(roll.unplaced.sum()),
        "exits": float(roll.exit.sum()),
        "concentration": float((militia**2 / np.maximum(tally.size, 1)[:, None]).sum()),
        "distance": float(roll.intake.band[roll.trait("home"), roll.location].sum()),
    }


def all_breaches(roll: PostingRoll) -> dict[str, list[tuple[int, int, int]]]:
    """Return every row that a roll breaks, commands given to a unit's largest bloc among them."""
    found = breaches(roll)
    if roll.intake.policy.commander_rule != "other-group":
        return found
    at = frame_of(roll.intake).location
    unled = set(np.flatnonzero(roll.commander < 0)) | set(commanders_of_largest(roll))
    spared: dict[int, list[int]] = {}
    for unit in sorted(unled):
        spared.setdefault(int(at[unit]), []).append(int(unit))
    rows = []
    for place, units in spared.items():
        free = round(roll.intake.policy.slack("commander", roll.intake.units.locations[place].id))
        rows += [(unit, 0, 1) for unit in units[free:]]
    return found | ({"commander": rows} if rows else {})


def _places(roll: PostingRoll, broken: Breaches) -> list[int]:
    frame = frame_of(roll.intake)
    places = set()
    for family, rows in broken.items():
        for unit, _, _ in rows:
            if unit >= 0 and not family.startswith("manning"):
                battalion = frame.battalion[unit] if family.endswith("-company") else unit
                places.add(int(frame.location[battalion]))
    return sorted(places)


def _worth(attempt: DealAttempt) -> tuple[int, bool]:
    """Return (heads beyond rows, whether the program itself broke any): the less the better."""
    return _weight(attempt.broken), not attempt.relaxed.feasible


def _weight(broken: Breaches) -> int:
    return sum(heads for rows in broken.values() for _, _, heads in rows)
