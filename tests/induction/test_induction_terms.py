"""From a charter to the planner's rules: what the text says, what we assume, and where it can't be right."""

from __future__ import annotations

import numpy as np
import pytest

from tether.charter import charter_from_text
from tether.charter.library import historical, names
from tether.charter.settings import Settings
from tether.errors import InputError
from tether.induction.cells import from_columns
from tether.induction.charter_terms import read_terms
from tether.induction.establishment import admitted, intake_of
from tether.theatre import load

HEAD = """charter: "0.3"
meta: {id: law, starts: 2015-07, currency: USD}
groups:
  - {id: hashd-iran, name: h}
  - {id: tribal, name: t}
forces:
  - {id: ing, kind: guard, status: new, target_strength: 3000}
induction:
"""
STREAM = "  - {{id: s, from: {group}, into: ing, mode: individual, {more}}}\n"


@pytest.fixture(scope="module")
def iraq():
    return load("iraq")


def law(iraq, more="intake: 1000", group="tribal", rest=""):
    return charter_from_text(HEAD + STREAM.format(group=group, more=more) + rest, "law.yaml", iraq)


def roster(militias=("tribal/f01", "tribal/f02"), heads=(900, 600), homes=("anbar", "baghdad"), **more):
    columns = {"militia": list(militias), "heads": list(heads), "home": list(homes), **more}
    columns |= {"community": ["sunni-arab"] * len(heads), "rank": ["soldier"] * len(heads)}
    places = load("iraq").place_ids
    ranks = ("senior-officer", "officer", "nco", "soldier")
    return from_columns(columns, homes=sorted(places), communities=("sunni-arab", "shia-arab"), ranks=ranks)


def test_numbers_of_the_charter_become_rules_and_say_where_they_stand(iraq):
    more = "intake: 1000, max_group_share: 0.2, commander_rule: assigned, deploy: mixed, starts: 2015-08, ends: 2016-03"
    vetting = ", vetting: {by: parliament, per_month: 150}"
    pay = "pay:\n  - {force: ing, base_month: 100, annual_budget: 900000}\n"
    exits = "exits:\n  - {id: school, kind: education, places: 40, cost: 5}\n"
    rules = read_terms(law(iraq, more + vetting, rest=pay + exits), iraq).policy
    assert (rules.company_cap, rules.battalion_cap) == (0.2, pytest.approx(0.16))
    assert (rules.commander_rule, rules.starts, rules.months) == ("assigned", "2015-08", 8)
    assert (rules.local_low, rules.local_high) == (0.15, 0.6)
    assert rules.vetting_per_month == 150
    assert rules.annual_budget == 900_000
    assert rules.pay_per_year["soldier"] == pytest.approx(1200 * Settings().oncost)
    assert [(e.id, e.kind, e.places, e.cost) for e in rules.exits] == [("school", "education", 40, 5.0)]
    assert "one militia at most 20% of a company (law.yaml:9)" in rules.notes


def test_what_is_left_open_is_an_assumption_by_name(iraq):
    notes = read_terms(law(iraq, "intake: unknown"), iraq).policy.notes
    for words in ("the checker's bound", "commander rule", "24 months", "no pay per head", "exits", "every volunteer"):
        assert any(words in n and n.startswith("assumed") for n in notes), words
    assert read_terms(law(iraq), iraq).policy.company_cap == Settings().bloc_cap


def test_an_overlay_takes_what_it_leaves_out_from_the_status_quo(iraq):
    base = law(iraq, rest="exits:\n  - {id: work, kind: job-public, places: 7}\n")
    over = law(iraq, "intake: 5")
    assert [e.places for e in read_terms(over, iraq, base).policy.exits] == [7]
    assert read_terms(over, iraq).policy.exits == ()


