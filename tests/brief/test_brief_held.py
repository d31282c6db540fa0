"""What the mechanisms were held against, in the brief: misses in section 9, words alone before any difference."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from brief_content import build

from tether.brief import render_annex as render
from tether.brief.content import HeldAgainst
from tether.brief.parts.held_against import LABELS, facts_file, held_blocks, samples, shocks_file, skill, sums_file
from tether.brief.restraint import faults
from tether.brief.results import resolves
from tether.brief.sections import belief
from tether.validation.shocks import CORE, SCORES, shocks
from tether.validation.skill import COSTS, MODELS, NO_SKILL, SKILL, OrderRecord, order_record


def held(change, country="iraq"):
    rng, rows = np.random.default_rng(3), []
    for shock in (s for s in shocks() if not s.still):
        for model in MODELS:
            for score in (*SCORES, "moved", "mean", "observed"):
                moved = 0.0 if model == CORE else change + 0.02 * rng.normal()
                rows.append((shock.id, model, score, 5.0 + moved if score != "moved" else 0.4, 264))
    scores = pd.DataFrame(rows, columns=["shock", "model", "score", "value", "cells"])
    return HeldAgainst(OrderRecord(scores, order_record().facts), country)


@pytest.fixture(scope="module")
def page():
    return render(replace(build(), held=held(0.0)))


def part(page, name):
    """Return the text of one section of the page."""
    return page.split(f'<section id="{name}"', 1)[1].split("<section", 1)[0]


@pytest.mark.parametrize(("change", "label"), [(0.0, NO_SKILL), (0.5, COSTS), (-0.5, SKILL)])
def test_the_words_of_section_seven_follow_from_the_label(change, label):
    content = replace(build(), held=held(change))
    assert [p for block in belief._skill(content) for p in block.parts] == [LABELS[label]]
    assert not any(c.isdigit() for c in LABELS[label])
    assert ("no predictive skill" in skill(content.held, content.case).text) == (label != SKILL)


def test_they_come_before_any_difference_and_no_score_stands_beside_one(page):
    seven = part(page, "belief")
    assert seven.index("no predictive skill") < seven.index("Break-even")
    assert "CRPS" not in seven and "order/" not in seven


def test_misses_stand_in_section_nine_with_what_was_documented_beside_what_was_replayed(page):
    nine = part(page, "assumptions")
    missed = order_record().facts
    missed = missed[(missed["theory"] == "pooled") & (missed["verdict"] == "miss")]
    assert len(missed) and all(f"order/facts/{name}/pooled" in nine for name in missed["fact"])


def test_the_words_break_no_rule_and_every_number_has_its_row(page):
    assert faults(page) == []
    content = replace(build(), held=held(0.0))
    ids = set(facts_file(content.held)["result"]) | set(shocks_file(content.held)["result"])
    ids |= set(sums_file(content.held, content.case)["result"])
    told = [p for b in held_blocks(content) for p in getattr(b, "parts", ()) if hasattr(p, "result")]
    assert told and all(resolves(p.result, ids) for p in told)


def test_out_of_sample_is_said_of_shocks_that_fed_nothing():
    content = replace(build(), held=held(0.0))
    known = content.held.record.shocks("iraq", cut_off=content.case.cut_off)
    free = [s for s in known if not s.fed]
    assert len(free) == 1 and "one fed no prior" in samples(content.held, content.case).text


def test_a_brief_without_a_record_says_nothing_of_it():
    assert held_blocks(build()) == () == belief._skill(build())
