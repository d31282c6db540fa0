"""The dated policy shocks: each compiles, turns a lever or says why it can't, and owns up to the priors it fed."""

import pytest

from tether.armed_order.start import setting_from
from tether.armed_order.theories import parameters
from tether.theatre import load
from tether.validation.facts import naming
from tether.validation.shocks import claims_at, pairs_of_shock, shocks

SCORED = [s for s in shocks() if not s.still]


def test_every_policy_date_of_both_countries_is_an_entry_in_order():
    assert [len(shocks(c)) for c in ("iraq", "libya")] == [20, 10]
    for country in ("iraq", "libya"):
        dates = [s.date for s in shocks(country)]
        assert dates == sorted(dates)
    assert len({s.id for s in shocks()}) == 30


@pytest.mark.parametrize("shock", shocks(), ids=lambda s: s.id)
def test_a_prior_whose_source_names_the_episode_was_fed_by_it(shock):
    named = {n for n in naming(shock.words) if not n.startswith("equation:")}
    assert named <= set(shock.fed)
    assert set(shock.fed) <= set(parameters())
    assert shock.out_of_sample == (not shock.fed)


@pytest.mark.parametrize("shock", SCORED, ids=lambda s: s.id)
def test_a_scored_shock_turns_a_lever_from_its_first_month_on(shock):
    theatre = load(shock.country)
    setting = setting_from(theatre, claims_at(shock.country, shock.origin), shock.roles)
    assert setting.groups == shock.roles.militias, "a group without a size as of the origin"
    before, after = pairs_of_shock(shock, theatre, setting)
    assert (before.first, after.first) == (0, 0) and not after.unread
    assert set(before.settings) != set(after.settings)


@pytest.mark.parametrize("shock", SCORED, ids=lambda s: s.id)
def test_claims_never_know_what_came_after_the_origin(shock):
    known = claims_at(shock.country, shock.origin)
    assert all(c.known_from <= known.cut_off for c in known)
    assert str(known.cut_off)[:7] == str(shock.origin)


def test_a_shock_without_a_lever_says_why():
    assert all(len(s.still) > 20 for s in shocks() if s not in SCORED)
