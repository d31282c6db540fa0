"""What happened after a case's cut-off, over the forecast made then: a page of its own, and nowhere else."""

from pathlib import Path

import numpy as np
import pytest

from tether.cli import main
from tether.errors import InputError
from tether.forecast.series import series_of_panel
from tether.randomness.noise import Noise
from tether.study import afterwards as room
from tether.study import open_case


def foretold(series, origins, noise):
    """Every path tells as many deaths every month, 10 to 1,009 in all places together."""
    for origin in origins:
        yield (
            origin,
            np.full((room.MONTHS, len(series.units), 1000), 10.0 + np.arange(1000), np.float32) / len(series.units),
        )


@pytest.fixture
def fan(monkeypatch):
    monkeypatch.setattr(room, "past_paths", foretold)
    return room.fan_afterwards("iraq-2015")


def test_the_fan_stands_beside_what_was_recorded_in_its_places(fan):
    series = series_of_panel(open_case("iraq-2015").source[0], "adm1")
    at = series.index("2015-06")
    seen = series.deaths[:, at + 1 : at + 37].sum(axis=0)
    assert fan.months["month"].iloc[[0, -1]].tolist() == ["2015-07", "2018-06"]
    assert fan.before["month"].iloc[-1] == "2015-06"
    assert fan.months["observed"].tolist() == seen.tolist()
    assert fan.sums["observed"].tolist() == [seen[:12].sum(), seen[:24].sum(), seen.sum()]
    assert fan.months["q50"].iloc[0] == pytest.approx(509.5, abs=0.1)
    assert fan.outside == ((seen < fan.months["q05"]) | (seen > fan.months["q95"])).sum() > 0
    assert f"{seen[:12].sum():,.0f} deaths were recorded" in fan.said[0] and "36 months recorded" in fan.said[-1]


def test_the_page_draws_it_and_warns(fan, capsys, tmp_path):
    drawn = room.picture_of_fan(fan)
    assert drawn.count("<path") >= 5 and "nan" not in drawn and "cut-off June 2015" in drawn
    assert main(["dossier", "iraq-2015", "--afterwards", "--out", str(tmp_path / "after.html")]) == 0
    page = (tmp_path / "after.html").read_text("utf-8")
    assert room.WARNING in page and "<svg" in page
    assert main(["dossier", "iraq-2015", "--afterwards", "--json"]) == 0
    assert '"observed"' in capsys.readouterr().out


def test_what_cannot_be_shown_is_refused_in_one_message(capsys):
    series = series_of_panel(open_case("iraq-2015").source[0], "adm1")
    with pytest.raises(InputError, match="ends with 2018-12"):
        room._check("iraq-2015", series, "2018-12")
    with pytest.raises(InputError, match="months before the cut-off"):
        room._check("iraq-2015", series, "1989-03")
    for call in (["libya"], ["iraq-2015", "--as-of", "2014-06"], ["iraq-2015", "--lang", "fr"]):
        assert main(["dossier", *call, "--afterwards"]) == 2
        assert "afterwards" in capsys.readouterr().err
    assert main(["dossier", "iraq-2026", "--afterwards"]) == 3
    assert "no events" in capsys.readouterr().err


def test_luck_is_the_case_s_and_what_came_later_is_read_for_this_page_alone(monkeypatch):
    """The forecast asks for the cut-off alone, with the case's seed."""
    asked = []

    def watched(series, origins, noise):
        asked.append((origins, noise))
        yield from foretold(series, origins, noise)

    monkeypatch.setattr(room, "past_paths", watched)
    room.fan_afterwards("libya-2015")
    assert asked == [(("2015-06",), Noise(2015))]


def test_the_page_in_docs_was_made_by_the_law_that_ships():
    page = Path(__file__).parents[2] / "docs" / "explanation" / "afterwards.md"
    assert page.read_text("utf-8").rstrip().endswith(f"<!-- law {room.law_now()} -->")
