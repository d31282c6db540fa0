"""The theatre: one country as fixed axes. Which places, what borders, which neighbours, which communities.

A theatre is one YAML file, ``countries/<id>.yaml`` for the shipped ones or a case's own ``theatre.yaml``, plus a
GeoJSON of polygons beside it (RFC 7946 on disk). It holds ids, names and aliases; **sizes and relations are claims**,
never here.

    iraq = load("iraq");  iraq.place("Al Başrah  province").id;  iraq.neighbours["basra"]

To add a country, add its two files. Winding: files are counter-clockwise (RFC 7946); ``map_features`` turns polygons
clockwise, because Vega and d3 take a counter-clockwise ring for the whole globe less that ring and fill the frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tether.documents.models import KNOWN_KEYS, Words
from tether.errors import UsageError, did_you_mean
from tether.evidence.countries import Country, lookup
from tether.theatre.places import PlaceIndex, Slug, TheatrePlace

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

SHIPPED = Path(__file__).parent / "countries"
SHORTEST_BORDER = 1e-4  # degrees: two places that meet in a point are no neighbours


@dataclass(frozen=True)
class TheatreCommunity:
    """A community as published aggregates name it; how many and where are claims."""

    __pydantic_config__ = KNOWN_KEYS

    id: Slug
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

    def __repr__(self) -> str:
        drawn = sum(p in self.polygons for p in self.place_ids)
        return (
            f"Theatre {self.id}: {self.name}, {len(self.places)} places ({self.place_kind}), "
            f"{len(self.communities)} communities\n"
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
        from tether.theatre.actors import SHARED, load_actors, read_actors

        own = self.path.parent / "actors.yaml"
        if self.path.parent == SHIPPED and (SHIPPED / f"{self.id}-actors.yaml").exists():
            return load_actors(self.id)
        return read_actors([*([own] if own.exists() else []), SHIPPED / SHARED])


def known_countries() -> tuple[str, ...]:
    """Return the ids of the theatres that the package ships."""
    return tuple(sorted(p.stem for p in SHIPPED.glob("*.yaml") if not p.stem.endswith("-actors")))


def load(country: str | Path) -> Theatre:
    """Return the theatre of a shipped country (any of its names or codes) or of a ``theatre.yaml`` at a path."""
    from tether.theatre.reading import read_theatre

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
