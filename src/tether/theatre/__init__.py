"""One country as fixed axes: places, communities, actors, months.

theatre = load("iraq");  panel = load_panel("iraq");  features = map_features(theatre)
"""

from __future__ import annotations

from tether.theatre.open_panel import find_events, load_card, load_panel, open_panel
from tether.theatre.panel import Panel, build_panel
from tether.theatre.theatre import Theatre, known_countries, load, map_features

__all__ = [
    "Panel",
    "Theatre",
    "build_panel",
    "find_events",
    "known_countries",
    "load",
    "load_card",
    "load_panel",
    "map_features",
    "open_panel",
]
