"""Scores of core and order: paired, known at the ends of their range, missing months left out; labels follow."""

import numpy as np
import pandas as pd
import pytest

from tether.validation.shocks import CORE, ORDER, SCORES, _pooled, _scored, shocks, summary
from tether.validation.skill import CANNOT_TELL, COSTS, MODELS, NO_SKILL, SKILL, OrderRecord, order_record

PLACES = ("a", "b")


def cells(tilt, observed=None):
    """Core draws around 10, the order's shifted by ``tilt``; three months, two places, 40 lanes, two theories."""
    rng = np.random.default_rng(1)
    core = rng.poisson(10, (2, 3, 2, 40)).astype(np.float32)
    seen = np.full((3, 2), 10.0) if observed is None else observed
    models = {CORE: core, ORDER: core + np.float32(tilt)}
    parts = [_scored(name, _pooled(draws), seen, PLACES) for name, draws in models.items()]
    return pd.concat(parts, ignore_index=True).assign(shock="s")


def value(table, model, score):
    return float(table[(table["model"] == model) & (table["score"] == score)]["value"].iloc[0])


def test_an_order_that_tilts_nothing_scores_as_the_core():
    table = summary(cells(0.0))
    for score in (*SCORES, "mean"):
        assert value(table, CORE, score) == value(table, ORDER, score)
    assert value(table, ORDER, "moved") == 0


def test_a_tilt_away_from_what_happened_costs_and_one_towards_it_pays():
    far = np.full((3, 2), 30.0)
    assert value(summary(cells(15.0)), ORDER, "crps") > value(summary(cells(15.0)), CORE, "crps")
    assert value(summary(cells(15.0, far)), ORDER, "crps") < value(summary(cells(15.0, far)), CORE, "crps")
    assert value(summary(cells(15.0)), ORDER, "moved") == 1


def test_months_beyond_the_record_are_left_out_and_not_zero():
    seen = np.full((3, 2), 10.0)
    seen[2] = np.nan
    table = summary(cells(0.0, seen))
    assert set(table["cells"]) == {4} and value(table, CORE, "observed") == 10


def record(change, score=("crps", "ign"), spread=0.01):
    """Scores at all shocks, the order differing from the core by ``change`` on average."""
    rng, rows = np.random.default_rng(2), []
    for shock in shocks():
        for model in MODELS:
            for s in (*SCORES, "moved", "mean", "observed"):
                moved = change + spread * rng.normal() if model != CORE and s in score else 0.0
                rows.append((shock.id, model, s, 3.0 + moved, 264))
    return OrderRecord(pd.DataFrame(rows, columns=["shock", "model", "score", "value", "cells"]), order_record().facts)


@pytest.mark.parametrize(
    ("made", "label"),
    [
        (record(-0.5), SKILL),
        (record(0.5), COSTS),
        (record(0.0), NO_SKILL),
        (record(-0.5, ("crps",)), NO_SKILL),  # one score alone is no skill
        (record(0.5, ("ign",)), COSTS),
    ],
)
def test_the_label_follows_from_the_scores(made, label):
    assert made.label("iraq") == label


def test_a_label_knows_no_month_after_the_cut_off():
    made = record(0.0)
    late = made.scores["shock"].str.startswith("iq-2016") & (made.scores["model"] == ORDER)
    made.scores.loc[late & made.scores["score"].isin(["crps", "ign"]), "value"] = 900.0
    assert made.label("iraq", cut_off="2015-06") == NO_SKILL
    assert made.label("iraq", cut_off="2007-01") == CANNOT_TELL
    assert not any(str(s.date) > "2014-07" for s in made.shocks("iraq", cut_off="2015-06"))


def test_the_shipped_record_scores_every_shock_that_has_a_lever():
    shipped = order_record()
    wanted = {s.id for s in shocks() if not s.still}
    assert set(shipped.scores["shock"]) == wanted
    assert shipped.scores.groupby("shock")["model"].nunique().eq(len(MODELS)).all()
    assert np.isfinite(shipped.scores["value"]).all()
    core = shipped.scores[(shipped.scores["model"] == CORE) & (shipped.scores["score"] == "moved")]
    assert (core["value"] == 0).all()


def test_the_interval_resamples_whole_shocks():
    found = record(0.2).difference("crps", record(0.2).shocks("libya"))
    assert found.blocks == found.values == len(shocks("libya"))
    assert found.low <= found.mean <= found.high
