import numpy as np
import pytest

from tether.decisions.differences import Contrast
from tether.decisions.scenario_discovery import discover

LEADS = "civilian_deaths"


def found(make, worse, drawn, **more):
    d = np.where(worse, 5.0, -5.0)
    return discover(make.futures(d, **more), drawn, [Contrast(1, 0)], LEADS)[0]


def test_the_planted_part_of_the_assumptions_is_found_and_holds_elsewhere(make):
    drawn = make.drawn()
    a, b = drawn["a"].values, drawn["b"].values
    box = found(make, (a > 0.5) & (b < 0.6), drawn)
    assert {x.symbol for x in box.bounds} == {"a", "b"} and box.separates and box.held_coverage > 0.8
    low = {x.symbol: (x.low, x.high) for x in box.bounds}
    assert low["a"][0] == pytest.approx(0.5, abs=0.06) and low["b"][1] == pytest.approx(0.6, abs=0.06)
    rows = box.by_theory
    assert rows["theory"].tolist() == list(make.THEORIES) and (rows["worse_inside"] <= rows["inside"]).all()
    assert box.density == pytest.approx(rows["worse_inside"].sum() / rows["inside"].sum())
    assert (box.sponsor, box.host, box.against_host) == ("sq", "p9", "sq") and box.outcome == LEADS


def test_a_theory_that_alone_decides_is_named(make):
    drawn = make.drawn()
    worse = np.zeros((5, 256), bool)
    worse[3] = True
    box = found(make, worse, drawn)
    assert box.theories == ("patron",) and not box.bounds and box.separates


def test_noise_gives_no_part_of_the_assumptions(make):
    rng = np.random.default_rng(7)
    box = found(make, np.tile(rng.uniform(size=(1, 256)) < 0.4, (5, 1)), make.drawn(seed=8))
    assert not box.separates


def test_one_side_in_nearly_every_world_is_said_and_not_searched(make):
    box = found(make, np.ones((5, 256), bool), make.drawn())
    assert box.why == "worse in nearly every world" and not box.separates and box.base == 1.0
    box = found(make, np.zeros((5, 256), bool), make.drawn())
    assert box.why == "not worse in nearly every world" and len(box.theories) == 5


def test_a_tie_is_not_worse(make):
    drawn = make.drawn(points=64)
    box = discover(make.futures(np.zeros((5, 64))), drawn, [Contrast(1, 0)], LEADS)[0]
    assert box.base == 0.0
