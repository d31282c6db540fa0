"""Ranks and quantiles are the bytes of the libraries that they stand for; what is counted is what sorting finds."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import binom, rankdata

from tether.decisions.order_statistics import median_of, quantile_of, ranks
from tether.decisions.scenario_discovery import _high_cuts, _low_cuts, box, quasi_p
from tether.decisions.signposts import best_threshold

few = st.integers(-3, 3).map(float)
rows = arrays(np.float64, st.tuples(st.integers(1, 3), st.integers(2, 40)), elements=st.one_of(few, st.floats(-9, 9)))


@given(rows)
def test_ranks_and_quantiles_are_those_of_the_libraries(values):
    assert np.array_equal(ranks(values), rankdata(values, axis=1))
    ordered = np.sort(values, axis=-1)
    for share in (0.05, 0.5, 0.95):
        assert np.array_equal(quantile_of(ordered, share), np.quantile(values, share, axis=-1))
    assert np.array_equal(median_of(ordered), np.median(values, axis=-1))


@given(st.lists(st.tuples(st.one_of(st.integers(0, 9).map(float), st.floats(-2, 2)), st.booleans()), min_size=2))
def test_counted_thresholds_are_those_of_sorting(pairs):
    seen, lower = np.array([s for s, _ in pairs]), np.array([low for _, low in pairs])
    assert best_threshold(seen, lower) == _sorted_threshold(seen, lower)


def _sorted_threshold(seen, lower):
    order = np.argsort(seen, kind="stable")
    ranked, yes = seen[order], lower[order]
    if not 0 < yes.sum() < len(yes):
        return float(np.median(seen)), True
    gap = np.cumsum(~yes) / (~yes).sum() - np.cumsum(yes) / yes.sum()
    gap = np.where(np.append(np.diff(ranked) > 0, False), gap, 0.0)
    at = int(np.abs(gap).argmax())
    return float(ranked[at] + ranked[min(at + 1, len(ranked) - 1)]) / 2, bool(gap[at] >= 0)


@given(arrays(np.float64, st.tuples(st.integers(1, 3), st.integers(3, 30)), elements=few), st.integers(1, 2))
def test_a_cut_peels_all_equal_values_and_no_fewer_than_its_share(values, share):
    ranked = np.sort(values, axis=1)
    for row, bound, gone in zip(ranked, *_low_cuts(ranked, share), strict=True):
        assert row[0] == row[-1] or (gone >= min(share, 1) and gone == (row < bound).sum() and bound in row)
    for row, bound, gone in zip(ranked, *_high_cuts(ranked, share), strict=True):
        assert row[0] == row[-1] or (gone >= min(share, 1) and gone == (row > bound).sum() and bound in row)


def test_a_quasi_p_is_the_binomial_tail():
    rng = np.random.default_rng(3)
    x, y = rng.random((200, 2)), rng.random(200) < 0.4
    found = box(x, y, np.array([0.4, -np.inf]), np.array([np.inf, np.inf]))
    inside = found.holds(x)
    assert quasi_p(x, y, found, 0) == binom.sf((inside & y).sum() - 1, inside.sum(), y.mean())
