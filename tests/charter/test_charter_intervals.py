"""Interval arithmetic: whatever the true numbers are, the result holds them; blanks and zeros have their meaning."""

import math

from hypothesis import given
from hypothesis import strategies as st

from tether.charter.intervals import bounds, less, percent, ratio, shares, span, total
from tether.charter.values import ABSENT, NONE, UNKNOWN, Number

amounts = st.floats(0, 1e6, allow_nan=False).map(lambda x: round(x, 3))


@st.composite
def known_within(draw):
    """A true number and an interval that holds it."""
    lo, true, hi = sorted(draw(st.tuples(amounts, amounts, amounts)))
    return true, span(lo, hi)


def holds(interval, true):
    return interval.lo <= true * (1 + 1e-9) + 1e-6 and true <= interval.hi * (1 + 1e-9) + 1e-6


@given(st.lists(known_within(), max_size=5))
def test_a_sum_holds_the_true_sum(pairs):
    assert holds(total([interval for _, interval in pairs]), sum(true for true, _ in pairs))


@given(known_within(), known_within())
def test_a_rest_and_a_ratio_hold_the_true_ones(a, b):
    assert holds(less(a[1], b[1]), max(0.0, a[0] - b[0]))
    found = ratio(a[1], b[1])
    if b[0] > 0 and found is not None:
        assert holds(found, a[0] / b[0])


@given(st.lists(st.integers(1, 100), min_size=1, max_size=5), st.lists(st.booleans(), min_size=5, max_size=5))
def test_shares_hold_the_true_shares_and_are_never_wider_than_written(weights, unknown):
    whole = sum(weights)
    true = {f"m{i}": w / whole for i, w in enumerate(weights)}
    written = {name: UNKNOWN if unknown[i] else span(share, share) for i, (name, share) in enumerate(true.items())}
    for name, interval in shares(written).items():
        assert holds(interval, true[name]) and interval.hi <= 1 + 1e-9


def test_what_the_others_leave_bounds_an_unknown_share():
    left = shares({"m1": UNKNOWN, "recruits": Number(v=0.8)})["m1"]
    assert (left.lo, round(left.hi, 9)) == (0, 0.2)


def test_shares_that_exceed_the_whole_stay_as_written():
    assert shares({"a": Number(v=0.9), "b": Number(v=0.4)})["b"].hi == 0.4


def test_unknown_is_anything_and_none_is_nothing():
    assert (bounds(UNKNOWN).lo, bounds(UNKNOWN).hi) == (0, math.inf)
    assert bounds(NONE).hi == bounds(ABSENT).hi == 0
    assert total([Number(v=5), UNKNOWN, NONE]).lo == 5 and math.isinf(total([Number(v=5), UNKNOWN]).hi)


def test_a_ratio_of_which_nothing_is_known_is_none():
    assert ratio(Number(v=5), NONE) is None, "nothing can be divided by no one"
    assert ratio(UNKNOWN, Number(v=5)) is None and ratio(Number(v=5), UNKNOWN) is None
    assert ratio(Number(v=6), Number(lo=2, hi=3)).lo == 2 and ratio(Number(v=6), Number(lo=2, hi=3)).hi == 3
    assert math.isinf(ratio(Number(v=6), Number(lo=0, hi=3)).hi), "the bottom may be 0"


def test_shares_in_words():
    assert percent(span(0.8, 0.8)) == "80 %" and percent(span(0.2, 0.4)) == "20 to 40 %"
