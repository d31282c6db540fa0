"""What a comparison needs before page one prints it, rule by rule; and the failures that these rules were made for."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from brief_content import build, comparison

from tether.brief.content import EvidenceStanding, FightingParty, PromisedClause
from tether.brief.contract import check
from tether.brief.headline import matters, may_lead, missing, promised, speaks_of, telling
from tether.brief.page import document
from tether.charter import charter_from_text
from tether.charter.check import check as check_charter
from tether.errors import InputError
from tether.report.blocks import words_of

SHORT = {
    "parties": "",
    "read": "most unread",
    "scored": "How far the status quo’s forecast holds",
    "matters": "Which option costs fewer lives",
}
ALL = (FightingParty("Islamic State", 0.9, True, True),)
GOOD = EvidenceStanding(ALL, read=8, claims=10, scored=True)


def apart(size=-400.0):
    """Return a comparison in which one option stands apart under all theories."""
    made = comparison()
    table = made.table.copy()
    rows = (table["host"] == "p10") & (table["outcome"] == "civilian_deaths")
    table.loc[rows, ["value", "lo", "hi", "worlds_below", "distinguishable"]] = [size, size - 50, size + 50, 250, True]
    return replace(made, table=table, status_quo_sum=4000.0)


def content(standing=GOOD, size=-400.0, **more):
    return build(comparison=apart(size), standing=standing, **more)


def first_page(made, number=1):
    (section,) = [s for s in document(made).sections if s.number == number]
    return " ".join(words_of(p) for b in section.blocks for p in _parts(b))


def _parts(block):
    if hasattr(block, "items"):
        return block.items
    if hasattr(block, "rows"):
        return [c for r in block.rows for c in r.cells]
    return getattr(block, "parts", ())


def test_with_all_four_met_the_comparison_may_lead():
    assert may_lead(content()) and missing(content()) == ()


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("parties", {"parties": (*ALL, FightingParty("Boko Haram", 0.4, False, False))}),
        ("parties", {"parties": (FightingParty("Boko Haram", 0.4, True, False),)}),
        ("parties", {"parties": ()}),
        ("read", {"read": 4}),
        ("read", {"read": 0, "claims": 0}),
        ("scored", {"scored": False}),
        ("matters", {"matters_share": 0.2}),
        ("matters", {"matters_deaths": 500.0}),
    ],
)
def test_each_rule_alone_keeps_the_comparison_off_page_one_and_names_who_could_tell(rule, change):
    made = content(replace(GOOD, **change))
    (lack,) = missing(made)
    assert lack.rule == rule and lack.who
    page = first_page(made)
    assert SHORT[rule] in page
    assert "fewer" not in page.replace("costs fewer lives", "") and "distinguishable" not in page
    assert lack.sentence.text in first_page(made, 7) and lack.who in first_page(made, 7)


def test_what_is_missing_is_told_in_the_order_of_the_rules():
    nothing = EvidenceStanding((FightingParty("Boko Haram", 0.8, False, False),), 0, 5, False)
    assert [lack.rule for lack in missing(content(nothing, size=-10.0))] == ["parties", "read", "scored", "matters"]


def test_five_recalled_claims_and_a_line_of_charter_give_no_verdict():
    """A country, five recalled claims, one line: "1,279 of 1,280 worlds, distinguishable under all five theories"."""
    one_line = check_charter(charter_from_text('charter: "0.3"\nmeta: {id: p10, decider: host}\n', "p10.yaml"))
    recalled = EvidenceStanding((FightingParty("Boko Haram", 0.7, False, False),), 0, 5, False)
    made = content(recalled, size=900.0, findings={"p10": one_line})
    page = first_page(made)
    assert telling(made), "it is distinguishable, and large"
    assert "1,250 of 1,280" not in page and not re.search(r"of [\d,]+ (assumed )?worlds", page)
    assert "How strong Boko Haram is" in page and "most unread" in page and "? cannot tell" not in page
    assert "cannot tell" in page
    behind = first_page(made, 7)
    assert "Boko Haram (70" in behind and "0 of the 5 claims" in behind and "never scored" in behind


def test_an_empty_design_is_not_clean_it_speaks_of_nothing():
    report = check_charter(charter_from_text('charter: "0.3"\nmeta: {id: x, decider: host}\n', "x.yaml"))
    said, due = speaks_of(report)
    assert said == 0 and due > 0


def test_the_size_that_matters_is_the_larger_of_a_share_and_a_number_and_is_a_setting():
    assert matters(content()) == 200 and matters(content(replace(GOOD, matters_share=0.0))) == 50
    assert matters(content(replace(GOOD, matters_share=0.01, matters_deaths=75.0))) == 75


def test_a_difference_below_the_size_that_matters_is_not_told():
    small = content(size=-120.0)
    assert not telling(small) and [lack.rule for lack in missing(small)] == ["matters"]


def test_two_ranges_of_one_assumption_are_refused():
    made = content()
    twice = made.comparison.break_even.assign(range_lo=0.0, range_hi=3.0)
    with pytest.raises(InputError, match=r"two ranges of bloc_survival under article: 0 to 3 here, 0\.1 to 0\.9"):
        check(replace(made, comparison=replace(made.comparison, break_even=twice)))


def test_ranges_of_break_evens_are_those_of_the_assumptions_for_every_parameter():
    from tether.armed_order.theories import THEORIES, parameters

    for row in parameters().values():
        for theory in THEORIES:
            low, high = row.span(theory.id)
            assert (low, high) == (row.quantiles(theory.id)[1], row.quantiles(theory.id)[3])


def test_a_promise_on_paper_is_told_to_count_as_nothing():
    jobs = PromisedClause("p10", "exits.0", "places in civil life", 60000.0, ("money", "a date", "who delivers it"), ())
    (said,) = promised(content(paper=(jobs,)))
    assert "60,000 men counts as nothing" in said.text and "no money, date or deliverer" in said.text
    table = pd.DataFrame({"x": [said.result]})
    assert table["x"][0] == "evidence/paper/p10/exits.0"
