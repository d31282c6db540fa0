"""Reads a theatre's YAML and its GeoJSON, and tells every fault of both at once, by line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tether.errors import InputError, Problem, Problems, did_you_mean
from tether.evidence.countries import Country, lookup, slug
from tether.theatre.places import PlaceIndex, TheatrePlace, check_names
from tether.theatre.theatre import Theatre, TheatreCommunity

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

KEYS = {
    "id": str,
    "name": str,
    "name_ar": str,
    "country": str,
    "place_kind": str,
    "boundaries": str,
    "boundary_source": str,
    "projects": bool,
    "notes": list,
    "communities": list,
    "places": list,
}
NEEDED = ("id", "name", "country", "places")
PLACE_KEYS = {"id": str, "name": str, "name_ar": str, "iso3166_2": str, "aliases": list, "hull": bool}
COMMUNITY_KEYS = {"id": str, "name": str, "name_ar": str}


def read_theatre(path: Path) -> Theatre:
    """Return the theatre in ``path``; raises ``InputError`` with all that is wrong in it."""
    document = _yaml(path)
    problems = Problems(str(path))
    _check_keys(document, KEYS, NEEDED, problems)
    given = {k: v for k, v in document.items() if v is not None}
    places = _entries(document, "places", PLACE_KEYS, problems)
    communities = _entries(document, "communities", COMMUNITY_KEYS, problems)
    problems.raise_if_any()
    made = tuple(TheatrePlace(**{**p, "aliases": tuple(p.get("aliases", ()))}) for p in places)
    problems.extend(check_names(made, str(path)).found)
    problems.raise_if_any()
    return Theatre(
        id=given["id"],
        name=given["name"],
        name_ar=given.get("name_ar", ""),
        country=lookup(given["country"]) or Country((), "", given["name"], given["country"]),
        place_kind=given.get("place_kind", "place"),
        places=made,
        communities=tuple(TheatreCommunity(**c) for c in communities),
        polygons=_polygons(path.parent / given["boundaries"], made) if given.get("boundaries") else {},
        boundary_source=given.get("boundary_source", ""),
        projects=given.get("projects", True),
        notes=tuple(given.get("notes", ())),
        path=path,
    )


def read_places(path: Path) -> tuple[tuple[TheatrePlace, ...], PlaceIndex]:
    """Return the places of a theatre file and their index, without its polygons (which may not be made yet)."""
    problems = Problems(str(path))
    entries = _entries(_yaml(path), "places", PLACE_KEYS, problems)
    problems.raise_if_any()
    places = tuple(TheatrePlace(**{**p, "aliases": tuple(p.get("aliases", ()))}) for p in entries)
    return places, PlaceIndex(places)


def _yaml(path: Path) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        document = YAML(typ="rt").load(path.read_text("utf-8"))
    except OSError as error:
        raise InputError(Problem(error.strerror or "unreadable", where=str(path), expected="a theatre file")) from None
    except UnicodeDecodeError:
        raise InputError(Problem("text that is not UTF-8", where=str(path), expected="UTF-8")) from None
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise InputError(Problem(f"broken YAML ({error.problem})", where=str(path), line=line)) from None
    except (YAMLError, ValueError) as error:
        raise InputError(Problem(f"broken YAML ({error})", where=str(path))) from None
    if not isinstance(document, dict):
        raise InputError(Problem("no keys", where=str(path), expected=", ".join(NEEDED)))
    return document


def _check_keys(
    node: Any, allowed: Mapping[str, type], needed: tuple[str, ...], problems: Problems, path: str = ""
) -> None:
    for key, value in node.items():
        line = _line(node, key)
        at = f"{path}{key}"
        if key not in allowed:
            problems.add("unknown key", line=line, path=at, remedy=did_you_mean(str(key), allowed))
        elif value is not None and not isinstance(value, allowed[key]):
            problems.add(f"{value!r}"[:80], line=line, path=at, expected=f"a {allowed[key].__name__}")
    for key in needed:
        if not node.get(key):
            problems.add(f"no '{key}'", line=_line(node), path=path.rstrip("."), expected="a value")


def _line(node: Any, key: Any = None) -> int:
    """Return the line of a node or of one of its keys (from 1)."""
    return (node.lc.line if key is None else node.lc.key(key)[0]) + 1


def _entries(document: Any, key: str, allowed: Mapping[str, type], problems: Problems) -> list[dict[str, Any]]:
    """Return the checked mappings of a list; ids must be slugs and occur once."""
    found: list[dict[str, Any]] = []
    seen: set[str] = set()
    listed = document.get(key) or []
    entry: Any
    for i, entry in enumerate(listed if isinstance(listed, list) else []):
        if not isinstance(entry, dict):
            problems.add(f"{entry!r}"[:80], path=f"{key}.{i}", expected="a mapping with id and name")
            continue
        _check_keys(entry, allowed, ("id", "name"), problems, f"{key}.{i}.")
        name = str(entry.get("id", ""))
        if name and (name != slug(name) or name in seen):
            why = "twice" if name in seen else "not a slug"
            problems.add(
                f"id '{name}' ({why})",
                line=_line(entry),
                path=f"{key}.{i}.id",
                expected="lower-case letters, digits and hyphens, once",
            )
        seen.add(name)
        found.append({k: v for k, v in entry.items() if v is not None})
    return found


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
