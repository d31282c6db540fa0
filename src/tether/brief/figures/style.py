"""The one style file: ink, scales, shapes and the Vega-Lite configuration of every figure.

Colour is never the only code: bands differ in width, theories in shape and row, classes of the map in a printed table,
missing data in its hatching.
"""

from __future__ import annotations

from typing import Any

INK = "#20262c"
SOFT = "#66707a"
GRID = "#e6e3dc"
PAPER = "#ffffff"
MARK = "#a3401a"  # the cut-off
BLUE = "#17506b"
BANDS = {95: "#dfe9ee", 90: "#dfe9ee", 80: "#b7d0dc", 50: "#7fabc0"}
FONT = "'Source Sans 3', 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif"

MAP_CLASSES = ("0", "1–9", "10–99", "100–999", "1,000–9,999", "10,000 or more")
MAP_FILLS = ("#ffffff", "#fbe8d3", "#f3c596", "#e09355", "#b95a28", "#7a2f12")
NO_DATA = "no data"
NO_DATA_FILL = "#dcdbd7"
NO_DATA_HATCH = "#8f8e89"

SHAPES = ("circle", "square", "triangle-up", "diamond", "cross")
HUES = ("#17506b", "#a3401a", "#4c6b22", "#7a4a86", "#20262c")

WIDTH = {"wide": 700, "beside": 420, "rows": 400, "grid": 216}  # of the still pictures, pixels
CONFIG: dict[str, Any] = {
    "background": None,
    "font": FONT,
    "padding": {"left": 2, "right": 6, "top": 4, "bottom": 2},
    "autosize": {"type": "fit-x", "contains": "padding"},
    "view": {"stroke": None},
    "axis": {
        "labelColor": SOFT,
        "titleColor": SOFT,
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "gridColor": GRID,
        "domainColor": SOFT,
        "tickColor": GRID,
        "labelPadding": 4,
    },
    "axisY": {
        "domain": False,
        "ticks": False,
        "titleAngle": 0,
        "titleAlign": "left",
        "titleAnchor": "end",
        "titleY": -8,
        "titleX": 0,
    },
    "axisX": {"grid": False, "labelOverlap": "greedy", "labelSeparation": 8},
    "legend": {
        "labelColor": INK,
        "titleColor": SOFT,
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
    },
    "text": {"color": INK, "fontSize": 11},
}
