"""One country as fixed axes: places, communities, actors, months.

theatre = load("iraq");  panel = load_panel("iraq");  features = map_features(theatre)
"""

from tether.theatre.building import build_panel
from tether.theatre.opening import find_events, open_panel
from tether.theatre.packs import load_card, load_panel
from tether.theatre.panel import Panel
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
