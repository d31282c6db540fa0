"""EXT: coverage as intervals, derived demand, dates of money, ages, and what counts as a way out."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

IN = "induction: [{id: s}]\n"


@pytest.mark.parametrize(
    ("exits", "result"),
    [
        ("[{id: e, kind: cash}]", "fires"),
        ("[{id: e, kind: return-to-post}]", "fires"),
        ("[{id: e, kind: scholarship}]", "quiet"),
        ("[{id: e, kind: land}]", "quiet"),
        ("[{id: e, kind: unknown}]", "cannot tell"),
        ("unknown", "cannot tell"),
        ("none", "fires"),
    ],
)
def test_a_way_out_leads_into_work_or_school(told, exits, result):
    assert told("EXT01", f"{IN}exits: {exits}") == {"exits": result}


def test_nobody_enters_nobody_need_leave(told):
    assert told("EXT01", "exits: none") == {}


OUT = "totals: {to_exit: %s}\nexits: [{id: e, kind: education, places: %s}]"


@pytest.mark.parametrize(
    ("leave", "places", "result"),
    [
        ("1000", "1000", "quiet"),
        ("1000", "900", "fires in part"),  # covered for 0.9: a warning
        ("1000", "800", "fires in part"),
        ("1000", "799", "fires"),
        ("1000", "{lo: 500, hi: 1200}", "fires in part"),
        ("{lo: 500, hi: 2000}", "900", "fires in part"),
        ("{lo: 2000, hi: 5000}", "{lo: 100, hi: 900}", "fires"),
        ("1000", "{lo: 700, hi: 900}", "fires in part"),  # perhaps as many as nine in ten
        ("1000", "unknown", "cannot tell"),
        ("1000", "{lo: 1000}", "quiet"),
        ("unknown", "500", "cannot tell"),
    ],
)
def test_places_over_leavers(told, leave, places, result):
    assert result in told("EXT02", OUT % (leave, places)).values()


def test_leavers_are_derived_from_the_sums(told):
    sums = "totals: {in_scope: 1000, to_induct: 400, to_remain: 100}\nexits: [{id: e, kind: land, places: %d}]"
    assert told("EXT02", sums % 100) == {"exit_demand.persons": "fires"}
    assert told("EXT02", sums % 500) == {"exit_demand.persons": "quiet"}


def test_cash_is_no_place_and_an_unknown_kind_only_perhaps_one(told):
    assert told("EXT02", OUT.replace("education", "cash") % (1000, 1000)) == {"totals.to_exit": "fires"}
    assert told("EXT02", OUT.replace("education", "unknown") % (1000, 1000)) == {"totals.to_exit": "fires in part"}


def test_nobody_leaves(told):
    assert told("EXT02", OUT % (0, 0)) == {}
    assert told("EXT02", "totals: {to_exit: unknown}") == {}, "and nobody enters: not its business"


@given(st.integers(1, 10_000), st.integers(0, 10_000), st.floats(0, 0.5), st.floats(0, 0.5))
def test_a_full_finding_is_short_whatever_the_true_numbers_are(told, leave, places, a, b):
    leavers = f"{{lo: {math.floor(leave * (1 - a))}, hi: {math.ceil(leave * (1 + a))}}}"
    seats = f"{{lo: {math.floor(places * (1 - b))}, hi: {math.ceil(places * (1 + b))}}}"
    said = told("EXT02", OUT % (leavers, seats))["totals.to_exit"]
    if said == "fires":
        assert places < 0.8 * leave + 1e-2
    if said == "quiet":
        assert places >= leave - 1e-2


@pytest.mark.parametrize(
    ("terms", "result"),
    [
        ("capital: 600", "quiet"),
        ("capital: {lo: 0, hi: 600}, transfer: lump", "fires"),  # not surely any
        ("capital: 0, transfer: lump", "fires"),
        ("capital: none, transfer: none", "fires"),
        ("capital: none, transfer: monthly, support_months: 12", "quiet"),
        ("capital: none, transfer: monthly, support_months: 11", "fires in part"),
        ("capital: none, transfer: monthly, support_months: 6", "fires"),
        ("capital: unknown, transfer: none", "cannot tell"),
    ],
)
def test_training_needs_capital_or_a_year_of_payments(told, terms, result):
    assert list(told("EXT03", f"exits: [{{id: e, kind: apprenticeship, {terms}}}]").values()) == [result]


def test_school_needs_support_and_not_capital(told):
    assert list(told("EXT03", "exits: [{id: e, kind: education, capital: 500, transfer: lump}]").values()) == ["fires"]
    assert told("EXT03", "exits: [{id: e, kind: job-public}]") == {}


def test_an_offer_is_not_a_job(told):
    job = "exits: [{id: e, kind: job-private, delivered_by: b, funded_until: 2027, ends: 2026, counted: %s}]"
    assert told("EXT04", job % "enrolled")["exits.0.counted"] == "fires"
    assert told("EXT04", job % "unknown")["exits.0.counted"] == "cannot tell"
    assert told("EXT04", "exits: [{id: e, kind: education, counted: offered}]") == {}


@pytest.mark.parametrize(
    ("ages", "result"),
    [
        ("age_from: 16, age_to: 35", "quiet"),
        ("age_from: 18, age_to: 25", "quiet"),
        ("age_from: 21, age_to: 35", "fires"),
        ("age_to: 22", "fires"),
        ("age_from: 12", "quiet"),
        ("age_from: unknown", "cannot tell"),
        ("age_to: unknown", "cannot tell"),
        ("age_from: {lo: 16, hi: 20}, age_to: 40", "cannot tell"),
        ("age_from: 16, age_to: {lo: 22, hi: 30}", "cannot tell"),
        ("age_from: unknown, age_to: 20", "fires"),
    ],
)
def test_young_men_of_18_to_25(told, ages, result):
    assert told("EXT05", f"exits: [{{id: e, kind: education, {ages}}}]") == {"exits.0": result}


def test_one_way_out_for_the_young_is_enough(told):
    two = "exits: [{id: a, kind: education, age_from: 30}, {id: b, kind: apprenticeship, age_from: 16}]"
    assert told("EXT05", two) == {"exits.1": "quiet"}


@pytest.mark.parametrize(
    ("dates", "result"),
    [
        ("ends: 2027-06, funded_until: 2027-12", "quiet"),
        ("ends: 2027-06, funded_until: 2027-06", "quiet"),
        ("ends: 2027, funded_until: 2027-06", "fires in part"),
        ("ends: 2027-06, funded_until: {lo: 2026, hi: 2028}", "fires in part"),
        ("ends: 2027-06, funded_until: 2026", "fires"),
        ("ends: 2027-06, funded_until: none", "fires"),
        ("ends: unknown, funded_until: 2027", "cannot tell"),
        ("funded_until: 2027", "quiet"),
    ],
)
def test_money_to_the_last_day(told, dates, result):
    said = told("EXT06", f"exits: [{{id: e, kind: education, cost: 100, {dates}}}]")
    assert said["exits.0.funded_until"] == result
