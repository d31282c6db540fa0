"""The hindcast: nothing later is read, it resumes, workers change no byte, bad input is told whole."""

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest

from tether.errors import InputError, UsageError
from tether.forecast import core_forecaster as posterior_forecast
from tether.forecast.core_forecaster import core
from tether.forecast.hindcast import hindcast, one_origin, read_leads, read_origins, units_at
from tether.forecast.series import HindcastTask, Series, read_series
from tether.forecast.sum_scores import OPPONENTS
from tether.randomness.noise import Noise
from tether.report.json_twin import printed_sentences, read_twin

TASK = HindcastTask(("2012-10", "2013-10"), (1, 2, 3), draws=30, particles=32)


def _series(months=84, units=3, events=True, start="2008-01"):
    rng = np.random.default_rng(4)
    n = rng.poisson(np.exp(rng.normal(0, 1, (units, 1))), (units, months)).astype(float)
    deaths = n + rng.poisson(n * 2.0)
    names = tuple(f"u{i}" for i in range(units))
    return Series(names, np.datetime64(start), deaths, n if events else None, ("X",) * units, "made")


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    out = tmp_path_factory.mktemp("whole")
    hindcast(_series(), TASK, out)
    return out


def test_outputs_have_the_declared_columns(finished):
    draws = pd.read_parquet(finished / "draws.parquet")
    assert list(draws.columns) == ["unit", "origin", "month", "lead", "draw", "outcome"]
    assert len(draws) == 3 * 2 * 3 * 30
    assert draws["outcome"].min() >= 0
    scores = pd.read_csv(finished / "scores.csv")
    assert {"core", "core-model", "nb-12", "conflictology-12", "change-120", "zero"} <= set(scores["forecaster"])
    page = (finished / "hindcast.html").read_text("utf-8")
    assert "The largest misses" in page
    assert page.index("largest misses") < page.index("<h2>Scores")


def test_the_twin_of_the_page_prints_the_scores_of_the_file(finished):
    twin = read_twin(finished / "hindcast.json")
    (table,) = (b for s in twin["sections"] if s["id"] == "scores" for b in s["blocks"])
    printed = {row["result"]: row["cells"][1] for row in table["rows"]}
    means = pd.read_csv(finished / "scores.csv").groupby("forecaster")["crps"].mean()
    assert printed == {f"scores/{name}": f"{mean:,.3f}" for name, mean in means.items()}
    assert any(s.result == "scores" and len(s.numbers) > 2 for s in printed_sentences(twin))
    assert twin["data"]["origins"] == list(TASK.origins)


def test_an_interrupted_run_takes_up_where_it_stopped(finished, tmp_path):
    (tmp_path / "origins").mkdir()
    (tmp_path / "origins" / "task.json").write_bytes((finished / "origins" / "task.json").read_bytes())
    one_origin(_series(), TASK, tmp_path / "origins", "2012-10")
    stamp = (tmp_path / "origins" / "2012-10.csv").stat().st_mtime_ns
    hindcast(_series(), TASK, tmp_path)
    assert (tmp_path / "origins" / "2012-10.csv").stat().st_mtime_ns == stamp
    for name in ("scores.csv", "draws.parquet"):
        assert (tmp_path / name).read_bytes() == (finished / name).read_bytes()


def test_another_hindcasts_folder_is_refused(finished):
    with pytest.raises(InputError, match="other data or settings"):
        hindcast(_series(), HindcastTask(("2012-10",), (1,), 30), finished)


@pytest.mark.slow
def test_workers_change_no_byte(finished, tmp_path):
    hindcast(_series(), TASK, tmp_path, workers=2)
    assert (tmp_path / "draws.parquet").read_bytes() == (finished / "draws.parquet").read_bytes()


def test_what_comes_after_the_origin_moves_no_draw(finished, tmp_path):
    series = _series()
    series.deaths[:, series.index("2012-11") :] = 12345.0
    series.events[:, series.index("2012-11") :] = 77.0
    (tmp_path / "origins").mkdir()
    one_origin(series, TASK, tmp_path / "origins", "2012-10")
    whole = pd.read_parquet(finished / "origins" / "2012-10.parquet")
    assert pd.read_parquet(tmp_path / "origins" / "2012-10.parquet").equals(whole)


def test_units_named_later_are_left_out_and_listed():
    series = _series()
    series.deaths[2, :70] = 0
    series.events[2, :70] = 0
    named = Series(**{**series.__dict__, "as_seen": True})
    assert units_at(named.until("2012-10")) == ([0, 1], {"no_history": [], "named_later": ["u2"]})
    assert units_at(series.until("2012-10"))[0] == [0, 1, 2]


