"""Sentences about a judgement: every number resolves to a row, no forbidden word, and nothing found is said plainly."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from brief_content import unmeasured

from tether.armed_order.theories import Theory
from tether.brief.content import Comparison
from tether.brief.parts.cost_of_staging import caution_sentences
from tether.brief.parts.leave_one_out import REASON as HANGING
from tether.brief.parts.leave_one_out import hanging
from tether.brief.parts.regret import REASON as REGRETS
from tether.brief.parts.regret import regrets
from tether.brief.parts.scenario_discovery import boxes
from tether.brief.parts.sensitivity import carriers
from tether.brief.parts.signposts import signpost_sentences
from tether.brief.parts.value_of_information import REASON as KNOWING
from tether.brief.parts.value_of_information import information_sentences
from tether.brief.reason import judgement_tables, reasons
from tether.brief.restraint import FORBIDDEN
from tether.brief.results import resolves
from tether.decisions.inputs import DrawnInput
from tether.decisions.judgement import judge
from tether.decisions.leave_one_out import Drop, LeaveOneOut
from tether.decisions.regret import record_thresholds
from tether.decisions.value_of_information import ANY
from tether.evidence.calendar import month
from tether.futures.outcomes import Outcome
from tether.futures.project import RECORD, futures_of

THEORIES = ("article", "settlement", "local-knowledge", "patron", "strength")
LEADS = "civilian_deaths"


def made(shift):
    """The host's option p9 differs from the status quo by ``shift`` (theory, point); deaths also show it by month 3."""
    points = shift.shape[1]
    rng = np.random.default_rng(0)
    base = rng.poisson(40, (1, points, 6, 4)) * np.ones((5, 1, 1, 1))
    extra = shift[..., None, None] * np.array([0, 0, 1, 0, 0, 0])[:, None]
    drawn = {
        n: DrawnInput(
            n, f"how strong {n} is", "share", "assumption", "nobody", np.tile(rng.uniform(size=(1, points)), (5, 1))
        )
        for n in "abc"
    }
    arrays = {LEADS: (RECORD, np.stack([base, base + extra]).astype(np.float32))}
    return futures_of((("sq", "sq"), ("sq", "p9")), THEORIES, arrays), drawn


def judged(shift_of):
    _, drawn = made(np.zeros((5, 256)))
    futures, _ = made(shift_of(drawn["a"].values))
    return judge(futures, drawn, LEADS, month("2015-05"), record_thresholds(900.0, 6, "civilian deaths"))


@pytest.fixture(scope="module")
def comparison():
    theories = tuple(Theory(t, t.replace("-", " ").capitalize(), "") for t in THEORIES)
    charters, frame = {"sq": "Status quo", "p9": "P9 Whole units"}, pd.DataFrame()
    outcome = Outcome(LEADS, "civilian deaths", "deaths", True, unmeasured)
    return Comparison(theories, charters, (outcome,), LEADS, 12, frame, frame, "sq")


@pytest.fixture(scope="module")
def telling():
    found = judged(lambda a: 400.0 * (a - 0.3))
    drop = Drop("source", "icg-2015", "Crisis Group 2015", 3)
    row = {"kind": "source", "dropped": "icg-2015", "title": "Crisis Group 2015", "sponsor": "sq", "host": "p9"}
    row |= {"against_sponsor": "sq", "against_host": "sq", "outcome": LEADS, "before": "lower", "after": "open"}
    gone = Drop("recalled", "recalled", "everything recalled", 9)
    return replace(found, leave_one_out=LeaveOneOut((drop, gone), pd.DataFrame([row]), 4, 32, 4, (gone,)))


@pytest.fixture(scope="module")
def mute():
    rng = np.random.default_rng(3)
    noise = np.tile(rng.normal(size=(1, 256)) * 5, (5, 1))
    return judged(lambda a: noise)


@pytest.mark.parametrize("which", ["telling", "mute"])
def test_every_sentence_cites_rows_and_keeps_the_rules_of_words(which, comparison, request):
    found = request.getfixturevalue(which)
    ids = {i for table in judgement_tables(found).values() for i in table["result"]}
    for sentence in (s for reason in reasons() for s in reason.sentences(found, comparison)):
        assert resolves(sentence.result, ids), sentence
        assert not [w for w in FORBIDDEN if re.search(w, sentence.text, re.IGNORECASE)], sentence.text
        assert "nan" not in sentence.text and "  " not in sentence.text and sentence.text.endswith(".")


