import pytest

from tether.evidence.countries import find_country
from tether.evidence.events import coverage, coverage_note

LIBYA = {
    2011: 3742,
    2012: 304,
    2013: 36,
    2014: 1454,
    2015: 1429,
    2016: 2217,
    2017: 800,
    2018: 648,
    2019: 855,
    2020: 685,
}


@pytest.fixture
def libya():
    return coverage(find_country("Libya"), LIBYA, 2020)


def test_libya_holds_87_percent_but_48_of_2019(libya):
    assert libya.window == (2011, 2020)
    assert libya.share(2011, 2020) == pytest.approx(0.871, abs=0.0005)
    assert [(y, round(s, 2)) for y, s in libya.weak_years] == [(2019, 0.48), (2017, 0.73)]


def test_the_note_names_the_weak_years(libya):
    note = coverage_note(libya, "Libya", "located")
    assert "87%" in note and "cannot show 2019 (48%), 2017 (73%)" in note and "missing, not zero" in note


def test_a_country_that_nothing_is_counted_for():
    found = coverage(find_country("Sweden"), {2017: 5}, 2020)
    assert found.share(1990, 1991) is None
    assert coverage_note(coverage(find_country("Monaco"), {}, 2020), "Monaco", "located") == ""


def test_a_full_file_is_told_only_where_coding_changed():
    counted = coverage(find_country("Libya"), {}, 2020).counted
    same = coverage(find_country("Libya"), counted, 2020)
    assert coverage_note(same, "Libya", "ged") == ""
    half = coverage(find_country("Libya"), {y: n // 2 for y, n in counted.items()}, 2020)
    assert "50%" in coverage_note(half, "Libya", "ged")


def test_window_stops_where_the_counts_stop():
    assert coverage(find_country("Libya"), {}, 2031).window == (2015, 2024)
