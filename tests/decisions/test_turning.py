"""Which inputs turn an option's sign: settings with another's inputs, and the parts of a made difference."""

from dataclasses import replace

import numpy as np
import pytest

import tether.decisions.turning as room
from tether.armed_order.start import WIDENED
from tether.decisions.turning import FAMILIES, TurnedOption, neutral_profile, profile_of, swapped, turning
from tether.errors import UsageError
from tether.study.case import open_inputs
from tether.study.turned import TurnedCase, as_lines, ask_other


@pytest.fixture(scope="module")
def setting():
    return open_inputs("iraq-2015").setting


def test_a_settings_own_inputs_put_in_its_own_place_change_nothing_that_they_come_to(setting):
    mine = profile_of(setting)
    again = profile_of(swapped(setting, mine, FAMILIES))
    assert again.insurgent == pytest.approx(mine.insurgent) and again.state == pytest.approx(mine.state)
    assert again.strangers == pytest.approx(mine.strangers) and again.kin == pytest.approx(mine.kin)
    assert again.held == pytest.approx(mine.held, rel=1e-5) and again.patrons == pytest.approx(mine.patrons)


def test_the_other_cases_profile_is_what_a_swapped_setting_comes_to_and_places_stay(setting):
    other = replace(profile_of(setting), insurgent=(0.1, 0.5, 0.9), state=(1, 2, 3), held=0.02, strangers=(0.1, 0.7))
    made = swapped(setting, other, FAMILIES)
    found = profile_of(made)
    assert found.insurgent == pytest.approx(other.insurgent) and found.state == pytest.approx(other.state)
    assert found.held == pytest.approx(0.02, rel=1e-3) and found.strangers == pytest.approx((0.1, 0.7))
    assert made.groups == setting.groups and made.places == setting.places and np.array_equal(made.home, setting.home)


def test_every_variant_draws_the_same_inputs(setting):
    """Common luck: a variant with other inputs open would draw other points for all of them."""
    new = neutral_profile(setting)
    made = [swapped(setting, new, names) for names in ((), ("whom the insurgent recruits from",), tuple(FAMILIES))]
    assert all(set(m.low) == set(WIDENED) for m in made)
    assert new.strangers == new.kin == (0.0, 1.0) and new.insurgent == profile_of(setting).insurgent


def test_parts_of_a_difference_that_adds_up_are_the_parts_and_leave_nothing_over(setting, monkeypatch):
    names = list(FAMILIES)
    weight = dict(zip(names, (0.05, -0.01, 0.0, 0.02, 0.0, 0.0), strict=True))
    put_in, kept = {}, []

    def tagged(own, profile, families):
        kept.append(swapped(own, profile, families))
        put_in[id(kept[-1])] = families
        return kept[-1]

    monkeypatch.setattr(room, "swapped", tagged)
    (found,) = turning(
        setting, neutral_profile(setting), lambda given: {"p10": -0.03 + sum(weight[n] for n in put_in[id(given)])}
    )
    assert found.own == pytest.approx(-0.03) and found.swapped == pytest.approx(0.03) and found.turns
    assert found.carried == pytest.approx(weight) and found.together == pytest.approx(0)
    assert found.carriers == (names[0], names[3])


def test_a_sign_within_noise_does_not_turn_and_the_account_says_so():
    carried = dict.fromkeys(FAMILIES, 0.0) | {next(iter(FAMILIES)): 0.02}
    turned = TurnedOption("p10", -0.01, 0.01, carried, carried)
    still = replace(turned, own=-0.0001, swapped=0.0001)
    assert turned.turns and not still.turns
    said, other, how = as_lines(TurnedCase("Libya, June 2015", (turned, still)), {})
    assert said.startswith("p10: −1.0 % here, +1.0 % with the inputs of Libya, June 2015; the sign turns.")
    assert "How many men the insurgent has (+2.0 points) carries most of it" in said
    assert "the sign does not turn" in other and "same luck" in how


def test_the_case_itself_is_no_other_case():
    with pytest.raises(UsageError, match="that is the case itself"):
        ask_other("iraq-2015", "iraq-2015")
    ask_other("neutral", "iraq-2015")
