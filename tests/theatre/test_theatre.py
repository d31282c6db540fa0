import json
import unicodedata

import pytest
import shapely
from shapely.geometry import shape

from tether.errors import InputError, UsageError
from tether.theatre import known_countries, load, map_features
from tether.theatre.theatre import SHIPPED

COUNTS = {"iraq": 18, "libya": 22, "syria": 14, "yemen": 22, "lebanon": 8}
PROJECTS = {"iraq": True, "libya": True, "syria": False, "yemen": False, "lebanon": False}


@pytest.fixture(scope="module", params=sorted(COUNTS))
def theatre(request):
    return load(request.param)


def test_shipped_countries():
    assert known_countries() == tuple(sorted(COUNTS))


def test_places_polygons_and_codes(theatre):
    assert len(theatre.places) == len(theatre.polygons) == COUNTS[theatre.id]
    assert theatre.place_ids == tuple(sorted(theatre.place_ids))
    assert all(
        p.name_ar and p.iso3166_2.startswith({"iraq": "IQ", "libya": "LY"}.get(theatre.id, "")) for p in theatre.places
    )
    assert theatre.projects is PROJECTS[theatre.id]


def test_arabic_names_are_arabic(theatre):
    named = [*theatre.places, *theatre.communities]
    for entry in named:
        letters = [c for c in entry.name_ar if c.isalpha()]
        assert letters and all("ARABIC" in unicodedata.name(c) for c in letters), entry.id


def test_neighbours_share_borders_and_see_each_other(theatre):
    shapes = list(theatre.polygons.values())
    assert all(shapely.is_valid(shapes)) and shapely.coverage_is_valid(shapes)
    for place, near in theatre.neighbours.items():
        assert place not in near and all(place in theatre.neighbours[other] for other in near)


def test_files_are_rfc_7946_and_maps_are_clockwise(theatre):
    """Vega fills the frame with a counter-clockwise ring, without any error."""
    document = json.loads((SHIPPED / f"{theatre.id}.geojson").read_text("utf-8"))
    assert all(_ccw(shape(f["geometry"])) == {True} for f in document["features"])
    features = map_features(theatre)
    assert [f["id"] for f in features] == list(theatre.place_ids)
    assert all(_ccw(shape(f["geometry"])) == {False} for f in features)


def _ccw(geometry):
    parts = geometry.geoms if geometry.geom_type == "MultiPolygon" else [geometry]
    return {bool(p.exterior.is_ccw) for p in parts}


def test_a_map_keeps_shared_borders(theatre):
    shapes = [shape(f["geometry"]) for f in map_features(theatre, simplify=0.02)]
    assert shapely.coverage_is_valid(shapes)
    drawn, kept = (int(shapely.get_num_coordinates(list(p)).sum()) for p in (theatre.polygons.values(), shapes))
    assert kept < drawn or kept == drawn < 100  # plain shapes have no point to lose


def test_known_neighbours():
    near = load("iraq").neighbours
    assert "anbar" in near["ninewa"] and "basra" not in near["ninewa"] and set(near["dohuk"]) == {"ninewa", "erbil"}
    assert "misrata" in load("libya").neighbours["sirte"]


@pytest.mark.parametrize("said", ["iraq", "Iraq", "IRQ", "645"])
def test_load_by_any_name(said):
    assert load(said).id == "iraq"


def test_no_shipped_theatre():
    with pytest.raises(UsageError, match="tether new"):
        load("Mali")


def test_an_unknown_place_gets_the_near_one():
    with pytest.raises(UsageError, match="did you mean 'ninewa'"):
        load("iraq").place("ninewah")


GOOD = "id: x\nname: X\ncountry: MLI\nplaces:\n  - {id: a, name: A}\n"


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (GOOD + "color: red\nplaces_kind: x\n", ["6:1: color: unknown key", "7:1: places_kind: unknown key"]),
        ("id: x\nname: X\ncountry: MLI\n", ["no key 'places'"]),
        (
            GOOD + "  - {id: a, name: B}\n  - {id: C d, name: 3}\n",
            [
                "6:10: places.1.id: the id 'a' a second time",
                "'C d'; expected lower-case letters",
                "7:21: places.2.name: 3; expected text",
            ],
        ),
        (GOOD + "  - {id: b, name: a}\n", ["'a' names both a and b"]),
        (GOOD + "boundaries: none.geojson\n", ["no usable polygons"]),
        ("a: [", ["not YAML"]),
        ("- 1\n", ["no keys"]),
        ("id: x\nid: y\n", ["2:1: the key 'id' a second time"]),
    ],
)
def test_faults_of_a_theatre_file_by_line(tmp_path, text, pieces):
    path = tmp_path / "theatre.yaml"
    path.write_text(text)
    with pytest.raises(InputError) as raised:
        load(path)
    for piece in pieces:
        assert piece in str(raised.value)


def test_polygons_of_unknown_places_and_broken_ones(tmp_path):
    (tmp_path / "theatre.yaml").write_text(GOOD + "boundaries: b.geojson\n")
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    for name, said in (("z", "unknown places: z"), ("a", "invalid polygons: a")):
        feature = {"type": "Feature", "properties": {"id": name}, "geometry": bow}
        (tmp_path / "b.geojson").write_text(json.dumps({"features": [feature]}))
        with pytest.raises(InputError, match=said):
            load(tmp_path / "theatre.yaml")


def test_a_theatre_without_polygons_loads(tmp_path):
    (tmp_path / "theatre.yaml").write_text(GOOD)
    theatre = load(tmp_path / "theatre.yaml")
    assert theatre.country.iso3 == "MLI" and map_features(theatre) == [] and theatre.neighbours == {"a": ()}
