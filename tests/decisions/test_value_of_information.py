import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tether.decisions.differences import Contrast
from tether.decisions.value_of_information import ANY, best_cut, value_of_information

LEADS = "civilian_deaths"


def told(make, d, drawn):
    return value_of_information(make.futures(d), drawn, [Contrast(1, 0)], LEADS)


def test_an_assumption_that_decides_is_worth_the_worlds_that_were_wrong(make):
    drawn = make.drawn(points=512)
    table = told(make, drawn["c"].values - 0.4, drawn)  # A lower where c < 0.4
    rows = table[table["symbol"] == "c"].set_index("theory")
    lower = int((drawn["c"].values[0] < 0.4).sum())
    assert rows["worlds_without"]["patron"] == 512 - lower and rows["gain"]["patron"] == pytest.approx(lower, abs=10)
    assert rows["cut"]["article"] == pytest.approx(0.4, abs=0.02) and set(rows["a_lower"]) == {"below"}
    assert (rows["gain"] > rows["noise"]).all() and rows["worlds_total"][ANY] == 5 * 512


def test_assumptions_that_do_not_matter_gain_no_more_than_shuffled_ones(make):
    rng = np.random.default_rng(5)
    table = told(make, np.tile(rng.normal(size=(1, 256)), (5, 1)), make.drawn(names="abcdefghij"))
    assert (table["gain"] > table["noise"]).mean() < 0.05


def test_not_knowing_which_theory_holds_costs_worlds(make):
    drawn = make.drawn(points=512)
    d = drawn["a"].values - np.array([0.2, 0.2, 0.5, 0.8, 0.8])[:, None]
    rows = told(make, d, drawn).query("symbol == 'a'").set_index("theory")
    assert rows["worlds_knowing"][ANY] < sum(rows["worlds_knowing"][t] for t in make.THEORIES) - 200


def test_tied_worlds_are_never_judged(make):
    d = np.zeros((5, 64))
    d[:, :10] = -1.0
    rows = told(make, d, make.drawn(points=64))
    assert (rows.loc[rows["theory"] != ANY, "worlds_judged"] == 10).all() and (rows["gain"] <= 0).all()


def test_a_rule_is_judged_on_worlds_it_was_not_found_on(make):
    """Bug guarded: with a hundred idle assumptions the best fitted rule "gained" worlds in its own sample."""
    drawn = make.drawn(points=32, names="abcdefghijklmnopqrstuvwxyz")
    rng = np.random.default_rng(9)
    table = told(make, np.tile(rng.normal(size=(1, 32)), (5, 1)), drawn)
    assert table["gain"].mean() < 1.0


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(3, 40))
def test_the_best_cut_is_the_best_of_all(seed, count):
    rng = np.random.default_rng(seed)
    theta, sign = rng.integers(0, 8, count).astype(float), rng.choice([-1.0, 0.0, 1.0], count)

    def right(c, above):
        names_a = (theta > c) == above
        return int(((names_a & (sign < 0)) | (~names_a & (sign > 0))).sum())

    tried = [right(c, way) for c in np.arange(-0.5, 8.5) for way in (True, False)]
    assert right(*best_cut(theta, sign)) == max(tried)
