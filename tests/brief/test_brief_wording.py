"""Sentences: numbers set rightly, verdicts said as they are, never more theories than the table holds."""

import math
import re
from dataclasses import replace

from brief_content import THEORIES, break_even, build, compared, comparison
from hypothesis import given, settings
from hypothesis import strategies as st

from tether.brief.results import break_evens, facts, verdicts
from tether.brief.sections.belief import baseline
from tether.brief.sections.record import last_year, projection, unplaced
from tether.brief.sentences import break_even_sentence, overview, pair_title, verdict_sentence

P9, P10 = ("status-quo", "p9"), ("status-quo", "p10")
NAMES = [*THEORIES]


def verdict_of(centres, kind="difference", outcome="civilian_deaths", width=90):
    table = compared(outcome, kind, {P10: centres}, width)
    made = replace(comparison(), table=table)
    (found,) = verdicts(made, outcome)
    return found, verdict_sentence(found, made)


def test_a_difference_under_all_theories_says_so_with_its_worlds():
    found, sentence = verdict_of((-410, -120, -130, -200, -300))
    assert (
        "comes out lower than the status quo on civilian deaths under all five theories: lower in 1,250 of"
        in sentence.text
    )
    assert "1,280 assumed worlds, tied in 30" in sentence.text
    assert "from −410 [−500 to −320] (article) to −120 [−210 to −30] (settlement)" in sentence.text
    assert sentence.theories == tuple(NAMES) and found.distinguishable


def test_four_of_five_names_the_four_and_the_fifth():
    _, sentence = verdict_of((-410, -120, -130, 20, -300))
    assert (
        "under article, settlement, local-knowledge and strength only (not distinguishable under patron)"
        in sentence.text
    )
    assert sentence.theories == ("article", "settlement", "local-knowledge", "strength")


def test_three_of_five_is_not_distinguishable_and_names_where_it_holds():
    found, sentence = verdict_of((-410, -120, 10, 20, 300))
    assert "is not distinguishable from the status quo" in sentence.text and not found.distinguishable
    assert "a difference holds under article and settlement (lower) and strength (higher) only" in sentence.text
    assert "comes out" not in sentence.text


def test_theories_on_opposite_sides_are_not_summed_into_one_verdict():
    _, sentence = verdict_of((-410, -120, 400, 500, 300))
    assert "lies on opposite sides of the status quo" in sentence.text
    assert (
        "lower under article and settlement only, higher under local-knowledge, patron and strength only"
        in sentence.text
    )


def test_an_interval_that_touches_zero_does_not_leave_it_out():
    found, _ = verdict_of((-90, -90, -90, -90, -90), width=90)
    assert found.lower == () and not found.distinguishable


def test_no_size_is_printed_for_what_has_no_series():
    found, sentence = verdict_of((-0.3, -0.3, 0, -0.3, -0.4), kind="sign", outcome="trust", width=0.2)
    assert found.lower == ("article", "settlement", "patron", "strength")
    assert "median" not in sentence.text and "[" not in sentence.text


def test_both_status_quos_are_named_once_and_pairs_by_both_titles():
    made = comparison()
    assert pair_title("status-quo+status-quo", made) == "the status quo"
    assert pair_title("p3+p9", made) == "P3 Bypass the militias with P9 Incorporate whole militias"


def test_break_even_gives_sides_brackets_and_where_there_is_none():
    made = comparison()
    sentence = break_even_sentence(break_evens(made), made)
    assert "if the share of blocs that survive inside the guard is above 0.42 [0.32 to 0.54] (article)" in sentence.text
    assert "or below 0.31 [0.21 to 0.43] (strength)" in sentence.text
    assert "at every value under patron, at no value under local-knowledge" in sentence.text
    assert "Assumed range: 0.1 to 0.9; the sign turns inside it under three of five theories" in sentence.text
    assert "local-knowledge" not in sentence.theories


