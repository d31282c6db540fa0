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


def test_what_is_unknown_is_said_to_be_and_a_censored_guard_has_no_median(content):
    sq, theory = content.comparison.status_quo, content.comparison.theories[0].id
    host = next(c for c in content.comparison.charters if c != sq)
    nan = float("nan")
    line = {"charter": host, "line": "guard pay a year", "currency": "USD", "year": "2015"}
    cost = {**line, "lo": nan, "hi": nan, "stated": False, "unknown": "base pay in ing"}
    known = {**line, "lo": 10.0, "hi": 20.0, "stated": True, "unknown": ""}
    filled = {"sponsor": sq, "host": host, "theory": theory, "worlds_filled": 0, "worlds_total": 8, "months": 35}
    filled["planned"] = False
    found = Resources(
        pd.DataFrame([cost, known]),
        pd.DataFrame(),
        pd.DataFrame([{**filled, "q05": nan, "q50": nan, "q95": nan}]),
    )
    unknown, stated, months = (s.text for s in money_and_time(found, content.comparison))
    assert "unknown, because the charter does not state base pay in ing" in unknown and "USD" not in unknown
    assert "USD 10 to 20, in prices of 2015" in stated
    assert "0 of 8 assumed worlds" in months and "median" not in months and "do not get there" in months
    behind = Resources(found.costs, found.pay, found.intake.assign(planned=True))
    assert "caught up with its plan" in money_and_time(behind, content.comparison)[-1].text
