"""After the deal: units mix further, every row is kept, no objective is worse, and the certificate still holds."""

from __future__ import annotations

import numpy as np
import pytest

from tether.induction.exchange import MIXED, TraitDistances, exchange_groups, exchange_plan
from tether.induction.plan import attempt_plan, certify
from tether.induction.plan_folder import write_plan
from tether.induction.problem import Policy
from tether.induction.synthetic_roster import invented
from tether.induction.verification import verify_folder


def _within(traits, group):
    return sum((traits[group == g][:, None] != traits[group == g][None]).sum() for g in np.unique(group))


@pytest.fixture
def people():
    draw = np.random.default_rng(3)
    return draw.integers(0, 4, (60, 3)), draw.permutation(60) % 5


def test_nobody_gains_any_more(people):
    """Every pair of people of two groups, tried one by one: none adds to the distances within groups."""
    traits, group = people
    done = exchange_groups(TraitDistances(traits, group), group)
    best = _within(traits, done.group)
    assert done.settled and done.swaps and best > _within(traits, group)
    assert np.bincount(done.group).tolist() == np.bincount(group).tolist()
    for one in range(60):
        for other in range(one):
            tried = done.group.copy()
            tried[[one, other]] = tried[[other, one]]
            assert _within(traits, tried) <= best
    again = exchange_groups(TraitDistances(traits, group), group)
    assert (again.group == done.group).all()


def test_the_bound_is_told_and_refused_swaps_are_not_made(people):
    traits, group = people
    assert not exchange_groups(TraitDistances(traits, group), group, sweeps=1).settled
    refused = exchange_groups(TraitDistances(traits, group), group, lambda one, other: False)
    assert not refused.swaps and (refused.group == group).all()


def _diversity(roll):
    traits = np.stack([roll.trait(name) for name in MIXED], 1)
    return _within(traits, roll.battalion)


ROWS = Policy(
    company_cap=0.6,
    battalion_cap=0.48,
    subunit_cap=0.4,
    community_band=0.4,
    local_low=0.05,
    local_high=1.0,
    manning_low=0.6,
)
SMALL = {"heads": 600, "provinces": 2, "posts_share": 0.7, "battalion": 80, "policy": ROWS}


@pytest.mark.parametrize(
    ("shape", "lawful"),
    [
        ({"militias": 14, "subunit": 12, "homes": 4, "seed": 3}, True),
        ({"militias": 7, "subunit": 25, "homes": 6, "seed": 1, "posts_share": 0.8}, False),
    ],
)
def test_a_mixed_plan_keeps_rows_and_certificate(shape, lawful, tmp_path):
    intake = invented(**(SMALL | shape))
    plan = certify(attempt_plan(intake, threads=1), threads=1)
    mixed = exchange_plan(plan)
    assert all(mixed.plan.achieved[name] <= value + 1e-9 for name, value in plan.achieved.items())
    assert sorted(mixed.plan.roll.cell) == sorted(plan.roll.cell)
    assert mixed.plan.bounds.keys() == plan.bounds.keys()
    before, after = (
        len(verify_folder(write_plan(p, tmp_path / n)).faults) for n, p in (("a", plan), ("b", mixed.plan))
    )
    assert after <= before and (after == 0) == lawful
    assert mixed.swaps and _diversity(mixed.plan.roll) > _diversity(plan.roll)
    assert f"{mixed.swaps:,} pairs changed seats" in mixed.plan.intake.policy.notes[-1]
