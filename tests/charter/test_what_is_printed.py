"""What a reader meets first: questions that bear on this design, one finding for one cause, sentences that read aloud."""

import pytest

from tether.charter import charter_from_text
from tether.charter.check import check
from tether.charter.grouping import grouped
from tether.charter.reports.text import as_text

ARMY = """
meta: {id: x, text_seen: part, kind: [merger]}
actors: [{id: president, kind: office, state: true, head: true}, {id: mod, kind: ministry, state: true}]
forces: [{id: old, kind: army, status: to-dissolve}, {id: army, kind: army, status: new}]
command: [{from: president, to: mod, type: full}, {from: mod, to: army, type: full}]
induction: [{id: s, from: old, into: army, mode: whole-unit, contract_with: person, numbers_from: verified-list}]
pay: [{force: army, payer: mod}]
"""


def checked(text, **options):
    return check(charter_from_text(text, "law.yaml", fragment=True), **options)


def first(text, **options):
    return {f.code for f in checked(text, **options).first_five}


def test_a_regular_army_is_not_asked_first_who_pays_it_or_who_backs_it():
    assert not first(ARMY) & {"PAY01", "PAY02", "PAY03", "DUT11", "DUT26", "PAT02", "DUT14", "LAW03", "TRU03"}
    questions = {f.code for f in checked(ARMY).questions}
    assert {"TRU03", "PAY02"} <= questions, "all of it is asked, later"


def test_a_force_of_militias_is_asked_first_who_backs_it_and_who_pays():
    text = ARMY.replace("kind: army, status: new", "kind: guard, status: new").replace("[merger]", "[guard]")
    text += "groups: [{id: front, size: 100}]\n"
    text = text.replace("from: old", "from: front")
    assert first(text) & {"DUT26", "PAT02", "PAY01", "PAY02", "TRU03"}


@pytest.mark.parametrize(("extra", "fires"), [("", False), (", party: rebels", True)])
def test_soldiers_of_the_state_may_enter_whole_and_another_sides_may_not(extra, fires):
    text = ARMY.replace("status: to-dissolve}", f"status: to-dissolve{extra}}}")
    text = text.replace("actors: [", "actors: [{id: rebels, kind: bloc, state: false}, ")
    assert ("IND01" in {f.code for f in checked(text).fired}) == fires


def test_of_a_force_whose_kind_is_unknown_it_is_asked_whether_it_is_regular():
    text = ARMY.replace("id: old, kind: army", "id: old, kind: unknown")
    assert "IND01" in {f.code for f in checked(text).questions} and "IND01" not in {f.code for f in checked(text).fired}


def test_the_head_who_steps_in_above_his_minister_is_no_second_master():
    text = ARMY.replace(
        "type: full}]\ninduction", "type: full}, {from: president, to: army, type: full, when: {}}}]\ninduction"
    )
    told = {
        when: {f.code for f in checked(text.replace("{}}", when), open_world=False).fired}
        for when in ("emergency", "always")
    }
    assert "CMD03" not in told["emergency"] and "CMD03" in told["always"]


def test_of_an_army_it_is_asked_when_the_taking_in_is_over_and_not_when_it_ends():
    asked = next(f.message for f in checked(ARMY).questions if f.code == "PHA03")
    assert "taking-in" in asked and "force end" not in asked
    guard = ARMY.replace("id: army, kind: army", "id: army, kind: guard").replace("[merger]", "[guard]")
    assert "force end" in next(f.message for f in checked(guard).questions if f.code == "PHA03")


def test_a_rule_that_says_the_same_of_three_rows_is_told_once_with_all_three():
    text = """
meta: {id: x, text_seen: full, kind: [guard]}
phases:
  - {id: one, ends: 2027-01-01, tests: [{metric: m, op: ">=", threshold: 1, measured_by: a}], if_failed: none}
  - {id: two, starts: 2027-01-02, ends: 2027-03-01, tests: [{metric: m, op: ">=", threshold: 1, measured_by: a}], if_failed: none}
  - {id: three, starts: 2027-03-02, ends: 2027-06-01, tests: [{metric: m, op: ">=", threshold: 1, measured_by: a}], if_failed: none}
"""
    report = checked(text, select=["TIM06"])
    assert len(report.faults) == 3 and len(report.told) == 1
    one = report.told[0]
    assert one.message.endswith("likewise 'two', 'three'")
    assert {"phases.1.if_failed", "phases.2.if_failed"} <= set(one.related)
    assert as_text(report).count("likewise") == 1


def test_findings_of_two_severities_or_of_the_parts_stay_apart():
    text = "meta: {id: x, text_seen: full}\nphases: [{id: a, starts: 2027-02-01, ends: 2027-01-01}, {id: b, starts: 2028-02-01, ends: 2028-01-01}]"
    report = checked(text, select=["TIM01"])
    assert grouped(report.faults) == list(report.faults)


def test_a_silence_reads_as_a_sentence():
    text = "meta: {id: x, text_seen: full, kind: [demobilisation]}\ngroups: [{id: a, size: 5}]\nforces: [{id: p, kind: police, status: existing}]"
    for finding in checked(text, open_world=False).fired:
        assert "does not say that the charter says" not in finding.message and "this holds:" not in finding.message
