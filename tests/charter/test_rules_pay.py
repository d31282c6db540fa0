"""PAY: payers, auditors who audit themselves, parity as an interval, gaps and dates, open lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("actor", "result"),
    [
        ("{id: x, state: true}", "quiet"),
        ("{id: x, state: false}", "fires"),
        ("{id: x, kind: foreign}", "fires"),
        ("{id: x, state: unknown}", "cannot tell"),
    ],
)
def test_who_pays(told, actor, result):
    said = told("PAY01", f"actors: [{actor}]\npay: [{{force: g, payer: x}}]")
    assert said["pay.0.payer"] == result


@pytest.mark.parametrize(("via", "result"), [("true", "quiet"), ("false", "fires"), ("unknown", "cannot tell")])
def test_a_donors_money_passes_through_the_treasury(told, via, result):
    actors = "actors: [{id: mof, state: true}, {id: us, kind: foreign, state: false}]\n"
    said = told("PAY01", actors + f"pay: [{{force: g, payer: mof, funder: us, funder_via_state: {via}}}]")
    assert said["pay.0.funder_via_state"] == result


def test_a_stranger_named_for_the_record_is_not_judged(told):
    pay = "groups: [{id: m1}]\npay: [{force: m1, via: commander}]\n"
    assert told("PAY02", pay) == {}
    assert told("PAY02", pay + "induction: [{id: s, from: m1}]") == {"pay.0.via": "fires"}


def test_a_force_that_counts_itself(told):
    roll = "pay: [{force: g, roll: {audit_by: %s, headcount_months: 3, cross_match: true}}]\n"
    units = "forces: [{id: g}]\nunits: [{id: hq, force: g}]\nposts: [{id: cdr, unit: g}]\n"
    for own in ("g", "hq", "cdr"):
        assert told("DEP02", units + roll % own)["pay.0.roll.audit_by"] == "fires", own
    assert told("PAY03", units + roll % "unknown")["pay.0.roll.audit_by"] == "cannot tell"


def test_no_roll_at_all_is_one_finding(told):
    assert told("PAY03", "pay: [{force: g, roll: none}]") == {"pay.0.roll": "fires"}
    assert told("PAY03", "pay: [{force: g}]", open_world=True) == {"pay.0.roll": "cannot tell"}


@pytest.mark.parametrize(
    ("own", "army", "result"),
    [
        ("800", "1000", "quiet"),
        ("1000", "1000", "quiet"),
        ("1100", "1000", "fires in part"),  # within a tenth of 1.05
        ("1500", "1000", "fires"),
        ("500", "1000", "fires"),
        ("700", "1000", "fires in part"),
        ("{lo: 600, hi: 900}", "1000", "fires in part"),
        ("{lo: 500, hi: 2000}", "1000", "fires in part"),
        ("900", "{lo: 500, hi: 700}", "fires"),
        ("900", "unknown", "cannot tell"),
        ("unknown", "900", "cannot tell"),
        ("900", "none", "fires in part"),
        ("900", "0", "cannot tell"),
    ],
)
def test_pay_beside_the_armys(told, own, army, result):
    asked = "army_base_month" if own != "unknown" and result == "cannot tell" else "base_month"  # what isn't said yet
    assert told("PAY04", f"pay: [{{force: g, base_month: {own}, army_base_month: {army}}}]") == {
        f"pay.0.{asked}": result
    }


@given(st.integers(1, 3000), st.integers(1, 3000), st.floats(0, 0.6), st.floats(0, 0.6))
def test_full_findings_on_parity_hold_for_every_true_pay(told, own, army, a, b):
    low = f"{{lo: {own * (1 - a):.4f}, hi: {own * (1 + a):.4f}}}"
    beside = f"{{lo: {army * (1 - b):.4f}, hi: {army * (1 + b):.4f}}}"
    said = told("PAY04", f"pay: [{{force: g, base_month: {low}, army_base_month: {beside}}}]")["pay.0.base_month"]
    if said == "fires":
        assert not 0.75 <= own / army <= 1.05
    if said == "quiet":
        assert 0.75 - 1e-3 <= own / army <= 1.05 + 1e-3


PHASES = "phases: [{id: a, ends: 2026-06}, {id: b, ends: 2028-06}]\n"


@pytest.mark.parametrize(
    ("until", "result"),
    [
        ("2028-12", "quiet"),
        ("2028-06-30", "quiet"),
        ("2028-06", "quiet"),  # the same month
        ("2028-05", "fires"),
        ("2028", "fires in part"),  # 1 January to 31 December: may end before June
        ("2027", "fires"),
        ("none", "fires in part"),
        ("unknown", "cannot tell"),
    ],
)
def test_money_to_the_end_of_the_last_phase(told, until, result):
    said = told("PAY05", PHASES + f"pay: [{{force: g, gap_days: 0, on_transfer_ratio: 1, funded_until: {until}}}]")
    assert said["pay.0.funded_until"] == result


def test_the_last_phase_is_the_one_that_may_end_last(told):
    phases = "phases: [{id: a, ends: {lo: 2026-01, hi: 2029-12}}, {id: b, ends: 2028-06}]\n"
    said = told("PAY05", phases + "pay: [{force: g, gap_days: 0, on_transfer_ratio: 1, funded_until: 2028-12}]")
    assert said["pay.0.funded_until"] == "fires in part"


def test_a_hand_over_of_which_nothing_is_known_is_one_question(told):
    said = told("PAY05", "pay: [{force: g, gap_days: unknown, on_transfer_ratio: unknown}]")
    assert said == {"pay.0.gap_days": "cannot tell"}


def test_where_no_payer_changes_there_is_no_gap(told):
    said = told("PAY05", "pay: [{force: g, gap_days: none, on_transfer_ratio: none}]")
    assert set(said.values()) == {"quiet"}


@pytest.mark.parametrize(
    ("gap", "result"),
    [("30", "quiet"), ("33", "fires in part"), ("60", "fires"), ("{lo: 10, hi: 90}", "fires in part")],
)
def test_days_without_pay(told, gap, result):
    assert told("PAY05", f"pay: [{{force: g, gap_days: {gap}, on_transfer_ratio: 1}}]")["pay.0.gap_days"] == result


def test_money_for_a_name_alone(told):
    exits = "exits: [{id: e, kind: cash, payable_on: %s, verified_by: %s}]"
    assert told("PAY06", exits % ("registration", "none")) == {"exits.0.verified_by": "fires"}
    assert told("PAY06", exits % ("registration", "un")) == {"exits.0.verified_by": "quiet"}
    assert told("PAY06", exits % ("completion", "none")) == {}
    assert told("PAY06", exits % ("unknown", "none")) == {"exits.0.payable_on": "cannot tell"}
