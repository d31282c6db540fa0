"""Boundaries that a user brings: GeoJSON polygons of first-order units, checked before anything rests on them.

    read_boundaries("adm1.geojson", find_country("Mali"))      # [Boundary(name="Gao", …), …]

Coordinates must be degrees (WGS 84, as RFC 7946 has it): a file in metres is refused with the command that turns it.
Of a file of many countries only the country's own features are kept, where a property says which those are. Broken
rings are mended where that is safe, and told.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tether.documents.spelling import key_of
from tether.errors import InputError, Problem, Problems
from tether.evidence.countries import Country, slug

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

NAME_KEYS = (
    "name_en",
    "adm1_en",
    "adm1_name",
    "admin1name",
    "name_1",
    "shapename",
    "name",
    "adm1_fr",
    "region",
    "province",
    "gid_1",
    "id",
)
ISO_KEYS = (
    "iso_3166_2",
    "shapeiso",
    "iso3166_2",
    "iso_1",
    "adm1_pcode",
)
COUNTRY_KEYS = (
    "adm0_a3",
    "iso_a3",
    "iso3",
    "shapegroup",
    "gid_0",
    "adm0_pcode",
    "country",
    "admin",
    "adm0_en",
    "adm0_name",
    "iso_a2",
)
DEGREES_CRS = ("CRS84", "EPSG::4326", "EPSG:4326", "WGS 84", "WGS84", "EPSG::4979")
MOST_BYTES = 100_000_000


@dataclass(frozen=True)
class Boundary:
    """One first-order unit as the file draws it."""

    name: str
    iso3166_2: str
    shape: BaseGeometry
    mended: bool = False


def read_boundaries(path: Path | str, country: Country, name_key: str = "") -> list[Boundary]:
    """Return the country's units; ``InputError`` with every problem of the file.

    ``name_key`` is the property that holds the names (default: the first of ``NAME_KEYS`` that the features have).
    """
    path = Path(path)
    features = _features(path)
    problems = Problems(path.name)
    mine = _of_country(features, country)
    key = _name_key(mine, name_key, path)
    boundaries = [b for i, f in mine if (b := _boundary(f, i, key, problems)) is not None]
    names = [slug(b.name) for b in boundaries]
    for name in sorted({n for n in names if names.count(n) > 1}):
        problems.add(f"'{name}' names {names.count(name)} features", path=key, expected="one feature per place")
    problems.raise_if_any()
    return boundaries


def _features(path: Path) -> list[Any]:
    problem: Problem | None = None
    features: list[Any] = []
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError(f"{path.stat().st_size:,} bytes: simplify it first")
        document = json.loads(path.read_text("utf-8-sig"))
    except UnicodeDecodeError:
        problem = Problem(
            "not a text file",
            where=path.name,
            expected="GeoJSON",
            remedy="turn a shapefile or geopackage into it: ogr2ogr -f GeoJSON -t_srs EPSG:4326 out.geojson FILE",
        )
    except (OSError, ValueError, RecursionError) as error:
        said = (getattr(error, "strerror", None) or str(error) or type(error).__name__)[:120]
        problem = Problem(f"not GeoJSON ({said})", where=path.name, expected="a FeatureCollection")
    else:
        found = document.get("features") if isinstance(document, Mapping) else None
        features = found if isinstance(found, list) else []
        if not features:
            problem = Problem("no features", where=path.name, expected="a FeatureCollection of polygons")
        else:
            problem = _projection(document, path)
    if problem:
        raise InputError(problem)
    return features


def _projection(document: Mapping[str, Any], path: Path) -> Problem | None:
    crs = document.get("crs")
    said = json.dumps(crs) if crs else ""
    if said and not any(known in said for known in DEGREES_CRS):
        return _another_projection(path.name, said[:120])
    return None


def _another_projection(where: str, said: str) -> Problem:
    return Problem(
        f"another projection ({said})",
        where=where,
        expected="degrees of longitude and latitude (WGS 84)",
        remedy="ogr2ogr -f GeoJSON -t_srs EPSG:4326 out.geojson FILE",
    )


def _of_country(features: list[Any], country: Country) -> list[tuple[int, Any]]:
    """Return (number, feature) of those that a property says are the country's, or of all where none says so."""
    numbered = list(enumerate(features, 1))
    codes = {key_of(n) for n in (*country.names, country.iso3) if n}
    mine = [
        (i, f)
        for i, f in numbered
        if any(key_of(str(v)) in codes for k, v in _properties(f).items() if k.lower() in COUNTRY_KEYS)
    ]
    return mine or numbered


def _properties(feature: Any) -> Mapping[str, Any]:
    found = feature.get("properties") if isinstance(feature, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _name_key(features: list[tuple[int, Any]], asked: str, path: Path) -> str:
    keys = list(_properties(features[0][1]))
    if asked:
        if asked not in keys:
            raise InputError(Problem(f"no property '{asked}'", where=path.name, expected="one of " + ", ".join(keys)))
        return asked
    spelt = {k.lower(): k for k in reversed(keys)}
    found = next((spelt[k] for k in NAME_KEYS if k in spelt), None)
    if found is None:
        raise InputError(
            Problem(
                f"properties {', '.join(keys) or '(none)'}",
                where=path.name,
                expected="one that holds the places' names, e.g. name or shapeName",
                remedy="say which: --name-property",
            )
        )
    return found


def _boundary(feature: Any, number: int, key: str, problems: Problems) -> Boundary | None:
    import numpy as np
    from shapely import make_valid
    from shapely.errors import ShapelyError
    from shapely.geometry import shape

    at = f"feature {number}"
    name = str(_properties(feature).get(key) or "").strip()
    if not name:
        problems.add("blank", path=f"{at}, {key}", expected="the place's name")
        return None
    try:
        with np.errstate(all="raise"):  # numbers beyond any degree, which a file may hold as 1e400 or NaN
            drawn = shape(feature["geometry"])
    except FloatingPointError:
        problems.add("a coordinate that is not a finite number", path=f"{at}, {name}", expected="degrees")
        return None
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, ShapelyError) as error:
        problems.add(f"no usable geometry ({type(error).__name__})", path=f"{at}, {name}", expected="a polygon")
        return None
    if drawn.geom_type not in ("Polygon", "MultiPolygon") or drawn.is_empty:
        problems.add(f"a {drawn.geom_type}", path=f"{at}, {name}", expected="a Polygon or MultiPolygon")
        return None
    west, south, east, north = drawn.bounds
    if not (-180.001 <= west <= east <= 180.001 and -90.001 <= south <= north <= 90.001):
        problems.found.append(_another_projection(problems.where, f"{at} reaches {east:,.0f}, {north:,.0f}"))
        return None
    iso = next((str(v) for k, v in _properties(feature).items() if k.lower() in ISO_KEYS and v), "")
    if drawn.is_valid:
        return Boundary(name, iso, drawn)
    mended = make_valid(drawn, method="structure", keep_collapsed=False)
    if mended.geom_type not in ("Polygon", "MultiPolygon") or mended.is_empty:
        problems.add("rings that cross", path=f"{at}, {name}", expected="a valid polygon", remedy="mend it in a GIS")
        return None
    return Boundary(name, iso, mended, mended=True)