def test_an_end_outside_the_range_assumed_is_not_printed_as_a_number():
    rows = break_even().assign(range_lo=0.35, range_hi=0.6)
    text = break_even_sentence(break_evens(made := replace(comparison(), break_even=rows)), made).text
    assert "0.42 [up to 0.54 (lower end not reached inside the range assumed)] (article)" in text
    assert "0.55 [from 0.45 (upper end not reached inside the range assumed)] (settlement)" in text
    narrow = replace(made, break_even=rows.assign(range_lo=0.4, range_hi=0.5))
    text = break_even_sentence(break_evens(narrow), narrow).text
    assert "0.42 [ends not reached inside the range assumed] (article)" in text and "0.32" not in text


def test_no_break_even_in_any_theory_is_said():
    made = replace(comparison(), break_even=break_even().assign(value=math.nan, a_lower=["always"] * 3 + ["never"] * 2))
    text = break_even_sentence(break_evens(made), made).text
    assert (
        "averaged over the other assumptions, at every value of the share of blocs that survive inside the guard under"
        in text
    )
    assert "at no value of the share of blocs that survive inside the guard under patron and strength" in text
    assert "inside it under none of five theories" in text


def test_record_sentences_cite_the_rows_they_print():
    content = build()
    known = facts(content)
    year = content.record.history[content.record.history["month"] >= "2014-07"]
    sentence = last_year(known, content.case)
    assert f"{year['best'].sum():,} deaths in Iraq" in sentence.text
    assert sentence.result == "record/last-year"
    lost = unplaced(known, content.record)
    assert lost.text.startswith("37 of ") and "are not on the map" in lost.text
    ahead = projection(known, content.case, 95)
    assert "June 2018" in ahead.text and "forecast" not in ahead.text


def test_where_every_event_has_a_place_no_share_is_printed():
    made = build()
    record = replace(made.record, unplaced=replace(made.record.unplaced, events=0, deaths=0))
    text = unplaced(facts(replace(made, record=record)), record).text
    assert text.startswith("Every one of the") and "%" not in text


def test_the_gap_between_the_sum_of_places_and_the_forecast_is_printed():
    text = baseline(facts(build())).text
    assert "8,120" in text and "335 below the status-quo forecast" in text and "5.5 %" in text


def test_an_overview_of_nothing_distinguishable_is_a_result():
    found, _ = verdict_of((10, 20, -10, 0, 5))
    text = overview([found], comparison()).text
    assert text == "On civilian deaths, the one comparison of charters is not distinguishable."


def test_an_overview_names_at_most_so_many_and_counts_the_rest():
    found, _ = verdict_of((-410, -120, -130, 20, -300))
    text = overview([found] * 5, comparison(), name=2).text
    assert text.count("lower than the status quo under article, settlement, local-knowledge and strength only") == 2
    assert "five of the 5" in text and "three more in section 7" in text


spans = st.tuples(st.integers(-500, 500), st.integers(0, 400))


@settings(max_examples=60, deadline=None)
@given(st.lists(spans, min_size=5, max_size=5))
def test_no_sentence_ranks_on_fewer_theories_than_it_says(middle_and_width):
    table = compared("civilian_deaths", "difference", {P10: [0] * 5}, 1)
    table["value"] = [float(m) for m, _ in middle_and_width]
    table["lo"], table["hi"] = ([float(m + sign * w) for m, w in middle_and_width] for sign in (-1, 1))
    made = replace(comparison(), table=table)
    (found,) = verdicts(made, "civilian_deaths")
    text = verdict_sentence(found, made).text
    lower = {t for t, hi in zip(NAMES, table["hi"], strict=True) if hi < 0}
    higher = {t for t, lo in zip(NAMES, table["lo"], strict=True) if lo > 0}
    if said := re.search(r"comes out (lower|higher) than .*? under (all five|.*?) (theories|only)", text):
        names = set(NAMES) if said[2] == "all five" else set(re.split(r", | and ", said[2]))
        assert names == (lower if said[1] == "lower" else higher) and len(names) >= 4
    elif "opposite sides" in text:
        assert lower and higher and len(lower | higher) >= 4
    else:
        assert "not distinguishable" in text and len(lower | higher) < 4
