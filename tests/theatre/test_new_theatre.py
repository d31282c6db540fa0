import json
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tether.errors import InputError
from tether.evidence.boundaries import Boundary
from tether.evidence.ged import read_events
from tether.theatre import build_panel, load
from tether.theatre.new_theatre import geojson, hulls, sketch_theatre, unplaced_share, write_theatre


@pytest.fixture
def events(rows, write):
    return read_events(write(rows), "Iraq")


def test_places_are_the_files_names(events):
    theatre = sketch_theatre(events)
    assert "al-anbar-province" in theatre.place_ids and all(p.hull for p in theatre.places)
    assert len(theatre.places) == 13 and any("no borders" in n for n in theatre.notes)
    assert theatre.communities == ()  # nothing is invented


def test_spellings_of_one_name_are_one_place(rows, write):
    rows[1]["adm_1"] = "NĪNAWÁ  province"
    theatre = sketch_theatre(read_events(write(rows), "Iraq"))
    assert theatre.place("Ninawa province") is theatre.place("NĪNAWÁ  province")


def test_names_abroad_are_left_out(located, write):
    many = [dict(located[0], id=str(n), ne_adm1="Anbar", ne_adm0="IRQ") for n in range(1000, 1060)]
    abroad = dict(located[0], id="2000", ne_adm1="Hasaka", ne_adm0="SYR")
    theatre = sketch_theatre(read_events(write([*many, abroad], name="located.csv"), "Iraq"))
    assert theatre.place_ids == ("anbar",)


def test_no_names_at_all_is_one_place(located, write):
    columns = [c for c in located[0] if not c.startswith("ne_")]
    events = read_events(write(located, name="located.csv", columns=columns), "Iraq")
    theatre = sketch_theatre(events)
    assert theatre.place_ids == ("iraq",) and "one place" in theatre.notes[0]
    assert build_panel(events, theatre).unplaced.best.sum() < events.frame.best.sum()


def test_too_many_places_is_a_message(rows, write):
    many = [dict(rows[0], id=str(n), adm_1=f"Town {n}") for n in range(200)]
    with pytest.raises(InputError, match="200 places"):
        sketch_theatre(read_events(write(many), "Iraq"))


def test_a_written_sketch_is_read_back(events, tmp_path):
    theatre = sketch_theatre(events)
    back = load(write_theatre(theatre, tmp_path))
    assert (back.places, back.notes, back.country.iso3) == (theatre.places, theatre.notes, "IRQ")
    panel, again = build_panel(events, theatre), build_panel(events, back)
    assert (panel.cells.best == again.cells.best).all()


def test_a_written_shipped_theatre_keeps_every_name(tmp_path):
    yemen = load("yemen")
    back = load(write_theatre(yemen, tmp_path))
    assert (back.places, back.communities, back.name_ar) == (yemen.places, yemen.communities, yemen.name_ar)


def test_geojson_is_rfc_7946(events):
    for feature in json.loads(geojson(sketch_theatre(events)))["features"]:
        drawn = shapely.geometry.shape(feature["geometry"])
        parts = getattr(drawn, "geoms", [drawn])
        assert all(p.exterior.is_ccw for p in parts)


def _unit(name, west, iso=""):
    return Boundary(name, iso, shapely.box(west, 30, west + 3, 38))


UNITS = [_unit("West", 38.0, "IQ-AA"), _unit("Middle", 41.0, "IQ-AB"), _unit("East", 44.0, "IQ-AB"), _unit("Far", 47.0)]


def test_boundaries_give_the_places_and_points_give_the_aliases(rows, write):
    for n, row in enumerate(rows[:4]):
        row.update(adm_1="Nīnawá province", longitude=str(43.1 + n / 100))
    theatre = sketch_theatre(read_events(write(rows), "Iraq"), UNITS, "units.geojson")
    assert theatre.place_ids == ("west", "middle", "east", "far")
    assert theatre.place("Nīnawá province").id == "middle"
    assert theatre.place("Middle").iso3166_2 == ""  # a code that two units bear is no code
    assert theatre.neighbours["middle"] == ("west", "east")
    assert not any(p.hull for p in theatre.places)


def test_boundaries_of_elsewhere_are_refused(events):
    with pytest.raises(InputError, match="of the events' points lie inside"):
        sketch_theatre(events, [_unit("Elsewhere", 5.0)], "far.geojson")


def test_unplaced_share_uses_the_shipped_theatre(events):
    assert unplaced_share(events) == pytest.approx(4 / 20)


def test_hulls_never_overlap_and_hold_their_points():
    draw = np.random.default_rng(3)
    place = draw.integers(0, 6, 400).astype(np.int32)
    x, y = draw.normal(place * 1.5, 1.0), draw.normal(0, 1.0, 400)
    drawn = hulls(place, x, y)
    shapes = [drawn[k] for k in sorted(drawn)]
    assert sorted(drawn) == list(range(6)) and all(shapely.is_valid(shapes))
    overlap = sum(a.intersection(b).area for i, a in enumerate(shapes) for b in shapes[i + 1 :])
    assert overlap < 1e-6 * sum(s.area for s in shapes)
    inside = [drawn[p].buffer(1e-3).covers(shapely.Point(a, b)) for p, a, b in zip(place, x, y, strict=True)]
    assert np.mean(inside) > 0.99


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(-1, 3), st.floats(-180, 180), st.floats(-90, 90)), max_size=30))
def test_any_points_give_polygons(rows):
    place = np.array([r[0] for r in rows], np.int32)
    drawn = hulls(place, np.array([r[1] for r in rows], float), np.array([r[2] for r in rows], float))
    assert set(drawn) <= set(place[place >= 0].tolist())
    assert all(s.geom_type in ("Polygon", "MultiPolygon") and s.is_valid and s.area > 0 for s in drawn.values())


def test_points_that_are_missing_are_left_out(events):
    bare = replace(events, frame=events.frame.assign(latitude=np.nan))
    theatre = sketch_theatre(bare)
    assert theatre.places and not theatre.polygons
    assert build_panel(bare, theatre).cells.best.sum() > 0


def test_every_reader_of_a_panel_sees_that_outlines_are_no_borders(events):
    panel = build_panel(events, sketch_theatre(events))
    assert any("no borders" in n for n in panel.notes)
