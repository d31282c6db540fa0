import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tether.errors import InputError
from tether.evidence.boundaries import read_boundaries
from tether.evidence.countries import find_country

IRAQ = find_country("Iraq")


def _square(x, y, size=1.0):
    return {"type": "Polygon", "coordinates": [[[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]]}


def _feature(name, geometry, **properties):
    return {"type": "Feature", "properties": {"shapeName": name, **properties}, "geometry": geometry}


@pytest.fixture
def file(tmp_path):
    def write(features, **more):
        path = tmp_path / "units.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}), "utf-8")
        return path

    return write


def _said(path, **options):
    with pytest.raises(InputError) as raised:
        read_boundaries(path, IRAQ, **options)
    return str(raised.value)


def test_names_and_shapes(file):
    found = read_boundaries(file([_feature("A", _square(43, 33)), _feature("B", _square(44, 33))]), IRAQ)
    assert [b.name for b in found] == ["A", "B"] and found[0].shape.area == 1


def test_only_the_countrys_features_are_kept(file):
    features = [_feature("A", _square(43, 33), adm0_a3="IRQ"), _feature("B", _square(36, 33), adm0_a3="SYR")]
    assert [b.name for b in read_boundaries(file(features), IRAQ)] == ["A"]


def test_another_projection_by_crs_and_by_numbers(file):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32638"}}
    assert "another projection" in _said(file([_feature("A", _square(43, 33))], crs=crs))
    said = _said(file([_feature("A", _square(440_000, 3_600_000, 1000))]))
    assert "another projection" in said and "ogr2ogr" in said


def test_all_faults_at_once(file):
    features = [
        _feature("", _square(43, 33)),
        _feature("B", {"type": "Point", "coordinates": [43, 33]}),
        _feature("C", None),
        _feature("D", _square(44, 33)),
        _feature("d", _square(45, 33)),
    ]
    said = _said(file(features))
    for piece in ("feature 1, shapeName: blank", "feature 2, B: a Point", "feature 3, C", "'d' names 2 features"):
        assert piece in said


def test_crossing_rings_are_mended_and_told(file):
    bow = {"type": "Polygon", "coordinates": [[[43, 33], [44, 34], [44, 33], [43, 34], [43, 33]]]}
    [found] = read_boundaries(file([_feature("A", bow)]), IRAQ)
    assert found.mended and found.shape.is_valid and found.shape.area == pytest.approx(0.5)


def test_name_property(file):
    features = [_feature("A", _square(43, 33), local="ا")]
    assert read_boundaries(file(features), IRAQ, "local")[0].name == "ا"
    assert "no property 'nom'" in _said(file(features), name_key="nom")
    nameless = [{"type": "Feature", "properties": {"x": 1}, "geometry": _square(43, 33)}]
    assert "--name-property" in _said(file(nameless))


def test_not_geojson(tmp_path):
    for content in (b"", b"{}", b"PK\x03\x04\xff", b"[" * 100_000, b'{"features": [1]}', b'{"features": []}'):
        (tmp_path / "b.geojson").write_bytes(content)
        assert _said(tmp_path / "b.geojson")
    assert "No such file" in _said(tmp_path / "none.geojson")


_json = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["type", "coordinates", "x"]), inner),
    max_leaves=12,
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
@given(st.sampled_from(["Polygon", "MultiPolygon", "Point", "GeometryCollection", "x"]), _json, _json)
def test_any_geometry_gives_a_message_or_a_polygon(file, kind, coordinates, properties):
    feature = {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}
    path = file([feature, _feature("A", {"type": kind, "coordinates": coordinates})])
    try:
        assert all(b.shape.is_valid for b in read_boundaries(path, IRAQ, "shapeName"))
    except InputError as error:
        assert error.problems


@pytest.mark.parametrize("number", [float("inf"), float("nan"), 1e400, -1e308, 1e308])
def test_a_coordinate_beyond_any_degree_is_named(file, number):
    bad = _square(43, 33)
    bad["coordinates"][0][1][0] = number
    said = _said(file([_feature("A", _square(43, 33)), _feature("B", bad)]))
    assert "feature 2" in said and ("not a finite number" in said or "another projection" in said)
