from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tether.errors import InputError
from tether.evidence.ged import read_events
from tether.theatre import build_panel, load, load_card, load_panel
from tether.theatre.open_panel import save_panel
from tether.theatre.panel import _share, read_span

SHARED = Path(__file__).parents[3] / "shared" / "data" / "ucdp"


@pytest.fixture(scope="module")
def iraq():
    return load("iraq")


@pytest.fixture
def events(rows, write):
    return read_events(write(rows), "Iraq")


def _month(panel, month):
    return int((np.datetime64(month) - panel.start).astype(int))


def _all(panel, name):
    return int(getattr(panel.cells, name).sum() + getattr(panel.unplaced, name).sum())


@pytest.mark.parametrize("date_by", ["end", "start", "spread"])
def test_nothing_is_lost_and_nothing_invented(events, iraq, date_by):
    panel = build_panel(events, iraq, date_by)
    frame = events.frame
    assert _all(panel, "best") == frame.best.sum() and _all(panel, "low") == frame.low.sum()
    assert _all(panel, "high") == frame.high.sum() and _all(panel, "civilians") == frame.deaths_civilians.sum()
    assert _all(panel, "unknown_side") == frame.deaths_unknown.sum()
    assert _all(panel, "zero_events") == 1
    assert _all(panel, "events") == 19 + (2 if date_by == "spread" else 0)


def test_span_is_the_whole_files(events, iraq):
    panel = build_panel(events, iraq)
    assert (str(panel.start), str(panel.end)) == ("1989-01", "2015-12")  # Syria's rows reach 2015
    assert panel.places == iraq.place_ids and panel.cells.best.dtype == np.int32


def test_events_and_zero_events_are_apart(events, iraq):
    panel = build_panel(events, iraq)
    june, anbar = _month(panel, "2014-06"), panel.places.index("anbar")
    assert panel.cells.events[june, anbar, 0] == 0 and panel.cells.zero_events[june, anbar, 0] == 1
    assert panel.cells.high[june, anbar, 0] == 4  # what a zero-death event may have cost is kept


def test_largest_event_and_types(events, iraq):
    panel = build_panel(events, iraq)
    june = _month(panel, "2014-06")
    assert panel.cells.largest[june, panel.places.index("ninewa"), 0] == 10
    assert panel.cells.best[june, panel.places.index("salah-al-din")].tolist() == [0, 0, 160]
    assert panel.cells.best[june, panel.places.index("basra")].tolist() == [0, 4, 0]


def test_a_long_event_by_end_start_and_spread(events, iraq):
    anbar = iraq.place_ids.index("anbar")
    months = ["2014-05", "2014-06", "2014-07"]
    found = {
        how: [int(p.cells.best[_month(p, m), anbar, 0]) for m in months]
        for how in ("end", "start", "spread")
        if (p := build_panel(events, iraq, how)) is not None
    }
    assert found == {"end": [0, 0, 52], "start": [52, 0, 0], "spread": [12, 30, 10]}  # 12, 30 and 10 of 52 days


def test_a_long_event_without_deaths_is_one_zero_event(rows, write, iraq):
    rows[4]["date_start"] = "2014-03-02"
    panel = build_panel(read_events(write(rows), "Iraq"), iraq, "spread")
    anbar = panel.places.index("anbar")
    assert panel.cells.zero_events.sum() == panel.cells.zero_events[_month(panel, "2014-06"), anbar, 0] == 1


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**6), st.lists(st.integers(1, 31), min_size=1, max_size=5)), min_size=1))
def test_shares_are_whole_and_sum(events_of):
    value = np.array([v for v, _ in events_of])
    event = np.repeat(np.arange(len(value)), [len(d) for _, d in events_of])
    days = np.concatenate([d for _, d in events_of])
    shares = _share(value, event, days)
    assert (np.bincount(event, weights=shares) == value).all() and (shares >= 0).all()
    exact = value[event] * days / np.bincount(event, weights=days)[event]
    assert (np.abs(shares - exact) < 1 + 1e-6).all()


def test_warnings_and_notes(events, iraq):
    panel = build_panel(events, iraq)
    assert panel.warnings["order_violations"] == 1 and panel.warnings["long_events"] == 1
    assert panel.warnings["unplaced"] == 4 and panel.warnings["outside_span"] == 0
    assert any("dated by the month of date_end" in n and "1 events" in n for n in panel.notes)
    assert panel.source == "ucdp-ged-25.1-iraq"


