"""The charts of sections 2, 3, 4 and 6: their tables are the results, their titles findings, missing is never zero."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from brief_content import build, notes, record, reports

from tether.brief.figures.change import change_figure, change_table
from tether.brief.figures.fault_counts import fault_counts_figure, fault_counts_table
from tether.brief.figures.past_cases import past_cases_figure
from tether.brief.figures.regimes import regimes_figure, regimes_table
from tether.brief.figures.stacks import placed
from tether.precedents.cases import CodedCase, Precedents, SimilarCase
from tether.report.charts import specification, stills


def near(*ended):
    """Return past cases near to a charter, one for each ending: "no" (ill), "yes" (not), "unknown"."""
    cases = [
        SimilarCase(
            CodedCase(f"c{n}", f"Case {n}", "2000", {}, {"survive": e}, {}, "", (), "low"), ("entry",), (), False
        )
        for n, e in enumerate(ended)
    ]
    return Precedents("p9", tuple(cases), 21, 4)


def test_a_regime_counts_once_by_the_worst_it_says():
    table = regimes_table(notes()).set_index("result")["value"]
    assert table["regimes/us/stop"] == 1 and table["regimes/us/open"] == 1 and table["regimes/iraq/stop"] == 0
    figure = regimes_figure(build(screening=notes()))
    assert figure.title == "Stopped for the United States by 1 of 2 regimes"
    assert regimes_figure(build(screening=notes()[1:])).title == "Left open for Iraq by 1 of 1 regimes"
    assert regimes_figure(build()) is None


def test_past_cases_are_parted_by_how_they_ended_and_the_worst_option_leads():
    tried = {"p9": near("no", "no", "unknown"), "p10": near("yes", "no")}
    figure = past_cases_figure(build(tried=tried))
    assert list(figure.file.table["value"]) == [2, 0, 1, 1, 1, 0]
    assert figure.title == "2 of the 3 past cases nearest to P9 Incorporate whole militias ended ill"
    same = past_cases_figure(build(tried={"p9": near("no", "yes"), "p10": near("yes", "no")}))
    assert same.title == "For every option 1 of its 2 nearest past cases ended ill"
    assert past_cases_figure(build(tried={"p9": near()})) is None


def test_faults_are_those_that_the_report_counts():
    content = build(findings=reports())
    table, report = fault_counts_table(content), reports()["p9"]
    assert list(table["value"]) == [report.count(w) for w in ("stop", "error", "warning")]
    assert fault_counts_figure(content).title.startswith("Most blocking faults: P9 Incorporate whole militias, with ")


def test_the_change_is_of_two_whole_years_and_a_missing_month_is_no_zero():
    made = record()
    table = change_table(made).set_index("place")
    first = made.places[0].id
    own = made.history[made.history["place"] == first].sort_values("month")["best"]
    assert table.loc[first, "last"] == own.tail(12).sum() and table.loc[first, "before"] == own.iloc[-24:-12].sum()
    lost = made.history[~((made.history["place"] == first) & (made.history["month"] == "2014-01"))]
    short = change_table(replace(made, history=lost)).set_index("place")
    assert np.isnan(short.loc[first, "before"]) and short.loc[first, "last"] == table.loc[first, "last"]
    shown = change_figure(build(record=replace(made, history=lost)))
    assert made.places[0].name not in shown.title and made.places[0].name not in shown.cells[0].alt


def test_a_change_both_ways_is_told_both_ways():
    rows = [
        ("2013-07", m, p, v)
        for p, before, last in (("anbar", 1, 5), ("baghdad", 9, 2))
        for m, v in [
            *((f"{y}-{n:02}", before) for y, n in months("2013-07")),
            *((f"{y}-{n:02}", last) for y, n in months("2014-07")),
        ]
    ]
    history = pd.DataFrame([(m, p, 1, v, v, v, 0) for _, m, p, v in rows], columns=list(record().history))
    figure = change_figure(build(record=replace(record(), history=history)))
    assert figure.title == "Deaths rose most in Anbar, by 48, and fell most in Baghdad, by 84"


def months(start):
    return [(p.year, p.month) for p in pd.period_range(start, periods=12, freq="M")]


def test_parts_stand_end_to_end_and_nothing_is_drawn_for_none():
    table = pd.DataFrame({"row": ["a", "a", "b"], "part": ["x", "y", "x"], "value": [2, 3, 0]})
    found = placed(table, ["x", "y"])
    assert list(found["start"]) == [0, 2] and list(found["end"]) == [2, 5] and list(found["middle"]) == [1.0, 3.5]


@pytest.mark.parametrize("which", [regimes_figure, fault_counts_figure, change_figure])
def test_each_draws_with_its_numbers(which):
    figure = which(build(screening=notes(), findings=reports()))
    (drawn,) = stills(figure)
    assert drawn.startswith("<svg") and figure.cells[0].alt and specification(figure.cells[0].chart)
