"""Numbers as they are printed, and read back."""

import math

import numpy as np
import pytest

from tether.report import numbers
from tether.report.numbers import (
    count,
    decimals,
    listed,
    measure,
    month_text,
    percent,
    read_numbers,
    signed,
    spell,
    times,
)

NAN = float("nan")


@pytest.mark.parametrize("say", [count, signed, measure, percent, times, decimals])
def test_missing_is_a_dash_and_never_zero(say):
    assert say(NAN) == "–" and "0" not in say(NAN)


def test_a_minus_is_a_minus_and_thousands_stand_apart():
    assert count(-1280) == "−1,280" and signed(35.4) == "+35" and signed(-0.001234) == "−0.0012" and signed(0) == "0"
    assert measure(0.4249) == "0.425" and measure(1500.4) == "1,500"
    assert percent(0.3119) == "31.2 %" and percent(-0.5, 0) == "−50 %" and times(1.44) == "1.4 ×"


def test_months_are_spelled_from_whatever_names_them():
    import pandas as pd

    for value in ("2015-06", "2015-06-30", pd.Timestamp("2015-06-10"), pd.Period("2015-06", "M")):
        assert spell(value) == "June 2015" and month_text(value) == "2015-06"
        assert numbers.month(value) == pd.Timestamp("2015-06-01")


def test_lists_read_as_a_person_writes_them():
    assert (listed([]), listed(["a"]), listed("abc")) == ("none", "a", "a, b and c")


@pytest.mark.parametrize("value", [0, 3, 12.5, -900, 1280, 1_234_567])
def test_what_was_printed_is_read_back(value):
    assert read_numbers(f"so: {measure(value)}.") == [pytest.approx(value, rel=1e-2)]


def test_digits_of_names_and_dates_are_no_numbers():
    assert read_numbers("P9 and CMD02 by 2015-06-10, GED25.1, 1–9 of 62 to 96") == [1, 9, 62, 96]
    assert not any(math.isnan(n) for n in read_numbers("–, 5.5 %"))


@pytest.mark.parametrize(
    ("made", "printed"),
    [
        (numbers.count(1280), "1,280"),
        (numbers.count(-3.4), "−3"),
        (numbers.signed(-410.2), "−410"),
        (numbers.signed(35), "+35"),
        (numbers.signed(-0.0), "0"),
        (numbers.signed(0.123), "+0.12"),
        (numbers.signed(1234.5), "+1,234"),
        (numbers.interval(-900, 20), "[−900 to +20]"),
        (numbers.measure(0.42), "0.42"),
        (numbers.measure(1500.4), "1,500"),
        (numbers.measure(0.0000102, 0.6), "0"),
        (numbers.measure(0.02134, 0.6), "0.021"),
        (numbers.measure(1.8945, 3), "1.89"),
        (numbers.share(0.055), "5.5 %"),
        (numbers.share(0.0002), "0.02 %"),
        (numbers.share(1e-16), "under 0.0001 %"),
        (numbers.share(0.64), "64 %"),
        (numbers.spell(np.datetime64("2015-06")), "June 2015"),
    ],
)
def test_numbers_are_set_as_a_reader_expects(made, printed):
    assert made == printed
