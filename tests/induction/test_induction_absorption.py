"""Whole units and paper contracts: the same measures, the same doors, no certificate."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tether.induction.cells import CONSENT, POPULATION, RANKS, BattalionType, Homes, Location, Units, from_columns
from tether.induction.deal import frame_of
from tether.induction.modes import absorb, on_paper
from tether.induction.plan import Plan, attempt_plan, certify
from tether.induction.problem import ExitRoute, Intake, Policy
from tether.induction.synthetic_roster import invented


@pytest.fixture(scope="module")
def plan():
    attempt = attempt_plan(invented(heads=1500, homes=8, battalion=300, seed=3), threads=1)
    return certify(attempt, threads=1)


def heads_of(roll):
    cells = len(roll.intake.cells)
    return np.bincount(roll.cell, minlength=cells) + roll.exit + roll.unplaced


def test_everybody_is_somewhere_once_and_no_unit_is_over_full(plan):
    for found in (absorb(plan.intake), on_paper(plan)):
        roll = found.plan.roll
        assert (heads_of(roll) == plan.intake.cells.heads).all()
        at = frame_of(plan.intake).location
        assert (np.bincount(roll.battalion, minlength=len(at)) <= plan.intake.battalion_range[1][at]).all()
        assert (frame_of(plan.intake).battalion[roll.company] == roll.battalion).all()
        assert (at[roll.battalion] == roll.location).all()
        assert roll.exit.sum() <= plan.intake.policy.exit_places


def test_units_survive_whole_and_the_measures_see_it(plan):
    whole, paper = absorb(plan.intake).plan.measures, on_paper(plan).plan.measures
    for found in (whole, paper):
        assert found.retention_subunit > 5 * plan.measures.retention_subunit
        assert found.concentration > 2 * plan.measures.concentration
        assert found.commanders_of_largest > 0
    assert plan.measures.commanders_of_largest == 0


def test_paper_differs_from_its_register_only_in_who_serves_beside_whom(plan):
    found = on_paper(plan).plan
    assert (np.bincount(found.roll.cell) == np.bincount(plan.roll.cell)).all()
    for name in ("posted", "exits", "unplaced", "cost_per_year", "exit_cost"):
        assert getattr(found.measures, name) == getattr(plan.measures, name)


def test_no_certificate_is_claimed_and_broken_rows_are_told(plan):
    found = absorb(plan.intake)
    assert isinstance(found.plan, Plan)
    assert not found.plan.bounds and not found.plan.gaps and not found.plan.prices
    assert found.heads_beyond_rows["bloc"] > 0


def test_a_company_of_comrades_fills_one_company():
    """Four sub-units of 50 for four companies of 50: each survives whole, and retention is the number of companies."""
    kind = BattalionType("line", 100, 2, ())
    columns = {
        "militia": ["a", "a", "b", "b"],
        "subunit": ["a1", "a2", "b1", "b2"],
        "home": ["p/x", "p/x", "q/y", "q/y"],
        "community": ["c"] * 4,
        "rank": ["soldier"] * 4,
        "heads": [50] * 4,
    }
    homes = Homes({"p/x": "p", "q/y": "q"})
    cells = from_columns(columns, homes=homes.ids, communities=("c",), ranks=tuple(r.id for r in RANKS))
    units = Units((kind,), (Location("at-x", "p/x", 1, "line"), Location("at-y", "q/y", 1, "line")))
    found = absorb(Intake(cells, units, homes, Policy())).plan.measures
    assert found.concentration == pytest.approx(1)
    assert found.local_share == 1
    assert found.retention_subunit == pytest.approx(49 * 50 / (50 * 49) / (4 * 50 * 49 / (200 * 199)))


def test_the_doors_hold_for_whole_units_too():
    intake = invented(heads=900, homes=4, provinces=2, battalion=200, posts_share=1.0, seed=2)
    cells, bar = intake.cells, intake.units.locations[0].id
    consent = np.where(cells.militia == 0, CONSENT.index("exit"), cells.consent)
    barred = np.where(cells.militia == 1, 1, 0)
    changed = replace(cells, consent=consent, bars=(frozenset(), frozenset({bar})), bar=barred)
    policy = replace(intake.policy, exits=(ExitRoute("land", 40),), months=3)
    roll = absorb(replace(intake, cells=changed, policy=policy)).plan.roll
    assert not (roll.trait("militia") == 0).any()
    assert not ((roll.trait("militia") == 1) & (roll.location == 0)).any()
    assert (roll.trait("month") < 3).all()
    assert roll.exit.sum() == 40 and (roll.exit[changed.militia != 0] == 0).all()


def test_ordinary_recruits_come_last():
    intake = invented(heads=600, homes=4, provinces=2, battalion=100, posts_share=0.5, seed=2)
    names = (POPULATION, *intake.cells.militias[1:])
    found = absorb(replace(intake, cells=replace(intake.cells, militias=names)))
    assert not (found.plan.roll.trait("militia") == 0).any()
