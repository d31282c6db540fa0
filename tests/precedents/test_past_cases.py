"""Likeness to past cases: a charter reads as its own coded case does, dates hide what came later, unlike ends first."""

import pytest

from tether.charter import charter_from_text
from tether.charter.library import historical
from tether.precedents.cases import CLAUSES, FEWEST, NAMES, OUTSIDE, clauses_of, coded_cases, similar_cases

SAME = {  # a library charter and the coded case of the same attempt, coded apart
    "afghanistan-local-police-2010": "afghan-alp-2010",
    "burundi-2004": "burundi-2004",
    "iraq-national-guard-bill-2015": "iraq-ing-bill-2015",
    "iraq-popular-mobilization-law-2016": "iraq-pmf-2016",
    "iraq-sons-of-iraq-2007": "iraq-soi-2007",
    "libya-shield-2012": "libya-shield-2012",
    "libya-supreme-security-committee-2011": "libya-ssc-2011",
}
CASES = {case.id: case for case in coded_cases()}
GUARD = """
charter: "0.3"
meta: {id: guard, title: A guard, decider: host, text_seen: full, starts: 2015-06}
groups: [{id: a, name: A, size: 100}, {id: b, name: B, size: 100}]
forces: [{id: g, name: Guard, kind: guard, status: new}]
induction:
  - {id: i1, from: a, into: g, mode: %s, contract_with: %s, commander_rule: %s, deploy: home, vetting: none}
  - {id: i2, from: b, into: g, mode: %s, contract_with: person, commander_rule: other-group, deploy: home, vetting: none}
arms: [{force: g, class: small, owner: state}]
"""


def guard(*values):
    return charter_from_text(GUARD % values, "guard.yaml")


def test_charters_read_as_the_same_attempts_were_coded():
    """Two codings made apart: 61 of 69 clauses agreed when this was written."""
    pairs = [
        (value, CASES[case].fields.get(clause))
        for name, case in SAME.items()
        for clause, value in clauses_of(historical(name)).items()
    ]
    known = [(a, b) for a, b in pairs if b not in OUTSIDE]
    assert len(known) > 50 and sum(a == b for a, b in known) / len(known) > 0.85


@pytest.mark.parametrize(("name", "case"), SAME.items())
def test_an_attempt_is_among_the_nearest_to_itself(name, case):
    near = similar_cases(historical(name)).near
    assert case in {n.case.id for n in near}
    assert case not in {n.case.id for n in similar_cases(historical(name), without=(case,)).near}


def test_every_clause_is_a_field_of_the_table_and_has_a_name():
    assert set(CLAUSES) == set(NAMES)
    assert all(any(clause in case.fields for case in CASES.values()) for clause in CLAUSES)


def test_streams_that_differ_are_mixed_and_a_contract_with_the_unit_is_on_paper():
    assert clauses_of(guard("individual", "person", "other-group", "individual"))["mode"] == "individual"
    assert clauses_of(guard("individual", "unit", "other-group", "individual"))["mode"] == "individual-paper"
    mixed = clauses_of(guard("whole-unit", "unit", "same-group", "individual"))
    assert mixed["mode"] == "mixed" and mixed["same_cmdr"] == "partial" and mixed["home"] == "yes"


def test_what_is_unknown_counts_on_neither_side():
    known = clauses_of(guard("unknown", "person", "other-group", "individual"))
    assert "mode" not in known and known["same_cmdr"] == "no"
    for near in similar_cases(guard("unknown", "person", "other-group", "individual")).near:
        assert "mode" not in (*near.shared, *near.differing)
        assert all(near.case.fields[clause] == known[clause] for clause in near.shared)
        assert all(near.case.fields[clause] not in (known[clause], *OUTSIDE) for clause in near.differing)


def test_cases_younger_than_a_year_are_hidden_and_open_windows_marked():
    charter = guard("whole-unit", "unit", "same-group", "whole-unit")
    then = similar_cases(charter, before="2015-06", most=50)
    assert then.searched == 17 and "iraq-ing-bill-2015" not in {n.case.id for n in then.near}
    assert all(n.case.start <= "2014-06" for n in then.near)
    later = {n.case.id: n.later for n in then.near}
    assert later["libya-shield-2012"] and not later["burundi-2004"]
    assert not any(n.later for n in similar_cases(charter, most=50).near)


def test_cases_that_end_unlike_most_come_first():
    near = similar_cases(historical("burundi-2004"), most=12).near
    ends = [n.ended_badly for n in near]
    assert {True, False} <= set(ends)
    few = ends.count(True) < ends.count(False)
    first = [e for e in ends if e is few]
    assert ends[: len(first)] == first
    rest = [n.likeness for n in near if n.ended_badly is not few]
    assert rest == sorted(rest, reverse=True)


def test_a_charter_that_fixes_little_has_no_near_case_and_says_why():
    bare = charter_from_text(
        'charter: "0.3"\nmeta: {id: bare, title: Bare, decider: sponsor, text_seen: part}\ninduction: none\n',
        "bare.yaml",
    )
    told = similar_cases(bare)
    assert not told.near and f"{told.clauses} of the clauses" in told.why and told.clauses < FEWEST


def test_an_overlay_keeps_what_its_status_quo_fixes():
    base = charter_from_text(
        'charter: "0.3"\nmeta: {id: base}\nend_state: {kind: none}\ninduction: none\n', "base.yaml"
    )
    text = 'charter: "0.3"\nmeta: {id: over, overlay: base, text_seen: full}\nexits: none\n'
    over = charter_from_text(text, "over.yaml")
    assert clauses_of(charter_from_text(text, "over.yaml", base=base)) == clauses_of(over, base)
    assert clauses_of(over, base) == {"mode": "none", "exits": "none", "end_state": "no"}
    assert clauses_of(over) == {"exits": "none"}
