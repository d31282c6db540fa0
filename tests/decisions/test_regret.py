import numpy as np
import pytest

from tether.decisions.regret import Threshold, dominates, record_thresholds, regret, stated_aims, worst_tenth
from tether.futures.outcomes import ORDER_OUTCOMES

LEADS = "civilian_deaths"


def three(make, y, order=None):
    """Host's options sq, p9, p10 with values y (pair, point), the same under five theories, one month, one particle."""
    y = np.broadcast_to(np.asarray(y, np.float32)[:, None, :], (len(y), 5, len(y[0])))
    pairs = tuple(("sq", h) for h in ("sq", "p9", "p10"))
    return make.made(
        pairs, {LEADS: y[..., None, None]}, {k: np.asarray(v, np.float32) for k, v in (order or {}).items()}
    )


@pytest.fixture
def found(make):
    return regret(
        three(make, [[10, 10, 10, 10], [12, 8, 10, 30], [10, 9, 11, 5]]),
        LEADS,
        [Threshold("ten", "no more than ten", 10)],
        {},
    )


def test_regret_is_the_gap_to_the_lowest_option_in_the_same_world(found):
    rows = found.options[found.options["theory"] == "patron"].set_index("host")
    assert rows["regret_largest"].tolist() == [5, 25, 1]
    assert rows["regret_median"].tolist() == [1.0, 1.0, 0.5]
    assert rows["worlds_lowest"].tolist() == [0, 1, 1] and rows["worlds_shared"].tolist() == [2, 1, 1]
    assert (rows["worlds_total"] == 4).all()


def test_thresholds_count_worlds_and_the_status_quos_own_comes_first(found):
    rows = found.satisficing[found.satisficing["theory"] == "article"].set_index(["threshold", "host"])["worlds_within"]
    assert rows["status-quo"].to_dict() == rows["ten"].to_dict() == {"sq": 4, "p9": 2, "p10": 3}
    assert found.satisficing["threshold"].drop_duplicates().tolist() == ["status-quo", "ten"]


def test_rows_stand_by_theory_in_the_cases_order_and_nothing_ranks(found):
    options = found.options
    assert options["host"].drop_duplicates().tolist() == ["sq", "p9", "p10"]
    assert options.groupby("host")["theory"].nunique().eq(5).all() and found.theories == tuple(
        options["theory"].unique()
    )
    assert not {c for c in options if "rank" in c or "score" in c or "mean" in c}


def test_the_worst_tenth_is_a_mean_of_the_largest():
    assert worst_tenth(np.arange(100.0)) == pytest.approx(94.5) and worst_tenth(np.array([3.0, 1.0])) == 3.0


def test_dominance_needs_every_theory_and_every_outcome(make):
    lower, upper = np.zeros((5, 40)), np.ones((5, 40))
    assert dominates([lower], [upper]) and not dominates([upper], [lower]) and not dominates([lower], [lower])
    one = upper.copy()
    one[2] = -1  # worse under one theory alone
    assert not dominates([lower], [one])
    assert not dominates([lower, upper], [upper, lower]) and dominates([lower, upper], [upper, upper])


def test_the_undominated_set_reads_signs_by_their_aim(make):
    worse = np.ones((3, 5, 4, 1))
    worse[0] = 0  # the status quo has least of it
    y = [[10] * 4, [12] * 4, [12] * 4]
    less, more = (regret(three(make, y, {"trust": worse}), LEADS, aims={"trust": a}) for a in ("less", "more"))
    assert less.undominated.set_index("host")["undominated"].to_dict() == {"sq": True, "p9": False, "p10": False}
    assert less.undominated["dominated_by"].tolist() == ["", "sq+sq", "sq+sq"]
    assert more.undominated["undominated"].all() and more.aims == {LEADS: "less", "trust": "more"}


def test_an_outcome_without_an_aim_is_left_out_and_said_so(make):
    found = regret(three(make, [[1] * 4] * 3, {"mystery": np.zeros((3, 5, 4, 1))}), LEADS)
    assert found.without_aim == ("mystery",) and set(found.aims) == {LEADS}


def test_registered_aims_are_those_of_the_outcomes():
    assert stated_aims() == {o.id: o.aim for o in ORDER_OUTCOMES if o.aim} and set(stated_aims().values()) <= {
        "less",
        "more",
    }


def test_the_records_thresholds_are_named_after_it():
    whole, half = record_thresholds(1200.0, 36, "civilian deaths")
    assert (whole.most, half.most) == (1200.0, 600.0) and "36 months before the cut-off" in half.title
