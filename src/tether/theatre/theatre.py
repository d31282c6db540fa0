"""The theatre: one country as fixed axes. Which places, what borders, which neighbours, which communities.

A theatre is one YAML file, ``countries/<id>.yaml`` for the shipped ones or a case's own ``theatre.yaml``, plus a
GeoJSON of polygons beside it (RFC 7946 on disk). It holds ids, names and aliases; **sizes and relations are claims**,
never here.

    iraq = load("iraq");  iraq.place("Al Başrah  province").id;  iraq.neighbours["basra"]

To add a country, add its two files. Winding: files are counter-clockwise (RFC 7946); ``map_features`` turns polygons
clockwise, because Vega and d3 take a counter-clockwise ring for the whole globe less that ring and fill the frame.

Reads a theatre's YAML and its GeoJSON, and tells every fault of both at once, by line.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field

from tether.documents.models import KNOWN_KEYS, Flag, Shape, Words, root_of, validated
from tether.documents.slug import SLUG, Slug
from tether.documents.yaml_file import YamlFile, read_yaml
from tether.errors import InputError, Problem, Problems, UsageError, did_you_mean, numbered
from tether.evidence.countries import Country, lookup
from tether.theatre.places import AxisId, PlaceIndex, TheatrePlace, check_names

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

SHIPPED = Path(__file__).parent / "countries"
SHORTEST_BORDER = 1e-4  # degrees: two places that meet in a point are no neighbours


@dataclass(frozen=True)
class TheatreCommunity:
    """A community as published aggregates name it; how many and where are claims."""

    __pydantic_config__ = KNOWN_KEYS

    id: AxisId
    name: Words
    name_ar: str = ""


@dataclass(frozen=True)
class Theatre:
    """One country's axes. ``polygons`` may lack a place (it is then drawn nowhere, and said so)."""

    id: str
    name: str
    name_ar: str
    country: Country
    place_kind: str
    places: tuple[TheatrePlace, ...]
    communities: tuple[TheatreCommunity, ...]
    polygons: Mapping[str, BaseGeometry]
    boundary_source: str
    projects: bool = True  # whether a case may project here by default
    notes: tuple[str, ...] = ()
    path: Path = field(default=Path(), compare=False)
    boundaries: Path | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        drawn = sum(p in self.polygons for p in self.place_ids)
        return (
            f"Theatre {self.id}: {self.name}, {numbered(len(self.places), 'place')} ({self.place_kind}), "
            f"{numbered(len(self.communities), 'communitie')}\n"
            f"  {drawn} places with a polygon ({self.boundary_source or 'no source of boundaries'})"
        )

    @cached_property
    def place_ids(self) -> tuple[str, ...]:
        """Return the ids of the places, in the order of every place axis."""
        return tuple(p.id for p in self.places)

    @cached_property
    def index(self) -> PlaceIndex:
        """Return the finder of places by name."""
        return PlaceIndex(self.places)

    def place(self, name: str) -> TheatrePlace:
        """Return the place called ``name`` (id, name, Arabic name, ISO code or alias); ``UsageError`` if none is."""
        found = self.index.find(name)
        if found is None:
            raise UsageError(f"no place '{name}' in {self.name}: {did_you_mean(name, self.place_ids, most=40)}")
        return self.places[self.place_ids.index(found)]

    @cached_property
    def neighbours(self) -> Mapping[str, tuple[str, ...]]:
        """Return, per place, the places that it shares a line of border with."""
        near: dict[str, set[str]] = {p: set() for p in self.place_ids}
        known = [p for p in self.place_ids if p in self.polygons]
        for i, one in enumerate(known):
            for other in known[i + 1 :]:
                a, b = self.polygons[one], self.polygons[other]
                if a.intersects(b) and a.boundary.intersection(b.boundary).length > SHORTEST_BORDER:
                    near[one].add(other)
                    near[other].add(one)
        return {p: tuple(q for q in self.place_ids if q in near[p]) for p in self.place_ids}

    @cached_property
    def actors(self) -> tuple[Any, ...]:
        """Return the theatre's actors (ids, names, kinds, aliases; no sizes)."""
        from tether.theatre.actors import load_actors, read_actors

        own, *shared = self._actor_files
        return load_actors(self.id) if own.parent == SHIPPED and shared else read_actors(self._actor_files)

    @property
    def _actor_files(self) -> tuple[Path, ...]:
        """Return the theatre's own actors, where there are any, then those shared by theatres."""
        from tether.theatre.actors import SHARED

        shipped = self.path.parent == SHIPPED
        own = SHIPPED / f"{self.id}-actors.yaml" if shipped else self.path.parent / "actors.yaml"
        return (*([own] if own.exists() else []), SHIPPED / SHARED)

    @property
    def files(self) -> dict[str, Path]:
        """Return every file that the theatre and its actors are read from, by what it is."""
        own, *shared = self._actor_files
        actors = {"actors": own, "shared actors": shared[0]} if shared else {"shared actors": own}
        drawn = {"boundaries": self.boundaries} if self.boundaries else {}
        return {"theatre": self.path, **drawn, **actors}


