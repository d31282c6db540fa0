"""Inputs that share a cause are drawn together; what shares none keeps its points, byte for byte."""

import numpy as np
import pytest
from scipy.stats import kstest, spearmanr

from tether.armed_order.start import untied
from tether.decisions.inputs import inputs_of
from tether.futures.worlds import Cause, Tie, causes, correlate, correlations, draw_worlds, strengths
from tether.study import open_case


def tie(pairs=((0, 1),), count=2):
    return Tie(Cause("source", "size", 0.0, 0.5, 0.8, "assumption", "r"), tuple(f"s{i}" for i in range(count)), pairs)


def grid(points=8192, count=3):
    rng = np.random.default_rng(0)
    return {f"s{i}": rng.random(points) for i in range(count)}


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.8])
def test_the_rank_correlation_is_the_one_asked_for_and_marginals_stay_uniform(rho):
    u = grid()
    found = correlate(u, [tie()], {"correlation.size": np.full(8192, rho)})
    assert spearmanr(found["s0"], found["s1"]).statistic == pytest.approx(rho, abs=0.03)
    assert kstest(found["s1"], "uniform").pvalue > 0.01
    np.testing.assert_allclose(found["s0"], u["s0"], atol=1e-9)
    assert found["s2"] is u["s2"], "an input without the cause is untouched"


def test_three_inputs_tied_two_by_two_are_drawn_towards_the_diagonal():
    found = correlate(grid(), [tie(((0, 1), (1, 2)), 3)], {"correlation.size": np.full(8192, 0.9)})
    assert np.isfinite(np.stack(list(found.values()))).all()
    assert spearmanr(found["s0"], found["s1"]).statistic == pytest.approx(0.69, abs=0.03)


def test_strengths_differ_by_point_within_their_range():
    drawn = strengths([tie()], 512, 7)["correlation.size"]
    assert drawn.min() >= 0.0 and drawn.max() <= 0.8 and np.unique(drawn).size > 400
    assert (drawn == strengths([tie()], 512, 7)["correlation.size"]).all()


def test_every_cause_is_a_labelled_range_with_a_reason():
    for cause in causes():
        assert 0 <= cause.low < cause.value < cause.high < 1 and cause.label == "assumption" and cause.reason


@pytest.fixture(scope="module")
def setting():
    return open_case("iraq-2015").setting


def test_iraqs_sizes_of_one_source_and_holds_of_one_state_are_tied(setting):
    found = {t.cause.cause: t for t in correlations(setting)}
    assert {"patron.hashd-iran", "patron.hashd-other"} <= set(found["patron"].symbols)
    sources = {n: {c for c in s.shared if c.startswith("source:")} for n, s in setting.sizes.items()}
    for i, j in found["source"].pairs:
        a, b = (found["source"].symbols[k].removeprefix("size.") for k in (i, j))
        assert sources[a] & sources[b], (a, b)


def test_worlds_tie_them_and_leave_all_else_alone(setting):
    alone = untied(setting)
    free, tied = draw_worlds(alone, 256, 5), draw_worlds(setting, 256, 5)
    assert not correlations(alone) and not free.together and tied.together
    for symbol, values in free.parameters.items():
        assert np.array_equal(values, tied.parameters[symbol]), symbol
    assert np.array_equal(free.away, tied.away) and not np.array_equal(free.patron, tied.patron)
    at = [setting.groups.index(g) for g in ("hashd-iran", "hashd-other")]
    between = [spearmanr(*w.patron[0, at]).statistic for w in (free, tied)]
    assert abs(between[0]) < 0.1 and between[1] > 0.3
    assert {"correlation.size", "correlation.patron"} <= set(inputs_of(tied, setting))
