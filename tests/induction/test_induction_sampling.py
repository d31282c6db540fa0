"""How often a plan exists over the intervals: named noise, any number of workers, the worst row first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tether.induction.conflicts import elastic
from tether.induction.deal import PostingRoll
from tether.induction.posting_lp import ELASTIC
from tether.induction.problem import ExitRoute, Policy
from tether.induction.synthetic_roster import invented
from tether.induction.uncertainty import Robustness, SampledRoster, one_roster, relaxed_answer, robustness, sample_cells
from tether.randomness.noise import Noise


def tight(heads=900):
    """An intake with just about enough volunteers for its posts: some rosters are too short."""
    policy = Policy(
        local_low=0,
        local_high=1,
        community_band=0.5,
        officer_cap=1,
        subunit_cap=0.6,
        manning_low=0.95,
        exits=(ExitRoute("land", heads),),
    )
    return invented(heads=heads, homes=6, provinces=3, battalion=150, posts_share=1.0, seed=3, policy=policy)


@pytest.fixture(scope="module")
def found():
    return robustness(tight(), rosters=6, seed=3)


def test_counts_stay_in_their_intervals_and_reach_both_ends():
    cells = invented(heads=3000, homes=12, battalion=300, seed=3).cells
    drawn = np.array([sample_cells(cells, Noise(1), k).heads for k in range(40)])
    assert ((drawn >= cells.low) & (drawn <= cells.high)).all()
    wide = cells.high - cells.low >= 3
    assert (drawn.min(0) == cells.low)[wide].mean() > 0.9 and (drawn.max(0) == cells.high)[wide].mean() > 0.9
    assert len({d.tobytes() for d in drawn}) == 40


def test_errors_of_one_militia_go_together_as_far_as_they_are_shared():
    cells = invented(heads=3000, homes=12, battalion=300, seed=3).cells
    spread = {s: np.std([sample_cells(cells, Noise(1), k, shared=s).total for k in range(40)]) for s in (0.0, 0.5, 1.0)}
    assert spread[0.0] < spread[0.5] < spread[1.0]


def test_some_rosters_are_feasible_and_the_others_say_which_row(found):
    assert 0 < found.feasible < 6
    assert found.feasible + found.count("impossible") + found.count("not found") == 6
    assert f"feasible in {found.feasible} of 6 rosters" in found.sentence
    assert list(found.rows.rosters) == sorted(found.rows.rosters, reverse=True)
    assert "manning" in set(found.families.family)
    for s in found.sampled:
        assert (s.verdict == "plan") == (not s.rows)


def test_the_verdicts_hold_against_the_elastic_program(found):
    intake = tight()
    for s in found.sampled:
        trial = replace(intake, cells=sample_cells(intake.cells, Noise(3), s.number))
        least = elastic(trial, ELASTIC, threads=1)[0]
        assert (least > 0.01) == (s.verdict == "impossible")
        assert sum(heads for *_, heads in s.rows) == pytest.approx(least, abs=0.1) or s.verdict != "impossible"


@pytest.mark.slow
def test_any_number_of_workers_gives_the_same_answer(found):
    assert robustness(tight(), rosters=2, seed=3, workers=2).sampled == found.sampled[:2]


def test_a_roster_without_width_is_the_plan_itself():
    intake = invented(heads=900, homes=6, provinces=3, battalion=150, seed=3)
    exact = replace(intake, cells=intake.cells.with_heads(intake.cells.heads))
    assert (sample_cells(exact.cells, Noise(1), 5).heads == intake.cells.heads).all()
    assert relaxed_answer(exact).feasible and one_roster(exact, 0, 1).verdict == "plan"


def test_the_worst_row_comes_first_by_rosters_then_heads():
    few, many = ("bloc", "x", "a", 90.0), ("local-low", "x", "", 2.0)
    sampled = (
        SampledRoster(0, 10, "impossible", 0, 92.0, (few, many)),
        SampledRoster(1, 10, "impossible", 0, 2.0, (many,)),
        SampledRoster(2, 10, "plan", 0, 0.0),
    )
    rows = Robustness(sampled).rows
    assert list(rows.family) == ["local-low", "bloc"] and list(rows.rosters) == [2, 1]
    assert Robustness(sampled).sentence.endswith("local-low (2 of 3), bloc (1 of 3)")
    assert Robustness((sampled[2],)).sentence == "feasible in 1 of 1 rosters"


def test_no_roll_is_kept_of_a_sampled_roster(found):
    assert not any(isinstance(v, PostingRoll) for s in found.sampled for v in vars(s).values())
