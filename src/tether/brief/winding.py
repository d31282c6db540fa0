"""Which way a polygon runs. d3 and Vega fill what lies to the right of a ring: outer rings must run clockwise.

RFC 7946 has it the other way round; a polygon in that order fills the whole frame without any error.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapely.geometry import shape


def clockwise(feature: Mapping[str, Any]) -> bool:
    """Return whether every outer ring runs clockwise, and every hole the other way, as d3 and Vega need."""
    geometry = shape(feature["geometry"])
    parts = getattr(geometry, "geoms", [geometry])
    return all(not p.exterior.is_ccw and all(hole.is_ccw for hole in p.interiors) for p in parts)
