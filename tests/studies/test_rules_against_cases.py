"""The record: concordance by hand, what is counted apart, and what the text must admit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studies.rules_against_cases import (
    BASELINES,
    Fit,
    concordance,
    families,
    fit,
    least_fitting,
    mean_fit,
    record_text,
    share_fired,
)
from tether.charter.rules import all_rules, rule_of
from tether.precedents.cases import MEANS, coded_cases

scored = st.lists(st.tuples(st.integers(0, 5).map(float), st.booleans()), max_size=12)


def test_concordance_by_hand():
    assert concordance([(1.0, True), (0.0, False)]) == 1
    assert concordance([(0.0, True), (1.0, False)]) == 0
    assert concordance([(1.0, True), (1.0, False), (0.0, False)]) == 0.75
    assert concordance([(1.0, True)]) is None


@given(scored)
def test_turning_the_score_round_turns_the_concordance_round(pairs):
    one, other = concordance(pairs), concordance([(-s, b) for s, b in pairs])
    assert (one is None and other is None) or one == pytest.approx(1 - other)


@given(scored)
def test_it_reads_ranks_alone(pairs):
    assert concordance(pairs) == concordance([(s**3 + 7, b) for s, b in pairs])


def test_a_rule_that_fires_wherever_the_outcome_is_bad_fits_as_counted():
    score = share_fired([rule_of("IND01")])
    found = fit(score, "indep")
    by_hand = [
        (rule_of("IND01").tally.fires(c.fields["mode"]), c.bad("indep"))
        for c in coded_cases()
        if c.bad("indep") is not None and rule_of("IND01").tally.fires(c.fields.get("mode")) is not None
    ]
    assert (found.bad, found.good) == (sum(b for _, b in by_hand), sum(not b for _, b in by_hand))
    assert found.concordance == concordance([(float(f), b) for f, b in by_hand])


def test_war_and_after_are_apart():
    score = share_fired(all_rules())
    for outcome in MEANS:
        whole, war, after = fit(score, outcome), fit(score, outcome, True), fit(score, outcome, False)
        assert (whole.bad, whole.good) == (war.bad + after.bad, war.good + after.good)
    assert fit(BASELINES["the war goes on"], "indep", True).concordance == 0.5, "it says nothing inside itself"


def test_a_column_read_twice_counts_once():
    arms = [r for r in all_rules() if r.tally and r.tally.field == "arms"]
    assert share_fired(arms * 3)(coded_cases()[1]) == share_fired(arms)(coded_cases()[1])
    case = coded_cases()[0]
    both = share_fired([rule_of("IND01"), rule_of("PAY03")])(case)
    assert both == (share_fired([rule_of("IND01")])(case) + share_fired([rule_of("PAY03")])(case)) / 2


def test_a_case_without_the_column_has_no_score():
    assert share_fired([rule_of("EXT02")])(next(c for c in coded_cases() if "exit_cov" not in c.fields)) is None
    assert share_fired([])(coded_cases()[0]) is None


def test_a_figure_on_too_few_cases_is_marked():
    assert str(Fit(1.0, 7, 1)) == "1.00* (7/1)" and str(Fit(0.5, 3, 3)) == "0.50 (3/3)" and "—" in str(Fit(None, 3, 0))


def test_the_text_holds_every_family_and_baseline_and_admits_what_it_must():
    text = record_text()
    assert all(f"| {family} |" in text for family in families()) and all(f"| {name} |" in text for name in BASELINES)
    assert text.count("## ") == 4 + text.count("### ")
    for word in ("predicts nothing", "knew how they ended", "PWR01", "EXT01", "LAW01", "During a war only"):
        assert word in text, word
    worst = least_fitting()
    assert [v for _, v in worst] == sorted(v for _, v in worst) and worst[0][0] in text
    assert f"PWR01 {mean_fit(share_fired([rule_of('PWR01')])):.2f}" in text
