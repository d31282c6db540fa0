"""A new country's own track record: made of its own file, from what was known by then, or a sentence on why not."""

from dataclasses import replace

import jax.numpy as jnp
import numpy as np
import pytest

from tether.forecast import own_record as room
from tether.forecast.paths import FARTHEST, SPREAD, Paths, spread_out
from tether.forecast.records import SIMPLE
from tether.forecast.series import series_of_panel
from tether.randomness.noise import Noise
from tether.theatre.panel import EventCounts, Panel

MONTHS = 84


def made_up(months=MONTHS, start="2009-01"):
    """A panel of two places at war, and nothing unplaced."""
    luck = np.random.default_rng(3)
    events = luck.poisson(3.0, (months, 2, 3))
    best = events * 3
    none = np.zeros((months, 3), int)
    cells = EventCounts(events, events * 0, best, best, best, best, None, None)
    return Panel("x", np.datetime64(start), ("north", "south"), cells, EventCounts(*[none] * 6, None, None), "made")


@pytest.fixture(scope="module")
def record():
    return room.own_record(made_up(), Noise(4))


def test_origins_lie_a_year_apart_and_their_last_scored_month_is_known(record):
    assert record.own and not record.why
    assert record.origins == ("2011-10", "2012-10", "2013-10", "2014-10")
    assert set(record.scores["origin"]) == {"all", *record.origins}
    assert {"core-model", *SIMPLE} == set(record.scores["model"])
    assert record.label("2015-12") in ("beats simple history here", "doesn't beat simple history here")
    assert record.label("2012-01") == "not scored"


def test_sums_and_fans_stand_beside_what_was_recorded(record):
    series = series_of_panel(made_up(), "adm1")
    at = series.index("2011-10")
    row = record.sums[(record.sums["origin"] == "2011-10") & (record.sums["span"] == 12)].iloc[0]
    assert row["observed"] == series.deaths[:, at + 1 : at + 13].sum()
    assert row["q05"] <= row["median"] <= row["q95"]
    assert record.sums[(record.sums["origin"] == "2014-10") & (record.sums["span"] == 24)]["observed"].isna().all()
    assert (record.fans.groupby("origin").size() == room.FAN).all()


def test_nothing_after_an_origin_moves_its_forecast():
    series = series_of_panel(made_up(), "adm1")
    known = series.until("2012-10").deaths.shape[1]
    later = np.arange(series.deaths.shape[1]) >= known
    other = replace(series, deaths=np.where(later, 500.0, series.deaths), events=np.where(later, 9.0, series.events))
    drawn = [dict(room.past_paths(s, ("2012-10",), Noise(4)))["2012-10"] for s in (series, other)]
    assert (drawn[0] == drawn[1]).all()


@pytest.mark.parametrize(
    ("months", "start", "why"),
    [(40, "2010-01", "the file holds 40 months up to the cut-off, and two past origins need 51"),
     (120, "1995-01", "exist from October 2008 only")],
)  # fmt: skip
def test_a_file_that_is_too_short_or_too_old_is_not_scored_and_says_why(months, start, why):
    found = room.own_record(made_up(months, start), Noise(4))
    assert why in found.why and found.scores.empty and found.label() == "not scored"


def test_a_kept_record_is_the_same(record, monkeypatch, tmp_path):
    monkeypatch.setenv("TETHER_CACHE", str(tmp_path / "cache"))
    first = room.own_record(made_up(), Noise(4))
    monkeypatch.setattr(room, "_made", None)  # nothing is made again
    again = room.own_record(made_up(), Noise(4))
    for name in ("scores", "misses", "sums", "fans"):
        assert getattr(first, name).equals(getattr(again, name)) and getattr(first, name).equals(getattr(record, name))


def test_sums_are_spread_about_their_median_and_paths_keep_their_ranks():
    luck = np.random.default_rng(1)
    drawn = Paths(*(jnp.asarray(luck.normal(m, 0.5, (24, 3, 101)), jnp.float32) for m in (1.0, 0.5)))
    wide = spread_out(drawn)

    def summed(paths):
        expected = np.exp(np.asarray(paths.log_rate, float)) * (1 + np.exp(np.asarray(paths.log_size, float)))
        return np.log1p(expected.sum(axis=1).cumsum(axis=0))

    before, after = summed(drawn), summed(wide)
    far = np.clip(before - np.median(before, axis=1, keepdims=True), -FARTHEST, FARTHEST)
    moved = np.asarray(wide.log_rate - drawn.log_rate)
    assert np.allclose(moved, (SPREAD - 1) * far[:, None], atol=1e-5)
    assert (np.argsort(before[0]) == np.argsort(after[0])).all()  # one month: the sum is what was stretched
    assert after[0].std() > 1.2 * before[0].std()
    padded = spread_out(drawn, jnp.array([[1.0], [1.0], [0.0]]))
    alone = spread_out(Paths(drawn.log_rate[:, :2], drawn.log_size[:, :2]))
    assert np.allclose(padded.log_rate[:, :2], alone.log_rate, atol=1e-5)
