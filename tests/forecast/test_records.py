"""The shipped track records: whole, and the label follows from their figures."""

from dataclasses import replace

import pytest

from tether.forecast.records import track_record


@pytest.mark.parametrize("country", ["iraq", "libya"])
def test_a_shipped_record_is_whole(country):
    record = track_record(country)
    assert record is not None
    assert record.origins[0] == "2012-10"
    assert not record.scores["value"].isna().any()
    assert {"core", "core-model", "nb-12"} <= set(record.scores["model"])
    assert (record.misses.groupby("kind")["crps"].diff().dropna() <= 0).all()  # worst first


def test_iraq_stands_with_and_without_2017():
    scores = track_record("iraq").scores
    assert set(scores["without"]) == {"", "2017"}
    crps = scores[(scores["score"] == "crps") & (scores["model"] == "nb-12") & (scores["unit"] == "adm1")]
    with_, without = (crps[(crps["origin"] == "all") & (crps["without"] == w)]["value"].item() for w in ("", "2017"))
    assert with_ == pytest.approx(33.8, rel=0.01)
    assert with_ != without


def test_the_label_follows_from_the_figures():
    record = track_record("iraq")
    assert record.label("2018-12", "adm1") == "beats simple history here"
    worse = record.scores.copy()
    worse.loc[(worse["model"] == "core-model") & (worse["score"] == "ign"), "value"] += 9
    assert replace(record, scores=worse).label("2018-12", "adm1") == "doesn't beat simple history here"
    assert record.label("2010-01", "adm1") == "not scored"


def test_no_record_where_none_ships():
    assert track_record("atlantis") is None