def test_districts_of_the_charter_are_homes_inside_their_province(iraq):
    rest = "places:\n  - {id: ramadi-district, kind: district, parent: anbar}\n"
    homes = read_terms(law(iraq, rest=rest), iraq).homes
    assert homes.province_of["ramadi-district"] == "anbar"
    assert len(homes.ids) == len(iraq.place_ids) + 1
    assert "baghdad" in homes.neighbours["anbar"]


def test_quotas_over_the_whole_are_refused_where_they_stand(iraq):
    rest = "units:\n  - {id: u, force: ing, places: [anbar], community_shares: {sunni-arab: 0.8, shia-arab: 0.5}}\n"
    with pytest.raises(InputError) as caught:
        read_terms(law(iraq, rest=rest), iraq)
    assert "law.yaml:11" in str(caught.value) and "130%" in str(caught.value)


def test_a_charter_without_streams_is_told_so(iraq):
    text = HEAD.replace("induction:\n", "induction: none\n")
    with pytest.raises(InputError, match=r"law.yaml:8.*no streams"):
        read_terms(charter_from_text(text, "law.yaml", iraq), iraq)


@pytest.mark.parametrize("name", names())
def test_every_charter_of_the_library_reads(name, iraq):
    theatre = {"iraq": iraq, "libya": load("libya")}.get(name.split("-")[0])
    terms = read_terms(historical(name, theatre), theatre)
    assert terms.homes.ids and terms.streams and terms.policy.notes


def test_the_bill_asks_for_its_120_000_posts_in_its_own_provinces(iraq):
    bill = historical("iraq-national-guard-bill-2015", iraq)
    terms = read_terms(bill, iraq)
    intake = intake_of(terms, roster(heads=(90_000, 60_000)), bill, all_posts=True)
    assert intake.units.total == 120_000
    assert any("120,000 posts, the force's target" in n for n in intake.policy.notes)


def test_posts_stand_where_volunteers_live_and_none_is_raised_for_nobody(iraq):
    charter = law(iraq, "intake: 3000")
    terms = read_terms(charter, iraq)
    raised = intake_of(terms, roster(), charter).units
    assert {p.home: p.battalions for p in raised.locations} == {"anbar": 2, "baghdad": 1}
    asked = intake_of(terms, roster(), charter, all_posts=True)
    assert asked.units.total == 3000
    told = intake_of(terms, roster(), charter).policy.notes
    assert "s: 1,500 of 3,000 posts are not raised, for want of volunteers" in told


def test_volunteers_beyond_a_stream_wait_and_nobody_is_lost(iraq):
    cells = roster(("tribal/f01", "tribal/f02", "kurds"), (900, 600, 50), ("anbar", "baghdad", "erbil"))
    terms, notes = read_terms(law(iraq, "intake: 500"), iraq), []
    taken = admitted(terms, cells, notes)
    assert taken.total == cells.total
    able = taken.month < terms.policy.months
    assert taken.heads[able].sum() == 500
    assert np.bincount(taken.home[able], taken.heads[able]).max() == 300  # evenly: 300 of 900 and 200 of 600
    assert any("50 volunteers come by no stream" in n for n in notes)
    assert (taken.low <= taken.heads).all() and (taken.heads <= taken.high).all()


def test_a_stream_from_an_umbrella_takes_its_groups_in(iraq):
    text = HEAD.replace("- {id: tribal, name: t}", "- {id: pmf, name: p}")
    charter = charter_from_text(text + STREAM.format(group="pmf", more="intake: 9"), "law.yaml", iraq)
    terms = read_terms(charter, iraq)
    assert terms.of("hashd-iran/badr-organisation") is terms.streams[0]
    assert terms.of("tribal/f01") is None


def test_units_with_size_and_place_are_the_charters_own(iraq):
    rest = "units:\n  - {id: one, force: ing, echelon: battalion, places: [anbar], size: 620}\n"
    charter = law(iraq, rest=rest)
    units = intake_of(read_terms(charter, iraq), roster(), charter).units
    assert [(p.id, p.home, p.battalions) for p in units.locations] == [("one", "anbar", 1)]
    assert units.total == 620
