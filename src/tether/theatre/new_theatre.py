"""Makes a theatre for a country that the package has none for, from its events or from a user's boundaries.

Without boundaries the places are the names in the file's place column (spellings that differ in case, accents or
spaces are one place), outlined by ``hulls``. With boundaries the places are their units, and a name of the file that
no unit bears becomes an alias of the unit that holds four fifths of its events: a guess from points, marked for a
person to check. A file without any place name gives one place, the country. Nothing is invented: no community, no
size, no Arabic name.

Outlines for places that no boundary file draws: round their recorded events, and marked as such.

Each place gets the convex hull of its events' points, widened a little, cut where another place's events are nearer
(the Voronoi cells of the points): outlines never overlap, and places that meet become neighbours. They are **not
boundaries**: a map shows them dashed, and no share of land may be read off them.

Writes a theatre as the two files that ``load`` reads: YAML for names, GeoJSON (RFC 7946) for polygons.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tether.documents.files import write_text
from tether.documents.spelling import key_of
from tether.errors import InputError, Problem, numbered
from tether.evidence.boundaries import Boundary
from tether.evidence.countries import slug
from tether.evidence.events import Events
from tether.theatre.panel import FINEST_UNPLACED, place_events
from tether.theatre.places import TheatrePlace
from tether.theatre.theatre import Theatre, known_countries, load

if TYPE_CHECKING:
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

SIMPLIFY = 0.005  # degrees
MOST_PLACES = 120
ABROAD = 0.05  # of the rows that lie in another state's land at most, for its places to be left out
CLEAR_SHARE, CLEAR_EVENTS = 0.8, 3  # when a name's points say which unit it means
ISO = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
INSIDE = 0.5  # of the points that boundaries of the right country hold at least
HULLS = "No boundaries were given: outlines are drawn round the recorded events of each place. They are no borders."
ONE_PLACE = "The file names no first-order places and no boundaries were given: the whole country is one place."


def sketch_theatre(events: Events, boundaries: Sequence[Boundary] = (), boundary_source: str = "") -> Theatre:
    """Return a theatre with the places of ``boundaries``, or else of the events' own place names."""
    if boundaries:
        return _from_boundaries(events, boundaries, boundary_source)
    names = _place_names(events)
    places = _places(names) if names else (TheatrePlace(events.country.id, events.country.name, hull=True),)
    notes = (HULLS,) if names else (ONE_PLACE, HULLS)
    bare = _theatre(events, places, "outlines round the recorded events", notes)
    if not names:
        everything = np.zeros(len(events), np.int32)
        return replace(bare, polygons=_outlines(events, everything, places))
    return replace(bare, polygons=_outlines(events, place_events(events, bare).place, places))


def unplaced_share(events: Events) -> float:
    """Return the share of events in no place: of the country's shipped theatre, else of its sketch."""
    theatre = load(events.country.id) if events.country.id in known_countries() else sketch_theatre(events)
    return place_events(events, theatre).warnings["unplaced"] / max(len(events), 1)


def _theatre(events: Events, places: tuple[TheatrePlace, ...], source: str, notes: tuple[str, ...]) -> Theatre:
    country = events.country
    return Theatre(country.id, country.name, "", country, "place", places, (), {}, source, True, notes)


def _place_names(events: Events) -> list[list[str]]:
    """Return the spellings of each place, the commonest first, places by name; foreign and coarse rows left out."""
    if not events.place_column:
        return []
    frame = events.frame[_usable(events.frame)]
    groups: dict[str, list[str]] = {}
    for name in frame[events.place_column].dropna().value_counts().index:
        groups.setdefault(slug(str(name)), []).append(str(name))
    return sorted(groups.values(), key=lambda spellings: key_of(spellings[0]))


def _usable(frame: pd.DataFrame) -> pd.Series:
    """Return the rows whose place name can be trusted: known to the unit, and of the country itself."""
    usable = frame["id"].notna()
    if "where_prec" in frame:
        usable &= frame["where_prec"] < FINEST_UNPLACED
    if "ne_adm0" in frame and frame["ne_adm0"].notna().any():
        shares = frame["ne_adm0"].value_counts(normalize=True)
        usable &= frame["ne_adm0"].isin(shares.index[shares >= ABROAD])
    return usable


def _places(names: list[list[str]]) -> tuple[TheatrePlace, ...]:
    if len(names) > MOST_PLACES:
        raise InputError(
            Problem(
                f"{numbered(len(names), 'place')}",
                where="--place-column",
                expected=f"first-order units, {MOST_PLACES} at most",
                remedy="name the column of first-order places, or give --boundaries",
            )
        )
    tidy = [(" ".join(spellings[0].split()), spellings) for spellings in names]
    return tuple(
        TheatrePlace(slug(name) or "unnamed", name, aliases=tuple(s for s in spellings if s != name), hull=True)
        for name, spellings in tidy
    )


def _outlines(events: Events, codes: np.ndarray, places: tuple[TheatrePlace, ...]) -> dict[str, object]:
    frame = events.frame
    drawn = hulls(codes, frame["longitude"].to_numpy(float), frame["latitude"].to_numpy(float))
    return {places[i].id: shape for i, shape in drawn.items()}


