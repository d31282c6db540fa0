"""A chamber: known numbers, two ways agree, invariance, and the fates of a bill in turn."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tether.charter.vote import RULES, Bloc, Outsider, Vote
from tether.precedents.chamber import ballots, sittings

FIXED = (1.0, 1.0)


def sheet(*blocs, rule="majority-present", seats=100, quorum=51, **more):
    return Vote("made-up", rule, (seats, seats), (quorum, quorum), blocs, **more)


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
    decree = Vote("d", "decree", (1, 1), (0, 0), (), (Outsider("militia", (0.2, 0.2)),))
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
    sat = sittings(sheet(Bloc("a", (60, 80), FIXED, FIXED), Bloc("b", (40, 60), FIXED, (0, 0))))
    assert set(sat.present) == {100.0}


def test_attendance_hangs_together_across_blocs():
    """A well-attended day is so for all: the spread of the sum is wider than of independent blocs."""
    many = [Bloc(str(i), (25, 25), (0.2, 1.0), FIXED) for i in range(4)]
    low, high = np.percentile(sittings(sheet(*many)).present, (5, 95))
    alone = np.sqrt(4) * 25 * 0.8 / np.sqrt(12) * 1.645 * 2
    assert high - low > 1.15 * alone


# --- every draw lies within the bounds that rule POL01 reads

part = st.integers(0, 20).map(lambda n: n / 20)
share = st.tuples(part, part).map(lambda pair: tuple(sorted(pair)))


@st.composite
def votes(draw):
    sizes = draw(st.lists(st.integers(1, 40), min_size=1, max_size=4))
    blocs = tuple(Bloc(f"b{i}", (s, s), draw(share), draw(share)) for i, s in enumerate(sizes))
    count = st.integers(0, sum(sizes))
    pair = st.tuples(count, count).map(sorted).map(tuple)
    room, needs = draw(st.none() | pair), draw(st.none() | pair)
    made = Vote(
        "any", draw(st.sampled_from(RULES[:4])), (sum(sizes),) * 2, draw(pair), blocs, needs=needs, attendance=room
    )
    fewest, most = (sum(b.comers[end] for b in blocs) for end in (0, 1))
    assume(fewest <= made.room[1] and most >= made.room[0])
    return made


@given(votes())
def test_every_vote_that_is_held_lies_within_the_bounds(vote):
    sat, bounds = sittings(vote, 64), vote.bounds
    assert sat.present.min() >= bounds.sitting.lo and sat.present.max() <= bounds.sitting.hi
    assert not bounds.quorum_missed or not sat.held.any()
    for name in ("present", "in_favour", "needed"):
        drawn, span = getattr(sat, name)[sat.held], getattr(bounds, name)
        assert not drawn.size or (drawn.min() >= span.lo and drawn.max() <= span.hi), name
    margin = (sat.in_favour - sat.needed)[sat.held]
    assert not margin.size or (margin.min() >= bounds.margin[0] and margin.max() <= bounds.margin[1])


@given(votes())
def test_a_vote_carried_for_certain_never_fails_in_the_chamber_and_a_lost_one_never_passes(vote):
    counted = ballots(vote, 64)
    failed = counted.no_quorum + counted.voted_down
    assert vote.outcome == "open" or failed == (0 if vote.outcome == "carried" else 64)


def test_members_are_added_until_the_houses_attendance_is_met():
    """A boycott of one bloc leaves the others to fill the house: 80 to 90 of 100, 40 of them never there."""
    away = (bloc(40, (0.0, 1.0), FIXED, "may stay away"), bloc(60, (0.5, 1.0), (0, 0), "others"))
    vote = sheet(*away, quorum=0, attendance=(80.0, 90.0))
    sat = sittings(vote)
    assert (sat.present.min(), sat.present.max()) == (80, 90) == (vote.bounds.present.lo, vote.bounds.present.hi)
    assert sat.in_favour.min() >= 20 and len(set(sat.present)) > 5
