"""What a verdict rests on: a change anywhere else never changes it, and tracing says the same as a plain check."""

import json
import random
from dataclasses import replace

import pytest
from changed import domain, paths, with_value

from tether.charter import charter_from_text
from tether.charter.check import check
from tether.charter.findings import fires, quiet
from tether.charter.library import historical, names
from tether.charter.reading import Design
from tether.charter.rules import all_rules
from tether.charter.tracing import TracingDesign, rests_on, watched
from tether.charter.values import UNKNOWN
from tether.cli import main

RULES = all_rules()
CHANGES = 25  # of each charter of the library


def fragment(text):
    return charter_from_text(text, "fragment", fragment=True)


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.code)
def test_a_traced_rule_says_what_it_says_untraced(rule):
    for text in (rule.fails, rule.passes):
        charter = fragment(text)
        for open_world in (True, False):
            plain = list(rule.check(Design(charter, open_world)))
            assert [v for v, _ in TracingDesign(charter, open_world).verdicts(rule)] == plain


def holds_elsewhere(rule, told, charter, path, value, open_world):
    """Every verdict that does not rest on the path is given of the changed charter too."""
    now = list(rule.check(Design(with_value(charter, path, value), open_world)))
    for verdict, because in told:
        assert rests_on(because, path) or verdict in now, f"{rule.code} {verdict.path} rests on {path}, set to {value}"


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.code)
def test_a_change_outside_its_reasons_changes_no_verdict_on_the_snippets(rule):
    for text in (rule.fails, rule.passes):
        charter = fragment(text)
        design = TracingDesign(charter, open_world=False)
        told = design.verdicts(rule)
        for path in paths(charter):
            values = domain(charter, path)
            if not all(rests_on(because, path) for _, because in told):
                for value in [UNKNOWN, *values] if path in design.reads else values[-1:]:
                    holds_elsewhere(rule, told, charter, path, value, open_world=False)


@pytest.mark.parametrize("name", names())
def test_a_change_outside_its_reasons_changes_no_verdict_on_the_library(name):
    charter, rng = historical(name), random.Random(name)
    design = TracingDesign(charter)
    told = {rule: design.verdicts(rule) for rule in RULES}
    every = [path for path in paths(charter) if domain(charter, path) and not path.startswith("meta.")]
    for path in rng.sample(every, CHANGES):
        changed = with_value(charter, path, rng.choice([UNKNOWN, *domain(charter, path)]))
        other = Design(changed)  # read as the charter is, its general law with it
        for rule in RULES:
            if all(rests_on(because, path) for _, because in told[rule]):
                continue
            now = list(rule.check(other))
            lost = [v for v, because in told[rule] if not rests_on(because, path) and v not in now]
            assert not lost, f"{rule.code} rests on {path} too: {lost[0]}"


TWO = "pay: [{force: g, via: commander}, {force: h, via: commander}]"


def test_the_reasons_for_one_row_leave_the_others_out():
    report = check(fragment(TWO), select=["PAY02"], open_world=False, trace=True)
    first, second = (f.because for f in report.fired)
    assert "pay.0.via" in first and "pay.1.via" in second
    assert not any(path.startswith("pay.1") for path in first) and "pay.0.via" not in second
    assert "pay.0" in first and "pay" not in first, "that the row is there is one of the reasons, the others are not"


def test_what_was_read_before_the_rows_counts_for_each_of_them():
    text = "induction: [{id: s, from: m1, into: g}]\npay: [{force: g, via: commander}, {force: h, via: commander}]"
    for finding in check(fragment(text), select=["PAY02"], open_world=False, trace=True).fired:
        assert "induction.0.from" in finding.because


def test_what_rules_share_is_a_reason_of_each_that_uses_it():
    circle = "command: [{from: a, to: b, type: full}, {from: b, to: a, type: full}]"
    report = check(fragment(circle), select=["DEP01", "DEP03"], open_world=False, trace=True)
    assert [f.code for f in report.fired] == ["DEP01"]
    assert {"command.0.to", "command.1.type"} <= set(report.fired[0].because)


def test_the_reading_is_a_reason_unless_the_caller_chose_it():
    finding = check(fragment(TWO), select=["PAY02"], trace=True).fired[0]
    assert {"meta.text_seen", "meta.overlay"} <= set(finding.because)
    finding = check(fragment(TWO), select=["PAY02"], open_world=True, trace=True).fired[0]
    assert not any(path.startswith("meta") for path in finding.because)


def test_a_change_above_or_at_a_reason_counts_one_below_a_value_does_not():
    because = ("pay", "pay.0.roll.audit_by", "units.3.id")
    assert rests_on(because, "pay.0.roll") and rests_on(because, "pay.0.roll.audit_by") and rests_on(because, "units.3")
    assert (
        not rests_on(because, "pay.0.via") and not rests_on(because, "units.30") and not rests_on(because, "pay.0.rol")
    )


def test_untraced_findings_say_nothing_of_it():
    report = check(fragment(TWO), select=["PAY02"], open_world=False)
    assert report.fired[0].because == () and "because" not in report.fired[0].as_data()


def test_a_watched_charter_tells_of_each_field_and_is_the_same_charter():
    read = []
    charter = historical("burundi-2004")
    copy = watched(charter, read.append)
    assert copy.forces[0].kind == charter.forces[0].kind and read == ["forces", "forces.0.kind"]
    assert copy.at("meta.title") == charter.at("meta.title") and read[2:] == ["meta", "meta.title"]
    assert copy.where("forces.0") == charter.where("forces.0") and copy.id == charter.id


def test_the_command_line_tells_it_when_asked(tmp_path, capsys):
    file = tmp_path / "g.yaml"
    file.write_text('charter: "0.2"\nforces: [{id: g}]\npay: [{force: g, via: commander}]\n')
    main(["check", str(file), "--json", "--because", "--select", "PAY02"])
    assert "pay.0.via" in json.loads(capsys.readouterr().out)["findings"][0]["because"]
    main(["check", str(file), "--json", "--select", "PAY02"])
    assert "because" not in json.loads(capsys.readouterr().out)["findings"][0]
    assert main(["check", str(file), "--because"]) == 2 and "--json" in capsys.readouterr().err


def _carries_over(design):
    """Say of each row of pay whether one before it goes by the commander: not what a rule may do."""
    found = False
    for path, row in design.rows("pay"):
        found = found or row.via == "commander"
        yield fires(path, "now or before") if found else quiet(path)


def test_a_rule_that_carries_a_row_over_to_the_next_is_caught():
    rule = replace(RULES[0], check=_carries_over)
    charter = fragment(TWO)
    told = TracingDesign(charter, open_world=False).verdicts(rule)
    with pytest.raises(AssertionError, match=r"rests on pay\.0\.via"):
        holds_elsewhere(rule, told, with_value(charter, "pay.1.via", "bank"), "pay.0.via", "bank", open_world=False)