def test_a_span_leaves_out_and_counts(events, iraq):
    panel = build_panel(events, iraq, span="2014-01:2014-06")
    assert len(panel.months) == 6 and panel.warnings["outside_span"] == 3
    for wrong in ("2014-01", "2014-06:2014-01", "x:y", "2014-01:2014-13"):
        with pytest.raises(InputError, match="--span"):
            read_span(wrong)


def test_located_events_go_by_start_and_lack_columns(located, write, iraq):
    events = read_events(write(located, name="ged211_located.csv"), "Iraq")
    panel = build_panel(events, iraq)
    assert panel.cells.civilians is None and panel.unplaced.unknown_side is None
    assert "dated by date_start" in panel.notes[0]
    assert panel.cells.best[_month(panel, "2014-05"), iraq.place_ids.index("anbar"), 0] == 52
    with pytest.raises(InputError, match="date_end column"):
        build_panel(events, iraq, "end")


def test_a_candidate_release_spans_its_own_months(rows, write, iraq):
    events = read_events(write(rows[4:6], name="GEDEvent_v26_0_8.csv"), "Iraq")
    panel = build_panel(events, iraq)
    assert (str(panel.start), str(panel.end)) == ("2014-06", "2014-06")


def test_until_knows_nothing_later(events, iraq):
    panel = build_panel(events, iraq).until("2014-05")
    assert str(panel.end) == "2014-05" and panel.cells.best.sum() == 25


def test_a_saved_panel_comes_back(events, iraq, tmp_path):
    panel = build_panel(events, iraq)
    save_panel(panel, events.card, "x", tmp_path)
    back = load_panel("x", tmp_path)
    assert (back.places, back.notes, dict(back.warnings)) == (panel.places, panel.notes, dict(panel.warnings))
    assert (back.cells.best == panel.cells.best).all() and (back.unplaced.civilians == panel.unplaced.civilians).all()
    assert load_card("x", tmp_path) == events.card


def test_shipped_iraq():
    panel = load_panel("iraq")
    assert (str(panel.start), str(panel.end), len(panel.places)) == ("1989-01", "2018-12", 18)
    assert _all(panel, "events") == 7473 - 324 and _all(panel, "zero_events") == 324 and _all(panel, "best") == 120_631
    assert panel.warnings["unplaced"] == 439 and panel.warnings["order_violations"] == 69
    late = (
        panel.cells.civilians[_month(panel, "2012-01") :].sum()
        + panel.unplaced.civilians[_month(panel, "2012-01") :].sum()
    )
    assert late == 17_275  # design.md, section 3


def test_shipped_libya_says_what_it_cannot_show():
    panel = load_panel("libya")
    assert (str(panel.end), len(panel.places), _all(panel, "events")) == ("2020-12", 22, 1143 - 60)
    assert panel.cells.civilians is None
    assert any("87%" in n and "2019 (48%)" in n and "2017 (73%)" in n for n in panel.notes)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="raw data are not beside the checkout")
@pytest.mark.parametrize(
    ("country", "file", "release"),
    [("iraq", "ged191_full_iraq.csv", "19.1"), ("libya", "ged211_wp12_libya.csv", "21.1")],
)
def test_the_shipped_pack_is_what_the_raw_file_gives(country, file, release, tmp_path):
    from tether.evidence.packs import SHIPPED

    events = read_events(SHARED / file, country, version=release)
    save_panel(build_panel(events, load(country)), events.card, country, tmp_path)
    for ending in (".npz", ".json"):
        assert (tmp_path / f"{country}{ending}").read_bytes() == (SHIPPED / f"{country}{ending}").read_bytes()


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="raw data are not beside the checkout")
def test_june_2014_by_start_and_by_end():
    events = read_events(SHARED / "ged191_full_iraq.csv", "Iraq")
    totals = {}
    for how in ("start", "end"):
        panel = build_panel(events, load("iraq"), how)
        at = _month(panel, "2014-06")
        totals[how] = int(panel.cells.best[at].sum() + panel.unplaced.best[at].sum())
    assert totals == {"start": 3219, "end": 3216}
