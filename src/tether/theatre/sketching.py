"""Makes a theatre for a country that the package has none for, from its events or from a user's boundaries.

Without boundaries the places are the names in the file's place column (spellings that differ in case, accents or
spaces are one place), outlined by ``hulls``. With boundaries the places are their units, and a name of the file that
no unit bears becomes an alias of the unit that holds four fifths of its events: a guess from points, marked for a
person to check. A file without any place name gives one place, the country. Nothing is invented: no community, no
size, no Arabic name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tether.errors import InputError, Problem
from tether.evidence.boundaries import Boundary
from tether.evidence.countries import fold, slug
from tether.evidence.events import Events
from tether.theatre.hulls import hulls
from tether.theatre.places import TheatrePlace
from tether.theatre.placing import FINEST_UNPLACED, place_events
from tether.theatre.theatre import Theatre, known_countries, load

if TYPE_CHECKING:
    import pandas as pd

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
    return sorted(groups.values(), key=lambda spellings: fold(spellings[0]))


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
                f"{len(names)} places",
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
        if theatre.index.find(str(name)) is not None or fold(str(name)) in taken:
            continue
        taken.add(fold(str(name)))
        at = by_point[((names == name) & _usable(events.frame)).to_numpy()]
        at = at[at >= 0]
        best = int(np.bincount(at).argmax()) if len(at) >= CLEAR_EVENTS else -1
        if best >= 0 and (at == best).mean() >= CLEAR_SHARE:
            aliases.setdefault(best, []).append(str(name))
    return tuple(replace(p, aliases=tuple(aliases.get(i, ()))) for i, p in enumerate(theatre.places))
