"""The plan page: one file without the network, made from published tables alone; nothing small is said."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from tether.induction.conflicts import Clause, Conflict
from tether.induction.disclosure import counts_of, protected, publish
from tether.induction.measures import INVENTED
from tether.induction.modes import absorb, on_paper
from tether.induction.plan import attempt_plan, certify
from tether.induction.problem import Relaxation
from tether.induction.report import PlanExtras, few, heatmap, leaving_words, plan_page
from tether.induction.rolling_horizon import rolling
from tether.induction.synthetic_roster import invented
from tether.induction.uncertainty import Robustness, SampledRoster, frontier, sample_cells
from tether.randomness.noise import Noise
from tether.report.html import as_html
from tether.report.json_twin import as_twin, printed_sentences
from tether.report.numbers import percent

SECRET = "00" * 16


@pytest.fixture(scope="module")
def plan():
    return certify(attempt_plan(invented(heads=900, homes=6, provinces=3, battalion=150, seed=3), threads=1), threads=1)


@pytest.fixture(scope="module")
def document(plan):
    grid = frontier(plan.intake, caps=(0.05, 0.33), local=(0.0, 0.5), months=(6, 12))
    row = ("bloc", "at-p00-h00", "m01", 12.0)
    k = Robustness((SampledRoster(0, 880, "plan", 0, 0.0), SampledRoster(1, 870, "impossible", 0, 12.0, (row,))))
    rolled = rolling(plan.intake, sample_cells(plan.intake.cells, Noise(1), 0))
    others, note = (absorb(plan.intake), on_paper(plan)), ("Ours & nobody's <b>number</b>.",)
    beside = PlanExtras(others, grid, k, rolled, note, tables=publish(plan, SECRET))
    return plan_page(plan, title="A <guard>", beside=beside)


@pytest.fixture(scope="module")
def page(document):
    return as_html(document)


def test_the_page_stands_alone_and_escapes_what_it_is_given(page):
    assert "default-src 'none'" in page
    assert not re.search(r"(?:src|href)=(?!\"#)|<script|@import|url\((?!#)", page)
    assert "A &lt;guard&gt;" in page and "<b>number" not in page


def test_it_says_what_the_results_say(plan, page):
    text = re.sub(r"<[^>]+>", " ", page)
    assert f"with a chance of {percent(plan.measures.concentration)}" in text
    assert f"{percent(plan.gaps['concentration'], 2)}" in text
    assert "feasible in 1 of 2 rosters; first to give way: bloc (1 of 2)" in text
    assert "INTENDED_USE" in text and "assumption" in text
    assert "Not computed" not in text


def test_an_invented_roster_is_called_so_above_the_verdict(plan, page):
    text = as_html(plan_page(plan, title="x", beside=PlanExtras(invented=True)))
    assert text.index(INVENTED) < text.index("A plan that keeps every rule exists")
    assert INVENTED not in page


def test_a_long_militias_name_keeps_what_tells_it_apart(plan):
    table = publish(plan, SECRET)[1]
    long = replace(table, rows=tuple(f"misrata-militias/f{i:02}" for i in range(len(table.rows))))
    drawn = re.sub(r"<title>[^<]*</title>", "", heatmap(long, "after", "said").svg)
    assert all(f"militias/f{i:02}" in drawn for i in range(len(table.rows)))


def test_what_was_not_computed_is_said(plan):
    text = as_html(plan_page(plan, title="x"))
    assert "Not computed for this page: the frontier" in text


def test_no_withheld_number_stands_on_the_page(plan, page):
    """Every tooltip of the heatmaps with a number is of a cell that may be published."""
    tables = publish(plan, SECRET)[:2]
    assert sum(int(t.withheld.sum()) for t in tables) > 5
    said = set(re.findall(r"<title>([^<]+?, [^<]+?): ([\d,]+) heads", page))
    allowed = {
        (f"{t.rows[i]}, {t.columns[j]}", f"{int(t.counts[i, j]):,}")
        for t in tables
        for i, j in zip(*np.nonzero(~t.withheld), strict=True)
    }
    assert said and said <= allowed
    hidden = sum(int(t.withheld.sum()) for t in tables)
    assert len(re.findall(r"<title>[^<]+: withheld</title>", page)) == hidden


def test_small_national_counts_are_not_said_nor_left_to_be_subtracted(plan):
    kinds = {"land": (87, 200), "pension": (3, 50)}
    small = replace(plan, measures=replace(plan.measures, unplaced=0, exits=90, exits_by_kind=kinds))
    text = as_html(plan_page(small, title="x", beside=PlanExtras(tables=publish(plan, SECRET))))
    assert text.count("not told apart") >= 4 and "exit: 90" not in text and ">90<" not in text
    assert leaving_words(kinds, 0, 3) == ("90", "0") and leaving_words({}, 4, 10) == ("not told apart",) * 2
    assert few(0, 10) == "0" and few(9, 10) == "fewer than 10" and few(10, 10) == "10"


def test_a_conflict_has_its_page(plan):
    given = Relaxation("bloc", plan.intake.units.locations[0].id, "m01", 4.0)
    clause = Clause(given.family, given.place, given.key, 8.0, given)
    found = Conflict(41.6, {"bloc": 41.6, "manning": None}, ("bloc", "manning"), (), (clause,), plan)
    text = as_html(plan_page(found, title="Capped"))
    assert "at least 42 people" in text and "no amount helps" in text and "bloc, manning" in text
    assert "What would have to give way" in text and "A plan that keeps every rule exists" not in text
    assert "m01</td>" not in text  # who it is at which place stays in the working folder
    bare = as_html(plan_page(replace(found, plan=None), title="Capped"))
    assert "at least 42 people" in bare and "Militia by unit" not in bare


def test_the_heatmap_hatches_what_is_withheld(plan):
    hidden = protected(plan, SECRET)
    table = publish(plan, SECRET)[1]
    drawn = heatmap(table, "after", "said").svg
    assert drawn.count("url(#hatch-after)") == table.withheld.sum() + 1  # and once in the key
    assert hidden[1][1].sum() == table.withheld.sum()
    assert counts_of(plan)[1].heads.sum() == 900


def test_its_twin_holds_what_it_says_with_the_result_and_the_numbers(plan, document):
    said = {s.result: s for s in printed_sentences(as_twin(document)) if s.result}
    assert set(said) == {"measures", "measures/months", "rosters", "rolling"}
    assert said["measures"].numbers[:2] == (plan.measures.posted, plan.measures.posts)
    assert said["measures/months"].numbers == (plan.measures.months,)
