"""One fault is one finding: rules yield to the part that names the other clauses; and what a check does not do."""

import pytest

from tether.charter import charter_from_text
from tether.charter.check import check
from tether.charter.consistency.doubles import YIELDS
from tether.charter.library import historical
from tether.charter.rules import Rule, rule_of

LAW = """
meta: {id: x, text_seen: full, starts: 2027-01-01}
forces: [{id: g, status: new}]
"""


def fired(text, **options):
    return {
        f.code for f in check(charter_from_text(text, "law.yaml", fragment=True), open_world=False, **options).fired
    }


DOUBLES = {
    (
        "EXT06",
        "TIM03",
    ): "exits: [{id: e, kind: education, cost: 9, funded_until: 2028-01-01, starts: 2027-02-01, ends: 2029-01-01}]",
    (
        "PAY05",
        "TIM03",
    ): "pay: [{force: g, gap_days: 0, on_transfer_ratio: 1, funded_until: 2027-06-01}]\nphases: [{id: p, ends: 2028-01-01}]",
    (
        "ARM02",
        "TIM04",
    ): "arms: [{force: g, owner: state, registered: true, inventory_months: 60}]\nend_state: {sunset: 2030-01-01}",
    (
        "POL01",
        "NUM03",
    ): "politics: {passage: {rule: majority-present, seats: 120, quorum: 100, attendance: {lo: 80, hi: 90}}}",
    ("EXT02", "NUM01"): "totals: {to_exit: 900}\nexits: [{id: e, kind: education, places: 500}]",
}


@pytest.mark.parametrize(("pair", "text"), DOUBLES.items(), ids=lambda x: x[0] if isinstance(x, tuple) else "")
def test_a_rule_yields_to_the_part_that_names_the_other_clauses(pair, text):
    rule, part = pair
    both = fired(LAW + text)
    assert part in both and rule not in both
    alone = fired(LAW + text, ignore=[part])
    assert rule in alone, "where the part is not asked the rule speaks"


def test_a_rule_speaks_where_no_part_names_its_clause():
    text = LAW + "exits: [{id: e, kind: education, cost: 9, funded_until: none, ends: 2029-01-01}]"
    assert "EXT06" in fired(text)


def test_rules_that_yield_are_no_stops_and_every_code_exists():
    for rule, part, key in YIELDS:
        assert rule_of(part) is not None and rule_of(rule).severity != "stop" and key


def test_quotas_of_groups_are_held_against_their_streams():
    text = """
groups: [{{id: a, size: 900}}, {{id: b, size: 900}}]
forces: [{{id: g, status: new, target_strength: 1000}}]
induction: [{{id: sa, from: a, into: g, intake: {}}}, {{id: sb, from: b, into: g, intake: {}}}]
sharing: {{allocation: [{{pool: g, rule: quota, holders: {{a: 0.5, b: 0.5}}}}]}}
"""
    report = check(
        charter_from_text(text.format(700, 300), "law.yaml", fragment=True), open_world=False, select=["NUM02"]
    )
    named = {p for f in report.fired for p in (f.path, *f.related)}
    assert {"sharing.allocation.0.holders.a", "induction.0.intake"} <= named
    assert fired(text.format(500, 500), select=["NUM02"]) == set()


def test_a_check_compares_no_rules(monkeypatch):
    count = []
    monkeypatch.setattr(Rule, "__eq__", lambda one, other: count.append(1) or one is other)
    check(historical("example-guard-law"))
    assert count == []


def test_a_half_filled_charter_says_what_could_not_be_told():
    text = """
forces: [{id: g, status: new, target_strength: unknown, ceiling: 900}]
units: [{id: u, force: g, size: 400}]
phases: [{id: p, starts: 2027-01-01, ends: unknown}]
pay: [{force: g, payer: unknown, funded_until: 2028-01-01}]
powers: [{force: g, power: arrest, places: unknown, grant: lead, handover_to: unknown}]
posts: [{id: c, unit: u, appointed_by: unknown}]
"""
    report = check(charter_from_text(text, "law.yaml", fragment=True), open_world=True)
    families = {f.code[:3] for f in report.questions}
    assert {"NUM", "TIM", "DEP", "GRF"} <= families and not [f for f in report.fired if f.code[:3] in families]
