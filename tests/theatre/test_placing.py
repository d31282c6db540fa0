from dataclasses import replace

import numpy as np
import pytest

from tether.evidence.ged import read_events
from tether.theatre import load
from tether.theatre.panel import place_events


@pytest.fixture(scope="module")
def iraq():
    return load("iraq")


@pytest.fixture
def events(rows, write):
    return read_events(write(rows), "Iraq")


def _by_id(events, theatre):
    found = place_events(events, theatre)
    names = np.array([*theatre.place_ids, "unplaced"])
    return dict(zip(events.frame.id, names[found.place], strict=True)), found


def test_name_first_then_point_then_nothing(events, iraq):
    placed, _ = _by_id(events, iraq)
    assert placed[101] == "ninewa" and placed[106] == "basra"  # a double space
    assert placed[107] == placed[108] == "kirkuk"  # two names, one place
    assert placed[109] == "baghdad"  # no name: by point
    assert placed[116] == "wasit"  # the name wins over a point in Baghdad
    assert placed[119] == "ninewa"  # an unknown name: by point
    assert placed[120] == "unplaced"  # an unknown name and a point abroad


def test_coarse_precision_is_unplaced_even_with_a_name(events, iraq):
    placed, found = _by_id(events, iraq)
    assert {placed[i] for i in (110, 111, 112)} == {"unplaced"}
    assert found.warnings["unplaced_imprecise"] == 3 and found.warnings["unplaced_no_fit"] == 1
    assert found.warnings["unplaced"] == 4


def test_oddities_are_counted_never_refused(events, iraq):
    placed, found = _by_id(events, iraq)
    assert placed[114] == "dohuk"  # its point lies in Syria
    assert found.warnings["across_border"] == 2 and found.warnings["name_and_point_differ"] == 1
    assert found.warnings["unknown_place_names"] == 2
    assert "Nowhere province (2)" in found.notes[0]


def test_a_blank_point_without_a_name_is_unplaced(rows, write, iraq):
    rows[8]["latitude"] = ""
    events = read_events(write(rows), "Iraq")
    placed, found = _by_id(events, iraq)
    assert placed[109] == "unplaced" and found.warnings["across_border"] == 2


def test_a_point_just_off_the_coast_is_the_places(rows, write):
    libya = load("libya")
    rows[0].update(country="Libya", country_id="620", adm_1="", latitude="32.93", longitude="13.18")  # off Tripoli
    events = read_events(write(rows), "Libya")
    assert libya.place_ids[place_events(events, libya).place[0]] == "tripoli"


def test_without_polygons_only_names_place(events, iraq):
    bare = replace(iraq, polygons={})
    placed, found = _by_id(events, bare)
    assert placed[101] == "ninewa" and placed[109] == "unplaced" and "across_border" not in found.warnings
