"""Writes a theatre as the two files that ``load`` reads: YAML for names, GeoJSON (RFC 7946) for polygons."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tether.documents.files import write_text
from tether.theatre.theatre import Theatre

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

DECIMALS = 4  # of a degree: about 10 m


def write_theatre(theatre: Theatre, folder: Path, name: str = "theatre") -> Path:
    """Write ``NAME.yaml`` and ``NAME.geojson`` into ``folder``; return the YAML's path."""
    if theatre.polygons:
        write_text(folder / f"{name}.geojson", geojson(theatre))
    return write_text(folder / f"{name}.yaml", _yaml(theatre, f"{name}.geojson" if theatre.polygons else ""))


def geojson(theatre: Theatre) -> str:
    """Return the polygons as RFC 7946 GeoJSON: rings counter-clockwise, one feature to a line."""
    import shapely
    from shapely.geometry import mapping

    lines = []
    for place in theatre.places:
        if place.id in theatre.polygons:
            shape = shapely.orient_polygons(rounded(theatre.polygons[place.id]), exterior_cw=False)
            properties = {"id": place.id, "name": place.name, "iso3166_2": place.iso3166_2, "hull": place.hull}
            feature = {"type": "Feature", "properties": properties, "geometry": mapping(shape)}
            lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def rounded(shape: BaseGeometry) -> BaseGeometry:
    """Return a polygon with coordinates to four decimals, still valid and still a polygon."""
    import shapely

    found = shapely.transform(shape, lambda xy: xy.round(DECIMALS))
    if found.is_valid:
        return found
    found = shapely.make_valid(found, method="structure", keep_collapsed=False)
    return found if found.geom_type in ("Polygon", "MultiPolygon") and not found.is_empty else shape


def _yaml(theatre: Theatre, boundaries: str) -> str:
    country = theatre.country
    lines = [
        f"# {theatre.name}: places of this case. Check every name; add Arabic names, ISO codes and missing spellings.",
        "# A name in the event file that is no name or alias here is placed by its point, and counted.",
        f"id: {quoted(theatre.id)}",
        f"name: {quoted(theatre.name)}",
        *([f"name_ar: {quoted(theatre.name_ar)}"] if theatre.name_ar else []),
        f"country: {quoted(country.iso3 or country.ucdp)}",
        f"place_kind: {quoted(theatre.place_kind)}",
        *([f"boundaries: {quoted(boundaries)}"] if boundaries else []),
        f"boundary_source: {quoted(theatre.boundary_source)}",
        *(["notes:", *(f"  - {quoted(n)}" for n in theatre.notes)] if theatre.notes else []),
        "communities:  # those that published aggregates name: {id: …, name: …}",
        *("  - " + _flow({"id": c.id, "name": c.name, "name_ar": c.name_ar}) for c in theatre.communities),
        "places:",
    ]
    for place in theatre.places:
        names = {"id": place.id, "name": place.name, "name_ar": place.name_ar, "iso3166_2": place.iso3166_2}
        lines.append("  - " + _flow({**names, "aliases": list(place.aliases), "hull": place.hull}))
    return "\n".join(lines) + "\n"


def _flow(parts: dict[str, Any]) -> str:
    """Return a mapping on one line, without its empty values."""
    return "{" + ", ".join(f"{k}: {quoted(v)}" for k, v in parts.items() if v) + "}"


def quoted(value: Any) -> str:
    """Return a value as YAML (JSON is YAML, and needs no thought about special words or signs)."""
    return json.dumps(value, ensure_ascii=False)
