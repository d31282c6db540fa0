"""A chamber: known numbers, two ways agree, invariance, and the fates of a bill in turn."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from tether.judgement.passage.chamber import Bloc, Outsider, Sheet, ballots

FIXED = (1.0, 1.0)


def sheet(*blocs, rule="majority-present", seats=100, quorum=51, **more):
    return Sheet("made-up", rule, (seats, seats), (quorum, quorum), blocs, **more)


def bloc(seats, present=FIXED, in_favour=FIXED, name="bloc"):
    return Bloc(name, (seats, seats), present, in_favour)


def test_without_intervals_a_vote_is_arithmetic():
    for_, against = bloc(51), bloc(49, in_favour=(0, 0))
    assert ballots(sheet(for_, against)).passed == 1024
    assert ballots(sheet(replace(for_, seats=(50, 50)), replace(against, seats=(50, 50)))).voted_down == 1024
    assert ballots(sheet(bloc(66), bloc(34, in_favour=(0, 0)), rule="two-thirds-all")).passed == 0
    assert ballots(sheet(bloc(67), bloc(33, in_favour=(0, 0)), rule="two-thirds-all")).passed == 1024


def test_all_against_the_threshold_of_those_present_or_of_all():
    here = bloc(60, present=(0.5, 0.5))
    assert ballots(sheet(here, quorum=30)).passed == 1024
    assert ballots(sheet(here, quorum=30, rule="majority-all")).voted_down == 1024


def test_a_boycott_can_sink_a_bill_that_nobody_votes_against():
    """Iraq 2006: everybody present was in favour, and the quorum decided."""
    backers, boycott = bloc(48), bloc(52, present=(0, 0))
    assert ballots(sheet(backers, boycott)).no_quorum == 1024
    assert ballots(sheet(backers, replace(boycott, present=(0.1, 0.1)))).passed == 1024


def test_the_chance_of_one_split_bloc_is_the_share_of_its_interval():
    """2 of 4 places: 60 for, 40 split; needed 51 of 100 present is 51 ≤ 60·1."""
    split = sheet(bloc(40), bloc(60, in_favour=(0, 1)))
    counted = ballots(split).passed / 1024
    assert counted == pytest.approx(1 - 10.5 / 60, abs=0.01)  # 11 or more of the 60, rounded


def test_positions_of_two_blocs_agree_with_a_sum_over_a_grid():
    a, b = bloc(45, in_favour=(0.2, 0.9)), bloc(55, in_favour=(0.1, 0.8), name="b")
    at = (np.arange(400) + 0.5) / 400
    votes = [
        np.floor(45 * (0.2 + 0.7 * x) + 0.5) + np.floor(55 * (0.1 + 0.7 * y) + 0.5)
        for x, y in itertools.product(at, at)
    ]
    assert ballots(sheet(a, b)).share == pytest.approx(np.mean(np.array(votes) >= 51), abs=0.015)


def test_outsiders_and_coupled_bills_stop_what_the_chamber_passed():
    for_ = bloc(80)
    vetoed = ballots(sheet(for_, outsiders=(Outsider("president", (0.5, 0.5)),)))
    assert vetoed.stopped == pytest.approx(512, abs=15) and vetoed.passed == 1024 - vetoed.stopped
    tied = ballots(sheet(for_, coupled=(0.25, 0.25)))
    assert tied.passed == pytest.approx(256, abs=15) and tied.fell_with_another == 1024 - tied.passed
    decree = Sheet("d", "decree", (1, 1), (0, 0), (), (Outsider("militia", (0.2, 0.2)),))
    assert ballots(decree).passed == pytest.approx(819, abs=15)


def test_fates_add_up_and_the_same_sheet_gives_the_same_counts():
    made = sheet(
        bloc(40, (0.4, 0.9), (0.3, 1.0)),
        bloc(60, (0.2, 1.0), (0.0, 0.8), "b"),
        outsiders=(Outsider("x", (0.0, 0.5)),),
        coupled=(0.5, 1.0),
    )
    first, again = ballots(made), ballots(made)
    assert first == again
    fates = (first.no_quorum, first.voted_down, first.stopped, first.fell_with_another, first.passed)
    assert sum(fates) == 1024 and all(fates)


def test_more_support_never_passes_less():
    shares = [
        ballots(sheet(bloc(50, (0.5, 1), (p, p)), bloc(50, (0.5, 1), (0, 0.6), "b"))).share for p in (0.4, 0.7, 1)
    ]
    assert shares == sorted(shares) and shares[0] < shares[-1]


def test_blocs_that_may_outnumber_the_chamber_are_scaled_to_it():
    counted = ballots(sheet(Bloc("a", (60, 80), FIXED, FIXED), Bloc("b", (40, 60), FIXED, (0, 0))))
    assert counted.present == (100, 100, 100)


def test_attendance_hangs_together_across_blocs():
    """A well-attended day is so for all: the spread of the sum is wider than of independent blocs."""
    many = [Bloc(str(i), (25, 25), (0.2, 1.0), FIXED) for i in range(4)]
    low, _, high = ballots(sheet(*many)).present
    alone = np.sqrt(4) * 25 * 0.8 / np.sqrt(12) * 1.645 * 2
    assert high - low > 1.15 * alone
