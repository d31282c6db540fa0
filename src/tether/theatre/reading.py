"""Reads a theatre's YAML and its GeoJSON, and tells every fault of both at once, by line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from tether.documents.models import Flag, Shape, Words, root_of, validated
from tether.documents.yaml_file import YamlFile, read_yaml
from tether.errors import InputError, Problem, Problems
from tether.evidence.countries import Country, lookup
from tether.theatre.places import PlaceIndex, TheatrePlace, check_names
from tether.theatre.theatre import Theatre, TheatreCommunity

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

WHAT = "a theatre file (YAML)"


class TheatreFile(Shape):
    """A theatre as written: its axes, and where its polygons lie."""

    id: Words = Field(description="a short name, such as iraq")
    name: Words = Field(description="the country's name")
    country: Words = Field(description="the country: UCDP's name, a modern name or an ISO3 code")
    places: tuple[TheatrePlace, ...] = Field(min_length=1, description="its first-order units: a list of {id, name, …}")
    name_ar: str = ""
    place_kind: str = "place"
    boundaries: str = ""
    boundary_source: str = ""
    projects: Flag = True
    notes: tuple[str, ...] = ()
    communities: tuple[TheatreCommunity, ...] = ()


def read_theatre(path: Path) -> Theatre:
    """Return the theatre in ``path``; raises ``InputError`` with all that is wrong in it."""
    written = _read(path)
    places = written.places
    check_names(places, str(path)).raise_if_any()
    return Theatre(
        id=written.id,
        name=written.name,
        name_ar=written.name_ar,
        country=lookup(written.country) or Country((), "", written.name, written.country),
        place_kind=written.place_kind,
        places=places,
        communities=written.communities,
        polygons=_polygons(path.parent / written.boundaries, places) if written.boundaries else {},
        boundary_source=written.boundary_source,
        projects=written.projects,
        notes=written.notes,
        path=path,
    )


def read_places(path: Path) -> tuple[tuple[TheatrePlace, ...], PlaceIndex]:
    """Return the places of a theatre file and their index, without its polygons (which may not be made yet)."""
    places = _read(path).places
    return places, PlaceIndex(places)


def _read(path: Path) -> TheatreFile:
    document = read_yaml(path, WHAT)
    problems = Problems(document.file)
    root_of(document, problems, WHAT)
    written = validated(TheatreFile, document, problems, numbers_are_text=False)
    for section in ("places", "communities"):
        _once(document, section, problems)
    problems.raise_if_any()
    assert written is not None
    return written


def _once(document: YamlFile, section: str, problems: Problems) -> None:
    """Note an id that a list has twice."""
    entries, seen = document.tree.get(section), set()
    for i, entry in enumerate(entries if isinstance(entries, tuple) else ()):
        name = entry.get("id") if isinstance(entry, dict) else None
        if name is not None and name in seen:
            problems.found.append(
                document.problem((section, i, "id"), f"the id {name!r} a second time", "each id once")
            )
        seen.add(name)


def _polygons(path: Path, places: tuple[TheatrePlace, ...]) -> dict[str, BaseGeometry]:
    from shapely.errors import ShapelyError
    from shapely.geometry import shape

    try:
        features = json.loads(path.read_text("utf-8"))["features"]
        found = {f["properties"]["id"]: shape(f["geometry"]) for f in features}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ShapelyError) as error:
        raise InputError(
            Problem(
                f"no usable polygons ({type(error).__name__}: {error})",
                where=str(path),
                expected="GeoJSON features with an id",
            )
        ) from None
    unknown = sorted(set(found) - {p.id for p in places})
    if unknown:
        raise InputError(Problem(f"polygons of unknown places: {', '.join(unknown)}", where=str(path)))
    broken = sorted(k for k, g in found.items() if not g.is_valid or g.is_empty)
    if broken:
        raise InputError(
            Problem(f"invalid polygons: {', '.join(broken)}", where=str(path), remedy="mend them in a GIS")
        )
    return {p.id: found[p.id] for p in places if p.id in found}