def known_countries() -> tuple[str, ...]:
    """Return the ids of the theatres that the package ships."""
    return tuple(sorted(p.stem for p in SHIPPED.glob("*.yaml") if not p.stem.endswith("-actors")))


def load(country: str | Path) -> Theatre:
    """Return the theatre of a shipped country (any of its names or codes) or of a ``theatre.yaml`` at a path."""
    text = str(country)
    if isinstance(country, Path) or text.endswith((".yaml", ".yml")):
        return read_theatre(Path(country))
    meant = lookup(text)
    name = text if meant is None or text in known_countries() else meant.id
    if name not in known_countries():
        raise UsageError(
            f"no shipped theatre for '{text}': {did_you_mean(text, known_countries())}; "
            "tether new makes one from an event file"
        )
    return read_theatre(SHIPPED / f"{name}.yaml")


def map_features(theatre: Theatre, *, simplify: float = 0.01) -> list[dict[str, Any]]:
    """Return GeoJSON features for Vega, **clockwise**, with ``id`` and ``properties`` (id, name, name_ar, iso, hull).

    ``simplify`` is a tolerance in degrees; neighbours keep sharing their borders.
    """
    import shapely

    placed = [p for p in theatre.places if p.id in theatre.polygons]
    shapes = [theatre.polygons[p.id] for p in placed]
    if simplify and not any(p.hull for p in placed):
        shapes = list(shapely.coverage_simplify(shapes, simplify))
    clockwise = shapely.orient_polygons(shapes, exterior_cw=True)
    return [_feature(place, shape) for place, shape in zip(placed, clockwise, strict=True)]


def _feature(place: TheatrePlace, shape: BaseGeometry) -> dict[str, Any]:
    from shapely.geometry import mapping

    properties = {
        "id": place.id,
        "name": place.name,
        "name_ar": place.name_ar,
        "iso3166_2": place.iso3166_2,
        "hull": place.hull,
    }
    return {"type": "Feature", "id": place.id, "properties": properties, "geometry": _lists(mapping(shape))}


def _lists(geometry: dict[str, Any]) -> dict[str, Any]:
    """Return a shapely mapping with lists for tuples, coordinates to five decimals (about a metre)."""

    def plain(part: Any) -> Any:
        return round(part, 5) if isinstance(part, float) else [plain(p) for p in part]

    return {"type": geometry["type"], "coordinates": plain(geometry["coordinates"])}


WHAT = "a theatre file (YAML)"


class TheatreFile(Shape):
    """A theatre as written: its axes, and where its polygons lie."""

    id: Slug = Field(description=f"a short name, such as iraq: {SLUG}")
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
        boundaries=path.parent / written.boundaries if written.boundaries else None,
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
