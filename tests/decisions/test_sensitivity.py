from itertools import permutations

import numpy as np
import pytest
from scipy.stats import rankdata

from tether.decisions.differences import Contrast
from tether.decisions.sensitivity import LUCK, REST, chosen_inputs, rank_columns, sensitivity, shapley, share_of_luck

LEADS = "civilian_deaths"


def table(make, d, drawn, **more):
    found = sensitivity(make.futures(d, **more), drawn, [Contrast(1, 0)], LEADS)
    return found[found["theory"] == "article"].set_index("symbol")


def unit(d):
    z = rankdata(d) - (len(d) + 1) / 2
    return z / np.linalg.norm(z)


def test_known_shares_of_a_sum_are_found_and_the_account_closes(make):
    drawn = make.drawn(points=1024)
    d = 3 * drawn["a"].values + 2 * drawn["b"].values  # variances 9 : 4
    rows = table(make, d, drawn)
    assert rows.index.tolist() == ["a", "b", REST, LUCK]
    assert rows["share"]["a"] == pytest.approx(9 / 13, abs=0.04) and rows["share"]["b"] == pytest.approx(
        4 / 13, abs=0.04
    )
    assert rows["share"].sum() == pytest.approx(1.0, abs=0.02) and rows["share"][LUCK] < 0.01
    assert (rows["lo"][:2] < rows["share"][:2]).all() and (rows["share"][:2] < rows["hi"][:2]).all()


def test_a_bend_is_followed(make):
    drawn = make.drawn(points=512)
    assert table(make, (drawn["c"].values - 0.5) ** 2, drawn)["share"]["c"] > 0.9


def test_luck_has_its_own_row(make):
    drawn = make.drawn(points=1024)
    rows = table(
        make, drawn["a"].values - 0.5, drawn, noise=np.sqrt(8 / 12), particles=8
    )  # luck's variance = the input's
    assert rows["share"][LUCK] == pytest.approx(0.5, abs=0.08) and rows["share"]["a"] == pytest.approx(0.5, abs=0.08)


def test_correlated_inputs_share_evenly_what_they_carry_together():
    rng = np.random.default_rng(0)
    a = rng.normal(size=20_000)
    b = 0.8 * a + 0.6 * rng.normal(size=20_000)
    columns = rank_columns(np.stack([a, b]))
    even = shapley(columns, unit(a + b))
    assert even[0] == pytest.approx(even[1], abs=0.01) and even.sum() == pytest.approx(1.0, abs=0.02)
    inert = shapley(columns, unit(a))
    assert inert[1] == pytest.approx(0.64 / 2, abs=0.03), "Shapley: an inert twin gets half of what they share"


@pytest.mark.parametrize(
    ("r", "first", "second"), [(0.0, 2.0, 1.0), (0.6, 2.0, 1.0), (0.6, 1.0, -0.5), (-0.4, 1.0, 1.0)]
)
def test_correlated_inputs_have_the_shares_of_lindeman_merenda_and_gold(r, first, second):
    """Two standard inputs with correlation r, y = b₁a + b₂c: LMG₁ = (b₁² + r·b₁b₂ + (r²/2)(b₂² − b₁²)) / var y."""
    rng = np.random.default_rng(4)
    a = rng.normal(size=40_000)
    c = r * a + np.sqrt(1 - r * r) * rng.normal(size=40_000)
    whole = first**2 + second**2 + 2 * r * first * second
    expected = (first**2 + r * first * second + (r * r / 2) * (second**2 - first**2)) / whole
    y = first * a + second * c
    plain = np.stack([np.stack([x / np.linalg.norm(x), np.zeros_like(x)]) for x in (a, c)])
    found = shapley(plain, y / np.linalg.norm(y))
    assert found.sum() == pytest.approx(1.0, abs=1e-6), "shares of correlated inputs add up to what all explain"
    assert found == pytest.approx([expected, 1 - expected], abs=0.015)
    ranked = shapley(rank_columns(np.stack([a, c])), unit(y))  # as the brief's table makes them
    assert 0.85 < ranked.sum() <= 1.0, "ranks of a sum are no sum of ranks: what is lost stands under rest"
    assert ranked / ranked.sum() == pytest.approx([expected, 1 - expected], abs=0.05)


def test_shapley_agrees_with_an_average_over_all_orders():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(3, 400))
    x[2] += x[0]
    columns, z = rank_columns(x), unit(x[0] - x[1] * x[2] + rng.normal(size=400))

    def worth(subset):
        flat = columns[list(subset)].reshape(-1, 400).T
        if not flat.size:
            return 0.0
        flat, y = flat - flat.mean(axis=0), z - z.mean()
        rest = y - flat @ np.linalg.lstsq(flat, y, rcond=None)[0]
        return 1 - (rest @ rest) / (y @ y) * 399 / (399 - flat.shape[1])

    expected = np.zeros(3)
    for order in permutations(range(3)):
        for k, i in enumerate(order):
            expected[i] += (worth(order[: k + 1]) - worth(order[:k])) / 6
    assert shapley(columns, z) == pytest.approx(expected, abs=1e-9)


def test_shuffled_worlds_leave_no_share(make):
    rng = np.random.default_rng(2)
    columns = rank_columns(make.drawn(points=256, names="abcdefghijklmnopqrstuvwxyz")["a"].values[:1])
    wide = rank_columns(rng.uniform(size=(100, 256)))
    found = [len(chosen_inputs(wide, unit(rng.permutation(256)), rng)) for _ in range(40)]
    assert np.mean([n > 0 for n in found]) <= 0.15, "a hundred idle inputs: about one run in twenty keeps any"
    assert columns.shape == (1, 2, 256)


def test_no_difference_has_no_account(make):
    assert sensitivity(make.futures(np.zeros((5, 64))), make.drawn(points=64), [Contrast(1, 0)], LEADS).empty


def test_an_input_that_does_not_vary_carries_nothing_and_breaks_nothing():
    columns = rank_columns(np.stack([np.ones(100), np.arange(100.0)]))
    assert not columns[0].any() and shapley(columns, unit(np.arange(100.0)))[0] == pytest.approx(0.0, abs=1e-9)


def test_luck_is_unknown_with_one_particle():
    assert np.isnan(share_of_luck(np.arange(10.0)[:, None]))


def test_points_drawn_anew_among_which_all_worlds_tie_share_nothing():
    columns = rank_columns(np.random.default_rng(3).random((2, 16)))
    assert (shapley(columns, np.zeros(16)) == 0).all()
    assert not np.isnan(shapley(columns, np.arange(16.0))).any()
