from types import SimpleNamespace

import numpy as np
import pytest

from tether.decisions.costs import claimed_pay, months_to_intake, months_to_redeploy
from tether.evidence.claims import load_claims
from tether.futures.project import pair_names
from tether.levers.codebook import PLANNED, Setting


def test_pay_as_claimed_stands_beside_the_armys_and_knows_its_cut_off():
    claims = load_claims("iraq").as_of("2015-06")
    rows = claimed_pay(claims, {"tribal": "Tribes", "army": "Army"}, "army").set_index("actor")
    assert rows.loc["tribal"]["of_army_hi"] == pytest.approx(rows.loc["tribal"]["hi"] / rows.loc["army"]["lo"])
    assert np.isnan(rows.loc["army"]["of_army_lo"]) and rows.loc["tribal"]["label"] == "literature range"
    assert claimed_pay(claims, {"nobody": "Nobody"}, "").empty


def test_months_are_counted_and_a_guard_that_never_fills_is_censored(make):
    short = np.zeros((2, 2, 4, 3))
    short[1, 0] = 4.0  # filled after four months in every world
    short[1, 1, :2] = 6.0  # half the worlds never: six months to the horizon
    short[1, 1, 2:] = 2.0
    found = make.futures(np.zeros((2, 4)), particles=3, order={"months_short": short})
    pairs = [SimpleNamespace(sponsor=s, host=h, first=0, settings=()) for s, h in pair_names(found)]
    rows = months_to_intake(found, pairs).set_index("theory")
    assert rows["worlds_filled"].tolist() == [4, 2] and rows["months"].tolist() == [6, 6]
    assert rows.iloc[0]["q50"] == 4.0 and rows.iloc[1]["q05"] == 2.0 and np.isnan(rows.iloc[1]["q95"])
    assert not rows["planned"].any()
    for pair in pairs:
        pair.settings = (Setting("intake", "tribal", 9.0, 9.0, 0, PLANNED),)
    assert months_to_intake(found, pairs)["planned"].all()


def test_a_faster_order_is_half_carried_out_sooner():
    rows = months_to_redeploy(np.array([[0.5, 0.5], [0.1, 0.1]], np.float32), ("fast", "slow"))
    assert rows["q50"].tolist() == pytest.approx([1.0, np.log(0.5) / np.log(0.9)])
