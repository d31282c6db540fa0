"""The frontier: bounds that no plan beats, that only worsen as a rule is tightened, and heads where nothing can hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tether.induction.conflicts import elastic
from tether.induction.posting_lp import ELASTIC
from tether.induction.synthetic_roster import invented
from tether.induction.uncertainty import FOUND, POINT, at_point, frontier, most_local, one_point

CAPS, LOCAL = (0.05, 0.25, 0.5), (0.0, 0.3, 0.9)


@pytest.fixture(scope="module")
def intake():
    return invented(heads=900, homes=6, provinces=3, battalion=150, seed=3)


@pytest.fixture(scope="module")
def table(intake):
    return frontier(intake, caps=CAPS, local=LOCAL, months=(6, 24), whole=True)


def test_one_line_per_point_and_missing_is_never_zero(table):
    assert list(table.columns) == [*POINT, *FOUND] and len(table) == 18
    shut = table.least_heads > 0
    assert 0 < shut.sum() < 18
    assert table[shut][["unplaced_bound", "concentration_bound", "unplaced", "concentration"]].isna().all(axis=None)
    assert table[~shut][["unplaced_bound", "concentration_bound"]].notna().all(axis=None)


def test_no_plan_beats_its_bound(table):
    found = table[table.concentration.notna()]
    assert len(found)
    assert (found.unplaced_bound <= found.unplaced + 1e-6).all()
    assert (found.concentration_bound <= found.concentration * (1 + 1e-6)).all()
    assert (found.concentration_bound > 0.8 * found.concentration).all()


@pytest.mark.parametrize(("rule", "tighter"), [("cap", -1), ("local", 1)])
def test_tightening_a_rule_never_helps(table, rule, tighter):
    others = [p for p in POINT if p != rule]
    for _, line in table.sort_values(rule, ascending=tighter > 0).groupby(others):
        assert (np.diff(line.least_heads) >= -0.05).all()
        bounds = line.concentration_bound.dropna()
        assert (np.diff(bounds) >= -0.02 * bounds.mean()).all()


def test_heads_are_those_of_the_elastic_program(intake, table):
    line = table[table.least_heads > 0].iloc[0]
    least = elastic(at_point(intake, line.cap, line.local, int(line.months)), ELASTIC, threads=1)[0]
    assert line.least_heads == pytest.approx(least, rel=1e-3)


def test_months_matter_only_through_arrivals_and_screening(intake, table):
    late = intake.cells.month.max() + 1
    assert late <= 6
    for _, pair in table.groupby(["cap", "local"]):
        assert pair[list(FOUND)].iloc[0].equals(pair[list(FOUND)].iloc[1])
    slow = replace(intake, policy=replace(intake.policy, vetting_per_month=60))
    assert one_point(slow, (0.5, 0.0, 6))[0] > one_point(slow, (0.5, 0.0, 24))[0] == 0


def test_most_local_reads_off_the_table(table):
    grid = most_local(table)
    assert list(grid.index) == sorted(CAPS)
    for cap in CAPS:
        held = table[(table.cap == cap) & (table.months == 24) & (table.least_heads <= 0.01)].local
        assert (grid.loc[cap, 24] == held.max()) if len(held) else np.isnan(grid.loc[cap, 24])
