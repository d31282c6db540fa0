"""Outlines for places that no boundary file draws: round their recorded events, and marked as such.

Each place gets the convex hull of its events' points, widened a little, cut where another place's events are nearer
(the Voronoi cells of the points): outlines never overlap, and places that meet become neighbours. They are **not
boundaries**: a map shows them dashed, and no share of land may be read off them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

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
