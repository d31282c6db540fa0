"""Conflicts: the closed test that spares a doomed search, one warm program for every question, sizes that stay free."""

from dataclasses import replace

import numpy as np
import pytest

from tether.induction.certificate import relax, simplex_steps
from tether.induction.conflicts import Conflict, ElasticProgram, elastic, plan_or_conflict, too_few_local_blocs
from tether.induction.linear_program import WarmProgram, solve
from tether.induction.plan import LOOSE, attempt_plan
from tether.induction.posting_lp import ELASTIC, posting_program
from tether.induction.repair import _change
from tether.induction.seats import TRAITS, Seats
from tether.induction.synthetic_roster import invented


@pytest.fixture(scope="module")
def intake():
    return invented(heads=1500, homes=8, battalion=150, seed=3)


@pytest.fixture(scope="module")
def clashing(intake):
    """The same where half of every battalion must be local and of many militias."""
    policy = replace(intake.policy, local_low=0.6, local_high=1.0, battalion_cap=0.08)
    return replace(intake, policy=policy)


def test_the_closed_test_is_sound(intake, clashing):
    assert not too_few_local_blocs(intake)
    assert too_few_local_blocs(clashing)
    assert elastic(clashing, ELASTIC, threads=1)[0] > 1
    rng = np.random.default_rng(1)
    for cap, local in zip(rng.uniform(0.05, 0.4, 6), rng.uniform(0.1, 0.6, 6), strict=True):
        trial = replace(intake, policy=replace(intake.policy, battalion_cap=cap, local_low=local, local_high=1.0))
        if too_few_local_blocs(trial):
            assert elastic(trial, ELASTIC, threads=1)[0] > 0


def test_one_warm_program_answers_as_a_new_one_does(clashing):
    program = ElasticProgram(clashing, threads=1)
    for families in (ELASTIC, ["local-low"], ["bloc"], ["manning"], ["rank-low"]):
        assert program.least(families)[0] == pytest.approx(elastic(clashing, families, 1)[0], rel=1e-6)


def test_simplex_and_interior_point_find_the_same_optimum(clashing):
    program = posting_program(clashing, elastic=ELASTIC)
    cost = program.cost(unplaced=10.0, exits=3.0, slack=50.0)
    inner = solve(program.book, cost, threads=1)
    outer = solve(program.book, cost, threads=1, pivots=10**6)
    cut = solve(program.book, cost, threads=1, pivots=3)
    assert outer.by_simplex and not inner.by_simplex and not cut.by_simplex
    assert outer.objective == pytest.approx(inner.objective, rel=1e-5) == pytest.approx(cut.objective, rel=1e-5)
    warm = WarmProgram(program.book, cost, threads=1, pivots=3)
    assert warm.answer.objective == pytest.approx(outer.objective, rel=1e-6)
    assert 0 < simplex_steps(program) < program.book.row_count


def test_sizes_that_are_free_keep_every_row_that_can_be_kept(intake):
    found = relax(intake, LOOSE, threads=1, free=True)
    assert found.feasible and set(found.prices) == {"unplaced", "exits", "concentration", "distance"}
    low, high = (bound * intake.battalions for bound in intake.battalion_range)
    sizes = found.values[found.program.size]
    assert ((sizes >= low - 1e-4) & (sizes <= high + 1e-4)).all()


def test_a_conflict_is_told_as_it_goes(clashing):
    told = []
    found = plan_or_conflict(clashing, threads=1, step=lambda name, done, of: told.append((name, done, of)))
    assert isinstance(found, Conflict) and found.least > 1 and found.clauses
    assert list(dict.fromkeys(name for name, _, _ in told)) == [
        "asking which rows clash",
        "finding a plan under relaxed rows",
    ]
    assert all(0 <= done <= of for _, done, of in told)


def test_the_change_of_each_swap_is_the_sum_of_its_steps(intake):
    """What repair ranks pairs by, worked out for all pairs at once, against one pair after another."""
    roll = attempt_plan(intake, distance=False, threads=1).roll
    seats = Seats(roll)
    givers, takers = seats.members(0)[::9], np.flatnonzero(seats.battalion != 0)[::23]
    found, wanted = _change(seats, givers, takers), np.zeros((len(givers), len(takers)))
    for name in TRAITS:
        for i, one in enumerate(givers):
            for j, other in enumerate(takers):
                for seat, leaves, comes in ((one, one, other), (other, other, one)):
                    unit = seats.battalion[[seat]]
                    old, new = (int(seats.trait(name, seats.cell[[who]], unit)[0]) for who in (leaves, comes))
                    lose, gain = seats.steps(name, int(unit[0]))
                    wanted[i, j] += (lose[old] + gain[new]) * (old != new)
    assert len(np.unique(wanted)) > 1
    np.testing.assert_array_equal(found, wanted)