@pytest.mark.parametrize("case", ["gaps", "quiet", "short", "alone"])
def test_awkward_series_are_forecast(case):
    series = _series(months=10 if case == "short" else 60, events=case != "alone")
    if case == "gaps":
        series.deaths[:, 20:40] = np.nan
        series.events[:, 20:40] = np.nan
    if case == "quiet":
        series.deaths[:] = 0
        series.events[:] = 0
    drawn = core("mix").__class__("mix", "country", 32)(series, (1, 3), 200, Noise(1))
    assert drawn.shape == (3, 2, 200)
    assert np.isfinite(drawn).all()
    assert (drawn >= 0).all()
    if case == "quiet":
        assert (drawn == 0).mean() > 0.8


def test_origins_and_leads_as_written():
    assert [str(o) for o in read_origins("2012..2014", read_leads("3-14"))] == ["2012-10", "2013-10", "2014-10"]
    assert [str(o) for o in read_origins("2012..2013", read_leads("1-12"))] == ["2012-12", "2013-12"]
    assert [str(o) for o in read_origins("2013-05,2012-10,2013-05", (1,))] == ["2012-10", "2013-05"]
    with pytest.raises(InputError) as error:
        read_origins("2012-13,soon", (1,))
    assert len(error.value.problems) == 2
    for bad in ("14-3", "0-3", "x"):
        with pytest.raises(InputError):
            read_leads(bad)


def test_origins_outside_the_data_are_refused(tmp_path):
    with pytest.raises(InputError, match="outside the data"):
        hindcast(_series(), HindcastTask(("2031-10",), (1,), 30), tmp_path)
    with pytest.raises(UsageError):
        hindcast(_series(), HindcastTask(("2012-10",), (1,), 3), tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_series_file_keeps_its_gaps(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text("unit,month,value\na,2012-01,3\na,2012-03,\na,2012-04,5\nb,2012-02,0\n", "utf-8")
    series = read_series(path)
    assert series.units == ("a", "b")
    assert np.isnan(series.deaths).tolist() == [[False, True, True, False], [True, False, True, True]]
    assert series.events is None
    assert "modelled alone" in series.notes[0]


def test_every_fault_of_a_series_file_is_told(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text("unit,month,value,events\na,2012-13,3,1\na,2012-02,-4,0\na,2012-03,x,0\na,2012-04,1,5\n", "utf-8")
    with pytest.raises(InputError) as error:
        read_series(path)
    assert [p.line for p in error.value.problems] == [2, 4, 3, 5]


def test_a_posterior_of_too_many_units_is_refused(tmp_path):
    pytest.importorskip("blackjax")
    with pytest.raises(UsageError, match="41 units: 40 at most"):
        hindcast(_series(units=41), HindcastTask(("2012-10",), (1,), 30, posterior=True), tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_posterior_is_reported_and_scored_and_moves_no_published_draw(finished, tmp_path, monkeypatch):
    pytest.importorskip("blackjax")
    monkeypatch.setattr(
        posterior_forecast, "fit_history", partial(posterior_forecast.fit_history, sets=16, particles=16)
    )
    task = HindcastTask(("2012-10",), (1, 2, 3), draws=30, particles=32, posterior=True)
    scores, page = hindcast(_series(), task, tmp_path)
    assert "core-posterior" in set(scores["forecaster"])
    table = pd.read_csv(tmp_path / "posterior.csv")
    assert set(table["origin"]) == {"2012-10"}
    assert {"symbol", "prior50", "q50", "overlap"} <= set(table.columns)
    assert len(table) == 17
    assert "prior and posterior" in page.read_text("utf-8")
    published = pd.read_parquet(finished / "origins" / "2012-10.parquet")
    assert pd.read_parquet(tmp_path / "draws.parquet").equals(published)


def test_sums_are_scored_along_paths_beside_their_opponents_and_move_no_draw(finished, tmp_path):
    hindcast(_series(), replace(TASK, origins=("2012-10",), sums=True), tmp_path)
    sums = pd.read_csv(tmp_path / "sums.csv")
    assert set(sums["span"]) == {12, 24, 36} and set(sums["level"]) == {"unit", "summed"}
    assert set(sums[sums["level"] == "summed"]["forecaster"]) == {"places", *OPPONENTS}
    assert {"core", "core-model", *OPPONENTS} == set(sums[sums["level"] == "unit"]["forecaster"])
    reached = sums[sums["span"] < 36]
    assert reached["crps_log1p"].notna().all() and sums[sums["span"] == 36]["crps_log1p"].isna().all()
    recorded = _series().at("2012-10", tuple(range(1, 13))).sum()
    whole = sums[(sums["level"] == "summed") & (sums["span"] == 12) & (sums["forecaster"] == "places")]
    assert whole["observed"].tolist() == [recorded]
    assert "Sums over 12, 24 and 36 months" in (tmp_path / "hindcast.html").read_text("utf-8")
    plain, beside = (pd.read_csv(f / "origins" / "2012-10.csv") for f in (finished, tmp_path))
    pd.testing.assert_frame_equal(plain, beside)
