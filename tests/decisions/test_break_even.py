import numpy as np
import pytest

from tether.brief.contract import SIDES
from tether.decisions.break_even import COLUMNS, break_even, break_even_table, strongest
from tether.decisions.differences import Contrast

RNG = np.random.default_rng(3)


def test_the_zero_of_a_line_is_found_with_its_side():
    theta = RNG.uniform(0, 1, 512)
    found = break_even(theta, 2.0 * (theta - 0.4) + RNG.normal(0, 0.05, 512))
    assert (
        found.value == pytest.approx(0.4, abs=0.02)
        and found.low <= found.value <= found.high
        and found.a_lower == "below"
    )
    falling = break_even(theta, -(theta - 0.4))
    assert falling.value == pytest.approx(0.4, abs=0.02) and falling.a_lower == "above"


@pytest.mark.parametrize(("shift", "said"), [(2.0, "never"), (-2.0, "always")])
def test_none_in_range_is_an_answer(shift, said):
    theta = RNG.uniform(0, 1, 128)
    found = break_even(theta, theta + shift)
    assert np.isnan(found.value) and found.a_lower == said


def test_a_zero_at_the_edge_of_the_range_is_none_in_range():
    theta = np.linspace(0, 1, 200)
    assert np.isnan(break_even(theta, np.maximum(theta - 0.1, 0.0)).value)
    assert np.isnan(break_even(theta, np.minimum(theta - 0.9, 0.0)).value)


def test_noise_without_a_slope_has_no_narrow_break_even():
    theta, d = RNG.uniform(0, 1, 256), RNG.normal(0, 1, 256)
    found = break_even(theta, d)
    assert np.isnan(found.value) or found.high - found.low > 0.1


def test_a_curve_is_followed_not_a_line():
    theta = np.linspace(0.001, 0.999, 400)
    assert break_even(theta, theta**3 - 0.125).value == pytest.approx(0.5, abs=0.01)


def test_the_strongest_assumption_leads_and_nothing_leads_where_nothing_moves():
    a, b = RNG.uniform(size=(5, 256)), RNG.uniform(size=(5, 256))
    assert strongest({"a": a, "b": b}, 3 * b + 0.1 * a) == "b"
    assert strongest({"a": a}, np.zeros((5, 256))) == ""


def test_a_table_without_rows_keeps_its_columns(make):
    """A sponsor's option alone has no break-even; its brief could not be written."""
    rng = np.random.default_rng(5)
    points = rng.uniform(size=(5, 64))
    futures, drawn = make.futures(points - 0.5), {"tie_loss": points}
    told = break_even_table(futures, drawn, (Contrast(1, 0),), "civilian_deaths")
    none = break_even_table(futures, drawn, (), "civilian_deaths")
    assert none.empty and tuple(none.columns) == tuple(told.columns) == COLUMNS and set(told["a_lower"]) <= SIDES
