"""The yardstick's published cells, reproduced from the raw files to Monte-Carlo error."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from studies import panels
from tether.forecast import scores as paired
from tether.forecast.benchmarks import BENCHMARKS
from tether.forecast.scores import score_cells
from tether.forecast.series import Series
from tether.randomness.noise import Noise

DATA = Path(__file__).parents[2] / ".." / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the raw data stand beside the checkout, not in it")
LEADS = tuple(range(3, 15))
NOISE = Noise(1)


def _score(series: Series, years: range, name: str, month: str = "10", leads=LEADS) -> pd.DataFrame:
    parts = []
    for year in years:
        history = series.until(f"{year}-{month}")
        parts.append(score_cells(BENCHMARKS[name](history, leads, 1000, NOISE), series, history.end, leads, NOISE))
    return pd.concat(parts)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "crps", "ign", "mis"),
    [("conflictology-12", 35.3, 2.44, 393), ("nb-12", 33.8, 2.01, 416), ("change-120", 33.8, 2.41, 301)],
)
def test_iraq_governorates(name, crps, ign, mis):
    cells = _score(panels.iraq_governorates(DATA), range(2012, 2018), name)
    assert len(cells) == 18 * 6 * 12
    assert cells["crps"].mean() == pytest.approx(crps, rel=0.01)
    assert cells["ign"].mean() == pytest.approx(ign, abs=0.03)
    assert cells["mis"].mean() == pytest.approx(mis, rel=0.015)


@pytest.mark.shared
def test_iraq_governorates_with_the_year_complete():
    cells = _score(panels.iraq_governorates(DATA), range(2012, 2018), "change-120", "12", tuple(range(1, 13)))
    assert cells["crps"].mean() == pytest.approx(28.1, rel=0.01)


@pytest.mark.shared
@pytest.mark.parametrize(("name", "crps", "ign"), [("conflictology-12", 3.92, 1.18), ("nb-12", 3.78, 1.06)])
def test_libya_districts(name, crps, ign):
    series = panels.libya_districts(DATA)
    cells = _score(series, range(2012, 2020), name)
    assert len(series.units) == 21
    assert (cells["crps"].mean(), cells["ign"].mean()) == (pytest.approx(crps, rel=0.01), pytest.approx(ign, abs=0.02))


@pytest.mark.shared
def test_the_worlds_panels():
    for series, pooled, lively in ((panels.world_regions(DATA), 14.72, 107), (panels.world_countries(DATA), 41.06, 20)):
        cells = _score(series, range(2016, 2020), "nb-12")
        units = paired.lively_units(cells)
        assert len(units) == lively
        assert cells[cells["unit"].isin(units)]["crps"].mean() == pytest.approx(pooled, rel=0.01)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "crps", "ign", "mis"), [("conflictology-12", 29.56, 0.668, 505), ("zero", 41.4, 1.507, 828)]
)
def test_the_challenges_countries(name, crps, ign, mis):
    series = panels.challenge_countries(DATA)
    cells = _score(series, range(2017, 2021), name)
    assert (len(series.units), len(cells)) == (189, 9072)
    assert cells["crps"].mean() == pytest.approx(crps, rel=0.01)
    assert cells["ign"].mean() == pytest.approx(ign, abs=0.01)
    assert cells["mis"].mean() == pytest.approx(mis, rel=0.015)


@pytest.mark.shared
def test_all_of_libyas_districts_can_be_had_without_hindsight():
    assert len(panels.libya_districts(DATA, hindsight=False).units) == 22


def test_rows_outside_the_span_or_list_are_left_out():
    rows = pd.DataFrame(
        {"unit": ["a", "a", "b", "c"], "month": ["2012-01", "2012-03", "2012-02", "2012-02"], "best": [2, 5, 0, 9]}
    )
    rows["month"] = rows["month"].to_numpy("datetime64[M]")
    series = panels.series_from_rows(rows, ["a", "b"], (np.datetime64("2012-01"), np.datetime64("2012-02")), "made")
    assert series.deaths.tolist() == [[2, 0], [0, 0]]
    assert series.events.tolist() == [[1, 0], [0, 0]]  # an event with best = 0 is none
