"""What a verdict of ``consistency`` stands on: while its clauses stay, a change elsewhere leaves a finding of its code."""

from datetime import date
from random import Random

import pytest
from changed import domain, paths, with_value

from studies.planted_faults import planted
from tether.charter import charter_from_text
from tether.charter.check import check
from tether.charter.rules import rule_of
from tether.charter.tracing import TracingDesign, rests_on, stands_on

DAY = date(2026, 11, 30)
CHANGES = 4  # of each law
SOME = planted()[::14]


@pytest.mark.parametrize("fault", SOME, ids=lambda f: f.id)
def test_a_contradiction_stays_while_its_clauses_do(fault):
    charter = charter_from_text(fault.law(), "law.yaml")
    report = check(charter, today=DAY)
    codes = sorted({f.code for f in report.fired if f.code[:3] in ("NUM", "TIM", "DEP", "GRF")})
    traced = [f for f in check(charter, today=DAY, select=codes, trace=True).fired if not f.partly]
    rng = Random(fault.id)
    every = [p for p in paths(charter) if not p.startswith("meta.") and domain(charter, p)]
    for path in rng.sample(every, CHANGES):
        apart = [f for f in traced if not rests_on(stands_on(f, report.whole), path)]
        if apart:
            other = with_value(charter, path, rng.choice(domain(charter, path)))
            for finding in apart:
                design = TracingDesign(other, today=DAY)
                told = [v for v in rule_of(finding.code).check(design) if v.result == "fires"]
                assert told, f"{finding.code} at {finding.path} stands on {path} too"


def test_a_row_that_is_added_elsewhere_changes_no_verdict_on_a_row():
    text = "pay: [{force: g, via: commander}%s]"
    one, two = (charter_from_text(text % more, "f", fragment=True) for more in ("", ", {force: h, via: bank}"))
    rule = rule_of("PAY02")
    (verdict, because), *_ = TracingDesign(one, open_world=False).verdicts(rule)
    assert "pay" not in because and verdict in list(rule.check(TracingDesign(two, open_world=False)))


def test_a_line_of_command_elsewhere_is_no_reason_a_new_one_is():
    text = "command: [{from: pm, to: a, type: full}, {from: gov, to: a, type: full}, {from: pm, to: b, type: full}]"
    charter = charter_from_text(text, "f", fragment=True)
    found = [
        (v, why)
        for v, why in TracingDesign(charter, open_world=False).verdicts(rule_of("CMD03"))
        if v.result == "fires"
    ]
    (_, because), *rest = found
    assert not rest and not rests_on(because, "command.2.type") and not rests_on(because, "command.2")
    assert rests_on(because, "command.2.to") and rests_on(because, "command.1.type") and rests_on(because, "command")
