from dataclasses import dataclass

import numpy as np
import pytest

from tether.decisions.differences import Contrast
from tether.decisions.signposts import PARTS, SignpostSeries, best_threshold, parts_of, recorded, signposts
from tether.evidence.calendar import month

LEADS = "civilian_deaths"
CUT_OFF = month("2015-05")


def told(futures, *series, **more):
    return signposts(futures, [Contrast(1, 0)], LEADS, CUT_OFF, series, **more)


def watched(futures, values):
    """A series that shows ``values`` (theory, point) in its third month under every pair, in every future."""
    shape = futures[LEADS].shape
    shown = np.zeros(shape, np.float32)
    shown[:, :, :, 2] = values[..., None]
    return SignpostSeries("shown", "what is shown", "events", shown)


def test_a_series_that_tells_is_found_with_its_date_and_value(make):
    drawn = make.drawn()
    futures = make.futures(drawn["a"].values - 0.3, noise=0.01)
    post = told(futures, watched(futures, drawn["a"].values))[0]
    assert (post.series, post.months, post.by, post.says) == ("shown", 3, "2015-08", "not lower")
    assert post.threshold == pytest.approx(0.3, abs=0.02) and post.separates and post.weakest > 0.95
    rows = post.sorted
    assert rows["theory"].tolist() == list(make.THEORIES) and (rows["lower"] + rows["other"] == 256).all()
    assert (rows["lower_right"] <= rows["lower"]).all() and (rows["other_right"] <= rows["other"]).all()


def test_nothing_separates_where_the_record_is_noise(make):
    rng = np.random.default_rng(3)
    futures = make.futures(rng.normal(size=(5, 256)))
    posts = told(futures)
    assert [p.watched for p in posts] == ["sq+p9", "sq+sq"] and not any(p.separates for p in posts)


def test_a_future_cannot_foretell_its_own_luck(make):
    """Bug guarded: luck of one particle moved both its own series and its world's verdict."""
    futures = make.futures(np.zeros((5, 256)), noise=300.0, particles=2)
    own = futures[LEADS].values[1] - futures[LEADS].values[0]
    series = SignpostSeries("own", "own luck", "deaths", np.stack([own, own]))
    assert not any(p.separates for p in told(futures, series))
    assert max(p.weakest for p in told(futures, series)) < 0.6


def test_a_theory_with_nothing_to_sort_is_passed_over_and_four_must_do(make):
    drawn = make.drawn()
    d = drawn["a"].values - 0.3
    d[4] = -1.0
    futures = make.futures(d, noise=0.01)
    post = told(futures, watched(futures, drawn["a"].values))[0]
    assert np.isnan(post.sorted["right"][4]) and post.separates
    d[1:3] = drawn["b"].values[1:3] - 0.5
    futures = make.futures(d, noise=0.01)
    assert not told(futures, watched(futures, drawn["a"].values))[0].separates


def test_dates_beyond_the_horizon_are_left_out(make):
    futures = make.futures(np.random.default_rng(0).normal(size=(5, 64)), months=5)
    assert {p.months for p in told(futures)} == {3}
    assert {p.by for p in told(make.futures(np.zeros((5, 8)), months=2))} == {"2015-07"}


def test_the_countrys_recorded_series_are_watched(make):
    assert [s.id for s in recorded(make.futures(np.zeros((5, 4))))] == [LEADS]


def test_the_cut_parts_best_on_either_side():
    seen, lower = np.array([1.0, 2, 3, 4]), np.array([True, True, False, False])
    assert best_threshold(seen, lower) == (2.5, False) and best_threshold(seen, ~lower) == (2.5, True)
    value, _ = best_threshold(np.ones(4), lower)
    assert value == 1.0


def test_parts_of_the_country_are_watched_where_there_are_two(make):
    @dataclass(frozen=True)
    class Setting:
        constituency: np.ndarray

    found = parts_of(Setting(np.array([0.9, 0.2, 0.5])))
    assert [m.tolist() for m in found.values()] == [[True, False, False], [False, True, True]]
    assert parts_of(Setting(np.zeros(3))) == {} and set(found) == set(PARTS)
    futures = make.futures(np.zeros((5, 4)))
    watched = futures.assign(part_events=futures[LEADS].expand_dims(part=["one-sided-elsewhere"]))
    assert [s.title for s in recorded(watched)][1] == PARTS["one-sided-elsewhere"]