def _from_boundaries(events: Events, boundaries: Sequence[Boundary], source: str) -> Theatre:
    import shapely

    places = _places([[b.name] for b in boundaries])
    codes = [b.iso3166_2 if ISO.fullmatch(b.iso3166_2) else "" for b in boundaries]
    codes = [c if codes.count(c) == 1 else "" for c in codes]
    places = tuple(replace(p, iso3166_2=c, hull=False) for p, c in zip(places, codes, strict=True))
    shapes = [b.shape for b in boundaries]
    if shapely.coverage_is_valid(shapes):
        shapes = list(shapely.coverage_simplify(shapes, SIMPLIFY))
    polygons = {p.id: s for p, s in zip(places, shapes, strict=True)}
    mended = [b.name for b in boundaries if b.mended]
    notes = (f"Rings that crossed were mended: {', '.join(mended)}.",) if mended else ()
    theatre = replace(_theatre(events, places, source, notes), polygons=polygons)
    _check_inside(events, theatre, source)
    return replace(theatre, places=_with_aliases(events, theatre))


def _check_inside(events: Events, theatre: Theatre, source: str) -> None:
    """Refuse boundaries that hold few of the points: another country's, or longitude and latitude swapped."""
    found = place_events(replace(events, place_column=""), theatre).warnings
    points = int((events.frame["latitude"].notna() & events.frame["longitude"].notna()).sum())
    share = 1 - found["across_border"] / max(points, 1)
    if share < INSIDE:
        raise InputError(
            Problem(
                f"{share:.0%} of the events' points lie inside",
                where=source or "--boundaries",
                expected=f"first-order units of {theatre.name} in degrees, longitude first",
                remedy="check the country and the projection (ogr2ogr -t_srs EPSG:4326)",
            )
        )


def _with_aliases(events: Events, theatre: Theatre) -> tuple[TheatrePlace, ...]:
    if not events.place_column:
        return theatre.places
    by_point = place_events(replace(events, place_column=""), theatre).place
    names = events.frame[events.place_column]
    aliases: dict[int, list[str]] = {}
    taken: set[str] = set()
    for name in names.dropna().unique():
        if theatre.index.find(str(name)) is not None or key_of(str(name)) in taken:
            continue
        taken.add(key_of(str(name)))
        at = by_point[((names == name) & _usable(events.frame)).to_numpy()]
        at = at[at >= 0]
        best = int(np.bincount(at).argmax()) if len(at) >= CLEAR_EVENTS else -1
        if best >= 0 and (at == best).mean() >= CLEAR_SHARE:
            aliases.setdefault(best, []).append(str(name))
    return tuple(replace(p, aliases=tuple(aliases.get(i, ()))) for i, p in enumerate(theatre.places))


WIDEN = 0.15  # degrees
MOST_POINTS = 4000  # distinct points that the cells are drawn from; more are thinned evenly


def hulls(
    places: NDArray[np.int32], longitude: NDArray[np.float64], latitude: NDArray[np.float64]
) -> dict[int, BaseGeometry]:
    """Return an outline per place index that has at least one point, shape (event,) each; places < 0 are left out."""
    import shapely

    known = (places >= 0) & np.isfinite(longitude) & np.isfinite(latitude)
    points, owner = _distinct(places[known], longitude[known], latitude[known])
    if not len(points):
        return {}
    outline = {
        int(p): shapely.buffer(shapely.convex_hull(shapely.multipoints(points[owner == p])), WIDEN, quad_segs=4)
        for p in np.unique(owner)
    }
    if len(outline) == 1:
        return outline
    nearest = _nearest(points, owner, shapely.union_all(list(outline.values())))
    cut = {p: shapely.set_precision(shape.intersection(nearest[p]), 1e-6) for p, shape in outline.items()}
    return {p: _polygonal(shape) for p, shape in cut.items() if shape.area > 0}


def _distinct(
    places: NDArray[np.int32], longitude: NDArray[np.float64], latitude: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Return distinct points (to about 100 m) and the place that most of the events at each belong to."""
    rounded: NDArray[np.float64] = np.column_stack([longitude, latitude]).round(3)
    points, at = np.unique(rounded, axis=0, return_inverse=True)
    votes = np.zeros((len(points), int(places.max(initial=0)) + 1), np.int32)
    np.add.at(votes, (at.ravel(), places), 1)
    owner = votes.argmax(axis=1).astype(np.int32)
    if len(points) > MOST_POINTS:
        keep = np.linspace(0, len(points) - 1, MOST_POINTS).astype(int)
        points, owner = points[keep], owner[keep]
    return points, owner


def _nearest(points: NDArray[np.float64], owner: NDArray[np.int32], extent: BaseGeometry) -> dict[int, BaseGeometry]:
    """Return, per place, the ground that is nearer to its points than to another's."""
    import shapely

    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points), extend_to=extent))
    of_cell, of_point = shapely.STRtree(shapely.points(points)).query(cells, predicate="contains")
    belongs = np.full(len(cells), -1, np.int32)
    belongs[of_cell] = owner[of_point]
    return {int(p): shapely.union_all(cells[belongs == p]) for p in np.unique(owner)}


def _polygonal(shape: BaseGeometry) -> BaseGeometry:
    import shapely

    parts = [g for g in shapely.get_parts(shape) if g.geom_type == "Polygon"]
    return shape if shape.geom_type in ("Polygon", "MultiPolygon") else shapely.multipolygons(parts)


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