def test_every_file_of_parts_with_a_reason_is_found_and_has_a_place_of_its_own():
    places = [r.place for r in reasons()]
    assert places == sorted(set(places)) and len(places) >= 11
    assert {r.title for r in reasons()} >= {"What hangs on one thing", "What caution costs", "Signposts"}


def test_a_reason_is_set_under_its_heading_or_says_that_nobody_asked(telling, mute, comparison):
    heading, listing = HANGING.blocks(telling, comparison)
    assert heading.text == HANGING.title and listing.items == hanging(telling, comparison)
    (said,) = HANGING.blocks(mute, comparison)
    assert said.parts == (HANGING.unasked,) and HANGING.carry(mute) == ()
    (fold,) = REGRETS.blocks(telling, comparison)
    assert fold.title == REGRETS.title and [f.name for f in REGRETS.carry(telling)] == [
        "regret",
        "satisficing",
        "undominated",
    ]


def test_the_page_carries_what_is_most_worth_knowing_and_the_run_folder_all(telling):
    (carried,) = KNOWING.carry(telling)
    whole = judgement_tables(telling)["information"]
    assert set(carried.table["theory"]) == {ANY} and len(carried.table) < len(whole)
    assert carried.table["gain"].is_monotonic_decreasing


def test_ids_are_given_once(telling):
    for name, table in judgement_tables(telling).items():
        assert table["result"].is_unique, name


def test_what_is_found_is_said_with_its_place_and_counts(telling, comparison):
    box = boxes(telling, comparison)[0]
    assert "above all where “how strong a is” is above" in box.text and set(box.theories) == set(THEORIES)
    known = information_sentences(telling, comparison)[0].text
    assert "if one knew “how strong a is”" in known and "lower one below" in known
    assert "comes from “how strong a is”" in carriers(telling, comparison)[0].text
    post = signpost_sentences(telling, comparison)[0].text
    assert "by the end of August 2015" in post and "P9 Whole units is not the lower one" in post
    said = " ".join(s.text for s in hanging(telling, comparison))
    assert "Without “Crisis Group 2015”, one conclusion changes" in said and "lower, then open" in said
    assert "Without everything recalled nothing is left to compare." in said


def test_nothing_found_is_said_as_plainly(mute, comparison):
    assert boxes(mute, comparison)[0].text.startswith("No part of the assumptions separates")
    assert "would not raise that by more than shuffled ones do" in information_sentences(mute, comparison)[0].text
    assert carriers(mute, comparison)[0].text.startswith("No drawn input alone carries")
    assert all(s.text.startswith("No signpost separates") for s in signpost_sentences(mute, comparison))
    assert hanging(mute, comparison) == () and regrets(mute, comparison)[-1].text.startswith("No option is dominated")


def test_regret_is_told_for_each_option_in_the_cases_order(telling, comparison):
    said = [s.text for s in regrets(telling, comparison)]
    assert said[0].startswith("The status quo, among the host’s options") and said[1].startswith(
        "P9 Whole units, among"
    )
    assert "of 256 assumed worlds" in said[0]


def test_caution_is_told_by_theory_with_its_counts_and_nothing_where_no_charter_has_phases(telling, comparison):
    assert caution_sentences(telling, comparison) == ()
    row = {"sponsor": "sq", "host": "p9", "outcome": LEADS, "value": 45.0, "lo": 10.0, "hi": 160.0, "worlds_more": 31}
    row |= {"worlds_tied": 0, "worlds_total": 32, "distinguishable": False, "months_late": 8.7, "futures_never": 4}
    row |= {"futures_reversed": 12, "futures_total": 128, "worlds_reversed": 2, "label": "assumption"}
    found = replace(telling, cost_of_staging=pd.DataFrame([{**row, "theory": t} for t in THEORIES]))
    cost, went = caution_sentences(found, comparison)
    ids = {i for table in judgement_tables(found).values() for i in table["result"]}
    assert resolves(cost.result, ids) and resolves(went.result, ids)
    assert cost.text.startswith("P9 Whole units is not distinguishable from the same charter in force whole")
    assert (
        cost.text.count("31 of 32 assumed worlds") == 5 and "8.7 months, 12 futures and 2 worlds (article)" in went.text
    )
    assert not any(re.search(p, s.text, re.IGNORECASE) for p in FORBIDDEN for s in (cost, went))
