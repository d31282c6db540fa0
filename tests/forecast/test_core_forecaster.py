"""The core among the forecasters: cut anywhere it draws the same, a country is judged together, F* is what is drawn."""

from dataclasses import replace

import numpy as np
import pytest

from tether.forecast import core_forecaster as core_forecast
from tether.forecast.core_forecaster import CoreForecaster
from tether.forecast.mixture import AS_IT_IS
from tether.forecast.series import Series
from tether.randomness.noise import Noise

CORE, LEADS, NOISE, UNITS = CoreForecaster("mix", "adm1", particles=16), (3, 14), Noise(1), 10


def _series(groups, loud=()):
    """Ten units of ten years, more than one block; units ``loud`` had ten times the deaths in the last two."""
    rng = np.random.default_rng(5)
    events = rng.poisson(2.0, (UNITS, 120)).astype(float)
    events[list(loud), 96:] *= 10
    names = tuple(f"u{i}" for i in range(UNITS))
    return Series(names, np.datetime64("2004-11"), events * 3, events, groups, "made")


@pytest.fixture(scope="module", autouse=True)
def small():
    """Blocks of eight units and few paths: two blocks of ten units, in seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core_forecast, "BLOCKS", (8,))
        patch.setattr(core_forecast, "PATHS", 1000)
        yield


@pytest.fixture(scope="module")
def one_country():
    series = _series(("X",) * UNITS)
    return series, CORE.both(series, LEADS, 50, NOISE)


def test_pieces_of_a_series_draw_what_the_whole_draws(one_country, monkeypatch):
    monkeypatch.setattr(core_forecast, "PIECE", 8)
    series, _ = one_country
    mixed, model, *_ = CORE.both(series, LEADS, 50, NOISE)
    part = CORE.both(series.only(list(range(8, UNITS))), LEADS, 50, NOISE, 8, UNITS)
    assert np.array_equal(part[0], mixed[8:])
    assert np.array_equal(part[1], model[8:])


def test_where_every_unit_is_its_own_country_pieces_move_no_draw(monkeypatch):
    series = _series(tuple(f"c{i}" for i in range(UNITS)))
    whole = CORE(series, LEADS, 50, NOISE)
    monkeypatch.setattr(core_forecast, "PIECE", 8)
    assert np.array_equal(CORE(series, LEADS, 50, NOISE), whole)


def test_a_countrys_evidence_reaches_its_units_in_other_blocks(one_country):
    said = one_country[1].said
    changed = CORE.both(_series(("X",) * UNITS, loud=range(5)), LEADS, 50, NOISE).said
    assert changed[9].weights != said[9].weights
    apart = ("X",) * 5 + ("Y",) * 5
    alone, again = (CORE.both(_series(apart, loud), LEADS, 50, NOISE).said for loud in ((), range(5)))
    assert again[9].weights == alone[9].weights


def test_what_is_published_is_recalibrated_and_the_model_is_not(one_country, monkeypatch):
    series, (mixed, model, *_) = one_country
    found = core_forecast.find_weights

    def plain(origin, unit, style):
        basis = found(origin, unit, style)
        return replace(basis, gate=replace(basis.gate, law=AS_IT_IS))

    monkeypatch.setattr(core_forecast, "find_weights", plain)
    as_mixed, as_model, *_ = CORE.both(series, LEADS, 50, NOISE)
    assert np.array_equal(as_model, model)
    law = found(series.end, "adm1", "mix").gate.law
    assert not np.array_equal(as_mixed, mixed)
    share = (as_mixed <= 6).mean(axis=2)[..., None]
    assert (mixed <= 6).mean(axis=2)[..., None] == pytest.approx(law.published(share, LEADS), abs=0.03)


def test_where_past_forecasts_do_not_count_none_are_made(monkeypatch):
    made = []
    follow = core_forecast.filter_history
    monkeypatch.setattr(core_forecast, "filter_history", lambda *a: made.append(follow(*a)) or made[-1])
    series = _series(("X",) * UNITS)
    CORE(series, LEADS, 50, NOISE)
    assert all(f.stops for f in made)
    made.clear()
    CORE(replace(series, events=None), LEADS, 50, NOISE)
    assert made
    assert not any(f.stops for f in made)


def test_paths_of_months_leave_the_draws_as_they_are_and_sum_places_with_their_country(one_country):
    series, plain = one_country
    found = CORE.both(series, LEADS, 50, NOISE, months=14)
    assert np.array_equal(found.mixed, plain.mixed) and np.array_equal(found.model, plain.model)
    assert found.paths["mix"].shape == (UNITS, 14, 50)
    summed = core_forecast.places_summed(found.clouds, 14, NOISE)
    assert set(summed) == {"X"} and summed["X"].shape == (14, 50)
    alone = found.paths["model"].sum(axis=0)  # places by themselves: the same level, less spread
    assert 0.5 < np.median(summed["X"]) / np.median(alone) < 2
    assert summed["X"].std() > alone.std()
