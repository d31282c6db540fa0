"""The table of sides, the sentences of money, time and communities: what they say of made results."""

from dataclasses import replace

import pandas as pd

from tether.brief.parts.costs import money_and_time
from tether.brief.parts.order_at_horizon import order_blocks, side_words
from tether.brief.results import verdicts
from tether.decisions.costs import Resources
from tether.report.blocks import Table


def unseen(comparison):
    return [o for o in comparison.outcomes if not o.observed]


def test_one_row_an_outcome_and_one_column_an_option(content):
    comparison = content.comparison
    table = next(b for b in order_blocks(comparison) if isinstance(b, Table))
    assert [r.result for r in table.rows] == [f"comparison/{o.id}" for o in unseen(comparison)]
    assert all(len(r.cells) == len(table.columns) for r in table.rows) and 2 <= len(table.columns) <= 7


def test_a_cell_says_side_and_number_of_theories_or_open_or_no_difference(content):
    found = verdicts(content.comparison, unseen(content.comparison)[0].id)[0]
    five = tuple(t.id for t in content.comparison.theories)
    assert side_words(replace(found, lower=five, higher=(), open=(), tied=0)) == "lower under 5 of 5"
    assert side_words(replace(found, lower=five[:1], higher=five[1:3], open=five[3:], tied=0)) == (
        "lower under 1 of 5, higher under 2 of 5"
    )
    assert side_words(replace(found, lower=(), higher=(), open=five, tied=0)) == "open"
    assert side_words(replace(found, tied=found.worlds)) == "no difference in any world"


def test_no_outcome_without_a_series_no_table(content):
    comparison = content.comparison
    seen = tuple(o for o in comparison.outcomes if o.observed)
    assert order_blocks(replace(comparison, outcomes=seen)) == ()


def test_a_censored_guard_has_no_median(content):
    sq, theory = content.comparison.status_quo, content.comparison.theories[0].id
    host = next(c for c in content.comparison.charters if c != sq)
    nan = float("nan")
    filled = {"sponsor": sq, "host": host, "theory": theory, "worlds_filled": 0, "worlds_total": 8, "months": 35}
    filled["planned"] = False
    found = Resources(
        pd.DataFrame(),
        pd.DataFrame([{**filled, "q05": nan, "q50": nan, "q95": nan}]),
    )
    (months,) = (s.text for s in money_and_time(found, content.comparison))
    assert "0 of 8 assumed worlds" in months and "median" not in months and "do not get there" in months
    behind = Resources(found.pay, found.intake.assign(planned=True))
    assert "caught up with its plan" in money_and_time(behind, content.comparison)[-1].text
