"""The place rule: which first-order place an event belongs to.

The file's place name by the alias table where it gives one, else the polygon that holds the point (a point in the sea
within ``SHORE`` degrees of a place is that place's: outlines are simplified). Where the place is known worse than to
the first-order unit (``where_prec`` above 4), or nothing fits, the event is unplaced: counted beside the map, never
dropped. A point across the border, and a name and a point that disagree, are counted, never refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tether.evidence.events import Events
from tether.theatre.theatre import Theatre

if TYPE_CHECKING:
    import pandas as pd

SHORE = 0.05  # degrees, about 5 km
FINEST_UNPLACED = 5  # where_prec from here on is coarser than a first-order unit
NAMES_TOLD = 8


@dataclass(frozen=True)
class Placing:
    """``place`` is (event,) int32: an index into the theatre's places, or −1 for unplaced."""

    place: NDArray[np.int32]
    warnings: dict[str, int]
    notes: tuple[str, ...]


def place_events(events: Events, theatre: Theatre) -> Placing:
    """Return each event's place by the rule above, with what was odd."""
    frame = events.frame
    by_name, unknown = _by_name(frame, events.place_column, theatre)
    by_point = _by_point(frame, theatre)
    place = np.where(by_name >= 0, by_name, by_point)
    coarse = (
        (frame["where_prec"] >= FINEST_UNPLACED).to_numpy() if "where_prec" in frame else np.zeros(len(frame), bool)
    )
    place = np.where(coarse, -1, place).astype(np.int32)
    has_point = frame["latitude"].notna().to_numpy() & frame["longitude"].notna().to_numpy()
    warnings = {
        "unplaced": int((place < 0).sum()),
        "unplaced_imprecise": int(coarse.sum()),
        "unplaced_no_fit": int(((place < 0) & ~coarse).sum()),
        "unknown_place_names": int(sum(unknown.values())),
    }
    if theatre.polygons:
        warnings["across_border"] = int((has_point & ~coarse & (by_point < 0)).sum())
        warnings["name_and_point_differ"] = int(
            ((by_name >= 0) & (by_point >= 0) & ~coarse & (by_name != by_point)).sum()
        )
    return Placing(place, warnings, _notes(unknown, events.place_column))


def _by_name(frame: pd.DataFrame, column: str, theatre: Theatre) -> tuple[NDArray[np.int32], dict[str, int]]:
    if not column:
        return np.full(len(frame), -1, np.int32), {}
    order = {p: i for i, p in enumerate(theatre.place_ids)}
    counts = frame[column].value_counts()
    found = {str(name): theatre.index.find(str(name)) for name in counts.index}
    unknown = {name: int(counts[name]) for name, place in found.items() if place is None}
    codes = {name: order[place] for name, place in found.items() if place is not None}
    return frame[column].map(codes).fillna(-1).to_numpy().astype(np.int32), unknown


def _by_point(frame: pd.DataFrame, theatre: Theatre) -> NDArray[np.int32]:
    """Return the place whose polygon holds each point, or the nearest within ``SHORE``, else −1."""
    import shapely

    codes = np.full(len(frame), -1, np.int32)
    drawn = [i for i, p in enumerate(theatre.places) if p.id in theatre.polygons]
    if not drawn:
        return codes
    tree = shapely.STRtree([theatre.polygons[theatre.places[i].id] for i in drawn])
    known = np.flatnonzero(frame["latitude"].notna().to_numpy() & frame["longitude"].notna().to_numpy())
    points = shapely.points(frame["longitude"].to_numpy()[known], frame["latitude"].to_numpy()[known])
    at, shape = tree.query_nearest(points, max_distance=SHORE, all_matches=False)
    codes[known[at]] = np.asarray(drawn, np.int32)[shape]
    return codes


def _notes(unknown: dict[str, int], column: str) -> tuple[str, ...]:
    if not unknown:
        return ()
    most = sorted(unknown.items(), key=lambda pair: (-pair[1], pair[0]))
    listed = ", ".join(f"{name} ({count})" for name, count in most[:NAMES_TOLD])
    more = f" and {len(most) - NAMES_TOLD} more" if len(most) > NAMES_TOLD else ""
    return (
        f"Names in {column} that the theatre does not know (placed by their point where one fits): {listed}{more}.",
    )
